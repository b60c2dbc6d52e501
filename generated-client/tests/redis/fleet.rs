//! Tests of several processes with one key, from the view of the API.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clickhouse_cloud::{Client, Limiter as _, RateLimit};
use http::Method;

use crate::server::{Reply, Request, Server, fine, quick, response};
use crate::store::{Store, limiter};

const WINDOW: Duration = Duration::from_millis(400);

/// The largest number of requests in any window, edges included.
fn worst(seen: &[Request]) -> usize {
    let mut moments: Vec<Instant> = seen.iter().map(|request| request.at).collect();
    moments.sort();
    let in_window = |start: &Instant| {
        moments.iter().filter(|other| **other >= *start && **other <= *start + WINDOW).count()
    };
    moments.iter().map(in_window).max().unwrap_or(0)
}

/// Runs this test again in a process of its own, as the worker below.
fn process(task: &str, store: &Store, server: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "fleet::worker", "--ignored", "--test-threads", "1"])
        .envs([("TASK", task), ("STORE", &store.url()), ("SERVER", server)])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// One process of the fleet.
#[tokio::test]
#[ignore = "a process that the other tests start"]
async fn worker() {
    let Ok(task) = std::env::var("TASK") else { return };
    let variable = |name: &str| std::env::var(name).unwrap();
    let limiter = Arc::new(limiter(&variable("STORE")).per_window(10, WINDOW).build().unwrap());
    let client = Client::builder()
        .api_key("public-key-id", "key-s3cr3t")
        .base_url(variable("SERVER"))
        .user_agent(std::process::id().to_string())
        .retry(quick())
        .rate_limit(RateLimit::shared(limiter))
        .build()
        .unwrap();
    let calls = if task == "calls" { 20 } else { 15 };
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { client.request(Method::GET, "/v1/x").await.unwrap() });
    }
    tasks.join_all().await;
}

#[test]
fn no_window_of_a_fleet_holds_more_than_the_limit() {
    let Some(store) = Store::start() else { return };
    let server = Server::always(|| Reply::After(Duration::from_millis(15), Box::new(fine())));
    let fleet: Vec<Child> = (0..4).map(|_| process("calls", &store, &server.url())).collect();
    for mut process in fleet {
        assert!(process.wait().unwrap().success());
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 80);
    assert!(worst(&seen) <= 10, "{}", worst(&seen));
    let mut agents: Vec<_> = seen.iter().map(|request| request.header("user-agent")).collect();
    agents.sort_unstable();
    agents.dedup();
    assert_eq!(agents.len(), 4);
}

#[test]
fn a_429_to_one_process_is_for_all() {
    let Some(store) = Store::start() else { return };
    let server = Server::new(|number, _| match number {
        4 => Reply::Raw(response(429, &[("retry-after", "1.5")], b"")),
        _ => fine(),
    });
    let fleet: Vec<Child> = (0..3).map(|_| process("some", &store, &server.url())).collect();
    for mut process in fleet {
        assert!(process.wait().unwrap().success());
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 46);
    assert!(worst(&seen) <= 10, "{}", worst(&seen));
    // Requests in progress still arrive: never more than one window holds.
    let refused = seen[4].at;
    let wait = Duration::from_millis(1400);
    let early = seen.iter().filter(|r| r.at > refused && r.at < refused + wait).count();
    assert!(early <= 5, "{early} requests in the time that nobody may send");
}

#[tokio::test]
async fn permits_of_a_dead_process_are_released() {
    let Some(store) = Store::start() else { return };
    let server = Server::always(|| Reply::Hang);
    let mut process = process("some", &store, &server.url());
    // Ten requests hang, and one is queued.
    while server.count() < 10 || store.ask::<u32>(&["ZCARD", &store.key("places")]) < 11 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    process.kill().unwrap();
    process.wait().unwrap();
    let limiter = limiter(&store.url()).per_window(10, WINDOW).build().unwrap();
    for _ in 0..20 {
        drop(limiter.acquire().await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_process_starves() {
    let Some(store) = Store::start() else { return };
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut tasks = tokio::task::JoinSet::new();
    for name in ["a", "b"] {
        let build = || limiter(&store.url()).per_window(1, Duration::from_millis(60)).build();
        let limiter = Arc::new(build().unwrap());
        for _ in 0..8 {
            let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
            tasks.spawn(async move {
                let permit = limiter.acquire().await.unwrap();
                order.lock().unwrap().push(name);
                drop(permit);
            });
        }
    }
    tasks.join_all().await;
    let order = order.lock().unwrap().clone();
    // Before the second process starts, and after the last call of one, the other has the whole
    // limit.
    let (head, tail) = (order[0], order[15]);
    let first = order.iter().position(|name| *name != head).unwrap();
    let last = order.iter().rposition(|name| *name != tail).unwrap();
    let between = &order[first..=last];
    assert!(between.len() > 8, "{order:?}");
    assert!(between.windows(2).all(|pair| pair[0] != pair[1]), "{order:?}");
}
