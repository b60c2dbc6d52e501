//! The fault matrix: the error of each failure, the number of attempts, and whether the request may
//! have been executed.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use clickhouse_cloud::{Client, Error, ErrorKind, RateLimit, RetryPolicy};
use http::Method;
use serde_json::json;

use crate::server::{Reply, Server, fine, json as body, quick, response};

async fn get(client: &Client) -> Result<serde_json::Value, Error> {
    client.request(Method::GET, "/v1/x").await
}

async fn post(client: &Client) -> Result<serde_json::Value, Error> {
    client.request(Method::POST, "/v1/x").json(&json!({})).await
}

/// The error after all attempts, the number of requests that arrived, and the error of a POST
/// with its number.
async fn both(act: impl Fn() -> Reply + Clone + Send + Sync + 'static) -> [(Error, usize); 2] {
    let server = Server::always(act.clone());
    let first = get(&server.client()).await.unwrap_err();
    let first = (first, server.count());
    let server = Server::always(act);
    let second = post(&server.client()).await.unwrap_err();
    [first, (second, server.count())]
}

#[tokio::test]
async fn an_interruption_before_the_response() {
    let [(got, gets), (posted, posts)] = both(|| Reply::Close(Vec::new())).await;
    assert_eq!((gets, posts), (3, 1));
    assert_eq!((got.kind(), got.attempts()), (ErrorKind::Transport, 3));
    assert!(got.may_have_been_executed() && got.is_retryable());
    assert_eq!((posted.kind(), posted.attempts()), (ErrorKind::Transport, 1));
    assert!(posted.may_have_been_executed() && !posted.is_retryable());
}

#[tokio::test]
async fn an_interruption_in_the_head() {
    let [(got, gets), (posted, posts)] =
        both(|| Reply::Close(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())).await;
    assert_eq!((gets, posts), (3, 1));
    assert!(got.is_transport() && posted.is_transport() && posted.may_have_been_executed());
}

#[tokio::test]
async fn an_interruption_in_the_body() {
    let half = || {
        let whole = body(200, r#"{"result":"a long value that will not arrive"}"#);
        Reply::Close(whole[..whole.len() - 20].to_vec())
    };
    let [(got, gets), (posted, posts)] = both(half).await;
    assert_eq!((gets, posts), (3, 1));
    assert!(got.is_transport() && got.may_have_been_executed());
    assert!(posted.is_transport() && posted.may_have_been_executed());
}

#[tokio::test]
async fn an_interruption_after_the_response_is_not_a_failure() {
    let server = Server::always(|| Reply::Close(body(200, r#"{"result":7}"#)));
    for _ in 0..3 {
        // New connections: the effect of a close on the next request is another test.
        assert_eq!(get(&server.client()).await.unwrap(), 7);
        assert_eq!(post(&server.client()).await.unwrap(), 7);
    }
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn garbage_instead_of_http() {
    let [(got, gets), (posted, posts)] = both(|| Reply::Close(b"SSH-2.0-x\r\n\r\n".to_vec())).await;
    assert_eq!((gets, posts), (3, 1));
    assert!(got.is_transport() && posted.is_transport() && posted.may_have_been_executed());
}

#[tokio::test]
async fn a_refused_connection_sends_nothing() {
    // A port that nobody listens on any more.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::builder()
        .api_key("a", "b")
        .base_url(format!("http://{address}"))
        .retry(quick())
        .build()
        .unwrap();
    for error in [get(&client).await.unwrap_err(), post(&client).await.unwrap_err()] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
        assert!(!error.may_have_been_executed() && error.is_retryable(), "{error:?}");
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_server_without_tls_receives_nothing() {
    use std::io::{Read as _, Write as _};

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let mut heard = Vec::new();
        for stream in listener.incoming().take(6).map_while(Result::ok) {
            let mut bytes = [0; 4096];
            let read = (&stream).read(&mut bytes).unwrap_or(0);
            heard.extend_from_slice(&bytes[..read]);
            let _ = (&stream).write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        }
        heard
    });
    let client = Client::builder().api_key("key-id", "key-s3cr3t").base_url(url).retry(quick());
    let client = client.build().unwrap();
    for error in [get(&client).await.unwrap_err(), post(&client).await.unwrap_err()] {
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3), "{error:?}");
        assert!(!error.may_have_been_executed() && error.is_retryable(), "{error:?}");
    }
    let heard = String::from_utf8_lossy(&heard.join().unwrap()).into_owned();
    assert!(!heard.contains("Basic") && !heard.contains("/v1/x"), "{heard}");
}

#[tokio::test]
async fn a_half_open_connection_ends_with_the_attempt() {
    let server = Server::always(|| Reply::Hang);
    let client = server.builder().attempt_timeout(Duration::from_millis(80)).build().unwrap();
    let start = Instant::now();
    let error = get(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), server.count()), (ErrorKind::Timeout, 3, 3));
    assert!(start.elapsed() < Duration::from_secs(2));
    let error = post(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), server.count()), (ErrorKind::Timeout, 1, 4));
    assert!(error.may_have_been_executed());
}

#[tokio::test]
async fn a_slow_response_ends_with_the_attempt() {
    let slow = || Reply::Drip(body(200, r#"{"result":7}"#), Duration::from_millis(20));
    let server = Server::always(slow);
    let client = server
        .builder()
        .attempt_timeout(Duration::from_millis(150))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = get(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_executed(), "{error:?}");
}

#[tokio::test]
async fn the_call_has_a_timeout() {
    let server = Server::always(|| Reply::Hang);
    let client = server.client();
    let start = Instant::now();
    let call = client.request(Method::GET, "/v1/x").timeout(Duration::from_millis(100));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
    let call = client.request(Method::GET, "/v1/x").attempt_timeout(Duration::from_millis(50));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 3, "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn statuses_that_are_temporary() {
    for status in [408, 502, 503, 504] {
        let failing = move || Reply::Raw(body(status, "{}"));
        let [(got, gets), (posted, posts)] = both(failing).await;
        assert_eq!((gets, posts), (3, 1), "{status}");
        assert!(got.is_retryable() && !posted.is_retryable());
        assert!(got.may_have_been_executed() && posted.may_have_been_executed());
    }
}

#[tokio::test]
async fn statuses_that_are_final() {
    for (status, executed) in
        [(400, false), (401, false), (403, false), (404, false), (409, false), (500, true)]
    {
        let failing = move || Reply::Raw(body(status, r#"{"error":"NO","requestId":"r"}"#));
        let [(got, gets), (posted, posts)] = both(failing).await;
        assert_eq!((gets, posts), (1, 1), "{status}");
        assert_eq!(got.may_have_been_executed(), executed, "{status}");
        assert!(!got.is_retryable() && !posted.is_retryable());
        assert_eq!((got.message(), got.request_id()), ("NO", Some("r")));
    }
}

#[tokio::test]
async fn success_after_failures() {
    let server = Server::new(|number, _| match number {
        0 => Reply::Close(Vec::new()),
        1 => Reply::Raw(body(503, "{}")),
        _ => fine(),
    });
    let response =
        server.client().request(Method::GET, "/v1/x").send_as::<serde_json::Value>().await.unwrap();
    assert_eq!((response.value(), response.attempts()), (&json!(7), 3));
    assert_eq!(response.request_id(), Some("r-7"));
}

#[tokio::test]
async fn an_attempt_that_may_have_been_executed_is_remembered() {
    // First an interruption, then a refused connection, which alone would mean that nothing was
    // executed.
    let server = Server::new(|number, _| match number {
        0 => Reply::Close(Vec::new()),
        _ => Reply::Raw(body(404, r#"{"error":"NOT_FOUND"}"#)),
    });
    let error = server.client().request(Method::DELETE, "/v1/x").await.unwrap_err();
    assert!(error.is_not_found() && error.may_have_been_executed(), "{error:?}");
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn a_dead_pooled_connection_does_not_fail_the_call() {
    // The server closes the connection after each response without announcing it.
    let server = Server::always(|| Reply::Close(body(200, r#"{"result":7}"#)));
    let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
    for _ in 0..3 {
        assert_eq!(post(&client).await.unwrap(), 7);
        // Time for the close to arrive; a request at the same time fails.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn the_budget_bounds_the_retries_of_all_calls() {
    let server = Server::always(|| Reply::Raw(body(503, "{}")));
    let client = server.builder().retry(quick().budget(3)).build().unwrap();
    for _ in 0..5 {
        assert!(get(&client).await.unwrap_err().is_server_error());
    }
    // Five calls and three retries.
    assert_eq!(server.count(), 8);
}

#[tokio::test]
async fn successes_refill_the_budget() {
    let server = Server::new(|number, _| match number {
        // There is one retry; ten successes restore another one.
        0..3 | 13.. => Reply::Raw(body(503, "{}")),
        _ => fine(),
    });
    let client = server.builder().retry(quick().budget(1)).build().unwrap();
    assert_eq!(get(&client).await.unwrap_err().attempts(), 2);
    assert_eq!(get(&client).await.unwrap_err().attempts(), 1);
    for _ in 0..10 {
        assert_eq!(get(&client).await.unwrap(), 7);
    }
    assert_eq!(get(&client).await.unwrap_err().attempts(), 2);
    assert_eq!(get(&client).await.unwrap_err().attempts(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_callers_with_an_unreliable_server() {
    // Every third request is interrupted, every fifth is slow, every seventh gets an HTML page.
    let server = Server::new(|number, request| match number {
        n if n % 3 == 1 => Reply::Close(Vec::new()),
        n if n % 5 == 1 => {
            let Reply::Raw(bytes) = mine(request) else { unreachable!() };
            Reply::Drip(bytes, Duration::from_micros(100))
        }
        n if n % 7 == 1 => Reply::Raw(response(502, &[], b"<html>Bad Gateway</html>")),
        _ => mine(request),
    });
    let client = server.builder().retry(quick().max_attempts(50).budget(0)).build().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..64 {
        let client = client.clone();
        tasks.spawn(async move {
            let call = client.request(Method::GET, "/v1/{n}").path("n", number);
            assert_eq!(call.await.unwrap(), format!("/v1/{number}"), "the answer of another call");
        });
    }
    tasks.join_all().await;
    assert!(server.count() > 64);
}

/// A response that identifies its request.
fn mine(request: &crate::server::Request) -> Reply {
    let path = &request.target;
    Reply::Raw(body(200, &json!({ "result": path }).to_string()))
}

#[tokio::test]
async fn policies_of_single_calls_count() {
    let server = Server::always(|| Reply::Raw(body(503, "{}")));
    let client = server.client();
    let call = || client.request(Method::GET, "/v1/x");
    assert_eq!(call().retry(RetryPolicy::none()).await.unwrap_err().attempts(), 1);
    assert_eq!(call().retry(quick().max_attempts(5)).await.unwrap_err().attempts(), 5);
    let long = quick().base_delay(Duration::from_secs(60)).max_delay(Duration::from_secs(60));
    let start = Instant::now();
    // A delay that would end after the call is not waited for.
    let error = call().retry(long.max_elapsed(Duration::from_micros(1))).await.unwrap_err();
    assert!(error.is_server_error() && start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_call_outside_a_runtime_is_an_error_and_does_not_panic() {
    let server = Server::always(fine);
    let client = server.builder().rate_limit(RateLimit::default()).build().unwrap();
    let error = std::thread::spawn(move || {
        let mut call = std::pin::pin!(client.request(Method::GET, "/v1/x").into_future());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match call.as_mut().poll(&mut context) {
            std::task::Poll::Ready(outcome) => outcome.unwrap_err(),
            std::task::Poll::Pending => panic!("it waits"),
        }
    })
    .join()
    .unwrap();
    assert!(error.is_config() && error.to_string().contains("tokio"), "{error}");
}

#[tokio::test]
async fn a_401_asks_a_provider_once_more() {
    let server = Server::new(|_, request| match request.header("authorization") {
        Some("Bearer fresh") => fine(),
        _ => Reply::Raw(response(401, &[], b"")),
    });
    let client = server
        .builder()
        .credentials_provider(crate::credentials::Vault::default())
        .build()
        .unwrap();
    assert_eq!(post(&client).await.unwrap(), 7);
    assert_eq!(server.count(), 2);
    // A fixed key has no other credentials.
    let error = get(&server.client()).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(server.count(), 3);
}
