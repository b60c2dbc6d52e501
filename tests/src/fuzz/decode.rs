//! Decoding: bytes as the value of any generated type, as its envelope, and as an error body.

use clickhouse_cloud::model::{self, Inner, Slot};
use clickhouse_cloud::{enums, request, response};
use serde_json::Value;

#[allow(
    dead_code,
    deprecated,
    reason = "deprecated types are read like all others; the table has more than is used here"
)]
mod table {
    use super::{Both, Type, back, cross, enums, fresh, request, response};

    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}

/// A generated type, as far as it is used here.
#[allow(dead_code, reason = "the table has more columns than are used here")]
struct Type {
    module: &'static str,
    name: &'static str,
    at: &'static str,
    cross: fn(),
    fresh: fn() -> Box<dyn Slot>,
}

/// A type of both directions, which is not used here.
#[allow(dead_code, reason = "the table has more columns than are used here")]
struct Both {
    name: &'static str,
    back: fn(),
}

fn cross<T>() {}

#[allow(dead_code, reason = "the table names it")]
fn back<T, U>() {}

fn fresh<T: Inner + 'static>() -> Box<dyn Slot> {
    Box::new(T::fresh())
}

/// Reads bytes as a value of the type that the first two choose. Of JSON that is an object, nothing
/// must be lost but nulls and the spelling of numbers.
///
/// # Panics
///
/// If decoding breaks one of its promises.
pub fn decode(data: &[u8]) {
    let Some(([high, low], json)) = data.split_first_chunk() else { return };
    let number = usize::from(*high) << 8 | usize::from(*low);
    let types = table::TYPES;
    let ty = &types[number % types.len()];
    let mut slot = (ty.fresh)();
    let Ok(warnings) = model::decode(slot.as_mut(), json, "/result") else { return };
    for warning in &warnings {
        let _ = warning.to_string();
    }
    // What was read can be written, read again, and is then the same.
    let Ok(text) = model::encode(slot.as_ref()) else { return };
    let once: Value = serde_json::from_slice(&text).expect("what is written is JSON");
    let mut again = (ty.fresh)();
    model::decode(again.as_mut(), &text, "/result").expect("what is written can be read");
    let text = model::encode(again.as_ref()).expect("what was written once can be written again");
    let twice: Value = serde_json::from_slice(&text).expect("what is written is JSON");
    assert_eq!(once, twice, "{}::{}", ty.module, ty.name);
}
