//! What documents say and the IR does not hold. The comparison of the IR sees everything that
//! becomes Rust; this one sees the rest, so that no difference is dropped because nobody looked.

mod document;
mod enums;
mod envelope;
mod holder;
mod members;
mod operation;
mod refused;
mod schema;
mod security;
mod spelling;
mod walk;

use serde_json::Value;

use super::compare::Compare;
use super::resolved::is_unreached;
use crate::diagnostic::Sink;
use crate::inline::inline;
use crate::pointer::Pointer;
use operation::Pair;
pub(super) use refused::compare as refused;
use walk::{Use, Versions, Walk};

/// Compares what the IR does not hold.
pub(super) fn compare(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    let (old, new) = (&prepared(old), &prepared(new));
    document::compare(compare, old, new);
    security::compare(compare, old, new);
    enums::compare(compare, old, new);
    for (before, operation) in compare.operations.both.clone() {
        if let (Some(from), Some(to)) = (before.at.resolve(old), operation.at.resolve(new)) {
            let (old_document, new_document) = (old, new);
            let pair = Pair { before, operation, old: from, new: to, old_document, new_document };
            operation::compare(compare, pair);
            envelope::compare(compare, pair);
            operation::schemas(compare, pair);
        }
    }
    schemas(compare, old, new);
}

/// A document in one spelling, with what is shared where it is referred to.
fn prepared(document: &Value) -> Value {
    // What cannot be put in place was reported when the document was read.
    let mut document = inline(document.clone(), &mut Sink::new());
    spelling::unify(&mut document);
    document
}

/// Compares the schemas of components and of bodies.
fn schemas(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    let at = Pointer::root().child("components").child("schemas");
    let (before, after) = (&old["components"]["schemas"], &new["components"]["schemas"]);
    for name in members::differing(before, after) {
        let (Some(from), Some(to)) = (before.get(&name), after.get(&name)) else { continue };
        // What no operation reaches is neither sent nor received.
        if !(is_unreached(compare.new, &name) && is_unreached(compare.old, &name)) {
            let mut walk = Walk { compare: &mut *compare, old, new };
            walk.schema(Use::Modelled, &at.child(&name), Versions { old: from, new: to });
        }
    }
    for (before, after) in compare.operations.both.clone() {
        if let (Some(from), Some(to)) = (&before.body, &after.body)
            && let (Some(before), Some(after)) = (from.at.resolve(old), to.at.resolve(new))
        {
            let mut walk = Walk { compare: &mut *compare, old, new };
            walk.schema(Use::Modelled, &to.at, Versions { old: before, new: after });
        }
    }
}
