//! Chooses the media type that the client supports from several.

use indexmap::IndexMap;
use openapiv3::{
    AnySchema, MediaType, Schema, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};

use crate::diagnostic::{Code, Diagnostic};
use crate::media_type::{JSON, essence};
use crate::pointer::Pointer;

use super::context::Context;

/// PEM files, which are text.
const PEM: &str = "application/x-pem-file";

/// Whether a body of this type is JSON.
pub(super) fn is_json(kind: &str) -> bool {
    let essence = essence(kind);
    essence == JSON || essence.ends_with("+json")
}

/// Whether a body of this type is text.
pub(super) fn is_text(kind: &str) -> bool {
    let essence = essence(kind);
    essence.starts_with("text/") || essence == PEM
}

/// Whether a body is bytes: a media type of files, and a schema that makes nothing else of them.
pub(super) fn is_binary(kind: &str, media: &MediaType) -> bool {
    let essence = essence(kind);
    let of_files = ["image/", "audio/", "video/", "font/"];
    let archives = ["octet-stream", "zip", "gzip", "x-gzip", "x-tar", "pdf", "wasm"];
    let is_file = of_files.iter().any(|start| essence.starts_with(start))
        || essence.strip_prefix("application/").is_some_and(|name| archives.contains(&name));
    is_file && media.schema.as_ref().is_none_or(|schema| schema.as_item().is_some_and(is_bytes))
}

/// Whether the values of a schema are bytes: a string of the format `binary`, or, since 3.1, any
/// value at all.
pub(super) fn is_bytes(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Any(any) => *any == AnySchema::default(),
        _ => is_binary_string(schema),
    }
}

/// Whether the values of a schema are strings of the format `binary`.
pub(super) fn is_binary_string(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            string.format == VariantOrUnknownOrEmpty::Item(StringFormat::Binary)
        }
        _ => false,
    }
}

/// Whether a body consists of the parts of a form.
pub(super) fn is_form(kind: &str) -> bool {
    essence(kind) == "multipart/form-data"
}

/// The media type among several that the client supports: plain JSON if it is there, else the only
/// one. The order in which a document lists them says nothing.
pub(super) fn choose<'k>(kinds: impl Iterator<Item = &'k String>) -> Option<&'k str> {
    let kinds: Vec<&str> = kinds.map(String::as_str).collect();
    let mut plain = kinds.iter().filter(|kind| essence(kind) == JSON);
    match (plain.next(), plain.next(), kinds.as_slice()) {
        (Some(plain), None, _) => Some(plain),
        (None, _, [only]) => Some(only),
        _ => None,
    }
}

/// Whether a media type can be the value of a header: two tokens, and parameters without control
/// characters.
pub(super) fn can_be_sent(kind: &str) -> bool {
    let token = |text: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !text.is_empty() && text.bytes().all(allowed)
    };
    essence(kind).split_once('/').is_some_and(|(one, other)| token(one) && token(other))
        && kind.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Warns of the media types that the client does not use.
pub(super) fn warn_of_others(
    content: &IndexMap<String, MediaType>,
    chosen: &str,
    what: &str,
    at: &Pointer,
    cx: &mut Context<'_>,
) {
    for kind in content.keys().filter(|kind| *kind != chosen) {
        let message = format!("{what} `{kind}`; the client uses `{chosen}`");
        let at = at.child("content").child(kind);
        let found = Diagnostic::warning(Code::UnsupportedMediaType, at, message);
        cx.sink.push(found.help(format!(
            "to use `{kind}` instead, remove `{chosen}` with an overlay action; to avoid this warning, remove `{kind}`"
        )));
    }
}

#[cfg(test)]
mod tests {
    use super::{can_be_sent, choose};

    #[test]
    fn plain_json_is_chosen_at_any_position() {
        let choose = |kinds: &[&str]| {
            let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            choose(kinds.iter()).map(str::to_owned)
        };
        assert_eq!(
            choose(&["a/b+json", "Application/JSON; a=b"]).as_deref(),
            Some("Application/JSON; a=b")
        );
        assert_eq!(choose(&["a/b+json"]).as_deref(), Some("a/b+json"));
        assert_eq!(choose(&["a/b+json", "c/d+json"]), None);
        assert_eq!(choose(&["application/json", "application/json; a=b"]), None);
        assert_eq!(choose(&[]), None);
    }

    #[test]
    fn a_media_type_that_is_sent_is_a_valid_header() {
        for good in ["application/json", "application/merge-patch+json; charset=\"utf-8\""] {
            assert!(can_be_sent(good), "{good}");
        }
        for bad in ["", "json", "a/", "/b", "a/b/c", "a b/c", "a/b;\r\nX: 1", "a/b; c=ü", "*/*"] {
            assert!(!can_be_sent(bad), "{bad}");
        }
    }
}
