//! The short notation of types, constraints and everything else that a line can say of a value.

use crate::ir::{Constraints, Docs, Format, TypeRef};

/// Returns a type as a reviewer reads it: `[text]`, `{integer}`, `ServiceState`.
pub(crate) fn ty(ty: &TypeRef) -> String {
    match ty {
        TypeRef::String(format) => self::format(*format).to_owned(),
        TypeRef::Integer => "integer".to_owned(),
        TypeRef::Number => "number".to_owned(),
        TypeRef::Boolean => "boolean".to_owned(),
        TypeRef::IntegerOrText => "integer or string".to_owned(),
        TypeRef::NumberOrText => "number or string".to_owned(),
        TypeRef::Any(_) => "any".to_owned(),
        TypeRef::Array(item) => format!("[{}]", self::ty(item)),
        TypeRef::Map(value) => format!("{{{}}}", self::ty(value)),
        TypeRef::Nullable(item) => format!("{} or null", self::ty(item)),
        TypeRef::Bytes => "bytes".to_owned(),
        TypeRef::Named(name) => name.to_string(),
    }
}

fn format(format: Format) -> &'static str {
    match format {
        Format::Text => "string",
        Format::Uuid => "uuid",
        Format::DateTime => "date-time",
        Format::Date => "date",
        Format::Email => "email",
        Format::Uri => "uri",
        Format::Hostname => "hostname",
        Format::Password => "password",
        Format::Boolean => "boolean as string",
    }
}

/// Returns other facts about a value, as short phrases.
pub(super) fn remarks(docs: &Docs) -> Vec<String> {
    // The pattern of a uuid says at length what its format says in a word.
    let is_uuid = docs.format.as_deref() == Some("uuid");
    let mut remarks = constraints(&docs.constraints, !is_uuid);
    if let Some(items) = &docs.item_constraints {
        remarks.push(format!("each ({})", constraints(items, true).join(", ")));
    }
    if let Some(default) = &docs.default {
        remarks.push(format!("default {default}"));
    }
    if docs.read_only {
        remarks.push("read-only".to_owned());
    }
    if docs.write_only {
        remarks.push("write-only".to_owned());
    }
    if docs.deprecated {
        remarks.push("deprecated".to_owned());
    }
    remarks
}

fn constraints(constraints: &Constraints, patterns: bool) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(minimum) = &constraints.minimum {
        found.push(format!("{}{minimum}", if constraints.exclusive_minimum { '>' } else { '≥' }));
    }
    if let Some(maximum) = &constraints.maximum {
        found.push(format!("{}{maximum}", if constraints.exclusive_maximum { '<' } else { '≤' }));
    }
    found.extend(constraints.multiple_of.iter().map(|step| format!("multiple of {step}")));
    found.extend(range("length", constraints.min_length, constraints.max_length));
    found.extend(range("items", constraints.min_items, constraints.max_items));
    if constraints.unique_items {
        found.push("unique".to_owned());
    }
    found.extend(range("properties", constraints.min_properties, constraints.max_properties));
    if !constraints.values.is_empty() {
        found.push(format!("one of {}", constraints.values.join(" ")));
    }
    if patterns {
        found.extend(constraints.patterns.iter().map(|pattern| format!("pattern {pattern}")));
    }
    found
}

/// Returns a range of sizes: `length 1..50`, `items 1..`, `properties ..8`.
fn range(what: &str, minimum: Option<u64>, maximum: Option<u64>) -> Option<String> {
    let bound = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    (minimum.is_some() || maximum.is_some())
        .then(|| format!("{what} {}..{}", bound(minimum), bound(maximum)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::TypeName;

    #[test]
    fn types_nest() {
        let named = TypeRef::Named(TypeName::new("Service"));
        let nested = TypeRef::Map(Box::new(TypeRef::Array(Box::new(named))));
        assert_eq!(ty(&nested), "{[Service]}");
        assert_eq!(ty(&TypeRef::String(Format::DateTime)), "date-time");
        assert_eq!(ty(&TypeRef::Any("why")), "any");
    }

    #[test]
    fn remarks_follow_the_order_of_the_notation() {
        let docs = Docs {
            deprecated: true,
            default: Some("null".to_owned()),
            constraints: Constraints {
                minimum: Some("0".to_owned()),
                exclusive_minimum: true,
                maximum: Some("1.5".to_owned()),
                multiple_of: Some("0.5".to_owned()),
                min_length: Some(1),
                max_items: Some(3),
                patterns: vec!["^a$".to_owned()],
                values: vec!["0".to_owned(), "1".to_owned()],
                ..Constraints::default()
            },
            item_constraints: Some(Box::new(Constraints {
                max_length: Some(9),
                ..Constraints::default()
            })),
            ..Docs::default()
        };
        let expected = [
            ">0",
            "≤1.5",
            "multiple of 0.5",
            "length 1..",
            "items ..3",
            "one of 0 1",
            "pattern ^a$",
            "each (length ..9)",
            "default null",
            "deprecated",
        ];
        assert_eq!(remarks(&docs), expected);
        let uuid = Docs { format: Some("uuid".to_owned()), ..docs };
        assert!(!remarks(&uuid).iter().any(|remark| remark.contains("^a$")));
        assert!(remarks(&Docs::default()).is_empty());
    }
}
