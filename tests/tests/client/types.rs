//! The table of types: each can be read from JSON and written again, by name.

use std::collections::BTreeMap;

use clickhouse_cloud::model::{self, Inner, Slot};
use clickhouse_cloud::{Warning, enums, request, response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/types.rs"));

/// A generated type.
pub(crate) struct Type {
    /// `request`, `response` or `enums`.
    pub(crate) module: &'static str,
    /// The Rust name.
    pub(crate) name: &'static str,
    /// Where its schema stands.
    pub(crate) at: &'static str,
    /// Reads a value and writes it again, through serde, as a program would.
    pub(crate) cross: fn(&Value) -> Result<Value, String>,
    /// A value to read into.
    pub(crate) fresh: fn() -> Box<dyn Slot>,
}

impl Type {
    /// Reads a value as the runtime reads an answer: with what was odd about it.
    pub(crate) fn decode(&self, json: &Value) -> Result<(Value, Vec<Warning>), String> {
        let mut slot = (self.fresh)();
        let warnings = model::decode(slot.as_mut(), json.to_string().as_bytes(), "")
            .map_err(|error| error.to_string())?;
        let text = model::encode(slot.as_ref()).map_err(|error| error.to_string())?;
        Ok((serde_json::from_slice(&text).map_err(|error| error.to_string())?, warnings))
    }

    /// The path of the type in the crate.
    pub(crate) fn path(&self) -> String {
        format!("{}::{}", self.module, self.name)
    }
}

/// The types by the place of their schema.
pub(crate) fn by_place() -> BTreeMap<&'static str, Vec<&'static Type>> {
    let mut types: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
    for ty in TYPES {
        types.entry(ty.at).or_default().push(ty);
    }
    types
}

fn cross<T: DeserializeOwned + Serialize>(json: &Value) -> Result<Value, String> {
    let value = T::deserialize(json).map_err(|error| error.to_string())?;
    serde_json::to_value(&value).map_err(|error| error.to_string())
}

fn fresh<T: Inner + 'static>() -> Box<dyn Slot> {
    Box::new(T::fresh())
}
