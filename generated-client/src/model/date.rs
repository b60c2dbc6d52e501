//! Dates and date-times: the string of the response, with typed access.

mod civil;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

use std::fmt;
use std::ops::Deref;
use std::time::SystemTime;

use super::impl_leaf;
use super::scalar::plain;
use super::slot::{Fit, Inner, Kind, Scalar, Slot, Taken, Target, View};

/// A date-time as the API writes it, such as `2026-10-22T09:30:00Z`.
///
/// It is a string, so that an invalid value (empty, or without an offset) cannot fail a response
/// and is sent back unchanged. Methods convert it:
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use clickhouse_cloud::model::DateTime;
///
/// let at = DateTime::from("1970-01-01T01:00:00+01:00");
/// assert_eq!(at.to_system_time(), Ok(SystemTime::UNIX_EPOCH));
/// assert!(DateTime::from("").to_system_time().is_err());
///
/// let later = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
/// assert_eq!(DateTime::from(later).as_str(), "1970-01-02T00:00:00Z");
/// ```
///
/// With the features `jiff`, `chrono` and `time` there are conversions from and to their types:
/// `to_jiff`, `to_chrono`, `to_time`, and `From` in the other direction.
#[derive(Clone)]
pub struct DateTime(String);

/// A date as the API writes it, such as `2026-10-22`.
///
/// It is a string for the same reason as [`DateTime`], and has the same conversions.
///
/// ```
/// use clickhouse_cloud::model::Date;
///
/// assert_eq!(Date::from("2026-10-22").to_civil(), Ok((2026, 10, 22)));
/// assert!(Date::from("2026-02-30").to_civil().is_err());
/// ```
#[derive(Clone)]
pub struct Date(String);

/// The error of a string that is not a valid date or date-time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidDate {
    /// The string.
    pub text: String,
}

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid date or date-time {:?}", self.text)
    }
}

impl std::error::Error for InvalidDate {}

/// Implements what both types have in common.
macro_rules! text {
    ($name:ident) => {
        impl $name {
            /// Returns the string, unchanged.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            fn invalid(&self) -> InvalidDate {
                InvalidDate { text: self.0.clone() }
            }
        }

        plain!($name, "a string", Self(String::new()), |it| View::Text(&it.0), |scalar| {
            String::take(scalar).map(Self)
        });

        impl_leaf!($name);

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<&$name> for $name {
            fn from(other: &$name) -> Self {
                other.clone()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
}

text!(DateTime);
text!(Date);

impl DateTime {
    /// Converts the date-time to a [`SystemTime`].
    ///
    /// # Errors
    ///
    /// If the string is not a date-time with an offset (RFC 3339).
    #[inline]
    pub fn to_system_time(&self) -> Result<SystemTime, InvalidDate> {
        civil::instant(&self.0).ok_or_else(|| self.invalid())
    }
}

impl Date {
    /// Returns year, month and day.
    ///
    /// # Errors
    ///
    /// If the string is not a valid date (RFC 3339, `full-date`).
    #[inline]
    pub fn to_civil(&self) -> Result<(i32, u8, u8), InvalidDate> {
        let Some((date, "")) = civil::date(&self.0) else {
            return Err(self.invalid());
        };
        Ok((date.year, date.month, date.day))
    }
}

impl From<SystemTime> for DateTime {
    #[inline]
    fn from(at: SystemTime) -> Self {
        Self(civil::text(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_dates_are_preserved() {
        for text in ["", "2021-01-01T00:00", "never", "2026-10-22T09:30:00.123456789+05:30"] {
            let json = format!("\"{text}\"");
            let read: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(read, *text);
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            assert_eq!(read.len(), text.len());
        }
        assert!(serde_json::from_str::<Date>("1").is_err());
        let error = DateTime::from("never").to_system_time().unwrap_err();
        assert_eq!(error.to_string(), "invalid date or date-time \"never\"");
    }

    #[test]
    fn a_date_has_no_time() {
        assert_eq!(Date::from("2024-02-29").to_civil(), Ok((2024, 2, 29)));
        for text in ["2023-02-29", "2023-13-01", "2023-00-01", "2023-01-00", "2023-1-1", ""] {
            assert!(Date::from(text).to_civil().is_err(), "{text}");
        }
        assert!(Date::from("2023-01-01T00:00:00Z").to_civil().is_err());
    }
}
