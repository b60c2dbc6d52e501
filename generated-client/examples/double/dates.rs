//! Times and dates as the API writes them.

use std::time::SystemTime;

use clickhouse_cloud::{Date, DateTime};

use super::http::Refusal;

/// A time as text.
pub(crate) fn text(at: SystemTime) -> String {
    DateTime::from(at).as_str().to_owned()
}

/// The time that a parameter holds.
pub(crate) fn time(name: &str, value: &str) -> Result<SystemTime, Refusal> {
    DateTime::from(value)
        .to_system_time()
        .map_err(|_| Refusal::bad(format!("{name}: `{value}` is no date-time")))
}

/// The date that a parameter holds.
pub(crate) fn date(name: &str, value: &str) -> Result<(i32, u8, u8), Refusal> {
    Date::from(value).to_civil().map_err(|_| Refusal::bad(format!("{name}: `{value}` is no date")))
}
