//! Words: descriptions, summaries, examples and links that would like to be code or markup.

use serde_json::{Value, json};

use super::super::{answer, document, id_parameter, reference, with_paths};
use super::{Case, compiles};

/// A document that says this text wherever something can be said.
fn said(words: &str) -> Value {
    let mut document = document(json!({
        "type": "object", "title": words, "description": words, "deprecated": true,
        "externalDocs": { "url": words, "description": words },
        "properties": {
            "a": { "type": "string", "description": words, "default": words, "example": words, "pattern": words, "deprecated": true },
            "b": { "type": "string", "enum": ["x", "y"], "description": words },
            "c": { "oneOf": [
                { "type": "object", "description": words, "required": ["k"], "properties": { "k": { "const": "one" } } },
                { "type": "object", "description": words, "required": ["k"], "properties": { "k": { "const": "two" } } },
            ] },
        },
    }));
    let mut parameter = id_parameter();
    parameter["description"] = json!(words);
    let operation = json!({
        "operationId": "thingPut", "tags": ["Things"], "summary": words, "description": words,
        "deprecated": true, "externalDocs": { "url": words },
        "parameters": [parameter, { "name": "q", "in": "query", "description": words, "example": words, "deprecated": true, "schema": { "type": "string", "description": words } }],
        "requestBody": { "description": words, "content": { "application/json": { "schema": reference("Thing") } } },
        "responses": { "200": answer(reference("Thing")), "400": { "description": words } },
    });
    let paths = with_paths(json!({ "/v1/things/{id}": { "put": operation } }));
    document["paths"] = paths["paths"].clone();
    document["info"]["description"] = json!(words);
    document
}

pub(super) fn cases() -> Vec<Case> {
    [
        ("words-that-end-a-comment", "*/ fn evil() {} /* */*/ //! x"),
        ("words-that-end-a-raw-text", "\"# \"## \"] #![feature(x)] \\\" \\"),
        ("words-with-code-blocks", "Run:\n```rust\npanic!();\n```\n\n    let indented = 1;\n\n~~~should_panic\nx\n~~~\n```"),
        ("words-with-links", "[Vec] [`Vec`] [a](b) [x]: http://example.com [self::x] ![i](j) <http://a> [y](javascript:alert(1)) [z]( [w"),
        ("words-with-html", "<script>alert(1)</script> <b>x <!-- y --> <img src=x onerror=y> &lt; </div> <T> Vec<u8>"),
        ("words-that-turn-around", "\u{202e}sdrow\u{202c} \u{2066}x\u{2069} \u{200b}\u{feff}\u{ad}"),
        ("words-with-control-characters", "a\u{0}b\u{1}c\u{7}d\u{1b}[31me\u{7f}f\u{85}g\r\nh\rj\tk\u{b}l"),
        ("words-with-markup", "# Title\n\nTitle\n=====\n\n* a\n  * b\n\n1. c\n\n> d\n\n| e | f |\n|---|---|\n\n---\n[^1]: g\n- [ ] h"),
        ("words-that-are-macros", "$crate!() #[doc = include_str!(\"/etc/passwd\")] env!(\"HOME\") {} {0} {x:?}"),
        ("words-of-one-long-line", "https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`"),
        ("words-in-many-scripts", "Ünïcödé 漢字 العربية עברית 🦀👨‍👩‍👧 \u{301}\u{301}\u{301}"),
        ("words-of-white-space", " \n\t\n\u{a0}\u{2003}"),
    ]
    .into_iter()
    .map(|(name, words)| compiles(name, &said(words)))
    .collect()
}
