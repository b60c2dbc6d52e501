//! Invariants of the IR that no single place of the document can break alone.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Additional, Api, Content, Model, Shape, TypeRef};
use crate::name::{self, TypeName};
use crate::pointer::Pointer;

/// Checks the IR before anything is emitted.
pub(crate) fn check(api: &Api, sink: &mut Sink) {
    references(api, sink);
    aliases(api, sink);
    files(api, sink);
}

/// Every named type exists.
fn references(api: &Api, sink: &mut Sink) {
    let mut check = |ty: &TypeRef, at: &Pointer| {
        let mut ty = ty;
        while let TypeRef::Array(inner) | TypeRef::Map(inner) = ty {
            ty = inner;
        }
        if let TypeRef::Named(name) = ty
            && !api.models.contains_key(name)
        {
            let message = format!("internal error: the type `{name}` was named but never modelled");
            sink.push(
                Diagnostic::error(Code::UnresolvedRef, at.clone(), message)
                    .help("report this as a bug of the generator"),
            );
        }
    };
    for operation in &api.operations {
        operation
            .path_parameters
            .iter()
            .chain(&operation.query_parameters)
            .for_each(|p| check(&p.ty, &p.at));
        operation.body.iter().for_each(|body| check(&body.ty, &body.at));
        if let Content::Result(ty) | Content::Body(ty) | Content::Page { item: ty, .. } =
            &operation.success.content
        {
            check(ty, &operation.success.at);
        }
    }
    for error in api.operations.iter().flat_map(|operation| &operation.errors) {
        error.body.iter().for_each(|ty| check(ty, &error.at));
    }
    for model in api.models.values() {
        match &model.shape {
            Shape::Object(object) => {
                object.fields.iter().for_each(|field| check(&field.ty, &field.at));
                if let Additional::Open(ty) = &object.additional {
                    check(ty, &model.at);
                }
            }
            Shape::Union(union) => union.arms.iter().for_each(|arm| check(&arm.ty, &arm.at)),
            Shape::Alias(ty) => check(ty, &model.at),
            Shape::Enum(_) => {}
        }
    }
}

/// An alias must not lead to itself: a list of lists of itself has no type in Rust.
fn aliases(api: &Api, sink: &mut Sink) {
    for model in api.models.values() {
        let mut current = model;
        for _ in 0..api.models.len() {
            let Some(next) = alias_target(current).and_then(|name| api.models.get(name)) else {
                break;
            };
            if next.name == model.name {
                let message = format!(
                    "`{}` is a list or map of itself, which no Rust type can be",
                    model.name
                );
                let help = "describe the items as an object with an overlay action";
                sink.push(Diagnostic::error(Code::CyclicRef, model.at.clone(), message).help(help));
                break;
            }
            current = next;
        }
    }
}

fn alias_target(model: &Model) -> Option<&TypeName> {
    let Shape::Alias(ty) = &model.shape else { return None };
    let mut ty = ty;
    while let TypeRef::Array(inner) | TypeRef::Map(inner) = ty {
        ty = inner;
    }
    if let TypeRef::Named(name) = ty { Some(name) } else { None }
}

/// Two owners of models must not share a file, nor two groups.
fn files(api: &Api, sink: &mut Sink) {
    let mut owners: BTreeMap<String, (&str, &Pointer)> = BTreeMap::new();
    for model in api.models.values() {
        let file = name::module(&model.owner);
        match owners.get(&file) {
            Some((owner, first)) if *owner != model.owner => {
                let message =
                    format!("`{owner}` and `{}` would both be written to `{file}.rs`", model.owner);
                let diagnostic = Diagnostic::error(Code::NameCollision, model.at.clone(), message)
                    .related((*first).clone(), "the other one stands here")
                    .help("rename one of the component schemas with overlay actions");
                sink.push(diagnostic);
            }
            Some(_) => {}
            None => {
                owners.insert(file, (&model.owner, &model.at));
            }
        }
    }
}
