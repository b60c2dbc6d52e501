//! The places of a document that a change can be about.

use arbitrary::Arbitrary;
use serde_json::Value;

/// How many places are looked at; the real document has many more.
const PLACES: usize = 20_000;

/// A place, chosen by number among those that there are.
#[derive(Debug, Clone, Copy, Arbitrary)]
pub(super) enum Place {
    /// Any schema.
    Schema(u16),
    /// A component schema.
    Component(u8),
    /// A parameter, a body, a response or a media type: what an operation is made of.
    Part(u8),
    /// Any value.
    Any(u16),
}

impl Place {
    /// The pointer of the place; the root if there is none of the kind.
    pub(super) fn find(self, document: &Value) -> String {
        let (number, found) = match self {
            Self::Schema(number) => (usize::from(number), all(document, is_schema)),
            Self::Component(number) => {
                let is_component = |pointer: &str, _: &Value| {
                    pointer.starts_with("/components/schemas/") && pointer.matches('/').count() == 3
                };
                (usize::from(number), all(document, is_component))
            }
            Self::Part(number) => (usize::from(number), all(document, is_part)),
            Self::Any(number) => (usize::from(number), all(document, |_, _| true)),
        };
        found.get(number % found.len().max(1)).cloned().unwrap_or_default()
    }
}

fn is_schema(pointer: &str, value: &Value) -> bool {
    const KEYS: [&str; 8] =
        ["type", "$ref", "properties", "oneOf", "anyOf", "allOf", "enum", "items"];
    let names_schema = pointer.ends_with("/properties") || !pointer.contains("/schema");
    value.is_object() && !names_schema && KEYS.iter().any(|key| value.get(key).is_some())
}

fn is_part(pointer: &str, value: &Value) -> bool {
    let mut steps = pointer.rsplit('/');
    let (last, before) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    value.is_object()
        && (matches!(before, "parameters" | "responses" | "content")
            || matches!(last, "requestBody" | "responses" | "get" | "put" | "post" | "patch"))
}

/// The pointers of all values of a kind, in the order of the document.
fn all(document: &Value, is: impl Fn(&str, &Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), document)];
    let mut seen = 0;
    while let Some((pointer, value)) = open.pop() {
        seen += 1;
        if seen > PLACES {
            break;
        }
        match value {
            Value::Object(members) => open.extend(members.iter().rev().map(|(key, inner)| {
                (format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), inner)
            })),
            Value::Array(items) => open.extend(
                items
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(index, inner)| (format!("{pointer}/{index}"), inner)),
            ),
            _ => {}
        }
        if is(&pointer, value) {
            found.push(pointer);
        }
    }
    found
}
