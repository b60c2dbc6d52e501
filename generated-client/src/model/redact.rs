//! Redaction without a type: names and strings that look like secrets.

use std::fmt::{self, Debug, Formatter};

use serde_json::{Map, Value};

use crate::generated::meta;

/// The replacement of a secret in `Debug`.
pub(crate) const REDACTED: &str = "[redacted]";

/// Raw JSON whose `Debug` redacts everything that looks like a secret, at any depth.
pub(crate) struct Redacted<'a> {
    value: &'a Value,
    hidden: bool,
}

impl<'a> Redacted<'a> {
    /// Creates it for a value without a name.
    pub(crate) fn new(value: &'a Value) -> Self {
        Self { value, hidden: false }
    }

    /// Creates it for the value of a property with this name.
    pub(crate) fn named(name: &str, value: &'a Value) -> Self {
        Self { value, hidden: looks_secret(name) }
    }
}

impl Debug for Redacted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.value {
            Value::Null => f.write_str("null"),
            _ if self.hidden => f.write_str(REDACTED),
            Value::Bool(it) => it.fmt(f),
            Value::Number(it) => fmt::Display::fmt(it, f),
            Value::String(it) if holds_secret(it) => f.write_str(REDACTED),
            Value::String(it) => it.fmt(f),
            Value::Array(it) => f.debug_list().entries(it.iter().map(Redacted::new)).finish(),
            Value::Object(it) => properties(it, f),
        }
    }
}

/// Whether the name of a property suggests that its value is a secret.
///
/// It is the rule by which the generator finds secret fields, together with the names of all fields
/// that it found. Unlike the generator, it also treats suspect names as secrets, unless the overlay
/// declares them public.
pub(crate) fn looks_secret(name: &str) -> bool {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let has = |part: &&str| plain.contains(*part);
    if meta::PUBLIC_NAMES.contains(&plain.as_str()) {
        return false;
    }
    // The ids of keys are public.
    let is_id = plain.ends_with("id") || plain.ends_with("ids");
    meta::SECRET_PARTS.iter().any(has)
        // The `webhookUrl` of raw JSON, where `url` is the name of a secret field.
        || meta::SECRET_NAMES.iter().any(|name| plain.ends_with(name))
        || !is_id && meta::SUSPECT_PARTS.iter().any(has)
}

/// Whether a string is a secret under any name: a private key, or a URL with a password.
fn holds_secret(text: &str) -> bool {
    let url = text.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    text.contains("PRIVATE KEY-----") || url.is_some_and(|authority| authority.contains('@'))
}

/// Formats the properties of an object, with secrets redacted.
pub(super) fn properties(properties: &Map<String, Value>, f: &mut Formatter<'_>) -> fmt::Result {
    f.debug_map()
        .entries(properties.iter().map(|(name, value)| (name, Redacted::named(name, value))))
        .finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_secrets_are_recognised_in_every_spelling() {
        for name in [
            "password",
            "newPasswordHash",
            "key_secret",
            "keySecret",
            "secretAccessKey",
            "apiToken",
            "private-key",
            "privateKey",
            "connectionString",
            "serviceAccountKey",
            "uri",
            "uploadUrl",
            "webhookURL",
            "headers",
            "queryParams",
            "Authorization",
            "backupEncryptionConfig",
            "keyIdHash",
            "newDoubleSha1Hash",
            "serviceAccountFile",
            "credentials",
        ] {
            assert!(looks_secret(name), "{name}");
        }
        for name in [
            "id",
            "name",
            "keyId",
            "keySuffix",
            "accessKeyId",
            "certificate",
            "state",
            "securityGroup",
            "encryptionKey",
            "openApiKeys",
        ] {
            assert!(!looks_secret(name), "{name}");
        }
    }

    #[test]
    fn raw_json_hides_secrets_at_any_depth() {
        let value = json!({
            "a": [{ "password": "p4ss" }, { "token": ["p4ss"] }],
            "b": "https://user:p4ss@example.com/path",
            "c": "-----BEGIN PRIVATE KEY-----p4ss",
            "d": { "size": 3, "at": "https://example.com/@p" },
            "secret": null,
        });
        let printed = format!("{:?}", Redacted::new(&value));
        assert!(!printed.contains("p4ss"), "{printed}");
        assert!(printed.contains(r#""size": 3"#) && printed.contains("/@p"), "{printed}");
        assert!(printed.contains(r#""secret": null"#), "{printed}");
    }
}
