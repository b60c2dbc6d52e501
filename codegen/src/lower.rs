//! Writes a document of OpenAPI 3.1 as one of 3.0 with `x-` extensions, and back, without loss.
//!
//! `openapiv3` models 3.0 only and silently drops what it does not model. So a keyword that 3.1
//! added is written with keywords of 3.0 where there are some, and otherwise preserved in an
//! extension:
//!
//! | rule | 3.1 | lowered |
//! |---|---|---|
//! | R1 | `type: [T, "null"]` | `type: T`, `nullable: true`; any other list also in `x-type-order` |
//! | R2 | `type: [A, B]` | `x-type-set: [A, B]`, and `nullable: true` for null |
//! | R3 | `const: v` | `enum: [v]`, `x-const: true` |
//! | R4 | `exclusiveMinimum: n` | `minimum: n`, `exclusiveMinimum: true`; maximum alike |
//! | R5 | `propertyNames` | `x-property-names`, as it is |
//! | R6 | `default: null`, `example: null` | `x-default-null: true`, `x-example-null: true` |
//! | R7 | `$ref` and other properties | `allOf: [{$ref}]` and these properties, `x-ref-siblings: true` |
//! | R8 | `true`, `false` as a schema | `{}`, `{not: {}}` with `x-boolean-schema` |
//! | R9 | a variant `{type: "null"}` | no variant, `nullable: true`, `x-null-arm: index` |
//! | R9b | no other variant | `enum: [null]`, `nullable: true`, `x-null-only: "anyOf"` |
//! | R10 | `examples` of a schema | `x-examples` |
//! | R11 | `properties` without `type` | `type: object`, `x-implied-type: true` |
//! | R12 | `openapi: 3.1.x` | `openapi: 3.0.3`, `x-openapi-version: 3.1.x` |
//! | R13 | `info.summary`, `license.identifier`, `$comment` | `x-openapi-summary`, `x-openapi-identifier`, `x-json-comment` |
//!
//! Documents of 3.0 pass through the same function; R6, R7 and R11 apply to them too.
//! The gate rejects what could not be undone: the extensions above, and `const` beside `enum`,
//! `minimum` beside a number in `exclusiveMinimum`, `oneOf` beside `anyOf`.

mod down;
mod up;
mod walk;

use serde_json::Value;

use crate::extension;
use crate::gate::grammar::ObjectKind;

/// The version that R12 declares.
const LOWERED_VERSION: &str = "3.0.3";

/// Properties that are only renamed, by the object that has them.
const RENAMED: &[(ObjectKind, &str, &str)] = &[
    (ObjectKind::Info, "summary", extension::OPENAPI_SUMMARY),
    (ObjectKind::License, "identifier", extension::OPENAPI_IDENTIFIER),
    (ObjectKind::Schema, "$comment", extension::JSON_COMMENT),
    (ObjectKind::Schema, "propertyNames", extension::PROPERTY_NAMES),
    (ObjectKind::Schema, "examples", extension::EXAMPLES),
];

/// Properties whose null would read as absent, and the flags that replace it.
const NULLS: &[(ObjectKind, &str, &str)] = &[
    (ObjectKind::Schema, "default", extension::DEFAULT_NULL),
    (ObjectKind::Schema, "example", extension::EXAMPLE_NULL),
    (ObjectKind::Parameter, "example", extension::EXAMPLE_NULL),
    (ObjectKind::Header, "example", extension::EXAMPLE_NULL),
    (ObjectKind::MediaType, "example", extension::EXAMPLE_NULL),
    (ObjectKind::Example, "value", extension::VALUE_NULL),
];

/// Rewrites a document that passed the gate as one of OpenAPI 3.0.
#[must_use]
pub fn lower(document: Value) -> Value {
    walk::rewrite(document, &down::object)
}

/// Returns the exact inverse of [`lower`].
#[must_use]
pub fn raise(document: Value) -> Value {
    let modern = document.get(extension::OPENAPI_VERSION).is_some();
    walk::rewrite(document, &|kind, value| up::object(kind, value, modern))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{lower, raise};

    const DOCUMENT: &str = include_str!("../../spec/openapi.json");

    fn document() -> Value {
        serde_json::from_str(DOCUMENT).unwrap()
    }

    /// Returns what openapiv3 makes of a document.
    fn through_openapiv3(document: &Value) -> Value {
        let parsed: openapiv3::OpenAPI = serde_json::from_value(document.clone()).unwrap();
        serde_json::to_value(parsed).unwrap()
    }

    /// Returns a document of which `schema` is the only schema.
    fn with_schema(version: &str, schema: &Value) -> Value {
        json!({
            "openapi": version,
            "info": { "title": "T", "version": "1", "summary": "s" },
            "paths": {},
            "components": { "schemas": { "S": schema } }
        })
    }

    /// Returns the differences that matter; `harmless` counts the four kinds that do not.
    fn differences(one: &Value, other: &Value, at: &str, harmless: &mut [usize; 4]) -> Vec<String> {
        let mut found = Vec::new();
        match (one, other) {
            (Value::Object(one), Value::Object(other)) => {
                for (key, value) in one {
                    match other.get(key) {
                        Some(other) => {
                            found.extend(differences(
                                value,
                                other,
                                &format!("{at}/{key}"),
                                harmless,
                            ));
                        }
                        None if key == "parameters" && *value == json!([]) => harmless[0] += 1,
                        None if key == "properties" && *value == json!({}) => harmless[1] += 1,
                        None => found.push(format!("{at}/{key} is lost")),
                    }
                }
                for key in other.keys().filter(|key| !one.contains_key(*key)) {
                    if key == "style" {
                        harmless[2] += 1;
                    } else {
                        found.push(format!("{at}/{key} is new"));
                    }
                }
            }
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                for (index, (one, other)) in one.iter().zip(other).enumerate() {
                    found.extend(differences(one, other, &format!("{at}/{index}"), harmless));
                }
            }
            (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {
                harmless[3] += usize::from(one != other);
            }
            _ if one == other => {}
            _ => found.push(format!("{at} changed from {one} to {other}")),
        }
        found
    }

    #[test]
    fn raise_undoes_lower_on_the_committed_document() {
        let document = document();
        let lowered = lower(document.clone());
        assert_ne!(lowered, document);
        // The texts are compared, because values do not compare the order of properties.
        let order = |value: &Value| serde_json::to_string_pretty(value).unwrap();
        assert!(order(&raise(lowered)) == order(&document));
    }

    #[test]
    fn openapiv3_preserves_the_whole_lowered_document() {
        let document = document();
        let lowered = lower(document.clone());
        let kept = through_openapiv3(&lowered);
        let mut harmless = [0; 4];
        assert_eq!(differences(&lowered, &kept, "", &mut harmless), [] as [&str; 0]);
        let [parameters, properties, style, _spelling] = harmless;
        let declared = DOCUMENT.matches("\"in\": \"path\"").count()
            + DOCUMENT.matches("\"in\": \"query\"").count();
        // The one declared header has a default style as well.
        assert_eq!((parameters, properties, style), (1, 5, declared + 1));
        assert_eq!(differences(&document, &raise(kept), "", &mut harmless), [] as [&str; 0]);
    }

    /// Lowers each schema, compares, and raises it again.
    fn check_rules<const N: usize>(rules: [(&str, Value, Value); N]) {
        for (rule, schema, lowered) in rules {
            let document = with_schema("3.1.1", &schema);
            let result = lower(document.clone());
            assert_eq!(result["components"]["schemas"]["S"], lowered, "{rule}");
            assert_eq!(result["openapi"], "3.0.3");
            assert_eq!(result["x-openapi-version"], "3.1.1");
            assert_eq!(result["info"]["x-openapi-summary"], "s");
            assert_eq!(raise(result), document, "{rule}");
        }
    }

    #[test]
    fn types_and_values_become_words_of_3_0() {
        check_rules([
            (
                "R1",
                json!({"type": ["string", "null"]}),
                json!({"type": "string", "nullable": true}),
            ),
            (
                "R1 order",
                json!({"type": ["null", "string"]}),
                json!({"type": "string", "nullable": true, "x-type-order": ["null", "string"]}),
            ),
            (
                "R1 single",
                json!({"type": ["string"]}),
                json!({"type": "string", "x-type-order": ["string"]}),
            ),
            (
                "R1 null",
                json!({"type": ["null"]}),
                json!({"type": "null", "x-type-order": ["null"]}),
            ),
            (
                "R2",
                json!({"type": ["string", "integer"], "minimum": 1}),
                json!({"x-type-set": ["string", "integer"], "minimum": 1}),
            ),
            (
                "R2 null",
                json!({"type": ["string", "integer", "null"]}),
                json!({"x-type-set": ["string", "integer"], "nullable": true}),
            ),
            (
                "R3",
                json!({"const": "a", "type": "string"}),
                json!({"enum": ["a"], "x-const": true, "type": "string"}),
            ),
            ("R3 null", json!({"const": null}), json!({"enum": [null], "x-const": true})),
            (
                "R4",
                json!({"exclusiveMinimum": 0, "exclusiveMaximum": 1.5}),
                json!({"minimum": 0, "exclusiveMinimum": true, "maximum": 1.5, "exclusiveMaximum": true}),
            ),
        ]);
    }

    #[test]
    fn structures_become_words_of_3_0() {
        check_rules([
            (
                "R5",
                json!({"propertyNames": {"const": 1}}),
                json!({"x-property-names": {"const": 1}}),
            ),
            ("R6", json!({"default": null}), json!({"x-default-null": true})),
            ("R6 example", json!({"example": null}), json!({"x-example-null": true})),
            (
                "R7",
                json!({"$ref": "#/components/schemas/S", "description": "d"}),
                json!({"allOf": [{"$ref": "#/components/schemas/S"}], "description": "d", "x-ref-siblings": true}),
            ),
            (
                "R7 allOf",
                json!({"$ref": "#/components/schemas/S", "allOf": [{"const": 1}]}),
                json!({"allOf": [{"$ref": "#/components/schemas/S"}, {"enum": [1], "x-const": true}], "x-ref-siblings": true}),
            ),
            (
                "R8",
                json!({"items": true, "additionalProperties": false, "type": "object"}),
                json!({"items": {"x-boolean-schema": true}, "additionalProperties": false, "type": "object"}),
            ),
            (
                "R8 false",
                json!({"items": false}),
                json!({"items": {"not": {}, "x-boolean-schema": false}}),
            ),
            (
                "R9",
                json!({"anyOf": [{"type": "null"}, {"type": "string"}]}),
                json!({"anyOf": [{"type": "string"}], "x-null-arm": 0, "nullable": true}),
            ),
            (
                "R9 words",
                json!({"oneOf": [{"$ref": "#/a"}, {"type": "null", "description": "d"}]}),
                json!({"oneOf": [{"$ref": "#/a"}], "x-null-arm": 1, "x-null-schema": {"description": "d"}, "nullable": true}),
            ),
            (
                "R9 twice",
                json!({"type": ["object", "null"], "oneOf": [{}, {"type": "null"}]}),
                json!({"type": "object", "nullable": true, "oneOf": [{}], "x-null-arm": 1, "x-null-type": true}),
            ),
            (
                "R9b",
                json!({"anyOf": [{"type": "null"}]}),
                json!({"enum": [null], "x-null-only": "anyOf", "nullable": true}),
            ),
            (
                "R9b words",
                json!({"anyOf": [{"type": "null", "title": "t"}]}),
                json!({"enum": [null], "x-null-only": "anyOf", "x-null-schema": {"title": "t"}, "nullable": true}),
            ),
            (
                "R9b enum",
                json!({"enum": [null], "oneOf": [{"type": "null"}]}),
                json!({"enum": [null], "oneOf": [{"type": "null"}]}),
            ),
            ("R10", json!({"examples": [{"const": 1}]}), json!({"x-examples": [{"const": 1}]})),
            (
                "R11",
                json!({"properties": {"a": {"additionalProperties": true}}}),
                json!({"properties": {"a": {"additionalProperties": true, "type": "object", "x-implied-type": true}},
                    "type": "object", "x-implied-type": true}),
            ),
            (
                "R11 not",
                json!({"properties": {}, "oneOf": [{}]}),
                json!({"properties": {}, "oneOf": [{}]}),
            ),
            ("R13", json!({"$comment": "c"}), json!({"x-json-comment": "c"})),
            ("null", json!({"type": "null"}), json!({"type": "null"})),
        ]);
    }

    #[test]
    fn rules_apply_to_every_schema_and_nothing_else() {
        let old = json!({ "const": 1 });
        let new = json!({ "enum": [1], "x-const": true });
        let document = |schema: &Value| {
            json!({
                "openapi": "3.1.0",
                "info": { "title": "T", "version": "1" },
                "paths": { "/a": {
                    "parameters": [{ "name": "p", "in": "query", "schema": schema, "example": old }],
                    "get": {
                        "parameters": [{ "name": "q", "in": "query", "schema": schema }],
                        "requestBody": { "content": { "a/b": { "schema": schema, "example": old } } },
                        "responses": { "200": { "description": "",
                            "headers": { "h": { "schema": schema } },
                            "content": { "a/b": { "schema": schema } } } },
                        "x-data": { "schema": old }
                    } } },
                "components": {
                    "schemas": {
                        "const": { "properties": { "const": schema, "type": schema, "$ref": schema } },
                        "B": { "items": schema, "default": old, "enum": [old], "x-data": old },
                        "C": { "allOf": [schema], "additionalProperties": schema },
                        "D": { "oneOf": [schema, { "items": schema }] },
                    },
                    "parameters": { "P": { "name": "p", "in": "query", "schema": schema } },
                    "responses": { "R": { "description": "", "content": { "a/b": { "schema": schema } } } },
                }
            })
        };
        let strip = |mut value: Value| {
            let members = value.as_object_mut().unwrap();
            members.shift_remove("x-openapi-version");
            members["openapi"] = "3.1.0".into();
            let object = value.pointer_mut("/components/schemas/const").unwrap();
            let object = object.as_object_mut().unwrap();
            assert_eq!(object.shift_remove("type"), Some("object".into()));
            assert_eq!(object.shift_remove("x-implied-type"), Some(true.into()));
            value
        };
        let lowered = lower(document(&old));
        assert_eq!(strip(lowered.clone()), document(&new));
        assert_eq!(raise(lowered), document(&old));
    }

    #[test]
    fn keywords_of_3_0_are_unchanged() {
        let schema = json!({
            "type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true,
            "default": null, "allOf": [{ "$ref": "#/components/schemas/S", "x-a": 1 }]
        });
        let document = with_schema("3.0.3", &schema);
        let lowered = lower(document.clone());
        assert_eq!(
            lowered["components"]["schemas"]["S"],
            json!({
                "type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true,
                "x-default-null": true,
                "allOf": [{
                    "allOf": [{ "$ref": "#/components/schemas/S" }], "x-a": 1, "x-ref-siblings": true
                }]
            })
        );
        assert_eq!(raise(lowered), document);
    }

    #[test]
    fn garbage_is_passed_through() {
        for garbage in [
            json!(null),
            json!([1]),
            json!({ "openapi": 3, "components": { "schemas": [{ "type": [] }] } }),
            with_schema("3.1.0", &json!({ "type": [1, 2], "oneOf": 1, "$ref": 1, "enum": 1 })),
        ] {
            let lowered = lower(garbage.clone());
            assert_eq!(lower(garbage), lowered);
            let _ = raise(lowered);
        }
        for marker in ["x-null-only", "x-null-arm", "x-ref-siblings", "x-const", "x-type-order"] {
            let _ = raise(with_schema("3.0.3", &json!({ marker: 7, "enum": [], "allOf": [] })));
        }
    }
}
