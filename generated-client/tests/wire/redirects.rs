//! Redirects: where credentials must not go.

use clickhouse_cloud::{Client, RateLimit};
use http::Method;

use crate::server::{Reply, Server, fine, response};

fn to(location: &str) -> Reply {
    Reply::Raw(response(302, &[("location", location)], b""))
}

#[tokio::test]
async fn the_same_origin_is_followed() {
    let server = Server::new(|_, request| match request.line().as_str() {
        "GET /v1/x HTTP/1.1" => to("/v1/y?a=b"),
        "GET /v1/y?a=b HTTP/1.1" => fine(),
        other => panic!("{other}"),
    });
    assert_eq!(server.client().request(Method::GET, "/v1/x").await.unwrap(), 7);
    assert!(server.seen().iter().all(|request| request.header("authorization").is_some()));
}

#[tokio::test]
async fn another_host_receives_nothing() {
    let evil = Server::always(fine);
    let target = format!("http://{}/v1/x", evil.address());
    let server = Server::always(move || to(&target));
    let error = server.client().request(Method::GET, "/v1/x").await.unwrap_err();
    assert_eq!(error.kind(), clickhouse_cloud::ErrorKind::Redirect);
    assert_eq!(error.status().unwrap(), 302);
    assert!(!error.may_have_been_executed() && !error.is_retryable(), "{error:?}");
    assert_eq!((server.count(), evil.count()), (1, 0));
}

#[tokio::test]
async fn another_scheme_port_or_name_of_the_same_host_is_another_origin() {
    let other = Server::always(fine);
    let server = Server::new(|_, request| to(request.header("x-to").unwrap()));
    let (own, port) = (server.address(), other.address().port());
    let client = server.client();
    for target in [
        format!("https://{own}/v1/x"),
        format!("http://localhost:{}/v1/x", own.port()),
        format!("http://127.0.0.1:{port}/v1/x"),
        format!("//127.0.0.1:{port}/v1/x"),
        format!("http://me:hunter2@{own}/v1/x"),
        format!("http://{own}@127.0.0.1:{port}/v1/x"),
        format!("\\\\127.0.0.1:{port}\\v1\\x"),
        "http://evil.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "https://[".to_owned(),
    ] {
        let before = server.count();
        let call = client.request(Method::GET, "/v1/x").header("x-to", &target);
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), clickhouse_cloud::ErrorKind::Redirect, "{target}: {error:?}");
        assert!(!error.to_string().contains("hunter2") && !error.may_have_been_executed());
        assert_eq!((server.count() - before, other.count()), (1, 0), "{target}");
    }
}

#[tokio::test]
async fn a_post_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server =
            Server::always(move || Reply::Raw(response(status, &[("location", "/y")], b"")));
        let error = server.client().request(Method::POST, "/v1/x").await.unwrap_err();
        assert_eq!(error.kind(), clickhouse_cloud::ErrorKind::Redirect, "{status}");
        // A server may respond with a 303 after it executed the request.
        assert_eq!(error.may_have_been_executed(), status == 303, "{status}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_redirect_loop_ends() {
    let server = Server::always(|| to("/v1/x"));
    let error = server.client().request(Method::GET, "/v1/x").await.unwrap_err();
    assert!(error.to_string().contains("too many redirects"), "{error}");
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn a_redirect_counts_against_the_limit() {
    let server = Server::new(|number, _| if number == 0 { to("/v1/y") } else { fine() });
    let window = std::time::Duration::from_millis(300);
    let client = Client::builder()
        .api_key("a", "b")
        .base_url(server.url())
        .rate_limit(RateLimit::per_window(1, window))
        .build()
        .unwrap();
    client.request(Method::GET, "/v1/x").await.unwrap();
    let seen = server.seen();
    assert!(seen[1].at - seen[0].at >= window);
}
