//! RFC 3339 without a date library: parsing and formatting.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

/// A date of the proleptic Gregorian calendar.
pub(super) struct Civil {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// Parses a fixed number of digits; returns the number and the rest.
#[inline]
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

/// Parses a valid date; returns it and the rest.
#[inline]
pub(super) fn date(text: &str) -> Option<(Civil, &str)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > days {
        return None;
    }
    let year = i32::try_from(year).ok()?;
    Some((Civil { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? }, rest))
}

/// Parses a date-time with an offset.
#[inline]
pub(super) fn instant(text: &str) -> Option<SystemTime> {
    let (date, rest) = date(text)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (hour, rest) = digits(rest, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    // A leap second counts as the next second.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (nanos, rest) = fraction(rest)?;
    let offset = offset(rest)?;
    let clock = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let seconds = days(&date) * 86_400 + clock - offset;
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let at = if seconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(whole)?
    } else {
        SystemTime::UNIX_EPOCH.checked_add(whole)?
    };
    at.checked_add(Duration::from_nanos(nanos))
}

/// Parses an optional fraction; returns nanoseconds and the rest. Further digits are dropped.
#[inline]
fn fraction(text: &str) -> Option<(u64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    if digits.is_empty() {
        return None;
    }
    let nanos: String = digits.chars().chain("000000000".chars()).take(9).collect();
    Some((nanos.parse().ok()?, rest))
}

/// Parses the offset at the end; returns seconds.
#[inline]
fn offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'Z' | b'z' => return (text.len() == 1).then_some(0),
        b'+' => (1, text.get(1..).unwrap_or_default()),
        b'-' => (-1, text.get(1..).unwrap_or_default()),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
    if !rest.is_empty() || hours > 23 || minutes > 59 {
        return None;
    }
    Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

/// Returns the days since 1970-01-01. Years start in March here, so that the leap day is the last
/// one.
#[inline]
fn days(date: &Civil) -> i64 {
    let month = i64::from(date.month);
    let year = i64::from(date.year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Formats a time in UTC, with as many digits of the second as it needs.
#[inline]
pub(super) fn text(at: SystemTime) -> String {
    let (seconds, nanos) = match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => (i128::from(after.as_secs()), after.subsec_nanos()),
        Err(error) => {
            let before = error.duration();
            let borrow = u32::from(before.subsec_nanos() > 0);
            let nanos = (1_000_000_000 * borrow) - before.subsec_nanos();
            (-i128::from(before.as_secs()) - i128::from(borrow), nanos)
        }
    };
    let days = seconds.div_euclid(86_400) + 719_468;
    let clock = seconds.rem_euclid(86_400);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i128::from(month <= 2);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if nanos > 0 {
        let digits = format!("{nanos:09}");
        // Writing to a `String` cannot fail.
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("1970-01-01T00:00:00.5Z", 0, 500_000_000),
            ("1969-12-31T23:59:59.75Z", -1, 750_000_000),
            ("2026-10-22T09:30:00Z", 1_792_661_400, 0),
            ("2026-10-22t11:30:00.000000001+02:00", 1_792_661_400, 1),
            ("2026-10-22 04:00:00-05:30", 1_792_661_400, 0),
            ("2000-02-29T00:00:00Z", 951_782_400, 0),
            ("0001-01-01T00:00:00Z", -62_135_596_800_i64, 0),
            ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
            ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ] {
            let whole = Duration::from_secs(seconds.unsigned_abs());
            let epoch = SystemTime::UNIX_EPOCH;
            let at = if seconds < 0 { epoch - whole } else { epoch + whole };
            assert_eq!(instant(text), Some(at + Duration::from_nanos(nanos)), "{text}");
        }
    }

    #[test]
    fn an_invalid_instant_is_refused() {
        for text in [
            "",
            "2026-10-22",
            "2026-10-22T09:30:00",
            "2026-10-22T09:30Z",
            "2026-10-22T24:00:00Z",
            "2026-10-22T09:60:00Z",
            "2026-10-22T09:30:61Z",
            "2026-10-22T09:30:00.Z",
            "2026-10-22T09:30:00ZZ",
            "2026-10-22T09:30:00+0200",
            "2026-10-22T09:30:00+24:00",
            "2026-02-30T09:30:00Z",
            "+026-10-22T09:30:00Z",
            "2026-10-2éT09:30:00Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn instants_are_written_as_they_are_read() {
        for text_in in [
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59.75Z",
            "1600-02-29T12:00:00Z",
            "2026-10-22T09:30:00.123456789Z",
            "2024-02-29T23:59:59Z",
            "2023-03-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.000001Z",
        ] {
            assert_eq!(text(instant(text_in).unwrap()), text_in);
        }
        // Every day of eight years, across two kinds of leap year rules.
        let start = instant("1996-01-01T00:00:00Z").unwrap();
        for day in 0..3000 {
            let at = start + Duration::from_secs(day * 86_400 + 3_723);
            assert_eq!(instant(&text(at)), Some(at), "{}", text(at));
        }
    }
}
