//! Replaces references to shared parameters, bodies, responses, headers, examples and path items by
//! their targets, so that a document means the same whether it repeats them or refers to them.
//!
//! References to schemas remain, because a component schema is a type. The gate has checked that
//! every reference has a target and none leads back to itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::bounds::{INLINED, NESTED};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::gate::grammar::{ObjectKind, ValueRule};
use crate::gate::target;
use crate::pointer::Pointer;

/// The kinds of objects that are put in place.
const KINDS: [ObjectKind; 6] = [
    ObjectKind::PathItem,
    ObjectKind::Parameter,
    ObjectKind::RequestBody,
    ObjectKind::Response,
    ObjectKind::Header,
    ObjectKind::Example,
];

/// Puts what is shared in place, and writes references to schemas without escapes.
pub(crate) fn inline(mut document: Value, sink: &mut Sink) -> Value {
    let mut inliner = Inliner { shared: shared(&document), sizes: BTreeMap::new(), left: INLINED };
    let done = inliner.object(ObjectKind::Document, &mut document);
    if let Err(refusal) = done {
        sink.push(*refusal);
    }
    document
}

/// Returns the components that may be referred to, but for schemas.
fn shared(document: &Value) -> BTreeMap<ObjectKind, Map<String, Value>> {
    let components = document.get("components");
    let section = |kind: ObjectKind| components?.get(kind.section()?)?.as_object().cloned();
    KINDS.iter().filter_map(|kind| Some((*kind, section(*kind)?))).collect()
}

struct Inliner {
    shared: BTreeMap<ObjectKind, Map<String, Value>>,
    /// What each component takes, roughly, in bytes.
    sizes: BTreeMap<(ObjectKind, String), usize>,
    /// How much may still be copied.
    left: usize,
}

impl Inliner {
    /// Rewrites an object of a kind, and everything in it.
    fn object(&mut self, kind: ObjectKind, value: &mut Value) -> Result<(), Box<Diagnostic>> {
        if KINDS.contains(&kind) {
            self.replace(kind, value)?;
        }
        let Value::Object(members) = value else { return Ok(()) };
        if kind == ObjectKind::Schema
            && let Some(Value::String(reference)) = members.get_mut("$ref")
            && let Some(name) = target(kind, reference)
        {
            *reference = format!("#/components/schemas/{name}");
        }
        for (key, value) in members {
            let rule = kind.keyword(key).map_or(ValueRule::Any, |keyword| keyword.rule);
            match (rule, value) {
                (ValueRule::One(kind), value) => self.object(kind, value)?,
                (ValueRule::SchemaOrFlag, value) => self.object(ObjectKind::Schema, value)?,
                (ValueRule::List(kind), Value::Array(items)) => {
                    for item in items {
                        self.object(kind, item)?;
                    }
                }
                (ValueRule::Map(kind, keys), Value::Object(entries)) => {
                    for (_, entry) in entries.iter_mut().filter(|(key, _)| !keys.is_extension(key))
                    {
                        self.object(kind, entry)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Replaces a reference by what it leads to, through components that only refer to others.
    fn replace(&mut self, kind: ObjectKind, value: &mut Value) -> Result<(), Box<Diagnostic>> {
        for _ in 0..NESTED {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok(()) };
            let Some(name) = target(kind, reference) else { return Ok(()) };
            let Some(component) = self.shared.get(&kind).and_then(|all| all.get(&name)) else {
                return Ok(());
            };
            let size = *self.sizes.entry((kind, name)).or_insert_with(|| size(component));
            let Some(rest) = self.left.checked_sub(size) else {
                let message = format!("references repeat more than {INLINED} bytes of components");
                return refuse(Code::TooLarge, message);
            };
            self.left = rest;
            *value = component.clone();
        }
        let message = format!(
            "a chain of more than {NESTED} references: each of these components only refers to the next one"
        );
        refuse(Code::TooDeep, message)
    }
}

fn refuse(code: Code, message: String) -> Result<(), Box<Diagnostic>> {
    let at = Pointer::root().child("components");
    let help = "write the referenced object inline where it is used, with overlay actions";
    Err(Box::new(Diagnostic::error(code, at, message).help(help)))
}

/// Returns what a value takes, roughly, in bytes.
fn size(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).fold(0, usize::saturating_add),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| key.len().saturating_add(size(value)))
            .fold(0, usize::saturating_add),
        _ => 0,
    };
    inner.saturating_add(64)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::inline;
    use crate::diagnostic::{Code, Sink};

    fn inlined(document: Value) -> Value {
        let mut sink = Sink::new();
        let inlined = inline(document, &mut sink);
        assert!(sink.is_empty(), "{:?}", sink.as_slice());
        inlined
    }

    #[test]
    fn shared_components_are_inlined() {
        let limit = json!({ "name": "limit", "in": "query", "schema": { "type": "integer" } });
        let document = inlined(json!({
            "paths": { "/a": { "$ref": "#/components/pathItems/A" } },
            "components": {
                "pathItems": { "A": { "get": {
                    "parameters": [{ "$ref": "#/components/parameters/Page" }],
                    "responses": { "200": { "$ref": "#/components/responses/Fine" } },
                } } },
                "parameters": { "Limit": limit, "Page": { "$ref": "#/components/parameters/Limit" } },
                "responses": { "Fine": {
                    "headers": { "H": { "$ref": "#/components/headers/H" } },
                    "content": { "a/b": { "schema": { "$ref": "#/components/schemas/%41" } } },
                } },
                "headers": { "H": { "schema": {} } },
                "schemas": { "A": {} },
            },
        }));
        assert_eq!(
            document["paths"]["/a"]["get"],
            json!({
                "parameters": [limit],
                "responses": { "200": {
                    "headers": { "H": { "schema": {} } },
                    "content": { "a/b": { "schema": { "$ref": "#/components/schemas/A" } } },
                } },
            })
        );
    }

    #[test]
    fn a_ref_key_in_data_is_not_a_reference() {
        let data = json!({ "$ref": "#/components/parameters/Limit" });
        let document = json!({
            "paths": { "x-data": data, "/a": { "get": { "x-data": data,
                "parameters": [{ "example": data }] } } },
            "components": { "parameters": { "Limit": {} } },
        });
        assert_eq!(inlined(document.clone()), document);
    }

    #[test]
    fn copies_are_bounded() {
        let reference = json!({ "$ref": "#/components/responses/Large" });
        let responses: serde_json::Map<String, Value> =
            (0..400).map(|index| (format!("{index}"), reference.clone())).collect();
        let document = json!({
            "paths": { "/a": { "get": { "responses": responses } } },
            "components": { "responses": { "Large": { "description": "x".repeat(1 << 20) } } },
        });
        let mut sink = Sink::new();
        let _ = inline(document, &mut sink);
        assert_eq!(sink.as_slice()[0].code, Code::TooLarge);
    }

    #[test]
    fn chains_are_bounded() {
        let next = |index: usize| json!({ "$ref": format!("#/components/parameters/P{index}") });
        let parameters: serde_json::Map<String, Value> =
            (0..200).map(|index| (format!("P{index}"), next(index + 1))).collect();
        let document = json!({ "components": { "parameters": parameters } });
        let mut sink = Sink::new();
        let _ = inline(document, &mut sink);
        assert_eq!(sink.as_slice()[0].code, Code::TooDeep);
    }
}
