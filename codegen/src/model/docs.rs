//! The documentation of a schema: description, default, example and constraints.

use openapiv3::{
    AnySchema, IntegerType, NumberType, Schema, SchemaKind, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::extension;
use crate::ir::{Constraints, Docs};

/// The documentation of a schema.
pub(super) fn of(schema: &Schema) -> Docs {
    let data = &schema.schema_data;
    let (constraints, format) = constraints(&schema.schema_kind);
    Docs {
        summary: None,
        title: data.title.clone(),
        description: data.description.clone().filter(|text| !text.trim().is_empty()),
        deprecated: data.deprecated,
        default: data.default.as_ref().map(number_or_json).or_else(|| {
            data.extensions.contains_key(extension::DEFAULT_NULL).then(|| "null".to_owned())
        }),
        example: data.example.as_ref().map(json),
        format,
        external: data.external_docs.as_ref().map(|docs| docs.url.clone()),
        read_only: data.read_only,
        write_only: data.write_only,
        constraints,
        item_constraints: None,
    }
}

/// What the document says of a place: the words at the place itself before those of its type.
pub(super) fn overlay(outer: Docs, inner: Docs) -> Docs {
    let constraints = if outer.constraints == Constraints::default() {
        inner.constraints
    } else {
        outer.constraints
    };
    Docs {
        summary: outer.summary.or(inner.summary),
        title: outer.title.or(inner.title),
        description: outer.description.or(inner.description),
        deprecated: outer.deprecated || inner.deprecated,
        default: outer.default.or(inner.default),
        example: outer.example.or(inner.example),
        format: outer.format.or(inner.format),
        external: outer.external.or(inner.external),
        read_only: outer.read_only || inner.read_only,
        write_only: outer.write_only || inner.write_only,
        constraints,
        item_constraints: outer.item_constraints.or(inner.item_constraints),
    }
}

fn constraints(kind: &SchemaKind) -> (Constraints, Option<String>) {
    match kind {
        SchemaKind::Type(Type::String(string)) => (of_string(string), format_text(&string.format)),
        SchemaKind::Type(Type::Integer(integer)) => {
            (of_integer(integer), format_text(&integer.format))
        }
        SchemaKind::Type(Type::Number(number)) => (of_number(number), format_text(&number.format)),
        SchemaKind::Type(Type::Array(array)) => {
            let constraints = Constraints {
                min_items: array.min_items.map(|n| n as u64),
                max_items: array.max_items.map(|n| n as u64),
                unique_items: array.unique_items,
                ..Constraints::default()
            };
            (constraints, None)
        }
        SchemaKind::Type(Type::Object(object)) => {
            let constraints = Constraints {
                min_properties: object.min_properties.map(|n| n as u64),
                max_properties: object.max_properties.map(|n| n as u64),
                ..Constraints::default()
            };
            (constraints, None)
        }
        SchemaKind::Type(Type::Boolean(boolean)) => {
            let values = boolean.enumeration.iter().flatten().map(ToString::to_string).collect();
            (Constraints { values, ..Constraints::default() }, None)
        }
        SchemaKind::Any(any) => (of_any(any), any.format.clone()),
        _ => (Constraints::default(), None),
    }
}

fn of_string(string: &StringType) -> Constraints {
    Constraints {
        min_length: string.min_length.map(|n| n as u64),
        max_length: string.max_length.map(|n| n as u64),
        patterns: string.pattern.iter().cloned().collect(),
        ..Constraints::default()
    }
}

fn of_integer(integer: &IntegerType) -> Constraints {
    Constraints {
        minimum: integer.minimum.map(|n| n.to_string()),
        exclusive_minimum: integer.exclusive_minimum,
        maximum: integer.maximum.map(|n| n.to_string()),
        exclusive_maximum: integer.exclusive_maximum,
        multiple_of: integer.multiple_of.map(|n| n.to_string()),
        values: integer.enumeration.iter().flatten().map(ToString::to_string).collect(),
        ..Constraints::default()
    }
}

fn of_number(number: &NumberType) -> Constraints {
    Constraints {
        minimum: number.minimum.map(float),
        exclusive_minimum: number.exclusive_minimum,
        maximum: number.maximum.map(float),
        exclusive_maximum: number.exclusive_maximum,
        multiple_of: number.multiple_of.map(float),
        values: number.enumeration.iter().flatten().copied().map(float).collect(),
        ..Constraints::default()
    }
}

fn of_any(any: &AnySchema) -> Constraints {
    let mut patterns: Vec<String> = any.pattern.iter().cloned().collect();
    for member in &any.all_of {
        if let Some(Schema {
            schema_kind: SchemaKind::Any(AnySchema { pattern: Some(pattern), .. }),
            ..
        }) = member.as_item()
        {
            patterns.push(pattern.clone());
        }
    }
    Constraints {
        minimum: any.minimum.map(float),
        exclusive_minimum: any.exclusive_minimum == Some(true),
        maximum: any.maximum.map(float),
        exclusive_maximum: any.exclusive_maximum == Some(true),
        multiple_of: any.multiple_of.map(float),
        min_length: any.min_length.map(|n| n as u64),
        max_length: any.max_length.map(|n| n as u64),
        patterns,
        min_items: any.min_items.map(|n| n as u64),
        max_items: any.max_items.map(|n| n as u64),
        unique_items: any.unique_items == Some(true),
        min_properties: any.min_properties.map(|n| n as u64),
        max_properties: any.max_properties.map(|n| n as u64),
        values: values(any),
    }
}

/// The values that a schema lists, unless they are those of an enum.
fn values(any: &AnySchema) -> Vec<String> {
    let listed: Vec<&Value> = any.enumeration.iter().filter(|value| !value.is_null()).collect();
    let fits = match any.typ.as_deref() {
        Some("integer" | "number") => Value::is_number,
        Some("boolean") => Value::is_boolean,
        None if !listed.iter().all(|value| value.is_string()) => |_: &Value| true,
        _ => return Vec::new(),
    };
    listed.into_iter().filter(|value| fits(value)).map(json).collect()
}

/// A float as the document would write it: without `.0`.
fn float(number: f64) -> String {
    format!("{number}")
}

/// JSON text that does not depend on the order of keys.
pub(super) fn json(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string()
}

/// The same, with a whole number written without a fraction.
fn number_or_json(value: &Value) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and small")]
    match value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9.0e15) {
        Some(float) if value.is_f64() => (float as i64).to_string(),
        _ => json(value),
    }
}

/// The format as written in the document.
pub(super) fn format_text<T: serde::Serialize>(
    format: &VariantOrUnknownOrEmpty<T>,
) -> Option<String> {
    match serde_json::to_value(format) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}
