//! Finds what can be read, changed and written back although the two sides have different names:
//! the answer of `GET` and the body of `PUT` on one path.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Content, Model, Operation, Shape, TypeRef, WriteBack};
use crate::name::TypeName;

/// Marks the bodies of `PUT` operations with the answers that they can be made from.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>, operations: &[Operation]) {
    let mut gets: BTreeMap<&str, &Operation> = BTreeMap::new();
    for get in operations.iter().filter(|operation| operation.method == "GET") {
        gets.entry(get.path.as_str()).or_insert(get);
    }
    for put in operations.iter().filter(|operation| operation.method == "PUT") {
        let Some(TypeRef::Named(body)) = put.body.as_ref().map(|body| &body.ty) else { continue };
        let get = gets.get(put.path.as_str());
        let Some(Content::Result(TypeRef::Named(answer))) = get.map(|get| &get.success.content)
        else {
            continue;
        };
        if let Some(found) = write_back(models, answer, body)
            && let Some(model) = models.get_mut(body)
            && !model.write_backs.contains(&found)
        {
            model.write_backs.push(found);
        }
    }
}

/// How a body is made of an answer, if both are structs that exist under the same features.
fn write_back(
    models: &BTreeMap<TypeName, Model>,
    answer: &TypeName,
    body: &TypeName,
) -> Option<WriteBack> {
    let (from, to) = (models.get(answer)?, models.get(body)?);
    let (Shape::Object(read), Shape::Object(written)) = (&from.shape, &to.shape) else {
        return None;
    };
    if answer == body || !to.groups.is_subset(&from.groups) {
        return None;
    }
    let written: BTreeSet<&str> = written.fields.iter().map(|field| field.wire.as_str()).collect();
    let read_only =
        read.fields.iter().map(|field| &field.wire).filter(|wire| !written.contains(wire.as_str()));
    Some(WriteBack { from: answer.clone(), read_only: read_only.cloned().collect() })
}
