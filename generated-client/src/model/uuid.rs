//! Typed access to text that is a UUID. Feature `uuid`.

use ::uuid::{Error, Uuid};

/// Typed access to text that is a UUID.
///
/// Ids are text in models, because not every id of the service is a UUID.
pub trait ToUuid {
    /// The UUID.
    ///
    /// # Errors
    ///
    /// If the text is not a UUID.
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
