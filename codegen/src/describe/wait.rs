//! Methods that wait: what each waits for, how often it polls, and what ends it.

use super::text::{push_paragraph, wrapped};
use crate::ir::{Wait, WaitTarget};
use crate::markdown::rustdoc::code;
use crate::surface::Schemas;

/// The lines above a method that waits.
pub(super) fn method(schemas: &Schemas, wait: &Wait, target: &WaitTarget) -> Vec<String> {
    let states = |wires: &[String]| {
        let linked = wires.iter().map(|wire| state(schemas, wait, wire)).collect::<Vec<_>>();
        linked.join(" or ")
    };
    let mut lines = wrapped(&format!("Waits until the state is {}.", states(&target.states)));
    let [first, longest] = wait.poll_seconds;
    let pauses = if first == longest {
        format!("then every {first} s")
    } else {
        format!("then with pauses that grow from {first} s to {longest} s")
    };
    let enough = match wait.confirm {
        1 => "a poll returns the state".to_owned(),
        polls => format!("{polls} polls in a row return the state"),
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
        "{fails}Times out after {} minutes, unless [`deadline`](crate::Wait::deadline) sets another \
         limit. [`wait_for`](crate::Call::wait_for) lists everything that ends a wait.",
        wait.deadline_seconds / 60
    );
    push_paragraph(&mut lines, wrapped(&text));
    lines
}

/// A state as the link to its variant.
fn state(schemas: &Schemas, wait: &Wait, wire: &str) -> String {
    let Some(found) = schemas.enumeration(&wait.states) else { return code(wire) };
    let name = found.same_as.as_ref().unwrap_or(&wait.states);
    match found.values.iter().find(|value| value.wire == wire) {
        Some(value) => format!("[{}](crate::enums::{name}::{})", code(wire), value.name),
        None => code(wire),
    }
}
