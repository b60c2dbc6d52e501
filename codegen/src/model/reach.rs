//! Determines what reaches each model: its directions, operations and groups.

use std::collections::{BTreeMap, BTreeSet};

use crate::bounds::REACHED;
use crate::ir::{Additional, Content, Model, Operation, Shape, TypeRef};
use crate::name::TypeName;

/// Marks every model with the directions, operations and groups that reach it. Stops and
/// returns `false` when these are too many.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>, operations: &[Operation]) -> bool {
    let mut left = REACHED;
    let edges: BTreeMap<TypeName, Vec<TypeName>> =
        models.iter().map(|(name, model)| (name.clone(), targets(model))).collect();
    let mut by_patch: BTreeSet<TypeName> = BTreeSet::new();
    let mut by_others: BTreeSet<TypeName> = BTreeSet::new();
    for operation in operations {
        let sent = closure(&edges, operation.body.iter().map(|body| &body.ty));
        let errors = operation.errors.iter().filter_map(|error| error.body.as_ref());
        let received =
            closure(&edges, success_types(&operation.success.content).into_iter().chain(errors));
        let arguments = closure(&edges, operation.parameters().map(|parameter| &parameter.ty));
        let reached = sent.len().saturating_add(received.len()).saturating_add(arguments.len());
        // Each keeps the id, which can be long.
        let weight = operation.id.len().div_ceil(64).max(1);
        let Some(rest) = left.checked_sub(reached.saturating_mul(weight)) else { return false };
        left = rest;
        let seen = if operation.method == "PATCH" { &mut by_patch } else { &mut by_others };
        seen.extend(sent.iter().cloned());
        for name in sent.iter().chain(&received).chain(&arguments) {
            let Some(model) = models.get_mut(name) else { continue };
            model.in_request |= sent.contains(name) || arguments.contains(name);
            model.in_response |= received.contains(name);
            model.operations.insert(operation.id.clone());
            model.groups.insert(operation.group.clone());
        }
    }
    for (name, model) in models.iter_mut() {
        model.patch_only = by_patch.contains(name) && !by_others.contains(name);
    }
    true
}

/// The types that a successful response holds.
fn success_types(content: &Content) -> Option<&TypeRef> {
    match content {
        Content::Empty | Content::Text | Content::Bytes => None,
        Content::Result(ty) | Content::Body(ty) | Content::Page { item: ty, .. } => Some(ty),
    }
}

/// Everything that is reached from some types.
fn closure<'a>(
    edges: &BTreeMap<TypeName, Vec<TypeName>>,
    roots: impl IntoIterator<Item = &'a TypeRef>,
) -> BTreeSet<TypeName> {
    let mut open: Vec<TypeName> = Vec::new();
    for root in roots {
        names(root, &mut open);
    }
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(next) = edges.get(&name)
            && !reached.contains(&name)
        {
            open.extend(next.iter().cloned());
            reached.insert(name);
        }
    }
    reached
}

/// The models that a model refers to.
pub(super) fn targets(model: &Model) -> Vec<TypeName> {
    let mut found = Vec::new();
    match &model.shape {
        Shape::Object(object) => {
            object.fields.iter().for_each(|field| names(&field.ty, &mut found));
            if let Additional::Open(ty) = &object.additional {
                names(ty, &mut found);
            }
        }
        Shape::Union(union) => union.arms.iter().for_each(|arm| names(&arm.ty, &mut found)),
        Shape::Alias(ty) => names(ty, &mut found),
        Shape::Enum(_) => {}
    }
    found
}

fn names(ty: &TypeRef, found: &mut Vec<TypeName>) {
    match ty {
        TypeRef::Named(name) => found.push(name.clone()),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            names(inner, found);
        }
        _ => {}
    }
}
