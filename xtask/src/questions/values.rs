//! Questions about enum values whose words are not separated.

use std::collections::BTreeSet;

use codegen::ir::{EnumValue, Model, Shape};
use codegen::name::VariantName;
use serde_json::Value;

use super::{Added, Question, words};

/// Shorter values are one word.
const SHORTEST: usize = 6;

/// Returns the values that may be several words, with the variant that they are now.
pub(super) fn names(added: &Added<'_>) -> Vec<Question> {
    let mut known = BTreeSet::new();
    vocabulary(added.document, "", &mut known);
    let mut questions = Vec::new();
    for model in added.api.models.values() {
        let Shape::Enum(found) = &model.shape else { continue };
        // An enum that shares the type of another one shares its names.
        if found.same_as.is_some() {
            continue;
        }
        let by_rule = |value: &EnumValue| value.name == VariantName::new(&value.wire);
        // Where a person has named values, a new one may need a name like theirs.
        let has_named = !found.values.iter().all(by_rule);
        let doubtful: Vec<(&EnumValue, String)> = found
            .values
            .iter()
            .filter(|value| !added.known_values.contains(&(model.at.to_string(), &*value.wire)))
            .filter(|value| by_rule(value))
            .filter_map(|value| {
                let better = separated(&value.wire, &known);
                let is_doubtful = better.is_some() || has_named || splits_acronym(&value.wire);
                is_doubtful.then(|| (value, better.unwrap_or_else(|| "…".to_owned())))
            })
            .collect();
        if !doubtful.is_empty() {
            questions.push(question(model, &doubtful));
        }
    }
    questions
}

fn question(model: &Model, doubtful: &[(&EnumValue, String)]) -> Question {
    let list = |item: fn(&(&EnumValue, String)) -> String| {
        doubtful.iter().map(item).collect::<Vec<_>>().join(", ")
    };
    Question {
        at: model.at.clone(),
        key: "x-sdk-enum-names",
        message: format!(
            "variants of `enums::{}` may be unclear: {}",
            model.name,
            list(|(value, _)| value.name.to_string())
        ),
        value: format!("{{ {} }}", list(|(value, better)| format!("'{}': {better}", value.wire))),
    }
}

/// Whether the rule of names splits an acronym: `TLSv1` would be `TlSv1`.
fn splits_acronym(value: &str) -> bool {
    let letters: Vec<char> = value.chars().collect();
    letters.windows(3).any(|part| {
        matches!(part, [first, second, third]
            if first.is_uppercase() && second.is_uppercase() && third.is_lowercase())
    })
}

/// Returns a name for a value that consists of two words of the document.
fn separated(value: &str, known: &BTreeSet<String>) -> Option<String> {
    let is_plain =
        value.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    if !is_plain || value.len() < SHORTEST {
        return None;
    }
    (2..value.len() - 1).rev().find_map(|at| {
        let (first, second) = value.split_at_checked(at)?;
        let both = known.contains(first) && known.contains(second);
        let long = first.len() >= 4 || second.len() >= 4;
        // Names of vendors are in no text: the second word has to be enough.
        let enough = second.len() >= 5 && known.contains(second) && !known.contains(value);
        let name = VariantName::new(&format!("{first}_{second}"));
        ((both && long) || enough).then(|| name.to_string())
    })
}

/// The words of names and texts of a document, in lower case.
fn vocabulary(value: &Value, key: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                found.extend(words(key));
                vocabulary(value, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| vocabulary(item, key, found)),
        Value::String(text) if matches!(key, "description" | "summary" | "title") => {
            // Code in backticks quotes values, whose words run together there as well.
            let prose = text.split('`').step_by(2);
            let words = prose.flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
            found.extend(words.filter(|word| word.len() > 1).map(str::to_lowercase));
        }
        _ => {}
    }
}
