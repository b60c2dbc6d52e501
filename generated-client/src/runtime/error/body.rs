//! Error bodies: every form that the API and the gateways in front of it are known to send.

use serde_json::{Map, Value};

use crate::model::parse;
use crate::runtime::body::{MASK, excerpt, redact_all, redact_prose, without_mark};

/// The content of an error body.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) request_id: Option<String>,
    pub(crate) details: Map<String, Value>,
    /// All properties, unchanged, if there are any details.
    pub(crate) properties: Map<String, Value>,
    /// Whether it is from the API, and not from a proxy or a router in front of it.
    pub(crate) is_of_api: bool,
}

/// The properties of errors of the API that have no request id.
const PROPERTIES: [&str; 4] = ["error", "status", "code", "issues"];

/// A problem that the API found in a request body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Issue {
    /// The JSON pointer of the value in the request body: `/ipAccessList/0/source`.
    pub pointer: String,
    /// The kind of problem, such as `invalid_type`.
    pub code: Option<String>,
    /// The description of the problem.
    pub message: Option<String>,
}

impl Failure {
    /// Reads a body, and redacts the secrets: a server may repeat what it received. A body without
    /// a message results in an empty value, never in an error.
    pub(crate) fn read(media_type: &str, body: &[u8], secrets: &[String]) -> Self {
        let body = without_mark(body);
        match parse(body) {
            Ok(Value::Object(members)) => Self::from_object(members).redacted(secrets),
            Ok(Value::String(text)) => {
                Self { message: some(text), ..Self::default() }.redacted(secrets)
            }
            Ok(_) => Self::default(),
            // A truncated body: the message is at its start.
            Err(_) if let Some(members) = truncated_object(body) => {
                Self { is_of_api: false, ..Self::from_object(members) }.redacted(secrets)
            }
            // Redaction comes before truncation: half a secret is not recognised.
            Err(_) => {
                let message = plain(media_type, &excerpt(body, secrets));
                Self { message, ..Self::default() }
            }
        }
    }

    fn redacted(mut self, secrets: &[String]) -> Self {
        let mask = |text: &mut String| *text = redact_prose(text, secrets);
        self.message.iter_mut().chain(&mut self.code).chain(&mut self.request_id).for_each(mask);
        for issue in &mut self.issues {
            mask(&mut issue.pointer);
            issue.code.iter_mut().chain(&mut issue.message).for_each(mask);
        }
        redact_all(&mut self.details, secrets);
        redact_all(&mut self.properties, secrets);
        self
    }

    fn from_object(mut members: Map<String, Value>) -> Self {
        let all = members.clone();
        let text_of_error =
            |error: &Value| error.is_object() || error.as_str().is_some_and(|it| !it.is_empty());
        let known = || members.keys().all(|name| PROPERTIES.contains(&name.as_str()));
        let is_of_api = members.get("error").is_some_and(text_of_error)
            && (members.get("requestId").is_some_and(Value::is_string) || known());
        let mut failure = Self {
            is_of_api,
            request_id: members.remove("requestId").and_then(text),
            issues: members.remove("issues").map(issues).unwrap_or_default(),
            code: members.get("code").cloned().and_then(text),
            ..Self::default()
        };
        members.remove("status");
        match members.remove("error") {
            // The query endpoint: `{"error": {"code": "62", "details": "…"}}`.
            Some(Value::Object(mut error)) => {
                failure.code = error.remove("code").and_then(text).or(failure.code);
                failure.message = ["details", "message"]
                    .iter()
                    .find_map(|name| error.remove(*name).and_then(text));
                members.extend(error);
            }
            Some(error) => failure.message = text(error),
            None => {}
        }
        if failure.message.is_none() {
            failure.message = ["message", "detail", "title"]
                .iter()
                .find_map(|name| members.get(*name)?.as_str().map(str::to_owned));
        }
        if !members.is_empty() {
            failure.properties = all;
        }
        failure.details = members;
        failure
    }
}

/// Returns the properties of a truncated JSON object; long strings are shortened.
fn truncated_object(body: &[u8]) -> Option<Map<String, Value>> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('{') {
        return None;
    }
    // The brackets that are open, and whether the text ends in a string.
    let (mut open, mut in_string, mut is_escaped) = (Vec::new(), false, false);
    for c in text.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if in_string => is_escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => drop(open.pop()),
            _ => {}
        }
    }
    let close: String = open.iter().rev().collect();
    let start = if in_string && is_escaped { text.strip_suffix('\\')? } else { text };
    let quote = if in_string { "\"" } else { "" };
    // If the text ends after a name or in a `\u` escape, only a shorter one can be completed.
    let ends = [format!("{quote}{close}"), format!("{quote}:null{close}"), format!("null{close}")];
    let cuts = (0..6).filter_map(|back| start.get(..start.len().checked_sub(back)?));
    let mut object = cuts
        .flat_map(|start| {
            ends.iter().map(move |end| format!("{}{end}", start.trim_end_matches(',')))
        })
        .find_map(|text| match parse(text.as_bytes()) {
            Ok(Value::Object(members)) => Some(members),
            _ => None,
        })?;
    object.values_mut().for_each(shorten);
    Some(object)
}

/// Shortens strings: a truncated one may be as long as the body.
fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(LONGEST) {
                text.truncate(end);
                text.push('…');
            }
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

fn issues(value: Value) -> Vec<Issue> {
    let Value::Array(issues) = value else { return Vec::new() };
    issues
        .into_iter()
        .filter_map(|issue| {
            let Value::Object(mut issue) = issue else { return None };
            let mut pointer = String::new();
            if let Some(Value::Array(path)) = issue.remove("path") {
                for part in path.into_iter().filter_map(text) {
                    pointer.push('/');
                    pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
                }
            }
            Some(Issue {
                pointer,
                code: issue.remove("code").and_then(text),
                message: issue.remove("message").and_then(text),
            })
        })
        .collect()
}

/// Returns a scalar as a string; none for empty strings, null, arrays and objects.
fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn some(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// The longest message from a body that is truncated or not JSON, in characters.
const LONGEST: usize = 200;

/// Returns the first line of a body that is plain text.
fn plain(media_type: &str, text: &str) -> Option<String> {
    // Binary content has no message.
    let text = text.split(char::REPLACEMENT_CHARACTER).next()?;
    // A web page has no message; the raw body shows it. `[redacted]` is text, and not a JSON array.
    let start = text.trim_start();
    let is_json = start.starts_with(['{', '[']) && !start.starts_with(MASK);
    if media_type == "text/html" || start.starts_with('<') || is_json {
        return None;
    }
    let line = text.trim().lines().next()?.trim_end();
    let end = line.char_indices().nth(LONGEST).map_or(line.len(), |(index, _)| index);
    some(line.get(..end).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Failure {
        Failure::read("application/json", body.as_bytes(), &[])
    }

    #[test]
    fn documented_bodies_are_read() {
        let failure = read(r#"{"error":"NOT_FOUND","status":404,"requestId":"r-1"}"#);
        assert_eq!(failure.message.as_deref(), Some("NOT_FOUND"));
        assert_eq!(failure.request_id.as_deref(), Some("r-1"));
        assert!(failure.details.is_empty());

        let failure = read(
            r#"{"error":"bad","issues":[{"path":["a/b~c",0],"code":"c","message":"m"},7,{}]}"#,
        );
        let expected = Issue {
            pointer: "/a~1b~0c/0".to_owned(),
            code: Some("c".to_owned()),
            message: Some("m".to_owned()),
        };
        assert_eq!(failure.issues, [expected, Issue::default()]);

        let failure =
            read(r#"{"error":"idle","code":"SERVICE_IDLE","serviceState":"idle","canWake":true}"#);
        assert_eq!(failure.code.as_deref(), Some("SERVICE_IDLE"));
        assert_eq!(failure.details["serviceState"], "idle");
        assert_eq!(failure.details["canWake"], true);
    }

    #[test]
    fn undocumented_bodies_are_read_as_far_as_possible() {
        assert_eq!(
            read(r#"{"error":"TOO_MANY_REQUESTS"}"#).message.as_deref(),
            Some("TOO_MANY_REQUESTS")
        );
        for (body, code) in [
            (r#"{"error":{"code":"62","details":"Syntax error"}}"#, "62"),
            (r#"{"error":{"code":62,"details":"Syntax error"}}"#, "62"),
        ] {
            let failure = read(body);
            assert_eq!(failure.code.as_deref(), Some(code));
            assert_eq!(failure.message.as_deref(), Some("Syntax error"));
        }
        let failure = read(r#"{"error":{"message":"no code here"},"code":"OUTER"}"#);
        assert_eq!(failure.code.as_deref(), Some("OUTER"));
        assert_eq!(read(r#"{"message":"m","requestId":null}"#).message.as_deref(), Some("m"));
        assert_eq!(read("Bad Gateway").message.as_deref(), Some("Bad Gateway"));
        assert_eq!(read("\"quoted\"").message.as_deref(), Some("quoted"));
        for silent in [
            "",
            " ",
            "<html>x</html>",
            "[]",
            "{}",
            r#"{"error":{}}"#,
            r#"{"error":"#,
            "{\"",
            "\u{0}",
        ] {
            let failure = read(silent);
            assert!(failure.message.is_none_or(|message| message == "\u{0}"), "{silent}");
        }
    }

    #[test]
    fn u01_only_errors_of_the_api_count_as_such() {
        for body in [
            r#"{"error":"NOT_FOUND"}"#,
            r#"{"error":"NOT_FOUND","status":404,"requestId":"r-1"}"#,
            r#"{"error":"x","status":404,"requestId":"r-1","hint":"y"}"#,
            r#"{"error":{"code":"62","details":"Syntax error"}}"#,
            "\u{feff}{\"error\":\"NOT_FOUND\"}",
        ] {
            assert!(read(body).is_of_api, "{body}");
        }
        for body in [
            "",
            "default backend - 404",
            "<html>404</html>",
            "{}",
            "null",
            "\"Not Found\"",
            r#"{"error":""}"#,
            r#"{"error":null,"requestId":"r-1"}"#,
            r#"{"message":"Not Found"}"#,
            r#"{"timestamp":1,"status":404,"error":"Not Found","path":"/v1/v1"}"#,
            r#"{"statusCode":404,"message":"Cannot GET /v1/v1","error":"Not Found"}"#,
            r#"{"error":"NOT_FOUND","status":404"#,
        ] {
            assert!(!read(body).is_of_api, "{body}");
        }
    }

    #[test]
    fn u12_the_message_of_a_truncated_body_is_read() {
        let long = format!(r#"{{"status":500,"error":"Syntax error: {}"#, "a".repeat(70_000));
        let message = read(&long).message.unwrap();
        assert!(message.starts_with("Syntax error: aaa") && message.ends_with('…'), "{message}");
        assert_eq!(message.chars().count(), 201);
        for (body, expected) in [
            (r#"{"error":"half a tex"#, "half a tex"),
            (r#"{"error":"half\"#, "half"),
            (r#"{"error":"half\u00"#, "half"),
            (r#"{"error":"whole","#, "whole"),
            (r#"{"error":"whole","stat"#, "whole"),
            (r#"{"error":"whole","status":"#, "whole"),
            (r#"{"error":"whole","issues":[{"path":["a"#, "whole"),
            (r#"{"error":{"code":"62","details":"Syntax er"#, "Syntax er"),
        ] {
            assert_eq!(read(body).message.as_deref(), Some(expected), "{body}");
        }
        assert_eq!(read(r#"{"error":{"code":"62","details":"Syn"#).code.as_deref(), Some("62"));
        let secret =
            format!(r#"{{"error":"{{\"password\":\"hunter2\",\"x\":\"{}"#, "x".repeat(300));
        let failure = read(&secret);
        assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
    }

    #[test]
    fn secrets_that_a_server_repeats_are_redacted() {
        let body = r#"{"error":"no s3cr3t; sent {\"password\":\"hunter2\"}","code":"s3cr3t",
            "requestId":"s3cr3t","issues":[{"path":["s3cr3t"],"code":"s3cr3t","message":"s3cr3t"}],
            "s3cr3t":["s3cr3t",{"a":"s3cr3t"}],"state":"idle"}"#;
        let secrets = ["s3cr3t".to_owned()];
        let failure = Failure::read("", body.as_bytes(), &secrets);
        let shown = format!("{failure:?}");
        assert!(!shown.contains("s3cr3t") && !shown.contains("hunter2"), "{shown}");
        assert_eq!(
            failure.message.as_deref(),
            Some(r#"no [redacted]; sent {"password":"[redacted]"}"#)
        );
        assert_eq!(failure.details["state"], "idle");
        let long = ["t0ken".repeat(300)];
        let message = |text: String| Failure::read("text/plain", text.as_bytes(), &long).message;
        assert_eq!(message(format!("bad {}\n", long[0])).as_deref(), Some("bad [redacted]"));
        assert_eq!(message(format!("{} is bad", long[0])).as_deref(), Some("[redacted] is bad"));
        assert_eq!(message(format!("\"{}\"", long[0])).as_deref(), Some("[redacted]"));
    }

    #[test]
    fn long_text_is_truncated_between_characters() {
        let failure = read(&"ü".repeat(10_000));
        assert_eq!(failure.message.unwrap().chars().count(), 200);
        assert!(Failure::read("text/plain", b"\xff\xfe", &[]).message.is_none());
    }
}
