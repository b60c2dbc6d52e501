//! The JSON text of a value that comes from any deserializer of serde.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::json::{ARBITRARY, parse};
use super::path::DEPTH;

/// The name under which `serde_json` returns the text of a value instead of its parts. A
/// deserializer that does not know it returns the parts.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// The name of the only property of numbers of `serde_json`, if a crate of the program has enabled
/// its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Returns a value as JSON text, which is borrowed from the text that `serde_json` reads.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    match deserializer.deserialize_newtype_struct(RAW_VALUE, Raw { depth: 0 })? {
        Read::Text(text) => Ok(text),
        Read::Value(value) => Ok(Cow::Owned(value.to_string())),
    }
}

/// What a deserializer returns.
enum Read<'de> {
    /// JSON text.
    Text(Cow<'de, str>),
    /// A value.
    Value(Value),
}

/// The visitor of a value with `depth` arrays and objects around it: a deserializer that is no text
/// has no limit.
#[derive(Clone, Copy)]
struct Raw {
    depth: u32,
}

impl Raw {
    /// Returns the visitor of the content, or an error if that is too deep.
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= DEPTH {
            Err(E::custom("recursion limit exceeded"))
        } else {
            Ok(Self { depth: self.depth + 1 })
        }
    }
}

impl<'de> DeserializeSeed<'de> for Raw {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match deserializer.deserialize_any(self)? {
            Read::Value(value) => Ok(value),
            Read::Text(text) => parse(text.as_bytes()).map_err(D::Error::custom),
        }
    }
}

impl<'de> Visitor<'de> for Raw {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, it: bool) -> Result<Read<'de>, E> {
        Ok(Read::Value(it.into()))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Read<'de>, E> {
        Ok(Read::Value(it.into()))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Read<'de>, E> {
        Ok(Read::Value(it.into()))
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Read<'de>, E> {
        Ok(Read::Value(it.into()))
    }

    fn visit_str<E>(self, it: &str) -> Result<Read<'de>, E> {
        Ok(Read::Value(it.into()))
    }

    fn visit_unit<E>(self) -> Result<Read<'de>, E> {
        Ok(Read::Value(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Read<'de>, E> {
        Ok(Read::Value(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Read<'de>, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Read<'de>, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Read<'de>, A::Error> {
        let inside = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inside)? {
            items.push(item);
        }
        Ok(Read::Value(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<'de>, A::Error> {
        let inside = self.deeper()?;
        let mut properties = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == RAW_VALUE {
                return map.next_value_seed(Borrow).map(Read::Text);
            }
            if ARBITRARY && key == NUMBER {
                let number: Number =
                    map.next_value::<String>()?.parse().map_err(A::Error::custom)?;
                return Ok(Read::Value(Value::Number(number)));
            }
            let value = map.next_value_seed(inside)?;
            properties.insert(key, value);
        }
        Ok(Read::Value(Value::Object(properties)))
    }
}

/// Reads text, borrowed where that is possible.
struct Borrow;

impl<'de> DeserializeSeed<'de> for Borrow {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Borrow {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{MapDeserializer, SeqDeserializer};
    use serde_json::json;

    use super::*;

    type Problem = serde_json::Error;

    #[test]
    fn text_is_borrowed_as_it_is() {
        let json = r#" {"a" : [1.0, 18446744073709551616, "\ud83d"]} "#;
        let found = text(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert!(matches!(found, Cow::Borrowed(found) if found == json.trim()), "{found}");
        let found = text(&mut serde_json::Deserializer::from_reader(json.as_bytes())).unwrap();
        assert_eq!(found, json.trim());
    }

    #[test]
    fn values_of_other_deserializers_become_text() {
        let value = json!({ "a": [1, -1, u64::MAX, 0.5, null, true, "x"], "b": {} });
        assert_eq!(text(value.clone()).unwrap(), value.to_string());
        let items = SeqDeserializer::<_, Problem>::new([value.clone()].into_iter());
        assert_eq!(text(items).unwrap(), json!([value]).to_string());
        let entries = MapDeserializer::<_, Problem>::new([("a", value.clone())].into_iter());
        assert_eq!(text(entries).unwrap(), json!({ "a": value }).to_string());
        for (number, expected) in [(0.5, "0.5"), (f64::NAN, "null")] {
            let found = text(IntoDeserializer::<Problem>::into_deserializer(number)).unwrap();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_depth_of_values_is_limited() {
        for (levels, fits) in [(1, true), (126, true), (127, false)] {
            let value = (1..levels).fold(json!([]), |inside, _| json!([inside]));
            let items = SeqDeserializer::<_, Problem>::new([value].into_iter());
            assert_eq!(text(items).is_ok(), fits, "{levels} levels in an array");
        }
    }
}
