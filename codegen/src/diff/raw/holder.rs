//! Which types and operations of the crate a place of the document belongs to.

use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::{method, paths};
use crate::ir::{Field, Model, Shape};
use crate::pointer::Pointer;

/// Returns a place of the new document, with those who reach it and what users search for.
pub(super) fn spot(compare: &Compare<'_>, at: &Pointer) -> Spot {
    let property = property(at);
    let api = compare.new.api;
    let mut spot = Spot { pointer: at.clone(), ..Spot::default() };
    for model in api.models.values() {
        for field in fields(model).iter().filter(|field| field.at == property) {
            add(&mut spot, model, &format!("::{}", field.name));
        }
    }
    if spot.rust.is_empty() {
        // The innermost type around the place.
        let around = api.models.values().filter(|model| at.starts_with(&model.at));
        if let Some(model) = around.max_by_key(|model| model.at.segments().count()) {
            add(&mut spot, model, "");
        }
    }
    if spot.rust.is_empty()
        && let Some(operation) = api.operations.iter().find(|it| at.starts_with(&it.at))
    {
        let part = at.segments().nth(operation.at.segments().count()).unwrap_or_default();
        spot.reach = Reach {
            parameter: part == "parameters",
            request: part == "requestBody",
            response: part == "responses",
            operations: [operation.id.clone()].into(),
            dormant: false,
        };
        spot.rust.push(method(operation));
    }
    if spot.rust.is_empty() {
        // A part that no type and no operation shows, such as a shared parameter.
        spot.reach = Reach { request: true, response: true, ..Reach::default() };
        spot.rust.push(at.to_string());
    }
    spot
}

fn add(spot: &mut Spot, model: &Model, field: &str) {
    spot.reach.request |= model.in_request;
    spot.reach.response |= model.in_response;
    spot.reach.operations.extend(model.operations.iter().cloned());
    spot.rust.extend(paths(model).into_iter().map(|path| path + field));
}

/// Returns the fields of a model.
pub(super) fn fields(model: &Model) -> &[Field] {
    match &model.shape {
        Shape::Object(object) => &object.fields,
        _ => &[],
    }
}

/// Returns the property whose value a place is part of; a place outside of properties is returned
/// as it is.
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
