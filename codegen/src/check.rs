//! Checks invariants of the whole IR, which no single location of the document can violate alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::bounds::{FILE_NAME, GROUPS, PARTS_OF_FILE, WORDS, WORDS_OF_FILE};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Additional, Api, Content, Docs, Model, Shape, TypeRef};
use crate::name::{self, TypeName};
use crate::pattern;
use crate::pointer::Pointer;

/// Checks the IR before anything is emitted.
pub(crate) fn check(api: &Api, sink: &mut Sink) {
    references(api, sink);
    words(api, sink);
    aliases(api, sink);
    files(api, sink);
    patterns(api, sink);
}

/// Names the patterns that clients cannot check.
fn patterns(api: &Api, sink: &mut Sink) {
    let mut visit = |docs: &Docs, at: &Pointer| {
        let all = std::iter::once(&docs.constraints).chain(docs.item_constraints.as_deref());
        for pattern in all.flat_map(|constraints| &constraints.patterns) {
            if let Err(why) = pattern::checks(pattern) {
                let message = format!("`validate` cannot check the pattern `{pattern}`: {why}");
                let found = Diagnostic::warning(Code::UncheckedPattern, at.clone(), message);
                sink.push(found.help(
                    "if possible, rewrite the pattern without this feature, with an overlay action",
                ));
            }
        }
    };
    for model in api.models.values().filter(|model| model.in_request) {
        match &model.shape {
            Shape::Object(object) => {
                object.fields.iter().for_each(|field| visit(&field.docs, &field.at));
            }
            Shape::Alias(_) => visit(&model.docs, &model.at),
            Shape::Enum(_) | Shape::Union(_) => {}
        }
    }
}

/// Every named type exists.
fn references(api: &Api, sink: &mut Sink) {
    let mut check = |ty: &TypeRef, at: &Pointer| {
        let mut ty = ty;
        while let TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) = ty {
            ty = inner;
        }
        if let TypeRef::Named(name) = ty
            && !api.models.contains_key(name)
        {
            let mut found = Diagnostic::internal(format!(
                "the type `{name}` is referred to, but was not created"
            ));
            found.at = at.clone();
            sink.push(found);
        }
    };
    for operation in &api.operations {
        operation.parameters().for_each(|p| check(&p.ty, &p.at));
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

/// Reports an alias that leads to itself: an array of arrays of itself has no type in Rust.
fn aliases(api: &Api, sink: &mut Sink) {
    let mut done: BTreeSet<&TypeName> = BTreeSet::new();
    for model in api.models.values() {
        let mut path: BTreeSet<&TypeName> = BTreeSet::new();
        let mut next = Some(model);
        while let Some(current) = next.filter(|model| !done.contains(&model.name)) {
            if !path.insert(&current.name) {
                let message = format!(
                    "`{}` is an array or map of itself, for which there is no Rust type",
                    current.name
                );
                let help = "describe the items as an object with an overlay action";
                sink.push(
                    Diagnostic::error(Code::CyclicRef, current.at.clone(), message).help(help),
                );
                break;
            }
            next = alias_target(current).and_then(|name| api.models.get(name));
        }
        done.extend(path);
    }
}

fn alias_target(model: &Model) -> Option<&TypeName> {
    let Shape::Alias(ty) = &model.shape else { return None };
    let mut ty = ty;
    while let TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) = ty {
        ty = inner;
    }
    if let TypeRef::Named(name) = ty { Some(name) } else { None }
}

/// Documentation is printed line by line, so very long texts cost many times their size.
fn words(api: &Api, sink: &mut Sink) {
    let mut files: BTreeMap<String, (usize, &Pointer)> = BTreeMap::new();
    let mut add = |file: String, bytes: usize, at| {
        let known = files.entry(file).or_insert((0, at));
        known.0 = known.0.saturating_add(bytes);
    };
    for operation in &api.operations {
        let parameters = operation.parameters();
        let all = parameters.map(|parameter| &parameter.docs).chain([&operation.docs]);
        let errors = operation.errors.iter().map(|error| error.description.len()).sum::<usize>();
        add(operation.group.clone(), all.map(length).sum::<usize>() + errors, &operation.at);
    }
    for model in api.models.values() {
        let fields = match &model.shape {
            Shape::Object(object) => object.fields.iter().map(|field| length(&field.docs)).sum(),
            _ => 0_usize,
        };
        add(name::module(&model.owner), fields.saturating_add(length(&model.docs)), &model.at);
    }
    let total = files.values().map(|(bytes, _)| *bytes).fold(0, usize::saturating_add);
    for (file, (bytes, at)) in &files {
        if *bytes > WORDS_OF_FILE {
            let message = format!(
                "`{file}.rs` would hold {bytes} bytes of documentation; at most {WORDS_OF_FILE} are allowed"
            );
            sink.push(Diagnostic::error(Code::TooLarge, (*at).clone(), message).help(SHORTEN));
        }
    }
    if total > WORDS {
        let message =
            format!("there are {total} bytes of documentation; at most {WORDS} are allowed");
        sink.push(Diagnostic::error(Code::TooLarge, Pointer::root(), message).help(SHORTEN));
    }
}

/// The help for too much documentation.
const SHORTEN: &str = "shorten the descriptions, defaults or examples with overlay actions";

/// Returns the size of the documentation in bytes.
fn length(docs: &Docs) -> usize {
    let texts = [&docs.summary, &docs.title, &docs.description, &docs.default, &docs.example];
    let constraints = &docs.constraints;
    let lists = constraints.patterns.iter().chain(&constraints.values).map(String::len);
    texts.into_iter().flatten().map(String::len).chain(lists).sum()
}

/// Returns the number of fields, values or variants of a shape.
fn parts_of(shape: &Shape) -> usize {
    match shape {
        Shape::Object(object) => object.fields.len(),
        Shape::Enum(shape) => shape.values.len(),
        Shape::Union(union) => union.arms.len(),
        Shape::Alias(_) => 1,
    }
}

/// Reports a file name that is too long for common file systems.
fn long_file_name(file: &str, at: &Pointer, sink: &mut Sink) {
    if file.len() > FILE_NAME {
        let shown: String = file.chars().take(40).collect();
        let message = format!(
            "the file `{shown}….rs` would have a name of {} bytes; at most {FILE_NAME} are allowed",
            file.len()
        );
        let help = "give its schema, operation or tag a shorter name with an overlay action";
        sink.push(Diagnostic::error(Code::TooLarge, at.clone(), message).help(help));
    }
}

/// Reports two owners of models, or two groups, that would share a file.
fn files(api: &Api, sink: &mut Sink) {
    let mut owners: BTreeMap<String, (&str, &Pointer)> = BTreeMap::new();
    let mut parts: BTreeMap<String, (usize, &Pointer)> = BTreeMap::new();
    for model in api.models.values() {
        let file = name::module(&model.owner);
        let known = parts.entry(file.clone()).or_insert((0, &model.at));
        known.0 = known.0.saturating_add(parts_of(&model.shape));
        match owners.get(&file) {
            Some((owner, first)) if *owner != model.owner => {
                let message =
                    format!("`{owner}` and `{}` would both be written to `{file}.rs`", model.owner);
                let diagnostic = Diagnostic::error(Code::NameCollision, model.at.clone(), message)
                    .related((*first).clone(), "the other one is here")
                    .help("rename one of the component schemas with overlay actions");
                sink.push(diagnostic);
            }
            Some(_) => {}
            None => {
                owners.insert(file, (&model.owner, &model.at));
            }
        }
    }
    for (file, (parts, at)) in parts {
        if parts > PARTS_OF_FILE {
            let message = format!(
                "`{file}.rs` would hold {parts} fields, values and variants; at most {PARTS_OF_FILE} are allowed"
            );
            let help = "move inner schemas to `components.schemas`, or remove what was repeated by mistake";
            sink.push(Diagnostic::error(Code::TooLarge, at.clone(), message).help(help));
        }
        long_file_name(&file, at, sink);
    }
    if api.groups.len() > GROUPS {
        let message = format!(
            "there are {} groups of operations; at most {GROUPS} are allowed",
            api.groups.len()
        );
        let help =
            "a group is a feature of the client: list related tags in one group of `x-sdk-groups`";
        let at = Pointer::root().child("tags");
        sink.push(Diagnostic::error(Code::TooLarge, at, message).help(help));
    }
    for resource in api.resources.values() {
        long_file_name(&name::module(resource.name.as_str()), &resource.at, sink);
    }
    for group in &api.groups {
        long_file_name(&name::module(&group.name), &Pointer::root().child("tags"), sink);
    }
}
