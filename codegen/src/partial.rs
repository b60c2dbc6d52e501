//! Reads as much as possible of a document that the generator rejects: the rejected locations are
//! left out, and listed.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, InputFile, Severity, Sink};
use crate::ir::Api;
use crate::pointer::Pointer;
use crate::{Input, explain, gate, load, overlay, understand, usage};

/// How often a document is read again without the places that were refused. What is left out can
/// leave something incomplete behind, which is refused in turn.
const ROUNDS: usize = 12;

/// A document, with the part of it that the generator understands.
#[derive(Debug)]
pub struct Partial {
    /// What the generator understands.
    pub api: Api,
    /// All errors and warnings of the whole document.
    pub diagnostics: Vec<Diagnostic>,
    /// The whole document after its overlay.
    pub whole: Value,
    /// The part that the generator understands.
    pub part: Value,
    /// The places of the whole document that are left out, outermost only.
    pub refused: Vec<Pointer>,
    /// The items of lists that are left out, in the order in which they were removed.
    shifts: Vec<(Pointer, usize)>,
}

/// Reads a document as far as the generator understands it.
///
/// # Errors
///
/// The problems of a document that does not load, and those of the overlay.
pub fn read_partly(input: &Input<'_>) -> Result<Partial, Vec<Diagnostic>> {
    let load::Loaded { value, map, .. } = load::load(input.document, input.document_name)?;
    let usage = usage::Usage::new(&value);
    let version = value.get("openapi").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut sink = Sink::new();
    let whole = overlay::apply(value, input.overlay, input.overlay_mode, &mut sink);
    if sink.has_errors() {
        return Err(explain(sink, &map, &usage, input));
    }
    let mut partial = Partial {
        api: Api::default(),
        diagnostics: Vec::new(),
        part: whole.clone(),
        whole,
        refused: Vec::new(),
        shifts: Vec::new(),
    };
    for round in 0..ROUNDS {
        let mut found = Sink::new();
        gate::gate(&partial.part, &mut found);
        let api = if found.has_errors() {
            None
        } else {
            understand(partial.part.clone(), &version, input.overlay_mode, &mut found)
        };
        let mut errors: Vec<Pointer> = errors(&found).map(|error| error.at.clone()).collect();
        if round == 0 {
            sink.extend(found.into_vec());
        }
        // Parts that the model reports and still contains are compared unchanged; it contains no
        // body that it reports.
        if let Some(api) = api.filter(|api| errors.is_empty() || is_whole(api, &partial.part)) {
            errors.retain(is_body);
            if errors.is_empty() {
                partial.api = api;
                break;
            }
        }
        if !partial.leave_out(errors) {
            break;
        }
    }
    partial.diagnostics = explain(sink, &map, &usage, input);
    Ok(partial)
}

/// Returns the errors about the document.
fn errors(sink: &Sink) -> impl Iterator<Item = &Diagnostic> {
    let errors = sink.as_slice().iter().filter(|found| found.severity == Severity::Error);
    errors.filter(|found| found.source == InputFile::Document)
}

/// Whether the model holds all operations of a document.
fn is_whole(api: &Api, document: &Value) -> bool {
    let paths = document.get("paths").and_then(Value::as_object);
    let methods = paths.into_iter().flatten().filter_map(|(_, item)| item.as_object());
    let count = methods
        .flat_map(|item| item.keys())
        .filter(|key| gate::grammar::METHODS.contains(&key.as_str()));
    count.count() == api.operations.len()
}

/// Whether a place is the body of a request or a response as a whole.
fn is_body(at: &Pointer) -> bool {
    let segments: Vec<String> = at.segments().collect();
    let is = |index: usize, name: &str| segments.get(index).is_some_and(|it| it == name);
    // `paths`, the path and the method come first; `content`, the media type and `schema` may
    // follow.
    match segments.len() {
        5..=7 if is(3, "requestBody") => is(4, "content"),
        6..=8 if is(3, "responses") => is(5, "content"),
        _ => false,
    }
}

impl Partial {
    /// Removes places from the part that is understood, or what holds them where they are gone;
    /// whether anything was removed.
    fn leave_out(&mut self, mut places: Vec<Pointer>) -> bool {
        // Later items of a list first, so that the places of the others are unchanged.
        places.sort();
        places.dedup();
        let mut removed = false;
        for place in places.into_iter().rev() {
            let mut place = Some(place);
            while let Some(at) = place.filter(|at| at.parent().is_some()) {
                if self.remove(&at) {
                    removed = true;
                    break;
                }
                place = at.parent();
            }
        }
        removed
    }

    fn remove(&mut self, at: &Pointer) -> bool {
        let Some((parent, key)) = at.parent().zip(at.segments().last()) else { return false };
        let whole = self.restore(at);
        let done = match parent.resolve_mut(&mut self.part) {
            Some(Value::Object(members)) => members.shift_remove(&key).is_some(),
            Some(Value::Array(items)) => match key.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items.remove(index);
                    self.shifts.push((parent, index));
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if done {
            self.refused.retain(|refused| !refused.starts_with(&whole));
            self.refused.push(whole);
        }
        done
    }

    /// Returns the place in the whole document of a place in the part.
    #[must_use]
    pub fn restore(&self, at: &Pointer) -> Pointer {
        let mut at = at.clone();
        for (list, removed) in self.shifts.iter().rev() {
            if !at.starts_with(list) {
                continue;
            }
            let mut rest = at.segments().skip(list.segments().count());
            let index = rest.next().and_then(|index| index.parse::<usize>().ok());
            if let Some(index) = index.filter(|index| index >= removed) {
                at = rest.fold(list.child(index + 1), |at, key| at.child(key));
            }
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlay::Mode;

    fn partial(document: &Value) -> Partial {
        let text = document.to_string();
        let input = Input {
            document: text.as_bytes(),
            document_name: "document",
            overlay: "overlay: 1.0.0\ninfo: { title: None, version: '1' }\nactions: []\n",
            overlay_name: "overlay",
            overlay_mode: Mode::Strict,
        };
        read_partly(&input).unwrap()
    }

    fn document(parameters: &Value) -> Value {
        serde_json::json!({
            "openapi": "3.1.1",
            "info": { "title": "A", "version": "1" },
            "paths": { "/v1/a": { "get": {
                "operationId": "aGet",
                "tags": ["A"],
                "parameters": parameters,
                "responses": { "200": { "description": "Done." } },
            } } },
        })
    }

    #[test]
    fn refused_parts_are_left_out_and_listed_with_their_place() {
        let query = |name: &str| serde_json::json!({ "name": name, "in": "query", "schema": {} });
        let mut unusual = query("b");
        unusual["in"] = "matrix".into();
        let found = partial(&document(&serde_json::json!([query("a"), unusual, query("c")])));
        let at = Pointer::parse("#/paths/~1v1~1a/get/parameters").unwrap();
        assert_eq!(found.refused, [at.child(1)]);
        assert!(!found.diagnostics.is_empty());
        let [operation] = &found.api.operations[..] else { panic!("{:?}", found.api) };
        let names: Vec<_> = operation.query_parameters.iter().map(|p| p.wire.as_str()).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(found.restore(&operation.query_parameters[1].at), at.child(2));
        assert_eq!(found.restore(&operation.query_parameters[0].at), at.child(0));
    }

    #[test]
    fn a_valid_document_is_understood_completely() {
        let found = partial(&document(&serde_json::json!([])));
        assert!(found.refused.is_empty() && found.diagnostics.is_empty());
        assert_eq!(found.part, found.whole);
    }
}
