//! Removes secrets from text that people will see.
//!
//! The text need not be whole: what an error shows is often a cut body, or one that is not JSON
//! at all. So this looks for members of JSON objects in text rather than parsing it.

use crate::model::looks_secret;

/// What stands in place of a secret.
const MASK: &str = "[redacted]";

/// Masks the values of members with secret names, private keys, passwords in URLs, and `known`.
pub(crate) fn redact(text: &str, known: &[String]) -> String {
    let mut out = members(text);
    for secret in known.iter().filter(|secret| !secret.is_empty()) {
        if out.contains(secret.as_str()) {
            out = out.replace(secret.as_str(), MASK);
        }
    }
    out = between(&out, "-----BEGIN ", "-----END ", |label| label.contains("PRIVATE KEY"));
    userinfo(&out)
}

/// Masks `"name": value` where the name is secret.
fn members(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        out.push_str(before);
        let name = string(quoted);
        out.push_str(name);
        rest = quoted.get(name.len()..).unwrap_or_default();
        let space = rest.len() - rest.trim_start().len();
        let Some(after) = rest.get(space..).unwrap_or_default().strip_prefix(':') else { continue };
        if !looks_secret(name) {
            continue;
        }
        let gap = after.len() - after.trim_start().len();
        out.push_str(rest.get(..=space).unwrap_or_default());
        out.push_str(after.get(..gap).unwrap_or_default());
        let value = value(after.get(gap..).unwrap_or_default());
        // An absent secret is worth knowing and no secret.
        if matches!(value, "" | "null" | "\"\"") {
            out.push_str(value);
        } else {
            out.push('"');
            out.push_str(MASK);
            out.push('"');
        }
        rest = after.get(gap + value.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The JSON string that `text` begins with, with its quotes; all of it where it does not end.
fn string(text: &str) -> &str {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return text.get(..=index).unwrap_or_default(),
            _ => {}
        }
    }
    text
}

/// The JSON value that `text` begins with; all of it where it does not end.
fn value(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut index = 0;
    while let Some(byte) = text.as_bytes().get(index) {
        match byte {
            b'"' => {
                index += string(text.get(index..).unwrap_or_default()).len();
                if depth == 0 {
                    return text.get(..index).unwrap_or_default();
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => {
                // Closes either the value itself or, after a bare number, what holds it.
                return text.get(..index + depth).unwrap_or_default();
            }
            b'}' | b']' => depth -= 1,
            b',' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => {
                return text.get(..index).unwrap_or_default();
            }
            _ => {}
        }
        index += 1;
    }
    text
}

/// Masks what stands between two markers, where the text after the first is of interest.
fn between(text: &str, open: &str, close: &str, wanted: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let inner = start + open.len();
        let end = rest
            .get(inner..)
            .unwrap_or_default()
            .find(close)
            .map_or(rest.len(), |offset| inner + offset);
        let label = rest.get(inner..end).unwrap_or_default().split("-----").next().unwrap_or("");
        if wanted(label) {
            out.push_str(rest.get(..inner).unwrap_or_default());
            out.push_str(label);
            out.push_str("-----");
            out.push_str(MASK);
        } else {
            out.push_str(rest.get(..end).unwrap_or_default());
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Masks the password of `scheme://user:password@host`.
fn userinfo(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://") {
        let inner = start + 3;
        out.push_str(rest.get(..inner).unwrap_or_default());
        rest = rest.get(inner..).unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>' | ',');
        let authority = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        if let Some((user, host)) = authority.rsplit_once('@')
            && let Some((user, _)) = user.split_once(':')
        {
            out.push_str(user);
            out.push(':');
            out.push_str(MASK);
            out.push('@');
            out.push_str(host);
            rest = rest.get(authority.len()..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(redact(text, &[]), expected);
    }

    #[test]
    fn members_with_secret_names_are_masked() {
        check(
            r#"{"name":"a","password":"hunter2","n":1}"#,
            r#"{"name":"a","password":"[redacted]","n":1}"#,
        );
        check(r#"{"keySecret" : "a\"b" , "x": 1}"#, r#"{"keySecret" : "[redacted]" , "x": 1}"#);
        check(r#"{"accessKey": 12345}"#, r#"{"accessKey": "[redacted]"}"#);
        check(
            r#"{"credentials":{"user":"u","x":["]"]},"y":2}"#,
            r#"{"credentials":"[redacted]","y":2}"#,
        );
        check(r#"{"new_password_hash":["a","b"]}"#, r#"{"new_password_hash":"[redacted]"}"#);
    }

    #[test]
    fn a_cut_body_is_masked_too() {
        check(r#"{"result":{"password":"hunt"#, r#"{"result":{"password":"[redacted]""#);
        check(r#"{"credentials":{"user":"hunt"#, r#"{"credentials":"[redacted]""#);
        check(r#"{"password":"#, r#"{"password":"#);
    }

    #[test]
    fn absence_and_other_text_stay() {
        check(r#"{"password":null,"token":""}"#, r#"{"password":null,"token":""}"#);
        for text in ["", "Bad Gateway", "<html>\"x\"</html>", r#"{"a":"password"}"#, "\"", "a://b"]
        {
            check(text, text);
        }
    }

    #[test]
    fn secrets_are_found_in_other_places() {
        check("postgres://admin:pw@h:1/db", "postgres://admin:[redacted]@h:1/db");
        check(
            "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----",
        );
        let text = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----";
        check(text, text);
        let known = ["s3cr3t".to_owned(), String::new()];
        assert_eq!(redact("Basic s3cr3t!", &known), "Basic [redacted]!");
    }
}
