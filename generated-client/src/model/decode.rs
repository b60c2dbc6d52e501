//! Decoding: one function for all types, which fills the slots of a model.
//!
//! A value of an unexpected type is not an error. It is returned, raw, to the struct around it,
//! which preserves it, and results in a warning.

mod list;
mod model;
mod order;
mod union;

use serde::de::{Deserializer, Error};
use serde_json::Value;

use self::order::Orders;
use super::extra::Extra;
use super::json::{Failure, Number, Reader, Result};
use super::missing::MissingFields;
use super::path::{DEPTH, Path};
use super::raw::text;
use super::slot::{Fit, Inner, Kind, Scalar, Slot, Target, View};
use super::warning::Warning;
use crate::runtime::OperationInfo;

/// The largest number of warnings: an invalid body must not result in a larger list of warnings.
const WARNINGS: usize = 10_000;

/// Decodes a body into a slot, with a warning for each value of an unexpected type.
///
/// `at` is the JSON pointer of the value in the body, for the warnings.
///
/// # Errors
///
/// If the text is not JSON, is nested too deeply, or has an unexpected type as a whole, such as an
/// array instead of an object.
pub fn decode(slot: &mut dyn Slot, json: &[u8], at: &str) -> serde_json::Result<Vec<Warning>> {
    decode_response(slot, json, at, None)
}

/// Decodes a response like [`decode`]. Every object in it records the operation that returned it.
///
/// # Errors
///
/// See [`decode`].
pub(crate) fn decode_response(
    slot: &mut dyn Slot,
    json: &[u8],
    at: &str,
    operation: Option<&'static OperationInfo>,
) -> serde_json::Result<Vec<Warning>> {
    let text = std::str::from_utf8(json).map_err(serde_json::Error::custom)?;
    let origin = operation.map(Extra::returned_by).unwrap_or_default();
    let mut cx = Context { origin, ..Context::default() };
    match fill(slot, text, at, &mut cx)? {
        Outcome::Unexpected(_) => Err(cx.unexpected("the value")),
        // An array is not rejected because of an item; the warning says which one is missing.
        Outcome::Fits | Outcome::Null | Outcome::Partly(_) => Ok(cx.warnings),
    }
}

/// Deserializes a value with serde: tolerant for responses, strict for the required fields of
/// requests.
///
/// # Errors
///
/// If the deserializer fails, if the value has an unexpected type as a whole, or if required fields
/// of a request are missing or have an unexpected type; the error names all of them.
#[inline]
pub fn read<'de, T: Inner, D: Deserializer<'de>>(
    name: &'static str,
    deserializer: D,
) -> std::result::Result<T, D::Error> {
    let mut value = T::fresh();
    match read_text(&mut value, name, &text(deserializer)?) {
        Ok(()) => Ok(value),
        Err(problem) => Err(D::Error::custom(problem)),
    }
}

/// Decodes text into a slot; see [`read`].
fn read_text(
    slot: &mut dyn Slot,
    name: &'static str,
    text: &str,
) -> std::result::Result<(), String> {
    let mut cx = Context { strict: true, ..Context::default() };
    let outcome = fill(slot, text, "", &mut cx).map_err(|error| error.to_string())?;
    cx.check(name, &outcome)
}

/// Decodes a slot from raw JSON, and preserves unexpected types of required fields like all others.
pub(crate) fn refill(slot: &mut dyn Slot, value: &Value) -> serde_json::Result<Vec<String>> {
    let mut cx = Context::default();
    match fill(slot, &value.to_string(), "", &mut cx)? {
        Outcome::Unexpected(_) => Err(cx.unexpected("the value")),
        Outcome::Fits | Outcome::Null | Outcome::Partly(_) => Ok(cx.missing),
    }
}

/// Decodes a text into a slot.
fn fill(
    slot: &mut dyn Slot,
    text: &str,
    at: &str,
    cx: &mut Context,
) -> serde_json::Result<Outcome> {
    cx.orders = Orders::for_text(text.len());
    let mut reader = Reader::new(text);
    let outcome = Fill { slot, cx, path: &Path::root(at) }.read(&mut reader);
    let whole = outcome.and_then(|outcome| reader.end().map(|()| outcome));
    whole.map_err(|failure| failure.into_error(text))
}

/// The state of decoding.
#[derive(Default)]
struct Context {
    warnings: Vec<Warning>,
    /// Required fields of requests that are missing, as pointers without the leading slash.
    missing: Vec<String>,
    /// Required fields of requests with a value of an unexpected type, with the warning.
    unexpected: Vec<String>,
    /// Whether an unexpected type in a required field is an error.
    strict: bool,
    orders: Orders,
    /// The extra properties of an object that has none: they name the operation that returned it.
    origin: Extra,
}

impl Context {
    #[cold]
    fn warn(&mut self, path: &Path<'_>, expected: &'static str, found: &'static str) {
        if self.warnings.len() < WARNINGS {
            self.warnings.push(Warning { pointer: path.pointer(), expected, found });
        }
    }

    #[cold]
    fn miss(&mut self, path: &Path<'_>) {
        let pointer = path.pointer();
        self.missing.push(pointer.strip_prefix('/').unwrap_or(&pointer).to_owned());
    }

    #[cold]
    fn mismatch(&mut self, path: &Path<'_>) {
        let pointer = path.pointer();
        let name = pointer.strip_prefix('/').unwrap_or(&pointer);
        let why = self.warnings.iter().rev().find(|it| it.pointer == pointer);
        self.unexpected.push(match why {
            Some(it) => format!("`{name}` (expected {}, found {})", it.expected, it.found),
            None => format!("`{name}`"),
        });
    }

    /// Returns the error of a value with an unexpected type as a whole, from the last warning.
    #[cold]
    fn unexpected<E: Error>(&self, name: &str) -> E {
        match self.warnings.last() {
            Some(it) if it.pointer.is_empty() => {
                E::custom(format_args!("{name}: expected {}, found {}", it.expected, it.found))
            }
            Some(it) => E::custom(format_args!("{name}: {it}")),
            None => E::custom(format_args!("{name}: unexpected type")),
        }
    }

    /// Checks the required fields after decoding.
    fn check(self, name: &'static str, outcome: &Outcome) -> std::result::Result<(), String> {
        let mut problems = Vec::new();
        if !self.missing.is_empty() {
            let fields = self.missing.clone();
            problems.push(MissingFields { type_name: name, fields }.to_string());
        }
        if !self.unexpected.is_empty() {
            let fields = self.unexpected.join(", ");
            problems.push(format!("unexpected types in required fields of `{name}`: {fields}"));
        }
        if !problems.is_empty() {
            return Err(problems.join("; "));
        }
        match outcome {
            Outcome::Fits | Outcome::Null => Ok(()),
            Outcome::Unexpected(_) | Outcome::Partly(_) => {
                Err(self.unexpected::<serde::de::value::Error>(name).to_string())
            }
        }
    }
}

/// The result of decoding a value. Each value returns one, so that it is small: raw values are
/// rare, and boxed.
enum Outcome {
    /// It is in its slot.
    Fits,
    /// It was null, and its slot, an `Option`, is empty.
    Null,
    /// A part of it is in its slot; this is the whole value.
    Partly(Box<Value>),
    /// It has an unexpected type; its slot is empty.
    Unexpected(Box<Value>),
}

/// Decodes one value into one slot.
struct Fill<'a, 'p> {
    slot: &'a mut dyn Slot,
    cx: &'a mut Context,
    path: &'a Path<'p>,
}

impl Fill<'_, '_> {
    /// Decodes the next value.
    fn read(self, reader: &mut Reader<'_>) -> Result<Outcome> {
        match reader.peek() {
            Some(b'"') => Ok(self.scalar(Scalar::Text(reader.string()?))),
            Some(b'-' | b'0'..=b'9') => Ok(match reader.number()? {
                Number::Integer(it) => self.scalar(Scalar::Integer(it)),
                Number::Unsigned(it) => self.scalar(Scalar::Unsigned(it)),
                Number::Float(it) => self.scalar(Scalar::Number(it)),
                inexact @ Number::Inexact(_) => self.inexact(inexact),
            }),
            Some(b'[' | b'{') if self.path.depth >= DEPTH => Err(Failure::too_deep()),
            Some(b'{') => self.object(reader),
            Some(b'[') => self.array(reader),
            _ => Ok(match reader.literal()? {
                Some(it) => self.scalar(Scalar::Boolean(it)),
                None => self.null(),
            }),
        }
    }

    #[inline]
    fn scalar(self, scalar: Scalar<'_>) -> Outcome {
        match self.slot.put(scalar) {
            Fit::Yes => Outcome::Fits,
            Fit::Deviating(expected) => {
                self.cx.warn(self.path, expected, scalar.found());
                Outcome::Fits
            }
            Fit::No(expected) => self.unexpected_scalar(expected, scalar),
        }
    }

    #[cold]
    fn unexpected_scalar(self, expected: &'static str, scalar: Scalar<'_>) -> Outcome {
        self.cx.warn(self.path, expected, scalar.found());
        self.slot.put(Scalar::Absent);
        Outcome::Unexpected(Box::new(scalar.to_value()))
    }

    fn null(self) -> Outcome {
        match self.slot.put(Scalar::Null) {
            Fit::Yes if matches!(self.slot.view(), View::None) => Outcome::Null,
            _ => self.scalar(Scalar::Null),
        }
    }

    /// Decodes a number that would lose digits.
    #[cold]
    fn inexact(self, number: Number<'_>) -> Outcome {
        if let Target::Value(place) = self.slot.open(Kind::Object) {
            *place = number.to_value();
            return Outcome::Fits;
        }
        let expected = match self.slot.put(Scalar::Unsigned(u64::MAX)) {
            Fit::Yes | Fit::Deviating(_) => "a number that 64 bits represent exactly",
            Fit::No(expected) => expected,
        };
        self.slot.put(Scalar::Absent);
        self.cx.warn(self.path, expected, "a number that 64 bits do not represent exactly");
        Outcome::Unexpected(Box::new(number.to_value()))
    }

    fn object(self, reader: &mut Reader<'_>) -> Result<Outcome> {
        match self.slot.open(Kind::Object) {
            Target::Model(model, side) => {
                model::Members::new(model, side, self.path, self.cx).read(reader, self.cx)
            }
            Target::Map(entries) => list::entries(entries, reader, self.cx, self.path),
            Target::Union(union) => union::object(union, reader, self.cx, self.path),
            Target::Value(place) => {
                *place = reader.value(self.path.depth)?;
                Ok(Outcome::Fits)
            }
            Target::List(_) => self.unexpected("an array", Kind::Object, reader),
            Target::Unexpected(expected) => self.unexpected(expected, Kind::Object, reader),
        }
    }

    fn array(self, reader: &mut Reader<'_>) -> Result<Outcome> {
        match self.slot.open(Kind::Array) {
            Target::List(list) => list::elements(list, reader, self.cx, self.path),
            Target::Union(union) => union::array(union, reader, self.cx, self.path),
            Target::Value(place) => {
                *place = reader.value(self.path.depth)?;
                Ok(Outcome::Fits)
            }
            Target::Model(..) | Target::Map(_) => self.unexpected("an object", Kind::Array, reader),
            Target::Unexpected(expected) => self.unexpected(expected, Kind::Array, reader),
        }
    }

    /// Decodes an array or an object of an unexpected type.
    #[cold]
    fn unexpected(
        self,
        expected: &'static str,
        kind: Kind,
        reader: &mut Reader<'_>,
    ) -> Result<Outcome> {
        self.slot.put(Scalar::Absent);
        self.cx.warn(self.path, expected, kind.found());
        Ok(Outcome::Unexpected(Box::new(reader.value(self.path.depth)?)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::encode;
    use super::super::samples::response;
    use super::*;

    fn nested(open: &str, inside: &str, close: &str, levels: usize) -> String {
        open.repeat(levels) + inside + &close.repeat(levels)
    }

    #[test]
    fn invalid_json_is_an_error() {
        for json in ["", "{", "{\"id\":}", "{\"id\":\"a}", "nul", "{} x", "{\"a\":1,}"] {
            let mut service = response::Service::default();
            assert!(decode(&mut service, json.as_bytes(), "").is_err(), "{json}");
        }
        let mut service = response::Service::default();
        assert!(decode(&mut service, b"{\"id\":\"\xff\"}", "").is_err());
    }

    #[test]
    fn a_value_of_the_wrong_type_at_the_top_is_an_error() {
        let mut service = response::Service::default();
        let error = decode(&mut service, b"[1]", "/result").unwrap_err();
        let text = "the value: /result: expected an object, found an array";
        assert_eq!(error.to_string(), text);
        let error = serde_json::from_str::<response::Service>("\"p4ss\"").unwrap_err();
        assert_eq!(error.to_string(), "Service: expected an object, found a string");
        let mut place: Option<response::Service> = None;
        assert!(decode(&mut place, b"null", "").unwrap().is_empty() && place.is_none());
    }

    #[test]
    fn deep_nesting_is_an_error_everywhere() {
        let members = ["parent", "bucket", "tile", "any", "unknown", "tags", "settings", "id"];
        for member in members {
            for (levels, fits) in [(126, true), (127, false), (100_000, false)] {
                for (open, close) in [("[", "]"), ("{\"parent\":", "}"), ("{\"children\":[", "]}")]
                {
                    // A level of the last kind is two levels of JSON.
                    let levels = if close == "]}" { levels / 2 } else { levels };
                    let json = format!("{{\"{member}\":{}}}", nested(open, "1", close, levels));
                    let result = decode(&mut response::Service::default(), json.as_bytes(), "");
                    assert_eq!(result.is_ok(), fits || levels == 63, "{member} {open} {levels}");
                    if levels < 1000 {
                        let mut value = json!(1);
                        for _ in 0..levels {
                            value = match close {
                                "]" => json!([value]),
                                "}" => json!({ "parent": value }),
                                _ => json!({ "children": [value] }),
                            };
                        }
                        let value = json!({ member: value });
                        let result = serde_json::from_value::<response::Service>(value);
                        assert_eq!(
                            result.is_ok(),
                            fits || levels == 63,
                            "{member} {open} {levels}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_large_list_is_read() {
        let body = format!("{{\"tags\":[{}\"b\"]}}", "\"a\",".repeat(100_000));
        let mut service = response::Service::default();
        assert_eq!(decode(&mut service, body.as_bytes(), "").unwrap(), []);
        assert_eq!(service.tags.as_ref().unwrap().len(), 100_001);
        assert_eq!(encode(&service).unwrap(), body.as_bytes());
    }

    #[test]
    fn garbage_causes_a_bounded_number_of_warnings() {
        let body = format!("{{\"tags\":[{}1]}}", "1,".repeat(100_000));
        let mut service = response::Service::default();
        assert_eq!(decode(&mut service, body.as_bytes(), "").unwrap().len(), WARNINGS);
        assert_eq!(encode(&service).unwrap(), body.as_bytes());
    }

    #[test]
    fn an_unrepresentable_value_affects_only_its_field() {
        let body = r#"{"port":18446744073709551616,"memoryGb":1e400,"id":"cut \ud83d","name":"n",
            "any":[-9223372036854775809]}"#;
        let mut service = response::Service::default();
        let warnings = decode(&mut service, body.as_bytes(), "").unwrap();
        assert_eq!(service.name.as_deref(), Some("n"));
        assert_eq!(service.id.as_deref(), Some("cut \u{fffd}"));
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(service.extra["port"].to_string().contains("18446744073709551616"));
        assert!(service.any.unwrap().to_string().contains("-9223372036854775809"));
        assert_eq!(service.port, None);
    }

    #[test]
    fn no_digit_of_a_number_is_lost_anywhere() {
        for number in ["18446744073709551616", "-9223372036854775809", "9007199254740993.0"] {
            for body in [
                r#"{"id":N}"#,
                r#"{"port":N}"#,
                r#"{"memoryGb":N}"#,
                r#"{"tags":N}"#,
                r#"{"tags":["a",N]}"#,
                r#"{"any":{"a":[N]}}"#,
                r#"{"new":N}"#,
                r#"{"new":[{"a":N}]}"#,
                r#"{"id":[N]}"#,
                r#"{"parent":{"port":N}}"#,
                r#"{"settings":{"a":N}}"#,
                r#"{"endpoints":{"a":{"port":N}}}"#,
                r#"{"bucket":N}"#,
                r#"{"bucket":[N]}"#,
                r#"{"bucket":{"a":N,"provider":"AWS"}}"#,
                r#"{"bucket":{"provider":"AWS","a":N}}"#,
                r#"{"bucket":{"provider":"NEW","a":N}}"#,
            ] {
                let mut service = response::Service::default();
                decode(&mut service, body.replace('N', number).as_bytes(), "").unwrap();
                let encoded = String::from_utf8(encode(&service).unwrap()).unwrap();
                assert!(encoded.contains(number), "{body} {encoded}");
            }
        }
    }

    #[test]
    fn large_floats_are_numbers() {
        for number in ["9007199254740992.0", "1e300", "-1.5e300"] {
            let body = format!(r#"{{"memoryGb":{number},"id":"a","new":{number}}}"#);
            let mut service = response::Service::default();
            assert_eq!(decode(&mut service, body.as_bytes(), "").unwrap(), []);
            assert_eq!(service.memory, number.parse().ok());
            assert_eq!(service.extra["new"].as_f64(), service.memory);
            assert_eq!(service.id.as_deref(), Some("a"));
        }
    }

    #[test]
    fn any_deserializer_works() {
        use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};

        let members = [("id", "a"), ("new", "b")].map(|(name, value)| {
            (StrDeserializer::<serde_json::Error>::new(name), StrDeserializer::new(value))
        });
        let place: response::Service =
            read("Service", MapDeserializer::new(members.into_iter())).unwrap();
        assert_eq!(place.id.as_deref(), Some("a"));
        assert_eq!(place.extra["new"], "b");
        let items = SeqDeserializer::<_, serde_json::Error>::new([1_u8, 2].into_iter());
        let list: Option<Vec<i64>> = read("list", items).unwrap();
        assert_eq!(list, Some(vec![1, 2]));
    }
}
