//! The decisions of the current overlay, and those of them that have an effect on an older
//! document.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use codegen::diagnostic::{Code, Diagnostic, InputFile};
use codegen::overlay::{Mode, RECORD_START};
use codegen::{Input, read};
use serde_json::{Value, json};

use crate::fs;
use crate::problem::Problem;

/// How often the actions without effect are removed; each time may show more of them.
const ROUNDS: usize = 8;

const WAIT: &str = "x-sdk-wait";
const ENUM_NAMES: &str = "x-sdk-enum-names";
const REQUIRED: &str = "x-sdk-required";
const GROUPS: &str = "x-sdk-groups";
/// Written by `cargo xtask regenerate`, so that nobody has to decide it.
const ENUMS: &str = "x-sdk-enums";

/// All decisions.
#[derive(Debug)]
pub(super) struct Answers {
    overlay: Value,
}

/// An overlay for one document.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    value: Value,
    /// What `cargo xtask regenerate` has recorded, as text.
    record: String,
}

impl Answers {
    /// Reads the overlay of the repository.
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let text = fs::read_text(path)?;
        let overlay = serde_yaml::from_str(&text).map_err(|error| {
            Problem::new("invalid-overlay", format!("{} is invalid: {error}", path.display()))
        })?;
        let mut answers = Self { overlay };
        if let Some(actions) = actions_of(&mut answers.overlay) {
            actions.retain(|action| action["update"].get(ENUMS).is_none());
        }
        Ok(answers)
    }

    /// Returns the overlay that a person would have written for a document: without the actions,
    /// names, tags and states that select nothing there. `before` is the overlay so far, with what
    /// was recorded.
    pub(super) fn for_document(&self, document: &[u8], before: &str) -> Overlay {
        let record = before.split_once(RECORD_START).map_or("", |(_, record)| record);
        let mut overlay = Overlay { value: self.overlay.clone(), record: record.to_owned() };
        overlay.keep_tags(&tags(document));
        for mode in [Mode::Lenient, Mode::Strict] {
            for _ in 0..ROUNDS {
                let text = overlay.text();
                let input = Input {
                    document,
                    document_name: "openapi.json",
                    overlay: &text,
                    overlay_name: "overlay.yaml",
                    overlay_mode: mode,
                };
                let found = match read(&input) {
                    Ok((_, found)) | Err(found) => found,
                };
                if !overlay.remove_idle(&found) {
                    break;
                }
            }
        }
        overlay
    }
}

/// The tags of all operations.
fn tags(document: &[u8]) -> BTreeSet<String> {
    let document: Value = serde_json::from_slice(document).unwrap_or_default();
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let operations = items.filter_map(Value::as_object).flat_map(|item| item.values());
    let tags = operations.filter_map(|operation| operation["tags"].as_array()).flatten();
    tags.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn actions_of(overlay: &mut Value) -> Option<&mut Vec<Value>> {
    overlay.get_mut("actions").and_then(Value::as_array_mut)
}

impl Overlay {
    /// The text of the file: an action a line, and what was recorded.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.value.as_object().into_iter().flatten() {
            if key != "actions" {
                // Writing to a string cannot fail. JSON is YAML.
                let _ = writeln!(text, "{key}: {value}");
            }
        }
        text.push_str("actions:\n");
        for action in self.actions() {
            let _ = writeln!(text, "  - {action}");
        }
        format!("{text}\n{RECORD_START}{}", self.record)
    }

    /// Removes the tags that no operation has, and the groups without tags.
    fn keep_tags(&mut self, tags: &BTreeSet<String>) {
        let actions = actions_of(&mut self.value).into_iter().flatten();
        for groups in actions.filter_map(|action| action["update"].get_mut(GROUPS)?.as_array_mut())
        {
            groups.retain_mut(|group| {
                let list = group["tags"].as_array_mut();
                list.is_some_and(|list| {
                    list.retain(|tag| tag.as_str().is_some_and(|tag| tags.contains(tag)));
                    !list.is_empty()
                })
            });
        }
    }

    fn actions(&self) -> &[Value] {
        self.value.get("actions").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Removes what a run found without effect; whether anything was.
    fn remove_idle(&mut self, found: &[Diagnostic]) -> bool {
        let Some(actions) = actions_of(&mut self.value) else { return false };
        let mut changed = false;
        for diagnostic in found {
            let at = diagnostic.at.to_string();
            let message = diagnostic.message.as_str();
            let idle = matches!(
                diagnostic.code,
                Code::OverlaySelectsNothing | Code::OverlayChangesNothing
            );
            if idle && diagnostic.source == InputFile::Overlay {
                let Some(action) = index(&at).and_then(|index| actions.get_mut(index)) else {
                    continue;
                };
                changed = true;
                match names(message) {
                    Some(names) => without_names(action, &names),
                    None => *action = Value::Null,
                }
            } else if let Some(state) = quoted(message, "the spec lists no state `") {
                if let Some(action) = index(&at).and_then(|index| actions.get_mut(index)) {
                    changed |= without_state(&mut action["update"][WAIT], state);
                }
            } else if let Some(value) = quoted(message, "`x-sdk-enum-names` names `") {
                changed |= without_value(actions, ENUM_NAMES, value, &at);
            } else if let Some(field) = quoted(message, "`x-sdk-required` names `") {
                changed |= without_value(actions, REQUIRED, field, &at);
            }
        }
        actions.retain(|action| !action.is_null());
        changed
    }
}

/// What a message quotes after these words.
fn quoted<'m>(message: &'m str, words: &str) -> Option<&'m str> {
    message.strip_prefix(words)?.split('`').next()
}

/// Removes a value of a policy from the actions that are about the schema of a pointer.
fn without_value(actions: &mut [Value], key: &str, value: &str, at: &str) -> bool {
    let schema = at.strip_prefix("#/components/schemas/").and_then(|rest| rest.split('/').next());
    let mut changed = false;
    for action in actions {
        let target = action["target"].as_str().unwrap_or_default();
        if !schema.is_none_or(|schema| words(target).any(|word| word == schema)) {
            continue;
        }
        let Some(policy) = action["update"].get_mut(key) else { continue };
        let is_empty = match policy {
            Value::Object(map) => {
                changed |= map.shift_remove(value).is_some();
                map.is_empty()
            }
            Value::Array(list) => {
                let before = list.len();
                list.retain(|one| one != value);
                changed |= list.len() != before;
                list.is_empty()
            }
            _ => false,
        };
        if is_empty {
            *action = Value::Null;
        }
    }
    changed
}

/// The names in a target.
fn words(target: &str) -> impl Iterator<Item = &str> {
    target.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// The number of the action that a pointer of the overlay names.
fn index(at: &str) -> Option<usize> {
    at.strip_prefix("#/actions/")?.split('/').next()?.parse().ok()
}

/// The names of a list that select nothing, where the message is about some names of a target.
fn names(message: &str) -> Option<Vec<String>> {
    let (names, _) = message.split_once(" in `")?;
    Some(names.split(" and ").map(|name| name.trim_matches(['`', '\'']).to_owned()).collect())
}

fn without_names(action: &mut Value, names: &[String]) {
    let Some(target) = action.get("target").and_then(Value::as_str) else { return };
    let mut target = target.to_owned();
    for name in names {
        let quoted = format!("'{name}'");
        for part in [
            format!(", {quoted}"),
            format!(",{quoted}"),
            format!("{quoted}, "),
            format!("{quoted},"),
        ] {
            if target.contains(&part) {
                target = target.replacen(&part, "", 1);
                break;
            }
        }
    }
    action["target"] = json!(target);
}

/// Removes a state from all lists of a policy, and the targets that nothing would end any more.
fn without_state(wait: &mut Value, state: &str) -> bool {
    let mut changed = false;
    let mut remove = |list: &mut Value| {
        if let Some(list) = list.as_array_mut() {
            let before = list.len();
            list.retain(|one| one != state);
            changed |= list.len() != before;
        }
    };
    let Some(members) = wait.as_object_mut() else { return false };
    for (key, value) in members.iter_mut() {
        match value.as_object_mut() {
            Some(targets) if key == "until" => {
                targets.values_mut().for_each(&mut remove);
                targets.retain(|_, states| states.as_array().is_none_or(|list| !list.is_empty()));
            }
            _ => remove(value),
        }
    }
    members.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    changed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Answers, names, without_names, without_state};

    const DOCUMENT: &str = include_str!("../../tests/fixtures/things.json");

    #[test]
    fn actions_without_effect_on_a_document_are_removed() {
        let text = include_str!("../../tests/fixtures/overlay.yaml");
        let mut answers = Answers { overlay: serde_yaml::from_str(text).unwrap() };
        let all = answers.overlay["actions"].as_array_mut().unwrap();
        all.push(json!({
            "target": "$.components.schemas.Newer",
            "description": "It is newer.",
            "update": { "x-sdk-name": "New" },
        }));
        let fitting = answers.for_document(DOCUMENT.as_bytes(), "");
        assert_eq!(fitting.actions().len(), 1);
    }

    #[test]
    fn names_and_states_are_taken_from_their_lists() {
        let mut action = json!({ "target": "$.a['x', 'y','z']" });
        without_names(&mut action, &names("`x` and `z` in `$.a` select nothing").unwrap());
        assert_eq!(action["target"], "$.a['y']");
        let mut wait = json!({
            "until": { "running": ["running"], "stopped": ["stopped"] }, "passing": ["a", "stopped"],
        });
        assert!(without_state(&mut wait, "stopped"));
        assert_eq!(wait, json!({ "until": { "running": ["running"] }, "passing": ["a"] }));
        assert!(!without_state(&mut wait, "stopped"));
    }
}
