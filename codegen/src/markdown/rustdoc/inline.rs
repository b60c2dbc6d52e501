//! Inline Markdown: code, links, emphasis and URLs are written again, everything else as text that
//! rustdoc reads as text.

use std::fmt::Write as _;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::wrap::{self, GLUE};
use crate::markdown::code::{longest_run, span};

/// The longest code that is never broken over lines.
const SHORT: usize = 60;

/// A paragraph that is being written. Spaces that no line may be broken at are [`GLUE`].
#[derive(Default)]
pub(super) struct Inline {
    /// What is written.
    out: String,
    /// Text that follows, and is not escaped yet: a URL can be made of several events.
    text: String,
    /// The open marks, outermost first; at most one of each kind.
    marks: Vec<Mark>,
    /// For each open element, outermost first, whether it has a mark.
    open: Vec<bool>,
}

/// Something that begins and ends in a paragraph.
struct Mark {
    start: &'static str,
    end: String,
    /// Whether `start` is written: a mark around nothing is never written.
    is_written: bool,
}

impl Mark {
    fn around(mark: &'static str) -> Self {
        Self { start: mark, end: mark.to_owned(), is_written: false }
    }
}

impl Inline {
    /// Writes an event; `source` is its text in the document. Returns the event if it is not
    /// inline.
    pub(super) fn event<'a>(&mut self, event: Event<'a>, source: &str) -> Option<Event<'a>> {
        // In this kind of text, underscores around a word are part of a name.
        let name = source.starts_with('_');
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            Event::Code(text) => self.code(&text),
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) if name => {
                self.text.push('_');
            }
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) if name => {
                self.text.push_str("__");
            }
            Event::Start(Tag::Emphasis) => self.start(Some(Mark::around("*"))),
            Event::Start(Tag::Strong) => self.start(Some(Mark::around("**"))),
            Event::Start(Tag::Strikethrough) => self.start(Some(Mark::around("~~"))),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.start(link(link_type, &dest_url));
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.start(link(LinkType::Inline, &dest_url));
            }
            Event::End(
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image,
            ) => self.end(),
            event => return Some(event),
        }
        None
    }

    /// Adds text of the document, as it is.
    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Begins bold text.
    pub(super) fn start_bold(&mut self) {
        self.start(Some(Mark::around("**")));
    }

    /// Ends bold text.
    pub(super) fn end_bold(&mut self) {
        self.end();
    }

    /// Adds a code span.
    pub(super) fn code(&mut self, text: &str) {
        let text = code(text);
        if !text.is_empty() {
            self.open_marks();
            // Two of them side by side would be one.
            if self.out.ends_with('`') {
                self.out.push(' ');
            }
            self.out.push_str(&text);
        }
    }

    /// Takes what is written so far. Open marks begin again in what follows.
    pub(super) fn take(&mut self) -> String {
        self.write_text();
        for at in (0..self.marks.len()).rev() {
            self.close(at);
        }
        wrap::escape_start(std::mem::take(&mut self.out).trim().to_owned())
    }

    fn start(&mut self, mark: Option<Mark>) {
        self.write_text();
        // A mark inside one of its kind says nothing more.
        let mark = mark.filter(|mark| self.marks.iter().all(|open| open.start != mark.start));
        self.open.push(mark.is_some());
        self.marks.extend(mark);
    }

    fn end(&mut self) {
        self.write_text();
        if self.open.pop() == Some(true) {
            self.close(self.marks.len() - 1);
            self.marks.pop();
        }
    }

    /// Ends a mark behind the last letter: behind a space it would not be read as the end.
    fn close(&mut self, at: usize) {
        let Some(mark) = self.marks.get_mut(at).filter(|mark| mark.is_written) else { return };
        mark.is_written = false;
        let end = self.out.trim_end_matches(' ').len();
        let spaces = self.out.split_off(end);
        self.out.push_str(&mark.end);
        self.out.push_str(&spaces);
    }

    fn open_marks(&mut self) {
        self.write_text();
        for mark in self.marks.iter_mut().filter(|mark| !mark.is_written) {
            // An exclamation mark would make an image of a link.
            if mark.start == "[" && self.out.ends_with('!') {
                self.out.pop();
                self.out.push_str("\\!");
            }
            self.out.push_str(mark.start);
            mark.is_written = true;
        }
    }

    fn write_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let words = text.trim_start_matches(' ');
        // A mark begins at the first letter: before a space it would not be read as the beginning.
        self.out.push_str(text.get(..text.len() - words.len()).unwrap_or_default());
        if !words.is_empty() {
            self.open_marks();
            let is_linked = self.marks.iter().any(|mark| mark.start == "[");
            escape(words, is_linked, &mut self.out);
        }
    }
}

/// Returns a link with an absolute URL; any other is only its text.
fn link(link_type: LinkType, url: &str) -> Option<Mark> {
    // The text of `<https://…>` becomes such a link like any other URL.
    if link_type == LinkType::Autolink || !is_url(url) {
        return None;
    }
    let mut target = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '<' | '>' | '\\' | '`' | '|' | ' ' | '\n' => {
                // Writing to a string cannot fail.
                let _ = write!(target, "%{:02X}", u32::from(character));
            }
            character => target.push(character),
        }
    }
    let (open, close) = if target.contains(['(', ')']) { ("<", ">") } else { ("", "") };
    Some(Mark { start: "[", end: format!("]({open}{target}{close})"), is_written: false })
}

/// Writes text so that rustdoc reads it as text, and URLs as links unless the text is in a link.
fn escape(text: &str, is_linked: bool, out: &mut String) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let next = rest.get(character.len_utf8()..).unwrap_or_default();
        let taken = match character {
            '_' => underscores(rest, out),
            'h' if !is_linked && scheme(rest).is_some() => url(rest, out),
            '*' if next.starts_with(' ') && out.ends_with(' ') => {
                out.push('*');
                1
            }
            '&' if next.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic()) => {
                escaped('&', out)
            }
            '\\' | '`' | '<' | '[' | ']' | '*' | '~' => escaped(character, out),
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

/// Underscores inside a word are never emphasis.
fn underscores(rest: &str, out: &mut String) -> usize {
    let run = rest.len() - rest.trim_start_matches('_').len();
    let is_inside = out.ends_with(char::is_alphanumeric)
        && rest.get(run..).unwrap_or_default().starts_with(char::is_alphanumeric);
    out.push_str(&if is_inside { "_" } else { "\\_" }.repeat(run));
    run
}

/// Returns a URL in running text, without the punctuation that ends the sentence.
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
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&code(scheme));
    scheme.len()
}

/// Returns the beginning of an absolute URL of the web.
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

/// Any text as a code span; empty where there is nothing to show. Several spaces in a row remain,
/// and a short one stays on its line; so does one whose fence could be taken for that of a code
/// block.
pub(super) fn code(content: &str) -> String {
    let glue = GLUE.encode_utf8(&mut [0; 4]).to_owned();
    let content = content.replace('\n', " ");
    let mut text = content.trim().replace("  ", &glue.repeat(2));
    if text.is_empty() {
        return text;
    }
    if text.contains('`') {
        text = format!("{glue}{text}{glue}");
    }
    if longest_run(&text, '`') > 0 || text.len() <= SHORT {
        text = text.replace(' ', &glue);
    }
    span(&text)
}
