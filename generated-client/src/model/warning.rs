//! What a response held that does not fit its declared type.

use std::fmt;

/// A value in a response that does not fit its declared type.
///
/// It did not fail the response: the raw value is in `extra` of the struct around it, under its
/// wire name. The value itself is not part of the warning, because it may be a secret.
///
/// ```text
/// /result/0/avgDurationUs: expected an integer, found a number with a fraction
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// Where the value stands in the body, as a JSON pointer.
    pub pointer: String,
    /// What the document says that stands there.
    pub expected: &'static str,
    /// What stands there.
    pub found: &'static str,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.pointer, self.expected, self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_reads_as_a_sentence() {
        let warning = Warning { pointer: "/a/0".to_owned(), expected: "text", found: "null" };
        assert_eq!(warning.to_string(), "/a/0: expected text, found null");
    }
}
