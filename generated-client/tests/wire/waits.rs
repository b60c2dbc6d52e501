//! Waits over real TCP: interruptions, slow and missing responses between polls, and the rate
//! limit.

use std::time::{Duration, Instant};

use clickhouse_cloud::{Error, RateLimit, response};

use crate::server::{Reply, Server, json, quick};

/// Responds with a service in this state.
fn service(state: &str) -> Reply {
    let body =
        format!(r#"{{"status":200,"requestId":"r-7","result":{{"id":"s","state":"{state}"}}}}"#);
    Reply::Raw(json(200, &body))
}

async fn wait(server: &Server) -> Result<response::Service, Error> {
    let client = server
        .builder()
        .retry(quick())
        .attempt_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let wait = client.organization("o").service("s").get().wait_until_running();
    wait.poll_every(Duration::from_millis(5)).deadline(Duration::from_secs(20)).await
}

#[tokio::test]
async fn a_wait_survives_temporary_failures() {
    let server = Server::new(|number, _| match number {
        0 => Reply::Raw(json(404, r#"{"error":"NOT_FOUND"}"#)),
        1 => service("provisioning"),
        2 => Reply::Close(Vec::new()),
        3 => Reply::Close(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        4..8 => Reply::Raw(json(502, "<html>Bad Gateway</html>")),
        8 => Reply::Hang,
        _ => service("running"),
    });
    let service = wait(&server).await.unwrap();
    assert_eq!(service.state, Some("running".into()));
    assert_eq!(server.count(), 11);
}

#[tokio::test]
async fn a_failure_state_ends_a_wait() {
    let server = Server::new(|number, _| match number {
        0 => service("provisioning"),
        1 => service("failed"),
        _ => service("running"),
    });
    let error = wait(&server).await.unwrap_err();
    assert!(error.is_wait_failed() && error.may_have_been_executed(), "{error:?}");
    assert_eq!((error.last_state(), error.polls(), server.count()), (Some("failed"), 2, 2));
}

#[tokio::test]
async fn a_deletion_ends_a_wait() {
    let server = Server::new(|number, _| match number {
        0 => service("provisioning"),
        1 => service("terminating"),
        _ => service("running"),
    });
    let error = wait(&server).await.unwrap_err();
    assert!(error.is_wait_failed() && error.may_have_been_executed(), "{error:?}");
    assert_eq!((error.last_state(), error.polls(), server.count()), (Some("terminating"), 2, 2));
}

#[tokio::test]
async fn a_wait_has_a_deadline() {
    let server = Server::always(|| service("a-state-that-is-new"));
    let client = server.client();
    let limit = Duration::from_millis(300);
    let wait = client.organization("o").service("s").get().wait_until_running().deadline(limit);
    let start = Instant::now();
    let error = wait.poll_every(Duration::from_millis(10)).await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_executed());
    assert_eq!(error.last_state(), Some("a-state-that-is-new"));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(error.polls() as usize, server.count());
}

#[tokio::test]
async fn waits_share_the_limit_of_their_client() {
    let server = Server::new(|number, _| service(if number < 6 { "starting" } else { "running" }));
    let limit = RateLimit::per_window(2, Duration::from_millis(200));
    let client = server.builder().rate_limit(limit).build().unwrap();
    let wait = || {
        client.organization("o").service("s").get().wait_until_running().poll_every(Duration::ZERO)
    };
    let (one, other) = tokio::join!(wait().into_future(), wait().into_future());
    assert!(one.is_ok() && other.is_ok());
    let seen = server.seen();
    for window in seen.windows(3) {
        let span = window[2].at.duration_since(window[0].at);
        assert!(span >= Duration::from_millis(150), "{span:?}");
    }
}
