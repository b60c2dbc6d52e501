//! Tests of one process and its store: what the store contains, and what it does not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clickhouse_cloud::{Limiter as _, RedisLimiter};

use crate::store::Store;

const WINDOW: Duration = Duration::from_secs(10);

/// The number of requests in the store: sent ones, and the first in the queue.
fn count(store: &Store) -> u32 {
    store.ask(&["ZCARD", &store.key("places")])
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..6000 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it does not come true");
}

fn limiter(store: &Store, requests: u32) -> Arc<RedisLimiter> {
    Arc::new(store.limiter().per_window(requests, WINDOW).build().unwrap())
}

/// The microseconds until the only place is free.
fn left(store: &Store) -> f64 {
    let place: Vec<String> = store.ask(&["ZRANGE", &store.key("places"), "0", "0", "WITHSCORES"]);
    let now: Vec<f64> = store.ask(&["TIME"]);
    place[1].parse::<f64>().unwrap() - now[0] * 1e6 - now[1]
}

#[tokio::test]
async fn stored_keys_expire_and_contain_no_secrets() {
    let Some(store) = Store::start() else { return };
    let limiter = limiter(&store, 1);
    drop(limiter.acquire().await.unwrap());
    limiter.throttled(Duration::from_secs(60));
    let waiting = Arc::clone(&limiter);
    let waiting = tokio::spawn(async move { drop(waiting.acquire().await) });
    until(|| count(&store) == 2 && store.ask::<Vec<String>>(&["KEYS", "*"]).len() == 2).await;
    for key in store.ask::<Vec<String>>(&["KEYS", "*"]) {
        assert!(key.starts_with("clickhouse-cloud:{key-"), "{key}");
        assert!(!key.contains("public-key-id"), "{key}");
        let left: i64 = store.ask(&["PTTL", &key]);
        assert!(left > 0 && left <= 62_000, "{key}: {left}");
    }
    waiting.abort();
}

#[tokio::test]
async fn a_permit_is_free_one_window_after_the_response() {
    let Some(store) = Store::start() else { return };
    let limiter = limiter(&store, 1);
    let permit = limiter.acquire().await.unwrap();
    let taken = left(&store);
    assert!(taken > 1e7 && taken <= 2e7 + 1e3, "{taken}");
    // A permit may be dropped outside of a runtime.
    std::thread::spawn(move || drop(permit)).join().unwrap();
    until(|| left(&store) <= 1e7 + 1e3).await;
}

#[tokio::test]
async fn a_late_response_does_not_hold_the_permit_longer() {
    let Some(store) = Store::start() else { return };
    let limiter = limiter(&store, 1);
    let permit = limiter.acquire().await.unwrap();
    // As if the request had been sent a window and more ago.
    let places = store.key("places");
    let place: Vec<String> = store.ask(&["ZRANGE", &places, "0", "0"]);
    store.ask::<()>(&["ZINCRBY", &places, "-15000000", &place[0]]);
    drop(permit);
    limiter.check().await.unwrap();
    assert!(left(&store) <= 5e6 + 1e3);
}

#[tokio::test]
async fn a_dropped_call_leaks_nothing() {
    let Some(store) = Store::start() else { return };
    let limiter = limiter(&store, 2);
    let held = [limiter.acquire().await.unwrap(), limiter.acquire().await.unwrap()];
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let limiter = Arc::clone(&limiter);
        waiting.spawn(async move { drop(limiter.acquire().await) });
    }
    until(|| count(&store) == 3).await;
    waiting.shutdown().await;
    until(|| count(&store) == 2).await;
    drop(held);
    // Cancelled at any moment: before, during and after the command to the store.
    store.ask::<()>(&["FLUSHALL"]);
    for delay in 0..200 {
        let acquire = limiter.acquire();
        let _ = tokio::time::timeout(Duration::from_micros(delay * 10), acquire).await;
    }
    until(|| count(&store) <= 2).await;
}

#[tokio::test]
async fn calls_are_served_in_order() {
    let Some(store) = Store::start() else { return };
    let build = || store.limiter().per_window(1, Duration::from_millis(30)).build();
    let limiter = Arc::new(build().unwrap());
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut calls = tokio::task::JoinSet::new();
    for index in 0..8 {
        let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
        calls.spawn(async move {
            let permit = limiter.acquire().await.unwrap();
            order.lock().unwrap().push(index);
            drop(permit);
        });
        tokio::task::yield_now().await;
    }
    calls.join_all().await;
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn the_delay_of_the_api_applies_to_all_processes() {
    let Some(store) = Store::start() else { return };
    let (one, other) = (limiter(&store, 10), limiter(&store, 10));
    let start = Instant::now();
    one.throttled(Duration::from_millis(300));
    one.throttled(Duration::from_millis(50));
    until(|| store.ask::<u32>(&["EXISTS", &store.key("freeze")]) == 1).await;
    drop(other.acquire().await.unwrap());
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_clock_that_was_set_back_blocks_no_call() {
    let Some(store) = Store::start() else { return };
    let build = || store.limiter().per_window(1, Duration::from_millis(100)).build();
    let limiter = build().unwrap();
    let permit = limiter.acquire().await.unwrap();
    // As if the clock had been an hour ahead when these were written.
    let late = store.ask::<Vec<u64>>(&["TIME"])[0] + 3600;
    let late = format!("{late}000000");
    let places = store.key("places");
    store.ask::<()>(&["ZADD", &places, &late, "1:lost"]);
    let freeze = places.replace(":places", ":freeze");
    store.ask::<()>(&["SET", &freeze, "100", "PX", "3600000"]);
    drop(permit);
    drop(limiter.acquire().await.unwrap());
    // The lost process then leaves the queue soon, and not an hour later.
    if let Some(expires) = store.ask::<Option<f64>>(&["ZSCORE", &places, "1:lost"]) {
        assert!(expires < late.parse::<f64>().unwrap() - 3.5e9, "{expires}");
    }
}

#[test]
fn several_runtimes_share_a_limiter() {
    let Some(store) = Store::start() else { return };
    let limiter = limiter(&store, 3);
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let permit = runtime.block_on(limiter.acquire()).unwrap();
        drop(runtime);
        drop(permit);
    }
}
