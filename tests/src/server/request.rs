//! A request as it arrived, and the rules that it must follow.

use std::io::{BufRead, BufReader, Read};

/// The characters of a target, besides letters and digits, by RFC 3986: unreserved characters,
/// delimiters, and the percent sign of escapes.
const TARGET: &str = "-._~!$&'()*+,;=:@/?%";

/// A request that was by the letter.
#[derive(Debug, Clone)]
pub struct Received {
    /// The method.
    pub method: String,
    /// The target, as written: path and query.
    pub target: String,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    pub(super) fn read(stream: &mut impl Read, host: &str) -> Result<Self, String> {
        let mut reader = BufReader::new(stream);
        let first = line(&mut reader)?;
        let parts: Vec<&str> = first.split(' ').collect();
        let [method, target, "HTTP/1.1"] = parts.as_slice() else {
            return Err(format!("not a request line of HTTP/1.1: {first:?}"));
        };
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(format!("not a method: {method:?}"));
        }
        check_target(target)?;
        let mut headers: Vec<(String, String)> = Vec::new();
        loop {
            let text = line(&mut reader)?;
            if text.is_empty() {
                break;
            }
            let Some((name, value)) = text.split_once(": ") else {
                return Err(format!("not a header: {text:?}"));
            };
            let name = name.to_ascii_lowercase();
            if headers.iter().any(|(known, _)| *known == name) {
                return Err(format!("the header {name} was sent twice"));
            }
            headers.push((name, value.to_owned()));
        }
        let mut request = Self {
            method: (*method).to_owned(),
            target: (*target).to_owned(),
            headers,
            body: Vec::new(),
        };
        if request.header("host") != Some(host) {
            return Err(format!("the host is {:?}", request.header("host")));
        }
        if let Some(encoding) = request.header("transfer-encoding") {
            return Err(format!("a body of unknown length: {encoding}"));
        }
        if let Some(length) = request.header("content-length") {
            let length = length.parse().map_err(|_| format!("not a length: {length:?}"))?;
            let mut body = vec![0; length];
            reader
                .read_exact(&mut body)
                .map_err(|error| format!("the body is cut off: {error}"))?;
            request.body = body;
        }
        Ok(request)
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The segments of the path, decoded.
    ///
    /// # Errors
    ///
    /// If an escape is not UTF-8.
    pub fn segments(&self) -> Result<Vec<String>, String> {
        let path = self.target.split('?').next().unwrap_or_default();
        path.split('/').skip(1).map(decode).collect()
    }

    /// The parameters of the query, decoded, in order.
    ///
    /// # Errors
    ///
    /// If an escape is not UTF-8, or a parameter has no value.
    pub fn query(&self) -> Result<Vec<(String, String)>, String> {
        let Some((_, query)) = self.target.split_once('?') else { return Ok(Vec::new()) };
        let pair = |text: &str| {
            let (name, value) =
                text.split_once('=').ok_or_else(|| format!("no value: {text:?}"))?;
            // Servers read a plus in a query as a space, so a real one must be escaped.
            let decode = |text: &str| decode(&text.replace('+', " "));
            Ok((decode(name)?, decode(value)?))
        };
        query.split('&').map(pair).collect()
    }
}

/// Undoes percent-encoding.
///
/// # Errors
///
/// If the result is not UTF-8.
pub fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        bytes.push(match byte {
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap_or_default(),
                _ => return Err(format!("not an escape: {text:?}")),
            },
            plain => plain,
        });
    }
    String::from_utf8(bytes).map_err(|_| format!("not UTF-8: {text:?}"))
}

fn check_target(target: &str) -> Result<(), String> {
    if !target.starts_with('/') {
        return Err(format!("the target is no path: {target:?}"));
    }
    if let Some(wrong) =
        target.chars().find(|c| !(c.is_ascii_alphanumeric() || TARGET.contains(*c)))
    {
        return Err(format!("{wrong:?} must be escaped in {target:?}"));
    }
    decode(target).map(|_| ())
}

/// A line without its end, which must be CRLF.
fn line(reader: &mut impl BufRead) -> Result<String, String> {
    let mut bytes = Vec::new();
    reader
        .read_until(b'\n', &mut bytes)
        .map_err(|error| format!("the head is cut off: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| "the head is not text".to_owned())?;
    text.strip_suffix("\r\n")
        .map(str::to_owned)
        .ok_or_else(|| format!("a line does not end: {text:?}"))
}
