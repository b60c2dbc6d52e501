//! The error of fields that are absent although something needs them.

use std::fmt;

/// Fields that are not there, although something needs them.
///
/// Comes from `request::X::try_from(response)`, which names all of them at once, and from
/// [`Require`](super::Require), which names one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingFields {
    /// The type that needs them; empty if it is only one field that was asked for.
    pub type_name: &'static str,
    /// Their wire names. One that is further inside has its whole path, as in
    /// `tiles/0/config/displayType`.
    pub fields: Vec<String>,
}

impl MissingFields {
    #[cold]
    pub(crate) fn field(name: &'static str) -> Self {
        Self { type_name: "", fields: vec![name.to_owned()] }
    }
}

impl fmt::Display for MissingFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.type_name.is_empty() {
            f.write_str("the field")?;
        } else {
            write!(f, "`{}` needs", self.type_name)?;
        }
        for (index, field) in self.fields.iter().enumerate() {
            write!(f, "{} `{field}`", if index == 0 { "" } else { "," })?;
        }
        match (self.type_name.is_empty(), self.fields.len()) {
            (true, _) => f.write_str(" is missing"),
            (false, 1) => f.write_str(", which is missing"),
            (false, _) => f.write_str(", which are missing"),
        }
    }
}

impl std::error::Error for MissingFields {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_fields_read_as_a_sentence() {
        let one = MissingFields { type_name: "Service", fields: vec!["name".to_owned()] };
        assert_eq!(one.to_string(), "`Service` needs `name`, which is missing");
        let fields = vec!["name".to_owned(), "tags/0/key".to_owned()];
        let two = MissingFields { type_name: "Service", fields };
        assert_eq!(two.to_string(), "`Service` needs `name`, `tags/0/key`, which are missing");
        assert_eq!(MissingFields::field("id").to_string(), "the field `id` is missing");
    }
}
