//! Parses the lowered JSON into the typed document of `openapiv3`.

use openapiv3::OpenAPI;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;

/// Parses the lowered document. The gate has checked every keyword and the shape of its value, so
/// that a failure here is a value which only `openapiv3` rejects.
pub(crate) fn parse(lowered: &Value) -> Result<OpenAPI, Box<Diagnostic>> {
    OpenAPI::deserialize(lowered).map_err(|error| {
        let message = format!("the document cannot be read: {error}");
        let diagnostic = Diagnostic::error(Code::InvalidValue, culprit(lowered), message).help(
            "correct the value with an overlay action, or extend `codegen/src/gate` to reject it at its exact location",
        );
        Box::new(diagnostic)
    })
}

/// Returns the first component schema or path that cannot be read alone, to say more than "the
/// document".
fn culprit(lowered: &Value) -> Pointer {
    let parts =
        |pointer: &str| lowered.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
    for (name, schema) in parts("/components/schemas") {
        if openapiv3::ReferenceOr::<openapiv3::Schema>::deserialize(schema).is_err() {
            return Pointer::root().child("components").child("schemas").child(name);
        }
    }
    for (path, item) in parts("/paths") {
        if openapiv3::ReferenceOr::<openapiv3::PathItem>::deserialize(item).is_err() {
            return Pointer::root().child("paths").child(path);
        }
    }
    Pointer::root()
}
