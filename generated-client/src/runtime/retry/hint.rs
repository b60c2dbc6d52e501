//! The delay that a response asks for.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

/// Numbers from here on are times in seconds since 1970, not durations.
const EPOCH: f64 = 1e9;
/// Numbers from here on are times in milliseconds.
const EPOCH_MS: f64 = 1e12;

/// Returns the longest of the delays that the headers of a response ask for.
///
/// `now` replaces the time of the server if the response has no `Date`.
pub(crate) fn hint(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    // The times are those of the clock of the server.
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok()).unwrap_or(now);
    let exact = longest(headers, "retry-after-ms", &|value| Some(seconds(number(value)? / 1000.0)));
    let after = longest(headers, RETRY_AFTER.as_str(), &|value| match number(value) {
        Some(value) => Some(seconds(value)),
        None => Some(until(httpdate::parse_http_date(value).ok()?, now)),
    });
    let reset = longest(headers, "x-ratelimit-reset", &|value| {
        let value = number(value)?;
        Some(if value >= EPOCH_MS {
            moment(value / 1000.0, now)
        } else if value >= EPOCH {
            moment(value, now)
        } else {
            seconds(value)
        })
    });
    // Every response has the header; only with a 429 does it ask to wait.
    let reset = reset.filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
    exact.or(after).max(reset)
}

/// Returns the longest delay that the headers of this name ask for.
fn longest(
    headers: &HeaderMap,
    name: &str,
    wait: &dyn Fn(&str) -> Option<Duration>,
) -> Option<Duration> {
    let mut longest = None;
    for value in headers.get_all(name) {
        longest = longest.max(value.to_str().ok().and_then(|value| wait(value.trim())));
    }
    longest
}

/// Parses a number that is not negative.
fn number(text: &str) -> Option<f64> {
    // Rust also parses words such as `inf`.
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b".+-eE".contains(&byte));
    text.parse().ok().filter(|number| is_number && *number >= 0.0)
}

/// Returns a duration in seconds; the longest one if there are too many seconds. To ignore those
/// would mean no delay at all.
fn seconds(value: f64) -> Duration {
    Duration::try_from_secs_f64(value).unwrap_or(Duration::MAX)
}

fn moment(value: f64, now: SystemTime) -> Duration {
    UNIX_EPOCH.checked_add(seconds(value)).map_or(Duration::MAX, |then| until(then, now))
}

fn until(then: SystemTime, now: SystemTime) -> Duration {
    then.duration_since(now).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds that the headers ask for, at the moment 1,800,000,000.
    fn wait(status: u16, headers: &[(&'static str, &str)]) -> Option<f64> {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        hint(StatusCode::from_u16(status).unwrap(), &headers, now)
            .map(|wait| (wait.as_secs_f64() * 1000.0).round() / 1000.0)
    }

    #[test]
    fn every_spelling_is_read() {
        for (name, value, expected) in [
            ("retry-after", "7", Some(7.0)),
            ("retry-after", " 0.5 ", Some(0.5)),
            ("retry-after", "Fri, 15 Jan 2027 08:00:30 GMT", Some(30.0)),
            ("retry-after", "Fri, 15 Jan 2027 07:59:30 GMT", Some(0.0)),
            ("retry-after", "soon", None),
            ("retry-after", "-1", None),
            ("retry-after", "NaN", None),
            ("retry-after", "inf", None),
            ("retry-after-ms", "1500", Some(1.5)),
            ("x-ratelimit-reset", "3.25", Some(3.25)),
            ("x-ratelimit-reset", "1800000012", Some(12.0)),
            ("x-ratelimit-reset", "1800000012500", Some(12.5)),
            ("x-ratelimit-reset", "1700000000", Some(0.0)),
            ("x-ratelimit-reset", "", None),
        ] {
            assert_eq!(wait(429, &[(name, value)]), expected, "{name}: {value}");
        }
    }

    #[test]
    fn the_longest_wait_counts_and_the_exact_one_first() {
        assert_eq!(wait(429, &[("retry-after", "2"), ("x-ratelimit-reset", "9.5")]), Some(9.5));
        assert_eq!(wait(429, &[("retry-after", "11"), ("x-ratelimit-reset", "9")]), Some(11.0));
        assert_eq!(wait(429, &[("retry-after", "2"), ("retry-after-ms", "1900")]), Some(1.9));
    }

    #[test]
    fn an_excessive_retry_after_is_not_ignored() {
        let longest = Some(Duration::MAX.as_secs_f64());
        for (name, value) in [
            ("retry-after", "99999999999999999999999"),
            ("retry-after", "1e400"),
            ("retry-after-ms", "1e400"),
            ("x-ratelimit-reset", "1e400"),
            ("x-ratelimit-reset", "99999999999999999999999"),
        ] {
            assert_eq!(wait(429, &[(name, value)]), longest, "{name}: {value}");
        }
    }

    #[test]
    fn the_longest_of_repeated_headers_counts() {
        for values in [["2", "9"], ["9", "2"], ["soon", "9"], ["9", ""]] {
            for name in ["retry-after", "x-ratelimit-reset"] {
                let headers = values.map(|value| (name, value));
                assert_eq!(wait(429, &headers), Some(9.0), "{name}: {values:?}");
            }
        }
    }

    #[test]
    fn the_limit_asks_to_wait_only_when_it_is_reached() {
        assert_eq!(wait(503, &[("x-ratelimit-reset", "9")]), None);
        assert_eq!(wait(503, &[("retry-after", "9")]), Some(9.0));
    }

    #[test]
    fn the_clock_of_the_server_counts() {
        let date = ("date", "Fri, 15 Jan 2027 09:00:00 GMT");
        assert_eq!(wait(429, &[date, ("x-ratelimit-reset", "1800003605")]), Some(5.0));
    }
}
