//! The committed document and overlay, and fixtures: as text, as JSON, and as the generator
//! understands them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use codegen::diagnostic::{Diagnostic, Names, Sink, Style};
use codegen::ir::Api;
use codegen::overlay::Mode;
use codegen::{Generated, Input};
use serde_json::Value;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The committed document after the overlay: what the client is made from.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let document = serde_json::from_slice(&document_text()).expect("spec/openapi.json is JSON");
    let mut sink = Sink::new();
    let document = codegen::overlay::apply(document, &overlay_text(), Mode::Strict, &mut sink);
    assert!(!sink.has_errors(), "spec/overlay.yaml does not apply: {:?}", sink.into_vec());
    document
});

/// The IR of the committed document.
pub static API: LazyLock<Api> = LazyLock::new(|| api(&document_text()));

/// The IR of a document with the committed overlay.
///
/// # Panics
///
/// If the generator rejects it, with the diagnostics.
#[must_use]
pub fn api(document: &[u8]) -> Api {
    let input = Input {
        document,
        document_name: "spec/openapi.json",
        overlay: &overlay_text(),
        overlay_name: "spec/overlay.yaml",
        overlay_mode: Mode::Strict,
    };
    match codegen::read(&input) {
        Ok((api, _)) => api,
        Err(diagnostics) => panic!("{}", rendered(&diagnostics, "spec/openapi.json")),
    }
}

/// The bytes of `spec/openapi.json`.
#[must_use]
pub fn document_text() -> Vec<u8> {
    read(&root().join("spec/openapi.json"))
}

/// The text of `spec/overlay.yaml`.
///
/// # Panics
///
/// If the overlay is not text.
#[must_use]
pub fn overlay_text() -> String {
    String::from_utf8(read(&root().join("spec/overlay.yaml"))).expect("an overlay is text")
}

/// An overlay that does nothing.
pub const NO_OVERLAY: &str = include_str!("../fixtures/no_overlay.yaml");

/// Generates from the text of a document.
///
/// # Errors
///
/// The diagnostics of the generator.
pub fn generate(document: &[u8], overlay: &str) -> Result<Generated, Vec<Diagnostic>> {
    codegen::generate(&Input {
        document,
        document_name: "document",
        overlay,
        overlay_name: "overlay",
        overlay_mode: Mode::Strict,
    })
}

/// Diagnostics as a person sees them, without colours.
#[must_use]
pub fn rendered(diagnostics: &[Diagnostic], document: &str) -> String {
    let names = Names { document, overlay: "overlay.yaml" };
    codegen::diagnostic::render(diagnostics, &names, Style { color: false })
}

/// The bytes of a file.
///
/// # Panics
///
/// If the file cannot be read: a test cannot go on without it.
#[must_use]
pub fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
