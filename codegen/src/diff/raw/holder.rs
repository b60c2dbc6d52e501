//! Which types and operations of the crate a place of the document belongs to.

use std::collections::BTreeSet;

use crate::diff::compare::Compare;
use crate::diff::facet::Reach;
use crate::diff::resolved::{method, paths};
use crate::ir::{Field, Model, Operation, Shape};
use crate::pointer::Pointer;

/// What holds a place: who reaches it, and what users search for.
#[derive(Debug, Default)]
pub(super) struct Holder {
    pub(super) reach: Reach,
    pub(super) rust: Vec<String>,
}

/// What holds a place of the new document.
pub(super) fn holder(compare: &Compare<'_>, at: &Pointer) -> Holder {
    let property = property(at);
    let fields: Vec<(&Model, &Field)> = compare
        .new
        .api
        .models
        .values()
        .flat_map(|model| fields(model).iter().map(move |field| (model, field)))
        .filter(|(_, field)| field.at == property)
        .collect();
    let mut found = Holder::default();
    for (model, field) in &fields {
        found.add(model, &format!("::{}", field.name));
    }
    if fields.is_empty() {
        // The innermost type around the place.
        let around = compare.new.api.models.values().filter(|model| at.starts_with(&model.at));
        if let Some(model) = around.max_by_key(|model| model.at.segments().count()) {
            found.add(model, "");
        }
    }
    if found.rust.is_empty()
        && let Some(operation) = compare.new.api.operations.iter().find(|o| at.starts_with(&o.at))
    {
        found.add_part(operation, at);
    }
    if found.rust.is_empty() {
        // A part that no type and no operation shows, such as a shared parameter.
        found.reach = Reach { request: true, response: true, ..Reach::default() };
        found.rust.push(at.to_string());
    }
    found
}

impl Holder {
    fn add(&mut self, model: &Model, field: &str) {
        self.reach.request |= model.in_request;
        self.reach.response |= model.in_response;
        self.reach.operations.extend(model.operations.iter().cloned());
        self.rust.extend(paths(model).into_iter().map(|path| path + field));
    }

    fn add_part(&mut self, operation: &Operation, at: &Pointer) {
        let part = at.segments().nth(operation.at.segments().count());
        self.reach = Reach {
            parameter: part.as_deref() == Some("parameters"),
            request: part.as_deref() == Some("requestBody"),
            response: part.as_deref() == Some("responses"),
            operations: BTreeSet::from([operation.id.clone()]),
            dormant: false,
        };
        self.rust.push(method(operation));
    }
}

fn fields(model: &Model) -> &[Field] {
    match &model.shape {
        Shape::Object(object) => &object.fields,
        _ => &[],
    }
}

/// The property whose value a place is part of; a place outside of properties stands for itself.
pub(super) fn property(at: &Pointer) -> Pointer {
    let mut place = at.clone();
    while let Some(parent) = place.parent() {
        if parent.segments().last().is_some_and(|last| last == "properties") {
            return place;
        }
        place = parent;
    }
    at.clone()
}
