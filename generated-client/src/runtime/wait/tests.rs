//! The rules of waiting, one test each, with the mock transport and paused time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::json;

use super::*;
use crate::model::{Extra, Field, Model, OpenEnum, Shape, Slot, impl_model};
use crate::runtime::client::Client;
use crate::runtime::mock::{MockReplies, MockTransport};
use crate::runtime::operation_info::{OperationInfo, Pagination, ResponseBody};
use crate::runtime::wait_info::WaitInfo;

#[derive(Clone, Default)]
struct Thing {
    state: Option<String>,
    size: Option<i64>,
    extra: Extra,
}

impl Model for Thing {
    fn shape(&self) -> &'static Shape {
        const SHAPE: Shape =
            Shape { name: "Thing", fields: &[Field::optional("size"), Field::optional("state")] };
        &SHAPE
    }

    fn get(&self, index: usize) -> &dyn Slot {
        if index == 0 { &self.size } else { &self.state }
    }

    fn get_mut(&mut self, index: usize) -> &mut dyn Slot {
        if index == 0 { &mut self.size } else { &mut self.state }
    }

    fn extra(&self) -> &Extra {
        &self.extra
    }

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl_model!(Thing, Response);

const fn info(method: Method, idempotency: Idempotency) -> OperationInfo {
    OperationInfo {
        id: "thingGet",
        method,
        path: "/v1/thing",
        handle: "Client",
        handle_method: "call",
        group: "things",
        permissions: &["thing:view"],
        beta: false,
        deprecated: false,
        pagination: Pagination::None,
        idempotency,
        response: ResponseBody::Result,
    }
}

/// Reads a thing.
#[derive(Debug, Clone, Copy)]
struct ThingGet;

impl Operation for ThingGet {
    type Output = Thing;
    const INFO: OperationInfo = info(Method::GET, Idempotency::Safe);
    const WAIT: Option<WaitInfo> = Some(WaitInfo {
        state: "/state",
        failed: &[Mode::Broken],
        settled: &[Mode::Asleep, Mode::Finished],
        leaving: &[Mode::Leaving],
        gone: &[Mode::Gone],
        deadline: Duration::from_secs(600),
        first_pause: Duration::from_secs(4),
        longest_pause: Duration::from_secs(9),
        confirm: 2,
    });
}

impl Waited for ThingGet {
    type State = Mode;
}

/// The states of a thing.
#[derive(Debug, Clone)]
enum Mode {
    Broken,
    Asleep,
    Finished,
    Leaving,
    Gone,
    Other(String),
}

impl OpenEnum for Mode {
    const VALUES: &'static [&'static str] = &["broken", "asleep", "finished", "leaving", "gone"];
}

impl AsRef<str> for Mode {
    fn as_ref(&self) -> &str {
        match self {
            Self::Broken => "broken",
            Self::Asleep => "asleep",
            Self::Finished => "finished",
            Self::Leaving => "leaving",
            Self::Gone => "gone",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for Mode {
    fn from(text: &str) -> Self {
        match text {
            "broken" => Self::Broken,
            "asleep" => Self::Asleep,
            "finished" => Self::Finished,
            "leaving" => Self::Leaving,
            "gone" => Self::Gone,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Changes a thing.
#[derive(Debug, Clone, Copy)]
struct ThingPost;

impl Operation for ThingPost {
    type Output = Thing;
    const INFO: OperationInfo = info(Method::POST, Idempotency::NotIdempotent);
}

/// A mock whose things go through these states.
fn mock(states: &[&str]) -> MockTransport {
    let mock = MockTransport::new();
    let mut replies = replies(&mock);
    for state in states {
        replies.result(json!({ "state": state }));
    }
    mock
}

fn replies(mock: &MockTransport) -> MockReplies<()> {
    mock.on_path(Method::GET, "/v1/thing")
}

fn call(mock: &MockTransport) -> Call<ThingGet> {
    Call::new(&mock.client())
}

fn wait(mock: &MockTransport, state: &str) -> Wait<ThingGet> {
    call(mock).wait_for(state)
}

#[tokio::test(start_paused = true)]
async fn success_takes_equal_polls_in_a_row() {
    let mock = mock(&["off", "on", "off", "on", "on", "off"]);
    let thing = wait(&mock, "on").await.unwrap();
    assert_eq!(thing.state.as_deref(), Some("on"));
    assert_eq!(mock.calls().len(), 5);
    let mock = self::mock(&["off", "on", "off"]);
    wait(&mock, "on").confirm(1).await.unwrap();
    assert_eq!(mock.calls().len(), 2);
    let mock = self::mock(&["on"]);
    wait(&mock, "on").confirm(4).await.unwrap();
    assert_eq!(mock.calls().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn one_of_several_states_is_enough() {
    let mock = mock(&["off", "idle", "on"]);
    let goal = Goal::States(vec!["on".to_owned(), "idle".to_owned()]);
    let thing: Thing = Wait::new(call(&mock), goal, Until::State, |value| value).await.unwrap();
    assert_eq!(thing.state.as_deref(), Some("on"));
    assert_eq!(mock.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_up_to_the_longest() {
    let mock = mock(&["off", "off", "off", "off", "off", "on", "on"]);
    let start = tokio::time::Instant::now();
    wait(&mock, "on").await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(4 + 6 + 9 + 9 + 9 + 9));
    let mock = self::mock(&["off", "off", "on"]);
    let start = tokio::time::Instant::now();
    wait(&mock, "on").poll_every(Duration::from_secs(1)).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(3));
    // The first delay is at least the requested one.
    let mock = self::mock(&["off", "off", "on"]);
    let (start, second) = (tokio::time::Instant::now(), Duration::from_secs(1));
    wait(&mock, "on").poll_between(second * 5, second).await.unwrap();
    assert_eq!(start.elapsed(), second * 15);
}

#[tokio::test(start_paused = true)]
async fn a_failure_state_ends_the_wait_at_once_and_is_named() {
    let mock = mock(&["off", "broken", "on"]);
    let error = wait(&mock, "on").await.unwrap_err();
    assert!(error.is_wait_failed() && !error.is_timeout() && !error.is_retryable(), "{error:?}");
    assert_eq!((error.last_state(), error.polls()), (Some("broken"), 2));
    assert_eq!(error.elapsed(), Duration::from_secs(4));
    assert_eq!(error.operation(), Some("thingGet"));
    assert_eq!(
        error.to_string(),
        "client.call (thingGet): the resource can no longer reach the state `on`; last state `broken`; after 2 polls in 4s"
    );
    for state in ["leaving", "gone"] {
        let mock = self::mock(&["off", state, "on"]);
        assert!(wait(&mock, "on").await.unwrap_err().is_wait_failed(), "{state}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_state_can_be_waited_for_and_tolerated() {
    let broken = mock(&["off", "broken"]);
    assert_eq!(wait(&broken, "broken").await.unwrap().state.as_deref(), Some("broken"));
    let repaired = mock(&["broken", "broken", "on"]);
    wait(&repaired, "on").tolerate_state("broken").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn unknown_and_missing_states_do_not_end_a_wait() {
    let mock = MockTransport::new();
    let mut replies = replies(&mock);
    for state in [json!("brand-new"), json!(null), json!(7), json!({}), json!("on"), json!("on")] {
        replies.result(json!({ "state": state }));
    }
    wait(&mock, "on").await.unwrap();
    assert_eq!(mock.calls().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_deadline_has_the_last_state() {
    let mock = mock(&["off"]);
    let start = tokio::time::Instant::now();
    let error = wait(&mock, "on").await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
    assert_eq!(error.last_state(), Some("off"));
    assert!(error.may_have_been_executed());
    assert!(
        error
            .to_string()
            .contains("timed out after 600s waiting for the state `on`; last state `off`"),
        "{error}"
    );
    // The last poll is shortly before the deadline.
    assert!(start.elapsed() >= Duration::from_secs(599), "{:?}", start.elapsed());
    assert!(start.elapsed() <= Duration::from_secs(600), "{:?}", start.elapsed());
    assert_eq!(error.polls() as usize, mock.calls().len());
}

#[tokio::test(start_paused = true)]
async fn the_deadline_applies_while_there_is_no_response() {
    let mock = MockTransport::new();
    replies(&mock).result(json!({ "state": "off" })).hang();
    let start = tokio::time::Instant::now();
    let error = wait(&mock, "on").deadline(Duration::from_secs(90)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.last_state(), Some("off"));
    assert!(start.elapsed() <= Duration::from_secs(91), "{:?}", start.elapsed());
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.downcast_ref::<Error>().unwrap().is_timeout());
}

#[tokio::test(start_paused = true)]
async fn a_poll_takes_no_longer_than_a_call() {
    let mock = MockTransport::new();
    replies(&mock).hang();
    let client = mock.builder().timeout(Duration::from_secs(5)).build().unwrap();
    let mut polls = Call::<ThingGet>::new(&client).wait_until(|_| true).observations();
    let seen = polls.next().await.unwrap().unwrap();
    assert!(seen.failure.is_some() && seen.elapsed == Duration::from_secs(5), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_it_is_90_minutes() {
    let mock = MockTransport::new();
    replies(&mock).result(json!({ "state": "off" }));
    let start = tokio::time::Instant::now();
    let wait = Call::<Plain>::new(&mock.client()).wait_until(|_| false);
    assert!(wait.await.unwrap_err().is_timeout());
    let minutes = start.elapsed().as_secs().div_ceil(60);
    assert_eq!(minutes, 90);
}

/// Reads a thing without states.
#[derive(Debug, Clone, Copy)]
struct Plain;

impl Operation for Plain {
    type Output = Thing;
    const INFO: OperationInfo = info(Method::GET, Idempotency::Safe);
}

#[tokio::test(start_paused = true)]
async fn refused_keys_fail_at_once() {
    for status in [400, 401, 403, 422] {
        let mock = MockTransport::new();
        replies(&mock).result(json!({ "state": "off" })).error(status, "no");
        let error = wait(&mock, "on").await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!((error.polls(), error.last_state()), (2, Some("off")));
        assert_eq!(mock.calls().len(), 2, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn temporary_failures_do_not_end_a_wait() {
    let mock = MockTransport::new();
    let mut replies = replies(&mock);
    replies.result(json!({ "state": "on" }));
    for _ in 0..7 {
        replies.cut();
    }
    replies.refuse().error(500, "oops").error(503, "busy").throttled(Duration::from_secs(30));
    replies.result(json!({ "state": "on" }));
    let start = tokio::time::Instant::now();
    // A failure does not reveal the state, so the confirmation does not start again.
    wait(&mock, "on").confirm(2).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_new_resource_may_be_unknown_for_a_while() {
    let mock = MockTransport::new();
    replies(&mock)
        .error(404, "NOT_FOUND")
        .error(404, "NOT_FOUND")
        .error(400, "Invalid service id string")
        .result(json!({ "state": "on" }));
    wait(&mock, "on").await.unwrap();
    assert_eq!(mock.calls().len(), 5);

    let mock = MockTransport::new();
    replies(&mock).error(404, "NOT_FOUND");
    let error = wait(&mock, "on").await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(error.polls(), 6);
    let error = wait(&mock, "on").tolerate_not_found(0).await.unwrap_err();
    assert_eq!((error.is_not_found(), error.polls()), (true, 1));
}

#[tokio::test(start_paused = true)]
async fn confirmation_restarts_when_a_resource_reappears() {
    let mock = MockTransport::new();
    let mut replies = replies(&mock);
    for state in ["on", "off"] {
        for _ in 0..4 {
            replies.error(404, "NOT_FOUND");
        }
        replies.result(json!({ "state": state }));
    }
    replies.result(json!({ "state": "on" })).error(404, "NOT_FOUND");
    replies.result(json!({ "state": "on" })).result(json!({ "state": "off" }));
    let error = wait(&mock, "on").deadline(Duration::from_secs(120)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(mock.calls().len() > 13, "{}", mock.calls().len());
}

#[tokio::test(start_paused = true)]
async fn a_wait_respects_retry_after() {
    let mock = MockTransport::new();
    replies(&mock)
        .headers(503, &[("retry-after", "200")])
        .result(json!({ "state": "on" }))
        .result(json!({ "state": "on" }))
        .headers(503, &[("retry-after", "200")]);
    let start = tokio::time::Instant::now();
    wait(&mock, "on").await.unwrap();
    // The delay exceeds the limit of a call, so that the wait handles it; once.
    assert_eq!(start.elapsed().as_secs(), 200 + 6);
    // Without time for the delay, the wait ends at once.
    let start = tokio::time::Instant::now();
    let error = wait(&mock, "off").deadline(Duration::from_secs(100)).await.unwrap_err();
    assert!(error.is_timeout() && start.elapsed().is_zero(), "{error:?}");
    assert_eq!(error.polls(), 1);
}

#[tokio::test(start_paused = true)]
async fn values_can_be_waited_for() {
    let mock = MockTransport::new();
    let mut replies = replies(&mock);
    for size in [1, 2, 3, 3] {
        replies.result(json!({ "state": "on", "size": size }));
    }
    let thing = call(&mock).wait_until(|thing| thing.size == Some(3)).await.unwrap();
    assert_eq!(thing.size, Some(3));
    assert_eq!(mock.calls().len(), 4);
    // A failure state ends this wait, too, but a deletion state may be the target.
    let broken = self::mock(&["on", "broken"]);
    let error = call(&broken).wait_until(|thing| thing.size == Some(3)).await.unwrap_err();
    assert!(error.is_wait_failed(), "{error:?}");
    let gone = self::mock(&["on", "gone"]);
    let error = call(&gone).wait_until(|thing| thing.size == Some(3)).await.unwrap_err();
    assert_eq!((error.is_wait_failed(), error.polls()), (true, 2));
    let gone = self::mock(&["leaving", "gone"]);
    let is_gone = |thing: &Thing| thing.state.as_deref() == Some("gone");
    call(&gone).wait_until(is_gone).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_missing_resource_ends_a_wait_for_deletion() {
    for (status, message) in [
        (404, "NOT_FOUND"),
        (410, "GONE"),
        (400, "Invalid service id string"),
        (400, "BAD_REQUEST: the id is invalid"),
    ] {
        let mock = mock(&["broken", "leaving"]);
        replies(&mock).error(status, message);
        call(&mock).wait_until_gone().await.unwrap();
        assert_eq!(mock.calls().len(), 4, "{status}");
    }
    for message in ["Invalid request: the service is idle", "the id is locked"] {
        let there = MockTransport::new();
        replies(&there).error(400, message);
        assert!(
            call(&there).wait_until_gone().await.unwrap_err().status()
                == Some(StatusCode::BAD_REQUEST),
            "{message}"
        );
    }
    let mock = mock(&["on", "leaving", "gone"]);
    call(&mock).wait_until_gone().confirm(1).await.unwrap();
    assert_eq!(mock.calls().len(), 3);
    let stuck = self::mock(&["on", "leaving", "broken"]);
    let error = call(&stuck).wait_until_gone().await.unwrap_err();
    assert_eq!((error.is_wait_failed(), error.last_state()), (true, Some("broken")));
    let stuck = self::mock(&["leaving", "on", "broken"]);
    assert!(call(&stuck).wait_until_gone().await.unwrap_err().is_wait_failed());
    let forbidden = MockTransport::new();
    replies(&forbidden).error(403, "FORBIDDEN");
    assert!(call(&forbidden).wait_until_gone().await.unwrap_err().is_forbidden());
}

#[tokio::test(start_paused = true)]
async fn states_on_the_way_to_deletion_are_not_failures() {
    let mock = mock(&["broken", "asleep", "finished", "leaving", "gone"]);
    wait(&mock, "gone").await.unwrap();
    let mock = self::mock(&["on", "leaving", "broken"]);
    assert!(wait(&mock, "gone").await.unwrap_err().is_wait_failed());
}

#[tokio::test(start_paused = true)]
async fn progress_is_shown() {
    let mock = MockTransport::new();
    replies(&mock)
        .error(404, "NOT_FOUND")
        .result(json!({ "state": "off" }))
        .result(json!({ "state": "on" }));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    wait(&mock, "on")
        .on_progress(move |seen| {
            let what = (seen.polls, seen.state.clone(), seen.failure.is_some(), seen.done);
            log.lock().unwrap().push(what);
        })
        .await
        .unwrap();
    let on = || Some("on".to_owned());
    let expected = [
        (1, None, true, false),
        (2, Some("off".to_owned()), false, false),
        (3, on(), false, false),
        (4, on(), false, true),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn progress_is_a_stream() {
    let good = mock(&["off", "on"]);
    let mut polls = wait(&good, "on").observations();
    let mut states = Vec::new();
    while let Some(seen) = polls.next().await {
        let seen = seen.unwrap();
        assert_eq!(seen.value.is_some(), seen.state.is_some());
        states.push((seen.state.unwrap(), seen.done));
    }
    let expected = [("off", false), ("on", false), ("on", true)];
    assert_eq!(states, expected.map(|(state, done)| (state.to_owned(), done)));
    assert!(polls.next().await.is_none());

    let bad = mock(&["off", "broken"]);
    let mut polls = wait(&bad, "on").observations();
    assert!(polls.next().await.unwrap().is_ok());
    assert!(polls.next().await.unwrap().unwrap_err().is_wait_failed());
    assert!(polls.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn invalid_settings_are_refused_before_anything_is_sent() {
    let mock = MockTransport::new();
    let error = Call::<ThingPost>::new(&mock.client()).wait_until(|_| true).await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    let error = wait(&mock, "on").deadline(Duration::ZERO).await.unwrap_err();
    assert!(error.is_request(), "{error:?}");
    let error = wait(&mock, "on").deadline(Duration::MAX).poll_every(Duration::MAX).await;
    assert!(error.unwrap_err().is_transport());
    // The mock has no replies, so only the last wait sent a request.
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn polls_go_through_the_limit_of_the_client() {
    let mock = mock(&["off"]);
    let limit = crate::RateLimit::per_window(2, Duration::from_secs(100));
    let client: Client = mock.builder().rate_limit(limit).build().unwrap();
    let wait = Wait::<ThingGet>::new(
        Call::new(&client),
        Goal::States(vec!["on".to_owned()]),
        Until::State,
        |value| value,
    );
    let error = wait.poll_every(Duration::from_secs(1)).await.unwrap_err();
    assert!(error.is_timeout());
    // Two in each window of 100 seconds, in 600 seconds.
    assert!(mock.calls().len() <= 14, "{}", mock.calls().len());
}

#[cfg(feature = "blocking")]
#[test]
fn a_thread_can_wait() {
    let mock = mock(&["off", "on"]);
    let thing = wait(&mock, "on").poll_every(Duration::ZERO).send_blocking().unwrap();
    assert_eq!(thing.state.as_deref(), Some("on"));
    let mock = MockTransport::new();
    replies(&mock).error(404, "NOT_FOUND");
    call(&mock).wait_until_gone().poll_every(Duration::ZERO).send_blocking().unwrap();
}

#[tokio::test(start_paused = true)]
async fn r03_a_state_beyond_the_target_is_success_if_the_target_was_seen() {
    let mock = mock(&["off", "on", "finished", "finished"]);
    let thing = wait(&mock, "on").await.unwrap();
    assert_eq!(thing.state.as_deref(), Some("finished"));
    assert_eq!(mock.calls().len(), 3);
    // A state that the resource may leave does not end the wait.
    let mock = self::mock(&["on", "off", "on", "on"]);
    assert_eq!(wait(&mock, "on").await.unwrap().state.as_deref(), Some("on"));
}

#[tokio::test(start_paused = true)]
async fn r03_a_state_that_needs_intervention_ends_the_wait() {
    let mock = mock(&["off", "asleep"]);
    let error = wait(&mock, "on").await.unwrap_err();
    assert!(error.is_wait_failed(), "{error:?}");
    // Once may be an old state.
    assert_eq!((error.last_state(), error.polls()), (Some("asleep"), 3));
    assert_eq!(
        error.to_string(),
        "client.call (thingGet): the resource can no longer reach the state `on`; last state `asleep`; after 3 \
         polls in 10s"
    );
    let mock = self::mock(&["off", "asleep", "off", "asleep", "on", "on"]);
    wait(&mock, "on").await.unwrap();
    let mock = self::mock(&["off", "asleep", "asleep", "asleep", "on", "on"]);
    wait(&mock, "on").tolerate_state("asleep").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn r03_the_state_from_before_the_call_has_time_to_pass() {
    let mock = mock(&["asleep", "asleep", "asleep", "asleep", "off", "on", "on"]);
    wait(&mock, "on").await.unwrap();
    let mock = self::mock(&["asleep"]);
    let error = wait(&mock, "on").await.unwrap_err();
    assert!(error.is_wait_failed() && error.polls() == 5, "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn r03_waits_for_deletion_and_values_continue() {
    let mock = mock(&[
        "asleep", "asleep", "asleep", "asleep", "asleep", "asleep", "leaving", "gone", "gone",
    ]);
    call(&mock).wait_until_gone().await.unwrap();
    assert_eq!(mock.calls().len(), 9);
    // A deletion that was taken back.
    let mock = self::mock(&["leaving", "asleep", "asleep"]);
    let error = call(&mock).wait_until_gone().await.unwrap_err();
    assert!(error.is_wait_failed(), "{error:?}");
    let mock = MockTransport::new();
    let mut replies = replies(&mock);
    for size in 0..9 {
        replies.result(json!({ "state": "asleep", "size": size }));
    }
    let value = call(&mock).wait_until(|thing| thing.size >= Some(7)).confirm(1).await.unwrap();
    assert_eq!(value.size, Some(7));
}

#[tokio::test(start_paused = true)]
async fn u01_only_the_api_can_say_that_a_resource_is_gone() {
    for (status, media_type, body) in [
        (404, "text/html", "<html>not here</html>"),
        (404, "text/plain", "default backend - 404"),
        (404, "application/json", r#"{"message":"Not Found"}"#),
        (410, "text/plain", ""),
        (400, "text/plain", "invalid host id"),
    ] {
        let mock = MockTransport::new();
        replies(&mock).body(status, media_type, body);
        let error = call(&mock).wait_until_gone().await.unwrap_err();
        assert!(!error.is_not_found(), "{error:?}");
        assert!(error.is_routing() || error.status() == Some(StatusCode::BAD_REQUEST), "{error:?}");
        assert_eq!(mock.calls().len(), 1, "{error:?}");
    }
    let mock = MockTransport::new();
    replies(&mock).error(404, "NOT_FOUND");
    call(&mock).wait_until_gone().await.unwrap();
}
