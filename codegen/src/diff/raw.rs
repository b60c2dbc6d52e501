//! What documents say and the IR does not hold. The comparison of the IR sees everything that
//! becomes Rust; this one sees the rest, so that no difference is dropped.

mod document;
mod enums;
mod envelope;
mod holder;
mod operation;
mod refused;
mod schema;
mod security;
mod spelling;
mod versions;
mod walk;

use serde_json::Value;

use super::compare::Compare;
use super::resolved::is_unreached;
use crate::diagnostic::Sink;
use crate::inline::inline;
use crate::pointer::Pointer;
use operation::Pair;
pub(super) use refused::compare as refused;
use versions::Versions;
use walk::{Role, Walk};

/// Compares what the IR does not hold.
pub(super) fn compare(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    let (old, new) = (&prepared(old), &prepared(new));
    let documents = Versions { old, new };
    document::compare(compare, documents);
    security::compare(compare, documents);
    enums::compare(compare, documents);
    for (before, operation) in compare.operations.both.clone() {
        if let (Some(from), Some(to)) = (before.at.resolve(old), operation.at.resolve(new)) {
            let versions = Versions { old: from, new: to };
            let pair = Pair { before, operation, versions, documents };
            operation::compare(compare, pair);
            envelope::compare(compare, pair);
            operation::schemas(compare, pair);
        }
    }
    schemas(compare, documents);
}

/// Returns a document in one spelling, with references to shared parts resolved.
fn prepared(document: &Value) -> Value {
    // A reference that cannot be resolved was reported when the document was read.
    let mut document = inline(document.clone(), &mut Sink::new());
    spelling::unify(&mut document);
    document
}

/// Compares the schemas of components and of bodies.
fn schemas(compare: &mut Compare<'_>, documents: Versions<'_>) {
    let at = Pointer::root().child("components").child("schemas");
    let schemas = documents.key("components").key("schemas");
    for name in schemas.differing() {
        let (Some(old), Some(new)) = schemas.get(&name) else { continue };
        // A schema that no operation reaches is neither sent nor received.
        if !(is_unreached(compare.new, &name) && is_unreached(compare.old, &name)) {
            let mut walk = Walk { compare: &mut *compare, documents };
            walk.schema(Role::Modelled, &at.child(&name), Versions { old, new });
        }
    }
    for (before, after) in compare.operations.both.clone() {
        if let (Some(from), Some(to)) = (&before.body, &after.body)
            && let (Some(old), Some(new)) =
                (from.at.resolve(documents.old), to.at.resolve(documents.new))
        {
            let mut walk = Walk { compare: &mut *compare, documents };
            walk.schema(Role::Modelled, &to.at, Versions { old, new });
        }
    }
}
