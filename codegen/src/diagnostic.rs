//! Diagnostics: a problem in a document or an overlay, its location, the operations affected, and
//! the fix.
//!
//! Stages push to a [`Sink`] and continue, so that one run shows all problems.

mod code;
mod render;

use std::fmt::Display;

use serde::Serialize;

pub use code::Code;
pub use render::{Names, Style, render, to_json};

use crate::bounds::FINDINGS;
use crate::pointer::Pointer;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Generation continues.
    Warning,
}

/// The file that a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputFile {
    /// The OpenAPI document.
    #[default]
    Document,
    /// The overlay.
    Overlay,
}

/// A place in a text. Both numbers count from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Another location that is related to a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Where.
    pub at: Pointer,
    /// What is there.
    pub message: String,
    /// The line and column, once known.
    pub position: Option<Position>,
}

/// A problem in a document or an overlay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use = "a diagnostic that is not pushed to a sink is lost"]
pub struct Diagnostic {
    /// The severity of a diagnostic.
    pub severity: Severity,
    /// What kind of problem it is.
    pub code: Code,
    /// Which file it is about.
    pub source: InputFile,
    /// Where in that file.
    pub at: Pointer,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Related locations.
    pub related: Vec<Related>,
    /// The operations that use the place: `GET /v1/organizations (organizationGetList)`.
    #[serde(rename = "usedBy")]
    pub used_by: Vec<String>,
    /// How many more operations use it.
    #[serde(rename = "moreUsers", skip_serializing_if = "is_zero")]
    pub more_users: usize,
    /// The line and column, once known.
    pub position: Option<Position>,
}

impl Diagnostic {
    /// Creates an error in the document.
    pub fn error(code: Code, at: Pointer, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, at, message.into())
    }

    /// Creates an error about a contradiction in the generator itself.
    pub(crate) fn internal(message: impl std::fmt::Display) -> Self {
        let message = format!("internal error: {message}");
        Self::error(Code::InternalError, Pointer::root(), message)
            .help("report this bug in the generator, and attach the document")
    }

    /// Creates a warning about the document.
    pub fn warning(code: Code, at: Pointer, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, at, message.into())
    }

    fn new(severity: Severity, code: Code, at: Pointer, message: String) -> Self {
        Self {
            severity,
            code,
            source: InputFile::Document,
            at,
            message,
            help: String::new(),
            related: Vec::new(),
            used_by: Vec::new(),
            more_users: 0,
            position: None,
        }
    }

    /// Sets the help: what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds a related location.
    pub fn related(mut self, at: Pointer, message: impl Into<String>) -> Self {
        self.related.push(Related { at, message: message.into(), position: None });
        self
    }

    /// Marks it as a diagnostic about the overlay, not the document.
    pub fn in_overlay(mut self) -> Self {
        self.source = InputFile::Overlay;
        self
    }

    /// Sets its position in the text.
    pub fn position(mut self, position: impl Into<Option<Position>>) -> Self {
        self.position = position.into();
        self
    }

    /// Adds operations that use the location.
    pub fn used_by(mut self, operations: impl IntoIterator<Item = impl Display>) -> Self {
        self.used_by.extend(operations.into_iter().map(|operation| operation.to_string()));
        self
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Collects diagnostics. Equal diagnostics are stored once, however often a stage reports them.
///
/// A run stores the first 1,000 diagnostics and counts the rest: a damaged document can have one
/// for every few bytes.
#[derive(Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
    /// Findings, all of them errors or not, that are only counted.
    errors: usize,
    warnings: usize,
}

impl Sink {
    /// Creates an empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < FINDINGS {
            self.found.push(diagnostic);
        } else {
            match diagnostic.severity {
                Severity::Error => self.errors = self.errors.saturating_add(1),
                Severity::Warning => self.warnings = self.warnings.saturating_add(1),
            }
        }
    }

    /// Adds diagnostics.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// Returns whether one of the diagnostics is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
            || self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns whether there is no diagnostic.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the diagnostics so far, in the order in which they were pushed.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Returns all diagnostics, sorted by file and location; of several equal ones the first.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.found;
        sort(&mut diagnostics);
        diagnostics.dedup_by(|second, first| {
            (second.severity, second.code, second.source, &second.at, &second.message)
                == (first.severity, first.code, first.source, &first.at, &first.message)
        });
        let more = [(Severity::Error, self.errors), (Severity::Warning, self.warnings)];
        for (severity, count) in more.into_iter().filter(|(_, count)| *count > 0) {
            let message = not_listed(count);
            let found = Diagnostic::new(severity, Code::TooLarge, Pointer::root(), message);
            diagnostics.push(found.help("fix the listed problems, and run the command again"));
        }
        diagnostics
    }
}

/// Returns the message about further diagnostics that are only counted.
pub(crate) fn not_listed(count: usize) -> String {
    if count == 1 {
        "1 more diagnostic is not listed".to_owned()
    } else {
        format!("{count} more diagnostics are not listed")
    }
}

/// Sorts by file, then position (unknown ones last), pointer, severity, code and message.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    fn key(diagnostic: &Diagnostic) -> impl Ord + '_ {
        (
            diagnostic.source,
            diagnostic.position.is_none(),
            diagnostic.position,
            &diagnostic.at,
            diagnostic.severity,
            diagnostic.code,
            &diagnostic.message,
        )
    }
    diagnostics.sort_by(|one, other| key(one).cmp(&key(other)));
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostic, InputFile, Pointer, Position, Sink};

    #[test]
    fn sink_knows_whether_it_holds_errors() {
        let mut sink = Sink::new();
        assert!(sink.is_empty() && !sink.has_errors());
        sink.push(Diagnostic::warning(Code::UnknownFormat, Pointer::root(), "a"));
        assert!(!sink.is_empty() && !sink.has_errors());
        sink.push(Diagnostic::error(Code::UnknownKeyword, Pointer::root(), "b"));
        assert!(sink.has_errors());
    }

    #[test]
    fn findings_are_sorted_by_place_and_deduplicated() {
        let at = |line| Position { line, column: 1 };
        let found = |message: &str| {
            Diagnostic::error(Code::UnknownKeyword, Pointer::root().child("a"), message)
        };
        let mut sink = Sink::new();
        sink.push(found("overlay").in_overlay().position(at(1)));
        sink.push(found("nowhere"));
        sink.push(found("second").position(at(20)));
        sink.push(found("first").position(at(3)).help("kept"));
        sink.push(found("first").position(at(3)));
        let found = sink.into_vec();
        let messages: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(messages, ["first", "second", "nowhere", "overlay"]);
        assert_eq!(found[0].help, "kept");
        assert_eq!(found[3].source, InputFile::Overlay);
    }
}
