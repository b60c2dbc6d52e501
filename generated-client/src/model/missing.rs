//! The error of a request without required fields.

use std::fmt;

/// The error of a request without required fields.
///
/// `request::X::try_from(response)` returns it; it names all missing fields.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingFields {
    /// The type of the request.
    pub type_name: &'static str,
    /// The names of the fields in JSON. A nested one has its path, as in
    /// `tiles/0/config/displayType`.
    pub fields: Vec<String>,
}

impl fmt::Display for MissingFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = if self.fields.len() == 1 { "field" } else { "fields" };
        write!(f, "missing required {fields} of `{}`:", self.type_name)?;
        for (index, field) in self.fields.iter().enumerate() {
            write!(f, "{} `{field}`", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for MissingFields {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_fields_read_as_a_sentence() {
        let one = MissingFields { type_name: "Service", fields: vec!["name".to_owned()] };
        assert_eq!(one.to_string(), "missing required field of `Service`: `name`");
        let fields = vec!["name".to_owned(), "tags/0/key".to_owned()];
        let two = MissingFields { type_name: "Service", fields };
        assert_eq!(two.to_string(), "missing required fields of `Service`: `name`, `tags/0/key`");
    }
}
