//! A request as it arrived.

use std::time::Instant;

use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// A request that was read completely.
#[derive(Debug, Clone)]
pub struct Request {
    /// When its head had arrived.
    pub at: Instant,
    /// The method.
    pub method: String,
    /// The target as written: path and query, usually.
    pub target: String,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Request {
    pub(crate) fn new(at: Instant, head: &http::request::Parts, body: Bytes) -> Self {
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
        Self {
            at,
            method: head.method.to_string(),
            target: head.uri.to_string(),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body,
        }
    }

    /// The request line, as `GET /v1/organizations HTTP/1.1`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {} HTTP/1.1", self.method, self.target)
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The segments of the path, decoded.
    ///
    /// # Errors
    ///
    /// If an escape is invalid or not UTF-8.
    pub fn segments(&self) -> Result<Vec<String>, String> {
        self.path().split('/').skip(1).map(decode).collect()
    }

    /// The parameters of the query, decoded, in order.
    ///
    /// # Errors
    ///
    /// If an escape is invalid or not UTF-8, or a parameter has no value.
    pub fn query(&self) -> Result<Vec<(String, String)>, String> {
        let raw = self.raw_query()?.into_iter();
        raw.map(|(name, value)| Ok((name, decode_query(value)?))).collect()
    }

    /// The parameters of the query in order, with decoded names and values as they are written.
    pub(crate) fn raw_query(&self) -> Result<Vec<(String, &str)>, String> {
        let Some((_, query)) = self.target.split_once('?') else { return Ok(Vec::new()) };
        let pairs = query.split('&').filter(|text| !text.is_empty());
        let pairs = pairs.map(|text| match text.split_once('=') {
            Some((name, value)) => Ok((decode_query(name)?, value)),
            None => Err(format!("the query parameter `{text}` has no value")),
        });
        pairs.collect()
    }
}

/// Undoes the encoding of a name or value in a query. A plus is a space, so a real one must be
/// escaped.
pub(crate) fn decode_query(text: &str) -> Result<String, String> {
    decode(&text.replace('+', " "))
}

/// Undoes percent-encoding.
pub(crate) fn decode(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices('%') {
        let digits = bytes.get(at + 1..at + 3);
        if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            return Err(format!("`{text}` holds an invalid percent-escape"));
        }
    }
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| format!("`{text}` is not UTF-8"))
}
