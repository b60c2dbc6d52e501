//! Turns the OpenAPI document of ClickHouse Cloud into the source of its Rust SDK.
//!
//! A pure library: text in, files or diagnostics out, without access to files, network, clock or
//! environment.
//! [`read`] and [`generate`] are the pipeline. Each stage is a module that can be read alone.

#![forbid(unsafe_code)]
// A document must not be able to stop the generator: what cannot happen ends in a diagnostic too.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod diagnostic;
pub mod diff;
pub mod gate;
pub mod ir;
pub mod load;
pub mod lower;
pub mod markdown;
pub mod name;
pub mod outline;
pub mod overlay;
pub mod pattern;
pub mod pointer;
pub mod source;
pub mod tree;
pub mod usage;

mod bounds;
mod check;
mod describe;
mod emit;
mod extension;
mod inline;
mod media_type;
mod model;
mod parse;
mod partial;
mod render;
mod surface;

pub use emit::{consumer, rows};
pub use partial::{Partial, read_partly};

use diagnostic::{Diagnostic, InputFile, Severity, Sink};
use source::SourceMap;

/// The input of a run of the generator.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The OpenAPI document, as JSON or YAML.
    pub document: &'a [u8],
    /// The name of the document in messages: usually its path.
    pub document_name: &'a str,
    /// The overlay, as YAML; one without actions is `overlay: 1.0.0` and `actions: []`.
    pub overlay: &'a str,
    /// The name of the overlay in messages.
    pub overlay_name: &'a str,
    /// Whether an overlay action that has no effect is an error.
    pub overlay_mode: overlay::Mode,
}

/// The output of a successful run.
#[derive(Debug)]
pub struct Generated {
    /// The IR of the document.
    pub api: ir::Api,
    /// The files of `generated-client/src/generated`, by relative path.
    pub files: tree::FileTree,
    /// The warnings.
    pub warnings: Vec<Diagnostic>,
}

/// Generates the SDK: everything that [`read`] does, then the source.
///
/// # Errors
///
/// Returns all problems of the document and the overlay, in the order of the file.
pub fn generate(input: &Input<'_>) -> Result<Generated, Vec<Diagnostic>> {
    let (api, warnings) = read(input)?;
    let mut files = tree::FileTree::new();
    let mut contradictions = Sink::new();
    let surface = surface::Surface::of(&api);
    let describe = describe::Describe::new(&surface);
    emit::emit(&surface, &describe, &mut |file| match render::render(file) {
        Ok((path, text)) => {
            if let Err(taken) = files.insert(path, text) {
                contradictions.push(Diagnostic::internal(taken));
            }
        }
        Err(found) => contradictions.push(*found),
    });
    if contradictions.has_errors() {
        return Err(contradictions.into_vec());
    }
    Ok(Generated { api, files, warnings })
}

/// Reads a document into the IR, without emitting anything.
///
/// # Errors
///
/// Returns all problems of the document and the overlay, in the order of the file.
pub fn read(input: &Input<'_>) -> Result<(ir::Api, Vec<Diagnostic>), Vec<Diagnostic>> {
    let load::Loaded { value, map, .. } = load::load(input.document, input.document_name)?;
    let usage = usage::Usage::new(&value);
    let mut sink = Sink::new();
    let api = stages(value, input, &mut sink);
    let diagnostics = explain(sink, &map, &usage, input);
    match api {
        Some(api) if !diagnostics.iter().any(|found| found.severity == Severity::Error) => {
            Ok((api, diagnostics))
        }
        _ => Err(diagnostics),
    }
}

/// Returns the stages between loading and emitting.
///
/// The gate checks the document after the overlay, so that an action can correct what the gate
/// would reject. If it rejects only keywords, the errors of the document without them are reported
/// in the same run.
fn stages(document: serde_json::Value, input: &Input<'_>, sink: &mut Sink) -> Option<ir::Api> {
    let version = document.get("openapi").and_then(serde_json::Value::as_str);
    let version = version.unwrap_or_default().to_owned();
    let corrected = overlay::apply(document, input.overlay, input.overlay_mode, sink);
    gate::gate(&corrected, sink);
    if !sink.has_errors() {
        return understand(corrected, &version, input.overlay_mode, sink);
    }
    let mut others = Sink::new();
    if let Some(rest) = gate::rest(&corrected, sink) {
        understand(rest, &version, input.overlay_mode, &mut others);
    }
    sink.extend(others.into_vec().into_iter().filter(|found| found.severity == Severity::Error));
    None
}

/// Returns the stages after the gate. A stage that needs a valid document does not run if an
/// earlier stage has reported an error.
fn understand(
    document: serde_json::Value,
    version: &str,
    mode: overlay::Mode,
    sink: &mut Sink,
) -> Option<ir::Api> {
    let inlined = inline::inline(document, sink);
    if sink.has_errors() {
        return None;
    }
    let lowered = lower::lower(inlined);
    let strict = mode == overlay::Mode::Strict;
    let parsed = parse::parse(&lowered).map_err(|error| sink.push(*error)).ok()?;
    let api = model::model(&parsed, version, strict, sink);
    check::check(&api, sink);
    Some(api)
}

/// Adds to each diagnostic its position, the operations that use the location and, if it is about a
/// decision of the overlay, the action that made it.
fn explain(
    sink: Sink,
    document: &SourceMap,
    usage: &usage::Usage,
    input: &Input<'_>,
) -> Vec<Diagnostic> {
    let mut sorted = Sink::new();
    let mut found = sink.into_vec();
    document.locate(InputFile::Document, &mut found);
    usage.fill(&mut found);
    overlay::attribute(&mut found, input);
    sorted.extend(found);
    sorted.into_vec()
}
