//! Types of bodies and answers, and the enums in both.

use std::collections::BTreeMap;

use super::{Listing, Signature, Surface};
use crate::diff::side::{Side, modules};
use crate::ir::{Field, Format, Model, Object, Shape, TypeRef, Union};
use crate::name::FieldName;

/// When a field of a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diff) enum Presence {
    /// Always, with a value.
    Required,
    /// Always, with a value or null.
    Nullable,
    /// When it is set.
    Optional,
    /// When it is set, to a value or to null.
    Patch,
}

impl Presence {
    /// When a field of a model is sent.
    pub(in crate::diff) fn of(model: &Model, field: &Field) -> Self {
        match (field.required, field.nullable) {
            (true, false) => Self::Required,
            (true, true) if !model.patch_only => Self::Nullable,
            (false, false) => Self::Optional,
            (_, true) => Self::Patch,
        }
    }

    /// Whether a request cannot be without the field.
    pub(in crate::diff) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}

/// Adds the types of a model.
pub(super) fn add(surface: &mut Surface, side: Side<'_>, model: &Model, listing: &Listing) {
    let listed = listing.of_type(&model.name);
    for module in modules(model) {
        let path = format!("{module}::{listed}");
        match &model.shape {
            Shape::Object(object) => add_object(surface, side, &path, model, object, module),
            Shape::Enum(values) => {
                surface.insert(path.clone(), Signature::text("enum"));
                for value in &values.values {
                    surface.insert(format!("{path}::{}", value.name), Signature::default());
                }
            }
            Shape::Union(union) => add_union(surface, side, &path, model, union),
            Shape::Alias(target) => {
                surface.insert(path.clone(), Signature::text("type=").ty(target));
            }
        }
        if module == "request" && matches!(model.shape, Shape::Object(_) | Shape::Union(_)) {
            let own = model.in_response.then_some(listed);
            let others = model.write_backs.iter().map(|from| listing.of_type(&from.from));
            for from in own.into_iter().chain(others) {
                surface.insert(format!("{path}: TryFrom<response::{from}>"), Signature::default());
            }
        }
    }
}

fn add_object(
    surface: &mut Surface,
    side: Side<'_>,
    path: &str,
    model: &Model,
    object: &Object,
    module: &str,
) {
    surface.insert(path.to_owned(), Signature::text("struct"));
    let mut arguments = Signature::default();
    let mut starts_empty = true;
    let mut fields: Vec<&Field> = object.fields.iter().collect();
    fields.sort_by_key(|field| object.required.iter().position(|wire| *wire == field.wire));
    for field in fields {
        let presence = Presence::of(model, field);
        let [item, setter, null] = field_items(path, &field.name);
        surface.insert(item, member(field, presence, module));
        if module != "request" {
            continue;
        }
        starts_empty &= !presence.is_required() && field.tag.is_none();
        match presence {
            _ if field.tag.is_some() => {}
            Presence::Required => arguments = arguments.join(argument(side, field)).then(","),
            Presence::Nullable => {
                arguments = arguments.then("Option<").join(value(field)).then(">,");
            }
            Presence::Optional | Presence::Patch => {
                surface.insert(setter, argument(side, field));
                if presence == Presence::Patch {
                    surface.insert(null, Signature::default());
                }
            }
        }
    }
    if module == "request" {
        surface.insert(format!("{path}::new()"), arguments);
        if starts_empty {
            surface.insert(format!("{path}: Default"), Signature::default());
        }
    }
}

/// The items of a field: the field, its setter, and the setter of null.
pub(in crate::diff) fn field_items(path: &str, field: &FieldName) -> [String; 3] {
    let plain = field.as_str().trim_end_matches('_');
    [format!("{path}::{field}"), format!("{path}::{field}()"), format!("{path}::{plain}_null()")]
}

/// The type of a field.
fn member(field: &Field, presence: Presence, module: &str) -> Signature {
    let around = match presence {
        Presence::Required if module == "request" => return value(field),
        Presence::Patch if module == "request" => "Patch<",
        _ => "Option<",
    };
    Signature::text(around).join(value(field)).then(">")
}

/// The type of the value of a field, when there is one.
fn value(field: &Field) -> Signature {
    let mut value = Signature::default().ty(&field.ty);
    for (around, wanted) in [("Box<", field.boxed), ("Secret<", field.secret)] {
        if wanted {
            value = Signature::text(around).join(value).then(">");
        }
    }
    value
}

/// The type of an argument for a field.
fn argument(side: Side<'_>, field: &Field) -> Signature {
    let plain = Signature::default().ty(&field.ty);
    if field.secret && !field.boxed {
        Signature::text("impl Into<").join(value(field)).then(">")
    } else if is_plain(side, &field.ty) {
        plain
    } else {
        Signature::text("impl Into<").join(plain).then(">")
    }
}

fn is_plain(side: Side<'_>, ty: &TypeRef) -> bool {
    matches!(
        side.resolve(ty),
        TypeRef::Integer | TypeRef::Number | TypeRef::Boolean | TypeRef::Map(_)
    )
}

fn add_union(surface: &mut Surface, side: Side<'_>, path: &str, model: &Model, union: &Union) {
    surface.insert(path.to_owned(), Signature::text("union"));
    let identities: Vec<String> = union.arms.iter().map(|arm| identity(side, &arm.ty)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::from([(model.name.as_str(), 1)]);
    for identity in &identities {
        *counts.entry(identity).or_default() += 1;
    }
    for (arm, identity) in union.arms.iter().zip(&identities) {
        let variant = format!("{path}::{}", arm.name);
        if counts.get(identity.as_str()) == Some(&1) {
            surface.insert(format!("{variant}: From"), Signature::default().ty(&arm.ty));
            if is_text(side, &arm.ty) {
                surface.insert(format!("{variant}: From<&str>"), Signature::default());
            }
        }
        surface.insert(variant, Signature::default().ty(&arm.ty));
    }
}

fn is_text(side: Side<'_>, ty: &TypeRef) -> bool {
    match side.resolve(ty) {
        TypeRef::String(format) => !matches!(format, Format::Date | Format::DateTime),
        _ => false,
    }
}

/// The same text for types that are one type in Rust.
fn identity(side: Side<'_>, ty: &TypeRef) -> String {
    match side.resolve(ty) {
        TypeRef::String(Format::DateTime) => "DateTime".to_owned(),
        TypeRef::String(Format::Date) => "Date".to_owned(),
        TypeRef::String(_) => "String".to_owned(),
        TypeRef::Any(_) => "Value".to_owned(),
        TypeRef::Array(item) => format!("Vec<{}>", identity(side, item)),
        TypeRef::Map(value) => format!("Map<{}>", identity(side, value)),
        TypeRef::Named(name) => side.canonical(name).to_string(),
        plain => format!("{plain:?}"),
    }
}
