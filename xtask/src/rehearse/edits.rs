//! The decisions of a step, by location, and whether an error or a question asked for each; no I/O.

use std::collections::BTreeSet;

use codegen::diagnostic::Sink;
use codegen::overlay::{self, Mode};
use serde_json::Value;

use crate::update::{Decision, Findings};

/// What starts the key of a policy.
const POLICY: &str = "x-sdk-";

/// The values that `regenerate` records are no decision.
const RECORDED: &str = "x-sdk-enums";

/// A key that one overlay sets and the other does not, or sets otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    /// The place: a JSON pointer.
    pub(super) at: String,
    /// The key.
    pub(super) key: String,
    /// The value of an enum that gets a name.
    value: Option<String>,
}

impl Edit {
    /// The line about it.
    pub(super) fn line(&self) -> String {
        let value = self.value.as_ref().map(|value| format!(" of `{value}`")).unwrap_or_default();
        format!("`{}`{value} at {}", self.key, self.at)
    }

    /// Whether a diagnostic or a question names the place and the key.
    pub(super) fn is_asked(&self, findings: &Findings) -> bool {
        findings.questions.iter().any(|question| self.is_question(question))
            || findings.decisions.iter().any(|decision| self.is_decision(decision))
    }

    fn is_question(&self, question: &Decision) -> bool {
        let same_place = match &self.value {
            // Enums that share a type share the names of their values.
            Some(value) => question.help.contains(&format!("'{value}'")),
            None => question.at == self.at,
        };
        question.code == self.key && same_place
    }

    fn is_decision(&self, decision: &Decision) -> bool {
        let quotes = |value: &String| decision.message.contains(&format!("`{value}`"));
        match (self.key.as_str(), decision.code.as_str()) {
            ("x-sdk-groups", code) => code == "unknown-group",
            ("x-sdk-wait", "wait-state") => true,
            ("x-sdk-enum-names", "unclear-variant" | "name-collision" | "unknown-policy") => {
                self.value.as_ref().is_some_and(quotes)
            }
            _ => {
                let at = decision.at.as_str();
                at == self.at || at == format!("{}/{}", self.at, self.key)
            }
        }
    }
}

/// Compares what two overlays make of one document.
pub(super) fn between(document: &[u8], old: &str, new: &str) -> Vec<Edit> {
    let apply = |overlay: &str| {
        let document = serde_json::from_slice(document).unwrap_or_default();
        overlay::apply(document, overlay, Mode::Lenient, &mut Sink::new())
    };
    let mut edits = BTreeSet::new();
    compare(&apply(old), &apply(new), "#", &mut edits);
    edits.into_iter().collect()
}

fn compare(old: &Value, new: &Value, at: &str, edits: &mut BTreeSet<Edit>) {
    let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
        if let (Value::Array(before), Value::Array(after)) = (old, new)
            && before.len() == after.len()
        {
            for (index, (old, new)) in before.iter().zip(after).enumerate() {
                compare(old, new, &format!("{at}/{index}"), edits);
            }
        } else if old != new {
            let (at, key) = at.rsplit_once('/').unwrap_or((at, ""));
            edits.insert(Edit { at: at.to_owned(), key: key.to_owned(), value: None });
        }
        return;
    };
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        let mut edit = |value: Option<String>| {
            edits.insert(Edit { at: at.to_owned(), key: key.clone(), value });
        };
        match (old, new) {
            _ if old == new || key == RECORDED => {}
            _ if key == "x-sdk-enum-names" => {
                let names = |value: Option<&Value>| {
                    value.and_then(Value::as_object).cloned().unwrap_or_default()
                };
                let (old, new) = (names(old), names(new));
                for (value, name) in &new {
                    if old.get(value) != Some(name) {
                        edit(Some(value.clone()));
                    }
                }
            }
            (Some(old), Some(new)) if !key.starts_with(POLICY) => {
                let key = key.replace('~', "~0").replace('/', "~1");
                compare(old, new, &format!("{at}/{key}"), edits);
            }
            _ => edit(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"openapi":"3.1.1","a":{"b":{"type":"integer"}}}"#;

    fn overlay(updates: &[&str]) -> String {
        let actions: Vec<String> = updates
            .iter()
            .map(|update| format!("  - target: $.a.b\n    description: d\n    update: {update}\n"))
            .collect();
        format!(
            "overlay: 1.0.0\ninfo: {{ title: t, version: '1' }}\nactions:\n{}",
            actions.concat()
        )
    }

    #[test]
    fn each_place_that_an_overlay_decides_otherwise_is_an_edit() {
        let old = overlay(&["{ x-sdk-secret: true }", "{ x-sdk-enum-names: { a: A } }"]);
        let new = overlay(&[
            "{ x-sdk-secret: false, type: number }",
            "{ x-sdk-enum-names: { a: A, b: B }, x-sdk-enums: {} }",
        ]);
        let edits = between(DOCUMENT.as_bytes(), &old, &new);
        let lines: Vec<String> = edits.iter().map(Edit::line).collect();
        assert_eq!(
            lines,
            ["`type` at #/a/b", "`x-sdk-enum-names` of `b` at #/a/b", "`x-sdk-secret` at #/a/b"]
        );
        assert!(between(DOCUMENT.as_bytes(), &new, &new).is_empty());

        let finding = |code: &str, at: &str, help: &str| Decision {
            code: code.to_owned(),
            at: at.to_owned(),
            message: String::new(),
            help: help.to_owned(),
            used_by: Vec::new(),
        };
        let findings = Findings {
            questions: vec![finding("x-sdk-enum-names", "#/other", "{ 'b': B }")],
            decisions: vec![finding("unclassified-secret", "#/a/b", "")],
            ..Findings::default()
        };
        // The error at the place asks for any key of it.
        let asked: Vec<bool> = edits.iter().map(|edit| edit.is_asked(&findings)).collect();
        assert_eq!(asked, [true, true, true]);
        let asked: Vec<bool> =
            edits.iter().map(|edit| edit.is_asked(&Findings::default())).collect();
        assert_eq!(asked, [false, false, false]);
    }
}
