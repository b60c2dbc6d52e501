//! Code spans: a fence that nothing in the code can end.

/// Returns a text as a code span, padded where Markdown would read it differently without spaces.
pub(super) fn span(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    // An empty code span would be two backticks.
    let is_bare = text.is_empty() || text.starts_with('`') || text.ends_with('`');
    let pad = if is_bare { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns the length of the longest run of a character.
pub(super) fn longest_run(text: &str, character: char) -> usize {
    text.split(|found| found != character).map(str::len).max().unwrap_or(0)
}
