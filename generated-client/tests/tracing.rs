//! Spans of calls and attempts, and events for operators, as a subscriber sees them.
#![cfg(all(feature = "test-util", feature = "tracing"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use clickhouse_cloud::{MockTransport, RateLimit};
use http::Method;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

type Fields = BTreeMap<String, String>;

/// Collects all spans and events with their fields.
#[derive(Clone, Default)]
struct Keeper {
    spans: Arc<Mutex<Vec<(&'static str, Fields)>>>,
    events: Arc<Mutex<Vec<(&'static Metadata<'static>, Fields)>>>,
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl Keeper {
    fn events(&self) -> Vec<(&'static Metadata<'static>, Fields)> {
        self.events.lock().unwrap().clone()
    }
}

impl Subscriber for Keeper {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("clickhouse_cloud")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        span.record(&mut Into(&mut fields));
        let mut spans = self.spans.lock().unwrap();
        spans.push((span.metadata().name(), fields));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Into(&mut self.spans.lock().unwrap()[index].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Into(&mut fields));
        self.events.lock().unwrap().push((event.metadata(), fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_call_and_its_attempts_have_spans() {
    let keeper = Keeper::default();
    let guard = tracing::subscriber::set_default(keeper.clone());
    let mock = MockTransport::new();
    mock.on_path(Method::GET, "/v1/{id}").error(503, "busy").cut().result(json!(1));
    let client = mock.client();
    let call =
        client.request(Method::GET, "/v1/{id}").path("id", "hidden-id").query("q", "hidden-q");
    call.await.unwrap();
    let refused = client.request(Method::GET, "/v1/{id}").path("id", ".").await;
    assert!(refused.is_err());
    drop(guard);

    let spans = keeper.spans.lock().unwrap().clone();
    let names: Vec<_> = spans.iter().map(|(name, _)| *name).collect();
    let attempt = "http.client.request";
    assert_eq!(names, ["clickhouse_cloud.call", attempt, attempt, attempt]);
    let field = |index: usize, name: &str| spans[index].1.get(name).map(String::as_str);
    assert_eq!(field(0, "otel.name"), Some("GET /v1/{id}"));
    assert_eq!(field(0, "operation"), Some("/v1/{id}"));
    assert_eq!(field(0, "call"), Some("client.request"));
    assert_eq!(field(0, "clickhouse_cloud.attempts"), Some("3"));
    assert_eq!(field(0, "error.type"), None);
    assert_eq!(field(1, "otel.name"), Some("GET /v1/{id}"));
    assert_eq!(field(1, "otel.kind"), Some("client"));
    assert_eq!(field(1, "http.request.method"), Some("GET"));
    assert_eq!(field(1, "url.template"), Some("/v1/{id}"));
    assert_eq!(field(1, "server.address"), Some("localhost"));
    assert_eq!(field(1, "server.port"), Some("80"));
    assert_eq!(field(1, "http.request.resend_count"), None);
    assert_eq!(field(1, "http.response.status_code"), Some("503"));
    assert_eq!(field(1, "error.type"), Some("503"));
    assert_eq!(field(2, "http.request.resend_count"), Some("1"));
    assert_eq!(field(2, "error.type"), Some("transport"));
    assert_eq!(field(3, "http.response.status_code"), Some("200"));
    let names: Vec<_> = keeper.events().iter().map(|(it, _)| it.name()).collect();
    assert_eq!(names, ["retry", "retry", "call.succeeded"]);
    let all = format!("{spans:?}");
    assert!(!all.contains("hidden") && !all.contains("mock-secret"), "{all}");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_recorded() {
    let keeper = Keeper::default();
    let guard = tracing::subscriber::set_default(keeper.clone());
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/v1/x").error(409, "taken");
    mock.client().request(Method::POST, "/v1/x").await.unwrap_err();
    drop(guard);
    let spans = keeper.spans.lock().unwrap().clone();
    assert_eq!(spans[0].1["error.type"], "Api");
    assert_eq!(spans[0].1["otel.status_code"], "ERROR");
    assert!(spans[0].1.contains_key("clickhouse_cloud.request_id"));
}

#[cfg(feature = "services")]
#[tokio::test(start_paused = true)]
async fn spans_and_events_name_the_call() {
    let keeper = Keeper::default();
    let guard = tracing::subscriber::set_default(keeper.clone());
    let mock = MockTransport::new();
    mock.on::<clickhouse_cloud::operations::InstanceGet>()
        .error(503, "busy")
        .reply(clickhouse_cloud::response::Service::default());
    mock.client().organization("o").service("s").get().await.unwrap();
    drop(guard);
    let (_, span) = keeper.spans.lock().unwrap()[0].clone();
    let (_, retry) =
        keeper.events().into_iter().find(|(metadata, _)| metadata.name() == "retry").unwrap();
    assert_eq!(span["otel.name"], "service.get (instanceGet)");
    for fields in [span, retry] {
        assert_eq!((&*fields["operation"], &*fields["call"]), ("instanceGet", "service.get"));
    }
}

/// Asserts that `docs/tracing.md` lists these events with their fields.
fn assert_listed(events: &[(&'static Metadata<'static>, Fields)]) {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tracing.md"));
    let guide = guide.unwrap();
    for (metadata, fields) in events {
        let level = metadata.level().to_string().to_lowercase();
        let row = format!("| `{}` | `{}` | {level} |", metadata.target(), metadata.name());
        let row =
            guide.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{row}"));
        for field in fields.keys().filter(|name| *name != "message") {
            // A failed call has the fields of the row above.
            let known = row.contains(&format!("`{field}`")) || row.contains("the same");
            assert!(known, "{field}: {row}");
        }
    }
}

/// The events of a call that waits for the limit, is throttled, retried, and succeeds with
/// warnings; and of one that fails. `docs/tracing.md` lists them.
#[tokio::test(start_paused = true)]
async fn r10_events_describe_a_call() {
    let keeper = Keeper::default();
    let guard = tracing::subscriber::set_default(keeper.clone());
    let mock = MockTransport::new();
    mock.on_path(Method::GET, "/v1/x")
        .error(429, "TOO_MANY_REQUESTS")
        .error(503, "busy")
        .json(200, &json!({ "result": 1, "requestId": "r-1", "limit": "many" }))
        .error(404, "NOT_FOUND");
    let limit = RateLimit::per_window(1, std::time::Duration::from_secs(1));
    let client = mock.builder().rate_limit(limit).build().unwrap();
    client.request(Method::GET, "/v1/x").send_as::<serde_json::Value>().await.unwrap();
    client.request(Method::GET, "/v1/x").await.unwrap_err();
    drop(guard);

    let events = keeper.events();
    assert_listed(&events);
    let named = |name: &str| -> Vec<Fields> {
        let named = events.iter().filter(|(it, _)| it.name() == name);
        named.map(|(_, fields)| fields.clone()).collect()
    };
    let retries = named("retry");
    assert_eq!(retries.len(), 2);
    assert_eq!(retries[0]["http.response.status_code"], "429");
    assert_eq!(retries[1]["http.response.status_code"], "503");
    assert_eq!((&*retries[1]["error.message"], &*retries[1]["attempt"]), ("busy", "2"));
    assert_eq!(named("rate_limit.throttled").len(), 1);
    assert_eq!(named("rate_limit.wait").len(), named("rate_limit.permit").len());
    assert!(!named("rate_limit.wait").is_empty());
    assert_eq!(named("call.succeeded")[0]["clickhouse_cloud.request_id"], "r-1");
    assert_eq!(named("response.warnings")[0]["pointer"], "/limit");
    assert_eq!(named("call.failed")[0]["http.response.status_code"], "404");
    let spans = keeper.spans.lock().unwrap().clone();
    assert_eq!(spans[0].1["clickhouse_cloud.request_id"], "r-1");
}

/// Failures that only the body of a response shows, and failed waits.
#[cfg(feature = "services")]
#[tokio::test(start_paused = true)]
async fn r10_a_failed_statement_and_a_failed_wait_have_events() {
    let keeper = Keeper::default();
    let guard = tracing::subscriber::set_default(keeper.clone());
    let mock = MockTransport::new();
    mock.on_path(Method::POST, "/service/{serviceId}/run").body(
        200,
        "text/plain",
        "1\nCode: 395. DB::Exception: no (NAME) (version 25.8.1.1 (official build))",
    );
    mock.on_path(Method::POST, "/service/{serviceId}/runPostgres").body(200, "text/plain", "7");
    mock.on::<clickhouse_cloud::operations::InstanceGet>()
        .result(json!({ "state": "provisioning" }))
        .result(json!({ "state": "failed" }));
    let builder = || mock.builder().query_url("https://query.example");
    builder().build().unwrap().query("s", "SELECT 1").await.unwrap_err();
    let client = builder().bearer("token").build().unwrap();
    client.query_postgres("o", "s", "SELECT 1").await.unwrap_err();
    client.organization("o").service("s").get().wait_until_running().await.unwrap_err();
    drop(guard);
    let events = keeper.events();
    assert_listed(&events);
    let names: Vec<_> = events.iter().map(|(it, _)| it.name()).collect();
    let [rest @ .., last] = names.as_slice() else { panic!("{names:?}") };
    assert_eq!(rest[..2], ["call.failed", "call.failed"]);
    assert!(events[0].1["error.message"].contains("DB::Exception"), "{events:?}");
    assert_eq!(events[1].1["error.type"], "Decode");
    assert_eq!(*last, "wait.failed");
    let wait = &events[events.len() - 1].1;
    assert_eq!((&*wait["state"], &*wait["polls"]), ("failed", "2"));
    assert_eq!((&*wait["operation"], &*wait["error.type"]), ("instanceGet", "WaitFailed"));
}
