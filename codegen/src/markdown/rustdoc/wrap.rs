//! Breaks paragraphs into lines, never where the next line would begin a block of its own.

/// A space that no line is broken at.
pub(crate) const GLUE: char = '\u{e000}';

/// The width of the text of a comment; with indentation and slashes it stays below 100 columns.
const WIDTH: usize = 90;

/// Returns the lines of a paragraph; `first` is before the first one, `rest` before the others.
pub(crate) fn wrap(text: &str, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut width = first.len();
    let mut empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if !empty && width + 1 + length > WIDTH && can_start_line(word) {
            lines.push(unglue(&line));
            line.clear();
            line.push_str(rest);
            width = rest.len();
            empty = true;
        }
        if !empty {
            line.push(' ');
            width += 1;
        }
        line.push_str(word);
        width += length;
        empty = false;
    }
    if !empty {
        lines.push(unglue(&line));
    }
    lines
}

/// Replaces glue by spaces.
pub(crate) fn unglue(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// Escapes the first character of a paragraph that would not begin as one.
pub(super) fn escape_start(mut text: String) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    if !word.is_empty() && !can_start_line(word) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        text.insert(digits, '\\');
    }
    text
}

/// Whether a line that starts with this word can only continue a paragraph.
fn can_start_line(word: &str) -> bool {
    let word = word.split(GLUE).next().unwrap_or_default();
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return !matches!(word.get(digits..).unwrap_or_default(), "." | ")");
    }
    let only = |mark: char| word.chars().all(|c| c == mark);
    match word.chars().next() {
        None | Some('>' | '|' | '~') => false,
        Some('<') => word.starts_with("<http"),
        Some('[') => !word.starts_with("[^"),
        // The line below the first row of a table.
        Some('-' | ':') if word.chars().all(|c| matches!(c, '-' | ':' | '|')) => false,
        Some(mark @ ('#' | '+' | '*' | '=' | '_')) => !only(mark),
        _ => true,
    }
}
