//! Finds all errors that prevent a client from being generated, in one run; no I/O.
//!
//! `fetch` and `regenerate` share this check, so that the first command lists what would stop the
//! second.

use codegen::diagnostic::{Diagnostic, Severity};
use codegen::overlay::Mode;
use codegen::{Generated, Input, generate};

/// Generates the client, or finds all errors.
///
/// An overlay action without effect ends the generator's run before the model is built, so errors
/// behind it would come to light one run later. A second run in lenient mode finds them.
pub(crate) fn generate_or_explain(input: &Input<'_>) -> Result<Generated, Vec<Diagnostic>> {
    let mut found = match generate(input) {
        Ok(generated) => return Ok(generated),
        Err(found) => found,
    };
    if input.overlay_mode == Mode::Strict {
        let lenient = Input { overlay_mode: Mode::Lenient, ..*input };
        let behind = generate(&lenient).err().unwrap_or_default();
        let is_new = |new: &Diagnostic| {
            new.severity == Severity::Error
                && !found.iter().any(|old| (old.code, &old.at) == (new.code, &new.at))
        };
        let behind: Vec<Diagnostic> = behind.into_iter().filter(is_new).collect();
        found.extend(behind);
    }
    Err(found)
}

/// Returns how many of the diagnostics are errors.
pub(crate) fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}
