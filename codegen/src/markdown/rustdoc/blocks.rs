//! Blocks of Markdown: paragraphs, lists, quotations, tables and code are written again, line by
//! line.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inline::Inline;
use super::wrap::{unglue, wrap};
use crate::markdown::code::longest_run;

/// How deep lists and quotations are nested; what is deeper is at this depth.
const DEEPEST: usize = 6;

/// Reads Markdown as rustdoc does, but for what it would not pass on as written: footnotes, check
/// boxes and other quotation marks are text.
pub(super) fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(text, options).into_offset_iter()
}

/// Returns the lines of a text.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut writer = Writer::default();
    for (event, source) in events(text) {
        writer.event(event, text.get(source).unwrap_or_default());
    }
    writer.paragraph();
    writer.lines
}

/// Returns the parts of a text of HTML between its line breaks.
pub(super) fn html(text: &str) -> impl Iterator<Item = String> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('<') {
        if let Some(length) = line_break(text.get(at..).unwrap_or_default()) {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + length;
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts.into_iter().map(|part| part.replace('\n', " "))
}

/// Returns the length of the `<br>` that the text starts with.
fn line_break(text: &str) -> Option<usize> {
    let name = text.get(1..3)?;
    let after = text.get(3..).unwrap_or_default().trim_start_matches(' ');
    let after = after.strip_prefix('/').unwrap_or(after).strip_prefix('>')?;
    name.eq_ignore_ascii_case("br").then_some(text.len() - after.len())
}

/// Writes events as lines.
#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The paragraph that is being written.
    inline: Inline,
    /// The code block that is being written.
    code: Option<String>,
    /// The row of a table at hand, and its number of cells.
    row: Option<(String, usize)>,
    /// The open blocks that hold others, outermost first.
    open: Vec<Open>,
    /// How many of them have a mark.
    depth: usize,
    /// Whether the next line is below an empty one.
    is_apart: bool,
    /// The marker of a list that has just ended: the next list needs another one.
    ended: Option<&'static str>,
}

/// A block that holds others.
enum Open {
    /// A quotation, or an item of a list.
    Block {
        /// What is before the first line, until that is written.
        first: Option<String>,
        /// What is before the other lines.
        rest: String,
    },
    List {
        /// The number of the next item, if items are numbered.
        number: Option<u64>,
        /// What is behind the number, or the mark of an item.
        marker: &'static str,
        /// Whether items are paragraphs, with empty lines between them.
        is_loose: bool,
        has_items: bool,
    },
}

impl Open {
    /// Whether its first line is not written yet.
    fn is_new(&self) -> bool {
        matches!(self, Self::Block { first: Some(_), .. })
    }

    fn rest(&self) -> &str {
        match self {
            Self::Block { rest, .. } => rest,
            Self::List { .. } => "",
        }
    }
}

impl Writer {
    fn event(&mut self, event: Event, source: &str) {
        if let Some(code) = &mut self.code {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => self.end_code(),
            }
            return;
        }
        match self.inline.event(event, source) {
            Some(Event::Start(tag)) => self.start(&tag),
            Some(Event::End(tag)) => self.end(tag),
            Some(Event::Html(text) | Event::InlineHtml(text)) => {
                for (index, part) in html(&text).enumerate() {
                    if index > 0 {
                        self.line_break();
                    }
                    self.inline.text(&part);
                }
            }
            Some(Event::HardBreak) => self.line_break(),
            // A rule has no text, and the parser is not asked for the others.
            Some(_) | None => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        if !matches!(tag, Tag::TableHead | Tag::TableRow | Tag::TableCell) {
            self.paragraph();
        }
        match tag {
            Tag::Paragraph => {
                if let [.., Open::List { is_loose, .. }, Open::Block { .. }] =
                    self.open.as_mut_slice()
                {
                    *is_loose = true;
                }
            }
            Tag::Heading { .. } => self.inline.start_bold(),
            Tag::BlockQuote(_) => self.open("> ".to_owned(), "> ".to_owned()),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::List(number) => self.start_list(*number),
            Tag::Item => self.start_item(),
            Tag::Table(_) => self.is_apart |= !self.open.last().is_some_and(Open::is_new),
            Tag::TableHead | Tag::TableRow => self.row = Some((String::new(), 0)),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.inline.end_bold();
                self.paragraph();
            }
            TagEnd::TableCell => {
                let cell = unglue(&self.inline.take()).replace('|', "\\|");
                if let Some((row, cells)) = &mut self.row {
                    row.push_str("| ");
                    row.push_str(&cell);
                    row.push(' ');
                    *cells += 1;
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let Some((row, cells)) = self.row.take() else { return };
                let mut rows = vec![row + "|"];
                if tag == TagEnd::TableHead {
                    rows.push(format!("|{}", "---|".repeat(cells)));
                }
                self.write(rows);
            }
            TagEnd::Table => self.is_apart = true,
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.paragraph();
                match self.open.pop() {
                    Some(Open::List { marker, .. }) => self.ended = Some(marker),
                    Some(open) if !open.rest().is_empty() => self.depth -= 1,
                    _ => {}
                }
                self.is_apart = true;
            }
            _ => self.paragraph(),
        }
    }

    /// Opens a block that holds others, without a mark of its own where it is too deep.
    fn open(&mut self, first: String, rest: String) {
        self.open.push(if self.depth < DEEPEST {
            self.depth += 1;
            Open::Block { first: Some(first), rest }
        } else {
            Open::Block { first: None, rest: String::new() }
        });
    }

    fn start_list(&mut self, number: Option<u64>) {
        // A list follows the text of a tight item directly. One that does not start with 1 cannot.
        if let [.., Open::List { is_loose: false, .. }, item] = self.open.as_slice()
            && !item.is_new()
            && number.is_none_or(|number| number == 1)
        {
            self.is_apart = false;
        }
        let (usual, other) = if number.is_some() { (".", ")") } else { ("-", "*") };
        let marker = if self.ended == Some(usual) { other } else { usual };
        self.open.push(Open::List { number, marker, is_loose: false, has_items: false });
    }

    fn start_item(&mut self) {
        let Some(Open::List { number, marker, is_loose, has_items }) = self.open.last_mut() else {
            return;
        };
        if *has_items {
            self.is_apart = *is_loose;
        }
        *has_items = true;
        let first = match number {
            Some(number) => {
                let first = format!("{number}{marker} ");
                *number += 1;
                first
            }
            None => format!("{marker} "),
        };
        let rest = " ".repeat(first.len());
        self.open(first, rest);
    }

    /// What `<br>` is: the beginning of a paragraph, if not in a cell of a table.
    fn line_break(&mut self) {
        if self.row.is_some() {
            self.inline.text(" ");
        } else {
            self.paragraph();
        }
    }

    /// Ends the paragraph at hand, if there is one.
    fn paragraph(&mut self) {
        let text = self.inline.take();
        if !text.is_empty() {
            let (first, rest) = self.margins();
            self.lines.extend(wrap(&text, &first, &rest));
            self.is_apart = true;
        }
    }

    /// Ends the code block that is being written. Rustdoc leaves it alone, and its fence is longer
    /// than any run inside, so nothing inside can end it.
    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let fence = "`".repeat(3.max(longest_run(&code, '`') + 1));
        let mut lines = vec![format!("{fence}text")];
        lines.extend(code.lines().map(str::to_owned));
        lines.push(fence);
        self.write(lines);
        self.is_apart = true;
    }

    /// Writes lines as they are.
    fn write(&mut self, lines: Vec<String>) {
        let (mut margin, rest) = self.margins();
        for line in lines {
            self.lines.push(format!("{margin}{line}").trim_end().to_owned());
            margin.clone_from(&rest);
        }
    }

    /// Returns what is before the first line of a block and before the others. Adds an empty line
    /// above it where one belongs.
    fn margins(&mut self) -> (String, String) {
        if self.is_apart && !self.lines.is_empty() {
            let above = self.open.iter().take_while(|open| !open.is_new());
            let above: String = above.map(Open::rest).collect();
            self.lines.push(above.trim_end().to_owned());
        }
        self.is_apart = false;
        self.ended = None;
        let rest = self.open.iter().map(Open::rest).collect();
        let first = self.open.iter_mut().map(|open| match open {
            Open::Block { first, rest } => first.take().unwrap_or_else(|| rest.clone()),
            Open::List { .. } => String::new(),
        });
        (first.collect(), rest)
    }
}
