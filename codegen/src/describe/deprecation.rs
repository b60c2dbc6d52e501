//! The note of a deprecation: the sentence of the document that says what to use instead, with the
//! names of the crate in place of operations, paths and properties.

use std::collections::BTreeMap;

use crate::ir::{Api, Operation, Shape};
use crate::markdown::rustdoc::plain;

/// What names of the document are called in the crate.
pub(super) struct Names<'a> {
    operations: &'a [Operation],
    /// Properties and query parameters; nothing for one that has several names.
    fields: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let properties = api.models.values().flat_map(|model| match &model.shape {
            Shape::Object(object) => object.fields.as_slice(),
            _ => &[],
        });
        let properties = properties.map(|field| (field.wire.as_str(), field.name.as_str()));
        let parameters = api.operations.iter().flat_map(Operation::arguments);
        let parameters = parameters.map(|found| (found.wire.as_str(), found.name.as_str()));
        let mut fields = BTreeMap::new();
        for (wire, name) in properties.chain(parameters) {
            let known = fields.entry(wire).or_insert(Some(name));
            *known = known.filter(|known| *known == name);
        }
        Self { operations: &api.operations, fields }
    }

    /// Returns the note of a description, if it says what to use instead.
    pub(super) fn note(&self, description: &str) -> Option<String> {
        advice(description).map(|sentence| self.in_rust(&links_in_words(&sentence)))
    }

    /// Returns a sentence with the names of the crate, where the document has a name in backticks
    /// or quotes.
    fn in_rust(&self, sentence: &str) -> String {
        let mut found = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some(start) = rest.find(['`', '"']) {
            let (before, quoted) = rest.split_at(start);
            let (mark, inside) = quoted.split_at(1);
            let Some((name, after)) = inside.split_once(mark) else { break };
            found.push_str(before);
            rest = after;
            let method = self.method(name);
            let is_method = method.is_some();
            match method.or_else(|| self.field(name)) {
                Some(name) => found.extend(["`", &name, "`"]),
                None => found.extend([mark, name, mark]),
            }
            if is_method && let Some(after) = rest.strip_prefix(" endpoint") {
                found.push_str(" method");
                rest = after;
            }
        }
        found + rest
    }

    /// Returns the method of an operation that is named by its summary, or by its path with or
    /// without its HTTP method.
    fn method(&self, name: &str) -> Option<String> {
        let by_route = |operation: &&Operation| {
            let (method, path) = name.split_once(' ').unwrap_or(("GET", name));
            operation.path == path && operation.method == method
        };
        let by_summary = |operation: &&Operation| {
            let summary = operation.docs.summary.as_deref();
            summary.is_some_and(|summary| summary.eq_ignore_ascii_case(name))
        };
        let found = self.operations.iter().find(by_route);
        let mut named = self.operations.iter().filter(by_summary);
        let named = named.next().filter(|_| named.next().is_none());
        found.or(named).map(Operation::method_path)
    }

    /// Returns the field of a property, also of one in another: `config.asRatio`.
    fn field(&self, name: &str) -> Option<String> {
        let fields = name.split('.').map(|wire| *self.fields.get(wire)?);
        fields.collect::<Option<Vec<&str>>>().map(|names| names.join("."))
    }
}

/// Links as text with the URL behind it: compilers print notes as they are.
fn links_in_words(sentence: &str) -> String {
    let mut found = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after.split_once("](").and_then(|(text, after)| {
            let (url, after) = after.split_once(')')?;
            (!text.contains(['[', ']'])).then_some((text, url, after))
        });
        let Some((text, url, after)) = link else { break };
        found.extend([before, text, " (", url, ")"]);
        rest = after;
    }
    found + rest
}

/// Returns the sentence that says what to use instead, if there is one.
fn advice(description: &str) -> Option<String> {
    let text = plain(&description.replace("<br", ". <br"));
    let sentences = sentences(&text);
    let says = |sentence: &&&str, words: &[&str]| {
        let sentence = sentence.to_lowercase();
        words
            .iter()
            .any(|word| sentence.split(|c: char| !c.is_alphanumeric()).any(|found| found == *word))
    };
    let clear = sentences
        .iter()
        .find(|sentence| says(sentence, &["instead", "migrate", "favor", "favour", "replaced"]));
    // Weaker words count only where the text itself mentions the deprecation.
    let mentions = text.to_lowercase().contains("deprecated");
    let likely =
        || sentences.iter().find(|sentence| mentions && says(sentence, &["use", "follow", "see"]));
    clear.or_else(likely).map(|sentence| (*sentence).to_owned())
}

/// Cuts a text into sentences. A full stop ends one when a space and no small letter follow, so
/// that `e.g. this` stays whole, and never inside code.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    for (at, character) in text.char_indices() {
        in_code ^= character == '`';
        let next = text.get(at + character.len_utf8()..).unwrap_or_default();
        let ends = matches!(character, '.' | '!' | '?') && !in_code;
        if ends
            && next.starts_with(' ')
            && !next.get(1..).unwrap_or_default().starts_with(|c: char| c.is_lowercase())
        {
            sentences.push(text.get(start..=at).unwrap_or_default().trim());
            start = at + 1;
        }
    }
    sentences.push(text.get(start..).unwrap_or_default().trim());
    sentences.retain(|sentence| sentence.contains(char::is_alphanumeric));
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::testing::{TEXT, api, field, object, operation};
    use crate::ir::{Content, Docs};

    #[test]
    fn the_note_is_the_sentence_about_the_replacement() {
        let cases = [
            (
                "DEPRECATED. Use `assignedRoles` instead. List of roles.",
                "Use `assignedRoles` instead.",
            ),
            (
                "DEPRECATED - inaccurate e.g. for some. Use `a.b. C` instead. More.",
                "Use `a.b. C` instead.",
            ),
            (
                "Series[0]. Deprecated in favor of \"config.asRatio\".",
                "Deprecated in favor of \"config.asRatio\".",
            ),
            ("Tile. Deprecated; use \"config\" instead.", "Deprecated; use \"config\" instead."),
            (
                "**Deprecated.** Off soon.\n\nMigrate to `GET /x`. It is new.",
                "Migrate to `GET /x`.",
            ),
            ("DEPRECATED. Use `/v1/x` instead. <br /><br /> Returns it.", "Use `/v1/x` instead."),
            (
                "Deprecated. Please follow [docs](https://x.io).",
                "Please follow [docs](https://x.io).",
            ),
        ];
        for (description, note) in cases {
            assert_eq!(advice(description).as_deref(), Some(note), "{description}");
        }
    }

    #[test]
    fn notes_have_the_names_of_the_crate() {
        let config = object("Config", vec![field("asRatio", TEXT), field("config", TEXT)]);
        let summary = Docs { summary: Some("Update Basics".to_owned()), ..Docs::default() };
        let put = Operation {
            method: "PUT".to_owned(),
            docs: summary,
            ..operation("aPut", "a", Content::Empty)
        };
        let api = api(vec![config], vec![operation("aGet", "a", Content::Empty), put]);
        let names = Names::new(&api);
        let path = &api.operations[0].path;
        let cases = [
            ("Use `asRatio` instead.", "Use `as_ratio` instead."),
            ("Use \"config.asRatio\" instead.", "Use `config.as_ratio` instead."),
            ("Use `unknown` or \"it\" instead.", "Use `unknown` or \"it\" instead."),
            (&format!("Use the `{path}` endpoint instead."), "Use the `A::a_get` method instead."),
            (&format!("Use `PUT {path}` instead."), "Use `A::a_put` instead."),
            ("Use `Update basics` instead.", "Use `A::a_put` instead."),
            ("Use [docs](https://x.io) instead.", "Use docs (https://x.io) instead."),
            ("Use a[0] and `b instead.", "Use a[0] and `b instead."),
        ];
        for (description, note) in cases {
            assert_eq!(names.note(description).as_deref(), Some(note), "{description}");
        }
    }

    #[test]
    fn other_sentences_are_not_advice() {
        for description in ["", "Number to scale to. Use to scale S3 pipes.", "Updates the limits."]
        {
            assert_eq!(advice(description), None, "{description}");
        }
    }
}
