//! Small malicious documents, each with its expected outcome.

mod names;
mod operations;
mod schemas;
mod text;
mod words;

use serde_json::Value;

/// A document, and its expected outcome.
pub struct Case {
    /// The name of the case, in kebab-case; also the name of the module that it compiles to.
    pub name: &'static str,
    /// The file name; its extension determines JSON or YAML.
    pub file: &'static str,
    /// Its text.
    pub bytes: Vec<u8>,
    /// The expected outcome.
    pub end: End,
}

/// How a run of the generator ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The output compiles without a warning.
    Compiles,
    /// There are diagnostics, and this is the code of the first error.
    Refused(&'static str),
}

impl Case {
    /// A document in JSON.
    fn json(name: &'static str, end: End, document: &Value) -> Self {
        Self::text(name, "document.json", end, &document.to_string())
    }

    /// A document as text.
    fn text(name: &'static str, file: &'static str, end: End, text: &str) -> Self {
        Self { name, file, bytes: text.as_bytes().to_vec(), end }
    }
}

/// A document that must compile.
fn compiles(name: &'static str, document: &Value) -> Case {
    Case::json(name, End::Compiles, document)
}

/// A document that must be refused.
fn refused(name: &'static str, code: &'static str, document: &Value) -> Case {
    Case::json(name, End::Refused(code), document)
}

/// All cases.
#[must_use]
pub fn all() -> Vec<Case> {
    let mut cases = text::cases();
    cases.extend(operations::cases());
    cases.extend(schemas::cases());
    cases.extend(names::cases());
    cases.extend(words::cases());
    cases
}
