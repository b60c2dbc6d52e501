//! Dates as strings, `2026-10-22`. These commands read no other clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// The names of months in HTTP.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Parses a date of the command line.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    in_text(text)
        .filter(|date| date == text)
        .ok_or_else(|| format!("`{text}` is not a date such as 2026-10-22"))
}

/// Finds a date in a text, such as the name of a file.
pub(crate) fn in_text(text: &str) -> Option<String> {
    let is_date = |part: &&str| {
        part.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        }) && ("01"..="12").contains(&&part[5..7])
            && ("01"..="31").contains(&&part[8..10])
    };
    (0..text.len()).filter_map(|at| text.get(at..at + 10)).find(is_date).map(str::to_owned)
}

/// Converts the date of an HTTP header: `Thu, 22 Oct 2026 05:00:00 GMT`.
pub(crate) fn of_http(text: &str) -> Option<String> {
    let mut words = text.split_once(", ")?.1.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    in_text(&format!("{year}-{month:02}-{day}"))
}

/// Returns the date of today in UTC.
pub(crate) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
    of_day(seconds / 86_400)
}

/// Returns the date of a day, counted from 1970-01-01, in the proleptic Gregorian calendar.
fn of_day(days: u64) -> String {
    // Years are counted from March, so that the leap day is the last one; an era has 400 years.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::{in_text, of_day, of_http, parse};

    #[test]
    fn dates_follow_the_calendar() {
        for (day, expected) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (20_748, "2026-10-22"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(of_day(day), expected, "{day}");
        }
    }

    #[test]
    fn dates_are_found_in_names_and_headers() {
        let date = Some("2026-10-22".to_owned());
        assert_eq!(in_text("api-2026-10-22.json"), date);
        assert_eq!(in_text("2026-10-22"), date);
        assert_eq!(of_http("Thu, 22 Oct 2026 05:00:00 GMT"), date);
        for text in ["", "api.json", "2026-13-01", "2026-10-2é", "20261022", "2026-00-10"] {
            assert_eq!(in_text(text), None, "{text}");
        }
        assert_eq!(of_http("yesterday"), None);
        assert!(parse("2026-10-22").is_ok() && parse("x2026-10-22").is_err());
    }
}
