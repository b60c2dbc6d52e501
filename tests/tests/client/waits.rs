//! Every wait of the document over real HTTP: each target is reached, each failure ends it, each
//! state on the way does not, and the end of the resource is noticed.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use clickhouse_cloud::{Client, Error, Operation, Wait};
use sdk_tests::server::{Reply, Server};
use serde_json::{Value, json};

use crate::talk::{quiet, runtime};

include!(concat!(env!("OUT_DIR"), "/waits.rs"));

/// What is done after each poll.
pub(crate) type Look = Box<dyn FnMut() + Send>;
/// A wait under way.
pub(crate) type Waiting = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// An operation that can be waited on, and what its policy says.
pub(crate) struct WaitRow {
    id: &'static str,
    /// The wire names that lead from the result to the state.
    state: &'static [&'static str],
    failed: &'static [&'static str],
    leaving: &'static [&'static str],
    gone: &'static [&'static str],
    passing: &'static [&'static str],
    wait_for: fn(&Client, &str, Look) -> Waiting,
    until_gone: fn(&Client, Look) -> Waiting,
    targets: &'static [Target],
}

/// A method that waits for states by one name.
pub(crate) struct Target {
    name: &'static str,
    states: &'static [&'static str],
    wait: fn(&Client, Look) -> Waiting,
}

/// There are no delays here; other tests cover those of the policy with paused time.
fn waiting<O: Operation, T: Send + 'static>(wait: Wait<O, T>, mut look: Look) -> Waiting {
    let wait = wait.poll_every(Duration::ZERO).tolerate_not_found(2);
    let wait = wait.on_progress(move |_| look()).into_future();
    Box::pin(async move { wait.await.map(|_| ()) })
}

/// The replies of the server.
#[derive(Debug, Clone, Copy)]
enum Say {
    State(&'static str),
    Status(u16),
}
use Say::{State, Status};

struct Pair {
    server: Arc<Server>,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Pair {
    fn new() -> Self {
        let server = Server::start().unwrap();
        let (client, runtime) = (quiet(&server), runtime());
        Self { server: Arc::new(server), client, runtime }
    }

    /// Waits while the server returns the replies in order, repeating the last one. Returns the
    /// outcome and the number of requests.
    fn run(
        &self,
        row: &WaitRow,
        said: &[Say],
        wait: impl FnOnce(&Client, Look) -> Waiting,
    ) -> (Result<(), Error>, usize) {
        let mut left: VecDeque<Reply> = said.iter().map(|say| reply(row, *say)).collect();
        let server = Arc::clone(&self.server);
        let mut say = move || {
            if let Some(reply) = left.pop_front() {
                server.prepare(reply);
            }
        };
        say();
        let outcome = self.runtime.block_on(wait(&self.client, Box::new(say)));
        (outcome, self.server.received().len())
    }
}

fn reply(row: &WaitRow, say: Say) -> Reply {
    let (status, body) = match say {
        State(state) => {
            let nested = |inner: Value, name: &&str| json!({ *name: inner });
            let result = row.state.iter().rev().fold(Value::from(state), nested);
            (200, json!({ "status": 200, "requestId": "r", "result": result }))
        }
        Status(status) => (status, json!({ "status": status, "requestId": "r", "error": "no" })),
    };
    Reply::new(status, "application/json", body.to_string())
}

/// Where a wait of a row begins: on the way, where there is a way.
fn first(row: &WaitRow) -> Say {
    State(row.passing.first().copied().unwrap_or("a-state-that-is-new"))
}

#[test]
fn each_target_is_reached() {
    let pair = Pair::new();
    for row in WAITS {
        for target in row.targets {
            for state in target.states {
                let said = [Status(404), first(row), Status(502), State(state)];
                let (outcome, requests) = pair.run(row, &said, target.wait);
                assert!(outcome.is_ok(), "{}.{}: {outcome:?}", row.id, target.name);
                assert!((4..=5).contains(&requests), "{}: {requests}", row.id);
                let (outcome, _) =
                    pair.run(row, &said, |client, look| (row.wait_for)(client, state, look));
                assert!(outcome.is_ok(), "{} for {state}: {outcome:?}", row.id);
            }
        }
    }
}

#[test]
fn each_failure_ends_the_wait_and_is_named() {
    let pair = Pair::new();
    for row in WAITS {
        for target in row.targets {
            for state in row.failed.iter().chain(row.leaving).chain(row.gone) {
                let said = [first(row), State(state)];
                let (outcome, requests) = pair.run(row, &said, target.wait);
                let error = outcome.unwrap_err();
                assert!(error.is_wait_failed(), "{}.{}: {error:?}", row.id, target.name);
                assert_eq!(error.last_state(), Some(*state), "{}", row.id);
                assert_eq!((error.operation(), error.polls(), requests), (Some(row.id), 2, 2));
            }
            for status in [401, 403] {
                let (outcome, requests) = pair.run(row, &[first(row), Status(status)], target.wait);
                let error = outcome.unwrap_err();
                assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
                assert_eq!(requests, 2, "{}", row.id);
            }
            let (outcome, requests) = pair.run(row, &[Status(404)], target.wait);
            assert!(outcome.unwrap_err().is_not_found() && requests == 3, "{}", row.id);
        }
    }
}

#[test]
fn transitional_states_do_not_end_the_wait() {
    let pair = Pair::new();
    for row in WAITS {
        for target in row.targets {
            let passing = row.passing.iter().filter(|it| !target.states.contains(it));
            let mut said: Vec<Say> = passing.map(|state| State(state)).collect();
            said.push(State("a-state-that-is-new"));
            // Other targets end the wait only if they are confirmed.
            let others = row.targets.iter().flat_map(|other| other.states);
            said.extend(others.filter(|it| !target.states.contains(it)).map(|it| State(it)));
            let on_the_way = said.len();
            said.push(State(target.states[0]));
            let (outcome, requests) = pair.run(row, &said, target.wait);
            assert!(outcome.is_ok(), "{}.{}: {outcome:?}", row.id, target.name);
            assert!(requests > on_the_way, "{}: {requests}", row.id);
        }
    }
}

#[test]
fn each_end_of_a_resource_is_noticed() {
    let pair = Pair::new();
    for row in WAITS {
        let mut said = vec![first(row)];
        // A failed resource can be deleted.
        said.extend(row.failed.iter().chain(row.leaving).map(|state| State(state)));
        let ends = row.gone.iter().map(|state| State(state)).chain([Status(404), Status(410)]);
        for end in ends {
            let said: Vec<Say> = said.iter().copied().chain([end]).collect();
            let (outcome, requests) = pair.run(row, &said, row.until_gone);
            assert!(outcome.is_ok(), "{}: {end:?}: {outcome:?}", row.id);
            assert!(requests >= said.len(), "{}: {requests}", row.id);
        }
        for state in row.leaving {
            for failed in row.failed {
                let (outcome, _) = pair.run(row, &[State(state), State(failed)], row.until_gone);
                assert!(outcome.unwrap_err().is_wait_failed(), "{}: {failed}", row.id);
            }
        }
    }
}

#[test]
fn all_resources_with_a_state_can_be_waited_on() {
    let ids: Vec<&str> = WAITS.iter().map(|row| row.id).collect();
    let expected = [
        "backupGet",
        "clickPipeGet",
        "clickPipeReversePrivateEndpointGet",
        "instanceGet",
        "organizationByocInfrastructureGet",
        "organizationByocInfrastructureProgressGet",
        "postgresServiceGet",
        "snapshotGet",
        "udfAttachmentGet",
        "udfGet",
    ];
    assert_eq!(ids, expected);
    assert!(WAITS.iter().all(|row| !row.targets.is_empty()));
}
