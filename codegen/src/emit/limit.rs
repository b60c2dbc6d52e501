//! Constraints as data, so that a request can be checked on demand.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{Constraints, Docs, Field, Model, Shape, TypeRef};
use crate::pattern;
use crate::surface::Schemas;

/// Returns the limits of a field, and those of its items where it is a list or a map.
pub(super) fn of_field(schemas: &Schemas, field: &Field) -> Vec<TokenStream> {
    let mut limits = of_docs(&field.docs);
    if field.docs.item_constraints.is_none()
        && let Some(alias) = alias(schemas, &field.ty)
    {
        limits.extend(items(&alias.docs));
    }
    limits
}

/// Returns a list of limits, as the items of a slice.
pub(super) fn list(limits: &[TokenStream]) -> TokenStream {
    quote!(#(#limits),*)
}

/// Returns the alias that a type names: its items are described there.
fn alias<'a>(schemas: &Schemas<'a>, ty: &TypeRef) -> Option<&'a Model> {
    let TypeRef::Named(name) = ty else { return None };
    schemas.model(name).filter(|model| matches!(model.shape, Shape::Alias(_)))
}

fn of_docs(docs: &Docs) -> Vec<TokenStream> {
    let mut limits = of_constraints(&docs.constraints);
    limits.extend(items(docs));
    limits
}

fn items(docs: &Docs) -> Option<TokenStream> {
    let limits = of_constraints(docs.item_constraints.as_deref()?);
    (!limits.is_empty()).then(|| quote!(Limit::Items(&[#(#limits),*])))
}

fn of_constraints(constraints: &Constraints) -> Vec<TokenStream> {
    let mut limits = Vec::new();
    if let Some(bound) = number(constraints.minimum.as_deref()) {
        limits.push(if constraints.exclusive_minimum {
            quote!(Limit::Above(#bound))
        } else {
            quote!(Limit::Minimum(#bound))
        });
    }
    if let Some(bound) = number(constraints.maximum.as_deref()) {
        limits.push(if constraints.exclusive_maximum {
            quote!(Limit::Below(#bound))
        } else {
            quote!(Limit::Maximum(#bound))
        });
    }
    if let Some(step) = number(constraints.multiple_of.as_deref()) {
        limits.push(quote!(Limit::MultipleOf(#step)));
    }
    // Other values than numbers are for readers.
    let values: Option<Vec<_>> =
        constraints.values.iter().map(|value| number(Some(value))).collect();
    if let Some(values) = values.filter(|values| !values.is_empty()) {
        limits.push(quote!(Limit::OneOf(&[#(#values),*])));
    }
    limits.extend(constraints.patterns.iter().map(|pattern| of_pattern(pattern)));
    let counts = [
        (constraints.min_length, quote!(MinLength)),
        (constraints.max_length, quote!(MaxLength)),
        (constraints.min_items, quote!(MinItems)),
        (constraints.max_items, quote!(MaxItems)),
        (constraints.min_properties, quote!(MinProperties)),
        (constraints.max_properties, quote!(MaxProperties)),
    ];
    for (count, variant) in counts {
        // A count beyond 32 bits is none: no value has as many.
        if let Some(count) = count.and_then(|count| u32::try_from(count).ok()) {
            let count = Literal::u32_unsuffixed(count);
            limits.push(quote!(Limit::#variant(#count)));
        }
    }
    if constraints.unique_items {
        limits.push(quote!(Limit::UniqueItems));
    }
    limits
}

/// Returns a pattern, with the expressions that stand for it where it is not one itself.
fn of_pattern(pattern: &str) -> TokenStream {
    match pattern::checks(pattern).as_deref() {
        Ok([only]) if only.is_match && only.regex == pattern => quote!(Limit::Pattern(#pattern)),
        Ok(checks) => {
            let checks = checks.iter().map(|it| {
                let (regex, is_match) = (&it.regex, it.is_match);
                quote!((#regex, #is_match))
            });
            quote!(Limit::Translated(#pattern, &[#(#checks),*]))
        }
        Err(_) => quote!(Limit::Unchecked(#pattern)),
    }
}

/// Returns a number of the document as a float literal.
fn number(text: Option<&str>) -> Option<TokenStream> {
    let number: f64 = text?.parse().ok().filter(|number: &f64| number.is_finite())?;
    let literal = Literal::f64_unsuffixed(number.abs());
    Some(if number.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constraint_becomes_a_limit() {
        let constraints = Constraints {
            minimum: Some("-1".to_owned()),
            exclusive_minimum: true,
            maximum: Some("0.5".to_owned()),
            multiple_of: Some("4".to_owned()),
            min_length: Some(1),
            max_length: Some(u64::MAX),
            patterns: ["^[a-z]", "\"", "^(?!a)b", r"(a)\1"].map(str::to_owned).to_vec(),
            unique_items: true,
            values: vec!["0".to_owned(), "6".to_owned()],
            ..Constraints::default()
        };
        let text = list(&of_constraints(&constraints)).to_string();
        for limit in [
            "Limit :: Above (- 1.0)",
            "Limit :: Maximum (0.5)",
            "Limit :: MultipleOf (4.0)",
            "Limit :: OneOf (& [0.0 , 6.0])",
            "Limit :: Pattern (\"^[a-z]\")",
            "Limit :: Pattern (\"\\\"\")",
            "Limit :: Translated (\"^(?!a)b\" , & [(\"^(?:a)\" , false) , (\"^b\" , true)])",
            "Limit :: Unchecked (\"(a)\\\\1\")",
            "Limit :: MinLength (1)",
            "Limit :: UniqueItems",
        ] {
            assert!(text.contains(limit), "{limit} in {text}");
        }
        assert!(!text.contains("MaxLength"), "{text}");
        assert!(number(Some("1e999")).is_none());
    }
}
