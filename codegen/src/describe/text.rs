//! Lines of documentation, and how paragraphs are put together.

use crate::markdown::rustdoc::{unglue, wrap};
use crate::surface::Features;

/// A line of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// A line that does not depend on features.
    Always(String),
    /// A line with a link to an item that exists only with some features.
    With {
        /// The features.
        features: Features<'a>,
        /// The line with the link.
        link: String,
        /// The line without the link; `None` if the line exists only with the features.
        plain: Option<String>,
    },
}

/// Several lines of documentation.
pub(crate) type Lines<'a> = Vec<Line<'a>>;

/// Returns lines that do not depend on features.
pub(super) fn lines<'a>(text: Vec<String>) -> Lines<'a> {
    text.into_iter().map(|line| Line::Always(unglue(&line))).collect()
}

/// One paragraph of safe Markdown as lines.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    wrap(text, "", "")
}

/// Adds a paragraph below an empty line.
pub(super) fn push_paragraph(lines: &mut Vec<String>, paragraph: Vec<String>) {
    if !lines.is_empty() && !paragraph.is_empty() {
        lines.push(String::new());
    }
    lines.extend(paragraph);
}

/// Returns an enumeration: `a`, `a or b`, `a, b or c`.
pub(super) fn enumerated(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [item] => item.clone(),
        [items @ .., last] => format!("{} {word} {last}", items.join(", ")),
    }
}

/// Returns a text with a full stop, unless it ends with a punctuation mark.
pub(super) fn stopped(text: &str) -> String {
    let stop = if text.is_empty() || text.ends_with(['.', ':', '!', '?']) { "" } else { "." };
    format!("{text}{stop}")
}

/// Returns a noun with its indefinite article.
pub(super) fn indefinite(noun: &str) -> String {
    let article = if noun.to_lowercase().starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Returns a text with a capital letter at its start.
pub(super) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}
