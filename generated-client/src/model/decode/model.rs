//! Decoding of structs: properties go to their fields by name, and unexpected types are preserved.

use serde_json::Value;

use super::super::encode::to_value;
use super::super::json::{Failure, Reader, Result};
use super::super::path::Path;
use super::super::shape::Shape;
use super::super::slot::{Model, Scalar, Side, View};
use super::order::Order;
use super::{Context, Fill, Outcome};

/// A struct that is being decoded.
pub(super) struct Members<'a, 'p> {
    model: &'a mut dyn Model,
    shape: &'static Shape,
    side: Side,
    path: &'a Path<'p>,
    /// One more than the index of the last field, or zero: the field that probably comes next.
    next: usize,
    order: Order,
    seen: Seen,
}

impl<'a, 'p> Members<'a, 'p> {
    pub(super) fn new(
        model: &'a mut dyn Model,
        side: Side,
        path: &'a Path<'p>,
        cx: &mut Context,
    ) -> Self {
        let shape = model.shape();
        let order = cx.orders.of(shape);
        if model.extra().is_empty() {
            model.extra_mut().clone_from(&cx.origin);
        }
        Self { model, shape, side, path, next: 0, order, seen: Seen::default() }
    }

    /// Decodes an object.
    pub(super) fn read(mut self, reader: &mut Reader<'_>, cx: &mut Context) -> Result<Outcome> {
        reader.open();
        let mut is_first = true;
        while reader.next(is_first, b'}')? {
            is_first = false;
            let next = cx.orders.next(self.order, self.next);
            match self.field(reader, next)? {
                Ok(index) => {
                    if index != next {
                        cx.orders.learn(self.order, self.next, index);
                    }
                    self.open(index)?;
                    let path = self.path.key(self.shape.field(index).name);
                    let slot = self.model.get_mut(index);
                    let outcome = Fill { slot, cx, path: &path }.read(reader)?;
                    self.close(index, outcome, cx);
                }
                Err(unknown) => {
                    let value = reader.value(self.path.depth + 1)?;
                    self.model.extra_mut().insert(unknown, value);
                }
            }
        }
        self.finish(cx);
        Ok(Outcome::Fits)
    }

    /// Reads a name and returns the index of its field, or the name if there is none.
    #[inline]
    fn field(
        &self,
        reader: &mut Reader<'_>,
        next: usize,
    ) -> Result<std::result::Result<usize, String>> {
        if let Some(expected) = self.shape.fields.get(next)
            && expected.plain
            && reader.take_name(expected.name)?
        {
            return Ok(Ok(next));
        }
        reader.name(|name| self.shape.search(name).ok_or_else(|| name.to_owned()))
    }

    /// Records that the value of a field follows.
    #[inline]
    fn open(&mut self, index: usize) -> Result<()> {
        if self.seen.insert(index) { Ok(()) } else { self.again(index) }
    }

    /// Handles a repeated name: the last value counts, as everywhere in `serde_json`.
    #[cold]
    fn again(&mut self, index: usize) -> Result<()> {
        let field = self.shape.field(index);
        if field.required && self.side == Side::Request {
            return Err(Failure::form(format!("duplicate field `{}`", field.name)));
        }
        self.model.get_mut(index).put(Scalar::Absent);
        self.model.extra_mut().forget(field.name);
        Ok(())
    }

    /// Records the result of decoding the value of a field.
    #[inline]
    fn close(&mut self, index: usize, outcome: Outcome, cx: &mut Context) {
        self.next = index + 1;
        if !matches!(outcome, Outcome::Fits) {
            self.preserve(index, outcome, cx);
        }
    }

    /// Preserves a raw value.
    #[cold]
    fn preserve(&mut self, index: usize, outcome: Outcome, cx: &mut Context) {
        let field = self.shape.field(index);
        let (raw, is_unexpected) = match outcome {
            Outcome::Fits => return,
            Outcome::Null => {
                // Null is preserved in a request, and reads as absent in a response.
                if self.side == Side::Request && !field.required {
                    self.model.extra_mut().preserve(field.name, Value::Null, None, field.secret);
                }
                return;
            }
            Outcome::Partly(raw) => (*raw, false),
            Outcome::Unexpected(raw) => (*raw, true),
        };
        let typed = match self.model.get(index).view() {
            View::Absent | View::None => None,
            view => Some(to_value(view)),
        };
        self.model.extra_mut().preserve(field.name, raw, typed, field.secret);
        if is_unexpected && cx.strict && field.required && self.side == Side::Request {
            cx.mismatch(&self.path.key(field.name));
        }
    }

    /// Checks the required fields of a request after all properties.
    #[inline]
    fn finish(&self, cx: &mut Context) {
        if self.side == Side::Request {
            self.name_missing(cx);
        }
    }

    fn name_missing(&self, cx: &mut Context) {
        for (index, field) in self.shape.fields.iter().enumerate() {
            if !field.required || self.seen.contains(index) {
                continue;
            }
            match self.model.get(index).view() {
                // A slot that can be absent is never missing, whatever the table says.
                View::Absent => {}
                // A response does not preserve null, so in a conversion absent means null.
                View::None if !cx.strict => {}
                _ => cx.miss(&self.path.key(field.name)),
            }
        }
    }
}

/// The indexes of the fields that were decoded.
#[derive(Default)]
struct Seen {
    low: u64,
    high: Vec<usize>,
}

impl Seen {
    /// Adds an index; returns `false` if it was there.
    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        if index < 64 {
            let bit = 1 << index;
            let fresh = self.low & bit == 0;
            self.low |= bit;
            fresh
        } else {
            let fresh = !self.high.contains(&index);
            self.high.push(index);
            fresh
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 64 { self.low & (1 << index) != 0 } else { self.high.contains(&index) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::samples::{enums, request, response};
    use super::super::super::{Patch, Warning, decode, encode};
    use super::*;

    fn read(body: &Value) -> (response::Service, Vec<Warning>) {
        let mut service = response::Service::default();
        let warnings = decode(&mut service, body.to_string().as_bytes(), "/result").unwrap();
        (service, warnings)
    }

    #[test]
    fn declared_properties_are_decoded_into_their_fields() {
        let (service, warnings) = read(&json!({
            "id": "a", "port": "9440", "memoryGb": 16, "ready": false, "state": "idle",
            "createdAt": "", "tags": [], "parent": { "port": 9440.0 }, "name": null,
        }));
        assert_eq!(warnings, []);
        assert_eq!(service.id.as_deref(), Some("a"));
        assert_eq!((service.port, service.memory), (Some(9440), Some(16.0)));
        assert_eq!((service.ready, service.state), (Some(false), Some(enums::State::Idle)));
        assert_eq!(service.created_at.unwrap(), "");
        assert_eq!((service.tags, service.name), (Some(vec![]), None));
        assert_eq!(service.parent.unwrap().port, Some(9440));
        assert!(service.extra.is_empty());
    }

    #[test]
    fn a_value_of_an_unexpected_type_affects_only_its_field() {
        for (name, value, expected, found) in [
            ("id", json!(7), "a string", "an integer"),
            ("id", json!(["a"]), "a string", "an array"),
            ("id", json!({ "a": 1 }), "a string", "an object"),
            ("port", json!(1190.84), "an integer", "a number with a fraction"),
            (
                "port",
                json!(1e300),
                "an integer",
                "a floating-point number beyond ±9007199254740992",
            ),
            ("port", json!(u64::MAX), "an integer", "an integer above 9223372036854775807"),
            ("port", json!("x"), "an integer", "a string"),
            ("port", json!(true), "an integer", "a boolean"),
            ("memoryGb", json!("16"), "a number", "a string"),
            (
                "memoryGb",
                json!(9_007_199_254_740_993_i64),
                "a number that a 64-bit float represents exactly",
                "an integer",
            ),
            ("ready", json!("true"), "a boolean", "a string"),
            ("state", json!(1), "a string", "an integer"),
            ("createdAt", json!(1_792_661_400), "a string", "an integer"),
            ("tags", json!("a"), "an array", "a string"),
            ("tags", json!({}), "an array", "an object"),
            ("settings", json!([]), "an object", "an array"),
            ("labels", json!("a"), "an object", "a string"),
            ("level", json!(false), "a string or a number", "a boolean"),
            ("password", json!(12345), "a string", "an integer"),
            ("parent", json!([1]), "an object", "an array"),
            ("parent", json!(1), "an object", "an integer"),
            ("children", json!(1), "an array", "an integer"),
        ] {
            let body = json!({ name: value, "day": "2026-10-22" });
            let (service, warnings) = read(&body);
            let pointer = format!("/result/{name}");
            assert_eq!(warnings, [Warning { pointer, expected, found }], "{body}");
            assert_eq!(service.extra[name], value, "{body}");
            assert_eq!(service.day.as_deref(), Some("2026-10-22"), "{body}");
            let index = service.shape().position(name, 0).unwrap();
            assert!(matches!(service.get(index).view(), View::None), "{body}");
            assert_eq!(serde_json::to_value(&service).unwrap(), body);
        }
    }

    #[test]
    fn unknown_properties_are_preserved_without_a_warning() {
        let body = json!({ "id": "a", "new": { "x": [1, null] }, "newer": null, "~/": 1 });
        let (service, warnings) = read(&body);
        assert_eq!(warnings, []);
        assert_eq!(service.extra.len(), 3);
        assert_eq!(serde_json::to_value(&service).unwrap(), body);
    }

    #[test]
    fn the_last_of_two_equal_keys_wins() {
        let mut service = response::Service::default();
        let json = br#"{"id":1,"parent":{"id":"x"},"port":7,"tags":["a",1],
            "id":"a","parent":{"port":1},"port":"y","tags":["b"]}"#;
        decode(&mut service, json, "").unwrap();
        assert_eq!(service.id.as_deref(), Some("a"));
        assert_eq!((service.port, &service.extra["port"]), (None, &json!("y")));
        assert_eq!(service.tags.as_deref(), Some(&["b".to_owned()][..]));
        let parent = service.parent.unwrap();
        assert_eq!((parent.id, parent.port), (None, Some(1)));
        assert_eq!(service.extra.len(), 1);
    }

    #[test]
    fn a_changed_field_overrides_the_preserved_value() {
        let (mut service, _) = read(&json!({ "id": 1, "tags": ["a", 1], "port": 1.5 }));
        assert_eq!(service.tags.as_deref(), Some(&["a".to_owned()][..]));
        assert_eq!(service.extra["tags"], json!(["a", 1]));
        service.id = Some("b".to_owned());
        service.tags = Some(vec!["b".to_owned()]);
        let body = json!({ "id": "b", "tags": ["b"], "port": 1.5 });
        assert_eq!(serde_json::to_value(&service).unwrap(), body);
        // Emptied is changed, too; a field that was empty all along is not.
        service.tags = None;
        let body = json!({ "id": "b", "port": 1.5 });
        assert_eq!(serde_json::to_value(&service).unwrap(), body);
    }

    #[test]
    fn u06_a_request_names_all_missing_and_unexpected_values_at_once() {
        let json = r#"{
            "port": "x", "buckets": [{ "provider": "GCP" }], "children": [{ "name": 1 }, {}],
            "tile": { "configType": "sql", "displayType": "line" }
        }"#;
        let error = serde_json::from_str::<request::Service>(json).unwrap_err().to_string();
        let expected = "missing required fields of `Service`: `buckets/0/keyId`, `children/0/port`, \
             `children/0/owner`, `children/0/buckets`, `children/1/name`, `children/1/port`, \
             `children/1/owner`, `children/1/buckets`, `tile/sql`, `name`, `owner`; unexpected types \
             in required fields of `Service`: `port` (expected an integer, found a string), \
             `children/0/name` (expected a string, found an integer)";
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn null_absent_empty_and_zero_are_four_things() {
        let required = json!({ "name": "", "port": 0, "owner": null, "buckets": [] });
        for (name, value) in [
            ("memoryGb", json!(null)),
            ("memoryGb", json!(0)),
            ("createdAt", json!(null)),
            ("createdAt", json!("")),
            ("matrix", json!(null)),
            ("matrix", json!([])),
            ("matrix", json!([[]])),
            ("tile", json!(null)),
            ("tile", json!({})),
            ("ready", json!(null)),
            ("ready", json!(false)),
            ("tags", json!(null)),
            ("tags", json!([])),
            ("labels", json!({})),
            ("parent", json!(null)),
            ("bucket", json!(null)),
            ("bucket", json!({ "provider": "AWS", "roleArn": null })),
            ("any", json!(null)),
            ("any", json!({ "a": null })),
            ("id", json!("")),
            ("new", json!(null)),
        ] {
            let mut body = required.clone();
            body[name] = value;
            let service: request::Service = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&encode(&service).unwrap()).unwrap(), body);
        }
        let service: request::Service = serde_json::from_value(required.clone()).unwrap();
        assert_eq!(service, request::Service::new("", 0, None, vec![]));
        // A declared null is in its place, and only there.
        let mut body = required.clone();
        body["memoryGb"] = json!(null);
        let cleared: request::Service = serde_json::from_value(body).unwrap();
        assert!(cleared.memory.is_null() && cleared.extra.is_empty());
        assert_eq!(serde_json::to_value(&service).unwrap(), required);
    }

    #[test]
    fn unset_fields_are_not_sent() {
        let mut service = request::Service::new("n", 1, Some("o".to_owned()), vec![]);
        assert_eq!(encode(&service).unwrap(), br#"{"name":"n","port":1,"owner":"o","buckets":[]}"#);
        service.memory = 16.0.into();
        service.created_at = Patch::Null;
        service.extra.insert("new".to_owned(), json!(1));
        assert_eq!(
            encode(&service).unwrap(),
            br#"{"name":"n","port":1,"memoryGb":16,"owner":"o","createdAt":null,"buckets":[],"new":1}"#
        );
        assert_eq!(encode(&request::Nothing::default()).unwrap(), b"{}");
        assert_eq!(encode(&request::Markdown::default()).unwrap(), b"{}");
    }

    #[test]
    fn an_optional_place_is_never_reported_missing() {
        let stubborn: request::Stubborn = serde_json::from_value(json!({ "port": null })).unwrap();
        assert_eq!(encode(&stubborn).unwrap(), br#"{"port":null}"#);
        let error = serde_json::from_value::<request::Stubborn>(json!({})).unwrap_err();
        assert_eq!(error.to_string(), "missing required field of `Stubborn`: `port`");
    }

    #[test]
    fn a_duplicate_required_field_is_refused() {
        let json = r#"{"name":"a","name":"b"}"#;
        let error = serde_json::from_str::<request::Service>(json).unwrap_err();
        assert!(error.to_string().starts_with("duplicate field `name`"), "{error}");
    }

    #[test]
    fn any_number_of_fields_can_be_told_apart() {
        let mut seen = Seen::default();
        for index in (0..300).step_by(3) {
            assert!(seen.insert(index));
            assert!(!seen.insert(index));
        }
        for index in 0..300 {
            assert_eq!(seen.contains(index), index % 3 == 0, "{index}");
        }
    }
}
