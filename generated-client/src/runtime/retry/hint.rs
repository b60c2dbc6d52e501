//! What a server says about when to come back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

/// Numbers from here on are moments in seconds since 1970, not durations.
const EPOCH: f64 = 1e9;
/// Numbers from here on are moments in milliseconds.
const EPOCH_MS: f64 = 1e12;

/// The longest of the waits that the headers of an answer ask for.
///
/// `now` stands in for the time of the server where the answer has no `Date`.
pub(crate) fn hint(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    // The clock of the server is the one that its moments refer to.
    let now =
        text(DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    let exact = text("retry-after-ms").and_then(number).and_then(|ms| seconds(ms / 1000.0));
    let after = text(RETRY_AFTER.as_str()).and_then(|value| match number(value) {
        Some(value) => seconds(value),
        None => Some(until(httpdate::parse_http_date(value).ok()?, now)),
    });
    // The limit is on every answer; only here does it ask to wait.
    let reset = (status == StatusCode::TOO_MANY_REQUESTS)
        .then(|| text("x-ratelimit-reset").and_then(number))
        .flatten()
        .and_then(|value| {
            if value >= EPOCH_MS {
                moment(value / 1000.0, now)
            } else if value >= EPOCH {
                moment(value, now)
            } else {
                seconds(value)
            }
        });
    exact.or(after).max(reset)
}

fn number(text: &str) -> Option<f64> {
    // What is not a duration, such as a negative number, is dropped when it becomes one.
    text.parse().ok()
}

fn seconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value).ok()
}

fn moment(value: f64, now: SystemTime) -> Option<Duration> {
    Some(until(UNIX_EPOCH.checked_add(seconds(value)?)?, now))
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
            ("retry-after", "1e400", None),
            ("retry-after", "NaN", None),
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
