//! Names: keywords, names of the prelude, of files and of nothing, and names that are alike.

use serde_json::{Map, Value, json};

use super::super::{document, object, reference, text, with_schemas};
use super::{Case, compiles, refused};

/// A document with components of these names, each an object.
fn components(names: &[&str]) -> Value {
    let mut schemas: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), object([("a".to_owned(), text())]))).collect();
    let members = names.iter().enumerate();
    let thing = object(members.map(|(index, name)| (format!("p{index}"), reference(name))));
    schemas.insert("Thing".to_owned(), thing);
    with_schemas(Value::Object(schemas))
}

/// Names without those that generated code needs itself.
fn others<'n>(names: &[&'n str], needed: &[&str]) -> Vec<&'n str> {
    names.iter().filter(|name| !needed.contains(name)).copied().collect()
}

/// A document whose thing has properties of these names.
fn properties(names: &[&str]) -> Value {
    document(object(names.iter().map(|name| ((*name).to_owned(), text()))))
}

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

/// Names that Windows keeps for devices, whatever follows the dot.
const DEVICES: [&str; 10] =
    ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9", "CONIN", "COM0"];

/// Names that every program has at hand.
const PRELUDE: [&str; 16] = [
    "drop",
    "Copy",
    "Send",
    "Sync",
    "Sized",
    "Iterator",
    "Fn",
    "FnOnce",
    "Debug",
    "PartialEq",
    "Eq",
    "Ord",
    "ToString",
    "AsRef",
    "Extend",
    "format",
];

pub(super) fn cases() -> Vec<Case> {
    vec![
        compiles(
            "components-that-are-keywords",
            &components(&others(&KEYWORDS, &["box", "union"])),
        ),
        compiles("properties-that-are-keywords", &properties(&KEYWORDS)),
        compiles("components-of-the-prelude", &components(&PRELUDE)),
        compiles("properties-of-the-prelude", &properties(&PRELUDE)),
        refused("component-that-generated-code-needs", "reserved-name", &components(&["Option"])),
        compiles("components-that-are-devices", &components(&DEVICES)),
        compiles(
            "components-that-are-files",
            &components(&[
                "lib",
                "mod",
                "main",
                "build",
                "meta",
                "request",
                "Cargo.toml",
                ".git",
                "-rf",
            ]),
        ),
        compiles(
            "components-of-types",
            &components(&["str", "bool", "i64", "f64", "u8", "char", "usize"]),
        ),
        compiles("components-of-digits", &components(&["0", "1.5", "-", "__", "2fa"])),
        refused("component-that-is-a-path", "invalid-value", &components(&["../../src/lib"])),
        refused("component-that-is-empty", "invalid-value", &components(&[""])),
        refused("component-that-is-an-emoji", "invalid-value", &components(&["🦀"])),
        refused("component-with-a-quote", "invalid-value", &components(&["a\"b"])),
        refused("components-by-case", "name-collision", &components(&["Part", "PART"])),
        refused(
            "components-by-punctuation",
            "name-collision",
            &components(&["my-part", "my.part"]),
        ),
        refused("component-of-a-long-name", "too-large", &components(&["x".repeat(201).as_str()])),
        refused(
            "component-with-a-long-file",
            "too-large",
            &components(&["-.".repeat(90).as_str()]),
        ),
        compiles(
            "properties-of-all-kinds",
            &properties(&[
                "",
                "ü",
                "名",
                "🦀",
                "a b",
                "e\"f",
                "c\nd",
                "../..",
                "$ref$",
                "{}",
                "\u{202e}rtl",
                "\u{0}",
                "'",
                "\\",
                "*/",
                "//",
            ]),
        ),
        refused("properties-by-case", "name-collision", &properties(&["part", "PART"])),
        refused(
            "properties-by-punctuation",
            "name-collision",
            &properties(&["my-part", "my_part"]),
        ),
        refused(
            "properties-that-look-alike",
            "name-collision",
            &properties(&["а", "a", "\u{430}\u{430}", "aа"]),
        ),
        compiles(
            "properties-of-generated-methods",
            &properties(&[
                "new", "extra", "get", "getMut", "shape", "clone", "validate", "into", "default",
                "with", "build",
            ]),
        ),
        compiles(
            "inline-objects-in-depth",
            &document(
                (0..15).fold(text(), |inner, level| object([(format!("level{level}"), inner)])),
            ),
        ),
        compiles("title-that-is-code", &{
            let mut document = properties(&["a"]);
            document["info"] =
                json!({ "title": "\"; fn x() {}\n", "version": "\u{202e}1", "description": "*/" });
            document["servers"] = json!([{ "url": "https://api.example/\"; fn x() //" }]);
            document
        }),
    ]
}
