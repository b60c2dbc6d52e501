//! Printing for people: what is set, and no secret.

use std::fmt::{self, Debug, Formatter};

use serde_json::{Map, Value};

use super::secret::REDACTED;
use super::shape::Model;
use super::slot::{Entries, List, Slot, View};
use crate::generated::meta;

/// Prints a place.
///
/// # Errors
///
/// If the formatter fails.
pub fn fmt(slot: &dyn Slot, f: &mut Formatter<'_>) -> fmt::Result {
    Printed(slot.view()).fmt(f)
}

/// A view as `Debug` shows it.
struct Printed<'a>(View<'a>);

impl Debug for Printed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Absent => f.write_str("absent"),
            View::None => f.write_str("None"),
            View::Null => f.write_str("null"),
            View::Boolean(it) => it.fmt(f),
            View::Integer(it) => it.fmt(f),
            View::Number(it) => it.fmt(f),
            View::Text(it) => it.fmt(f),
            View::Secret(_) => f.write_str(REDACTED),
            View::Object(it) => object(it, f),
            View::List(it) => list(it, f),
            View::Map(it) => map(it, f),
            View::Value(it) => Redacted::new(it).fmt(f),
            View::Members(it) => members(it, f),
        }
    }
}

fn object(model: &dyn Model, f: &mut Formatter<'_>) -> fmt::Result {
    let shape = model.shape();
    let mut object = f.debug_struct(shape.name);
    for (index, field) in shape.fields.iter().enumerate() {
        match model.get(index).view() {
            View::Absent | View::None => {}
            View::Null => {
                object.field(field.name, &Printed(View::Null));
            }
            _ if field.secret => {
                object.field(field.name, &format_args!("{REDACTED}"));
            }
            view => {
                object.field(field.name, &Printed(view));
            }
        }
    }
    if !model.extra().is_empty() {
        object.field("extra", model.extra());
    }
    object.finish()
}

fn list(list: &dyn List, f: &mut Formatter<'_>) -> fmt::Result {
    f.debug_list().entries((0..list.count()).map(|index| Printed(list.item(index).view()))).finish()
}

fn map(entries: &dyn Entries, f: &mut Formatter<'_>) -> fmt::Result {
    let mut map = f.debug_map();
    entries.visit(&mut |key, place| {
        // The keys of a map come from the wire, so their names are all that is known of them.
        if looks_secret(key) {
            map.entry(&key, &format_args!("{REDACTED}"));
        } else {
            map.entry(&key, &Printed(place.view()));
        }
        true
    });
    map.finish()
}

fn members(members: &Map<String, Value>, f: &mut Formatter<'_>) -> fmt::Result {
    f.debug_map()
        .entries(members.iter().map(|(name, value)| (name, Redacted::named(name, value))))
        .finish()
}

/// Raw JSON as `Debug` shows it: nothing that looks like a secret, at any depth.
pub(crate) struct Redacted<'a> {
    value: &'a Value,
    hidden: bool,
}

impl<'a> Redacted<'a> {
    /// A value that has no name.
    pub(crate) fn new(value: &'a Value) -> Self {
        Self { value, hidden: false }
    }

    /// A value that stands under this name.
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
            Value::Object(it) => members(it, f),
        }
    }
}

/// Whether the name of a member suggests that its value is a secret, where no type tells.
///
/// It is the rule by which the generator finds secret fields, together with the names of all that
/// it has found. Unlike the generator, it takes a name that only looks like one for one, unless
/// somebody has looked and said otherwise.
pub(crate) fn looks_secret(name: &str) -> bool {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let has = |part: &&str| plain.contains(*part);
    if meta::PUBLIC_NAMES.contains(&plain.as_str()) {
        return false;
    }
    // Ids of keys are public names of what is secret.
    let is_id = plain.ends_with("id") || plain.ends_with("ids");
    meta::SECRET_PARTS.iter().any(has)
        // The `webhookUrl` of raw JSON, where `url` is the name of a secret field.
        || meta::SECRET_NAMES.iter().any(|name| plain.ends_with(name))
        || !is_id && meta::SUSPECT_PARTS.iter().any(has)
}

/// Whether text is a secret whatever its name: a private key, or a URL with a password.
fn holds_secret(text: &str) -> bool {
    let url = text.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    text.contains("PRIVATE KEY-----") || url.is_some_and(|authority| authority.contains('@'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Patch;
    use super::super::samples::{request, response};
    use super::*;

    #[test]
    fn only_what_is_set_is_printed() {
        let service: response::Service = serde_json::from_value(json!({
            "id": "a", "port": 9440, "memoryGb": 16, "ready": true, "tags": ["x"],
            "settings": { "a": 1, "b": "c" }, "password": "p4ss", "hooks": { "u": "p4ss" },
            "bucket": { "provider": "AZURE", "connectionString": "p4ss", "plain": "p4ss" },
            "buckets": [{ "provider": "NEW", "url": "p4ss" }],
            "state": "running", "name": 7, "new": 1,
        }))
        .unwrap();
        assert_eq!(
            format!("{service:?}"),
            "Service { id: \"a\", port: 9440, memoryGb: 16.0, ready: true, state: \"running\", \
             tags: [\"x\"], settings: {\"a\": 1, \"b\": \"c\"}, password: [redacted], \
             hooks: [redacted], bucket: Azure { provider: \"AZURE\", \
             connectionString: [redacted], plain: [redacted] }, \
             buckets: [{\"provider\": \"NEW\", \"url\": [redacted]}], \
             extra: {\"name\": 7, \"new\": 1} }"
        );
        assert_eq!(format!("{:?}", response::Service::default()), "Service");
    }

    #[test]
    fn a_request_shows_its_nulls() {
        let mut service = request::Service::new("n", 1, None, vec![]);
        service.memory = Patch::Null;
        service.password = Some("p4ss".into());
        assert_eq!(
            format!("{service:?}"),
            "Service { name: \"n\", port: 1, memoryGb: null, password: [redacted], buckets: [] }"
        );
        let states = [Patch::Absent, Patch::Null, Patch::Value(1)];
        assert_eq!(format!("{states:?}"), "[absent, null, 1]");
    }

    #[test]
    fn a_misfit_in_a_secret_field_is_a_secret() {
        for secret in [json!(["p4ss"]), json!({ "a": "p4ss" }), json!({ "a": { "b": "p4ss" } })] {
            let body = json!({ "password": secret, "hooks": secret });
            let service: response::Service = serde_json::from_value(body.clone()).unwrap();
            let printed = format!("{service:?} {:?}", service.extra);
            assert!(!printed.contains("p4ss"), "{printed}");
            assert_eq!(serde_json::to_value(&service).unwrap(), body);
        }
    }

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
