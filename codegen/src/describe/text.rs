//! Lines of documentation, and how paragraphs are put together.

use crate::markdown::rustdoc::{unglue, wrap};
use crate::surface::Features;

/// A line of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// A line that is always there.
    Always(String),
    /// A line that holds a link to what exists with some features only.
    With {
        /// The features.
        features: Features<'a>,
        /// The line with the link.
        link: String,
        /// The line without it; none where there is no line without the features.
        plain: Option<String>,
    },
}

/// Some lines of documentation.
pub(crate) type Lines<'a> = Vec<Line<'a>>;

/// Lines that are always there.
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

/// A text with a capital letter at its start.
pub(super) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}
