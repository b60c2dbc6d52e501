//! Conversions from and to the types of `chrono`. Feature `chrono`.

use std::fmt::Display;

use ::chrono::{FixedOffset, NaiveDate, SecondsFormat, TimeZone};

use super::{Date, DateTime, InvalidDate};

impl DateTime {
    /// Converts the date-time, with its offset, to a [`chrono::DateTime`](::chrono::DateTime).
    ///
    /// # Errors
    ///
    /// If the string is not a date-time with an offset.
    pub fn to_chrono(&self) -> Result<::chrono::DateTime<FixedOffset>, InvalidDate> {
        ::chrono::DateTime::parse_from_rfc3339(self).map_err(|_| self.invalid())
    }
}

impl Date {
    /// Converts the date to a [`chrono::NaiveDate`](::chrono::NaiveDate).
    ///
    /// # Errors
    ///
    /// If the string is not a valid date.
    pub fn to_chrono(&self) -> Result<NaiveDate, InvalidDate> {
        let (year, month, day) = self.to_civil()?;
        NaiveDate::from_ymd_opt(year, month.into(), day.into()).ok_or_else(|| self.invalid())
    }
}

impl<Tz: TimeZone<Offset: Display>> From<::chrono::DateTime<Tz>> for DateTime {
    fn from(at: ::chrono::DateTime<Tz>) -> Self {
        Self(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in ["2026-10-22T09:30:00Z", "2026-10-22T11:30:00.500+02:00"] {
            let at = DateTime::from(text);
            assert_eq!(DateTime::from(at.to_chrono().unwrap()), at);
        }
        assert!(DateTime::from("2026-10-22T09:30:00").to_chrono().is_err());
        let date = Date::from("2026-10-22");
        assert_eq!(Date::from(date.to_chrono().unwrap()), date);
        assert!(Date::from("").to_chrono().is_err());
    }
}
