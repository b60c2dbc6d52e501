//! Tests of a store that is unavailable: for a while, permanently, or partly.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clickhouse_cloud::{ErrorKind, Limiter as _, RateLimit, RedisLimiter, WhenUnavailable};
use http::Method;

use crate::server::{Server, fine};
use crate::store::Store;

#[tokio::test]
async fn calls_fail_without_a_store_if_configured() {
    let store = Store::absent();
    let limiter = store.limiter().when_unavailable(WhenUnavailable::Fail).build().unwrap();
    let server = Server::always(fine);
    let limit = RateLimit::shared(Arc::new(limiter));
    let client = server.builder().rate_limit(limit).build().unwrap();
    let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limiter, "{error:?}");
    assert!(error.is_rate_limited() && error.is_retryable() && !error.may_have_been_executed());
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("rate-limit store is unavailable"), "{source}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_process_has_a_limit_of_its_own() {
    let store = Store::absent();
    let window = Duration::from_millis(200);
    let local = WhenUnavailable::Local { requests: 2 };
    let limiter = store.limiter().per_window(9, window).when_unavailable(local).build().unwrap();
    let mut moments = Vec::new();
    for _ in 0..5 {
        let permit = limiter.acquire().await.unwrap();
        moments.push(Instant::now());
        drop(permit);
    }
    assert!(moments.windows(3).all(|three| three[2] - three[0] >= window), "{moments:?}");
    // A delay that the API requests applies here, too.
    limiter.throttled(Duration::from_millis(500));
    let start = Instant::now();
    drop(limiter.acquire().await.unwrap());
    assert!(start.elapsed() >= Duration::from_millis(500));
}

#[tokio::test]
async fn calls_proceed_if_the_store_is_optional() {
    let store = Store::absent();
    let build = store.limiter().per_window(1, Duration::from_secs(3600));
    let limiter = build.when_unavailable(WhenUnavailable::LetThrough).build().unwrap();
    for _ in 0..20 {
        drop(limiter.acquire().await.unwrap());
    }
}

#[tokio::test]
async fn a_store_that_does_not_respond_is_unavailable() {
    // Connections are accepted, but never read.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://:hunter2@{}/", listener.local_addr().unwrap());
    let limiter = RedisLimiter::builder(url)
        .name("n")
        .timeout(Duration::from_millis(50))
        .when_unavailable(WhenUnavailable::Fail)
        .build()
        .unwrap();
    let problem = limiter.acquire().await.unwrap_err().to_string();
    assert!(problem.contains("unavailable") && !problem.contains("hunter2"), "{problem}");
    drop(listener);
}

#[tokio::test]
async fn a_call_that_is_cancelled_meanwhile_uses_no_permit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}/", listener.local_addr().unwrap());
    let builder = crate::store::limiter(&url).per_window(9, Duration::from_secs(3600));
    let limiter =
        Arc::new(builder.when_unavailable(WhenUnavailable::Local { requests: 1 }).build().unwrap());
    let waiting = Arc::clone(&limiter);
    let waiting = tokio::spawn(async move { drop(waiting.acquire().await) });
    // The command is sent, and the call is dropped before there is a response.
    let asked = tokio::task::spawn_blocking(move || listener.accept().unwrap()).await.unwrap();
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    drop(asked);
    let next = tokio::time::timeout(Duration::from_secs(60), limiter.acquire());
    drop(next.await.expect("the place is free").unwrap());
}

#[tokio::test]
async fn a_program_can_check_the_store_at_startup() {
    let Some(mut store) = Store::start() else { return };
    store.limiter().build().unwrap().check().await.unwrap();
    store.ask::<()>(&["CONFIG", "SET", "requirepass", "hunter2"]);
    let error = store.limiter().build().unwrap().check().await.unwrap_err();
    assert!(error.is_rate_limited() && error.to_string().contains("unavailable"), "{error}");
    let right = RedisLimiter::builder(store.url() + "?pass=hunter2").name("n").build().unwrap();
    right.check().await.unwrap();
    let wrong = RedisLimiter::builder(store.url() + "?pass=hunter3").name("n").build().unwrap();
    let error = wrong.check().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
    store.kill();
    let error = store.limiter().build().unwrap().check().await.unwrap_err();
    assert!(error.to_string().contains("unavailable"), "{error}");
}

#[tokio::test]
async fn a_recovered_store_learns_what_was_sent() {
    let Some(mut store) = Store::start() else { return };
    let build = store.limiter().per_window(4, Duration::from_secs(600));
    let limiter = build.when_unavailable(WhenUnavailable::Local { requests: 4 }).build().unwrap();
    let places = |store: &Store| store.ask::<u32>(&["ZCARD", &store.key("places")]);
    for _ in 0..2 {
        drop(limiter.acquire().await.unwrap());
    }
    assert_eq!(places(&store), 2);
    store.kill();
    // The third request is within the limit of the process.
    drop(limiter.acquire().await.unwrap());
    assert!(store.run());
    assert_eq!(places(&store), 0);
    // The recovered store learns of the three; the fourth slot is the last one.
    drop(limiter.acquire().await.unwrap());
    while places(&store) < 4 {
        // Granted without the store: another call makes the process connect again.
        let _ = tokio::time::timeout(Duration::from_millis(20), limiter.acquire()).await;
    }
    assert_eq!(places(&store), 4);
}

#[tokio::test]
async fn a_recovered_store_learns_the_delay_of_the_api() {
    let Some(mut store) = Store::start() else { return };
    let limiter = store.limiter().build().unwrap();
    store.kill();
    limiter.throttled(Duration::from_secs(600));
    assert!(limiter.check().await.is_err());
    assert!(store.run());
    while limiter.check().await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let key = store.key("freeze");
    assert_eq!(store.ask::<u32>(&["EXISTS", &key]), 1, "{key}");
}
