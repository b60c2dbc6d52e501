//! Decides whether a received document may replace the committed one; no I/O.

use codegen::Input;
use codegen::diagnostic::{Code, Diagnostic, Severity};
use codegen::load::{Format, load};
use codegen::overlay::Mode;
use serde_json::Value;

use crate::console::{counted, grouped};
use crate::exit::Exit;
use crate::judge::generate_or_explain;
use crate::lock::Counts;
use crate::problem::{Found, Names, Problem};

/// Errors that ask for a decision in the overlay, and say nothing against the document.
const DECISIONS: [Code; 8] = [
    Code::DuplicateOperationId,
    Code::MissingOperationId,
    Code::NameCollision,
    Code::ReservedName,
    Code::UnclassifiedSecret,
    Code::UnknownGroup,
    Code::UnknownPolicy,
    Code::WaitState,
];

/// An OpenAPI document that was received.
#[derive(Debug)]
pub(super) struct Received {
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
}

/// Parses what was received; refuses what is not an OpenAPI document with operations.
pub(super) fn parse(bytes: &[u8], name: &str) -> Result<Received, (Problem, Vec<Diagnostic>)> {
    let refused = |reason: &str, list| {
        let message = format!("cannot use {name}: {reason}");
        let problem = Problem::new("document-refused", message).help("nothing has been changed");
        Err((problem, list))
    };
    // Most often the page of a proxy or a login.
    if bytes.trim_ascii_start().starts_with(b"<") {
        return refused("it is HTML or XML", Vec::new());
    }
    let loaded = match load(bytes, name) {
        Ok(loaded) => loaded,
        Err(list) => return refused("see the errors below", list),
    };
    let value = loaded.value;
    let counts = Counts::of(&value);
    if counts.operations == 0 {
        return refused("it has no operations", Vec::new());
    }
    let (bytes, converted_from) = match loaded.format {
        Format::Json => (bytes.to_vec(), None),
        Format::Yaml => (format!("{value:#}\n").into_bytes(), Some("yaml")),
    };
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Ok(Received {
        openapi: text("/openapi").unwrap_or_default(),
        licence: text("/info/license/identifier").or_else(|| text("/info/license/name")),
        bytes,
        value,
        counts,
        converted_from,
    })
}

/// Reasons not to store a document.
#[derive(Debug, Default)]
pub(super) struct Objections {
    /// It lost so much that it may be cut off.
    pub(super) shrunk: Option<Problem>,
    /// The generator does not support what it uses.
    pub(super) unsupported: Option<Problem>,
    /// What `regenerate` will say: errors that stop it, and warnings.
    pub(super) open: Vec<Diagnostic>,
}

/// Judges a document as `regenerate` will do.
pub(super) fn judge(
    received: &Received,
    names: &Names,
    overlay: &str,
    current: Option<Counts>,
) -> Objections {
    let input = Input {
        document: &received.bytes,
        document_name: &names.document,
        overlay,
        overlay_name: &names.overlay,
        overlay_mode: Mode::Strict,
    };
    let (open, supported) = match generate_or_explain(&input) {
        Ok(generated) => (generated.warnings, true),
        Err(list) => {
            let supported = list.iter().all(is_decision);
            (list, supported)
        }
    };
    let unsupported = (!supported).then(|| {
        let message = format!("the generator does not support everything in {}", names.document);
        Problem::new("document-unsupported", message)
            .help("nothing has been changed; the errors below say what has to be resolved")
    });
    let shrunk = current.and_then(|current| shrunk(received.counts, current));
    Objections { shrunk, unsupported, open }
}

impl Objections {
    /// Returns the first objection that the options do not allow.
    pub(super) fn stopping(
        &self,
        allow_shrink: bool,
        allow_unsupported: bool,
        names: &Names,
    ) -> Option<Found> {
        let shrunk = self.shrunk.as_ref().filter(|_| !allow_shrink);
        let unsupported = self.unsupported.as_ref().filter(|_| !allow_unsupported);
        let exit = match (shrunk, unsupported) {
            (Some(_), _) => Exit::Shrunk,
            (None, Some(_)) => Exit::Unsupported,
            (None, None) => return None,
        };
        Some(Found {
            problems: shrunk.into_iter().chain(unsupported).cloned().collect(),
            diagnostics: if unsupported.is_some() { self.open.clone() } else { Vec::new() },
            names: names.clone(),
            exit,
        })
    }
}

/// Returns a problem if the document lost more than a fifth of its operations or schemas: it is
/// more likely truncated than changed.
fn shrunk(new: Counts, old: Counts) -> Option<Problem> {
    let too_small = |new: usize, old: usize| new.saturating_mul(5) < old.saturating_mul(4);
    let lost = too_small(new.operations, old.operations) || too_small(new.schemas, old.schemas);
    lost.then(|| {
        let message = format!(
            "the new document has {} and {}, the committed one {} and {}",
            counted(new.operations, "operation"),
            counted(new.schemas, "schema"),
            grouped(old.operations),
            grouped(old.schemas),
        );
        Problem::new("document-shrunk", message)
            .help("nothing has been changed: the document may be incomplete")
            .help("if the missing operations or schemas were really removed, run the command again with --allow-shrink")
    })
}

/// Whether a diagnostic leaves the document as it is and asks for a decision.
fn is_decision(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Warning
        || DECISIONS.contains(&diagnostic.code)
        || diagnostic.code.as_str().starts_with("overlay-")
}
