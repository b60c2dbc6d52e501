//! Media types without their parameters.

/// JSON.
pub(crate) const JSON: &str = "application/json";

/// Returns a media type without parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
