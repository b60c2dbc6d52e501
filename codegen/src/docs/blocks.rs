//! Cuts Markdown into paragraphs, list items and code blocks. Only the structure is decided
//! here; the text of a block is still what the document says.

use super::inline;

/// A block of text.
#[derive(Debug)]
pub(super) enum Block {
    /// Running text, on one line; `indent` is not zero inside a list item.
    Paragraph { indent: usize, text: String },
    /// The first paragraph of a list item.
    Item { indent: usize, marker: String, text: String },
    /// Text that keeps its lines.
    Code { lines: Vec<String> },
}

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut parser = Parser::default();
    for line in text.split('\n') {
        parser.line(line);
    }
    parser.end_block();
    parser.done
}

#[derive(Default)]
struct Parser {
    done: Vec<Block>,
    open: Open,
    /// The open list items, outermost first.
    list: Vec<Level>,
    /// Whether the line above was empty.
    after_empty: bool,
}

/// A level of a list: the column of its markers in the source, and of its text in the output.
struct Level {
    marker: usize,
    text: usize,
}

/// The block that the next line may continue.
#[derive(Default)]
enum Open {
    #[default]
    None,
    Paragraph {
        indent: usize,
        lines: Vec<String>,
    },
    Item {
        indent: usize,
        marker: String,
        lines: Vec<String>,
    },
    Fenced {
        character: char,
        length: usize,
        indent: usize,
        lines: Vec<String>,
    },
    Indented {
        lines: Vec<String>,
    },
}

impl Parser {
    fn line(&mut self, line: &str) {
        if let Open::Fenced { character, length, indent, lines } = &mut self.open {
            let unquoted = strip_quotes(line);
            if is_fence_end(unquoted, *character, *length) {
                self.end_block();
            } else {
                lines.push(strip_indent(unquoted, *indent).to_owned());
            }
            return;
        }
        let line = strip_quotes(line);
        let indent = line.len() - line.trim_start_matches(' ').len();
        let text = line.trim();
        if text.is_empty() {
            self.empty_line();
            return;
        }
        self.text_line(indent, text);
        self.after_empty = false;
    }

    fn empty_line(&mut self) {
        if let Open::Indented { lines } = &mut self.open {
            lines.push(String::new());
        } else {
            self.end_block();
        }
        self.after_empty = true;
    }

    fn text_line(&mut self, indent: usize, text: &str) {
        if let Open::Indented { lines } = &mut self.open {
            if indent >= 4 {
                lines.push(format!("{}{text}", " ".repeat(indent - 4)));
                return;
            }
            self.end_block();
        }
        let starts_block = matches!(self.open, Open::None);
        // A code block inside a list stands outside of it here, where its fence is easy to see.
        let content = list_marker(text).map_or(text, |(_, content)| content);
        if let Some((character, length)) = fence_start(content) {
            self.end_block();
            let indent = indent + text.len() - content.len();
            self.open = Open::Fenced { character, length, indent, lines: Vec::new() };
        } else if indent >= 4 && starts_block && self.list.is_empty() {
            self.open = Open::Indented { lines: vec![format!("{}{text}", " ".repeat(indent - 4))] };
        } else if is_rule(text) {
            self.end_block();
        } else if let Some((marker, rest)) = list_marker(text) {
            self.item(indent, marker, rest);
        } else if let Some(title) = heading(text) {
            self.end_block();
            self.list.clear();
            self.done.push(Block::Paragraph { indent: 0, text: format!("**{title}**") });
        } else {
            self.running_text(indent, text);
        }
    }

    fn item(&mut self, indent: usize, marker: &str, text: &str) {
        self.end_block();
        while self.list.len() > 1 && self.list.last().is_some_and(|level| indent < level.marker) {
            self.list.pop();
        }
        let nested = self.list.last().is_none_or(|level| indent >= level.marker + 2);
        if nested && self.list.len() < 4 {
            let text = self.list.last().map_or(0, |level| level.text);
            self.list.push(Level { marker: indent, text });
        }
        let column = self.list.iter().rev().nth(1).map_or(0, |level| level.text);
        if let Some(level) = self.list.last_mut() {
            level.text = column + marker.len() + 1;
        }
        let lines = vec![text.to_owned()];
        self.open = Open::Item { indent: column, marker: marker.to_owned(), lines };
    }

    fn running_text(&mut self, indent: usize, text: &str) {
        match &mut self.open {
            Open::Paragraph { lines, .. } | Open::Item { lines, .. } => {
                lines.push(text.to_owned());
                return;
            }
            _ => {}
        }
        if indent < 2 {
            self.list.clear();
        }
        let indent = self.list.last().map_or(0, |level| level.text);
        self.open = Open::Paragraph { indent, lines: vec![text.to_owned()] };
    }

    fn end_block(&mut self) {
        match std::mem::take(&mut self.open) {
            Open::None => {}
            Open::Paragraph { lines, .. } if is_table(&lines) => {
                self.done.push(Block::Code { lines });
            }
            Open::Paragraph { indent, lines } => self.paragraphs(indent, &lines.join(" ")),
            Open::Item { indent, marker, lines } => {
                let text = lines.join(" ");
                let mut parts = inline::split_at_breaks(&text).into_iter();
                let first = parts.next().unwrap_or_default().to_owned();
                let column = indent + marker.len() + 1;
                self.done.push(Block::Item { indent, marker, text: first });
                for part in parts {
                    self.done.push(Block::Paragraph { indent: column, text: part.to_owned() });
                }
            }
            Open::Fenced { lines, .. } => self.done.push(Block::Code { lines }),
            Open::Indented { mut lines } => {
                while lines.last().is_some_and(String::is_empty) {
                    lines.pop();
                }
                self.done.push(Block::Code { lines });
            }
        }
    }

    fn paragraphs(&mut self, indent: usize, text: &str) {
        for part in inline::split_at_breaks(text) {
            self.done.push(Block::Paragraph { indent, text: part.to_owned() });
        }
    }
}

/// Takes the marks of a block quote away; what is quoted is then ordinary text.
fn strip_quotes(mut line: &str) -> &str {
    loop {
        let text = line.trim_start_matches(' ');
        let Some(quoted) = text.strip_prefix('>') else { return line };
        line = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
}

fn strip_indent(line: &str, indent: usize) -> &str {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    line.get(spaces.min(indent)..).unwrap_or_default()
}

/// The character and length of an opening fence. The info string of a fence of backticks holds
/// no backtick, otherwise it is a code span.
fn fence_start(text: &str) -> Option<(char, usize)> {
    let character = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = text.trim_start_matches(character);
    let length = text.len() - rest.len();
    (length >= 3 && !(character == '`' && rest.contains('`'))).then_some((character, length))
}

fn is_fence_end(line: &str, character: char, length: usize) -> bool {
    let text = line.trim();
    text.len() >= length && text.chars().all(|c| c == character)
}

/// A thematic break, or the underline of a heading.
fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| *c != ' ');
    let Some(first) = marks.next().filter(|c| matches!(c, '-' | '=' | '*' | '_')) else {
        return false;
    };
    text.len() >= 3 && marks.all(|c| c == first)
}

/// The marker of a list item and the text after it.
fn list_marker(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let end = if digits == 0 {
        text.starts_with(['-', '*', '+']).then_some(1)?
    } else {
        (digits <= 9 && text.get(digits..).unwrap_or_default().starts_with(['.', ')']))
            .then_some(digits + 1)?
    };
    let rest = text.get(end..).unwrap_or_default().strip_prefix(' ')?;
    Some((text.get(..end).unwrap_or_default(), rest.trim_start()))
}

/// The text of a heading.
fn heading(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    let title = rest.strip_prefix(' ')?.trim_end_matches('#').trim();
    ((1..=6).contains(&level) && !title.is_empty() && !title.contains("**")).then_some(title)
}

/// A table has a row of dashes below its first row.
fn is_table(lines: &[String]) -> bool {
    lines.get(1).is_some_and(|row| {
        row.contains('|')
            && row.contains('-')
            && row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    })
}
