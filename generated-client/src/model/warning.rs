//! Warnings about values of an unexpected type in responses.

use std::fmt;

/// A warning about a value of an unexpected type in a response.
///
/// Such a value does not fail the call: it is in the `extra` of the struct that contains the field,
/// under its JSON name, or, if the field is a union, in its variant `Other`. The warning does not
/// contain it, because it may be a secret.
///
/// ```text
/// /result/0/avgDurationUs: expected an integer, found a number with a fraction
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// The JSON pointer of the value in the response body.
    pub pointer: String,
    /// The type that the spec declares.
    pub expected: &'static str,
    /// The type of the value.
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
        let warning = Warning { pointer: "/a/0".to_owned(), expected: "a string", found: "null" };
        assert_eq!(warning.to_string(), "/a/0: expected a string, found null");
    }
}
