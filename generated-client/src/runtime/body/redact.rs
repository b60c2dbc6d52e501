//! Removes secrets from text that people will see.
//!
//! The text need not be whole: what an error shows is often a cut body, or one that is not JSON
//! at all. So this looks for members of JSON objects in text rather than parsing it.

use serde_json::{Map, Value};

use crate::model::looks_secret;

/// What stands in place of a secret.
pub(crate) const MASK: &str = "[redacted]";

/// Shorter texts stand everywhere by chance, and masking them protects nothing.
const SHORTEST: usize = 4;

/// Masks the values of members with secret names, private keys, passwords in URLs, and `known`.
pub(crate) fn redact(text: &str, known: &[String]) -> String {
    everything(members(text, false), known)
}

/// The same for text that is written for people, with JSON in it at most: after a secret name,
/// words are what is said of it.
pub(crate) fn redact_prose(text: &str, known: &[String]) -> String {
    everything(members(text, true), known)
}

/// Masks what is a secret under any name.
fn everything(mut out: String, known: &[String]) -> String {
    for secret in known.iter().filter(|secret| secret.len() >= SHORTEST) {
        // As it is, and as a JSON string spells it.
        let escaped = secret.replace('\\', "\\\\").replace('"', "\\\"");
        for secret in [&escaped, secret] {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), MASK);
            }
        }
    }
    out = between(&out, "-----BEGIN ", "-----END ", |label| label.contains("PRIVATE KEY"));
    userinfo(&out)
}

/// Masks the same in all texts of raw members, at any depth.
///
/// A value under a secret name stays: what shows members to people masks it by the name.
pub(crate) fn redact_all(members: &mut Map<String, Value>, known: &[String]) {
    let plain = std::mem::take(members);
    members.extend(plain.into_iter().map(|(name, mut value)| {
        redact_value(&mut value, known);
        (redact_prose(&name, known), value)
    }));
}

fn redact_value(value: &mut Value, known: &[String]) {
    match value {
        Value::String(text) => *text = redact_prose(text, known),
        Value::Array(items) => items.iter_mut().for_each(|item| redact_value(item, known)),
        Value::Object(members) => redact_all(members, known),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Masks `"name": value` where the name is secret; in prose, only where the value is one of JSON.
fn members(text: &str, prose: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        out.push_str(before);
        let name = string(quoted);
        rest = quoted.get(name.len()..).unwrap_or_default();
        let space = rest.len() - rest.trim_start().len();
        let Some(after) = rest.get(space..).unwrap_or_default().strip_prefix(':') else {
            match inside(name) {
                Some(masked) => out.push_str(&masked),
                None => out.push_str(name),
            }
            continue;
        };
        out.push_str(name);
        // A name may be spelled with escapes.
        let plain =
            name.contains('\\').then(|| serde_json::from_str::<String>(name).ok()).flatten();
        if !looks_secret(plain.as_deref().unwrap_or(name)) {
            continue;
        }
        let gap = after.len() - after.trim_start().len();
        out.push_str(rest.get(..=space).unwrap_or_default());
        out.push_str(after.get(..gap).unwrap_or_default());
        let value = value(after.get(gap..).unwrap_or_default());
        // An absent secret is worth knowing and no secret.
        let is_word = prose && value.starts_with(|c: char| !"\"{[-0123456789".contains(c));
        if is_word || matches!(value, "" | "null" | "\"\"") {
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

/// Masks what stands in a JSON string that holds JSON itself; none where there is nothing to mask.
///
/// Gateways and validators like to repeat a body so. A level halves the escapes before a quote, so
/// that the depth is bounded by the logarithm of the length.
fn inside(string: &str) -> Option<String> {
    if !string.contains('\\') {
        return None;
    }
    let body = string.strip_prefix('"')?;
    // A string that was cut has no end.
    let (body, end) = body.strip_suffix('"').map_or((body, ""), |body| (body, "\""));
    let plain = unescaped(body);
    let masked = members(&plain, true);
    (masked != plain)
        .then(|| format!("\"{}{end}", masked.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// The text without one level of escapes, as far as quotes are concerned.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let known = [("\\\"", '"'), ("\\u0022", '"'), ("\\\\", '\\')];
        let found = known.into_iter().find_map(|(from, to)| Some((escape.strip_prefix(from)?, to)));
        let (after, c) = found.unwrap_or((escape.get(1..).unwrap_or_default(), '\\'));
        out.push(c);
        rest = after;
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
    fn json_in_a_string_is_masked_too() {
        check(
            r#"{"error":"sent: {\"password\": \"hunter2\", \"x\": 1}","y":2}"#,
            r#"{"error":"sent: {\"password\": \"[redacted]\", \"x\": 1}","y":2}"#,
        );
        check(
            r#"["{\"a\":\"{\\\"token\\\":\\\"hunter2\\\"}\"}"]"#,
            r#"["{\"a\":\"{\\\"token\\\":\\\"[redacted]\\\"}\"}"]"#,
        );
        check(r#"["{\u0022password\u0022:\u0022hunter2"#, r#"["{\"password\":\"[redacted]\""#);
        check(r#"{"error":"{\"password\":\"hunt"#, r#"{"error":"{\"password\":\"[redacted]\""#);
        let text = r#"{"error":"\"password\": must be longer"}"#;
        check(text, text);
        assert_eq!(redact_prose(r#""password": is 7"#, &[]), r#""password": is 7"#);
        assert_eq!(redact_prose(r#"{"password":"x"}"#, &[]), r#"{"password":"[redacted]"}"#);
        check(r#"{"pass\u0077ord":"hunter2"}"#, r#"{"pass\u0077ord":"[redacted]"}"#);
        for text in [r#"["\"a\nb\u00e9\"", "\\", "\"#, r#"{"a\"b":"c\"d"}"#] {
            check(text, text);
        }
        let deep = (0..9).fold("{\"password\":\"hunter2\"}".to_owned(), |text, _| {
            serde_json::to_string(&[text]).unwrap()
        });
        assert!(!redact(&deep, &[]).contains("hunter2"));
    }

    #[test]
    fn any_text_is_taken() {
        const PIECES: &[&str] = &[
            "\"",
            "\\",
            "\\\"",
            "\\u0022",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            " ",
            "a",
            "é",
            "\u{fffd}",
            "password",
            "\"token\":",
            "://",
            "@",
            "u:p",
            "-----BEGIN ",
            "PRIVATE KEY-----",
            "7",
        ];
        let mut state = 1_u64;
        for length in (0..4_000).map(|round| round % 40) {
            let mut text = String::new();
            for _ in 0..length {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(PIECES[usize::try_from(state >> 33).unwrap() % PIECES.len()]);
            }
            let known = ["passw".to_owned()];
            for masked in [redact(&text, &known), redact_prose(&text, &known)] {
                assert!(!masked.contains("passw"), "{text}");
            }
            // What holds JSON is JSON afterwards, with the same names.
            let body = serde_json::json!({ "error": text, "status": 400 });
            let masked: Value =
                serde_json::from_str(&redact(&body.to_string(), &[])).unwrap_or_default();
            let is_key = text.contains("BEGIN");
            assert!(is_key || masked["error"].is_string() && masked["status"] == 400, "{text}");
        }
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
        let known = ["s3cr3t".to_owned(), String::new(), "as".to_owned()];
        assert_eq!(redact("Basic s3cr3t!", &known), "Basic [redacted]!");
        let quoted = ["s\"cr\\t".to_owned()];
        assert_eq!(
            redact(r#"{"a":"s\"cr\\t"} s"cr\t"#, &quoted),
            r#"{"a":"[redacted]"} [redacted]"#
        );
    }
}
