//! What the IR does not hold of schemas: members that are only read, and facts about values for
//! which no member stands, such as the items of lists of lists.
//!
//! Only schemas that look the same in both documents are compared, keyword by keyword; how a
//! schema is put together is the business of the IR.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::{Raw, add, differing, is_prose, prose, takes_null, told};
use crate::diff::compare::Compare;
use crate::diff::facet::Reach;
use crate::diff::rule;
use crate::ir::{Field, Model, Shape};
use crate::pointer::Pointer;

/// Keywords that say how a schema is put together.
const STRUCTURE: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "oneOf",
    "anyOf",
    "allOf",
    "enum",
];

pub(super) fn compare(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    let at = Pointer::root().child("components").child("schemas");
    let (before, after) = (&old["components"]["schemas"], &new["components"]["schemas"]);
    for name in differing(before, after) {
        let (Some(from), Some(to)) = (before.get(&name), after.get(&name)) else { continue };
        // What no operation reaches is neither sent nor answered.
        if !(compare.new.is_unreached(&name) && compare.old.is_unreached(&name)) {
            node(compare, &at.child(&name), (from, old), (to, new));
        }
    }
    for (before, after) in compare.operations.both.clone() {
        if let (Some(from), Some(to)) = (&before.body, &after.body)
            && let (Some(before), Some(after)) = (from.at.resolve(old), to.at.resolve(new))
        {
            node(compare, &to.at, (before, old), (after, new));
        }
    }
}

/// Compares two schemas at one place, each with the document that it is part of.
fn node(
    compare: &mut Compare<'_>,
    at: &Pointer,
    (old, old_document): (&Value, Raw<'_>),
    (new, new_document): (&Value, Raw<'_>),
) {
    if structure(old) != structure(new) {
        // Whatever else differs is in the IR, which holds null for members only.
        let parent = at.parent().and_then(|parent| parent.segments().last());
        let is_member = parent.as_deref() == Some("properties");
        let null = (takes_null(old, old_document), takes_null(new, new_document));
        if null.0 != null.1 && !is_member && !is_explained(compare, at) {
            let message = if null.1 { "may be null" } else { "may not be null" };
            let at = at.clone();
            let rust = at.to_string();
            add(compare, &rule::UNHANDLED, &Reach::default(), at, &rust, message.to_owned());
        }
        return;
    }
    prose::texts(compare, at, old, new);
    for key in differing(old, new) {
        let place = at.child(&key);
        if key == "readOnly" {
            read_only(compare, at, new["readOnly"] == true);
        } else if key == "writeOnly" || key == "deprecated" {
            // Where a member of the crate shows it, the IR holds it; elsewhere it says nothing.
            if !compare.drafts.explains(&member(at)) {
                let what = if key == "deprecated" { "deprecated" } else { "writeOnly" };
                compare.drafts.edit(at, what);
            }
        } else if (key == "type" || !STRUCTURE.contains(&key.as_str()))
            && !is_prose(&key)
            && !is_explained(compare, at)
        {
            // Of types with one structure, only null can differ.
            let message = told(old, new, &[key]);
            add(compare, &rule::UNHANDLED, &Reach::default(), place, &at.to_string(), message);
        }
    }
    for name in differing(&old["properties"], &new["properties"]) {
        let (from, to) = (&old["properties"][&name], &new["properties"][&name]);
        let (from, to) = ((from, old_document), (to, new_document));
        node(compare, &at.child("properties").child(&name), from, to);
    }
    for keyword in ["items", "additionalProperties"] {
        if old[keyword].is_object() && new[keyword].is_object() {
            let (from, to) = ((&old[keyword], old_document), (&new[keyword], new_document));
            node(compare, &at.child(keyword), from, to);
        }
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let (before, after) = (arms(old, keyword), arms(new, keyword));
        if before.len() == after.len() {
            // Where the union takes null, it does not matter which arm does too.
            let null = takes_null(old, old_document) && takes_null(new, new_document);
            for (index, from, to) in versions(before, after) {
                let place = at.child(keyword).child(index);
                // One that went, and another one that came, are no two versions of one.
                let is_moot = null && structure(from) != structure(to);
                if !is_moot && !compare.drafts.stands_at(&place) {
                    let (from, to) = ((from, old_document), (to, new_document));
                    node(compare, &place, from, to);
                }
            }
        }
    }
}

/// The schemas that a keyword lists.
pub(super) fn arms<'a>(schema: &'a Value, keyword: &str) -> &'a [Value] {
    schema[keyword].as_array().map_or(&[], Vec::as_slice)
}

/// Which arm is a version of which, with the index of the new one: the order of arms means nothing,
/// so that equal arms come first, then those with the same marks, and what is left as it stands.
pub(super) fn versions<'a>(
    old: &'a [Value],
    new: &'a [Value],
) -> Vec<(usize, &'a Value, &'a Value)> {
    let mut before: Vec<Option<&Value>> = old.iter().map(Some).collect();
    let mut after: Vec<(usize, &Value)> = new.iter().enumerate().collect();
    let mut found = Vec::new();
    let keys: [fn(&Value) -> String; 3] = [sorted, marks, |_| String::new()];
    for key in keys {
        let mut free: BTreeMap<String, VecDeque<&mut Option<&Value>>> = BTreeMap::new();
        for from in &mut before {
            if let Some(schema) = *from {
                free.entry(key(schema)).or_default().push_back(from);
            }
        }
        after.retain(|(index, to)| {
            let from = free.get_mut(&key(to)).and_then(VecDeque::pop_front).and_then(Option::take);
            found.extend(from.map(|from| (*index, from, *to)));
            from.is_none()
        });
    }
    found.sort_by_key(|(index, ..)| *index);
    found
}

/// A schema as text, whatever the order of its members.
fn sorted(schema: &Value) -> String {
    let mut schema = schema.clone();
    schema.sort_all_objects();
    schema.to_string()
}

/// The members of a schema that can have one value only, and what the schema refers to, as text.
fn marks(schema: &Value) -> String {
    let members = schema["properties"].as_object().into_iter().flatten();
    let single = members.filter_map(|(name, member)| {
        let value = match member["enum"].as_array().map(Vec::as_slice) {
            Some([only]) => Some(only),
            _ => member.get("const"),
        };
        Some(format!("{name} = {}", value?))
    });
    let marks = single.chain(schema["$ref"].as_str().map(str::to_owned));
    marks.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("\n")
}

/// What a schema is made of, without the order of anything.
pub(super) fn structure(schema: &Value) -> Vec<(&'static str, String)> {
    let keys = STRUCTURE.iter().filter_map(|key| Some((*key, schema.get(key)?)));
    keys.map(|(key, value)| {
        let text = match key {
            "$ref" => value.to_string(),
            "type" => types(value),
            "oneOf" | "anyOf" | "allOf" => value.as_array().map_or(0, Vec::len).to_string(),
            _ => String::new(),
        };
        (key, text)
    })
    .collect()
}

/// A type, or types in no order, without null.
pub(super) fn types(value: &Value) -> String {
    let mut types: BTreeSet<&str> = match value {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    };
    types.remove("null");
    types.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whether a change was seen that a keyword of this place is part of: of the member, or of what
/// holds the place, such as a definition that is nothing but limits of a text.
fn is_explained(compare: &Compare<'_>, at: &Pointer) -> bool {
    let member = member(at);
    let is_inside = member != *at;
    let mut place = Some(at.clone());
    while let Some(here) = place.filter(|here| here.segments().count() > 2) {
        if compare.drafts.stands_at(&here) {
            return true;
        }
        place = here.parent().filter(|_| !is_inside || here != member);
    }
    compare.drafts.explains(&member)
}

/// The member whose value a place is part of; a place outside of members stands for itself.
fn member(at: &Pointer) -> Pointer {
    let mut place = at.clone();
    while let Some(parent) = place.parent() {
        if parent.segments().last().is_some_and(|last| last == "properties") {
            return place;
        }
        place = parent;
    }
    at.clone()
}

/// A member became one that is only read, or stopped being one.
fn read_only(compare: &mut Compare<'_>, at: &Pointer, gained: bool) {
    let Some((model, field)) = owner(compare, at) else {
        compare.drafts.edit(at, "readOnly");
        return;
    };
    let (rust, operations) =
        (format!("request::{}::{}", model.name, field.name), model.operations.clone());
    let reach = Reach { request: true, operations, ..Reach::default() };
    let (rule, message) = if gained {
        (&rule::REQ_READ_ONLY_GAINED, "only read")
    } else {
        (&rule::REQ_READ_ONLY_LOST, "no longer only read")
    };
    add(compare, rule, &reach, at.clone(), &rust, message.to_owned());
}

/// The member of a body that stands at a place.
fn owner<'a>(compare: &Compare<'a>, at: &Pointer) -> Option<(&'a Model, &'a Field)> {
    compare.new.api.models.values().filter(|model| model.in_request).find_map(|model| {
        let Shape::Object(object) = &model.shape else { return None };
        object.fields.iter().find(|field| field.at == *at).map(|field| (model, field))
    })
}
