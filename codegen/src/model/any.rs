//! Schemas that mix keywords of several types, or do not declare a type.

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::extension;
use crate::ir::{Format, TypeRef};

use super::context::{Context, Place};
use super::schema::{open_enum, text_format, unsupported};
use super::{object, union};

/// Schemas that `openapiv3` has no kind for; every case is a known one.
pub(super) fn typed<'a>(
    cx: &mut Context<'a>,
    any: &'a AnySchema,
    schema: &'a Schema,
    place: &Place,
) -> TypeRef {
    let extensions = &schema.schema_data.extensions;
    if let Some(Value::Array(types)) = extensions.get(extension::TYPE_SET) {
        let types: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
        return union::of_types(&types).unwrap_or_else(|| {
            unsupported(
                cx,
                &place.at,
                &format!("no Rust type represents a value that is one of: {}", types.join(", ")),
            )
        });
    }
    if extensions.contains_key(extension::NULL_ONLY) || any.typ.as_deref() == Some("null") {
        return TypeRef::Any("the spec allows only null");
    }
    let plain = any.properties.is_empty() && any.all_of.is_empty();
    let arms = match (any.one_of.as_slice(), any.any_of.as_slice()) {
        ([], []) => None,
        (arms, []) => Some(("oneOf", arms)),
        ([], arms) => Some(("anyOf", arms)),
        _ => return combined(cx, place),
    };
    if let Some((keyword, arms)) = arms {
        if !plain {
            return combined(cx, place);
        }
        if let Some(beside) = beside_arms(cx, any, arms) {
            let message = format!(
                "`{beside}` beside `{keyword}` is not supported: it would constrain all variants"
            );
            return unsupported(cx, &place.at, &message);
        }
        return union::typed(cx, schema, keyword, arms, place);
    }
    if any.typ.as_deref() == Some("string") && any.all_of.iter().all(only_a_pattern) {
        return of_text(cx, any, schema, place);
    }
    if !any.all_of.is_empty() {
        return object::merged(cx, &any.all_of, Some(any), schema, place);
    }
    if let Some(ty) = of_scalar_with_foreign_keywords(cx, any, place) {
        return ty;
    }
    if let Some(ty) = of_values(cx, any, schema, place) {
        return ty;
    }
    if *any == AnySchema::default() {
        return TypeRef::Any("an empty schema");
    }
    combined(cx, place)
}

fn combined(cx: &mut Context<'_>, place: &Place) -> TypeRef {
    unsupported(cx, &place.at, "no Rust type represents this combination of keywords")
}

/// A keyword beside the variants of a union that they would have to be read with.
fn beside_arms<'a>(
    cx: &Context<'a>,
    any: &'a AnySchema,
    arms: &'a [ReferenceOr<Schema>],
) -> Option<&'static str> {
    let fits = |kind: &str, typ: &str| {
        kind == typ || matches!(kind, "unknown" | "mixed") || (kind, typ) == ("integer", "number")
    };
    let contradicts = |typ: &str| union::kinds(cx, arms).iter().any(|kind| !fits(kind, typ));
    let said = [
        ("type", any.typ.as_deref().is_some_and(contradicts)),
        ("required", !any.required.is_empty()),
        ("additionalProperties", any.additional_properties.is_some()),
        ("items", any.items.is_some()),
        ("enum", !any.enumeration.is_empty()),
        ("not", any.not.is_some()),
    ];
    said.into_iter().find_map(|(keyword, said)| said.then_some(keyword))
}

/// Text beside keywords that say nothing about text.
fn of_text(cx: &mut Context<'_>, any: &AnySchema, schema: &Schema, place: &Place) -> TypeRef {
    warn_of_foreign_values(cx, any, place, Value::is_string);
    let values: Vec<&str> = any.enumeration.iter().filter_map(Value::as_str).collect();
    if !values.is_empty() {
        return open_enum(cx, &values, schema, place);
    }
    TypeRef::String(text_format(cx, any.format.as_deref(), place))
}

/// A schema that says nothing but what its values are.
fn of_values(
    cx: &mut Context<'_>,
    any: &AnySchema,
    schema: &Schema,
    place: &Place,
) -> Option<TypeRef> {
    let texts: Vec<&str> = any.enumeration.iter().filter_map(Value::as_str).collect();
    let values: Vec<&Value> = any.enumeration.iter().filter(|value| !value.is_null()).collect();
    if !texts.is_empty() && texts.len() == values.len() {
        return Some(open_enum(cx, &texts, schema, place));
    }
    let alone = AnySchema { enumeration: any.enumeration.clone(), ..AnySchema::default() };
    if any.enumeration.is_empty() || *any != alone {
        return None;
    }
    let all = |fits: fn(&Value) -> bool| values.iter().all(|value| fits(value));
    if values.is_empty() {
        return Some(TypeRef::Any("the spec allows only null"));
    }
    if all(Value::is_i64) {
        return Some(TypeRef::Integer);
    }
    if all(Value::is_number) {
        return Some(TypeRef::Number);
    }
    all(Value::is_boolean).then_some(TypeRef::Boolean)
}

/// A scalar beside keywords that say nothing about its type, such as a number with an enum of
/// strings: JSON Schema ignores them or contradicts itself, so the type wins.
fn of_scalar_with_foreign_keywords(
    cx: &mut Context<'_>,
    any: &AnySchema,
    place: &Place,
) -> Option<TypeRef> {
    let composed = !(any.one_of.is_empty() && any.any_of.is_empty() && any.all_of.is_empty())
        || any.not.is_some();
    if composed || !any.properties.is_empty() || any.items.is_some() {
        return None;
    }
    let ty = match any.typ.as_deref()? {
        "integer" => TypeRef::Integer,
        "number" => TypeRef::Number,
        "boolean" => TypeRef::Boolean,
        "string" => TypeRef::String(Format::Text),
        _ => return None,
    };
    warn_of_foreign_values(cx, any, place, |value| match ty {
        TypeRef::Integer => value.is_i64(),
        TypeRef::Number => value.is_number(),
        TypeRef::Boolean => value.is_boolean(),
        _ => value.is_string(),
    });
    Some(ty)
}

fn warn_of_foreign_values(
    cx: &mut Context<'_>,
    any: &AnySchema,
    place: &Place,
    fits: impl Fn(&Value) -> bool,
) {
    if !any.enumeration.iter().all(|value| value.is_null() || fits(value)) {
        cx.sink.push(
            Diagnostic::warning(
                Code::InvalidValue,
                place.at.child("enum"),
                "the values of `enum` are not of the declared type, so `enum` is ignored",
            )
            .help("remove `enum` or correct `type` with an overlay action"),
        );
    }
}

fn only_a_pattern(member: &ReferenceOr<Schema>) -> bool {
    match member.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Any(any)) => {
            any.pattern.is_some()
                && *any == AnySchema { pattern: any.pattern.clone(), ..AnySchema::default() }
        }
        _ => false,
    }
}
