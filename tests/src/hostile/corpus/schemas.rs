//! Schemas: references, recursion, composition, enums, keywords.

use serde_json::{Map, Value, json};

use super::super::{document, object, reference, text, with_schemas};
use super::{Case, End, compiles, refused};

/// A document whose thing has one member with this schema.
fn member(schema: Value) -> Value {
    document(object([("a".to_owned(), schema)]))
}

fn members<const N: usize>(members: [(&str, Value); N]) -> Value {
    object(members.map(|(name, schema)| (name.to_owned(), schema)))
}

/// An object with one member, which is required.
fn required(name: &str, schema: Value) -> Value {
    let mut object = members([(name, schema)]);
    object["required"] = json!([name]);
    object
}

/// A chain of schemas, each of which `step` makes of the name of the next.
fn chain(length: usize, step: fn(&str) -> Value) -> Value {
    let mut schemas: Map<String, Value> =
        (0..length).map(|index| (format!("S{index}"), step(&format!("S{}", index + 1)))).collect();
    schemas.insert(format!("S{length}"), members([("end", text())]));
    schemas.insert("Thing".to_owned(), members([("first", reference("S0"))]));
    with_schemas(Value::Object(schemas))
}

fn arm(tag: &str, values: &[&str]) -> Value {
    let mut arm = members([(tag, json!({ "type": "string", "enum": values }))]);
    arm["required"] = json!([tag]);
    arm
}

/// A document whose thing is a list of lists.
fn deep(levels: usize) -> String {
    let open = r#"{"type":"array","items":"#.repeat(levels);
    let lists = format!("{open}{{}}{}", "}".repeat(levels));
    document(json!("@")).to_string().replace("\"@\"", &lists)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = references();
    cases.extend(compositions());
    cases.extend(enums());
    cases.extend(keywords());
    cases
}

fn references() -> Vec<Case> {
    let pair = |a: Value, b: Value| with_schemas(json!({ "Thing": a, "Part": b }));
    vec![
        refused("schema-missing", "unresolved-ref", &member(reference("Nothing"))),
        refused("schema-external", "external-ref", &member(json!({ "$ref": "other.json#/Thing" }))),
        refused(
            "schema-inside-another",
            "unresolved-ref",
            &member(json!({ "$ref": "#/components/schemas/Thing/properties/a" })),
        ),
        refused("reference-that-is-a-number", "invalid-value", &member(json!({ "$ref": 7 }))),
        refused("reference-to-the-document", "unresolved-ref", &member(json!({ "$ref": "#" }))),
        refused("schemas-in-a-circle", "cyclic-ref", &pair(reference("Part"), reference("Thing"))),
        refused(
            "schema-that-is-itself",
            "cyclic-ref",
            &with_schemas(json!({ "Thing": reference("Thing") })),
        ),
        compiles(
            "reference-with-escapes",
            &pair(members([("a", json!({ "$ref": "#/components/schemas/P%61rt" }))]), text()),
        ),
        compiles("references-in-a-chain", &chain(50, reference)),
        compiles(
            "schema-that-holds-itself",
            &document(members([
                ("next", reference("Thing")),
                ("all", json!({ "type": "array", "items": reference("Thing") })),
            ])),
        ),
        compiles(
            "schemas-that-hold-each-other",
            &pair(members([("part", reference("Part"))]), members([("whole", reference("Thing"))])),
        ),
        compiles(
            "schema-that-holds-itself-through-a-union",
            &with_schemas(json!({
                "Thing": members([("node", reference("Node"))]),
                "Node": { "oneOf": [reference("Leaf"), reference("Fork")] },
                "Leaf": arm("kind", &["leaf"]),
                "Fork": { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "fork" }, "left": reference("Node"), "right": reference("Node") } },
            })),
        ),
        refused(
            "union-of-itself",
            "cyclic-ref",
            &with_schemas(json!({ "Thing": { "oneOf": [reference("Thing"), text()] } })),
        ),
        refused(
            "all-of-itself",
            "cyclic-ref",
            &with_schemas(
                json!({ "Thing": { "allOf": [reference("Thing"), members([("a", text())])] } }),
            ),
        ),
        refused(
            "all-of-each-other",
            "cyclic-ref",
            &pair(
                json!({ "allOf": [reference("Part")] }),
                json!({ "allOf": [reference("Thing")] }),
            ),
        ),
        refused(
            "object-that-must-hold-itself",
            "cyclic-ref",
            &document(required("next", reference("Thing"))),
        ),
        refused(
            "objects-that-must-hold-each-other",
            "cyclic-ref",
            &pair(required("part", reference("Part")), required("whole", reference("Thing"))),
        ),
        compiles(
            "object-that-must-hold-a-list-of-itself",
            &document(required("all", json!({ "type": "array", "items": reference("Thing") }))),
        ),
        compiles(
            "object-that-must-hold-itself-or-null",
            &document(required(
                "next",
                json!({ "oneOf": [reference("Thing"), { "type": "null" }] }),
            )),
        ),
        compiles("objects-of-which-one-must-hold-the-other", &{
            let mut part = members([("whole", reference("Thing")), ("name", text())]);
            part["required"] = json!(["name"]);
            pair(required("part", reference("Part")), part)
        }),
        compiles(
            "object-that-must-hold-itself-in-a-union",
            &with_schemas(json!({
                "Thing": required("node", reference("Node")),
                "Node": { "oneOf": [reference("Leaf"), reference("Fork")] },
                "Leaf": arm("kind", &["leaf"]),
                "Fork": { "type": "object", "required": ["kind", "left"], "properties": { "kind": { "const": "fork" }, "left": reference("Node") } },
            })),
        ),
        compiles("secret-object-that-must-be-held-in-a-circle", &{
            let mut whole = required("part", reference("Part"));
            whole["properties"]["part"]["x-sdk-secret"] = json!(true);
            let mut part = members([("whole", reference("Thing")), ("name", text())]);
            part["required"] = json!(["name"]);
            pair(whole, part)
        }),
        refused(
            "list-of-itself",
            "cyclic-ref",
            &with_schemas(json!({ "Thing": { "type": "array", "items": reference("Thing") } })),
        ),
        compiles("objects-in-a-chain", &chain(43, |next| members([("next", reference(next))]))),
        compiles(
            "lists-of-objects-in-a-chain",
            &chain(9, |next| {
                members([(
                    "next",
                    json!({ "type": "array", "items": { "type": "object", "additionalProperties": reference(next) } }),
                )])
            }),
        ),
        compiles(
            "objects-twice-in-a-chain",
            &chain(20, |next| {
                members([
                    ("a", reference(next)),
                    ("b", reference(next)),
                    ("c", reference(next)),
                    ("d", reference(next)),
                ])
            }),
        ),
        refused(
            "objects-in-a-long-chain",
            "too-deep",
            &chain(200, |next| members([("next", reference(next))])),
        ),
        refused(
            "all-of-in-a-long-chain",
            "too-deep",
            &chain(200, |next| json!({ "allOf": [reference(next), members([("a", text())])] })),
        ),
        // As text: a value of this depth could not even be dropped.
        Case::text("lists-in-lists", "document.json", End::Refused("too-deep"), &deep(2000)),
    ]
}

fn compositions() -> Vec<Case> {
    let one_of = |arms: Value| member(json!({ "oneOf": arms }));
    let a = || members([("a", text())]);
    vec![
        compiles("all-of-two", &document(json!({ "allOf": [a(), members([("b", text())])] }))),
        compiles("all-of-a-ladder", &{
            let mut schemas: Map<String, Value> = (0..10)
                .map(|index| (format!("S{index}"), json!({ "allOf": [reference(&format!("S{}", index + 1)), reference(&format!("S{}", index + 1))] })))
                .collect();
            schemas.insert("S10".to_owned(), a());
            schemas.insert("Thing".to_owned(), members([("a", reference("S0"))]));
            with_schemas(Value::Object(schemas))
        }),
        refused(
            "all-of-contradictions",
            "all-of-conflict",
            &document(json!({ "allOf": [a(), members([("a", json!({ "type": "integer" }))])] })),
        ),
        refused(
            "all-of-closed",
            "all-of-conflict",
            &document(
                json!({ "allOf": [{ "type": "object", "properties": { "a": text() }, "additionalProperties": false }, members([("b", text())])] }),
            ),
        ),
        refused(
            "all-of-with-a-union",
            "all-of-conflict",
            &document(
                json!({ "allOf": [a(), { "oneOf": [members([("x", text())]), members([("y", text())])] }] }),
            ),
        ),
        compiles(
            "all-of-an-enum-with-words",
            &with_schemas(json!({
                "Thing": members([("a", json!({ "$ref": "#/components/schemas/Kind", "description": "own" }))]),
                "Kind": { "type": "string", "enum": ["a", "b"] },
            })),
        ),
        compiles(
            "all-of-a-text-with-bounds",
            &with_schemas(json!({
                "Thing": members([
                    ("a", json!({ "$ref": "#/components/schemas/Name", "minLength": 3, "pattern": "b" })),
                    ("b", json!({ "type": "string", "allOf": [reference("Name")] })),
                ]),
                "Name": { "type": "string", "maxLength": 9, "pattern": "a" },
            })),
        ),
        compiles(
            "all-of-a-text-with-other-bounds",
            &with_schemas(json!({
                "Thing": members([("a", json!({ "$ref": "#/components/schemas/Name", "maxLength": 3 }))]),
                "Name": { "type": "string", "maxLength": 9 },
            })),
        ),
        refused(
            "all-of-a-number-with-another-step",
            "unsupported-schema",
            &with_schemas(json!({
                "Thing": members([("a", json!({ "$ref": "#/components/schemas/Size", "multipleOf": 0.7 }))]),
                "Size": { "type": "number", "multipleOf": 0.5 },
            })),
        ),
        refused(
            "all-of-text",
            "all-of-conflict",
            &member(json!({ "type": "string", "allOf": [{ "minLength": 1 }] })),
        ),
        refused(
            "all-of-an-object-that-is-a-number",
            "all-of-conflict",
            &member(json!({ "type": "integer", "allOf": [a()] })),
        ),
        refused(
            "all-of-an-object-with-values",
            "all-of-conflict",
            &member(json!({ "enum": ["a"], "allOf": [a()] })),
        ),
        compiles(
            "all-of-a-map",
            &member(
                json!({ "allOf": [a(), { "type": "object", "additionalProperties": { "type": "integer" } }] }),
            ),
        ),
        refused(
            "all-of-two-maps",
            "all-of-conflict",
            &member(json!({ "allOf": [
            { "type": "object", "additionalProperties": { "type": "integer" } },
            { "type": "object", "additionalProperties": text() },
        ] })),
        ),
        refused("all-of-nothing", "invalid-value", &document(json!({ "allOf": [] }))),
        refused("one-of-nothing", "invalid-value", &one_of(json!([]))),
        refused("one-of-the-same", "ambiguous-union", &one_of(json!([a(), a()]))),
        refused(
            "one-of-mixed",
            "ambiguous-union",
            &one_of(json!([text(), a(), { "type": "integer" }])),
        ),
        refused(
            "one-of-beside-any-of",
            "unsupported-schema",
            &member(json!({ "oneOf": [a()], "anyOf": [a()] })),
        ),
        refused(
            "one-of-texts-that-is-a-number",
            "unsupported-schema",
            &member(json!({ "type": "integer", "oneOf": [text(), text()] })),
        ),
        refused(
            "one-of-beside-required",
            "unsupported-schema",
            &member(
                json!({ "required": ["kind"], "oneOf": [arm("kind", &["a"]), arm("kind", &["b"])] }),
            ),
        ),
        refused(
            "one-of-beside-values",
            "unsupported-schema",
            &member(json!({ "enum": ["a"], "oneOf": [arm("kind", &["a"]), arm("kind", &["b"])] })),
        ),
        refused(
            "one-of-numbers-as-tags",
            "ambiguous-union",
            &member(json!({ "oneOf": [
            { "type": "object", "required": ["k"], "properties": { "k": { "const": 1 } } },
            { "type": "object", "required": ["k"], "properties": { "k": { "const": 2 } } },
        ] })),
        ),
        compiles("one-of-one", &one_of(json!([a()]))),
        compiles("one-of-tags", &one_of(json!([arm("kind", &["a"]), arm("kind", &["b", "c"])]))),
        compiles(
            "one-of-tags-that-are-code",
            &one_of(json!([arm("ki\"nd\n", &["a\"; fn x() {}"]), arm("ki\"nd\n", &["#/ [b]"])])),
        ),
        compiles(
            "one-of-kinds",
            &one_of(json!([text(), a(), { "type": "array", "items": text() }])),
        ),
        refused(
            "one-of-overlapping-tags",
            "ambiguous-union",
            &one_of(
                (0..12)
                    .map(|arm_index| {
                        let tags = (0..12).map(|tag| {
                            let values: Vec<String> = (0..12)
                                .filter(|value| *value != (arm_index + tag) % 12)
                                .map(|value| format!("v{value}"))
                                .collect();
                            (format!("tag{tag}"), json!({ "type": "string", "enum": values }))
                        });
                        object(tags)
                    })
                    .collect(),
            ),
        ),
        refused("not", "unsupported-keyword", &member(json!({ "not": { "type": "string" } }))),
        refused(
            "conditions",
            "unsupported-keyword",
            &member(json!({ "type": "object", "if": {}, "then": {} })),
        ),
        compiles(
            "discriminator",
            &member(
                json!({ "oneOf": [arm("kind", &["a"]), arm("kind", &["b"])], "discriminator": { "propertyName": "kind" } }),
            ),
        ),
    ]
}

fn enums() -> Vec<Case> {
    let of = |values: Value| member(json!({ "type": "string", "enum": values }));
    let many: Vec<String> = (0..5000).map(|index| format!("value-x{index}")).collect();
    vec![
        compiles("enum-of-5000", &of(json!(many))),
        refused("enum-of-nothing", "invalid-value", &of(json!([]))),
        refused("enum-with-duplicates", "invalid-value", &of(json!(["a", "b", "a"]))),
        compiles("enum-with-an-empty-value", &of(json!(["", "a"]))),
        refused("enum-with-two-empty-names", "name-collision", &of(json!(["", "empty"]))),
        refused("enum-by-case", "name-collision", &of(json!(["on", "ON"]))),
        refused("enum-by-punctuation", "name-collision", &of(json!(["a.b", "a_b"]))),
        refused("enum-with-a-control-name", "name-collision", &of(json!(["a\u{0}", "a"]))),
        compiles(
            "enum-that-is-code",
            &member(json!({ "type": "string", "x-sdk-enum-names": {
                "\"; fn x() {}": "\"; fn x() {}", "*/": "*/ star", "\"#": "\"# y", "🦀": "🦀 z",
                "\\": "\\ v", "{}": "{} w", "%s": "% per second"
            }, "enum": [
                "\"; fn x() {}",
                "*/",
                "\"#",
                "r#type",
                "self",
                "crate",
                "Other",
                "None",
                "Ok",
                "\u{202e}x",
                "a\nb",
                "🦀",
                "\\",
                "{}",
                "{0}",
                "%s"
            ] })),
        ),
        refused("enum-of-long-values", "too-large", &of(json!(["x".repeat(100_000)]))),
        compiles("enum-of-mixed-types", &member(json!({ "type": "string", "enum": ["a", null] }))),
        refused(
            "enum-of-types-without-a-type",
            "unsupported-schema",
            &member(json!({ "enum": ["a", 1, true] })),
        ),
        compiles(
            "enums-without-a-type",
            &document(members([
                ("integer", json!({ "const": 5 })),
                ("number", json!({ "enum": [1.5, 2] })),
                ("flag", json!({ "enum": [true, false, null] })),
                ("nothing", json!({ "const": null })),
                ("negative_zero", json!({ "const": -0.0 })),
            ])),
        ),
        refused(
            "const-that-is-an-object",
            "unsupported-schema",
            &member(json!({ "const": { "a": 1 } })),
        ),
        refused("const-that-is-a-list", "unsupported-schema", &member(json!({ "const": [] }))),
        compiles("enum-of-flags", &member(json!({ "type": "boolean", "enum": [true] }))),
        compiles(
            "enum-of-several-types",
            &member(json!({ "type": ["string", "integer"], "enum": ["a", 1] })),
        ),
        compiles(
            "enum-beside-foreign-keywords",
            &member(json!({ "type": "string", "enum": ["a", "b"], "minimum": 3, "items": {} })),
        ),
        compiles("enum-of-numbers", &member(json!({ "type": "integer", "enum": [1, 2] }))),
        compiles("enum-of-another-type", &member(json!({ "type": "integer", "enum": ["a", "b"] }))),
        compiles(
            "const-that-is-code",
            &member(json!({ "const": "\"); std::process::exit(1); (\"" })),
        ),
    ]
}

fn keywords() -> Vec<Case> {
    let thing = |change: Value| {
        let mut thing = members([("a", text())]);
        if let (Some(thing), Value::Object(change)) = (thing.as_object_mut(), change) {
            thing.extend(change);
        }
        document(thing)
    };
    vec![
        compiles("boolean-schema-true", &member(json!(true))),
        refused("boolean-schema-false", "unsupported-schema", &member(json!(false))),
        compiles(
            "boolean-schema-as-a-component",
            &with_schemas(json!({ "Thing": members([("a", reference("Any"))]), "Any": true })),
        ),
        compiles("items-of-anything", &member(json!({ "type": "array", "items": true }))),
        compiles("closed-object", &thing(json!({ "additionalProperties": false }))),
        compiles("empty-schema", &member(json!({}))),
        compiles("null-only", &member(json!({ "type": "null" }))),
        refused("type-that-is-none", "invalid-value", &member(json!({ "type": "text" }))),
        compiles(
            "scalar-types-of-all-kinds",
            &member(json!({ "type": ["boolean", "string", "null", "number"] })),
        ),
        refused(
            "types-that-exclude-each-other",
            "unsupported-schema",
            &member(json!({ "type": ["array", "string"] })),
        ),
        refused(
            "unknown-keyword-in-a-schema",
            "unknown-keyword",
            &thing(json!({ "propertys": {} })),
        ),
        refused(
            "unknown-keyword-that-is-code",
            "unknown-keyword",
            &thing(json!({ "\"#\n\u{1b}[2J": {} })),
        ),
        refused("extension-of-the-generator", "reserved-name", &thing(json!({ "x-null-arm": 0 }))),
        refused("unknown-policy", "unknown-policy", &thing(json!({ "x-sdk-secrets": true }))),
        refused(
            "tag-that-is-not-listed",
            "unknown-policy",
            &member(json!({ "type": "string", "enum": ["a", "b"], "x-sdk-tag": "c" })),
        ),
        refused(
            "tag-of-plain-text",
            "unknown-policy",
            &member(json!({ "type": "string", "x-sdk-tag": "a" })),
        ),
        refused("tag-of-no-property", "unknown-policy", &thing(json!({ "x-sdk-tag": "a" }))),
        compiles(
            "extensions-of-others",
            &thing(json!({ "x-a": { "$ref": "https://example.com" }, "x-": null })),
        ),
        refused("required-that-is-no-list", "invalid-value", &thing(json!({ "required": true }))),
        compiles("required-but-undeclared", &thing(json!({ "required": ["a", "b", "fn"] }))),
        refused(
            "secret-or-not",
            "unclassified-secret",
            &document(members([("sessionToken", text())])),
        ),
        compiles(
            "unknown-format",
            &member(json!({ "type": "string", "format": "\"]\nfn x() {}" })),
        ),
        compiles(
            "bounds-that-are-extreme",
            &document(members([
                ("a", json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX })),
                (
                    "b",
                    json!({ "type": "number", "minimum": -1.7e308, "maximum": 1.7e308, "multipleOf": 5e-324 }),
                ),
                (
                    "c",
                    json!({ "type": "string", "minLength": 0, "maxLength": u64::MAX, "pattern": "\\\"(.*)*$*/" }),
                ),
                ("d", json!({ "type": "array", "items": text(), "maxItems": u64::MAX })),
            ])),
        ),
        compiles(
            "bounds-beyond-the-type",
            &member(json!({ "type": "integer", "minimum": 0.5, "maximum": u64::MAX })),
        ),
        compiles(
            "defaults-that-are-code",
            &document(members([
                (
                    "a",
                    json!({ "type": "string", "default": "\"#; panic!()", "example": "*/ fn x() {}\n```\n" }),
                ),
                ("b", json!({ "type": "integer", "default": "NaN", "example": { "$ref": "#" } })),
            ])),
        ),
        refused(
            "negative-length",
            "invalid-value",
            &member(json!({ "type": "string", "minLength": -1 })),
        ),
        refused(
            "property-names-that-are-endless",
            "too-large",
            &document(object([("x".repeat(100_000), text())])),
        ),
    ]
}
