//! Conversions from and to the types of `time`. Feature `time`.

use std::time::SystemTime;

use ::time::{Month, OffsetDateTime};

use super::{Date, DateTime, InvalidDate};

impl DateTime {
    /// Converts the date-time to UTC, as a [`time::OffsetDateTime`](::time::OffsetDateTime).
    ///
    /// # Errors
    ///
    /// If the string is not a date-time with an offset, or is outside the range of the type.
    pub fn to_time(&self) -> Result<OffsetDateTime, InvalidDate> {
        let since = |earlier: SystemTime, later: SystemTime| {
            later
                .duration_since(earlier)
                .ok()
                .and_then(|span| ::time::Duration::try_from(span).ok())
        };
        let (at, epoch) = (self.to_system_time()?, SystemTime::UNIX_EPOCH);
        // An offset can move a valid year out of the range of the type.
        let moment = match since(epoch, at) {
            Some(span) => OffsetDateTime::UNIX_EPOCH.checked_add(span),
            None => since(at, epoch).and_then(|span| OffsetDateTime::UNIX_EPOCH.checked_sub(span)),
        };
        moment.ok_or_else(|| self.invalid())
    }
}

impl Date {
    /// Converts the date to a [`time::Date`](::time::Date).
    ///
    /// # Errors
    ///
    /// If the string is not a valid date.
    pub fn to_time(&self) -> Result<::time::Date, InvalidDate> {
        let (year, month, day) = self.to_civil()?;
        let month = Month::try_from(month).map_err(|_| self.invalid())?;
        ::time::Date::from_calendar_date(year, month, day).map_err(|_| self.invalid())
    }
}

impl From<OffsetDateTime> for DateTime {
    fn from(at: OffsetDateTime) -> Self {
        SystemTime::from(at).into()
    }
}

impl From<::time::Date> for Date {
    fn from(date: ::time::Date) -> Self {
        let (year, month, day) = date.to_calendar_date();
        Self(format!("{year:04}-{:02}-{day:02}", u8::from(month)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let at = DateTime::from("2026-10-22T09:30:00.5Z");
        assert_eq!(DateTime::from(at.to_time().unwrap()), at);
        assert!(DateTime::from("").to_time().is_err());
        for (text, seconds) in [("1969-12-31T23:59:58Z", -2), ("1970-01-01T01:00:00+01:00", 0)] {
            assert_eq!(DateTime::from(text).to_time().unwrap().unix_timestamp(), seconds);
        }
        for text in ["9999-12-31T23:59:59-05:00", "9999-12-31T23:59:60Z"] {
            assert!(DateTime::from(text).to_time().is_err(), "{text}");
        }
        let date = Date::from("2026-10-02");
        assert_eq!(Date::from(date.to_time().unwrap()), date);
        assert!(Date::from("2026-02-30").to_time().is_err());
    }
}
