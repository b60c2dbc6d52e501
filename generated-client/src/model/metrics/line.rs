//! One line of the Prometheus text format.

use std::borrow::Cow;

use super::sample::{MetricKind, Sample};

/// The content of a line.
#[derive(Debug)]
pub(super) enum Line<'a> {
    /// An empty line, or a comment.
    Nothing,
    /// The kind of a family of metrics.
    Type(&'a str, MetricKind),
    /// A value.
    Sample(Sample<'a>),
}

/// A value, and the rest of the line after it.
type Parsed<'a, T> = Result<(T, &'a str), &'static str>;

/// Parses a line; the error is what was expected.
#[inline]
pub(super) fn read(line: &str) -> Result<Line<'_>, &'static str> {
    let line = line.trim_matches(is_blank);
    if let Some(comment) = line.strip_prefix('#') {
        return Ok(type_of(comment).map_or(Line::Nothing, |(name, kind)| Line::Type(name, kind)));
    }
    if line.is_empty() { Ok(Line::Nothing) } else { sample(line).map(Line::Sample) }
}

#[inline]
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

#[inline]
fn skip(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

#[inline]
fn type_of(comment: &str) -> Option<(&str, MetricKind)> {
    let mut words = comment.strip_prefix(is_blank)?.split(is_blank).filter(|it| !it.is_empty());
    let ("TYPE", name, kind) = (words.next()?, words.next()?, words.next()?) else { return None };
    let kind = match kind {
        "counter" => MetricKind::Counter,
        "gauge" => MetricKind::Gauge,
        "histogram" => MetricKind::Histogram,
        "summary" => MetricKind::Summary,
        _ => MetricKind::Untyped,
    };
    Some((name.trim_matches('"'), kind))
}

#[inline]
fn sample(line: &str) -> Result<Sample<'_>, &'static str> {
    let end = line.find(|c| is_blank(c) || c == '{').unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let mut name = Cow::Borrowed(name);
    let mut labels = Vec::new();
    let mut rest = skip(rest);
    if let Some(inside) = rest.strip_prefix('{') {
        rest = skip(read_labels(inside, &mut name, &mut labels)?);
    }
    if !is_name(&name) {
        return Err("the name of a metric");
    }
    let (value, rest) = word(rest);
    let value = value.parse().map_err(|_| "a value")?;
    // OpenMetrics may add an exemplar, which is not part of the sample.
    let (timestamp, rest) = word(rest.split('#').next().unwrap_or_default());
    if !rest.is_empty() {
        return Err("the end of the line");
    }
    let timestamp_ms = match timestamp {
        "" => None,
        digits => Some(digits.parse().map_err(|_| "a timestamp in milliseconds")?),
    };
    Ok(Sample { name, labels, value, timestamp_ms, kind: MetricKind::Untyped })
}

/// Splits off a word and the blanks after it.
#[inline]
fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_at(text.find(is_blank).unwrap_or(text.len()));
    (word, skip(rest))
}

/// Whether a name is valid. A quoted one may contain anything, so this only excludes other formats.
#[inline]
fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c != '<' && !c.is_ascii_digit())
}

/// Parses the labels up to the closing brace. A quoted name without a value is that of the metric.
#[inline]
fn read_labels<'a>(
    mut rest: &'a str,
    name: &mut Cow<'a, str>,
    labels: &mut Vec<(Cow<'a, str>, Cow<'a, str>)>,
) -> Result<&'a str, &'static str> {
    loop {
        rest = skip(rest);
        if let Some(after) = rest.strip_prefix('}') {
            return Ok(after);
        }
        let (label, after) = match rest.strip_prefix('"') {
            Some(inside) => quoted(inside)?,
            None => {
                let end = rest.find(|c| is_blank(c) || "=,{}\"".contains(c)).unwrap_or(rest.len());
                (
                    Cow::Borrowed(rest.get(..end).unwrap_or_default()),
                    rest.get(end..).unwrap_or_default(),
                )
            }
        };
        let is_quoted = rest.starts_with('"');
        rest = skip(after);
        if let Some(after) = rest.strip_prefix('=') {
            let inside = skip(after).strip_prefix('"').ok_or("the value of a label in quotes")?;
            let (value, after) = quoted(inside)?;
            if label.is_empty() {
                return Err("the name of a label");
            }
            labels.push((label, value));
            rest = skip(after);
        } else if is_quoted && name.is_empty() {
            *name = label;
        } else {
            return Err("the value of a label");
        }
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.starts_with('}') => {}
            None => return Err("a comma or the end of the labels"),
        }
    }
}

/// Parses a string up to the closing quote, and resolves escapes.
#[inline]
fn quoted(text: &str) -> Parsed<'_, Cow<'_, str>> {
    let mut whole = String::new();
    let mut rest = text;
    loop {
        let at = rest.find(['"', '\\']).ok_or("a closing quote")?;
        let (before, after) =
            (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        if rest.as_bytes().get(at) == Some(&b'"') {
            let text =
                if whole.is_empty() { Cow::Borrowed(before) } else { Cow::Owned(whole + before) };
            return Ok((text, after));
        }
        whole.push_str(before);
        let mut escaped = after.chars();
        match escaped.next().ok_or("a closing quote")? {
            'n' => whole.push('\n'),
            c @ ('"' | '\\') => whole.push(c),
            // Prometheus leaves other escapes as they are.
            c => whole.extend(['\\', c]),
        }
        rest = escaped.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Sample<'_>, &'static str> {
        match read(line)? {
            Line::Sample(sample) => Ok(sample),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn names_may_be_quoted() {
        let sample = one(r#"{"my.metric", "a label"="é\t", b="" ,} 1"#).unwrap();
        assert_eq!(sample.name, "my.metric");
        assert_eq!((sample.label("a label"), sample.label("b")), (Some("é\\t"), Some("")));
    }

    #[test]
    fn exemplars_are_skipped() {
        let sample = one("m_bucket{le=\"1\"} 8 # {trace_id=\"x\"} 0.7 1520879607.789").unwrap();
        assert_eq!((sample.value, sample.timestamp_ms), (8.0, None));
    }

    #[test]
    fn an_invalid_sample_is_an_error() {
        for (line, expected) in [
            ("name", "a value"),
            ("name one", "a value"),
            ("name 1 now", "a timestamp in milliseconds"),
            ("name 1 1.5", "a timestamp in milliseconds"),
            ("name 1 2 3", "the end of the line"),
            ("{} 1", "the name of a metric"),
            ("7up 1", "the name of a metric"),
            ("<html> 1", "the name of a metric"),
            ("a{ 1", "the value of a label"),
            ("a{b} 1", "the value of a label"),
            ("a{b=} 1", "the value of a label in quotes"),
            ("a{b=c} 1", "the value of a label in quotes"),
            ("a{=\"c\"} 1", "the name of a label"),
            ("a{b=\"c} 1", "a closing quote"),
            ("a{b=\"c\\", "a closing quote"),
            ("a{b=\"c\" d=\"e\"} 1", "a comma or the end of the labels"),
            ("a{b=\"c\"", "a comma or the end of the labels"),
            ("a{\"b\"} 1", "the value of a label"),
            ("a{", "the value of a label"),
        ] {
            assert_eq!(one(line).unwrap_err(), expected, "{line}");
        }
    }

    #[test]
    fn every_truncated_line_is_parsed_or_refused() {
        let line = "naïve{a=\"\\\"é\\\\\", b=\"\"} -1.5e-3 17 # {x=\"y\"} 1";
        for (at, _) in line.char_indices() {
            let _ = read(&line[..at]);
            let _ = read(&line[at..]);
        }
    }
}
