//! The rate limit, as the server counts it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clickhouse_cloud::{BoxError, BoxFuture, Client, Limiter, Permit, RateLimit, SlidingWindow};
use http::Method;

use crate::server::{Reply, Server, fine, response};

const WINDOW: Duration = Duration::from_millis(400);

/// The largest number of requests in any window, edges included.
fn worst(server: &Server) -> usize {
    let mut moments: Vec<Instant> = server.seen().iter().map(|request| request.at).collect();
    moments.sort();
    let in_window = |start: &Instant| {
        moments.iter().filter(|other| **other >= *start && **other <= *start + WINDOW).count()
    };
    moments.iter().map(in_window).max().unwrap_or(0)
}

async fn storm(
    client: &Client,
    calls: usize,
) -> Vec<Result<serde_json::Value, clickhouse_cloud::Error>> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { client.request(Method::GET, "/v1/x").await });
    }
    tasks.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_callers_on_one_client() {
    let server = Server::always(|| Reply::After(Duration::from_millis(15), Box::new(fine())));
    let client = server.builder().rate_limit(RateLimit::per_window(10, WINDOW)).build().unwrap();
    let outcomes = storm(&client, 64).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(server.count(), 64);
    assert!(worst(&server) <= 10, "{}", worst(&server));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_with_one_key_can_share_a_limit() {
    let server = Server::always(fine);
    let limiter = Arc::new(SlidingWindow::new(10, WINDOW));
    let client = || {
        let limit = RateLimit::shared(Arc::clone(&limiter) as _);
        server.builder().rate_limit(limit).build().unwrap()
    };
    let (one, other) = (client(), client());
    let (first, second) = tokio::join!(storm(&one, 15), storm(&other, 15));
    assert!(first.iter().chain(&second).all(Result::is_ok));
    assert!(worst(&server) <= 10, "{}", worst(&server));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_responses_of_429_end_in_success() {
    // The server allows 4 requests in a window and says when the next one begins.
    let recent = Mutex::new(Vec::<Instant>::new());
    let server = Server::new(move |_, _| {
        let mut recent = recent.lock().unwrap();
        let now = Instant::now();
        recent.retain(|at| now - *at < WINDOW);
        if recent.len() < 4 {
            recent.push(now);
            return fine();
        }
        let reset = (recent[0] + WINDOW - now).as_secs_f64().to_string();
        Reply::Raw(response(
            429,
            &[("x-ratelimit-reset", &reset)],
            br#"{"error":"TOO_MANY_REQUESTS"}"#,
        ))
    });
    // The client allows 10, so it exceeds the limit of the server.
    let client = server.builder().rate_limit(RateLimit::per_window(10, WINDOW)).build().unwrap();
    let outcomes = storm(&client, 30).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert!(worst(&server) <= 10, "{}", worst(&server));
}

#[tokio::test]
async fn a_post_is_retried_after_a_429() {
    let server = Server::new(|number, _| match number {
        0 => Reply::Raw(response(429, &[("retry-after", "0.2")], b"")),
        _ => fine(),
    });
    let start = Instant::now();
    let value = server.client().request(Method::POST, "/v1/x").await.unwrap();
    assert_eq!((value, server.count()), (7.into(), 2));
    assert!(start.elapsed() >= Duration::from_millis(200));
}

/// A limiter of the user's own.
#[derive(Default)]
struct Counter {
    acquired: AtomicUsize,
    released: Arc<AtomicUsize>,
    waits: Mutex<Vec<Duration>>,
    broken: bool,
}

impl Limiter for Counter {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>> {
        Box::pin(async {
            if self.broken {
                return Err("the store is away".into());
            }
            self.acquired.fetch_add(1, Ordering::SeqCst);
            let released = Arc::clone(&self.released);
            Ok(Permit::on_release(move || {
                released.fetch_add(1, Ordering::SeqCst);
            }))
        })
    }

    fn throttled(&self, wait: Duration) {
        self.waits.lock().unwrap().push(wait);
    }
}

#[tokio::test]
async fn a_custom_limiter_is_asked_and_notified() {
    let server = Server::new(|number, _| match number {
        0 => Reply::Raw(response(429, &[("x-ratelimit-reset", "0.1")], b"")),
        1 => Reply::Close(Vec::new()),
        2 => fine(),
        _ => Reply::Raw(response(429, &[("retry-after", "3600")], b"")),
    });
    let counter = Arc::new(Counter::default());
    let limit = RateLimit::shared(Arc::clone(&counter) as _);
    let client = server.builder().rate_limit(limit).build().unwrap();
    client.request(Method::GET, "/v1/x").await.unwrap();
    assert_eq!(counter.acquired.load(Ordering::SeqCst), 3);
    assert_eq!(counter.released.load(Ordering::SeqCst), 3);
    // The limiter is also notified of a delay that is too long for this call, up to the longest
    // delay of any call.
    client.request(Method::GET, "/v1/x").await.unwrap_err();
    let expected = [Duration::from_millis(100), Duration::from_secs(120)];
    assert_eq!(*counter.waits.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_limiter_that_fails_sends_nothing() {
    let server = Server::always(fine);
    let counter = Counter { broken: true, ..Counter::default() };
    let limit = RateLimit::shared(Arc::new(counter));
    let client = server.builder().rate_limit(limit).build().unwrap();
    let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
    assert_eq!(error.kind(), clickhouse_cloud::ErrorKind::Limiter);
    assert!(std::error::Error::source(&error).is_some() && !error.may_have_been_executed());
    assert_eq!((error.attempts(), server.count()), (1, 0));
}

#[tokio::test]
async fn a_429_that_asks_for_too_much_is_final() {
    let server = Server::always(|| Reply::Raw(response(429, &[("retry-after", "3600")], b"")));
    let error = server.client().request(Method::GET, "/v1/x").await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.may_have_been_executed());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn cancelled_calls_leak_nothing() {
    let server = Server::new(|number, _| if number < 5 { Reply::Hang } else { fine() });
    let client = server.builder().rate_limit(RateLimit::per_window(5, WINDOW)).build().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        tasks.spawn(async move { client.request(Method::GET, "/v1/x").await });
    }
    // Five are sent and hang, the others wait for a permit; all of them are dropped.
    while server.count() < 5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tasks.shutdown().await;
    let start = Instant::now();
    let outcomes = storm(&client, 5).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert!(start.elapsed() < WINDOW * 3, "{:?}", start.elapsed());
    assert_eq!(server.count(), 10);
    assert!(worst(&server) <= 5);
}

#[tokio::test]
async fn a_call_can_limit_its_wait() {
    let server = Server::always(fine);
    let limit =
        RateLimit::per_window(1, Duration::from_secs(60)).max_wait(Duration::from_millis(20));
    let client = server.builder().rate_limit(limit).build().unwrap();
    client.request(Method::GET, "/v1/x").await.unwrap();
    let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
    assert_eq!(error.kind(), clickhouse_cloud::ErrorKind::Limiter);
    assert!(error.is_rate_limited() && error.is_retryable() && !error.may_have_been_executed());
    let call = client.request(Method::GET, "/v1/x").timeout(Duration::from_millis(10));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("rate-limiter permit"), "{error}");
    assert!(!error.may_have_been_executed());
    assert_eq!(server.count(), 1);
}
