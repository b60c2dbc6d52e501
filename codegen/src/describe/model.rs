//! Models and fields: the description of the document, then the facts, line by line.

use super::facts::facts;
use super::link::link;
use super::text::{Line, Lines, capitalized, enumerated, lines, push_paragraph, stopped, wrapped};
use crate::ir::{Docs, Field, Model, Shape, TypeRef};
use crate::markdown::rustdoc::{code, inline, markdown};
use crate::pointer::Pointer;
use crate::surface::{Direction, Schemas};

/// The longest first paragraph that is short enough for a list.
const LEAD: usize = 120;

/// The number of fields, variants or values that are named; the others are counted.
const PARTS: usize = 4;

/// Returns the documentation of a model: its description, its users, and paragraphs of our own.
/// `others` are the other locations of an enum.
pub(super) fn model<'a>(
    model: &Model,
    others: &[&Model],
    users: Lines<'a>,
    more: &[String],
) -> Lines<'a> {
    let place = place(&model.at);
    let is_inline = place.contains(['.', '[']);
    let mut docs = model.docs.clone();
    if others.iter().any(|other| other.docs.default != docs.default) {
        docs.default = None;
    }
    let mut found = prose(&docs);
    // The description of a property is not that of all properties with these values.
    let differs = |other: &&Model| other.docs.description != docs.description;
    let is_of_property = is_inline && !found.is_empty() && others.iter().any(differs);
    if is_of_property {
        (docs.default, docs.example, docs.external) = (None, None, None);
        found = at_location(&place, found);
    }
    let mut found = lead(found);
    let facts = wrapped(&facts(&docs));
    let is_named = place != model.name.as_str() && !place.starts_with('#') && !is_of_property;
    let place = is_named.then(|| {
        if is_inline {
            format!("Defined inline in the spec, at {}.", code(&place))
        } else {
            format!("Named {} in the spec.", code(&place))
        }
    });
    let mut last = Vec::new();
    // The first paragraph is the summary of the type, which facts cannot be.
    if found.is_empty() {
        last = facts;
    } else {
        push_paragraph(&mut found, facts);
    }
    for paragraph in place.iter().chain(more) {
        push_paragraph(&mut last, wrapped(paragraph));
    }
    if found.is_empty() && users.is_empty() && last.is_empty() {
        found = wrapped(&format!("The schema {} of the spec.", code(&model.owner)));
    }
    let parts = [lines(found), users, lines(last)];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.reduce(joined).unwrap_or_default()
}

/// Returns the description of one of several locations with the same values.
fn at_location(place: &str, description: Vec<String>) -> Vec<String> {
    let intro = format!("The spec lists these values at several locations. At {}:", code(place));
    let end = description.iter().position(String::is_empty).unwrap_or(description.len());
    let (paragraph, rest) = description.split_at(end);
    let text = paragraph.join(" ");
    if text.starts_with(['-', '*', '1']) {
        let mut found = wrapped(&intro);
        push_paragraph(&mut found, description);
        return found;
    }
    let mut found = wrapped(&format!("{intro} {text}"));
    found.extend_from_slice(rest);
    found
}

fn joined<'a>(mut above: Lines<'a>, below: Lines<'a>) -> Lines<'a> {
    above.push(Line::Always(String::new()));
    above.extend(below);
    above
}

/// Returns the documentation of a field.
pub(super) fn field(schemas: &Schemas, field: &Field, direction: Direction) -> Vec<String> {
    let mut found = describe(&field.docs, || undescribed(schemas, field, direction));
    if field.secret {
        push_paragraph(&mut found, vec!["Secret: `Debug` redacts it.".to_owned()]);
    }
    found
}

/// Returns the sentence about a field without a description: its type, and the description of that,
/// or else what it consists of.
fn undescribed(schemas: &Schemas, field: &Field, direction: Direction) -> String {
    let text = capitalized(&link(schemas, &field.ty, direction, false));
    if let Some(words) = words(schemas, &field.ty) {
        return format!("{text}. {words}");
    }
    if let Some(parts) = parts(schemas, &field.ty) {
        return format!("{text}, {parts}.");
    }
    let more = if facts(&field.docs).is_empty() { "; the spec gives no description" } else { "" };
    format!("{text}{more}.")
}

/// Returns the first fields, variants or values of a type, and the number of others.
fn parts(schemas: &Schemas, ty: &TypeRef) -> Option<String> {
    let name = match schemas.resolve(ty) {
        TypeRef::Array(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => {
            return parts(schemas, item);
        }
        TypeRef::Named(name) => name,
        _ => return None,
    };
    let (what, parts): (_, Vec<&str>) = match &schemas.model(name)?.shape {
        Shape::Object(object) => {
            ("field", object.fields.iter().map(|field| field.name.as_str()).collect())
        }
        Shape::Enum(found) => {
            ("value", found.values.iter().map(|value| value.wire.as_str()).collect())
        }
        Shape::Union(union) => {
            ("variant", union.arms.iter().map(|arm| arm.name.as_str()).collect())
        }
        Shape::Alias(_) => return None,
    };
    let mut named: Vec<String> = parts.iter().take(PARTS).map(|part| code(part)).collect();
    match parts.len().saturating_sub(PARTS) {
        0 => {}
        1 => named.push("1 other".to_owned()),
        more => named.push(format!("{more} others")),
    }
    Some(match parts.len() {
        0 => return None,
        1 => format!("with the {what} {}", enumerated(&named, "and")),
        _ => format!("with the {what}s {}", enumerated(&named, "and")),
    })
}

/// Returns the first sentence of the document about a named type, or about the items of a list of
/// them.
fn words(schemas: &Schemas, ty: &TypeRef) -> Option<String> {
    let name = match ty {
        TypeRef::Array(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => {
            return words(schemas, item);
        }
        TypeRef::Named(name) => name,
        _ => return None,
    };
    let Docs { title, description, .. } = &schemas.model(name)?.docs;
    let docs = Docs { title: title.clone(), description: description.clone(), ..Docs::default() };
    let lines = lead(describe(&docs, String::new));
    let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
    let text = lines.get(..end)?.join(" ");
    let is_sentence = text.starts_with(char::is_alphanumeric);
    is_sentence.then(|| stopped(&text))
}

/// Title, description and facts; if there is no title or description, the text of `otherwise`.
pub(super) fn describe(docs: &Docs, otherwise: impl FnOnce() -> String) -> Vec<String> {
    let mut found = prose(docs);
    if found.is_empty() {
        push_paragraph(&mut found, wrapped(&otherwise()));
    }
    push_paragraph(&mut found, wrapped(&facts(docs)));
    found
}

/// Title and description.
fn prose(docs: &Docs) -> Vec<String> {
    let mut found = Vec::new();
    let description = docs.description.as_deref().map(markdown).unwrap_or_default();
    if let Some(title) = docs.title.as_deref().map(inline)
        && !title.is_empty()
        && !description.first().is_some_and(|line| line.starts_with(&title))
    {
        push_paragraph(&mut found, wrapped(&title));
    }
    push_paragraph(&mut found, description);
    found
}

/// Cuts a long first paragraph after its first sentence, because rustdoc shows the first paragraph
/// in lists of types.
fn lead(lines: Vec<String>) -> Vec<String> {
    let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
    let (paragraph, rest) = lines.split_at(end);
    let text = paragraph.join(" ");
    let is_running = !text.starts_with(['-', '*', '`', '1']) && text.chars().count() > LEAD;
    let Some((first, more)) = first_sentence(&text).filter(|_| is_running) else { return lines };
    let mut found = wrapped(first);
    push_paragraph(&mut found, wrapped(more));
    found.extend_from_slice(rest);
    found
}

/// Returns a text as its first sentence and what follows. A sentence of one or two words is not
/// enough.
fn first_sentence(text: &str) -> Option<(&str, &str)> {
    let mut in_code = false;
    for (at, character) in text.char_indices() {
        match character {
            '`' => in_code = !in_code,
            '.' if !in_code => {
                let (first, rest) = text.split_at(at + 1);
                let next = rest.strip_prefix(' ').unwrap_or_default();
                let is_end = next.starts_with(char::is_uppercase);
                if is_end && first.matches(' ').count() > 1 && !first.ends_with(".g.") {
                    return Some((first, rest.trim_start()));
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns a location in the document in short: `Service.ipAccessList[]`.
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
            "additionalProperties" => place.push_str(".additionalProperties"),
            step @ ("oneOf" | "anyOf" | "allOf") => {
                let index = rest.next().map_or("", String::as_str);
                place.extend([".", step, "[", index, "]"]);
            }
            _ => return at.to_string(),
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::testing::{TEXT, api, enumeration, field, file, named, object};

    #[test]
    fn places_are_short() {
        let cases = [
            ("#/components/schemas/Service", "Service"),
            ("#/components/schemas/A/properties/b/items/oneOf/1/properties/c", "A.b[].oneOf[1].c"),
            ("#/components/schemas/A/additionalProperties", "A.additionalProperties"),
            ("#/paths/~1v1/get", "#/paths/~1v1/get"),
        ];
        for (pointer, short) in cases {
            assert_eq!(place(&Pointer::parse(pointer).unwrap()), short);
        }
    }

    #[test]
    fn the_first_sentence_of_a_long_paragraph_becomes_the_summary() {
        let long = "Word after word. ".repeat(10);
        let text = format!("DEPRECATED. Use the `a. B` field (e.g. It) instead. {long}");
        let mut lines = wrapped(&text);
        lines.extend([String::new(), "More.".to_owned()]);
        let led = lead(lines);
        assert_eq!(led[0], "DEPRECATED. Use the `a. B` field (e.g. It) instead.");
        assert_eq!((led[1].as_str(), &led[2][..4]), ("", "Word"));
        assert_eq!(led.last().unwrap(), "More.");
        for short in ["One thing here. And more.", &format!("- a b c. {long}"), &"word ".repeat(30)]
        {
            assert_eq!(lead(wrapped(short)), wrapped(short));
        }
    }

    #[test]
    fn the_description_of_a_shared_enum_names_its_location() {
        let at = |name: &str, property: &str, description: &str, default: Option<&str>| {
            let mut model = enumeration(name, &["on"]);
            let pointer = format!("#/components/schemas/{property}");
            model.at = Pointer::parse(&pointer).unwrap();
            model.docs.description = Some(description.to_owned());
            model.docs.default = default.map(str::to_owned);
            model
        };
        let text = |of: &Model, others: &[&Model]| -> Vec<String> {
            let found = model(of, others, Vec::new(), &[]);
            found.iter().map(|line| format!("{line:?}")).collect()
        };
        let first = at("AMode", "A/properties/mode", "Mode of A.", Some("\"on\""));
        let same = at("BMode", "B/properties/mode", "Mode of A.", None);
        let other = at("CMode", "C/properties/mode", "Mode of C.", Some("\"on\""));
        let alone = text(&first, &[]).concat();
        assert!(alone.contains("(\"Mode of A.\")") && alone.contains("Default: "), "{alone}");
        let shared = text(&first, &[&same]).concat();
        assert!(shared.contains("(\"Mode of A.\")") && !shared.contains("Default: "), "{shared}");
        assert_eq!(
            text(&first, &[&same, &other]),
            [
                "Always(\"The spec lists these values at several locations. At `A.mode`: Mode of A.\")"
            ]
        );
    }

    #[test]
    fn a_missing_description_is_replaced_and_a_title_is_not_repeated() {
        let mut docs = Docs { description: Some(String::new()), ..Docs::default() };
        assert_eq!(describe(&docs, || "`x`.".to_owned()), ["`x`."]);
        docs.title = Some("Size".to_owned());
        docs.format = Some("uuid".to_owned());
        assert_eq!(describe(&docs, String::new), ["Size", "", "Format: `uuid`."]);
        docs.description = Some("Size of it.".to_owned());
        assert_eq!(describe(&docs, String::new), ["Size of it.", "", "Format: `uuid`."]);
    }

    #[test]
    fn a_field_without_a_description_is_described_by_its_type() {
        let bare = |model: Model| Model { docs: Docs::default(), ..model };
        let wide = ["a", "b", "c", "d", "e", "f"].map(|wire| field(wire, TEXT)).into();
        let list = |name| TypeRef::Array(Box::new(named(name)));
        let facts = Docs { format: Some("uuid".to_owned()), ..Docs::default() };
        let fields = vec![
            field("said", named("Said")),
            field("wide", named("Wide")),
            field("kinds", list("Kind")),
            field("one", named("One")),
            Field { docs: facts, ..field("id", TEXT) },
            field("text", TEXT),
        ];
        let one = object("One", vec![field("x", TEXT)]);
        let models = [object("Wide", wide), enumeration("Kind", &["x", "y"]), one].map(bare);
        let models = models.into_iter().chain([object("Said", vec![]), object("All", fields)]);
        let text = file(&api(models.collect(), vec![]), "response/all.rs");
        for docs in [
            "/// [`Said`](crate::response::Said). A thing.\n",
            "/// [`Wide`](crate::response::Wide), with the fields `a`, `b`, `c`, `d` and 2 others.\n",
            "/// An array of [`Kind`](crate::enums::Kind), with the values `x` and `y`.\n",
            "/// [`One`](crate::response::One), with the field `x`.\n",
            "/// A string.\n    ///\n    /// Format: `uuid`.\n",
            "/// A string; the spec gives no description.\n",
        ] {
            assert!(text.contains(docs), "{docs}{text}");
        }
    }
}
