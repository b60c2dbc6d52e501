//! `Debug` of models: the fields that are set, with secrets redacted.

use std::fmt::{self, Debug, Formatter};

use super::redact::{REDACTED, Redacted, looks_secret, properties};
use super::slot::{Entries, List, Model, Slot, View};

/// Formats a slot for `Debug`.
///
/// # Errors
///
/// If the formatter fails.
pub fn fmt(slot: &dyn Slot, f: &mut Formatter<'_>) -> fmt::Result {
    Printed(slot.view()).fmt(f)
}

/// A view that implements `Debug`.
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
            View::Value(it) | View::Other(it) => Redacted::new(it).fmt(f),
            View::Members(it) => properties(it, f),
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
                object.field(&field.rust_name(), &Printed(View::Null));
            }
            _ if field.secret => {
                object.field(&field.rust_name(), &format_args!("{REDACTED}"));
            }
            view => {
                object.field(&field.rust_name(), &Printed(view));
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
        // The keys of a map are not in the spec, so only their names tell.
        if looks_secret(key) {
            map.entry(&key, &format_args!("{REDACTED}"));
        } else {
            map.entry(&key, &Printed(place.view()));
        }
        true
    });
    map.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Patch;
    use super::super::samples::{request, response};

    #[test]
    fn only_set_fields_are_printed() {
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
            "Service { id: \"a\", port: 9440, memory_gb: 16.0, ready: true, state: \"running\", \
             tags: [\"x\"], settings: {\"a\": 1, \"b\": \"c\"}, password: [redacted], \
             hooks: [redacted], bucket: Azure { provider: \"AZURE\", \
             connection_string: [redacted], plain: [redacted] }, \
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
            "Service { name: \"n\", port: 1, memory_gb: null, password: [redacted], buckets: [] }"
        );
        let states = [Patch::Absent, Patch::Null, Patch::Value(1)];
        assert_eq!(format!("{states:?}"), "[absent, null, 1]");
    }

    #[test]
    fn an_unexpected_value_of_a_secret_field_is_a_secret() {
        for secret in [json!(["p4ss"]), json!({ "a": "p4ss" }), json!({ "a": { "b": "p4ss" } })] {
            let body = json!({ "password": secret, "hooks": secret });
            let service: response::Service = serde_json::from_value(body.clone()).unwrap();
            let printed = format!("{service:?} {:?}", service.extra);
            assert!(!printed.contains("p4ss"), "{printed}");
            assert_eq!(serde_json::to_value(&service).unwrap(), body);
        }
    }
}
