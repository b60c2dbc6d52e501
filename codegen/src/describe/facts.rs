//! Describes in words what keywords declare about a value: format, limits, default.

use super::text::enumerated;
use crate::ir::{Constraints, Docs};
use crate::markdown::rustdoc::{code, link};
use crate::pattern;

/// The longest example that is followed by a full stop.
const LONG: usize = 80;

/// Returns one line of short sentences, without facts that the description states; empty if there
/// are no facts.
pub(super) fn facts(docs: &Docs) -> String {
    let states = |word: &str, value: Option<&String>| {
        let description = docs.description.as_deref().unwrap_or_default();
        value.is_some_and(|value| states(description, word, value))
    };
    let mut facts = Vec::new();
    if let Some(format) = &docs.format {
        facts.push(format!("Format: {}.", code(format)));
    }
    let mut found = docs.constraints.clone();
    if states("maximum", found.maximum.as_ref()) && !found.exclusive_maximum {
        found.maximum = None;
    }
    let least = ["minimum", "at least", "greater than or equal to"];
    if least.iter().any(|word| states(word, found.minimum.as_ref())) && !found.exclusive_minimum {
        found.minimum = None;
    }
    if states("multiple of", found.multiple_of.as_ref()) {
        found.multiple_of = None;
    }
    let description = docs.description.as_deref().unwrap_or_default();
    if found.values.iter().all(|value| lists(description, value)) {
        found.values.clear();
    }
    if let (Some(least), Some(most)) = (found.min_items, found.max_items)
        && states(&format!("between {least} and"), Some(&most.to_string()))
    {
        (found.min_items, found.max_items) = (None, None);
    }
    constraints(&found, &mut facts);
    if let Some(items) = &docs.item_constraints {
        let mut found = Vec::new();
        constraints(items, &mut found);
        if !found.is_empty() {
            let found: Vec<String> = found.iter().map(|fact| lower(fact)).collect();
            facts.push(format!("Each item: {}.", found.join(", ")));
        }
    }
    if let Some(default) = &docs.default
        && !states("default", Some(default))
    {
        facts.push(format!("Default: {}.", code(default)));
    }
    if let Some(example) = &docs.example {
        // A long example fills a line, so that a full stop would be alone on the next one.
        let stop = if example.chars().count() > LONG { "" } else { "." };
        facts.push(format!("Example: {}{stop}", code(example)));
    }
    if docs.write_only {
        facts.push("Write-only.".to_owned());
    }
    if let Some(url) = &docs.external {
        facts.push(format!("See {}.", link(url)));
    }
    facts.join(" ")
}

/// Whether a text contains a word and, directly after it, a value: `maximum is 5`.
fn states(text: &str, word: &str, value: &str) -> bool {
    // The first is the end of `defaults`.
    let is_connective = |word: &&str| ["s", "is", "of", "to", "value"].contains(word);
    after(text, word).iter().any(|words| {
        let value = plain(value);
        words.split_whitespace().find(|word| !is_connective(word)) == Some(&value)
    })
}

/// Whether a sentence of a text contains "one of" and, somewhere after it, a value.
fn lists(text: &str, value: &str) -> bool {
    let value = plain(value);
    after(text, "one of").iter().any(|words| words.split_whitespace().any(|word| word == value))
}

/// Returns the text after each occurrence of a word, up to the end of its sentence, in lower case
/// and without punctuation.
fn after(text: &str, word: &str) -> Vec<String> {
    let is_part = |character: char| character.is_alphanumeric() || "_-.".contains(character);
    let words = |sentence: &str| {
        let words = sentence.split(|character| !is_part(character));
        words.map(|word| word.trim_end_matches('.')).collect::<Vec<_>>().join(" ")
    };
    let text = text.to_lowercase();
    let sentences = text.split(". ");
    sentences.flat_map(|sentence| sentence.split(word).skip(1)).map(words).collect()
}

/// Returns a value as [`after`] writes it.
fn plain(value: &str) -> String {
    value.trim_matches('"').to_lowercase()
}

/// Returns a sentence about a constraint as a part of another sentence.
fn lower(fact: &str) -> String {
    let fact = fact.trim_end_matches('.').replacen("Pattern:", "pattern", 1);
    let mut characters = fact.chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

fn constraints(found: &Constraints, facts: &mut Vec<String>) {
    if let Some(least) = &found.minimum {
        let words = if found.exclusive_minimum { "Greater than" } else { "At least" };
        facts.push(format!("{words} {}.", code(least)));
    }
    if let Some(most) = &found.maximum {
        let words = if found.exclusive_maximum { "Less than" } else { "At most" };
        facts.push(format!("{words} {}.", code(most)));
    }
    if let Some(unit) = &found.multiple_of {
        facts.push(format!("Multiple of {}.", code(unit)));
    }
    if !found.values.is_empty() {
        let values: Vec<String> = found.values.iter().map(|value| code(value)).collect();
        facts.push(format!("Must be {}.", enumerated(&values, "or")));
    }
    facts.extend(range(found.min_length, found.max_length, "character"));
    for pattern in &found.patterns {
        let checked = match pattern::checks(pattern) {
            Ok(_) => "",
            Err(_) => ", which `validate` cannot check",
        };
        facts.push(format!("Pattern: {}{checked}.", code(pattern)));
    }
    facts.extend(range(found.min_items, found.max_items, "item"));
    if found.unique_items {
        facts.push("Items must be unique.".to_owned());
    }
    facts.extend(range(found.min_properties, found.max_properties, "property"));
}

fn range(least: Option<u64>, most: Option<u64>, what: &str) -> Option<String> {
    let least = least.filter(|least| *least > 0 || most == Some(0));
    let count = |number: u64| match (number, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {what}s"),
    };
    Some(match (least, most) {
        (Some(least), Some(most)) if least == most => format!("Exactly {}.", count(least)),
        (Some(least), Some(most)) => format!("{least} to {}.", count(most)),
        (Some(least), None) => format!("At least {}.", count(least)),
        (None, Some(most)) => format!("At most {}.", count(most)),
        (None, None) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_description_states_is_not_repeated() {
        let mut docs = Docs {
            description: Some("Page size. Defaults to 100. Maximum is 200.".to_owned()),
            default: Some("100".to_owned()),
            constraints: Constraints { maximum: Some("200".to_owned()), ..Constraints::default() },
            ..Docs::default()
        };
        assert_eq!(facts(&docs), "");
        docs.description = Some(
            "Must be one of 0, 6, or 18. A multiple of 4 and greater than or equal to 8. Between 1 and 10 items."
                .to_owned(),
        );
        docs.constraints = Constraints {
            minimum: Some("8".to_owned()),
            multiple_of: Some("4".to_owned()),
            values: vec!["0".to_owned(), "6".to_owned(), "18".to_owned()],
            min_items: Some(1),
            max_items: Some(10),
            ..Constraints::default()
        };
        docs.default = None;
        assert_eq!(facts(&docs), "");
        docs.description = Some("Page size. Defaults to 100. Maximum is 200.".to_owned());
        docs.constraints = Constraints::default();
        docs.default = Some("10".to_owned());
        docs.constraints.maximum = Some("100".to_owned());
        assert_eq!(facts(&docs), "At most `100`. Default: `10`.");
        assert!(states("`false` by default, or the default is `\"on\"`", "default", "\"on\""));
        assert!(!states("Defaults to false-ish. It is 1.50", "default", "false"));
        assert!(!states("Minimum number of inserts, or -1 for none", "minimum", "-1"));
        assert!(!states("Uses the default (cloud) value.", "default", "\"\""));
    }

    #[test]
    fn every_fact_is_described() {
        let docs = Docs {
            format: Some("uuid".to_owned()),
            default: Some("null".to_owned()),
            example: Some("\"a`b\"".to_owned()),
            external: Some("https://x.io/a".to_owned()),
            write_only: true,
            constraints: Constraints {
                minimum: Some("8".to_owned()),
                maximum: Some("9.5".to_owned()),
                exclusive_maximum: true,
                multiple_of: Some("4".to_owned()),
                min_length: Some(1),
                max_length: Some(50),
                patterns: vec!["^a|b$".to_owned(), "a(?!b)".to_owned()],
                min_items: Some(1),
                unique_items: true,
                max_properties: Some(3),
                values: vec!["0".to_owned(), "6".to_owned()],
                ..Constraints::default()
            },
            item_constraints: Some(Box::new(Constraints {
                max_length: Some(2),
                ..Constraints::default()
            })),
            ..Docs::default()
        };
        let expected = "Format: `uuid`. At least `8`. Less than `9.5`. Multiple of `4`. Must be `0` or `6`. \
            1 to 50 characters. Pattern: `^a|b$`. Pattern: `a(?!b)`, which `validate` cannot check. At least 1 item. Items must be unique. At most 3 properties. \
            Each item: at most 2 characters. Default: `null`. Example: `` \"a`b\" ``. Write-only. \
            See <https://x.io/a>.";
        assert_eq!(crate::markdown::rustdoc::unglue(&facts(&docs)), expected);
        assert_eq!(facts(&Docs::default()), "");
    }
}
