//! Documents that are nearly sound: a seed, changed by a short program that the bytes spell.
//!
//! Random bytes hardly ever get past the parser. A program of changes does, each to a place that
//! means something: a schema, an operation, or any value. What coverage finds useful stays useful
//! when more changes follow.

mod change;
mod place;
mod words;

use arbitrary::{Arbitrary, Unstructured};
use serde_json::Value;

use super::seeds::{chosen, seed};
use change::Change;
use place::Place;

/// No program is longer.
const STEPS: usize = 24;

/// A change to the value at a place.
#[derive(Debug, Arbitrary)]
struct Step {
    place: Place,
    change: Change,
}

/// The document that the bytes spell: the first two choose the seed.
#[must_use]
pub fn mutated(data: &[u8]) -> Value {
    let Some(([high, low], program)) = data.split_first_chunk() else { return seed(0) };
    changed(chosen(u16::from_be_bytes([*high, *low])), program)
}

/// A document after the changes that the bytes spell.
#[must_use]
pub fn changed(mut document: Value, program: &[u8]) -> Value {
    let mut program = Unstructured::new(program);
    for _ in 0..STEPS {
        if program.is_empty() {
            break;
        }
        let Ok(Step { place, change }) = Step::arbitrary(&mut program) else { break };
        let pointer = place.find(&document);
        change.apply(&mut document, &pointer);
    }
    document
}
