//! Checks values against the schemas of the document, as strictly as the document allows.
//!
//! A checker of its own, because the service is stricter than JSON Schema: a property that no
//! schema declares is refused wherever the schema does not open the object.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::{Map, Value};

use crate::pattern::compiled;

/// How deep a value may nest; what is deeper is refused.
const MAX_DEPTH: usize = 64;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issue {
    /// The names and indices that lead to the place.
    pub(crate) path: Vec<String>,
    /// What is wrong there.
    pub(crate) message: String,
}

/// Checks values against the schemas of one document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checker<'a> {
    document: &'a Value,
}

/// A place in the value that is checked.
struct Place<'p> {
    path: &'p [String],
    /// Properties that schemas around this one declare for the same object.
    outside: &'p BTreeSet<&'p str>,
}

impl Place<'_> {
    fn issue(&self, message: impl Into<String>) -> Issue {
        Issue { path: self.path.to_vec(), message: message.into() }
    }
}

impl<'a> Checker<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        Self { document }
    }

    /// Everything that is wrong with a value.
    pub(crate) fn issues(self, schema: &Value, value: &Value) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.check(schema, value, &Place { path: &[], outside: &BTreeSet::new() }, &mut issues);
        issues
    }

    /// The schema behind a reference.
    pub(crate) fn resolve(self, schema: &'a Value) -> &'a Value {
        crate::sample::resolve(self.document, schema)
    }

    /// The variant that a value fits best: the one with the fewest issues.
    pub(crate) fn best_variant<'s>(
        self,
        variants: &[&'s Value],
        value: &Value,
    ) -> Option<&'s Value> {
        variants.iter().min_by_key(|variant| self.issues(variant, value).len()).copied()
    }

    fn check(self, schema: &Value, value: &Value, place: &Place<'_>, issues: &mut Vec<Issue>) {
        if place.path.len() > MAX_DEPTH {
            issues.push(place.issue("nested too deeply"));
            return;
        }
        let schema = crate::sample::resolve(self.document, schema);
        if value.is_null() && crate::sample::allows_null(self.document, schema) {
            return;
        }
        if let Some(only) = schema.get("const")
            && only != value
        {
            issues.push(place.issue(format!("must be {only}")));
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(value)
        {
            issues.push(place.issue(format!("{} is none of the allowed values", shown(value))));
        }
        if !has_type(schema, value) {
            let types = schema.get("type").map(Value::to_string).unwrap_or_default();
            issues.push(place.issue(format!("must be of type {types}")));
            return;
        }
        let mut outside = place.outside.clone();
        self.declared(schema, &mut outside);
        let within = Place { path: place.path, outside: &outside };
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.check(part, value, &within, issues);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(variants) = schema.get(keyword).and_then(Value::as_array) {
                issues.extend(self.best_of(variants, value, &within));
            }
        }
        match value {
            Value::String(text) => check_text(schema, text, place, issues),
            Value::Number(_) => check_number(schema, value, place, issues),
            Value::Array(items) => self.check_items(schema, items, place, issues),
            Value::Object(members) => self.check_members(schema, members, place, &outside, issues),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// The issues of the variant that a value fits best. A variant for null says nothing about
    /// other values.
    fn best_of(self, variants: &[Value], value: &Value, place: &Place<'_>) -> Vec<Issue> {
        let mut best: Option<Vec<Issue>> = None;
        let is_null = |variant: &Value| variant.get("type").is_some_and(|ty| ty == "null");
        for variant in variants {
            if is_null(variant) && !variants.iter().all(is_null) {
                continue;
            }
            let mut found = Vec::new();
            self.check(variant, value, place, &mut found);
            if best.as_ref().is_none_or(|best| found.len() < best.len()) {
                best = Some(found);
            }
        }
        best.unwrap_or_default()
    }

    fn check_items(
        self,
        schema: &Value,
        items: &[Value],
        place: &Place<'_>,
        issues: &mut Vec<Issue>,
    ) {
        check_count(schema, ["minItems", "maxItems"], "items", items.len(), place, issues);
        if schema.get("uniqueItems") == Some(&Value::Bool(true))
            && items.iter().collect::<IndexSet<_>>().len() < items.len()
        {
            issues.push(place.issue("items must be unique"));
        }
        let Some(schema) = schema.get("items") else { return };
        for (at, item) in items.iter().enumerate() {
            let path = [place.path, &[at.to_string()]].concat();
            self.check(schema, item, &Place { path: &path, outside: &BTreeSet::new() }, issues);
        }
    }

    fn check_members(
        self,
        schema: &Value,
        members: &Map<String, Value>,
        place: &Place<'_>,
        declared: &BTreeSet<&str>,
        issues: &mut Vec<Issue>,
    ) {
        let counts = ["minProperties", "maxProperties"];
        check_count(schema, counts, "properties", members.len(), place, issues);
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if let Some(name) = name.as_str()
                && !members.contains_key(name)
            {
                let path = [place.path, &[name.to_owned()]].concat();
                issues.push(Issue { path, message: "is required".to_owned() });
            }
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let additional = schema.get("additionalProperties");
        for (name, value) in members {
            let path = [place.path, std::slice::from_ref(name)].concat();
            let inner = Place { path: &path, outside: &BTreeSet::new() };
            match (properties.and_then(|properties| properties.get(name)), additional) {
                (Some(property), _) => self.check(property, value, &inner, issues),
                (None, Some(Value::Bool(true))) => {}
                (None, Some(values)) if values.is_object() => {
                    self.check(values, value, &inner, issues);
                }
                (None, _) if declared.contains(name.as_str()) => {}
                // An object of which the schema says nothing may hold anything.
                (None, None) if properties.is_none() && declared.is_empty() => {}
                // The parts of an `allOf` and the variants of a union say it for the whole.
                (None, None) if properties.is_none() => {}
                (None, _) => issues.push(inner.issue("is not a known property")),
            }
        }
        if let Some(names) = schema.get("propertyNames") {
            for name in members.keys() {
                let inner = Place { path: place.path, outside: &BTreeSet::new() };
                self.check(names, &Value::from(name.as_str()), &inner, issues);
            }
        }
    }

    /// Adds the names of the properties that a schema and its parts declare.
    fn declared<'s>(self, schema: &'s Value, names: &mut BTreeSet<&'s str>)
    where
        'a: 's,
    {
        self.declared_at(schema, names, 0);
    }

    fn declared_at<'s>(self, schema: &'s Value, names: &mut BTreeSet<&'s str>, depth: usize)
    where
        'a: 's,
    {
        if depth > MAX_DEPTH {
            return;
        }
        let schema: &'s Value = crate::sample::resolve(self.document, schema);
        let properties = schema.get("properties").and_then(Value::as_object);
        names.extend(properties.into_iter().flat_map(Map::keys).map(String::as_str));
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.declared_at(part, names, depth + 1);
        }
    }
}

/// Whether a value has one of the types of a schema.
fn has_type(schema: &Value, value: &Value) -> bool {
    let is = |ty: &str| match ty {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => is_integer(value),
        _ => true,
    };
    match schema.get("type") {
        Some(Value::String(ty)) => is(ty),
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).any(is),
        // Objects of this document often leave their type out.
        _ if schema.get("properties").is_some() => value.is_object(),
        _ => true,
    }
}

/// Whether a value is a whole number, also where it is written as `8.0`.
fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn check_text(schema: &Value, text: &str, place: &Place<'_>, issues: &mut Vec<Issue>) {
    let length = text.chars().count();
    check_count(schema, ["minLength", "maxLength"], "characters", length, place, issues);
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
        // Patterns are ECMA 262; one that this engine cannot compile is not checked.
        && let Some(compiled) = compiled(pattern)
        && !compiled.is_match(text)
    {
        issues.push(place.issue(format!("must match `{pattern}`")));
    }
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    if !has_format(format, text) {
        issues.push(place.issue(format!("{} is not a valid {format}", shown(&text.into()))));
    }
}

/// Whether a text has the form of a format; formats that say nothing certain hold for all.
fn has_format(format: &str, text: &str) -> bool {
    let form = match format {
        "uuid" => "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        "date" => r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        "date-time" => {
            r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?$"
        }
        "boolean" => "^(true|false)$",
        _ => return true,
    };
    compiled(form).is_some_and(|form| form.is_match(text))
}

fn check_number(schema: &Value, value: &Value, place: &Place<'_>, issues: &mut Vec<Issue>) {
    let number = value.as_f64().unwrap_or_default();
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    if let Some(low) = bound("minimum")
        && number < low
    {
        issues.push(place.issue(format!("must be at least {low}")));
    }
    if let Some(high) = bound("maximum")
        && number > high
    {
        issues.push(place.issue(format!("must be at most {high}")));
    }
    if let Some(low) = bound("exclusiveMinimum")
        && number <= low
    {
        issues.push(place.issue(format!("must be greater than {low}")));
    }
    if let Some(high) = bound("exclusiveMaximum")
        && number >= high
    {
        issues.push(place.issue(format!("must be less than {high}")));
    }
    if let Some(step) = bound("multipleOf")
        && step > 0.0
        && ((number / step).round() * step - number).abs() > 1e-9
    {
        issues.push(place.issue(format!("must be a multiple of {step}")));
    }
}

fn check_count(
    schema: &Value,
    [low, high]: [&str; 2],
    what: &str,
    count: usize,
    place: &Place<'_>,
    issues: &mut Vec<Issue>,
) {
    let bound = |name: &str| schema.get(name)?.as_u64().and_then(|n| usize::try_from(n).ok());
    if let Some(low) = bound(low)
        && count < low
    {
        issues.push(place.issue(format!("must have at least {low} {what}")));
    }
    if let Some(high) = bound(high)
        && count > high
    {
        issues.push(place.issue(format!("must have at most {high} {what}")));
    }
}

/// A value for a message, shortened.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The issues of a value, as `path: message`.
    fn issues(schema: &Value, value: &Value) -> Vec<String> {
        let document = json!({ "components": { "schemas": {
            "Point": { "required": ["x"], "properties": { "x": { "type": "integer" } } },
        } } });
        let found = Checker::new(&document).issues(schema, value);
        found.iter().map(|issue| format!("{}: {}", issue.path.join("."), issue.message)).collect()
    }

    /// Asserts that the first value is valid and each of the others has one issue.
    fn accepts_one(schema: &Value, valid: &Value, invalid: &[Value]) {
        assert_eq!(issues(schema, valid), [""; 0], "{schema} {valid}");
        for value in invalid {
            assert_eq!(
                issues(schema, value).len(),
                1,
                "{schema} {value}: {:?}",
                issues(schema, value)
            );
        }
    }

    #[test]
    fn scalars_are_checked() {
        accepts_one(&json!({ "type": "string" }), &json!("a"), &[json!(1), json!(null)]);
        accepts_one(&json!({ "type": ["string", "null"] }), &json!(null), &[json!(1)]);
        accepts_one(&json!({ "type": "integer" }), &json!(8.0), &[json!(8.5), json!("8")]);
        accepts_one(&json!({ "enum": ["a", "b"] }), &json!("b"), &[json!("c")]);
        accepts_one(&json!({ "const": "a" }), &json!("a"), &[json!("b")]);
        accepts_one(
            &json!({ "minLength": 2, "maxLength": 3 }),
            &json!("éé"),
            &[json!("é"), json!("éééé")],
        );
        accepts_one(&json!({ "pattern": "^[a-z]+$" }), &json!("abc"), &[json!("aBc")]);
        accepts_one(
            &json!({ "format": "uuid" }),
            &json!("6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1"),
            &[json!("6f1f4c3e")],
        );
        accepts_one(
            &json!({ "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 4 }),
            &json!(8),
            &[json!(0), json!(12), json!(6)],
        );
    }

    #[test]
    fn lists_and_maps_are_checked() {
        let list = json!({ "type": "array", "items": { "type": "integer" }, "maxItems": 2, "uniqueItems": true });
        accepts_one(&list, &json!([1, 2]), &[json!([1, "2"]), json!([1, 1]), json!([1, 2, 3])]);
        let map = json!({ "additionalProperties": { "type": "integer" }, "minProperties": 1 });
        accepts_one(&map, &json!({ "a": 1 }), &[json!({}), json!({ "a": "1" })]);
        assert_eq!(issues(&json!({ "type": "object" }), &json!({ "any": 1 })), [""; 0]);
    }

    #[test]
    fn objects_are_closed_unless_the_schema_opens_them() {
        let point = json!({ "$ref": "#/components/schemas/Point" });
        assert_eq!(issues(&point, &json!({ "y": 1, "x": 2 })), ["y: is not a known property"]);
        assert_eq!(issues(&point, &json!({})), ["x: is required"]);
        let both = json!({ "allOf": [point, { "properties": { "y": { "type": "string" } } }] });
        assert_eq!(issues(&both, &json!({ "x": 1, "y": "a" })), [""; 0]);
        assert_eq!(issues(&both, &json!({ "x": 1, "y": 2 })), ["y: must be of type \"string\""]);
        assert!(!issues(&both, &json!({ "x": 1, "z": 2 })).is_empty());
    }

    #[test]
    fn a_union_is_checked_against_its_closest_variant() {
        let union = json!({ "oneOf": [
            { "required": ["a", "b"], "properties": { "a": { "type": "string" }, "b": {} } },
            { "required": ["c"], "properties": { "c": { "type": "string" } } },
        ] });
        assert_eq!(issues(&union, &json!({ "c": "x" })), [""; 0]);
        assert_eq!(issues(&union, &json!({ "c": 1 })), ["c: must be of type \"string\""]);
        let nullable = json!({ "oneOf": [union, { "type": "null" }] });
        assert_eq!(issues(&nullable, &json!(null)), [""; 0]);
        let found = issues(&nullable, &json!({ "a": 1, "b": 2, "c": 3, "d": 4 }));
        assert!(found.len() > 1 && !found.iter().any(|it| it.contains("null")), "{found:?}");
    }
}
