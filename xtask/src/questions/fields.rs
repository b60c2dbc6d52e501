//! Questions about fields: secrets that their names do not show, requests without required fields,
//! and types that contradict the description of their property.

use codegen::ir::{Field, Format, Model, Shape, TypeRef};

use super::{Added, Question, words};

/// Words of fields that may hold credentials without saying so.
const SUSPECTS: [&str; 9] =
    ["cert", "dsn", "encryption", "header", "headers", "params", "uri", "url", "webhook"];

/// Words of numbers that are rarely whole.
const FRACTIONS: [&str; 10] =
    ["average", "avg", "duration", "fraction", "mean", "p50", "p95", "p99", "percent", "ratio"];

/// Returns the fields that a caller sends and that may hold a credential.
pub(super) fn secrets(added: &Added<'_>) -> Vec<Question> {
    let question = |(model, field): &(&Model, &Field)| {
        let suspected = words(&field.wire).iter().any(|word| SUSPECTS.contains(&word.as_str()));
        let decided = field.secret || added.is_decided(&field.at, "x-sdk-secret");
        let text = may_hold_text(added, &field.ty, 0);
        (model.in_request && suspected && !decided && text).then(|| Question {
            at: field.at.clone(),
            key: "x-sdk-secret",
            message: format!(
                "`{}.{}` is not redacted, but may hold a credential",
                model.name, field.wire
            ),
            value: "true".to_owned(),
        })
    };
    added.fields.iter().filter_map(question).collect()
}

fn may_hold_text(added: &Added<'_>, ty: &TypeRef, depth: usize) -> bool {
    match ty {
        TypeRef::String(format) => {
            matches!(format, Format::Text | Format::Uri | Format::Password)
        }
        TypeRef::Any(_) => true,
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            may_hold_text(added, inner, depth)
        }
        // An object has fields of its own, about which there are questions of their own.
        TypeRef::Named(_) => added.model(ty).is_some_and(|model| match &model.shape {
            Shape::Alias(inner) => depth < 8 && may_hold_text(added, inner, depth + 1),
            Shape::Object(object) => object.fields.is_empty(),
            _ => false,
        }),
        _ => false,
    }
}

/// Returns the request bodies that would be valid without any field.
pub(super) fn required(added: &Added<'_>) -> Vec<Question> {
    let question = |model: &&Model| {
        let Shape::Object(object) = &model.shape else { return None };
        let names: Vec<&str> = object.fields.iter().map(|field| field.wire.as_str()).collect();
        let is_open = object.required.is_empty() && object.asked.is_empty() && !names.is_empty();
        (model.in_request && !model.patch_only && is_open).then(|| Question {
            at: model.at.clone(),
            key: "x-sdk-required",
            message: format!("`request::{}` has no required field", model.name),
            value: format!("[{}]", names.join(", ")),
        })
    };
    added.models.iter().filter_map(question).collect()
}

/// Returns the fields whose type may be wrong by what the document itself says.
pub(super) fn types(added: &Added<'_>) -> Vec<Question> {
    let question = |(model, field): &(&Model, &Field)| {
        let says_null = field.docs.description.as_deref().is_some_and(|text| {
            text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "null")
        });
        let rarely_whole = words(&field.wire).iter().any(|word| FRACTIONS.contains(&word.as_str()));
        let (what, value) = if field.ty == TypeRef::Integer && rarely_whole {
            ("is an integer, but may have fractions", "number".to_owned())
        } else if says_null && !field.nullable && model.in_request {
            ("cannot be null, but its description mentions null", "[…, 'null']".to_owned())
        } else {
            return None;
        };
        let message = format!("`{}.{}` {what}", model.name, field.wire);
        Some(Question { at: field.at.clone(), key: "type", message, value })
    };
    added.fields.iter().filter_map(question).collect()
}
