//! The text of a document: encodings, syntax, numbers, versions.

use serde_json::json;

use super::super::{document, object, text, with_paths};
use super::{Case, End, compiles, refused};

const JSON: &str = "document.json";
const YAML: &str = "document.yaml";

/// A sound document in YAML, with anchors and aliases.
const ANCHORS: &str = "
openapi: 3.1.1
info: {title: Anchors, version: '1'}
paths:
  /v1/things:
    get: &get
      operationId: thingsGet
      tags: [Things]
      responses: &fine
        '200': {description: Fine}
    delete:
      operationId: thingsDelete
      tags: [Things]
      responses: *fine
";

pub(super) fn cases() -> Vec<Case> {
    let sound = document(object([("a".to_owned(), text())]));
    let plain = sound.to_string();
    let half = plain.get(..plain.len() / 2).unwrap_or_default();
    let utf16: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin1 = [b"{\"openapi\": \"".as_slice(), b"\xe9", b"\"}"].concat();
    let bytes = |name, end, bytes| Case { name, file: JSON, bytes, end };
    let said = |name, file, code, text: &str| Case::text(name, file, End::Refused(code), text);
    let with = |part: &str| format!("{{\"openapi\": \"3.1.1\", \"x-a\": {part}}}");
    let mut cases = vec![
        said("truncated", JSON, "invalid-json", half),
        said("truncated-in-yaml", YAML, "invalid-yaml", half),
        said("empty", JSON, "empty-document", ""),
        said("white-space-only", YAML, "empty-document", " \n\t\n"),
        Case::text("byte-order-mark", JSON, End::Compiles, &format!("\u{feff}{plain}")),
        bytes("byte-order-mark-only", End::Refused("empty-document"), b"\xef\xbb\xbf".to_vec()),
        bytes("latin-1", End::Refused("not-utf8"), latin1),
        bytes("utf-16", End::Refused("not-utf8"), utf16.clone()),
        bytes("utf-16-with-mark", End::Refused("not-utf8"), [b"\xff\xfe".to_vec(), utf16].concat()),
        bytes("gzip", End::Refused("not-utf8"), b"\x1f\x8b\x08\0\0\0\0\0".to_vec()),
        bytes("nul-bytes", End::Refused("invalid-json"), b"{\"openapi\0\": 1}".to_vec()),
        said("html", JSON, "invalid-json", "<!DOCTYPE html><title>Not found</title>"),
        said("json-of-another-kind", JSON, "not-an-object", "[1, 2]"),
        said("json-with-a-comment", JSON, "invalid-json", "// hello\n{}"),
        said("json-with-more-after-it", JSON, "invalid-json", &format!("{plain} {{}}")),
        said("lone-surrogate", JSON, "invalid-json", &with("\"\\ud800\"")),
        said(
            "duplicate-keys",
            JSON,
            "duplicate-key",
            "{\"openapi\": \"3.1.1\", \"openapi\": \"3.0.0\"}",
        ),
        said("duplicate-keys-by-escape", JSON, "duplicate-key", "{\"a\": 1, \"\\u0061\": 2}"),
        said("duplicate-keys-in-yaml", YAML, "duplicate-key", "a: 1\n'a': 2\n"),
        said("beyond-i64", JSON, "number-out-of-range", &with("-9223372036854775809")),
        said("beyond-u64", JSON, "number-out-of-range", &with("18446744073709551616")),
        said("beyond-f64", JSON, "number-out-of-range", &with("1e999")),
        said(
            "more-digits-than-f64",
            JSON,
            "number-out-of-range",
            &with("0.1234567890123456789012"),
        ),
        said("infinity-in-yaml", YAML, "number-out-of-range", "a: .inf\n"),
        said(
            "nested-2000-levels",
            JSON,
            "too-deep",
            &with(&format!("{}{}", "[".repeat(2000), "]".repeat(2000))),
        ),
        said(
            "nested-2000-levels-in-yaml",
            YAML,
            "too-deep",
            &format!("a: {}{}", "[".repeat(2000), "]".repeat(2000)),
        ),
        Case::text("yaml-anchors", YAML, End::Compiles, ANCHORS),
        said("yaml-alias-bomb", YAML, "invalid-yaml", &bomb()),
        said("yaml-alias-to-itself", YAML, "invalid-yaml", "a: &a [*a]\n"),
        said("yaml-unknown-alias", YAML, "invalid-yaml", "a: *b\n"),
        said("yaml-merge-key", YAML, "invalid-yaml", "a: &a {b: 1}\nc: {<<: *a}\n"),
        said("yaml-tag", YAML, "invalid-yaml", "a: !!python/object:os.system x\n"),
        said("yaml-binary", YAML, "invalid-yaml", "a: !!binary aGVsbG8=\n"),
        said("yaml-two-documents", YAML, "invalid-yaml", "a: 1\n---\nb: 2\n"),
        said("yaml-key-that-is-a-list", YAML, "invalid-yaml", "? [a]\n: 1\n"),
        said("yaml-tabs", YAML, "invalid-yaml", "a:\n\t- b\n"),
        refused("swagger-2", "unsupported-version", &json!({ "swagger": "2.0", "paths": {} })),
        refused("unknown-version", "unsupported-version", &json!({ "openapi": "4.0.0" })),
        refused("version-3-2", "unsupported-version", &json!({ "openapi": "3.2.0" })),
        refused("version-as-number", "unsupported-version", &json!({ "openapi": 3.1 })),
        refused("no-version", "unsupported-version", &json!({ "info": {} })),
        compiles("no-paths-in-it", &with_paths(json!({}))),
        refused(
            "no-paths",
            "invalid-value",
            &json!({ "openapi": "3.1.1", "info": { "title": "T", "version": "1" } }),
        ),
        refused("no-info", "invalid-value", &json!({ "openapi": "3.1.1", "paths": {} })),
    ];
    let mut named = sound;
    named["openapi"] = json!("3.0.4");
    cases.push(compiles("version-3-0", &named));
    cases
}

/// Aliases of aliases, nine of each: 9⁹ texts.
fn bomb() -> String {
    let mut text = "l0: &l0 lol\n".to_owned();
    for level in 0..9 {
        let inner = vec![format!("*l{level}"); 9].join(", ");
        text.push_str(&format!("l{0}: &l{0} [{inner}]\n", level + 1));
    }
    text
}
