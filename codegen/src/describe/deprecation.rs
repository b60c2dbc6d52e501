//! The sentence of the document that says what to use instead of something deprecated.

use crate::markdown::rustdoc::plain;

/// The sentence that says what to use instead, if there is one.
pub(super) fn advice(description: &str) -> Option<String> {
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
    // Weaker words count only where the text itself speaks of the deprecation.
    let speaks = text.to_lowercase().contains("deprecated");
    let likely =
        || sentences.iter().find(|sentence| speaks && says(sentence, &["use", "follow", "see"]));
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

    #[test]
    fn the_note_is_the_sentence_that_helps() {
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
    fn other_sentences_are_no_advice() {
        for description in ["", "Number to scale to. Use to scale S3 pipes.", "Updates the limits."]
        {
            assert_eq!(advice(description), None, "{description}");
        }
    }
}
