//! Writes diagnostics for people, in the manner of rustc, and for machines, one JSON object a line.

use std::fmt::Write as _;

use super::{Diagnostic, InputFile, Position, Severity, sort};

/// How many operations that use a place are named; the others are counted.
const NAMED_USERS: usize = 3;

/// How many characters of a text are printed. Keys of a damaged document can be long.
const LONGEST: usize = 1000;

/// The names of the files, as they are printed.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The document: `spec/openapi.json`.
    pub document: &'a str,
    /// The overlay: `spec/overlay.yaml`.
    pub overlay: &'a str,
}

impl Names<'_> {
    fn of(&self, source: InputFile) -> &str {
        match source {
            InputFile::Document => self.document,
            InputFile::Overlay => self.overlay,
        }
    }
}

/// How diagnostics look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Whether the terminal understands colours.
    pub color: bool,
}

impl Style {
    const RED: &'static str = "\u{1b}[1;31m";
    const YELLOW: &'static str = "\u{1b}[1;33m";
    const BLUE: &'static str = "\u{1b}[1;34m";
    const BOLD: &'static str = "\u{1b}[1m";

    fn paint(self, text: &str, with: &str) -> String {
        if self.color { format!("{with}{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Returns the name of a line, right-aligned before what it says.
    fn label(self, label: &str) -> String {
        self.paint(&format!("{label:>8}"), Self::BLUE)
    }
}

/// Writes all diagnostics, sorted by place, and a last line that counts them. Empty for none.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], files: &Names<'_>, style: Style) -> String {
    let mut diagnostics = diagnostics.to_vec();
    sort(&mut diagnostics);
    let mut text = String::new();
    for diagnostic in &diagnostics {
        text.push_str(&one(diagnostic, files, style));
        text.push('\n');
    }
    if !diagnostics.is_empty() {
        text.push_str(&summary(&diagnostics));
        text.push('\n');
    }
    text
}

/// One JSON object a line, sorted by place: what `--message-format json` prints.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic]) -> String {
    let mut diagnostics = diagnostics.to_vec();
    sort(&mut diagnostics);
    let mut text = String::new();
    for diagnostic in &diagnostics {
        // A diagnostic is strings and numbers, which always serialise.
        if let Ok(line) = serde_json::to_string(diagnostic) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn one(diagnostic: &Diagnostic, files: &Names<'_>, style: Style) -> String {
    let (word, color) = match diagnostic.severity {
        Severity::Error => ("error", Style::RED),
        Severity::Warning => ("warning", Style::YELLOW),
    };
    let title = style.paint(&format!("{word}[{}]", diagnostic.code), color);
    let message = style.paint(&format!(": {}", printable(&diagnostic.message)), Style::BOLD);
    let mut text = format!("{title}{message}\n");

    let file = files.of(diagnostic.source);
    let arrow = style.paint("   -->", Style::BLUE);
    line(&mut text, &arrow, &place(file, diagnostic.position));
    line(&mut text, &style.label("at:"), &printable(&diagnostic.at.to_string()));
    for related in &diagnostic.related {
        let mut note =
            format!("{}: {}", printable(&related.at.to_string()), printable(&related.message));
        if related.position.is_some() {
            let _ = write!(note, " ({})", place(file, related.position));
        }
        line(&mut text, &style.label("see:"), &note);
    }
    for (index, user) in diagnostic.used_by.iter().take(NAMED_USERS).enumerate() {
        let label = if index == 0 { style.label("used by:") } else { " ".repeat(8) };
        line(&mut text, &label, &printable(user));
    }
    let more = diagnostic.used_by.len().saturating_sub(NAMED_USERS);
    let more = more.saturating_add(diagnostic.more_users);
    if more > 0 {
        line(&mut text, &" ".repeat(8), &format!("and {more} more"));
    }
    for (index, help) in diagnostic.help.lines().enumerate() {
        let label = if index == 0 { style.label("help:") } else { " ".repeat(8) };
        line(&mut text, &label, &printable(help));
    }
    text
}

/// Appends a labelled line.
fn line(text: &mut String, label: &str, content: &str) {
    text.push_str(label);
    text.push(' ');
    text.push_str(content);
    text.push('\n');
}

/// `file:line:column`, as terminals and editors link it.
fn place(file: &str, position: Option<Position>) -> String {
    match position {
        Some(Position { line, column }) => format!("{file}:{line}:{column}"),
        None => file.to_owned(),
    }
}

/// `3 errors and 1 warning`.
fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity, word: &str| {
        let number = diagnostics.iter().filter(|found| found.severity == severity).count();
        match number {
            0 => None,
            1 => Some(format!("1 {word}")),
            more => Some(format!("{more} {word}s")),
        }
    };
    let counts = [count(Severity::Error, "error"), count(Severity::Warning, "warning")];
    counts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// Returns the text with control and direction characters written out, so that a document can
/// neither steer the terminal nor break the layout; a text that no line can hold is cut.
fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST {
            clean.push('…');
            break;
        }
        let directs = matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if character.is_control() || directs {
            clean.extend(character.escape_default());
        } else {
            clean.push(character);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Names, Style, render, to_json};
    use crate::diagnostic::{Code, Diagnostic, Position};
    use crate::pointer::Pointer;

    const FILES: Names<'static> =
        Names { document: "spec/openapi.json", overlay: "spec/overlay.yaml" };

    fn place() -> Pointer {
        Pointer::root().child("components").child("schemas").child("Policy").child("not")
    }

    #[test]
    fn layout_names_place_users_and_help() {
        let mut first = Diagnostic::error(Code::UnknownKeyword, place(), "`not` is bad")
            .help("remove it\nor extend the generator")
            .related(Pointer::root().child("info"), "first here")
            .used_by(["GET /a (a)", "GET /b (b)", "GET /c (c)", "GET /d (d)", "GET /e (e)"])
            .position(Position { line: 4127, column: 9 });
        first.related[0].position = Some(Position { line: 2, column: 3 });
        let second = Diagnostic::warning(
            Code::OverlayChangesNothing,
            Pointer::root().child("actions").child(3),
            "does nothing",
        )
        .in_overlay();
        let expected = "\
error[unknown-keyword]: `not` is bad
   --> spec/openapi.json:4127:9
     at: #/components/schemas/Policy/not
    see: #/info: first here (spec/openapi.json:2:3)
used by: GET /a (a)
         GET /b (b)
         GET /c (c)
         and 2 more
   help: remove it
         or extend the generator

warning[overlay-changes-nothing]: does nothing
   --> spec/overlay.yaml
     at: #/actions/3

1 error and 1 warning
";
        assert_eq!(render(&[second, first], &FILES, Style::default()), expected);
        assert_eq!(render(&[], &FILES, Style::default()), "");
    }

    #[test]
    fn colours_are_used_only_on_request() {
        let found = [Diagnostic::error(Code::TooDeep, place(), "deep")];
        assert!(!render(&found, &FILES, Style { color: false }).contains('\u{1b}'));
        assert!(
            render(&found, &FILES, Style { color: true }).contains("\u{1b}[1;31merror[too-deep]")
        );
    }

    #[test]
    fn a_document_cannot_steer_the_terminal() {
        let at = Pointer::root().child("\u{1b}[2Ja\n");
        let found = [Diagnostic::error(Code::UnknownKeyword, at, "\u{202e}x\u{7}")];
        let text = render(&found, &FILES, Style::default());
        let long = [Diagnostic::error(Code::UnknownKeyword, Pointer::root(), "x".repeat(5000))];
        assert!(render(&long, &FILES, Style::default()).len() < 1200);
        assert!(text.contains("#/\\u{1b}[2Ja\\n") && text.contains("\\u{202e}x\\u{7}"), "{text}");
    }

    #[test]
    fn json_is_one_object_a_line() {
        let found = [
            Diagnostic::error(Code::UnknownKeyword, place(), "a\nb")
                .used_by(["GET /a (a)"])
                .position(Position { line: 1, column: 2 }),
            Diagnostic::warning(Code::UnknownFormat, place(), "c"),
        ];
        let text = to_json(&found);
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0],
            json!({
                "severity": "error", "code": "unknown-keyword", "source": "document",
                "at": "#/components/schemas/Policy/not", "message": "a\nb", "help": "",
                "related": [], "usedBy": ["GET /a (a)"], "position": { "line": 1, "column": 2 },
            })
        );
    }
}
