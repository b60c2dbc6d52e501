//! Applies an overlay: corrections and policy as data, in the format of the OpenAPI Overlay
//! Specification 1.0.0.
//!
//! This implementation is stricter in two ways. Every action must have a description, and an action
//! that selects nothing or changes nothing is reported, so that it is deleted once the document is
//! corrected. It is more permissive in two: `remove` can remove any value, not only objects and
//! arrays, and an array can be appended to an array. A string or number that an array already
//! contains is not appended again, because arrays of scalars are sets in OpenAPI.

mod merge;
mod parse;
mod record;
mod select;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, InputFile, Severity, Sink};
use crate::pointer::Pointer;
use crate::{Input, load};
use parse::{Action, Change};

pub use record::{START as RECORD_START, with_enums};

/// What it means when an action has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// An error: the overlay was written for this document.
    Strict,
    /// A warning: the document is another version of the one that the overlay was written for.
    Lenient,
}

/// Applies the overlay's actions to the document, in their order. What is wrong with the overlay
/// goes to the sink, with positions; such actions are left out.
#[must_use]
pub fn apply(mut document: Value, overlay_text: &str, mode: Mode, sink: &mut Sink) -> Value {
    let overlay = match load::read(overlay_text.as_bytes(), "overlay.yaml") {
        Ok(overlay) => overlay,
        Err(found) => {
            sink.extend(found.into_iter().map(Diagnostic::in_overlay));
            return document;
        }
    };
    let (actions, mut found) = parse::actions(&overlay.value);
    for action in actions {
        let idle = idle_names(&document, &action, mode);
        let all_idle = select::places(&action.target, &document).is_empty();
        found.extend(idle.filter(|_| !all_idle));
        if let Err(refusal) = perform(&mut document, &action) {
            let mut refusal = *refusal;
            let idle =
                matches!(refusal.code, Code::OverlaySelectsNothing | Code::OverlayChangesNothing);
            if idle && mode == Mode::Lenient {
                refusal.severity = Severity::Warning;
            }
            found.push(refusal);
        }
    }
    let mut found: Vec<_> = found.into_iter().map(Diagnostic::in_overlay).collect();
    overlay.map.locate(InputFile::Overlay, &mut found);
    sink.extend(found);
    document
}

/// How the keys of decisions start.
const POLICY: &str = "x-sdk-";

/// Points findings about a decision at the action that made it, because that is what a person
/// edits. Findings about a decision that the document makes itself stay where they are.
pub(crate) fn attribute(found: &mut [Diagnostic], input: &Input<'_>) {
    let is_decided = |finding: &Diagnostic| {
        finding.source == InputFile::Document
            && finding.at.segments().any(|segment| segment.starts_with(POLICY))
    };
    if !found.iter().any(is_decided) {
        return;
    }
    let (Ok(loaded), Ok(overlay)) = (
        load::load(input.document, input.document_name),
        load::read(input.overlay.as_bytes(), input.overlay_name),
    ) else {
        return;
    };
    let document = apply(loaded.value, input.overlay, Mode::Lenient, &mut Sink::new());
    let (actions, _) = parse::actions(&overlay.value);
    for finding in found.iter_mut() {
        if is_decided(finding)
            && let Some(at) = origin(&finding.at, &actions, &document)
        {
            finding.at = at;
            finding.source = InputFile::Overlay;
            finding.position = None;
        }
    }
    overlay.map.locate(InputFile::Overlay, found);
}

/// Returns the place in the overlay that made the decision at a place of the document.
fn origin(at: &Pointer, actions: &[Action<'_>], document: &Value) -> Option<Pointer> {
    let mut place = Pointer::root();
    let mut path: Vec<String> = Vec::new();
    for segment in at.segments() {
        if path.is_empty() && !segment.starts_with(POLICY) {
            place = place.child(segment);
        } else {
            path.push(segment);
        }
    }
    let key = path.first()?;
    let makes = |action: &&Action<'_>| match action.change {
        Change::Update(update) => {
            let mut places = select::places(&action.target, document).into_iter();
            update.get(key).is_some() && places.any(|selected| selected.pointer() == place)
        }
        Change::Remove => false,
    };
    let action = actions.iter().rev().find(makes)?;
    Some(path.iter().fold(action.at.child("update"), |pointer, segment| pointer.child(segment)))
}

/// Returns the names in the target of an action that no longer select anything, where others do.
fn idle_names(document: &Value, action: &Action<'_>, mode: Mode) -> Option<Diagnostic> {
    let names = select::idle_names(action.text, document);
    if names.is_empty() {
        return None;
    }
    let (verb, help) = match names.as_slice() {
        [_] => ("selects", "correct the name, or delete it from the list"),
        _ => ("select", "correct the names, or delete them from the list"),
    };
    let message = format!("{} in `{}` {verb} nothing", names.join(" and "), action.text);
    let mut found =
        Diagnostic::error(Code::OverlaySelectsNothing, action.at.clone(), message).help(help);
    if mode == Mode::Lenient {
        found.severity = Severity::Warning;
    }
    Some(found)
}

fn perform(document: &mut Value, action: &Action<'_>) -> Result<(), Box<Diagnostic>> {
    let refuse = |code, message: String, help: &str| {
        Err(Box::new(Diagnostic::error(code, action.at.clone(), message).help(help)))
    };
    let places = select::places(&action.target, document);
    let target = action.text;
    if places.is_empty() {
        let help = match select::longest_prefix(target, document) {
            Some(prefix) => format!(
                "`{prefix}` selects a value, but the rest of the path selects nothing in it:\n\
                 correct the target, or delete the action if its target was removed from the document"
            ),
            None => {
                "correct the target, or delete the action if its target was removed from the document".to_owned()
            }
        };
        return refuse(Code::OverlaySelectsNothing, format!("`{target}` selects nothing"), &help);
    }
    let changed = match action.change {
        Change::Remove if places.iter().any(select::Location::is_root) => {
            let message = "the whole document cannot be removed".to_owned();
            return refuse(Code::OverlayInvalid, message, "select a part of it");
        }
        Change::Remove => {
            merge::remove(document, places);
            true
        }
        Change::Update(update) => {
            let mut changed = false;
            for place in places {
                let pointer = place.pointer();
                let Some(node) = select::get_mut(document, &place) else { continue };
                match merge::update(node, update) {
                    Ok(now) => changed |= now,
                    Err(why) => {
                        let message = format!("`{target}` selects {pointer}: {why}");
                        let help = "select the object around the value, and give the property in `update`;\n\
                            to replace an array or an object, remove it with an action before this one";
                        return refuse(Code::OverlayInvalid, message, help);
                    }
                }
            }
            changed
        }
    };
    if changed {
        return Ok(());
    }
    let message = format!("`{target}` already has the value that the action would set");
    let has_array = matches!(action.change, Change::Update(update) if has_array(update));
    let help = if has_array {
        "an update appends to an array, and these values are in it: delete the action, or, to \
         replace the array,\nremove it with an action before this one"
    } else {
        "delete the action"
    };
    refuse(Code::OverlayChangesNothing, message, help)
}

fn has_array(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(members) => members.values().any(has_array),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Mode, apply};
    use crate::Input;
    use crate::diagnostic::{Code, Diagnostic, InputFile, Severity, Sink};
    use crate::pointer::Pointer;

    const DOCUMENT: &str = include_str!("../../spec/openapi.json");
    const HEAD: &str = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n";

    fn run(document: &Value, actions: &str, mode: Mode) -> (Value, Vec<Diagnostic>) {
        let mut sink = Sink::new();
        let result = apply(document.clone(), &format!("{HEAD}{actions}"), mode, &mut sink);
        (result, sink.into_vec())
    }

    /// Returns the result of actions that must succeed.
    fn applied(document: &Value, actions: &str) -> Value {
        let (result, found) = run(document, actions, Mode::Strict);
        assert_eq!(found, []);
        result
    }

    /// Returns the only finding of actions, which must leave the document alone.
    fn refused(document: &Value, actions: &str) -> Diagnostic {
        let (result, mut found) = run(document, actions, Mode::Strict);
        assert_eq!(result, *document);
        assert_eq!(found.len(), 1, "{found:?}");
        let found = found.remove(0);
        assert!(!found.help.is_empty());
        assert_eq!(found.source, InputFile::Overlay);
        found
    }

    #[test]
    fn update_merges_objects_appends_to_lists_and_replaces_scalars() {
        let document = json!({ "a": { "b": 1, "c": { "d": [1], "e": "x" } }, "f": [] });
        assert_eq!(
            applied(
                &document,
                "- {target: $.a, description: why, update: {b: 2, c: {d: [2, 1], e: [y], g: null}}}\n\
                 - {target: $.f, description: why, update: {h: 1}}\n\
                 - {target: $.f, description: why, update: [2, 3]}\n"
            ),
            json!({ "a": { "b": 2, "c": { "d": [1, 2], "e": ["y"], "g": null } }, "f": [{ "h": 1 }, 2, 3] })
        );
    }

    /// An update appends, as the overlay specification says.
    #[test]
    fn d08_an_array_is_replaced_by_removing_it_first() {
        let document = json!({ "vote": { "enum": ["+1", "-1", "heart"] } });
        let update = "- {target: $.vote, description: w, update: {enum: ['+1', heart]}}\n";
        let found = refused(&document, update);
        assert_eq!(found.code, Code::OverlayChangesNothing);
        assert!(found.help.contains("remove it with an action before this one"), "{}", found.help);
        let remove = "- {target: $.vote.enum, description: w, remove: true}\n";
        assert_eq!(
            applied(&document, &format!("{remove}{update}")),
            json!({ "vote": { "enum": ["+1", "heart"] } })
        );
    }

    #[test]
    fn several_nodes_may_be_selected() {
        let document = json!({ "p": { "a": { "type": "x" }, "b": { "type": "y" }, "c": 1 } });
        assert_eq!(
            applied(&document, "- {target: '$.p[?@.type]', description: w, update: {s: true}}\n"),
            json!({ "p": { "a": { "type": "x", "s": true }, "b": { "type": "y", "s": true }, "c": 1 } })
        );
    }

    #[test]
    fn remove_deletes_properties_and_items() {
        let document = json!({ "l": [0, 1, 2, 3, { "l": [0, 1] }], "m": { "a": 1, "b": 2 } });
        assert_eq!(
            applied(&document, "- {target: '$..l[0,1,3]', description: w, remove: true}\n"),
            json!({ "l": [2, { "l": [] }], "m": { "a": 1, "b": 2 } })
        );
        let result = applied(&document, "- {target: $.m.a, description: w, remove: true}\n");
        assert_eq!(result["m"], json!({ "b": 2 }));
        let result = applied(&document, "- {target: '$..*', description: w, remove: true}\n");
        assert_eq!(result, json!({}));
    }

    #[test]
    fn later_actions_see_what_earlier_ones_did() {
        let document = json!({ "a": {} });
        assert_eq!(
            applied(
                &document,
                "- {target: $.a, description: w, update: {t: [old]}}\n\
                 - {target: $.a.t, description: w, remove: true}\n\
                 - {target: $.a, description: w, update: {t: [new]}}\n"
            ),
            json!({ "a": { "t": ["new"] } })
        );
    }

    #[test]
    fn actions_without_effect_are_errors_or_warnings() {
        let document = json!({ "a": { "b": { "c": 1, "d": ["x"] } } });
        for (action, code, help) in [
            (
                "- {target: $.a.b.z.y, description: w, remove: true}\n",
                Code::OverlaySelectsNothing,
                "`$.a.b`",
            ),
            (
                "- {target: \"$['q']\", description: w, remove: true}\n",
                Code::OverlaySelectsNothing,
                "delete",
            ),
            (
                "- {target: $.a.b, description: w, update: {c: 1}}\n",
                Code::OverlayChangesNothing,
                "delete",
            ),
            (
                "- {target: $.a.b, description: w, update: {d: [x]}}\n",
                Code::OverlayChangesNothing,
                "delete",
            ),
            (
                "- {target: $.a, description: w, update: {}}\n",
                Code::OverlayChangesNothing,
                "delete",
            ),
        ] {
            let found = refused(&document, action);
            assert_eq!((found.code, found.severity), (code, Severity::Error), "{action}");
            assert!(found.help.contains(help), "{}", found.help);
            assert_eq!(found.at.to_string(), "#/actions/0");
            assert_eq!(found.position.unwrap().line, 4);
            let (_, found) = run(&document, action, Mode::Lenient);
            assert_eq!((found[0].code, found[0].severity), (code, Severity::Warning));
        }
    }

    #[test]
    fn an_action_is_useful_if_it_changes_one_of_its_nodes() {
        let document = json!({ "a": { "x": 1 }, "b": { "x": 2 } });
        assert_eq!(
            applied(&document, "- {target: $.*, description: w, update: {x: 1}}\n"),
            json!({ "a": { "x": 1 }, "b": { "x": 1 } })
        );
    }

    #[test]
    fn malformed_actions_are_refused_at_their_place() {
        let document = json!({ "a": { "b": 1 }, "l": [] });
        for (action, at) in [
            ("- {target: $.a, update: {c: 1}}\n", "#/actions/0"),
            ("- {target: $.a, description: ' ', update: {c: 1}}\n", "#/actions/0/description"),
            ("- {target: $.a, description: w}\n", "#/actions/0"),
            ("- {target: $.a, description: w, remove: false}\n", "#/actions/0"),
            ("- {target: $.a, description: w, remove: yes}\n", "#/actions/0/remove"),
            ("- {target: $.a, description: w, remove: true, update: {}}\n", "#/actions/0"),
            ("- {description: w, remove: true}\n", "#/actions/0"),
            ("- {target: 'a.b', description: w, remove: true}\n", "#/actions/0/target"),
            ("- {target: '$.a[', description: w, remove: true}\n", "#/actions/0/target"),
            ("- {target: $.a, description: w, updates: {}, remove: true}\n", "#/actions/0/updates"),
            ("- {target: $, description: w, remove: true}\n", "#/actions/0"),
            ("- {target: $.a.b, description: w, update: {c: 1}}\n", "#/actions/0"),
            ("- {target: $.a, description: w, update: [1]}\n", "#/actions/0"),
            ("- text\n", "#/actions/0"),
        ] {
            let found = refused(&document, action);
            assert_eq!(
                (found.code, found.severity),
                (Code::OverlayInvalid, Severity::Error),
                "{action}"
            );
            assert_eq!(found.at.to_string(), at, "{action}");
            assert_eq!(found.position.unwrap().line, 4, "{action}");
        }
    }

    #[test]
    fn all_problems_are_reported_in_one_run_and_good_actions_applied() {
        let (result, found) = run(
            &json!({ "a": {} }),
            "- {target: $.b, description: w, remove: true}\n\
             - {target: $.a, description: w, update: {c: 1}}\n\
             - {target: $.a, remove: true}\n",
            Mode::Strict,
        );
        assert_eq!(result, json!({ "a": { "c": 1 } }));
        let places: Vec<_> = found.iter().map(|found| found.at.to_string()).collect();
        assert_eq!(places, ["#/actions/0", "#/actions/2"]);
    }

    #[test]
    fn an_invalid_overlay_is_refused() {
        for (text, code, at) in [
            ("", Code::EmptyDocument, "#"),
            ("- 1\n", Code::NotAnObject, "#"),
            ("a: [\n", Code::InvalidYaml, "#"),
            ("overlay: 1.0.0\noverlay: 1.0.0\n", Code::DuplicateKey, "#/overlay"),
            (
                "overlay: 2.0.0\ninfo: {title: t, version: v}\nactions: []\n",
                Code::OverlayInvalid,
                "#/overlay",
            ),
            ("info: {title: t, version: v}\nactions: []\n", Code::OverlayInvalid, "#"),
            ("overlay: 1.0.0\nactions: []\n", Code::OverlayInvalid, "#"),
            ("overlay: 1.0.0\ninfo: {title: t}\nactions: []\n", Code::OverlayInvalid, "#/info"),
            ("overlay: 1.0.0\ninfo: {title: t, version: v}\n", Code::OverlayInvalid, "#"),
            (
                "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions: {}\n",
                Code::OverlayInvalid,
                "#/actions",
            ),
            (
                "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions: []\nfoo: 1\n",
                Code::OverlayInvalid,
                "#/foo",
            ),
        ] {
            let mut sink = Sink::new();
            let document = json!({ "a": 1 });
            assert_eq!(apply(document.clone(), text, Mode::Lenient, &mut sink), document);
            let found = sink.into_vec();
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((found[0].code, found[0].source), (code, InputFile::Overlay), "{text}");
            assert_eq!(
                (found[0].at.to_string().as_str(), found[0].severity),
                (at, Severity::Error)
            );
            assert!(found[0].position.is_some() || code == Code::EmptyDocument);
        }
    }

    #[test]
    fn extensions_of_the_overlay_are_allowed() {
        let mut sink = Sink::new();
        let text = "overlay: 1.0.1\nx-a: 1\nextends: ./openapi.json\n\
            info: {title: t, version: v, x-b: 1}\nactions:\n\
            - {target: $, description: w, update: {x: 1}, x-c: 1}\n";
        assert_eq!(apply(json!({}), text, Mode::Strict, &mut sink), json!({ "x": 1 }));
        assert!(sink.is_empty());
    }

    #[test]
    fn committed_document_is_changed_where_it_should_be_and_nowhere_else() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let mut expected = document.clone();
        expected["components"]["schemas"]["Service"]["properties"]["id"]["x-sdk-secret"] =
            json!(false);
        let operation = &mut expected["paths"]["/v1/organizations/{organizationId}"]["get"];
        operation["x-sdk-group"] = json!("organizations");
        let result = applied(
            &document,
            "- target: $.components.schemas.Service.properties.id\n\
             \x20 description: why\n\
             \x20 update: {x-sdk-secret: false}\n\
             - target: $.paths['/v1/organizations/{organizationId}'].get\n\
             \x20 description: why\n\
             \x20 update: {x-sdk-group: organizations}\n",
        );
        assert!(result == expected);
    }

    #[test]
    fn a_name_of_a_list_that_selects_nothing_is_named() {
        let document = json!({ "a": { "x": 1 }, "b": { "x": 1 } });
        let action = "  - target: $['a', 'gone']\n    description: d\n    update: { x: 2 }\n";
        for (mode, severity) in
            [(Mode::Strict, Severity::Error), (Mode::Lenient, Severity::Warning)]
        {
            let (result, found) = run(&document, action, mode);
            assert_eq!(result["a"]["x"], 2, "the others are still changed");
            let [found] = &found[..] else { panic!("{found:?}") };
            assert_eq!((found.code, found.severity), (Code::OverlaySelectsNothing, severity));
            assert!(found.message.starts_with("'gone' in "), "{}", found.message);
            assert!(found.position.is_some());
        }
        // Where all of them select nothing, the action does, and is named once.
        let gone = action.replace("'a'", "'away'");
        assert_eq!(run(&document, &gone, Mode::Strict).1.len(), 1);
    }

    #[test]
    fn a_finding_about_a_decision_points_at_its_action() {
        let actions = "- target: $.a\n  description: d\n  update: { x-sdk-wait: { state: /s } }\n";
        let overlay = format!("{HEAD}{actions}");
        let input = Input {
            document: br#"{"openapi": "3.1.1", "a": {}, "b": {"x-sdk-wait": {"state": 1}}}"#,
            document_name: "d.json",
            overlay: &overlay,
            overlay_name: "o.yaml",
            overlay_mode: Mode::Strict,
        };
        let finding = |key: &str| {
            let at = Pointer::root().child(key).child("x-sdk-wait").child("state");
            Diagnostic::error(Code::WaitState, at, "m")
        };
        let mut found = [finding("a"), finding("b")];
        super::attribute(&mut found, &input);
        let places = found.each_ref().map(|found| (found.source, found.at.to_string()));
        let made = "#/actions/0/update/x-sdk-wait/state";
        assert_eq!(places[0], (InputFile::Overlay, made.to_owned()));
        assert_eq!(found[0].position.map(|position| position.line), Some(6));
        assert_eq!(places[1], (InputFile::Document, "#/b/x-sdk-wait/state".to_owned()));
    }
}
