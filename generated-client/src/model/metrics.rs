//! Typed access to metrics in the Prometheus text format.

mod line;
mod sample;

use std::fmt;

use self::line::Line;
pub use self::sample::{MetricKind, Sample};

/// Typed access to metrics in the Prometheus text format, which the operations of the group
/// `prometheus` return as a string.
///
/// ```
/// use clickhouse_cloud::ToSamples;
///
/// let text = "# TYPE Queries_Total counter\nQueries_Total{replica=\"a\"} 42\n";
/// for sample in text.to_samples() {
///     let sample = sample?;
///     assert_eq!((&*sample.name, sample.label("replica")), ("Queries_Total", Some("a")));
///     assert_eq!(sample.value, 42.0);
/// }
/// # Ok::<(), clickhouse_cloud::model::InvalidSample>(())
/// ```
pub trait ToSamples {
    /// Parses the samples, in order. There are none in an empty string, which the API returns for
    /// an organization without services.
    fn to_samples(&self) -> Samples<'_>;
}

impl ToSamples for str {
    #[inline]
    fn to_samples(&self) -> Samples<'_> {
        Samples { lines: self.split('\n').enumerate(), family: ("", MetricKind::Untyped) }
    }
}

/// The samples of a string: the iterator that [`ToSamples::to_samples`] returns.
///
/// # Errors
///
/// An invalid line is an error in its place, and affects nothing else: the next item is the next
/// sample.
#[derive(Debug, Clone)]
pub struct Samples<'a> {
    lines: std::iter::Enumerate<std::str::Split<'a, char>>,
    /// The family of the last `# TYPE` line.
    family: (&'a str, MetricKind),
}

/// The error of a line that is neither a sample nor a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidSample {
    /// The number of the line, from 1.
    pub line: usize,
    /// What was expected instead.
    pub expected: &'static str,
}

impl fmt::Display for InvalidSample {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not a Prometheus sample: expected {}", self.line, self.expected)
    }
}

impl std::error::Error for InvalidSample {}

impl<'a> Iterator for Samples<'a> {
    type Item = Result<Sample<'a>, InvalidSample>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        for (index, text) in self.lines.by_ref() {
            match line::read(text) {
                Ok(Line::Nothing) => {}
                Ok(Line::Type(name, kind)) => self.family = (name, kind),
                Ok(Line::Sample(mut sample)) => {
                    sample.kind = kind_in(self.family, &sample.name);
                    return Some(Ok(sample));
                }
                Err(expected) => {
                    return Some(Err(InvalidSample { line: index + 1, expected }));
                }
            }
        }
        None
    }
}

/// Returns the kind of a sample after the last `# TYPE` line.
#[inline]
fn kind_in((family, kind): (&str, MetricKind), name: &str) -> MetricKind {
    match (name.strip_prefix(family), kind) {
        (Some(""), _)
        | (Some("_bucket"), MetricKind::Histogram)
        | (Some("_sum" | "_count"), MetricKind::Histogram | MetricKind::Summary)
        | (Some("_total"), MetricKind::Counter) => kind,
        _ => MetricKind::Untyped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metrics_page_is_parsed_into_samples() {
        let text = "\
# HELP Queries_Total Number of \\n queries {a=\"b\"} 1
# TYPE Queries_Total counter
Queries_Total{replica=\"a\",db=\"x\\\\y\\\"z\\n\",} 1.5e3 1395066363000
Queries_Total 2

# TYPE latency histogram
latency_bucket { le = \"0.5\" }\t3
latency_bucket{le=\"+Inf\"} 4\r
latency_sum 0.25
latency_count 4
other 1
# a comment
#TYPE glued to it is a comment
up{} NaN
low -Inf
# TYPE latency_quantile summary
latency_quantile{quantile=\"0.9\"} +Inf -1
";
        let samples: Vec<Sample<'_>> = text.to_samples().map(Result::unwrap).collect();
        let kinds: Vec<(&str, MetricKind)> =
            samples.iter().map(|sample| (&*sample.name, sample.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("Queries_Total", MetricKind::Counter),
                ("Queries_Total", MetricKind::Counter),
                ("latency_bucket", MetricKind::Histogram),
                ("latency_bucket", MetricKind::Histogram),
                ("latency_sum", MetricKind::Histogram),
                ("latency_count", MetricKind::Histogram),
                ("other", MetricKind::Untyped),
                ("up", MetricKind::Untyped),
                ("low", MetricKind::Untyped),
                ("latency_quantile", MetricKind::Summary),
            ]
        );
        let first = &samples[0];
        assert_eq!((first.value, first.timestamp_ms), (1500.0, Some(1_395_066_363_000)));
        assert_eq!(first.label("db"), Some("x\\y\"z\n"));
        assert_eq!(first.label("le"), None);
        assert_eq!(samples[2].label("le"), Some("0.5"));
        assert_eq!(samples[3].label("le"), Some("+Inf"));
        assert!(samples[7].value.is_nan() && samples[7].labels.is_empty());
        assert_eq!(samples[8].value.to_string(), "-inf");
        assert_eq!((samples[9].value, samples[9].timestamp_ms), (f64::INFINITY, Some(-1)));
    }

    #[test]
    fn a_metric_family_includes_samples_by_suffix() {
        for (kind, expected) in [("counter", MetricKind::Counter), ("gauge", MetricKind::Untyped)] {
            let text = format!("# TYPE jobs {kind}\njobs_total 1\njobs_created 2\n");
            let kinds: Vec<_> = text.to_samples().map(|sample| sample.unwrap().kind).collect();
            assert_eq!(kinds, [expected, MetricKind::Untyped], "{kind}");
        }
    }

    #[test]
    fn an_empty_text_has_no_samples() {
        assert_eq!("".to_samples().count(), 0);
        assert_eq!("\n \r\n# EOF\n".to_samples().count(), 0);
    }

    #[test]
    fn an_invalid_line_affects_only_itself() {
        let text = "a 1\nb\nc 3\n<html>\n";
        let read: Vec<_> = text.to_samples().collect();
        assert_eq!(read.len(), 4);
        assert_eq!(read[0].as_ref().unwrap().name, "a");
        let error = read[1].clone().unwrap_err();
        assert_eq!(error.to_string(), "line 2 is not a Prometheus sample: expected a value");
        assert_eq!(read[2].as_ref().unwrap().value.to_string(), "3");
        assert_eq!(read[3].clone().unwrap_err().line, 4);
    }
}
