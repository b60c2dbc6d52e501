//! Typed access to UUIDs in strings. Feature `uuid`.

use ::uuid::{Error, Uuid};

/// Typed access to a UUID in a string.
///
/// Ids are strings in models, because not every id in the API is a UUID.
///
/// ```
/// use clickhouse_cloud::ToUuid;
///
/// let id = "5c5a7dc4-0c8d-4d5f-8a0c-6d2a8a1d3b11".to_uuid()?;
/// assert_eq!(id.get_version_num(), 4);
/// # Ok::<(), uuid::Error>(())
/// ```
pub trait ToUuid {
    /// Parses the UUID.
    ///
    /// # Errors
    ///
    /// If the string is not a UUID.
    fn to_uuid(&self) -> Result<Uuid, Error>;
}

impl ToUuid for str {
    fn to_uuid(&self) -> Result<Uuid, Error> {
        self.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_a_uuid_or_an_error() {
        let text = "c0ffee00-0000-4000-8000-000000000001";
        assert_eq!(String::from(text).to_uuid().unwrap().to_string(), text);
        assert!("".to_uuid().is_err());
    }
}
