//! The decisions of today's overlay, and those of them that have an effect on an older document.

use std::path::Path;

use codegen::diagnostic::{Code, Diagnostic, Source};
use codegen::overlay::Mode;
use codegen::{Input, read};
use serde_json::{Value, json};

use crate::fs;
use crate::problem::Problem;

/// How often the actions that do not fit are taken away; each time may show more of them.
const ROUNDS: usize = 8;

/// The key of the action that says how to wait.
const WAIT: &str = "x-sdk-wait";

/// All decisions.
#[derive(Debug)]
pub(super) struct Answers {
    overlay: Value,
}

/// An overlay for one document.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    value: Value,
}

impl Answers {
    /// Reads the overlay of the repository.
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let text = fs::read_text(path)?;
        let overlay = serde_yaml::from_str(&text).map_err(|error| {
            Problem::new("invalid-overlay", format!("{} is invalid: {error}", path.display()))
        })?;
        Ok(Self { overlay })
    }

    /// Returns the overlay that a person would have written for a document: without the actions,
    /// names and states that select nothing there.
    pub(super) fn for_document(&self, document: &[u8]) -> Overlay {
        let mut overlay = Overlay { value: self.overlay.clone() };
        for _ in 0..ROUNDS {
            let input = |text| Input {
                document,
                document_name: "openapi.json",
                overlay: text,
                overlay_name: "overlay.yaml",
                overlay_mode: Mode::Lenient,
            };
            let text = overlay.text();
            let found = match read(&input(&text)) {
                Ok((_, found)) | Err(found) => found,
            };
            if !overlay.take_away(&found) {
                break;
            }
        }
        overlay
    }
}

impl Overlay {
    /// The text of the file: JSON is YAML.
    pub(super) fn text(&self) -> String {
        format!("{:#}\n", self.value)
    }

    /// Returns the targets of the actions that differ from those of another overlay, with what
    /// each decides.
    pub(super) fn edits_since(&self, earlier: &Self) -> Vec<String> {
        let line = |action: &Value| {
            let target = action.get("target").and_then(Value::as_str).unwrap_or_default();
            let keys = action.get("update").and_then(Value::as_object);
            let keys: Vec<&str> =
                keys.into_iter().flat_map(|it| it.keys()).map(String::as_str).collect();
            format!(
                "{target}: {}",
                if keys.is_empty() { "remove".to_owned() } else { keys.join(", ") }
            )
        };
        let only_in = |of: &Self, other: &Self| -> Vec<String> {
            of.actions()
                .iter()
                .filter(|action| !other.actions().contains(action))
                .map(line)
                .collect()
        };
        let mut edits = only_in(self, earlier);
        for deleted in only_in(earlier, self) {
            // An action that changed is on both sides.
            if !edits.contains(&deleted) {
                edits.push(format!("{deleted} (deleted)"));
            }
        }
        edits
    }

    fn actions(&self) -> &[Value] {
        self.value.get("actions").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Takes away what a run found without effect; whether anything was.
    fn take_away(&mut self, found: &[Diagnostic]) -> bool {
        let Some(actions) = self.value.get_mut("actions").and_then(Value::as_array_mut) else {
            return false;
        };
        let mut changed = false;
        for diagnostic in found {
            let at = diagnostic.at.to_string();
            let idle = matches!(
                diagnostic.code,
                Code::OverlaySelectsNothing | Code::OverlayChangesNothing
            );
            if idle && diagnostic.source == Source::Overlay {
                let Some(action) = index(&at).and_then(|index| actions.get_mut(index)) else {
                    continue;
                };
                changed = true;
                match names(&diagnostic.message) {
                    Some(names) => without_names(action, &names),
                    None => *action = Value::Null,
                }
            } else if diagnostic.code == Code::WaitState
                && let Some(state) =
                    diagnostic.message.strip_prefix("the document knows no state `")
                && let Some(state) = state.strip_suffix('`')
                && let Some(action) = index(&at).and_then(|index| actions.get_mut(index))
            {
                changed |= without_state(&mut action["update"][WAIT], state);
            }
        }
        actions.retain(|action| !action.is_null());
        changed
    }
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

    use super::{Answers, Overlay, names, without_names, without_state};

    const DOCUMENT: &str = include_str!("../../tests/fixtures/things.json");

    #[test]
    fn actions_without_effect_on_a_document_are_taken_away() {
        let text = include_str!("../../tests/fixtures/overlay.yaml");
        let mut answers = Answers { overlay: serde_yaml::from_str(text).unwrap() };
        let all = answers.overlay["actions"].as_array_mut().unwrap();
        all.push(json!({
            "target": "$.components.schemas.Newer",
            "description": "It is newer.",
            "update": { "x-sdk-name": "New" },
        }));
        let fitting = answers.for_document(DOCUMENT.as_bytes());
        assert_eq!(fitting.actions().len(), 1);
        let all = Overlay { value: answers.overlay };
        assert_eq!(all.edits_since(&fitting), ["$.components.schemas.Newer: x-sdk-name"]);
        assert_eq!(fitting.edits_since(&all), ["$.components.schemas.Newer: x-sdk-name (deleted)"],);
        assert!(fitting.edits_since(&fitting).is_empty());
    }

    #[test]
    fn names_and_states_are_taken_from_their_lists() {
        let mut action = json!({ "target": "$.a['x', 'y','z']" });
        without_names(&mut action, &names("`x` and `z` in `$.a` selects nothing").unwrap());
        assert_eq!(action["target"], "$.a['y']");
        let mut wait = json!({
            "until": { "running": ["running"], "stopped": ["stopped"] }, "passing": ["a", "stopped"],
        });
        assert!(without_state(&mut wait, "stopped"));
        assert_eq!(wait, json!({ "until": { "running": ["running"] }, "passing": ["a"] }));
        assert!(!without_state(&mut wait, "stopped"));
    }
}
