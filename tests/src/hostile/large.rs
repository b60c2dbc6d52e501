//! Documents of any size that are made to cost time, memory or stack.

use serde_json::{Map, Value, json};

use super::{
    answer, bare_operation, document, id_parameter, object, operation, reference, text, with_paths,
    with_schemas,
};

/// A document of any size.
pub struct Large {
    /// What it is.
    pub name: &'static str,
    /// The end of its file name.
    pub format: &'static str,
    /// Makes one of about this many bytes.
    pub make: fn(usize) -> Vec<u8>,
}

/// All large documents.
#[must_use]
pub fn all() -> Vec<Large> {
    let json = |name, make| Large { name, format: "json", make };
    let yaml = |name, make| Large { name, format: "yaml", make };
    vec![
        json("nested-lists", nested_lists),
        json("nested-schemas", nested_schemas),
        json("nested-objects-with-long-names", nested_long_names),
        json("description-of-words", |size| described(size, "word ")),
        json("description-of-one-word", |size| described(size, "word")),
        json("description-of-lines", |size| described(size, "a\n")),
        json("description-of-backticks", |size| described(size, "`")),
        json("description-of-fences", |size| described(size, "\n```")),
        json("description-of-brackets", |size| described(size, "[a](")),
        json("description-of-lists", |size| described(size, "- a\n  ")),
        json("description-of-html", |size| described(size, "<b ")),
        json("description-of-urls", |size| described(size, "https://a[")),
        json("description-of-emphasis", |size| described(size, "_*")),
        json("many-descriptions", many_descriptions),
        json("enum-values", enum_values),
        json("long-enum-values", long_enum_values),
        json("enums-alike", enums_alike),
        json("wide-object", wide_object),
        json("members-of-anything", properties_of_anything),
        json("required-but-undeclared", undeclared),
        json("references-to-one-schema", references_to_one),
        json("chain-of-references", chain_of_references),
        json("chain-of-objects", chain_of_objects),
        json("chain-of-lists", chain_of_lists),
        json("ring-of-objects", ring_of_objects),
        json("operations-on-one-schema", operations_on_one),
        json("operations-on-a-chain", operations_on_a_chain),
        json("operations-on-a-shared-parameter", shared_parameter),
        json("operations-with-a-shared-answer", shared_answer),
        json("operations-with-own-tags", own_tags),
        json("operations-in-pairs", pairs),
        json("parameters", many_parameters),
        json("placeholders", many_placeholders),
        json("all-of-chain", all_of_chain),
        json("all-of-ladder", all_of_ladder),
        json("all-of-wide", all_of_wide),
        json("union-of-many", union_of_many),
        json("union-ladder", union_ladder),
        json("union-of-overlapping-tags", overlapping_tags),
        json("union-of-many-tags", many_tags),
        json("unions-of-the-same", unions_of_the_same),
        json("small-schemas", small_schemas),
        json("long-component-name", |size| long_name(size, true)),
        json("long-property-name", |size| long_name(size, false)),
        json("long-path", long_path),
        json("duplicate-keys", duplicate_keys),
        json("unknown-keywords", unknown_keywords),
        json("unknown-formats", unknown_formats),
        json("secrets", secrets),
        json("unresolved-references", unresolved),
        json("digits", digits),
        json("extensions", extensions),
        json("examples", examples),
        json("white-space", |size| [b" ".repeat(size), b"{}".to_vec()].concat()),
        json("open-brackets", |size| b"[".repeat(size)),
        yaml("yaml-open-brackets", |size| b"[".repeat(size)),
        yaml("yaml-open-braces", |size| b"{a: ".repeat(size / 4)),
        yaml("yaml-dashes", |size| b"- ".repeat(size / 2)),
        yaml("yaml-questions", |size| b"? ".repeat(size / 2)),
        yaml("yaml-indents", yaml_indents),
        yaml("yaml-aliases", yaml_aliases),
        yaml("yaml-alias-bomb", yaml_bomb),
        yaml("yaml-anchors", yaml_anchors),
        yaml("yaml-plain-lines", |size| [b"a: ".to_vec(), b"b\n  ".repeat(size / 4)].concat()),
        yaml("yaml-comments", |size| b"# comment\n".repeat(size / 10)),
        yaml("yaml-quotes", |size| [b"a: \"".to_vec(), b"\\n".repeat(size / 2)].concat()),
        yaml("yaml-keys", yaml_keys),
        yaml("yaml-tags", |size| [b"a: !".to_vec(), b"x".repeat(size)].concat()),
    ]
}

fn bytes(document: &Value) -> Vec<u8> {
    document.to_string().into_bytes()
}

/// Numbered names, as many as fit when each costs about `each` bytes.
fn numbered(size: usize, each: usize) -> std::ops::Range<usize> {
    0..(size / each).max(2)
}

fn nested_lists(size: usize) -> Vec<u8> {
    let depth = size / 2;
    format!("{{\"openapi\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).into_bytes()
}

/// The size allows at least 2,000 levels.
fn nested_schemas(size: usize) -> Vec<u8> {
    let depth = size / 30;
    let open = r#"{"type":"array","items":"#.repeat(depth);
    let thing = format!("{open}{{}}{}", "}".repeat(depth));
    bytes(&document(json!("@"))).utf8().replace("\"@\"", &thing).into_bytes()
}

fn nested_long_names(size: usize) -> Vec<u8> {
    let depth = 40;
    let name = |level: usize| format!("n{level}{}", "x".repeat(900));
    let leaves = numbered(size, 30).map(|index| (format!("p{index}"), json!(true)));
    let innermost = object(leaves);
    let thing = (0..depth).fold(innermost, |inner, level| object([(name(level), inner)]));
    bytes(&document(thing))
}

fn described(size: usize, unit: &str) -> Vec<u8> {
    let description = unit.repeat(size / unit.len());
    bytes(&document(json!({
        "type": "object",
        "properties": { "a": { "type": "string", "description": description } },
    })))
}

fn many_descriptions(size: usize) -> Vec<u8> {
    let words = "Some words about it, with `code` and a [link](https://example.com). ".repeat(10);
    let members = numbered(size, 740)
        .map(|index| (format!("p{index}"), json!({ "type": "string", "description": words })));
    bytes(&document(object(members)))
}

fn enum_values(size: usize) -> Vec<u8> {
    let values: Vec<String> = numbered(size, 14).map(|index| format!("value-x{index}")).collect();
    bytes(&document(object([("a".to_owned(), json!({ "type": "string", "enum": values }))])))
}

fn long_enum_values(size: usize) -> Vec<u8> {
    let values = ["x".repeat(size / 2), "y".repeat(size / 2)];
    bytes(&document(object([("a".to_owned(), json!({ "type": "string", "enum": values }))])))
}

fn enums_alike(size: usize) -> Vec<u8> {
    let members = numbered(size, 60)
        .map(|index| (format!("p{index}"), json!({ "type": "string", "enum": ["a", "b"] })));
    bytes(&document(object(members)))
}

fn wide_object(size: usize) -> Vec<u8> {
    let names: Vec<String> = numbered(size, 40).map(|index| format!("p{index}")).collect();
    let members = names.iter().map(|name| (name.clone(), text()));
    let mut thing = object(members);
    thing["required"] = json!(names);
    bytes(&document(thing))
}

fn properties_of_anything(size: usize) -> Vec<u8> {
    bytes(&document(object(numbered(size, 14).map(|index| (format!("p{index}"), json!(true))))))
}

fn undeclared(size: usize) -> Vec<u8> {
    let names: Vec<String> = numbered(size, 10).map(|index| format!("p{index}")).collect();
    bytes(&document(json!({ "type": "object", "required": names })))
}

fn references_to_one(size: usize) -> Vec<u8> {
    let members = numbered(size, 55).map(|index| (format!("p{index}"), reference("Part")));
    bytes(&with_schemas(
        json!({ "Thing": object(members), "Part": object([("a".to_owned(), text())]) }),
    ))
}

/// Components that `step` creates from the name of the next one; the last is a string.
fn chain(size: usize, each: usize, step: fn(&str) -> Value) -> Map<String, Value> {
    let count = numbered(size, each).end;
    let mut schemas: Map<String, Value> =
        (0..count).map(|index| (format!("S{index}"), step(&format!("S{}", index + 1)))).collect();
    schemas.insert(format!("S{count}"), object([("a".to_owned(), text())]));
    schemas
}

fn chain_of_references(size: usize) -> Vec<u8> {
    let mut schemas = chain(size / 2, 45, reference);
    let names: Vec<String> = schemas.keys().cloned().collect();
    let members = names.iter().map(|name| (format!("p{name}"), reference(name)));
    schemas.insert("Thing".to_owned(), object(members));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn chain_of_objects(size: usize) -> Vec<u8> {
    let mut schemas = chain(size, 95, |next| object([("next".to_owned(), reference(next))]));
    schemas.insert("Thing".to_owned(), reference("S0"));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn chain_of_lists(size: usize) -> Vec<u8> {
    let mut schemas = chain(size, 75, |next| json!({ "type": "array", "items": reference(next) }));
    schemas.insert("Thing".to_owned(), object([("a".to_owned(), reference("S0"))]));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn ring_of_objects(size: usize) -> Vec<u8> {
    let mut schemas = chain(size, 95, |next| object([("next".to_owned(), reference(next))]));
    let last = format!("S{}", schemas.len() - 1);
    schemas.insert(last, object([("next".to_owned(), reference("Thing"))]));
    schemas.insert("Thing".to_owned(), object([("next".to_owned(), reference("S0"))]));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn with_operations(operations: impl Iterator<Item = (String, Value)>, schemas: Value) -> Vec<u8> {
    let paths: Map<String, Value> = operations.collect();
    let mut document = with_paths(Value::Object(paths));
    document["components"] = json!({ "schemas": schemas });
    bytes(&document)
}

fn operations_on_one(size: usize) -> Vec<u8> {
    let operations = numbered(size, 480).map(|index| {
        (format!("/v1/p{index}/{{id}}"), json!({ "put": operation(&format!("op{index}")) }))
    });
    with_operations(operations, json!({ "Thing": object([("a".to_owned(), text())]) }))
}

fn operations_on_a_chain(size: usize) -> Vec<u8> {
    let mut schemas = chain(size / 2, 95, |next| object([("next".to_owned(), reference(next))]));
    schemas.insert("Thing".to_owned(), reference("S0"));
    let operations = numbered(size / 2, 480).map(|index| {
        (format!("/v1/p{index}/{{id}}"), json!({ "put": operation(&format!("op{index}")) }))
    });
    with_operations(operations, Value::Object(schemas))
}

fn shared_parameter(size: usize) -> Vec<u8> {
    let values: Vec<String> =
        numbered(size / 2, 14).map(|index| format!("value-x{index}")).collect();
    let operations = numbered(size / 2, 150).map(|index| {
        let mut get = bare_operation(&format!("op{index}"));
        get["parameters"] = json!([{ "$ref": "#/components/parameters/Kind" }]);
        (format!("/v1/p{index}"), json!({ "get": get }))
    });
    let mut document = with_paths(operations.collect::<Map<_, _>>().into());
    document["components"] = json!({ "parameters": { "Kind": {
        "name": "kind", "in": "query", "schema": { "type": "string", "enum": values },
    } } });
    bytes(&document)
}

fn shared_answer(size: usize) -> Vec<u8> {
    let members = numbered(size / 2, 40).map(|index| (format!("p{index}"), text()));
    let operations = numbered(size / 2, 130).map(|index| {
        let get = json!({ "operationId": format!("op{index}"), "tags": ["Things"],
            "responses": { "200": { "$ref": "#/components/responses/Fine" } } });
        (format!("/v1/p{index}"), json!({ "get": get }))
    });
    let mut document = with_paths(operations.collect::<Map<_, _>>().into());
    document["components"] = json!({ "responses": { "Fine": answer(object(members)) } });
    bytes(&document)
}

fn own_tags(size: usize) -> Vec<u8> {
    let operations = numbered(size, 120).map(|index| {
        let mut get = bare_operation(&format!("op{index}"));
        get["tags"] = json!([format!("Tag x{index}")]);
        (format!("/v1/p{index}"), json!({ "get": get }))
    });
    with_operations(operations, json!({}))
}

fn pairs(size: usize) -> Vec<u8> {
    let operations = numbered(size, 900).map(|index| {
        let (get, put) = (operation(&format!("get{index}")), operation(&format!("put{index}")));
        (format!("/v1/p{index}/{{id}}"), json!({ "get": get, "put": put }))
    });
    with_operations(operations, json!({ "Thing": object([("a".to_owned(), text())]) }))
}

fn many_parameters(size: usize) -> Vec<u8> {
    let mut get = bare_operation("get");
    get["parameters"] = numbered(size, 60)
        .map(|index| json!({ "name": format!("p{index}"), "in": "query", "schema": text() }))
        .collect();
    with_operations([("/v1".to_owned(), json!({ "get": get }))].into_iter(), json!({}))
}

fn many_placeholders(size: usize) -> Vec<u8> {
    let mut get = bare_operation("get");
    let all = numbered(size, 90);
    let path: String = all.clone().map(|index| format!("/{{p{index}}}")).collect();
    get["parameters"] = all
        .rev()
        .map(|index| {
            let mut parameter = id_parameter();
            parameter["name"] = json!(format!("p{index}"));
            parameter
        })
        .collect();
    with_operations([(path, json!({ "get": get }))].into_iter(), json!({}))
}

fn all_of_chain(size: usize) -> Vec<u8> {
    let mut schemas = chain(
        size,
        150,
        |next| json!({ "allOf": [reference(next), object([(format!("of{next}"), text())])] }),
    );
    schemas.insert("Thing".to_owned(), reference("S0"));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn all_of_ladder(size: usize) -> Vec<u8> {
    let mut schemas =
        chain(size, 100, |next| json!({ "allOf": [reference(next), reference(next)] }));
    schemas.insert("Thing".to_owned(), reference("S0"));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn all_of_wide(size: usize) -> Vec<u8> {
    let members = numbered(size / 2, 40).map(|index| (format!("p{index}"), text()));
    let mut schemas = Map::from_iter([("Base".to_owned(), object(members))]);
    let count = numbered(size / 2, 130).end;
    for index in 0..count {
        let own = object([(format!("own{index}"), text())]);
        schemas.insert(format!("S{index}"), json!({ "allOf": [reference("Base"), own] }));
    }
    let members = (0..count).map(|index| (format!("p{index}"), reference(&format!("S{index}"))));
    schemas.insert("Thing".to_owned(), object(members));
    bytes(&with_schemas(Value::Object(schemas)))
}

/// A document whose thing is a union of variants that `arm` creates.
fn union(size: usize, each: usize, arm: fn(usize) -> Value) -> Vec<u8> {
    let arms: Vec<Value> = numbered(size, each).map(arm).collect();
    bytes(&document(object([("a".to_owned(), json!({ "oneOf": arms }))])))
}

fn union_of_many(size: usize) -> Vec<u8> {
    union(size, 75, |index| {
        let mut arm = object([(format!("p{index}"), text())]);
        arm["required"] = json!([format!("p{index}")]);
        arm
    })
}

fn union_ladder(size: usize) -> Vec<u8> {
    let mut schemas =
        chain(size, 110, |next| json!({ "oneOf": [reference(next), reference(next)] }));
    schemas.insert("Thing".to_owned(), object([("a".to_owned(), reference("S0"))]));
    bytes(&with_schemas(Value::Object(schemas)))
}

/// Each variant allows all values of each tag except one.
fn overlapping_tags(size: usize) -> Vec<u8> {
    let count = 40.min(size / 200).max(3);
    let arms: Vec<Value> = (0..count)
        .map(|arm| {
            let tags = (0..count).map(|tag| {
                let others = (0..count).filter(|value| *value != (arm + tag) % count);
                let values: Vec<String> = others.map(|value| format!("v{value}")).collect();
                (format!("tag{tag}"), json!({ "type": "string", "enum": values }))
            });
            let mut arm = object(tags);
            arm["required"] = (0..count).map(|tag| json!(format!("tag{tag}"))).collect();
            arm
        })
        .collect();
    bytes(&document(object([("a".to_owned(), json!({ "oneOf": arms }))])))
}

/// Each tag excludes one variant: the plan is as deep as the number of variants.
fn many_tags(size: usize) -> Vec<u8> {
    let mut count = 2;
    while count * count * 30 < size {
        count += 1;
    }
    let arms: Vec<Value> = (0..count)
        .map(|arm| {
            let tags = (0..=arm).map(|tag| {
                let value = if tag == arm { "mine" } else { "other" };
                (format!("tag{tag}"), json!({ "const": value }))
            });
            let mut arm_schema = object(tags);
            arm_schema["required"] = (0..=arm).map(|tag| json!(format!("tag{tag}"))).collect();
            arm_schema
        })
        .collect();
    bytes(&document(object([("a".to_owned(), json!({ "oneOf": arms }))])))
}

/// Many unions with the same variants.
fn unions_of_the_same(size: usize) -> Vec<u8> {
    let mut count = 2;
    while count * count * 45 < size {
        count += 1;
    }
    let arm = |index: usize| {
        let mut arm = object([("kind".to_owned(), json!({ "const": format!("k{index}") }))]);
        arm["required"] = json!(["kind"]);
        (format!("Arm{index}"), arm)
    };
    let mut schemas: Map<String, Value> = (0..count).map(arm).collect();
    let arms: Vec<Value> = (0..count).map(|index| reference(&format!("Arm{index}"))).collect();
    let members = (0..count).map(|index| (format!("u{index}"), json!({ "oneOf": arms })));
    schemas.insert("Thing".to_owned(), object(members));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn small_schemas(size: usize) -> Vec<u8> {
    let count = numbered(size, 110).end;
    let mut schemas: Map<String, Value> = (0..count)
        .map(|index| (format!("S{index}"), object([("a".to_owned(), json!(true))])))
        .collect();
    let members = (0..count).map(|index| (format!("p{index}"), reference(&format!("S{index}"))));
    schemas.insert("Thing".to_owned(), object(members));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn long_name(size: usize, component: bool) -> Vec<u8> {
    let name = "x".repeat(size / 2);
    let members = numbered(size / 2, 14).map(|index| (format!("p{index}"), json!(true)));
    let inner = object(members);
    if component {
        let thing = object([("a".to_owned(), reference("@"))]);
        let mut schemas = Map::from_iter([("Thing".to_owned(), thing)]);
        schemas.insert("@".to_owned(), inner);
        let document = bytes(&with_schemas(Value::Object(schemas))).utf8();
        return document.replace('@', &name).into_bytes();
    }
    bytes(&document(object([(name, inner)])))
}

fn long_path(size: usize) -> Vec<u8> {
    let mut get = bare_operation("get");
    get["parameters"] = numbered(size / 2, 60)
        .map(|index| json!({ "name": format!("p{index}"), "in": "query", "schema": text() }))
        .collect();
    let path = format!("/{}", "x".repeat(size / 2));
    with_operations([(path, json!({ "get": get }))].into_iter(), json!({}))
}

fn duplicate_keys(size: usize) -> Vec<u8> {
    let name = "k".repeat(1000);
    let inner: String =
        numbered(size, 12).map(|index| format!("\"p{}\":1,", index / 2)).collect::<String>();
    format!("{{\"openapi\":\"3.1.1\",\"{name}\":{{{inner}\"z\":1}}}}").into_bytes()
}

fn unknown_keywords(size: usize) -> Vec<u8> {
    let mut thing = Map::new();
    for index in numbered(size, 12) {
        thing.insert(format!("k{index}"), json!(1));
    }
    bytes(&document(Value::Object(thing)))
}

fn unknown_formats(size: usize) -> Vec<u8> {
    let members = numbered(size, 45)
        .map(|index| (format!("p{index}"), json!({ "type": "string", "format": "strange" })));
    bytes(&document(object(members)))
}

fn secrets(size: usize) -> Vec<u8> {
    let count = numbered(size, 110).end;
    let mut schemas: Map<String, Value> =
        (0..count).map(|index| (format!("S{index}"), text())).collect();
    let members =
        (0..count).map(|index| (format!("password{index}"), reference(&format!("S{index}"))));
    schemas.insert("Thing".to_owned(), object(members));
    bytes(&with_schemas(Value::Object(schemas)))
}

fn unresolved(size: usize) -> Vec<u8> {
    let members =
        numbered(size, 60).map(|index| (format!("p{index}"), reference(&format!("No{index}"))));
    bytes(&document(object(members)))
}

fn digits(size: usize) -> Vec<u8> {
    let number = format!("0.{}1", "0".repeat(size));
    bytes(&document(json!({ "type": "number", "minimum": "@" })))
        .utf8()
        .replace("\"@\"", &number)
        .into_bytes()
}

fn extensions(size: usize) -> Vec<u8> {
    let data: Vec<Value> = numbered(size, 8).map(|_| json!({ "a": {} })).collect();
    let mut thing = object([("a".to_owned(), text())]);
    thing["x-data"] = Value::Array(data);
    bytes(&document(thing))
}

fn examples(size: usize) -> Vec<u8> {
    let data: Map<String, Value> =
        numbered(size, 12).map(|index| (format!("k{index}"), json!(1))).collect();
    let mut thing = object([("a".to_owned(), text())]);
    thing["example"] = Value::Object(data.clone());
    thing["default"] = Value::Object(data);
    bytes(&document(thing))
}

fn yaml_indents(size: usize) -> Vec<u8> {
    let mut text = String::new();
    let mut level = 0;
    while text.len() < size {
        text.push_str(&" ".repeat(level));
        text.push_str("a:\n");
        level += 1;
    }
    text.into_bytes()
}

/// As many aliases as the bound allows.
fn yaml_aliases(size: usize) -> Vec<u8> {
    let mut text = "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    A: &a {type: object, properties: {b: &b {type: string}, c: {type: integer}}}\n".to_owned();
    let mut index = 0;
    while text.len() < size {
        index += 1;
        text.push_str(&format!("    S{index}: *a\n"));
    }
    text.into_bytes()
}

fn yaml_bomb(size: usize) -> Vec<u8> {
    let mut text = "l0: &l0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut level = 0;
    while text.len() < size.min(1 << 16) {
        let inner = vec![format!("*l{level}"); 9].join(", ");
        level += 1;
        text.push_str(&format!("l{level}: &l{level} [{inner}]\n"));
    }
    text.into_bytes()
}

fn yaml_anchors(size: usize) -> Vec<u8> {
    numbered(size, 16)
        .map(|index| format!("k{index}: &a{index} v\n"))
        .collect::<String>()
        .into_bytes()
}

fn yaml_keys(size: usize) -> Vec<u8> {
    numbered(size, 10).map(|index| format!("k{index}: v\n")).collect::<String>().into_bytes()
}

/// Bytes that are known to be text.
trait Utf8 {
    fn utf8(self) -> String;
}

impl Utf8 for Vec<u8> {
    fn utf8(self) -> String {
        String::from_utf8(self).unwrap_or_default()
    }
}
