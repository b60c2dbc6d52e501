//! Two versions of a JSON value: which properties differ, and which of these are only
//! documentation.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A value in the old and in the new document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Versions<'v> {
    pub(super) old: &'v Value,
    pub(super) new: &'v Value,
}

impl<'v> Versions<'v> {
    /// Returns the versions of a property, null where there is none.
    pub(super) fn key(self, key: &str) -> Self {
        Self { old: &self.old[key], new: &self.new[key] }
    }

    /// Returns the versions of a property, where there are any.
    pub(super) fn get(self, key: &str) -> (Option<&'v Value>, Option<&'v Value>) {
        (self.old.get(key), self.new.get(key))
    }

    /// Whether the versions differ.
    pub(super) fn differ(self) -> bool {
        self.old != self.new
    }

    /// Returns the properties that differ, by name. A value that is not an object has none.
    pub(super) fn differing(self) -> Vec<String> {
        let none = Map::new();
        let [old, new] = [self.old, self.new].map(|value| value.as_object().unwrap_or(&none));
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        keys.into_iter().filter(|key| old.get(*key) != new.get(*key)).cloned().collect()
    }

    /// Returns the properties that differ and that not only people read.
    pub(super) fn facts(self) -> Vec<String> {
        self.differing().into_iter().filter(|key| !is_prose(key)).collect()
    }

    /// Returns the versions of some properties, for a message.
    pub(super) fn show(self, keys: &[String]) -> String {
        let text =
            |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), Value::to_string);
        let part = |key: &String| {
            let (old, new) = self.get(key);
            format!("{key} `{}` → `{}`", text(old), text(new))
        };
        keys.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}

/// Whether only people read a keyword.
pub(super) fn is_prose(key: &str) -> bool {
    prose_name(key) != "extension" || key.starts_with("x-")
}

/// Returns the name of an edit of a text.
pub(super) fn prose_name(key: &str) -> &'static str {
    match key {
        "description" => "description",
        "summary" => "summary",
        "title" => "title",
        "example" | "examples" => "example",
        "externalDocs" => "externalDocs",
        _ => "extension",
    }
}
