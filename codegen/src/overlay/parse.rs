//! Reads the actions of an overlay.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::kind;

/// One action.
pub(super) struct Action<'o> {
    /// Where it is in the overlay.
    pub(super) at: Pointer,
    /// What it selects.
    pub(super) target: JsonPath,
    /// What it selects, as written.
    pub(super) text: &'o str,
    /// What it does.
    pub(super) change: Change<'o>,
}

/// What an action does to the nodes that it selects.
#[derive(Clone, Copy)]
pub(super) enum Change<'o> {
    /// Takes them away.
    Remove,
    /// Merges this into them.
    Update(&'o Value),
}

/// Returns the actions of an overlay that are well-formed, and what is wrong with the rest of it.
pub(super) fn actions(overlay: &Value) -> (Vec<Action<'_>>, Vec<Diagnostic>) {
    let mut reader = Reader { found: Vec::new() };
    let root = Pointer::root();
    let Value::Object(members) = overlay else { return (Vec::new(), Vec::new()) };
    reader.keys(members, &["overlay", "info", "extends", "actions"], &root);
    match reader.text(members, "overlay", &root) {
        Some(version) if !version.starts_with("1.0.") => {
            let message = format!("version `{version}` of the overlay format is not supported");
            reader.report(root.child("overlay"), message, "write `overlay: 1.0.0`");
        }
        _ => {}
    }
    match members.get("info") {
        Some(Value::Object(info)) => {
            let at = root.child("info");
            reader.keys(info, &["title", "version"], &at);
            reader.text(info, "title", &at);
            reader.text(info, "version", &at);
        }
        Some(other) => reader.expected(root.child("info"), "`info` must be an object", other),
        None => reader.missing(root.clone(), "info"),
    }
    let mut actions = Vec::new();
    match members.get("actions") {
        Some(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                actions.extend(reader.action(item, &root.child("actions").child(index)));
            }
        }
        Some(other) => reader.expected(root.child("actions"), "`actions` must be an array", other),
        None => reader.missing(root, "actions"),
    }
    (actions, reader.found)
}

struct Reader {
    found: Vec<Diagnostic>,
}

impl Reader {
    /// Returns an action, if it is well-formed.
    fn action<'o>(&mut self, item: &'o Value, at: &Pointer) -> Option<Action<'o>> {
        let Value::Object(members) = item else {
            self.expected(at.clone(), "an action must be an object", item);
            return None;
        };
        let before = self.found.len();
        self.keys(members, &["target", "description", "update", "remove"], at);
        if self.text(members, "description", at).is_some_and(|text| text.trim().is_empty()) {
            let help = "state what is wrong with the document or what the action decides, with the evidence";
            self.report(at.child("description"), "the description is empty".to_owned(), help);
        }
        let text = self.text(members, "target", at);
        let change = self.change(members, at);
        let target = text.and_then(|text| match JsonPath::parse(text) {
            Ok(target) => Some(target),
            Err(error) => {
                let message = format!("`{text}` is not a JSONPath: {error}");
                let help = "write a query of RFC 9535, such as `$.components.schemas['Service']`";
                self.report(at.child("target"), message, help);
                None
            }
        });
        if self.found.len() > before {
            return None;
        }
        Some(Action { at: at.clone(), target: target?, text: text?, change: change? })
    }

    fn change<'o>(&mut self, members: &'o Map<String, Value>, at: &Pointer) -> Option<Change<'o>> {
        let remove = match members.get("remove") {
            None => false,
            Some(Value::Bool(remove)) => *remove,
            Some(other) => {
                self.expected(at.child("remove"), "`remove` must be `true` or `false`", other);
                return None;
            }
        };
        match (members.get("update"), remove) {
            (Some(update), false) => Some(Change::Update(update)),
            (None, true) => Some(Change::Remove),
            (Some(_), true) => {
                let message = "an action has both `update` and `remove: true`".to_owned();
                self.report(at.clone(), message, "write two actions");
                None
            }
            (None, false) => {
                let message = "an action has neither `update` nor `remove: true`".to_owned();
                self.report(at.clone(), message, "add one of them, or delete the action");
                None
            }
        }
    }

    /// Returns a property that must be text.
    fn text<'o>(
        &mut self,
        members: &'o Map<String, Value>,
        key: &str,
        at: &Pointer,
    ) -> Option<&'o str> {
        match members.get(key) {
            Some(Value::String(text)) => return Some(text),
            Some(other) => {
                self.expected(at.child(key), &format!("`{key}` must be a string"), other);
            }
            None => self.missing(at.clone(), key),
        }
        None
    }

    /// Refuses keys that the format does not know.
    fn keys(&mut self, members: &Map<String, Value>, known: &[&str], at: &Pointer) {
        for key in members.keys() {
            if !known.contains(&key.as_str()) && !key.starts_with("x-") {
                let message =
                    format!("the overlay format does not allow the key `{key}` at this location");
                self.report(
                    at.child(key),
                    message,
                    &format!("known keys are {}", known.join(", ")),
                );
            }
        }
    }

    fn missing(&mut self, at: Pointer, key: &str) {
        let help = match key {
            "description" => {
                "state why the action exists, so that a later maintainer can decide whether it is still needed"
            }
            _ => "add it",
        };
        self.report(at, format!("`{key}` is missing"), help);
    }

    fn expected(&mut self, at: Pointer, sentence: &str, value: &Value) {
        self.report(at, format!("{sentence}, not {}", kind(value)), "correct the overlay");
    }

    fn report(&mut self, at: Pointer, message: String, help: &str) {
        self.found.push(Diagnostic::error(Code::OverlayInvalid, at, message).help(help));
    }
}
