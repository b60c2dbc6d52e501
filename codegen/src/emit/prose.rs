//! Documentation of models and fields: what the document says, then the facts, line by line.

use proc_macro2::TokenStream;
use quote::quote;

use super::deprecation;
use super::facts::facts;
use crate::docs::{code, inline, markdown, unglue, wrap};
use crate::ir::{Docs, Field, Model};
use crate::pointer::Pointer;

/// `#[doc = "…"]` for each line; `prettyplease` prints them as `///`.
pub(super) fn lines(lines: &[String]) -> TokenStream {
    let attributes = lines.iter().map(|line| {
        let line = if line.is_empty() { String::new() } else { unglue(&format!(" {line}")) };
        quote!(#[doc = #line])
    });
    attributes.collect()
}

/// One paragraph of safe Markdown as lines.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    wrap(text, "", "")
}

/// The documentation and deprecation of a model.
pub(super) fn model(model: &Model) -> TokenStream {
    model_with(model, &[])
}

/// The same, with paragraphs of our own at the end.
pub(super) fn model_with(model: &Model, more: &[String]) -> TokenStream {
    let mut found =
        describe(&model.docs, || format!("{} of the document.", code(&place(&model.at))));
    for paragraph in more {
        push_paragraph(&mut found, wrapped(paragraph));
    }
    let (docs, deprecated) = (lines(&found), deprecation::attribute(&model.docs));
    quote!(#docs #deprecated)
}

/// The documentation and deprecation of a field.
pub(super) fn field(field: &Field) -> TokenStream {
    let mut found = describe(&field.docs, || format!("{}.", code(&field.wire)));
    if field.secret {
        push_paragraph(&mut found, vec!["Secret: never printed by `Debug`.".to_owned()]);
    }
    let (docs, deprecated) = (lines(&found), deprecation::attribute(&field.docs));
    quote!(#docs #deprecated)
}

/// Title, description and facts; where the document says nothing, what `otherwise` says.
pub(super) fn describe(docs: &Docs, otherwise: impl FnOnce() -> String) -> Vec<String> {
    let mut found = Vec::new();
    let description = docs.description.as_deref().map(markdown).unwrap_or_default();
    if let Some(title) = docs.title.as_deref().map(inline)
        && !title.is_empty()
        && !description.first().is_some_and(|line| line.starts_with(&title))
    {
        push_paragraph(&mut found, wrapped(&title));
    }
    push_paragraph(&mut found, description);
    if found.is_empty() {
        found = wrapped(&otherwise());
    }
    push_paragraph(&mut found, wrapped(&facts(docs)));
    found
}

/// Adds a paragraph below an empty line.
pub(super) fn push_paragraph(lines: &mut Vec<String>, paragraph: Vec<String>) {
    if !lines.is_empty() && !paragraph.is_empty() {
        lines.push(String::new());
    }
    lines.extend(paragraph);
}

/// A place of the document in short: `Service.ipAccessList[]`.
fn place(at: &Pointer) -> String {
    let segments: Vec<String> = at.segments().collect();
    let [root, kind, name, rest @ ..] = segments.as_slice() else { return at.to_string() };
    if root != "components" || kind != "schemas" {
        return at.to_string();
    }
    let mut place = name.clone();
    let mut rest = rest.iter();
    while let Some(step) = rest.next() {
        match step.as_str() {
            "properties" => {
                place.push('.');
                place.push_str(rest.next().map_or("", String::as_str));
            }
            "items" => place.push_str("[]"),
            "additionalProperties" => place.push_str("{}"),
            "oneOf" | "anyOf" | "allOf" => {
                rest.next();
            }
            _ => return at.to_string(),
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_short() {
        let cases = [
            ("#/components/schemas/Service", "Service"),
            ("#/components/schemas/A/properties/b/items/oneOf/1/properties/c", "A.b[].c"),
            ("#/components/schemas/A/additionalProperties", "A{}"),
            ("#/paths/~1v1/get", "#/paths/~1v1/get"),
        ];
        for (pointer, short) in cases {
            assert_eq!(place(&Pointer::parse(pointer).unwrap()), short);
        }
    }

    #[test]
    fn what_is_not_said_is_replaced_and_a_title_is_not_said_twice() {
        let mut docs = Docs { description: Some(String::new()), ..Docs::default() };
        assert_eq!(describe(&docs, || "`x`.".to_owned()), ["`x`."]);
        docs.title = Some("Size".to_owned());
        docs.format = Some("uuid".to_owned());
        assert_eq!(describe(&docs, String::new), ["Size", "", "Format: `uuid`."]);
        docs.description = Some("Size of it.".to_owned());
        assert_eq!(describe(&docs, String::new), ["Size of it.", "", "Format: `uuid`."]);
    }
}
