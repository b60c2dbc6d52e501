//! Decoding: bytes as the value of any generated type, as its envelope, and as an error body.

use clickhouse_cloud::model::{self, Inner, Slot};
use clickhouse_cloud::{enums, request, response};
use serde_json::Value;

#[allow(deprecated, reason = "deprecated types are read like all others")]
mod table {
    use super::{Fresh, enums, fresh, request, response};

    include!(concat!(env!("OUT_DIR"), "/slots.rs"));
}

/// Makes an empty value of a type.
type Fresh = fn() -> Box<dyn Slot>;

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
    let (name, fresh) = table::SLOTS[number % table::SLOTS.len()];
    let mut slot = fresh();
    let Ok(warnings) = model::decode(slot.as_mut(), json, "/result") else { return };
    for warning in &warnings {
        let _ = warning.to_string();
    }
    // What was read can be written, read again, and is then the same.
    let Ok(text) = model::encode(slot.as_ref()) else { return };
    let once: Value = serde_json::from_slice(&text).expect("what is written is JSON");
    let mut again = fresh();
    model::decode(again.as_mut(), &text, "/result").expect("what is written can be read");
    let text = model::encode(again.as_ref()).expect("what was written once can be written again");
    let twice: Value = serde_json::from_slice(&text).expect("what is written is JSON");
    assert_eq!(once, twice, "{name}");
}
