//! `Display` and `Debug` of errors.

use std::fmt::{self, Write as _};
use std::iter::successors;

use http::HeaderMap;

use super::{Error, ErrorKind, Inner};

/// Writes one line: the call, what failed, what to do, and what support asks for.
pub(super) fn display(
    inner: &Inner,
    error: &Error,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if let Some(call) = &inner.call {
        write!(formatter, "{call}: ")?;
    }
    if let Some(status) = inner.status
        && inner.kind == ErrorKind::Api
    {
        write!(formatter, "{status}")?;
        if inner.failure.message.is_some() {
            formatter.write_str(": ")?;
        }
    }
    if inner.kind != ErrorKind::Api || inner.failure.message.is_some() {
        line(error.message(), formatter)?;
    }
    if let Some(code) = &inner.failure.code
        && !error
            .message()
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == code)
    {
        formatter.write_str(" (code ")?;
        line(code, formatter)?;
        formatter.write_str(")")?;
    }
    for issue in &inner.failure.issues {
        formatter.write_str("; ")?;
        line(&issue.pointer, formatter)?;
        formatter.write_str(if issue.pointer.is_empty() { "" } else { ": " })?;
        line(issue.message.as_deref().or(issue.code.as_deref()).unwrap_or("?"), formatter)?;
    }
    let required = error.required_permissions();
    if !required.is_empty() {
        write!(formatter, "; this operation requires {}", required.join(" and "))?;
    }
    if let Some(place) = inner.pointer.as_deref().filter(|place| !place.is_empty()) {
        write!(formatter, "; at {place}")?;
    }
    if inner.attempts > 1 {
        write!(formatter, "; after {} attempts", inner.attempts)?;
    }
    if let Some(trail) = &inner.wait {
        if let Some(state) = &trail.last_state {
            formatter.write_str("; last state `")?;
            line(state, formatter)?;
            formatter.write_str("`")?;
        }
        let polls = if trail.polls == 1 { "poll" } else { "polls" };
        write!(formatter, "; after {} {polls} in {:.0?}", trail.polls, trail.elapsed)?;
    }
    if let Some(id) = &inner.request_id {
        formatter.write_str("; request id ")?;
        line(id, formatter)?;
    }
    if formatter.alternate() { causes(error, formatter) } else { Ok(()) }
}

/// The message of an error and those of all its sources.
#[cfg(feature = "tracing")]
pub(super) struct Cause<'a>(pub(super) &'a Error);

#[cfg(feature = "tracing")]
impl fmt::Display for Cause<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(self.0.message(), formatter)?;
        causes(self.0, formatter)
    }
}

/// Writes the messages of all sources of an error.
fn causes(error: &Error, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for source in successors(std::error::Error::source(error), |source| source.source()) {
        formatter.write_str(": ")?;
        line(&source.to_string(), formatter)?;
    }
    Ok(())
}

/// Writes text from elsewhere on one line, without what would move the cursor of a terminal.
fn line(text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        if c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            write!(formatter, "{}", c.escape_unicode())?;
        } else {
            formatter.write_char(c)?;
        }
    }
    Ok(())
}

pub(super) fn debug(inner: &Inner, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = formatter.debug_struct("Error");
    shown.field("kind", &inner.kind);
    if let Some(call) = &inner.call {
        call.debug(&mut shown);
    }
    if let Some(status) = &inner.status {
        shown.field("status", &status.as_u16());
    }
    shown.field("message", &inner.failure.message.as_deref().unwrap_or(&inner.message));
    if !inner.failure.issues.is_empty() {
        shown.field("issues", &inner.failure.issues);
    }
    if let Some(id) = &inner.request_id {
        shown.field("request_id", id);
    }
    if let Some(place) = &inner.pointer {
        shown.field("pointer", place);
    }
    shown
        .field("attempts", &inner.attempts)
        .field("elapsed", &inner.elapsed)
        .field("may_have_been_executed", &inner.executed);
    if let Some(trail) = &inner.wait {
        shown.field("wait", trail);
    }
    if let Some(headers) = &inner.headers {
        shown.field("headers", &Headers(headers));
    }
    if let Some(body) = &inner.body {
        shown.field("body", body);
    }
    if let Some(source) = &inner.source {
        shown.field("source", source);
    }
    shown.finish()
}

/// Headers without the values that are credentials.
struct Headers<'a>(&'a HeaderMap);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = formatter.debug_map();
        for (name, value) in self.0 {
            if matches!(name.as_str(), "set-cookie" | "authorization" | "www-authenticate") {
                map.entry(name, &"[redacted]");
            } else {
                map.entry(name, value);
            }
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Failure;
    use super::*;
    use crate::runtime::call_info::{CallInfo, Untyped};
    use crate::runtime::operation_info::{Idempotency, OperationInfo, Pagination, ResponseBody};
    use http::{Method, StatusCode};

    const GET: OperationInfo = OperationInfo {
        id: "thingGet",
        method: Method::GET,
        path: "/v1/things/{thingId}",
        handle: "OddThing",
        handle_method: "get",
        group: "things",
        permissions: &["a:b", "c:d"],
        beta: false,
        deprecated: false,
        pagination: Pagination::None,
        idempotency: Idempotency::Safe,
        response: ResponseBody::Result,
    };

    fn forbidden() -> Error {
        let body = br#"{"error":"no\u001b[2Jway","requestId":"r-1","issues":[{"path":["a"],"message":"m"}]}"#;
        let mut headers = HeaderMap::new();
        headers.insert("set-cookie", "sid=hunter2".parse().unwrap());
        Error::new(ErrorKind::Api, "")
            .with_call(&CallInfo::Operation(const { &GET }))
            .with_response(StatusCode::FORBIDDEN, headers)
            .with_failure(Failure::read("application/json", body, &[]))
            .with_trail(3, std::time::Duration::from_secs(1), false)
    }

    #[test]
    fn u12_one_line_has_code_and_text() {
        assert_eq!(
            forbidden().to_string(),
            "odd_thing.get (thingGet): 403 Forbidden: no\\u{1b}[2Jway; /a: m; this operation requires a:b \
             and c:d; after 3 attempts; request id r-1"
        );
        assert_eq!(Error::config("no").to_string(), "no");
        let failed = |body: &str| {
            Error::new(ErrorKind::Api, "")
                .with_response(StatusCode::BAD_REQUEST, HeaderMap::new())
                .with_failure(Failure::read("application/json", body.as_bytes(), &[]))
                .to_string()
        };
        let body = r#"{"error":{"code":"62","details":"Syntax error"}}"#;
        assert_eq!(failed(body), "400 Bad Request: Syntax error (code 62)");
        let body = r#"{"error":{"code":62,"details":"Code: 62. DB::Exception: Syntax error"}}"#;
        assert_eq!(failed(body), "400 Bad Request: Code: 62. DB::Exception: Syntax error");
    }

    #[test]
    fn a_failure_without_a_message_shows_its_status() {
        let error = Error::new(ErrorKind::Api, "")
            .with_call(&CallInfo::Untyped(Box::new(Untyped {
                method: Method::GET,
                path: "/v1/x".to_owned(),
                idempotency: Idempotency::Safe,
            })))
            .with_response(StatusCode::BAD_GATEWAY, HeaderMap::new());
        assert_eq!(error.to_string(), "GET /v1/x: 502 Bad Gateway");
    }

    #[test]
    fn debug_hides_cookies() {
        let shown = format!("{:?}", forbidden());
        assert!(
            shown.contains("odd_thing.get")
                && shown.contains("thingGet")
                && shown.contains("[redacted]")
        );
        assert!(!shown.contains("hunter2"));
    }
}
