//! Finding the exception in a response with a success status: ClickHouse sends the status before
//! the statement ends.
//!
//! The rules, in this order; [`Query`](super::Query) documents them for callers:
//! 1. between two lines `__exception__`, from servers that send `X-ClickHouse-Exception-Tag`;
//! 2. the property `exception` of a JSON object, which is the whole body or its last line;
//! 3. the element `exception` after the data of XML;
//! 4. `Code: 395. DB::Exception: … (version …)` at the end, in any other format;
//! 5. the header `X-ClickHouse-Exception-Code`, whatever the body is.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::value::RawValue;

/// How far from the end of a body the message of an exception may begin.
const LONGEST: usize = 64 << 10;

/// The exception of a statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Exception {
    /// The error code, such as `395`; empty if it is unknown.
    pub(super) code: String,
    pub(super) text: String,
}

const CODE: &str = "x-clickhouse-exception-code";
const MARK: &str = "__exception__";
/// The start of the message of an exception.
const START: &str = "Code: ";

/// Returns the exception of a response, if there is one.
#[inline]
pub(super) fn find(headers: &HeaderMap, body: &[u8]) -> Option<Exception> {
    let header = headers.get(CODE).and_then(|code| code.to_str().ok()).map(str::trim);
    let header = header.filter(|code| !matches!(*code, "" | "0"));
    let text = String::from_utf8_lossy(body);
    let text = text.trim_end();
    let found =
        marked(text).or_else(|| in_json(text)).or_else(|| in_xml(text)).or_else(|| bare(text));
    if found.is_none() && header.is_none() {
        return None;
    }
    let text = found.unwrap_or_else(|| "the statement failed".to_owned());
    let code = code(&text).or(header).unwrap_or_default().to_owned();
    Some(Exception { code, text })
}

/// `__exception__`, the tag, the text, its length with the tag again, `__exception__`.
#[inline]
fn marked(text: &str) -> Option<String> {
    let (_, rest) = text.strip_suffix(MARK)?.rsplit_once(MARK)?;
    let (tag, rest) = rest.trim_start().split_once('\n')?;
    let rest = rest.trim_end().strip_suffix(tag.trim_end())?.trim_end();
    let text = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    Some(text.trim().to_owned())
}

#[inline]
fn in_json(text: &str) -> Option<String> {
    const NAME: &str = "exception";
    // Most bodies do not contain the word.
    if !text.ends_with('}') || !text.contains("\"exception\"") {
        return None;
    }
    let exception = |object: &str| {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(object).ok()?;
        let text: String = serde_json::from_str(members.get(NAME)?.get()).ok()?;
        Some((members.len(), text))
    };
    if let Some((_, text)) = exception(text) {
        return Some(text);
    }
    // One row a line: a column may have the name, but not as the only one, with such a message.
    let line = text.rsplit('\n').next().unwrap_or(text);
    let (members, text) = exception(line)?;
    (members == 1 && code(&text).is_some()).then_some(text)
}

#[inline]
fn in_xml(text: &str) -> Option<String> {
    let (_, rest) = text.rsplit_once("</data>")?;
    let (_, rest) = rest.split_once("<exception>")?;
    let (text, _) = rest.split_once("</exception>")?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(text.replace("&apos;", "'").replace("&amp;", "&"))
}

#[inline]
fn bare(text: &str) -> Option<String> {
    if !text.ends_with(')') {
        return None;
    }
    let mut start = text.len().saturating_sub(LONGEST);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let text = text.get(start..).unwrap_or_default();
    let mut rest = text;
    while let Some(at) = rest.rfind(START) {
        let found = text.get(at..).unwrap_or_default();
        if code(found).is_some() && found.contains("(version ") {
            return Some(outermost(text, at).to_owned());
        }
        rest = rest.get(..at).unwrap_or_default();
    }
    None
}

/// The message that ends like the one at `at`: an exception may quote another one on its line.
#[inline]
fn outermost(text: &str, at: usize) -> &str {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let line = text.get(start..).unwrap_or_default();
    let starts = line.match_indices(START).filter_map(|(index, _)| line.get(index..));
    starts.into_iter().find(|found| code(found).is_some()).unwrap_or_default()
}

/// Returns the code of `Code: 395. DB::Exception: …`.
#[inline]
fn code(text: &str) -> Option<&str> {
    let (code, rest) = text.trim_start().strip_prefix(START)?.split_once(". ")?;
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && rest.starts_with("DB::")).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero. \
                        (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 25.8.1.1 (official build))";

    fn found(body: &str) -> Option<(String, String)> {
        find(&HeaderMap::new(), body.as_bytes()).map(|it| (it.code, it.text))
    }

    #[test]
    fn r05_an_exception_is_found_in_every_format() {
        let json = serde_json::to_string(TEXT).unwrap();
        let xml = TEXT.replace('\'', "&apos;");
        for body in [
            format!("0\n1\n2\n{TEXT}\n"),
            format!("0\n1\n2\t{TEXT}"),
            format!("{{\"data\":[{{\"a\":1}}{TEXT}\n"),
            format!("{{\"meta\":[],\"data\":[{{\"a\":1}}],\"rows\":1,\"exception\":{json}}}\n"),
            format!("{{\"a\":1}}\n{{\"exception\": {json}}}\n"),
            format!("{{\"exception\": {json}}}\n"),
            format!("<result><data><row/></data><exception>{xml}</exception></result>"),
            format!(
                "1\n2\n__exception__\r\nabcdefgh\r\n{TEXT}\r\n150 abcdefgh\r\n__exception__\r\n"
            ),
        ] {
            assert_eq!(found(&body), Some(("395".to_owned(), TEXT.to_owned())), "{body}");
        }
        // An exception that quotes another one.
        let quoting = format!("1\nCode: 1. DB::Exception: from b: {TEXT}. (X) (version 25.8)");
        assert_eq!(found(&quoting).unwrap().0, "1");
        // Also in bytes that are not text.
        let body = [b"\x01\xff\xfe".as_slice(), TEXT.as_bytes()].concat();
        assert_eq!(find(&HeaderMap::new(), &body).unwrap().code, "395");
    }

    #[test]
    fn r05_the_header_alone_is_enough() {
        let mut headers = HeaderMap::new();
        headers.insert(CODE, "159".parse().unwrap());
        let exception = find(&headers, b"1\n2\n").unwrap();
        assert_eq!((&*exception.code, &*exception.text), ("159", "the statement failed"));
        assert_eq!(find(&headers, TEXT.as_bytes()).unwrap().code, "395");
        headers.insert(CODE, "0".parse().unwrap());
        assert_eq!(find(&headers, b"1\n2\n"), None);
    }

    #[test]
    fn results_that_contain_exceptions_are_results() {
        let json = serde_json::to_string(TEXT).unwrap();
        for body in [
            String::new(),
            format!("{{\"data\":[{{\"exception\":{json}}}],\"rows\":1}}"),
            format!("{{\"id\":1,\"exception\":{json}}}\n{{\"id\":2,\"exception\":{json}}}\n"),
            "{\"exception\":\"none\"}\n{\"exception\":\"none\"}\n".to_owned(),
            format!("\"{TEXT}\"\n"),
            format!("{TEXT}\n3\n"),
            "Code: x. DB::Exception: (version 1)".to_owned(),
            "__exception__".to_owned(),
            format!("<result><data><exception>{TEXT}</exception></data></result>"),
        ] {
            assert_eq!(found(&body), None, "{body}");
        }
    }
}
