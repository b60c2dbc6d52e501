//! Redacts secrets in text for people.
//!
//! The text may be incomplete, or not JSON at all, as the bodies in errors are. So this searches
//! for properties of JSON objects instead of parsing the text.

use percent_encoding::percent_decode_str;
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value};

use crate::model::{looks_secret, unquote};

/// The replacement of a secret.
pub(crate) const MASK: &str = "[redacted]";

/// Shorter texts occur everywhere by chance, and redacting them protects nothing.
const SHORTEST: usize = 4;

/// Redacts the values of properties with secret names, private keys, passwords in URLs, and
/// `known`.
pub(crate) fn redact(text: &str, known: &[String]) -> String {
    everything(properties(text, false), known)
}

/// Redacts the same in prose, which may contain JSON: words after a secret name are not its value.
pub(crate) fn redact_prose(text: &str, known: &[String]) -> String {
    everything(properties(text, true), known)
}

/// Redacts secrets that do not depend on a name.
fn everything(mut out: String, known: &[String]) -> String {
    for secret in known.iter().filter(|secret| secret.len() >= SHORTEST) {
        // Unchanged, and as a JSON string spells it.
        let escaped = secret.replace('\\', "\\\\").replace('"', "\\\"");
        for secret in [&escaped, secret] {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), MASK);
            }
        }
    }
    // A URL inside another one is encoded once or twice.
    let separators = ["=", "%3D", "%3d", "%253D", "%253d"];
    let start = passwords(&private_keys(&out));
    separators.iter().fold(start, |text, separator| signatures(&text, separator))
}

/// Redacts the same in all strings of raw properties, at any depth.
///
/// The value of a property with a secret name stays: `Debug` redacts it by the name.
pub(crate) fn redact_all(properties: &mut Map<String, Value>, known: &[String]) {
    let plain = std::mem::take(properties);
    properties.extend(plain.into_iter().map(|(name, mut value)| {
        redact_value(&mut value, known);
        (redact_prose(&name, known), value)
    }));
}

fn redact_value(value: &mut Value, known: &[String]) {
    match value {
        Value::String(text) => *text = redact_prose(text, known),
        Value::Array(items) => items.iter_mut().for_each(|item| redact_value(item, known)),
        Value::Object(properties) => redact_all(properties, known),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Redacts `"name": value` if the name is secret; in prose, only if the value is JSON.
fn properties(text: &str, prose: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        out.push_str(before);
        let name = string(quoted);
        rest = quoted.get(name.len()..).unwrap_or_default();
        let Some(after) = rest.trim_start().strip_prefix(':').map(str::trim_start) else {
            out.push_str(inside(name).as_deref().unwrap_or(name));
            continue;
        };
        out.push_str(name);
        // A name may have escapes.
        let plain = unquote(name);
        let is_word = prose && !after.starts_with(|c: char| "\"{[-0123456789".contains(c));
        if is_word || !looks_secret(plain.as_deref().unwrap_or(name)) {
            continue;
        }
        let value = value(after);
        let (gap, more) = rest.split_at(rest.len() - after.len());
        out.push_str(gap);
        // That a secret is absent is useful to know, and not a secret.
        match value {
            "" | "null" | "\"\"" => out.push_str(value),
            _ => out.extend(["\"", MASK, "\""]),
        }
        rest = more.get(value.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Redacts secrets in a JSON string that contains JSON; `None` if there is nothing to redact.
///
/// Gateways and validators may repeat a body in this form. Each level halves the escapes before a
/// quote, so the logarithm of the length limits the depth.
fn inside(string: &str) -> Option<String> {
    if !string.contains('\\') {
        return None;
    }
    let body = string.strip_prefix('"')?;
    // A truncated string has no end.
    let (body, end) = body.strip_suffix('"').map_or((body, ""), |body| (body, "\""));
    let plain = unescaped(body);
    let masked = properties(&plain, true);
    (masked != plain)
        .then(|| format!("\"{}{end}", masked.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Removes one level of escapes of quotes.
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

/// Returns the JSON string at the start of `text`, with its quotes; all of it if the string has no
/// end.
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

/// Returns the JSON value at the start of `text`; all of it if that is not JSON, or has no end.
fn value(text: &str) -> &str {
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => text.get(..values.byte_offset()).unwrap_or(text),
        _ => text,
    }
}

/// Copies a text; `push` appends the separators and what follows each of them.
fn rewrite(text: &str, separator: &str, push: &dyn Fn(&mut String, &str)) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split(separator).enumerate() {
        if index == 0 {
            out.push_str(part);
        } else {
            push(&mut out, part);
        }
    }
    out
}

/// Redacts private keys in PEM.
fn private_keys(text: &str) -> String {
    const BEGIN: &str = "-----BEGIN ";
    rewrite(text, BEGIN, &|out, part| {
        out.push_str(BEGIN);
        let (label, rest) = part.split_once("-----").unwrap_or((part, ""));
        if label.contains("PRIVATE KEY") {
            let end = rest.find("-----END ").and_then(|end| rest.get(end..)).unwrap_or_default();
            out.extend([label, "-----", MASK, end]);
        } else {
            out.push_str(part);
        }
    })
}

/// Redacts the password of `scheme://user:password@host`.
fn passwords(text: &str) -> String {
    rewrite(text, "://", &|out, part| {
        out.push_str("://");
        let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>' | ',');
        let (authority, rest) = part.split_at(part.find(ends).unwrap_or(part.len()));
        match authority.rsplit_once('@').map(|(user, host)| (user.split_once(':'), host)) {
            Some((Some((user, _)), host)) => out.extend([user, ":", MASK, "@", host, rest]),
            _ => out.push_str(part),
        }
    })
}

/// Redacts query parameters of URLs that sign or authenticate: `?X-Amz-Signature=…`, `&sig=…`.
fn signatures(text: &str, separator: &str) -> String {
    rewrite(text, separator, &|out, part| {
        let signs = signs(out);
        out.push_str(separator);
        let ends = |c: char| c.is_whitespace() || "&;\"'<>\\)]},#".contains(c);
        let is_encoded = separator.len() > 1;
        let inner = ["%26", "%2526"].iter().filter_map(|end| part.find(end)).min();
        let end = part.find(ends).into_iter().chain(inner.filter(|_| is_encoded)).min();
        let rest = end.and_then(|end| part.get(end..)).unwrap_or_default();
        if signs && rest.len() < part.len() {
            out.extend([MASK, rest]);
        } else {
            out.push_str(part);
        }
    })
}

/// Whether a text ends in the name of a query parameter that signs or authenticates.
fn signs(before: &str) -> bool {
    let lead = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "-_.%".contains(c));
    let name = before.get(lead.len()..).unwrap_or_default();
    // JSON may spell `&` as `\u0026`, and HTML as `&amp;`.
    let (lead, name) = match name.strip_prefix("u0026") {
        Some(name) if lead.ends_with('\\') => ("&", name),
        _ => (lead, name),
    };
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let name = decode(&decode(name));
    let (is_first, name) = match name.rsplit_once(['?', '&', ';', '#']) {
        // The name of a parameter of an encoded URL.
        Some((_, name)) => (true, name),
        None => (lead.ends_with(['?', '&', ';', '#']), &*name),
    };
    is_first && (name.eq_ignore_ascii_case("sig") || looks_secret(name))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(redact(text, &[]), expected);
    }

    #[test]
    fn properties_with_secret_names_are_redacted() {
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
    fn a_truncated_body_is_redacted_too() {
        check(r#"{"result":{"password":"hunt"#, r#"{"result":{"password":"[redacted]""#);
        check(r#"{"credentials":{"user":"hunt"#, r#"{"credentials":"[redacted]""#);
        check(r#"{"password":"#, r#"{"password":"#);
    }

    #[test]
    fn json_in_a_string_is_redacted_too() {
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

    proptest! {
        #[test]
        fn any_text_is_redacted(pieces in vec(select(PIECES), 0..40)) {
            let text = pieces.concat();
            let known = ["passw".to_owned()];
            for masked in [redact(&text, &known), redact_prose(&text, &known)] {
                prop_assert!(!masked.contains("passw"), "{masked}");
            }
            // A JSON body remains one, with the same names.
            let body = serde_json::json!({ "error": text, "status": 400 });
            let masked: Value =
                serde_json::from_str(&redact(&body.to_string(), &[])).unwrap_or_default();
            let is_key = text.contains("BEGIN");
            prop_assert!(is_key || masked["error"].is_string() && masked["status"] == 400);
        }
    }

    /// Pieces of text that are hard to parse.
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
        "?sig=",
        "&",
        "=",
        "null",
    ];

    #[test]
    fn u13_signatures_of_urls_in_prose_are_redacted() {
        for (text, expected) in [
            (
                "PUT https://b.s3.example/k?X-Amz-Date=1&X-Amz-Signature=hunter2&x=y failed",
                "PUT https://b.s3.example/k?X-Amz-Date=1&X-Amz-Signature=[redacted]&x=y failed",
            ),
            (
                "see https://a.example/c?sv=1&sig=hunter2%3D.",
                "see https://a.example/c?sv=1&sig=[redacted]",
            ),
            (
                "<a href='/x?a=1&amp;access_token=hunter2'>",
                "<a href='/x?a=1&amp;access_token=[redacted]'>",
            ),
            (r#"{"url":"h?a=1\u0026Signature=hunter2=="}"#, r#"{"url":"[redacted]"}"#),
            (
                r#"{"error":"h?a=1\u0026Signature=hunter2=="}"#,
                r#"{"error":"h?a=1\u0026Signature=[redacted]=="}"#,
            ),
            ("x#X%2DGoog%2DSignature=hunter2", "x#X%2DGoog%2DSignature=[redacted]"),
            ("https://a.example/?page=2&a=b&sig=", "https://a.example/?page=2&a=b&sig="),
            (
                "/go?to=https%3A%2F%2Fb%2Fk%3Fa%3D1%26X-Amz-Signature%3Dhunter2%26x%3Dy&z=1",
                "/go?to=https%3A%2F%2Fb%2Fk%3Fa%3D1%26X-Amz-Signature%3D[redacted]%26x%3Dy&z=1",
            ),
            ("/go?to=b%253Fsig%253Dhunter2 x", "/go?to=b%253Fsig%253D[redacted] x"),
            ("token=1 is not a URL, and 1=1", "token=1 is not a URL, and 1=1"),
        ] {
            assert_eq!(redact(text, &[]), expected);
            if !text.contains("\"url\"") {
                assert_eq!(redact_prose(text, &[]), expected);
            }
        }
    }

    #[test]
    fn absent_secrets_and_other_text_are_unchanged() {
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
