//! Whether a document that was received may replace the committed one. Pure.

use codegen::Input;
use codegen::diagnostic::{Code, Diagnostic, Severity, Source};
use codegen::load::{Format, load};
use codegen::overlay::Mode;
use serde_json::Value;

use crate::console::grouped;
use crate::lock::Counts;
use crate::problem::{Found, Names, Problem};

/// Errors that say nothing against a document: they ask for a decision in the overlay.
const DECISIONS: [&str; 7] = [
    "duplicate-operation-id",
    "missing-operation-id",
    "name-collision",
    "reserved-name",
    "unclassified-secret",
    "unknown-group",
    "unknown-policy",
];

/// A document that may be stored.
#[derive(Debug)]
pub(super) struct Accepted {
    /// What is stored: the bytes as received, or JSON made from YAML.
    pub(super) bytes: Vec<u8>,
    /// The parsed document.
    pub(super) value: Value,
    /// What it holds.
    pub(super) counts: Counts,
    /// The version of OpenAPI that it declares.
    pub(super) openapi: String,
    /// The licence that it declares.
    pub(super) licence: Option<String>,
    /// The format it was received in, where that was not JSON.
    pub(super) converted_from: Option<&'static str>,
    /// Errors that a decision in the overlay cures, and warnings.
    pub(super) open: Vec<Diagnostic>,
}

/// What a received document is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'a> {
    /// The counts of the committed document, where there is one.
    pub(super) current: Option<Counts>,
    /// Whether a document that lost a fifth is welcome.
    pub(super) allow_shrink: bool,
    /// The committed overlay.
    pub(super) overlay: &'a str,
}

/// Judges a document.
pub(super) fn accept(bytes: &[u8], names: &Names, judge: Judge<'_>) -> Result<Accepted, Found> {
    let found = |problems: Vec<Problem>, diagnostics: Vec<Diagnostic>| Found {
        problems,
        diagnostics,
        names: names.clone(),
    };
    if let Some(problem) = not_a_document(bytes, &names.document) {
        return Err(found(vec![problem], Vec::new()));
    }
    let loaded = match load(bytes, &names.document) {
        Ok(loaded) => loaded,
        Err(list) => return Err(found(vec![refused(&names.document)], list)),
    };
    let value = loaded.value;
    let counts = Counts::of(&value);
    // Whatever speaks against the document is found in one run.
    let mut problems: Vec<Problem> = shrunk(counts, judge).into_iter().collect();
    let input = Input {
        document: bytes,
        document_name: &names.document,
        overlay: judge.overlay,
        overlay_name: &names.overlay,
        overlay_mode: Mode::Lenient,
    };
    let (open, against) = match codegen::generate(&input) {
        Ok(generated) => (generated.warnings, Vec::new()),
        Err(list) if list.iter().all(is_decision) => (list, Vec::new()),
        Err(list) => {
            problems.push(refused(&names.document));
            (Vec::new(), list)
        }
    };
    if !problems.is_empty() {
        return Err(found(problems, against));
    }

    let (bytes, converted_from) = match loaded.format {
        Format::Json => (bytes.to_vec(), None),
        Format::Yaml => {
            let mut text = format!("{value:#}");
            text.push('\n');
            (text.into_bytes(), Some("yaml"))
        }
    };
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Ok(Accepted {
        openapi: text("/openapi").unwrap_or_default(),
        licence: text("/info/license/identifier").or_else(|| text("/info/license/name")),
        bytes,
        value,
        counts,
        converted_from,
        open,
    })
}

/// A document that the generator has errors about.
fn refused(name: &str) -> Problem {
    Problem::new("document-refused", format!("{name} is not a document that we understand"))
        .help("nothing has been changed; the errors below say why")
}

/// Bytes that are something else altogether, most often the page of a proxy or a login.
fn not_a_document(bytes: &[u8], name: &str) -> Option<Problem> {
    let text = bytes.trim_ascii_start();
    text.starts_with(b"<").then(|| {
        let message = format!("{name} is HTML or XML, not an OpenAPI document");
        Problem::new("document-refused", message)
            .help("nothing has been changed; open it to see what it says")
    })
}

/// A document that lost a fifth of what it held is more likely cut off than changed.
fn shrunk(new: Counts, judge: Judge<'_>) -> Option<Problem> {
    let old = judge.current.filter(|_| !judge.allow_shrink)?;
    let too_small = |new: usize, old: usize| new.saturating_mul(5) < old.saturating_mul(4);
    let lost = too_small(new.operations, old.operations) || too_small(new.schemas, old.schemas);
    lost.then(|| {
        let message = format!(
            "the new document has {} operations and {} schemas, the committed one {} and {}",
            grouped(new.operations),
            grouped(new.schemas),
            grouped(old.operations),
            grouped(old.schemas),
        );
        Problem::new("document-shrunk", message)
            .help("nothing has been changed: so much is seldom removed on purpose")
            .help("if it was, run the command again with --allow-shrink")
    })
}

/// Whether a diagnostic leaves the document as it is and asks for a decision.
fn is_decision(diagnostic: &Diagnostic) -> bool {
    let code = diagnostic.code.as_str();
    diagnostic.severity == Severity::Warning
        || DECISIONS.contains(&code)
        || code.starts_with("overlay-")
}

/// How many of the diagnostics stop the next step. An action of the overlay that no longer fits is
/// forgiven here, and by no other command.
pub(super) fn stopping(diagnostics: &[Diagnostic]) -> usize {
    let stops = |found: &&Diagnostic| {
        let is_unfit =
            matches!(found.code, Code::OverlaySelectsNothing | Code::OverlayChangesNothing);
        found.severity == Severity::Error || (is_unfit && found.source == Source::Overlay)
    };
    diagnostics.iter().filter(stops).count()
}
