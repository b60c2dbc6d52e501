//! Inline Markdown: code spans, links, URLs and emphasis stay; everything else that rustdoc
//! would act on is escaped.

use super::wrap::{self, GLUE};

/// The safe Markdown of a paragraph. Spaces that no line may be broken at are [`GLUE`].
pub(super) fn paragraph(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    inline(text.trim(), true, &mut safe);
    wrap::escape_start(safe)
}

fn inline(text: &str, links: bool, out: &mut String) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let taken = match character {
            '`' => backticks(rest, out),
            '\\' => backslash(rest, out),
            '_' => underscores(rest, out),
            '<' => angle(rest, out),
            '[' if links => bracket(rest, out),
            '!' if links && rest.starts_with("![") => 1,
            '[' | ']' => escaped(character, out),
            'h' if links && scheme(rest).is_some() => url(rest, out),
            character => {
                out.push(character);
                character.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
}

fn escaped(character: char, out: &mut String) -> usize {
    out.push('\\');
    out.push(character);
    character.len_utf8()
}

/// A code span, or backticks that are only backticks.
fn backticks(rest: &str, out: &mut String) -> usize {
    if let Some((content, length)) = code_span(rest) {
        push_code(content, out);
        return length;
    }
    let run = run_length(rest, '`');
    for _ in 0..run {
        escaped('`', out);
    }
    run
}

/// Adds a code span. Two of them side by side would be one.
fn push_code(content: &str, out: &mut String) {
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&code(content));
}

/// The content and the whole length of the code span that `rest` starts with.
fn code_span(rest: &str) -> Option<(&str, usize)> {
    let run = run_length(rest, '`');
    let mut at = run;
    while let Some(next) = rest.get(at..).unwrap_or_default().find('`') {
        at += next;
        let end = run_length(rest.get(at..).unwrap_or_default(), '`');
        if end == run {
            return Some((rest.get(run..at).unwrap_or_default(), at + end));
        }
        at += end;
    }
    None
}

/// Any text as a code span. Several spaces in a row stay, and a short one stays on its line; so
/// does one whose fence could be taken for that of a code block.
pub(super) fn code(content: &str) -> String {
    let glue = GLUE.encode_utf8(&mut [0; 4]).to_owned();
    let content = content.replace('\n', " ");
    let mut text = content.trim().replace("  ", &glue.repeat(2));
    if text.is_empty() {
        return text;
    }
    let longest = longest_run(&text, '`');
    if longest > 0 || text.len() <= 60 {
        text = text.replace(' ', &glue);
    }
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}{glue}{text}{glue}{fence}")
}

/// An escape of Markdown stays one; any other backslash is a backslash.
fn backslash(rest: &str, out: &mut String) -> usize {
    match rest.get(1..).unwrap_or_default().chars().next() {
        Some(next) if next.is_ascii_punctuation() => escaped(next, out) + 1,
        _ => escaped('\\', out),
    }
}

/// Underscores inside a word are never emphasis; others are, but in this kind of text they are
/// parts of names.
fn underscores(rest: &str, out: &mut String) -> usize {
    let run = run_length(rest, '_');
    let inside = out.ends_with(char::is_alphanumeric)
        && rest.get(run..).unwrap_or_default().starts_with(char::is_alphanumeric);
    for _ in 0..run {
        if inside {
            out.push('_');
        } else {
            escaped('_', out);
        }
    }
    run
}

/// A link in angle brackets, or a bracket that starts no HTML.
fn angle(rest: &str, out: &mut String) -> usize {
    let target = rest.get(1..).unwrap_or_default();
    if is_url(target)
        && let Some(end) = target.find(['>', '<', ' ', '\n'])
        && target.get(end..).unwrap_or_default().starts_with('>')
    {
        out.push_str(rest.get(..end + 2).unwrap_or_default());
        return end + 2;
    }
    escaped('<', out)
}

/// `[text](url)` with an absolute URL as a link, with any other target as its text.
fn bracket(rest: &str, out: &mut String) -> usize {
    let Some((text, target, length)) = link(rest) else { return escaped('[', out) };
    if !is_url(target) || text.trim().is_empty() {
        inline(text, true, out);
        return length;
    }
    let mut label = String::with_capacity(text.len() + 8);
    inline(text, false, &mut label);
    let label = label.replace(' ', GLUE.encode_utf8(&mut [0; 4]));
    let (open, close) = if target.contains(['(', ')']) { ("<", ">") } else { ("", "") };
    for part in ["[", &label, "](", open, target, close, ")"] {
        out.push_str(part);
    }
    length
}

/// The text, target and whole length of the inline link that `rest` starts with.
fn link(rest: &str) -> Option<(&str, &str, usize)> {
    let close = rest.get(1..).unwrap_or_default().find(['[', ']'])? + 1;
    let target = rest.get(close..).unwrap_or_default().strip_prefix("](")?;
    let mut depth = 0_usize;
    for (at, character) in target.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => {
                return Some((
                    rest.get(1..close).unwrap_or_default(),
                    target.get(..at).unwrap_or_default(),
                    close + 2 + at + 1,
                ));
            }
            ')' => depth -= 1,
            '[' | '<' | '>' | '`' | '\\' => return None,
            character if character.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// A URL in running text, without the punctuation that ends the sentence.
fn url(rest: &str, out: &mut String) -> usize {
    let stop =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '"' | '\\' | '[' | ']' | '|');
    let mut found = rest.get(..rest.find(stop).unwrap_or(rest.len())).unwrap_or_default();
    let mut unopened = found.matches(')').count().saturating_sub(found.matches('(').count());
    loop {
        if found.ends_with(')') && unopened > 0 {
            unopened -= 1;
        } else if !found.ends_with(['.', ',', ';', ':', '!', '?', '\'', '*', '_']) {
            break;
        }
        found = found.get(..found.len() - 1).unwrap_or_default();
    }
    if is_url(found) {
        for part in ["<", found, ">"] {
            out.push_str(part);
        }
        return found.len();
    }
    // Whatever follows must not make a URL of it.
    let scheme = scheme(rest).unwrap_or("h");
    push_code(scheme, out);
    scheme.len()
}

/// The beginning of an absolute URL of the web.
fn scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))
}

/// Whether the text starts with an absolute URL of the web.
pub(super) fn is_url(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || "<>`\"\\|[]()*".contains(c);
    scheme(text).is_some_and(|scheme| {
        text.get(scheme.len()..).unwrap_or_default().starts_with(|c| !ends(c))
    })
}

/// The parts of a paragraph between the line breaks of HTML that are not inside code.
pub(super) fn split_at_breaks(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(next) = text.get(at..).unwrap_or_default().find(['`', '<']) {
        at += next;
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with('`') {
            at += code_span(rest).map_or_else(|| run_length(rest, '`'), |(_, length)| length);
        } else if let Some(length) = line_break(rest) {
            parts.push(text.get(start..at).unwrap_or_default().trim());
            at += length;
            start = at;
        } else {
            at += 1;
        }
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The length of the `<br>` that the text starts with.
fn line_break(rest: &str) -> Option<usize> {
    let name = rest.get(1..3)?;
    let after = rest.get(3..).unwrap_or_default().trim_start_matches(' ');
    let after = after.strip_prefix('/').unwrap_or(after).strip_prefix('>')?;
    name.eq_ignore_ascii_case("br").then_some(rest.len() - after.len())
}

/// The length of the longest run of a character.
pub(super) fn longest_run(text: &str, character: char) -> usize {
    let mut longest = 0;
    let mut current = 0;
    for found in text.chars() {
        current = if found == character { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}

/// The length of the run of an ASCII character that the text starts with.
fn run_length(text: &str, character: char) -> usize {
    text.len() - text.trim_start_matches(character).len()
}
