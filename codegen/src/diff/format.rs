//! Whether a format includes another one.

use super::facet::{self, Facet};
use crate::ir::Format;

/// Formats all of whose values are values of another one.
const INCLUDED: &[(&str, &str)] = &[
    ("int32", "int64"),
    ("float", "double"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
    ("uri", "iri"),
    ("uri", "uri-reference"),
    ("uri", "iri-reference"),
    ("iri", "iri-reference"),
    ("uri-reference", "iri-reference"),
];

/// Returns how a format changed; without a format, any value of the type is allowed.
pub(super) fn change(old: Option<&str>, new: Option<&str>) -> Facet {
    let holds = |large: Option<&str>, small: Option<&str>| match (small, large) {
        (Some(small), Some(large)) => INCLUDED.contains(&(small, large)),
        (_, large) => large.is_none(),
    };
    if holds(new, old) {
        facet::FORMAT_WIDENED
    } else if holds(old, new) {
        facet::FORMAT_NARROWED
    } else {
        facet::FORMAT_CHANGED
    }
}

/// Returns how the format of a string changed.
pub(super) fn change_of_string(old: Format, new: Format) -> Facet {
    change(name(old), name(new))
}

fn name(format: Format) -> Option<&'static str> {
    match format {
        Format::Text => None,
        Format::Uuid => Some("uuid"),
        Format::DateTime => Some("date-time"),
        Format::Date => Some("date"),
        Format::Email => Some("email"),
        Format::Uri => Some("uri"),
        Format::Hostname => Some("hostname"),
        Format::Password => Some("password"),
        Format::Boolean => Some("boolean"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::facet::{Reach, Rules as _};

    #[test]
    fn removing_a_format_widens_and_adding_one_narrows() {
        let rules = |old: Option<&str>, new: Option<&str>| {
            [(true, false), (false, true)].map(|(request, response)| {
                change(old, new).rules(&Reach { request, response, ..Reach::default() })[0].id
            })
        };
        let widened = ["req-prop-format-widened", "resp-format-changed"];
        let narrowed = ["req-prop-format-changed", "resp-format-narrowed"];
        assert_eq!(rules(Some("uuid"), None), widened);
        assert_eq!(rules(None, Some("uuid")), narrowed);
        assert_eq!(rules(Some("int32"), Some("int64")), widened);
        assert_eq!(rules(Some("int64"), Some("int32")), narrowed);
        let other = ["req-prop-format-changed", "resp-format-changed"];
        assert_eq!(rules(Some("date"), Some("date-time")), other);
    }
}
