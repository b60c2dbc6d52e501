//! Removes the keywords that the gate rejects from a document.
//!
//! Later stages can check the document without them, so that one run also shows the other problems.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, InputFile, Severity, Sink};

/// Returns the document without its refused keywords; none where something else is wrong with it.
pub(crate) fn rest(document: &Value, sink: &Sink) -> Option<Value> {
    let mut rest = document.clone();
    for found in sink.as_slice().iter().filter(|found| found.severity == Severity::Error) {
        let keyword = matches!(found.code, Code::UnknownKeyword | Code::UnsupportedKeyword);
        if !keyword || found.source != InputFile::Document {
            return None;
        }
        remove(&mut rest, found);
    }
    // A required keyword may be rejected, and not all findings are stored.
    let mut left = Sink::new();
    super::gate(&rest, &mut left);
    (!left.has_errors()).then_some(rest)
}

/// Removes the property that a finding is about, where there is one.
fn remove(document: &mut Value, found: &Diagnostic) {
    let place = found.at.parent().zip(found.at.segments().last());
    let parent = place.and_then(|(parent, key)| Some((parent.resolve_mut(document)?, key)));
    if let Some((Value::Object(members), key)) = parent {
        members.shift_remove(&key);
    }
}
