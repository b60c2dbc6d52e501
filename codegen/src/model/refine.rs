//! Merges sibling keywords into a schema whose values are not objects: a shared string with an
//! additional limit, or the format or the values of a string that may be null.

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::ir::{Docs, TypeRef};

use super::context::{Context, Place};
use super::schema::{self, Typed};
use super::{constraints, docs, union};

/// The type of the one schema in `allOf`, `anyOf` or `oneOf` that has only limits, values or a
/// format beside it, if the schema is like that.
pub(super) fn typed<'a>(cx: &mut Context<'a>, schema: &'a Schema, place: &Place) -> Option<Typed> {
    let SchemaKind::Any(any) = &schema.schema_kind else { return None };
    let (keyword, arms) = schema::only_keyword(&schema.schema_kind)?;
    let [only] = arms else { return None };
    let [kind] = union::kinds(cx, arms)[..] else { return None };
    let scalar = matches!(kind, "string" | "integer" | "number" | "boolean" | "array");
    let same = any.typ.as_deref().is_none_or(|typ| typ == kind);
    if !scalar || !same || !bounds_only(any) {
        return None;
    }
    let values = listed(cx, any, only, kind)?;
    let index = union::original_index(schema, 0);
    let inner = schema::typed(cx, only.into(), &place.through(keyword, index));
    let ty = match any.format.as_deref() {
        _ if !values.is_empty() => schema::open_enum(cx, &values, schema, place),
        format @ Some(_) if is_plain(cx, only) => {
            TypeRef::String(schema::text_format(cx, format, place))
        }
        _ => inner.ty.clone(),
    };
    let outer = docs::of(schema);
    let constraints = constraints::both(outer.constraints.clone(), inner.docs.constraints.clone());
    let Some(constraints) = constraints else {
        let message = format!(
            "the constraints of this schema and of the one in its `{keyword}` contradict each other"
        );
        let ty = schema::unsupported(cx, &place.at, &message);
        return Some(Typed { ty, ..inner });
    };
    let docs = docs::overlay(outer, inner.docs.clone());
    Some(Typed { ty, docs: Docs { constraints, ..docs }, ..inner })
}

/// The values that a schema lists beside its one inner schema; `None` if they are no strings, or
/// not among the values of the inner schema.
fn listed<'a>(
    cx: &Context<'a>,
    any: &'a AnySchema,
    only: &'a ReferenceOr<Schema>,
    kind: &str,
) -> Option<Vec<&'a str>> {
    // That the schema may be null is known already.
    let values = any.enumeration.iter().filter(|value| !value.is_null());
    let values = values.map(Value::as_str).collect::<Option<Vec<&str>>>()?;
    let inner = cx.schema(only.into()).and_then(schema::listed_values);
    let is_narrower =
        inner.is_none_or(|inner| values.iter().all(|value| inner.iter().any(|it| it == value)));
    (values.is_empty() || (kind == "string" && is_narrower)).then_some(values)
}

/// Whether a schema is a string of which neither a format nor the values are known.
fn is_plain(cx: &Context<'_>, schema: &ReferenceOr<Schema>) -> bool {
    let schema = cx.schema(schema.into());
    let Some(SchemaKind::Type(Type::String(string))) = schema.map(|schema| &schema.schema_kind)
    else {
        return false;
    };
    string.enumeration.is_empty() && docs::format_text(&string.format).is_none()
}

/// Whether a schema has nothing beside its one inner schema but limits, values and a format.
fn bounds_only(any: &AnySchema) -> bool {
    let bounds = AnySchema {
        typ: any.typ.clone(),
        format: any.format.clone(),
        enumeration: any.enumeration.clone(),
        one_of: any.one_of.clone(),
        any_of: any.any_of.clone(),
        all_of: any.all_of.clone(),
        pattern: any.pattern.clone(),
        minimum: any.minimum,
        maximum: any.maximum,
        exclusive_minimum: any.exclusive_minimum,
        exclusive_maximum: any.exclusive_maximum,
        multiple_of: any.multiple_of,
        min_length: any.min_length,
        max_length: any.max_length,
        min_items: any.min_items,
        max_items: any.max_items,
        unique_items: any.unique_items,
        ..AnySchema::default()
    };
    *any == bounds
}
