//! What the fuzzers run: functions that take bytes and must not panic. `fuzz/` runs them
//! under the guidance of coverage, `tests/fuzz.rs` over stored and random bytes.

mod decode;
mod mutate;
mod seeds;

pub use decode::decode;
pub use mutate::{changed, mutated};
pub use seeds::{SEEDS, chosen, seed};

use codegen::diagnostic::{Diagnostic, Names, Style, render, to_json};
use codegen::overlay::Mode;
use codegen::{Generated, Input};

use crate::document::NO_OVERLAY;

/// Reads and generates from bytes as they are: the first byte chooses the format.
///
/// # Panics
///
/// If the generator breaks one of its promises.
pub fn bytes(data: &[u8]) {
    let Some((format, document)) = data.split_first() else { return };
    let name = ["document.json", "document.yaml", "document"][usize::from(format % 3)];
    let _ = generate(document, name);
}

/// Generates from a document that was made of a seed by a few operations.
///
/// # Panics
///
/// If the generator breaks one of its promises.
pub fn document(data: &[u8]) {
    let _ = generate(mutated(data).to_string().as_bytes(), "document.json");
}

/// Compares two documents of which the second was made of the first.
///
/// # Panics
///
/// If the comparison breaks one of its promises: a document is equal to itself.
pub fn diff(data: &[u8]) {
    let Some((at, program)) = data.split_first() else { return };
    let old = mutated(program.get(..2 + usize::from(*at)).unwrap_or(program));
    // The rest of the program changes only the new document.
    let new = changed(old.clone(), program.get(2 + usize::from(*at)..).unwrap_or_default());
    let read = |document: &serde_json::Value| {
        let text = document.to_string();
        codegen::read(&input(text.as_bytes(), "document.json")).ok().map(|(api, _)| api)
    };
    let (Some(old), Some(new)) = (read(&old), read(&new)) else { return };
    let _ = codegen::diff::diff(&old, &new);
    let _ = codegen::diff::diff(&new, &old);
    assert!(codegen::diff::diff(&new, &new).changes.is_empty(), "a document is equal to itself");
}

fn input<'a>(document: &'a [u8], name: &'a str) -> Input<'a> {
    Input {
        document,
        document_name: name,
        overlay: NO_OVERLAY,
        overlay_name: "overlay.yaml",
        overlay_mode: Mode::Strict,
    }
}

/// Generates, and checks what holds of every run.
fn generate(document: &[u8], name: &str) -> Result<Generated, Vec<Diagnostic>> {
    let outcome = codegen::generate(&input(document, name));
    match &outcome {
        Ok(generated) => {
            for (path, text) in &generated.files {
                let plain = |byte: u8| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_/.".contains(&byte)
                };
                assert!(path.bytes().all(plain) && !path.contains(".."), "{path}");
                assert!(text.starts_with("// @generated"), "{path}");
                assert!(!text.contains(['\u{202e}', '\0', '\u{1b}']), "{path}");
            }
        }
        Err(found) => {
            assert!(!found.is_empty(), "a refusal says why");
            let silent = found.iter().find(|found| found.help.is_empty());
            assert_eq!(silent, None, "a finding says what to do");
            let internal = found.iter().find(|found| found.message.starts_with("internal error"));
            assert_eq!(internal, None, "the generator does not contradict itself");
            let names = Names { document: name, overlay: "overlay.yaml" };
            let text = render(found, &names, Style { color: false });
            assert!(!text.contains('\u{1b}'), "a document does not steer the terminal");
            assert_eq!(to_json(found).lines().count(), found.len());
        }
    }
    outcome
}
