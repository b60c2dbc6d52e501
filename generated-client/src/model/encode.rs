//! Encoding: one walk over views for all types, to serde, to text and to raw JSON.

pub(in crate::model) mod text;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Number, Value};

use super::extra::Extra;
use super::scalar::integral;
use super::shape::{Field, Shape};
use super::slot::{Entries, List, Model, Slot, View};

/// Encodes a request body.
///
/// # Errors
///
/// If a number is infinite or NaN, which JSON does not have.
pub fn encode(slot: &dyn Slot) -> serde_json::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(256);
    text::value(&mut body, slot.view())?;
    Ok(body)
}

/// The error message of a number that JSON does not have.
const NOT_A_NUMBER: &str = "JSON cannot represent infinity or NaN";

/// Serializes a slot with serde.
///
/// # Errors
///
/// If the serializer fails, or if a number is infinite or NaN.
pub fn write<S: Serializer>(slot: &dyn Slot, serializer: S) -> Result<S::Ok, S::Error> {
    Written(slot.view()).serialize(serializer)
}

/// What is written for a field of a struct.
enum Property<'a> {
    /// The value of the field.
    Typed(View<'a>),
    /// The raw value under the name of the field.
    Raw(&'a Value),
    /// No property.
    Nothing,
}

/// Returns what is written for a field with the value `view`, in a struct with `extra`.
#[inline]
fn property<'a>(field: &Field, view: View<'a>, extra: Option<&'a Extra>) -> Property<'a> {
    if let Some(raw) = extra.and_then(|extra| raw(field, view, extra)) {
        return Property::Raw(raw);
    }
    match view {
        View::None if field.required => Property::Typed(View::Null),
        View::Absent | View::None => Property::Nothing,
        view => Property::Typed(view),
    }
}

/// Returns the raw value that is written instead of the field: it is the more complete one, as long
/// as the field has not changed since the raw value was preserved.
fn raw<'a>(field: &Field, view: View<'_>, extra: &'a Extra) -> Option<&'a Value> {
    let raw = extra.get(field.name)?;
    let now = match view {
        View::Absent | View::None => None,
        view => Some(to_value(view)),
    };
    (extra.typed(field.name) == now.as_ref()).then_some(raw)
}

/// Returns the extra properties of a struct, if there are any.
fn beside(model: &dyn Model) -> Option<&Extra> {
    Some(model.extra()).filter(|extra| !extra.is_empty())
}

/// Returns the properties of a struct without a field.
fn unknown<'a>(
    shape: &'static Shape,
    extra: Option<&'a Extra>,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let properties = extra.into_iter().flat_map(|extra| extra.iter());
    properties.filter(|(name, _)| shape.position(name, 0).is_none())
}

/// A view that implements `Serialize`.
struct Written<'a>(View<'a>);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Absent | View::None | View::Null => serializer.serialize_unit(),
            View::Boolean(it) => serializer.serialize_bool(it),
            View::Integer(it) => serializer.serialize_i64(it),
            View::Number(it) => match integral(it) {
                Some(it) => serializer.serialize_i64(it),
                None if it.is_finite() => serializer.serialize_f64(it),
                None => Err(S::Error::custom(NOT_A_NUMBER)),
            },
            View::Text(it) => serializer.serialize_str(it),
            View::Secret(it) => write(it, serializer),
            View::Object(it) => object(it, serializer),
            View::List(it) => list(it, serializer),
            View::Map(it) => map(it, serializer),
            View::Value(it) | View::Other(it) => it.serialize(serializer),
            View::Members(it) => it.serialize(serializer),
        }
    }
}

fn object<S: Serializer>(model: &dyn Model, serializer: S) -> Result<S::Ok, S::Error> {
    let (shape, extra) = (model.shape(), beside(model));
    let mut object = serializer.serialize_map(None)?;
    for (index, field) in shape.fields.iter().enumerate() {
        match property(field, model.get(index).view(), extra) {
            Property::Typed(view) => object.serialize_entry(field.name, &Written(view))?,
            Property::Raw(raw) => object.serialize_entry(field.name, raw)?,
            Property::Nothing => {}
        }
    }
    for (name, value) in unknown(shape, extra) {
        object.serialize_entry(name, value)?;
    }
    object.end()
}

fn list<S: Serializer>(list: &dyn List, serializer: S) -> Result<S::Ok, S::Error> {
    let mut seq = serializer.serialize_seq(Some(list.count()))?;
    for index in 0..list.count() {
        seq.serialize_element(&Written(list.item(index).view()))?;
    }
    seq.end()
}

fn map<S: Serializer>(entries: &dyn Entries, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(entries.count()))?;
    let mut result = Ok(());
    entries.visit(&mut |key, place| {
        result = map.serialize_entry(key, &Written(place.view()));
        result.is_ok()
    });
    result?;
    map.end()
}

/// Returns the view as raw JSON. A number that JSON does not have becomes null.
#[must_use]
pub fn to_value(view: View<'_>) -> Value {
    value(view, |_| true)
}

/// The same without the fields that are read-only.
pub(super) fn to_writable_value(view: View<'_>) -> Value {
    value(view, |field| !field.read_only)
}

fn value(view: View<'_>, keep: fn(&Field) -> bool) -> Value {
    match view {
        View::Absent | View::None | View::Null => Value::Null,
        View::Boolean(it) => Value::Bool(it),
        View::Integer(it) => Value::Number(it.into()),
        View::Number(it) => match integral(it) {
            Some(it) => Value::Number(it.into()),
            None => Number::from_f64(it).map_or(Value::Null, Value::Number),
        },
        View::Text(it) => Value::String(it.to_owned()),
        View::Secret(it) => value(it.view(), keep),
        View::Object(it) => Value::Object(properties(it, keep)),
        View::List(it) => (0..it.count()).map(|index| value(it.item(index).view(), keep)).collect(),
        View::Map(it) => {
            let mut properties = Map::new();
            it.visit(&mut |key, place| {
                properties.insert(key.to_owned(), value(place.view(), keep));
                true
            });
            Value::Object(properties)
        }
        View::Value(it) | View::Other(it) => it.clone(),
        View::Members(it) => Value::Object(it.clone()),
    }
}

fn properties(model: &dyn Model, keep: fn(&Field) -> bool) -> Map<String, Value> {
    let (shape, extra) = (model.shape(), beside(model));
    let mut properties = Map::new();
    let fields = shape.fields.iter().enumerate().filter(|(_, field)| keep(field));
    for (index, field) in fields {
        let value = match property(field, model.get(index).view(), extra) {
            Property::Typed(view) => value(view, keep),
            Property::Raw(raw) => raw.clone(),
            Property::Nothing => continue,
        };
        properties.insert(field.name.to_owned(), value);
    }
    for (name, value) in unknown(shape, extra) {
        properties.insert(name.clone(), value.clone());
    }
    properties
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::response;
    use super::super::{Patch, Secret};
    use super::*;

    #[test]
    fn numbers_are_written_as_the_service_writes_them() {
        for (number, text) in [(16.0, "16"), (0.5, "0.5"), (-0.0, "-0.0"), (1e300, "1e+300")] {
            assert_eq!(encode(&number).unwrap(), text.as_bytes());
            assert_eq!(to_value(View::Number(number)).to_string(), text);
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = encode(&vec![number]).unwrap_err();
            assert_eq!(error.to_string(), "JSON cannot represent infinity or NaN");
        }
    }

    #[test]
    fn properties_are_in_the_order_of_the_document() {
        let mut service = response::Service {
            ready: Some(true),
            id: Some("a".to_owned()),
            password: Some("p4ss".into()),
            ..response::Service::default()
        };
        service.extra.insert("b".to_owned(), json!(2));
        service.extra.insert("name".to_owned(), json!(null));
        // A set field overrides a property with its name in `extra`.
        service.extra.insert("id".to_owned(), json!("lost"));
        let text = r#"{"id":"a","name":null,"ready":true,"password":"p4ss","b":2}"#;
        assert_eq!(encode(&service).unwrap(), text.as_bytes());
        assert_eq!(to_value(service.view()), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn maps_and_secrets_are_written_plain() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let map: std::collections::BTreeMap<_, _> =
            [("a".to_owned(), secret("x")), ("b".to_owned(), secret("y"))].into();
        assert_eq!(encode(&map).unwrap(), br#"{"a":"x","b":"y"}"#);
        assert_eq!(encode(&Patch::Value(map)).unwrap(), br#"{"a":"x","b":"y"}"#);
        let mut nan = std::collections::BTreeMap::from([("a".to_owned(), f64::NAN)]);
        nan.insert("b".to_owned(), 1.0);
        assert!(encode(&nan).is_err());
    }
}
