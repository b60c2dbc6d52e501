//! A sample: one value of a metric.

use std::borrow::Cow;

/// A sample: one value of a metric.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample<'a> {
    /// The name, such as `ClickHouseProfileEvents_Query`; for histograms and summaries with
    /// `_bucket`, `_sum` or `_count` at its end.
    pub name: Cow<'a, str>,
    /// The labels, in order.
    pub labels: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The value, which may be infinite or NaN.
    pub value: f64,
    /// The time of the measurement in milliseconds since 1970, if the line has it.
    pub timestamp_ms: Option<i64>,
    /// The kind of the metric.
    pub kind: MetricKind,
}

/// The kind of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum MetricKind {
    /// A number that only increases.
    Counter,
    /// A number that increases and decreases.
    Gauge,
    /// Counts by buckets.
    Histogram,
    /// Quantiles.
    Summary,
    /// The kind is absent or unknown.
    #[default]
    Untyped,
}

impl Sample<'_> {
    /// Returns the value of a label.
    #[must_use]
    #[inline]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}
