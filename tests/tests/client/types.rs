//! The table of types: each can be read from JSON and written again, by name.

#![allow(deprecated, reason = "deprecated types are tested like all others")]

use std::collections::BTreeMap;
use std::fmt::Debug;

use clickhouse_cloud::model::{self, Inner, Slot};
use clickhouse_cloud::{MissingFields, Validate, Violations, Warning, enums, request, response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/types.rs"));

/// Decodes a request, and returns the locations of violations.
type Check = fn(&Value) -> Result<Vec<String>, String>;

/// A generated type.
pub(crate) struct Type {
    /// `request`, `response` or `enums`.
    pub(crate) module: &'static str,
    /// The Rust name.
    pub(crate) name: &'static str,
    /// The location of its schema.
    pub(crate) at: &'static str,
    /// Reads a value and writes it again, through serde, as a program would.
    pub(crate) cross: fn(&Value) -> Result<Value, String>,
    /// Decodes a request, and returns the locations of violations; for structs and unions.
    pub(crate) check: Option<Check>,
    /// A value to read into.
    pub(crate) fresh: fn() -> Box<dyn Slot>,
}

/// A struct or union that is received and sent.
pub(crate) struct Both {
    /// The Rust name.
    pub(crate) name: &'static str,
    /// Reads a value as a response, and writes it as the request that it becomes.
    pub(crate) back: fn(&Value) -> Result<Value, String>,
}

impl Type {
    /// Decodes a value as the runtime decodes a response: with warnings.
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

/// Compiles only if every type is a plain value that moves between threads.
fn cross<T: Send + Sync + Clone + PartialEq + Debug + DeserializeOwned + Serialize + 'static>(
    json: &Value,
) -> Result<Value, String> {
    let value = T::deserialize(json).map_err(|error| error.to_string())?;
    serde_json::to_value(&value).map_err(|error| error.to_string())
}

fn check<T: DeserializeOwned + Validate>(json: &Value) -> Result<Vec<String>, String> {
    let value = T::deserialize(json).map_err(|error| error.to_string())?;
    let places = |violations: Violations| violations.into_iter().map(|it| it.pointer).collect();
    Ok(value.validate().err().map(places).unwrap_or_default())
}

fn fresh<T: Inner + 'static>() -> Box<dyn Slot> {
    Box::new(T::fresh())
}

fn back<T: DeserializeOwned, U: TryFrom<T, Error = MissingFields> + Serialize>(
    json: &Value,
) -> Result<Value, String> {
    let received = T::deserialize(json).map_err(|error| format!("not read: {error}"))?;
    let sent = U::try_from(received).map_err(|missing| missing.to_string())?;
    serde_json::to_value(&sent).map_err(|error| format!("not written: {error}"))
}
