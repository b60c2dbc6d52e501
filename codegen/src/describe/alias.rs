//! Words under which the search of rustdoc finds the method of an operation: its names elsewhere,
//! and what a reader of the service's own pages would type.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToTitleCase};

use crate::ir::Operation;
use crate::markdown::rustdoc::plain;

/// Words that do not help a search.
const FILLERS: [&str; 9] = ["a", "an", "the", "new", "all", "of", "for", "specific", "this"];

/// Synonyms of `update` if a secret is replaced.
const ROTATE: [&str; 3] = ["rotate", "reset", "change"];

/// Names of what is rotated.
const SECRETS: [&str; 2] = ["password", "secret"];

/// The longest alias of several words.
const WORDS: usize = 6;

/// Returns the aliases of the method of an operation, sorted.
pub(super) fn aliases(operation: &Operation, handle: Option<&str>) -> Vec<String> {
    let method = operation.resource_method.as_str();
    let mut found = BTreeSet::from([operation.id.clone(), operation.id.to_snake_case()]);
    let mut phrases = vec![phrase(method)];
    if let Some(handle) = handle
        && !method.contains('_')
    {
        phrases.push(phrase(&format!("{method}_{handle}")));
    }
    if let Some(summary) = &operation.docs.summary {
        phrases.push(phrase(&plain(summary)));
    }
    let last = operation.path.rsplit('/').find(|segment| !segment.contains(['{', '}']));
    found.extend(last.filter(|segment| !segment.is_empty()).map(str::to_owned));
    for phrase in phrases {
        let words: Vec<&str> = phrase.split(' ').collect();
        if words.len() > WORDS || phrase.is_empty() {
            continue;
        }
        if let [verb, noun @ ..] = words.as_slice()
            && *verb == "update"
            && noun.iter().any(|word| SECRETS.contains(word))
        {
            found.extend(ROTATE.map(|verb| format!("{verb} {}", noun.join(" "))));
            let secret = noun.iter().filter(|word| SECRETS.contains(word));
            found.extend(secret.flat_map(|secret| ROTATE.map(|verb| format!("{verb} {secret}"))));
        }
        found.insert(phrase);
    }
    found.retain(|alias| alias != method && is_allowed(alias));
    found.into_iter().collect()
}

/// Returns the words of a name or a sentence, in lower case without fillers.
fn phrase(text: &str) -> String {
    let words = text.replace('-', " ").to_lowercase();
    let words = if text.contains(' ') { words } else { text.to_title_case().to_lowercase() };
    let words = words
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty() && !FILLERS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether rustdoc takes an alias.
fn is_allowed(alias: &str) -> bool {
    let is_fine = |character: char| {
        character == ' ' || !(character.is_whitespace() || matches!(character, '"' | '\''))
    };
    !alias.is_empty() && alias.trim() == alias && alias.chars().all(is_fine)
}
