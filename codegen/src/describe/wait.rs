//! Methods that wait: what each waits for, how often it polls, and what ends it.

use super::text::{enumerated, push_paragraph, wrapped};
use crate::ir::{Wait, WaitTarget};
use crate::markdown::rustdoc::code;
use crate::surface::Schemas;

/// Returns the lines above a method that waits.
pub(super) fn method(schemas: &Schemas, wait: &Wait, target: &WaitTarget) -> Vec<String> {
    let states = |wires: &[String]| {
        let linked = wires.iter().map(|wire| state(schemas, wait, wire)).collect::<Vec<_>>();
        enumerated(&linked, "or")
    };
    let mut lines = wrapped(&format!("Waits until the state is {}.", states(&target.states)));
    let [first, longest] = wait.poll_seconds;
    let pauses = if first == longest {
        format!("then every {first} s")
    } else {
        format!("then at intervals that grow from {first} s to {longest} s")
    };
    let this = if target.states.len() == 1 { "this state" } else { "one of these states" };
    let enough = match wait.confirm {
        1 => format!("a poll returns {this}"),
        polls => format!("{polls} consecutive polls return {this}"),
    };
    push_paragraph(&mut lines, wrapped(&format!("Polls immediately, {pauses}, until {enough}.")));
    let ends = [&wait.failed, &wait.leaving, &wait.gone].into_iter().flatten();
    let ends: Vec<String> = ends.filter(|state| !target.states.contains(state)).cloned().collect();
    let fails = if ends.is_empty() {
        String::new()
    } else {
        format!("Fails if the state is {}. ", states(&ends))
    };
    let text = format!(
        "{fails}Times out after {} minutes; [`deadline`](crate::Wait::deadline) changes that. See \
         [`wait_for`](crate::Call::wait_for) for all conditions that end a wait.",
        wait.deadline_seconds / 60
    );
    push_paragraph(&mut lines, wrapped(&text));
    lines
}

/// Returns a state as the link to its variant.
fn state(schemas: &Schemas, wait: &Wait, wire: &str) -> String {
    let Some(found) = schemas.enumeration(&wait.states) else { return code(wire) };
    let name = found.same_as.as_ref().unwrap_or(&wait.states);
    match found.values.iter().find(|value| value.wire == wire) {
        Some(value) => format!("[{}](crate::enums::{name}::{})", code(wire), value.name),
        None => code(wire),
    }
}
