//! A handwritten file, by its words. Pure.

use std::collections::BTreeMap;

/// How many lines a chain of calls may have before a method that is looked for.
const CHAIN: usize = 3;

/// Where a word is: the line, and its first byte there.
pub(super) type Place = (usize, usize);

/// A file with the places of its words.
pub(super) struct File<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// Its lines.
    pub(super) lines: Vec<&'a str>,
    words: BTreeMap<&'a str, Vec<Place>>,
}

impl<'a> File<'a> {
    /// Reads the words of a file.
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut words: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            let mut end = 0;
            for word in line.split(|letter: char| !is_word(letter)) {
                if !word.is_empty() {
                    words.entry(word).or_default().push((index, end));
                }
                // What separates two words may have more than one byte.
                let next = line[end + word.len()..].chars().next().map_or(0, char::len_utf8);
                end += word.len() + next;
            }
        }
        Self { path, lines, words }
    }

    /// Whether it has a type of its own of this name.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.places(name).iter().any(|place| {
            ["struct ", "enum ", "type "].iter().any(|word| self.before(*place).ends_with(word))
        })
    }

    /// Whether it may use the client.
    pub(super) fn uses_client(&self) -> bool {
        !self.places("clickhouse_cloud").is_empty()
    }

    /// Returns all places of a word.
    pub(super) fn places(&self, word: &str) -> &[Place] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    /// Returns the line up to a place.
    pub(super) fn before(&self, (line, at): Place) -> &'a str {
        &self.lines[line][..at]
    }

    /// Returns the line after a word.
    pub(super) fn after(&self, (line, at): Place, word: &str) -> &'a str {
        &self.lines[line][at + word.len()..]
    }

    /// Whether the word at a place is a method that is called.
    pub(super) fn is_call(&self, place: Place, word: &str) -> bool {
        let after = self.after(place, word);
        self.before(place).ends_with('.') && (after.starts_with('(') || after.starts_with("::<"))
    }

    /// Returns the name of what a method is called on: of a variable, or of the call before.
    pub(super) fn receiver(&self, (line, at): Place) -> Option<&'a str> {
        let mut text = self.lines[line][..at].strip_suffix('.')?.trim_end();
        for above in (0..line).rev().take(CHAIN) {
            if !text.is_empty() {
                break;
            }
            text = self.lines[above].trim_end();
        }
        text = text.trim_end_matches('?');
        if text.ends_with(')') {
            let mut open = 0;
            let start = text.char_indices().rev().find(|(_, letter)| {
                open += match letter {
                    ')' => 1,
                    '(' => -1,
                    _ => 0,
                };
                open == 0
            });
            text = &text[..start?.0];
        }
        text.rsplit(|letter: char| !is_word(letter)).next().filter(|word| !word.is_empty())
    }
}

/// Whether a letter is part of a word.
pub(super) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
