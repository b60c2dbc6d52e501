//! Conversions from and to the types of `jiff`. Feature `jiff`.

use ::jiff::{Timestamp, Zoned, civil};

use super::{Date, DateTime, InvalidDate};

impl DateTime {
    /// Converts the date-time to a [`jiff::Timestamp`](::jiff::Timestamp).
    ///
    /// # Errors
    ///
    /// If the string is not a date-time with an offset.
    pub fn to_jiff(&self) -> Result<Timestamp, InvalidDate> {
        self.parse().map_err(|_| self.invalid())
    }
}

impl Date {
    /// Converts the date to a [`jiff::civil::Date`](::jiff::civil::Date).
    ///
    /// # Errors
    ///
    /// If the string is not a valid date.
    pub fn to_jiff(&self) -> Result<civil::Date, InvalidDate> {
        let (year, month, day) = self.to_civil()?;
        let narrow = |it| i8::try_from(it).map_err(|_| self.invalid());
        let year = i16::try_from(year).map_err(|_| self.invalid())?;
        civil::Date::new(year, narrow(month)?, narrow(day)?).map_err(|_| self.invalid())
    }
}

impl From<Timestamp> for DateTime {
    fn from(at: Timestamp) -> Self {
        Self(at.to_string())
    }
}

impl From<Zoned> for DateTime {
    fn from(at: Zoned) -> Self {
        Self::from(&at)
    }
}

impl From<&Zoned> for DateTime {
    fn from(at: &Zoned) -> Self {
        // Without the name of the time zone, which RFC 3339 does not have.
        Self(at.timestamp().display_with_offset(at.offset()).to_string())
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let at = DateTime::from("2026-10-22T09:30:00.5Z");
        let timestamp = at.to_jiff().unwrap();
        assert_eq!(DateTime::from(timestamp), at);
        assert_eq!(timestamp.as_millisecond(), 1_792_661_400_500);
        let zoned = timestamp.to_zoned(::jiff::tz::TimeZone::fixed(::jiff::tz::offset(2)));
        assert_eq!(DateTime::from(zoned), "2026-10-22T11:30:00.5+02:00");
        assert!(DateTime::from("").to_jiff().is_err());
        let date = Date::from("2026-10-22");
        assert_eq!(Date::from(date.to_jiff().unwrap()), date);
        assert!(Date::from("2026-02-30").to_jiff().is_err());
    }
}
