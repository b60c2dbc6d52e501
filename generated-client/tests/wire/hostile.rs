//! Malicious or meaningless input: an error or an encoded value, never another request and never a
//! panic.

use std::time::Duration;

use clickhouse_cloud::{Client, RateLimit, RetryPolicy, SlidingWindow};
use http::Method;

use crate::server::{Reply, Server, fine, json as body, quick, response};

#[tokio::test]
async fn ids_stay_one_segment_or_are_rejected() {
    let server = Server::always(fine);
    let client = server.client();
    for (id, sent) in [
        ("", None),
        (".", None),
        ("..", None),
        ("a\nb", None),
        ("a\r\nx-evil: 1", None),
        ("a\0", None),
        ("\u{85}", None),
        ("a/b", Some("a%2Fb")),
        ("../b", Some("..%2Fb")),
        ("%2e", Some("%252e")),
        ("%2e%2e", Some("%252e%252e")),
        ("..%2f", Some("..%252f")),
        ("a?b#c", Some("a%3Fb%23c")),
        ("a;b=c&d", Some("a%3Bb%3Dc%26d")),
        ("a\\..\\b", Some("a%5C..%5Cb")),
        ("a b+c", Some("a%20b%2Bc")),
        ("\u{fe}\u{2025}", Some("%C3%BE%E2%80%A5")),
        ("//evil.example", Some("%2F%2Fevil.example")),
        ("@evil.example", Some("%40evil.example")),
        ("{id}", Some("%7Bid%7D")),
    ] {
        let before = server.count();
        let call = client.request(Method::DELETE, "/v1/things/{id}/parts").path("id", id);
        match (call.await, sent) {
            (Ok(_), Some(sent)) => {
                let line = format!("DELETE /v1/things/{sent}/parts HTTP/1.1");
                assert_eq!(server.seen()[before].line(), line);
            }
            (Err(error), None) => {
                assert!(error.is_request() && !error.may_have_been_executed(), "{error:?}");
                assert_eq!(server.count(), before, "{id:?}");
            }
            (outcome, _) => panic!("{id:?}: {outcome:?}"),
        }
    }
}

#[cfg(feature = "services")]
#[tokio::test]
async fn generated_operations_reject_such_ids_too() {
    let server = Server::always(|| Reply::Raw(body(200, r#"{"result":{}}"#)));
    let client = server.client();
    for id in ["", "..", "a\nb"] {
        let error = client.organization("org").service(id).get().await.unwrap_err();
        assert!(error.is_request() && error.operation() == Some("instanceGet"), "{error:?}");
        assert!(
            client.organization(id).service("service").delete().await.unwrap_err().is_request()
        );
    }
    assert_eq!(server.count(), 0);
    client.organization("a/../b").service("%2e%2e").get().await.unwrap();
    let line = "GET /v1/organizations/a%2F..%2Fb/services/%252e%252e HTTP/1.1";
    assert_eq!(server.seen()[0].line(), line);
}

#[tokio::test]
async fn query_values_are_encoded() {
    let server = Server::always(fine);
    let call = server.client().request(Method::GET, "/v1/x");
    call.query("a&b", "1=2&c=3#d\r\nx-evil: 1").await.unwrap();
    let line = "GET /v1/x?a%26b=1%3D2%26c%3D3%23d%0D%0Ax-evil%3A%201 HTTP/1.1";
    assert_eq!(server.seen()[0].line(), line);
    assert_eq!(server.seen()[0].header("x-evil"), None);
}

#[tokio::test]
async fn invalid_headers_are_rejected() {
    let server = Server::always(fine);
    let client = server.client();
    for (name, value) in [
        ("x-a", "b\r\nx-evil: 1"),
        ("x-a", "b\n"),
        ("x-a", "\0"),
        ("x-a\r\nx-evil", "1"),
        ("x a", "1"),
        ("", "1"),
        ("host", "evil.example"),
        ("authorization", "Basic x"),
        ("content-length", "0"),
        ("transfer-encoding", "chunked"),
    ] {
        let error = client.request(Method::GET, "/v1/x").header(name, value).await.unwrap_err();
        assert!(error.is_request() && !error.may_have_been_executed(), "{name:?}: {error:?}");
        let error = server.builder().header(name, value).build().unwrap_err();
        assert!(error.is_config(), "{name:?}: {error:?}");
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn invalid_times_are_rejected_and_extreme_ones_work() {
    let server = Server::always(fine);
    let client = server.client();
    let call = || client.request(Method::GET, "/v1/x");
    assert!(call().timeout(Duration::ZERO).await.unwrap_err().is_request());
    assert!(call().attempt_timeout(Duration::ZERO).await.unwrap_err().is_request());
    let policy = RetryPolicy::default().base_delay(Duration::MAX).max_delay(Duration::ZERO);
    assert!(call().retry(policy).await.unwrap_err().is_request());
    assert_eq!(server.count(), 0);
    // Adding the maximum duration to the current time does not overflow.
    let endless = RetryPolicy::default()
        .max_attempts(u32::MAX)
        .max_elapsed(Duration::MAX)
        .max_server_delay(Duration::MAX)
        .budget(u32::MAX);
    let client = server
        .builder()
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .retry(endless)
        .rate_limit(RateLimit::per_window(u32::MAX, Duration::MAX).max_wait(Duration::MAX))
        .max_body(usize::MAX)
        .build()
        .unwrap();
    assert_eq!(client.request(Method::GET, "/v1/x").await.unwrap(), 7);
}

#[tokio::test]
async fn invalid_delays_of_a_server_do_no_harm() {
    for value in ["18446744073709551616", "1e300", "-5", "NaN", "inf", "soon", "\u{fe}"] {
        let server = Server::new(move |number, _| match number {
            0 => Reply::Raw(response(
                429,
                &[("retry-after", value), ("x-ratelimit-reset", value)],
                b"",
            )),
            _ => fine(),
        });
        let limit = RateLimit::shared(std::sync::Arc::new(SlidingWindow::new(9, Duration::MAX)));
        let retry = quick().max_throttled(0);
        let client = server.builder().rate_limit(limit).retry(retry).build().unwrap();
        let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
        assert!(error.is_rate_limited() && !error.may_have_been_executed(), "{value}: {error:?}");
    }
}

#[test]
fn an_invalid_base_url_is_refused() {
    for url in [
        "",
        "nonsense",
        "api.clickhouse.cloud",
        "https://",
        "https://[",
        "https://a b/",
        "https://a\u{0}b",
        "https:///etc/passwd",
        "//api.clickhouse.cloud",
        "ftp://api.clickhouse.cloud",
        "javascript:alert(1)",
        "https://me:hunter2@api.clickhouse.cloud",
        "https://api.clickhouse.cloud/?a=b",
        "http://api.clickhouse.cloud",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "https://api.clickhouse.cloud:99999",
    ] {
        let builder = || Client::builder().api_key("id", "secret");
        for error in [builder().base_url(url).build().err(), builder().query_url(url).build().err()]
        {
            let Some(error) = error else {
                // A URL that the parser corrects is valid.
                assert_eq!(url, "https:///etc/passwd");
                continue;
            };
            assert!(error.is_config() && !error.to_string().contains("hunter2"), "{error:?}");
        }
    }
}
