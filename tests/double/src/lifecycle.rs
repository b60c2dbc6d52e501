//! States that change in the background, by the `x-sdk-wait` policies of the overlay.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use codegen::ir::Wait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How long a resource stays in each state on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Pace {
    /// A number of reads of the resource, so that tests depend on no clock. With 0, the next read
    /// finds the last state.
    Reads(u32),
    /// A time in milliseconds.
    Milliseconds(u64),
}

/// A way of a resource through its states.
#[derive(Debug, Clone)]
pub(crate) struct Journey {
    ahead: VecDeque<Step>,
    /// How often the present state was read.
    reads: u32,
    /// Since when the resource is in its present state.
    since: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    State(String),
    Gone,
}

/// The targets of a creation, in the order of preference: names under which the policies of all
/// resources list the states that a new resource reaches without a command.
const TARGETS: [&str; 5] = ["running", "ready", "done", "deployed", "completed"];

/// The first state of a resource that is created, and what follows.
pub(crate) fn creation(wait: &Wait) -> Option<(String, Journey)> {
    let target = target(wait)?;
    let first = wait.passing.first().cloned().unwrap_or_else(|| target.clone());
    Some((first, Journey::new([Step::State(target)])))
}

/// The state that a resource reaches without a command.
pub(crate) fn target(wait: &Wait) -> Option<String> {
    let named = |name: &str| {
        let method = format!("wait_until_{name}");
        wait.until.iter().find(|until| until.method.as_str() == method)
    };
    let until = TARGETS.into_iter().find_map(named).or(wait.until.first())?;
    until.states.first().cloned()
}

/// The first state after a command such as `stop`, and what follows. The command leads through
/// the state on the way that it shares its stem with (`stopping`), to the wanted state that it
/// shares its stem with (`stopped`), or to the one that a new resource reaches.
pub(crate) fn command(wait: &Wait, command: &str) -> Option<(String, Journey)> {
    let through = closest(wait.passing.iter(), command);
    let wanted = wait.until.iter().flat_map(|until| &until.states);
    let target = closest(wanted, command).cloned().or_else(|| target(wait))?;
    let first = through.cloned().unwrap_or_else(|| target.clone());
    Some((first, Journey::new([Step::State(target)])))
}

/// The first state of a resource that is deleted, and what follows.
pub(crate) fn deletion(wait: &Wait) -> Option<(String, Journey)> {
    Some((wait.leaving.first()?.clone(), Journey::new([Step::Gone])))
}

/// The state that shares its stem with a word: four letters, or the whole of a shorter word.
fn closest<'a>(mut states: impl Iterator<Item = &'a String>, word: &str) -> Option<&'a String> {
    let stem = word.get(..word.len().min(4))?.to_lowercase();
    states.find(|state| state.to_lowercase().starts_with(&stem))
}

impl Journey {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { ahead: steps.into_iter().collect(), reads: 0, since: Instant::now() }
    }

    /// Goes on as far as the pace allows. `is_read` says whether somebody reads this very
    /// resource. Returns whether the resource is gone.
    pub(crate) fn advance(
        &mut self,
        value: &mut Value,
        wait: &Wait,
        pace: Pace,
        is_read: bool,
    ) -> bool {
        while let Some(next) = self.ahead.front() {
            let due = match pace {
                Pace::Reads(reads) => self.reads >= reads,
                Pace::Milliseconds(pause) => self.since.elapsed() >= Duration::from_millis(pause),
            };
            if !due {
                self.reads += u32::from(is_read);
                return false;
            }
            match next {
                Step::Gone => return true,
                Step::State(state) => set_state(value, wait, state),
            }
            self.ahead.pop_front();
            self.reads = 0;
            self.since = Instant::now();
        }
        false
    }
}

/// The state of a resource.
pub(crate) fn state<'v>(value: &'v Value, wait: &Wait) -> Option<&'v str> {
    wait.state.resolve(value).and_then(Value::as_str)
}

/// Sets the state of a resource.
pub(crate) fn set_state(value: &mut Value, wait: &Wait, state: &str) {
    let mut place = value;
    for name in wait.state.segments() {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[name];
    }
    *place = json!(state);
}
