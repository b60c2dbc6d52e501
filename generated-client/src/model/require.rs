//! Asking for a field of a response that ought to be there.

use super::missing::MissingFields;

/// Turns an absent field of a response into an error that names it.
///
/// Every field of a response is optional, because the service promises nothing. Where a program
/// cannot go on without one, `require` says so:
///
/// ```
/// use clickhouse_cloud::model::{MissingFields, Require};
///
/// fn id(service_id: Option<String>) -> Result<String, MissingFields> {
///     service_id.require("id")
/// }
///
/// assert_eq!(id(Some("7".to_owned())).as_deref(), Ok("7"));
/// assert_eq!(id(None).unwrap_err().to_string(), "the field `id` is missing");
/// ```
///
/// On a reference it lends the value: `service.name.as_ref().require("name")`.
pub trait Require {
    /// What is there.
    type Value;

    /// The value, or an error that names the field.
    ///
    /// # Errors
    ///
    /// If there is no value.
    fn require(self, field: &'static str) -> Result<Self::Value, MissingFields>;
}

impl<T> Require for Option<T> {
    type Value = T;

    #[inline]
    fn require(self, field: &'static str) -> Result<T, MissingFields> {
        match self {
            Some(value) => Ok(value),
            None => Err(MissingFields::field(field)),
        }
    }
}

impl<'a, T> Require for &'a Option<T> {
    type Value = &'a T;

    #[inline]
    fn require(self, field: &'static str) -> Result<&'a T, MissingFields> {
        self.as_ref().require(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_field_is_named() {
        let absent: Option<i64> = None;
        assert_eq!((&absent).require("size").unwrap_err().fields, ["size"]);
        assert_eq!(Some(1).require("size").unwrap(), 1);
        assert_eq!((&Some(1)).require("size").unwrap(), &1);
    }
}
