//! Values made from the schemas of a document, straight from its JSON.
//!
//! This is a reading of JSON Schema of its own, separate from the generator's, so that the two
//! check each other.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::schema::Checker;

/// How deep optional properties are filled in; schemas may refer to themselves.
const DEPTH: usize = 8;

/// How long a text may get that is as long as its schema allows.
const LONG: usize = 5_000;

/// Texts for properties without a format, beside the usual ones.
const TEXTS: &[&str] =
    &["", "text", "a b/c?d%é", "null", "42", "🦀\n\"quoted\"", "0x7f", " padded "];

/// Which of its possible values a schema is given.
#[derive(Debug, Clone)]
pub enum Style {
    /// What is required, and the first of everything.
    Minimal,
    /// Every property, with the example of the document where there is one.
    Full,
    /// Every property, and null wherever the schema allows it.
    Null,
    /// Any of the possible values.
    Random(Rng),
    /// Another possible value each time, until every choice was made in every way: each value of
    /// an enum, each variant of a union, each optional property present and absent, each nullable
    /// one null, each bound.
    Each(Visits),
}

/// Which choices were made how often. A choice is known by the address of its schema, so all
/// samples must be made from one document that stays where it is.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    /// How often each choice was made, and how many ways there are.
    made: BTreeMap<(usize, Choice), (usize, usize)>,
}

/// What is chosen for a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Choice {
    Presence,
    Null,
    Example,
    Type,
    Value,
    Count,
}

impl Visits {
    /// Whether every choice that came up was made in every way.
    fn is_complete(&self) -> bool {
        self.made.values().all(|(made, ways)| made >= ways)
    }

    /// The next way to choose.
    fn next(&mut self, at: &Value, choice: Choice, ways: usize) -> usize {
        let key = (std::ptr::from_ref(at) as usize, choice);
        let (made, known) = self.made.entry(key).or_default();
        *known = ways;
        *made += 1;
        *made - 1
    }
}

/// Makes values from the schemas of a document.
#[derive(Debug)]
pub struct Sampler<'a> {
    document: &'a Value,
    style: Style,
}

impl<'a> Sampler<'a> {
    /// A sampler for the schemas of `document`.
    #[must_use]
    pub fn new(document: &'a Value, style: Style) -> Self {
        Self { document, style }
    }

    /// A value of a schema.
    pub fn value(&mut self, schema: &Value) -> Value {
        self.at_depth(schema, 0)
    }

    /// Whether [`Style::Each`] has nothing left to try.
    pub(crate) fn is_complete(&self) -> bool {
        match &self.style {
            Style::Each(visits) => visits.is_complete(),
            _ => true,
        }
    }

    /// Whether a value was made of this very schema.
    pub(crate) fn has_visited(&self, schema: &Value) -> bool {
        let address = std::ptr::from_ref(schema) as usize;
        match &self.style {
            Style::Each(visits) => visits.made.keys().any(|(at, _)| *at == address),
            _ => false,
        }
    }

    /// The value of a property or item: null, where the style asks for it.
    fn at_depth(&mut self, schema: &Value, depth: usize) -> Value {
        let at = schema;
        let schema = resolve(self.document, schema);
        if depth > 0 && allows_null(self.document, schema) && self.wants_null(at) {
            return Value::Null;
        }
        // The overlay says which of the listed values belongs to the schema.
        if let Some(tag) = schema.get("x-sdk-tag") {
            return tag.clone();
        }
        if let Some(example) = schema.get("example")
            && self.wants_example(schema)
            && self.has_type_of(example, schema)
        {
            return example.clone();
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            return values
                .get(self.choose(schema, Choice::Value, values.len()))
                .map_or(Value::Null, |value| (*value).clone());
        }
        if let Some(members) = schema.get("allOf").and_then(Value::as_array) {
            return self.merged(schema, members, depth);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(variants) = schema.get(keyword).and_then(Value::as_array) {
                let variants: Vec<&Value> =
                    variants.iter().filter(|variant| !is_null(variant)).collect();
                return match variants.get(self.choose(schema, Choice::Value, variants.len())) {
                    Some(variant) => self.at_depth(variant, depth + 1),
                    None => Value::Null,
                };
            }
        }
        self.by_type(schema, depth)
    }

    fn by_type(&mut self, schema: &Value, depth: usize) -> Value {
        let types = types(schema);
        match types.get(self.choose(schema, Choice::Type, types.len())).copied() {
            Some("string") => json!(self.text(schema)),
            Some("integer") => self.integer(schema),
            Some("number") => self.number(schema),
            Some("boolean") => json!(self.choose(schema, Choice::Value, 2) == 0),
            Some("array") => self.array(schema, depth),
            Some("object") => self.object(schema, depth),
            None if schema.get("properties").is_some()
                || schema.get("additionalProperties").is_some() =>
            {
                self.object(schema, depth)
            }
            // A schema that says nothing allows anything.
            _ => json!({ "any": ["thing", 1, null] }),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Map::new();
        for (name, property) in properties {
            if required.contains(&name.as_str()) || (depth < DEPTH && self.wants_optional(property))
            {
                members.insert(name.clone(), self.at_depth(property, depth + 1));
            }
        }
        let additional =
            schema.get("additionalProperties").filter(|more| **more != Value::Bool(false));
        let is_map = properties.is_empty()
            && schema.get("additionalProperties") != Some(&Value::Bool(false));
        if (additional.is_some() || is_map) && depth < DEPTH && self.wants_optional(schema) {
            let any = json!({});
            let values = additional.filter(|more| more.is_object()).unwrap_or(&any);
            for key in ["key", "another key"] {
                members.insert(key.to_owned(), self.at_depth(values, depth + 1));
            }
        }
        self.fill_up(schema, &mut members, depth);
        Value::Object(members)
    }

    /// Adds optional properties until there are as many as the schema asks for.
    fn fill_up(&mut self, schema: &Value, members: &mut Map<String, Value>, depth: usize) {
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0);
        let least = usize::try_from(least).unwrap_or(0);
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if members.len() < least && !members.contains_key(name) {
                members.insert(name.clone(), self.at_depth(property, depth + 1));
            }
        }
        let any = json!({});
        let values = schema.get("additionalProperties").filter(|more| more.is_object());
        if properties.is_none() {
            for number in members.len()..least {
                let value = self.at_depth(values.unwrap_or(&any), depth + 1);
                members.insert(format!("key{number}"), value);
            }
        }
    }

    /// The properties of an `allOf`, as one value.
    fn merged(&mut self, schema: &Value, members: &[Value], depth: usize) -> Value {
        if types(schema).first() == Some(&"string") {
            return json!(self.text(schema));
        }
        let mut all = Map::new();
        for member in members.iter().chain(schema.get("properties").map(|_| schema)) {
            let member = resolve(self.document, member);
            let value = match member.get("allOf").and_then(Value::as_array) {
                Some(inner) if !std::ptr::eq(member, schema) => self.merged(member, inner, depth),
                _ => self.object(member, depth),
            };
            all.extend(value.as_object().cloned().unwrap_or_default());
        }
        Value::Object(all)
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        let at_least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let count = match &self.style {
            Style::Minimal => at_least,
            _ if depth >= DEPTH => at_least,
            Style::Full | Style::Null => at_least.max(2),
            Style::Random(_) => at_least + self.choose(schema, Choice::Count, 3) as u64,
            Style::Each(_) => {
                [at_least.max(2), at_least, at_least.max(1)][self.choose(schema, Choice::Count, 3)]
            }
        };
        let any = json!({});
        let items = schema.get("items").unwrap_or(&any);
        // Null in a list is damage, unless the items say otherwise, and no document says so.
        (0..count).map(|_| self.at_depth(items, depth + 1)).collect()
    }

    fn text(&mut self, schema: &Value) -> String {
        let text = match schema.get("format").and_then(Value::as_str) {
            Some("uuid") => "6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1",
            Some("date-time") => "2026-10-22T08:30:00.123Z",
            Some("date") => "2026-10-22",
            Some("email") => "someone@example.com",
            Some("uri") => "https://example.com/a?b=c",
            Some("boolean") => "true",
            _ => match &mut self.style {
                Style::Random(random) => TEXTS[random.usize(..TEXTS.len())],
                Style::Each(_) => return self.next_text(schema),
                _ => "text",
            },
        };
        text.to_owned()
    }

    /// The next of the texts that a schema allows: an ordinary one, the shortest, the longest.
    fn next_text(&mut self, schema: &Value) -> String {
        let bound = |name: &str| usize::try_from(schema.get(name)?.as_u64()?).ok();
        let least = bound("minLength").unwrap_or(0);
        let most = bound("maxLength").filter(|most| *most <= LONG).unwrap_or(least);
        let long = |length: usize| "aB3-".chars().cycle().take(length).collect::<String>();
        let texts = ["text", "Text_9"].into_iter().map(str::to_owned);
        let texts = texts.chain([least, most].into_iter().map(long));
        let texts = texts.chain(TEXTS.iter().map(|text| (*text).to_owned()));
        let checker = Checker::new(self.document);
        let valid = texts.filter(|text| checker.issues(schema, &json!(text)).is_empty());
        let texts: Vec<String> = valid.take(4).collect();
        let at = self.choose(schema, Choice::Value, texts.len());
        // What no candidate satisfies is removed when the sample is checked.
        texts.into_iter().nth(at).unwrap_or_else(|| "text".to_owned())
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let low = lower_bound(schema).and_then(|bound| bound.parse().ok()).unwrap_or(1_i64);
        let high = schema.get("maximum").and_then(Value::as_i64);
        let low = if schema.get("exclusiveMinimum").is_some_and(Value::is_number) {
            low + 1
        } else {
            low
        };
        match (&mut self.style, high) {
            (Style::Each(visits), high) => {
                let edges = [low, high.unwrap_or_else(|| low.saturating_add(7))];
                json!(edges[visits.next(schema, Choice::Value, 2) % 2])
            }
            (Style::Random(random), high) => {
                let edges = [low, high.unwrap_or(9_007_199_254_740_993), low.max(0)];
                json!(edges[random.usize(..edges.len())])
            }
            _ => json!(low),
        }
    }

    fn number(&mut self, schema: &Value) -> Value {
        if schema.get("multipleOf").is_some() {
            return self.integer(schema);
        }
        let low = schema.get("minimum").and_then(Value::as_f64).unwrap_or(1.0);
        match self.choose(schema, Choice::Value, 3) {
            1 if matches!(self.style, Style::Each(_)) => {
                schema.get("maximum").cloned().unwrap_or_else(|| json!(low + 7.0))
            }
            1 => self.integer(&json!({ "minimum": 0, "maximum": 9_007_199_254_740_992_i64 })),
            2 => json!(low),
            _ => json!(low + 0.5),
        }
    }

    /// Whether an example has the JSON type of its schema. A document that leaves `type` out of its
    /// objects may quote something else without being wrong by the letter.
    fn has_type_of(&self, example: &Value, schema: &Value) -> bool {
        let schema = resolve(self.document, schema);
        let is_object = schema.get("properties").is_some() || types(schema) == ["object"];
        match schema.get("items") {
            Some(items) => example.as_array().is_some_and(|examples| {
                examples.iter().all(|example| self.has_type_of(example, items))
            }),
            None => !is_object || example.is_object(),
        }
    }

    fn choose(&mut self, at: &Value, choice: Choice, count: usize) -> usize {
        match &mut self.style {
            Style::Random(random) => random.usize(..count.max(1)),
            Style::Each(visits) => visits.next(at, choice, count) % count.max(1),
            _ => 0,
        }
    }

    /// Whether an optional property, with this schema, is present.
    pub(crate) fn wants_optional(&mut self, at: &Value) -> bool {
        match &mut self.style {
            Style::Minimal => false,
            Style::Full | Style::Null => true,
            Style::Random(random) => random.usize(..3) != 0,
            // Absent the second time only, so that what is inside is tried as often as possible.
            Style::Each(visits) => visits.next(at, Choice::Presence, 2) != 1,
        }
    }

    fn wants_null(&mut self, at: &Value) -> bool {
        match &mut self.style {
            Style::Minimal | Style::Full => false,
            Style::Null => true,
            Style::Random(random) => random.usize(..4) == 0,
            Style::Each(visits) => visits.next(at, Choice::Null, 2) == 1,
        }
    }

    fn wants_example(&mut self, at: &Value) -> bool {
        match &mut self.style {
            Style::Full => true,
            Style::Minimal | Style::Null => false,
            Style::Random(random) => random.usize(..4) == 0,
            Style::Each(visits) => visits.next(at, Choice::Example, 1) == 0,
        }
    }
}

/// The schema behind a reference.
#[must_use]
pub fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        let Some(target) = target else { return schema };
        schema = target;
    }
    schema
}

/// Whether null is a value of a schema.
#[must_use]
pub fn allows_null(document: &Value, schema: &Value) -> bool {
    let schema = resolve(document, schema);
    let variants = ["oneOf", "anyOf"]
        .into_iter()
        .filter_map(|keyword| schema.get(keyword)?.as_array())
        .flatten();
    is_null(schema)
        || schema.get("nullable") == Some(&Value::Bool(true))
        || schema
            .get("type")
            .and_then(Value::as_array)
            .is_some_and(|types| types.iter().any(|ty| ty == "null"))
        || variants.into_iter().any(is_null)
}

/// Whether a schema allows null and nothing else.
fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|ty| ty == "null")
}

/// The types of a schema, without null.
fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(ty)) => vec![ty],
        Some(Value::Array(types)) => {
            types.iter().filter_map(Value::as_str).filter(|ty| *ty != "null").collect()
        }
        _ => Vec::new(),
    }
}

fn lower_bound(schema: &Value) -> Option<String> {
    ["minimum", "exclusiveMinimum"]
        .into_iter()
        .find_map(|name| Some(schema.get(name)?.as_i64()?.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Part": { "required": ["id"], "properties": { "id": { "type": "string", "format": "uuid" }, "part": { "$ref": "#/components/schemas/Part" } } },
            "Thing": {
                "required": ["kind", "size"],
                "properties": {
                    "kind": { "const": "x" },
                    "size": { "type": "integer", "exclusiveMinimum": 3 },
                    "note": { "type": ["string", "null"] },
                    "color": { "enum": ["red", null] },
                    "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Part" } },
                    "all": { "allOf": [{ "properties": { "a": { "type": "boolean" } } }, { "required": ["b"], "properties": { "b": { "example": "e" } } }] },
                    "one": { "oneOf": [{ "type": "null" }, { "type": "number" }] },
                    "map": { "type": "object", "additionalProperties": { "type": "integer" } }
                }
            }
        } } })
    }

    fn sample(style: Style) -> Value {
        let document = document();
        Sampler::new(&document, style).value(&json!({ "$ref": "#/components/schemas/Thing" }))
    }

    #[test]
    fn minimal_values_hold_what_is_required() {
        assert_eq!(sample(Style::Minimal), json!({ "kind": "x", "size": 4 }));
    }

    #[test]
    fn full_values_hold_everything() {
        let full = sample(Style::Full);
        assert_eq!(full["note"], "text");
        assert_eq!(full["color"], "red");
        assert_eq!(full["parts"].as_array().unwrap().len(), 2);
        assert_eq!(full["all"], json!({ "a": true, "b": "e" }));
        assert_eq!(full["one"], 1.5);
        assert_eq!(full["map"]["another key"], 1);
    }

    #[test]
    fn null_is_used_where_it_is_allowed() {
        let null = sample(Style::Null);
        assert_eq!((&null["note"], &null["one"]), (&Value::Null, &Value::Null));
        assert_eq!(null["kind"], "x");
    }

    #[test]
    fn every_choice_is_made_in_every_way() {
        let document = document();
        let schema = json!({ "$ref": "#/components/schemas/Thing" });
        let mut sampler = Sampler::new(&document, Style::Each(Visits::default()));
        let mut made = Vec::new();
        while made.is_empty() || !sampler.is_complete() {
            assert!(made.len() < 100, "the choices do not end");
            made.push(sampler.value(&schema));
        }
        assert!(
            sampler.has_visited(&document["components"]["schemas"]["Thing"]["properties"]["size"])
        );
        assert!(!sampler.has_visited(&document["components"]["schemas"]));
        let some = |test: fn(&Value) -> bool| made.iter().any(test);
        assert!(some(|it| it.get("note").is_none()) && some(|it| it["note"].is_string()));
        assert!(some(|it| it.get("note") == Some(&Value::Null)));
        assert!(some(|it| it["size"] == 4) && some(|it| it["size"] == 11));
        assert!(some(|it| it["parts"] == json!([])));
        assert!(some(|it| it["all"]["a"] == true) && some(|it| it["all"]["a"] == false));
    }

    #[test]
    fn random_values_differ_by_seed_alone() {
        let random = |seed| sample(Style::Random(Rng::with_seed(seed)));
        assert_eq!(random(1), random(1));
        assert!((0..20).any(|seed| random(seed) != random(1)));
    }
}
