//! One value of a metric.

use std::borrow::Cow;

/// One value of a metric.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample<'a> {
    /// The name, such as `ClickHouseProfileEvents_Query`; for histograms and summaries with
    /// `_bucket`, `_sum` or `_count` at its end.
    pub name: Cow<'a, str>,
    /// The labels, in order.
    pub labels: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The value, which may be infinite or not a number.
    pub value: f64,
    /// When it was measured, in milliseconds since 1970, if the text says so.
    pub timestamp_ms: Option<i64>,
    /// What the metric is, if the text says so.
    pub kind: MetricKind,
}

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum MetricKind {
    /// A number that only grows.
    Counter,
    /// A number that grows and falls.
    Gauge,
    /// Counts by buckets.
    Histogram,
    /// Quantiles.
    Summary,
    /// Nothing is said, or something new.
    #[default]
    Untyped,
}

impl Sample<'_> {
    /// The value of a label.
    #[must_use]
    #[inline]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}
