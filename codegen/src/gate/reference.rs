//! Checks `$ref`: inside the document, at something that exists, of the right kind.

use serde_json::{Map, Value};

use super::{Gate, ObjectKind, Segment};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Returns the name of the component of this kind that a reference points at; `None` if it points
/// at anything else.
pub(crate) fn target(kind: ObjectKind, reference: &str) -> Option<String> {
    let pointer = Pointer::from_reference(reference)?;
    let mut segments = pointer.segments();
    let found = segments.next()? == "components" && segments.next()? == kind.section()?;
    let name = segments.next()?;
    (found && segments.next().is_none()).then_some(name)
}

impl<'d> Gate<'d, '_> {
    /// An object that holds `$ref`.
    pub(super) fn reference(&mut self, kind: ObjectKind, members: &'d Map<String, Value>) {
        for (key, value) in members {
            match value {
                Value::String(text) if key == "$ref" => {
                    self.within(Segment::Key(key), |gate| gate.target(kind, text));
                }
                other if key == "$ref" => {
                    self.within(Segment::Key(key), |gate| {
                        gate.expected("`$ref` must be a string", other);
                    });
                }
                _ => self.sibling(kind, key),
            }
        }
    }

    /// A property beside `$ref`. Only schemas may have some: extensions always, keywords since 3.1.
    fn sibling(&mut self, kind: ObjectKind, key: &'d str) {
        let schema = kind == ObjectKind::Schema;
        if schema && (self.modern || key.starts_with("x-")) {
            return;
        }
        let (message, help) = if schema {
            let message = format!("OpenAPI 3.0 ignores `{key}` beside `$ref`");
            let help =
                format!("write `allOf: [{{$ref: …}}]` instead of the `$ref`, or remove `{key}`");
            (message, help)
        } else {
            let message = format!("`{key}` beside `$ref` is not supported in {}", kind.name());
            (message, "move it to what the reference points at, or remove it".to_owned())
        };
        self.report_member(key, Code::UnsupportedKeyword, message, &help);
    }

    fn target(&mut self, kind: ObjectKind, text: &str) {
        if !text.starts_with('#') {
            let message = format!("`{text}` points outside the document");
            return self.report(Code::ExternalRef, message, "bundle the documents into one first");
        }
        let section = kind.section().unwrap_or_default();
        if let Some(name) = target(kind, text) {
            let components = self.document.pointer(&format!("/components/{section}"));
            let components = components.and_then(Value::as_object);
            if components.is_some_and(|components| components.contains_key(&name)) {
                return;
            }
            let names = components.into_iter().flat_map(Map::keys).map(String::as_str);
            let help = match self.hint(&name, names) {
                Some(close) => format!(
                    "did you mean `#/components/{section}/{close}`? correct it with an overlay action"
                ),
                None => format!(
                    "add it to `components.{section}`, or correct the reference, with an overlay action"
                ),
            };
            return self.report(Code::UnresolvedRef, format!("there is no `{text}`"), help);
        }
        let exists = Pointer::from_reference(text)
            .is_some_and(|pointer| pointer.resolve(self.document).is_some());
        let message = if exists {
            format!("`{text}` is not an entry of `components.{section}`")
        } else {
            format!("there is no `{text}`")
        };
        let help =
            format!("move the referenced object to `components.{section}`, and refer to it there");
        self.report(Code::UnresolvedRef, message, help);
    }
}

#[cfg(test)]
mod tests {
    use super::{ObjectKind, target};

    #[test]
    fn targets_are_components_of_their_kind() {
        let schema = |text| target(ObjectKind::Schema, text);
        assert_eq!(schema("#/components/schemas/A"), Some("A".to_owned()));
        assert_eq!(schema("#/components/schemas/A%2DB"), Some("A-B".to_owned()));
        assert_eq!(schema("#/components/schemas"), None);
        assert_eq!(schema("#/components/schemas/A/items"), None);
        assert_eq!(schema("#/components/responses/A"), None);
        assert_eq!(schema("other.json#/components/schemas/A"), None);
        assert_eq!(target(ObjectKind::Operation, "#/components/schemas/A"), None);
    }
}
