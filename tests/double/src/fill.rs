//! Makes what the service would return from what a client has sent: a value of a schema that
//! holds as much of a given value as the schema declares.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::exceptions::NEVER_EMPTY;
use crate::sample::{Sampler, Style, allows_null, resolve};
use crate::schema::Checker;

/// How deep properties that nobody gave are made up.
const DEPTH: usize = 6;

/// What happens to properties that nobody gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// They are made up: the service fills in what a request leaves open.
    MadeUp,
    /// They are left out, unless the schema requires them.
    LeftOut,
}

/// Makes values of one document's schemas.
#[derive(Debug)]
pub(crate) struct Filler<'a> {
    document: &'a Value,
    source: &'a mut Source,
}

/// Ids and times, the same in every run with one seed.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    random: Rng,
    milliseconds: u64,
}

impl Source {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Rng::with_seed(seed), milliseconds: 0 }
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = self.random.u128(..);
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (4 << 76) | (2 << 62);
        let hex = format!("{bits:032x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    /// A time of the day that the clock of the double shows, later than the one before.
    pub(crate) fn time(&mut self) -> String {
        self.milliseconds += 1;
        let (seconds, rest) = (self.milliseconds / 1000, self.milliseconds % 1000);
        let (hours, minutes, seconds) = (8 + seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("2026-10-22T{:02}:{minutes:02}:{seconds:02}.{rest:03}Z", hours % 24)
    }

    /// A number from zero up to, but not including, one.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.random.f64()
    }

    /// A secret that nobody has seen before.
    pub(crate) fn secret(&mut self) -> String {
        (0..24).map(|_| self.random.alphanumeric()).collect()
    }
}

impl<'a> Filler<'a> {
    pub(crate) fn new(document: &'a Value, source: &'a mut Source) -> Self {
        Self { document, source }
    }

    /// A value of `schema` with as much of `given` as the schema declares.
    pub(crate) fn fill(&mut self, schema: &Value, given: &Value, missing: Missing) -> Value {
        self.at_depth(schema, Some(given), missing, 0)
    }

    /// A value with every property, lists of two, and the examples of the document.
    pub(crate) fn whole(&mut self, schema: &Value) -> Value {
        Sampler::new(self.document, Style::Full).value(schema)
    }

    fn at_depth(
        &mut self,
        schema: &Value,
        given: Option<&Value>,
        missing: Missing,
        depth: usize,
    ) -> Value {
        let schema = resolve(self.document, schema);
        let nullable = allows_null(self.document, schema);
        let given = match given {
            Some(Value::Null) if nullable => return Value::Null,
            Some(Value::Null) => None,
            None if nullable && depth > 0 => return Value::Null,
            other => other,
        };
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        for keyword in ["oneOf", "anyOf"] {
            let variants = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
            let variants: Vec<&Value> = variants
                .filter(|variant| variant.get("type").is_none_or(|ty| ty != "null"))
                .collect();
            let checker = Checker::new(self.document);
            let variant = match given {
                Some(given) => checker.best_variant(&variants, given),
                None => variants.first().copied(),
            };
            if let Some(variant) = variant {
                return self.at_depth(variant, given, missing, depth + 1);
            }
        }
        if schema.get("properties").is_some() || schema.get("allOf").is_some() {
            return self.object(schema, given, missing, depth);
        }
        match given {
            Some(Value::Array(items)) if is_list(schema) => {
                let any = json!({});
                let each = schema.get("items").unwrap_or(&any);
                let fill = |item| self.at_depth(each, Some(item), Missing::LeftOut, depth + 1);
                items.iter().map(fill).collect()
            }
            Some(given) if Checker::new(self.document).issues(schema, given).is_empty() => {
                given.clone()
            }
            _ => self.scalar(schema, depth),
        }
    }

    fn object(
        &mut self,
        schema: &Value,
        given: Option<&Value>,
        missing: Missing,
        depth: usize,
    ) -> Value {
        let mut members = Map::new();
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for part in parts {
            match self.at_depth(part, given, missing, depth) {
                Value::Object(more) => members.extend(more),
                // A string with several patterns, for instance.
                other => return given.filter(|given| !given.is_object()).cloned().unwrap_or(other),
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let is_required = required.is_some_and(|names| names.iter().any(|it| it == name));
            let made_up = missing == Missing::MadeUp && depth < DEPTH;
            let value = given.and_then(|given| given.get(name));
            match value {
                // Null clears a property that cannot be null.
                Some(Value::Null) if !is_required && !allows_null(self.document, property) => {}
                Some(value) => {
                    // What was not given of a nested value was left out on purpose.
                    let value = self.at_depth(property, Some(value), Missing::LeftOut, depth + 1);
                    members.insert(name.clone(), value);
                }
                None if made_up && NEVER_EMPTY.contains(&name.as_str()) => {
                    members.insert(name.clone(), self.whole(property));
                }
                None if is_required || made_up => {
                    members.insert(name.clone(), self.made_up(property, missing, depth + 1));
                }
                None => {}
            }
        }
        if let (Some(Value::Object(given)), Some(more)) =
            (given, schema.get("additionalProperties"))
            && *more != Value::Bool(false)
        {
            for (name, value) in given {
                members.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        Value::Object(members)
    }

    /// A value that nobody gave.
    fn made_up(&mut self, schema: &Value, missing: Missing, depth: usize) -> Value {
        match resolve(self.document, schema).get("default") {
            Some(default) => default.clone(),
            None => self.at_depth(schema, None, missing, depth),
        }
    }

    fn scalar(&mut self, schema: &Value, depth: usize) -> Value {
        let is = |ty: &str| schema.get("type").is_some_and(|it| it == ty);
        if is_list(schema) {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            let items = schema.get("items").cloned().unwrap_or_default();
            return (0..least)
                .map(|_| self.at_depth(&items, None, Missing::LeftOut, depth + 1))
                .collect();
        }
        let is_map = is("object") || schema.get("additionalProperties").is_some();
        if is_map && schema.get("minProperties").is_none() {
            return json!({});
        }
        match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => json!(self.source.uuid()),
            Some("date-time") => json!(self.source.time()),
            _ => self.whole(schema),
        }
    }
}

fn is_list(schema: &Value) -> bool {
    schema.get("items").is_some() || schema.get("type").is_some_and(|ty| ty == "array")
}

/// Merges `change` into `value` as a `PATCH` does: null clears, objects merge, and where the
/// value is a list and the change names what to `add` and to `remove`, it does that, in the order
/// remove, add.
pub(crate) fn merge(value: &mut Value, change: &Value) {
    match (value, change) {
        (Value::Array(items), Value::Object(change))
            if !change.is_empty()
                && change.iter().all(|(name, list)| {
                    matches!(name.as_str(), "add" | "remove") && list.is_array()
                }) =>
        {
            let list = |name| change.get(name).and_then(Value::as_array).into_iter().flatten();
            items.retain(|item| !list("remove").any(|other| same(item, other)));
            items.extend(list("add").cloned());
        }
        (Value::Object(members), Value::Object(change)) => {
            for (name, change) in change {
                merge(members.entry(name.clone()).or_insert(Value::Null), change);
            }
        }
        (value, change) => *value = change.clone(),
    }
}

/// Whether two items of a list are the same, for who removes one: all that `wanted` says holds.
fn same(item: &Value, wanted: &Value) -> bool {
    match (item, wanted) {
        (Value::Object(item), Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| item.get(name) == Some(value))
        }
        _ => item == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(schema: &Value, given: &Value, missing: Missing) -> Value {
        Filler::new(&json!({}), &mut Source::new(1)).fill(schema, given, missing)
    }

    #[test]
    fn given_values_are_used_as_far_as_the_schema_declares_them() {
        let schema = json!({ "properties": {
            "name": { "type": "string" },
            "size": { "type": "integer", "example": 3 },
            "note": { "type": ["string", "null"] },
            "tags": { "items": { "properties": { "key": {}, "value": {} } } },
        } });
        let given = json!({ "name": "a", "password": "x", "tags": [{ "key": "k", "more": 1 }] });
        assert_eq!(
            fill(&schema, &given, Missing::MadeUp),
            json!({ "name": "a", "size": 3, "note": null, "tags": [{ "key": "k" }] })
        );
        assert_eq!(
            fill(&schema, &given, Missing::LeftOut),
            json!({ "name": "a", "tags": [{ "key": "k" }] })
        );
    }

    #[test]
    fn the_variant_of_the_input_is_returned() {
        let schema = json!({ "oneOf": [
            { "required": ["a"], "properties": { "kind": { "const": "a" }, "a": { "type": "string" } } },
            { "required": ["b"], "properties": { "kind": { "const": "b" }, "b": { "type": "string" } } },
        ] });
        let given = json!({ "kind": "b", "b": "x" });
        assert_eq!(fill(&schema, &given, Missing::MadeUp), given);
    }

    #[test]
    fn a_patch_merges() {
        let mut value =
            json!({ "a": 1, "b": { "c": 1, "d": 2 }, "list": [{ "x": 1, "y": 2 }, { "x": 3 }] });
        merge(
            &mut value,
            &json!({ "a": null, "b": { "c": 5 }, "list": { "add": [{ "x": 9 }], "remove": [{ "x": 1 }] } }),
        );
        assert_eq!(
            value,
            json!({ "a": null, "b": { "c": 5, "d": 2 }, "list": [{ "x": 3 }, { "x": 9 }] })
        );
    }

    #[test]
    fn ids_are_uuids_and_follow_from_the_seed() {
        let mut source = Source::new(7);
        let id = source.uuid();
        assert_eq!(id.len(), 36);
        assert_eq!((&id[14..15], "89ab".contains(&id[19..20])), ("4", true));
        assert_ne!(source.uuid(), id);
        assert_eq!(Source::new(7).uuid(), id);
        assert!(source.time() < source.time());
    }
}
