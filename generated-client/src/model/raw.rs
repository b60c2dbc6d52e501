//! Decoding raw JSON with a limit to its depth, from text and from other deserializers.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::path::DEPTH;

/// The name of the only property of numbers of `serde_json`, if a crate of the program has enabled
/// its feature `arbitrary_precision`.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

/// Whether `arbitrary_precision` is enabled: numbers are text then, and larger.
pub(crate) const ARBITRARY: bool = size_of::<Number>() > size_of::<Option<u64>>();

/// Whether a float may be another number than the one in the text: integers beyond 64 bits are
/// rounded to floats, and a float represents each integer exactly only up to 2^53.
#[inline]
pub(crate) fn may_lose_digits(number: f64) -> bool {
    number.abs() >= 9_007_199_254_740_992.0
}

/// Returns the error of a number that may have lost digits. It is never reported, because the text
/// is decoded again.
#[cold]
pub(crate) fn inexact<E: Error>() -> E {
    E::custom("a number may have lost digits")
}

/// Decodes a [`Value`] at `depth`.
///
/// `Value` itself has a limit only if it is decoded from text.
#[derive(Clone, Copy)]
pub(crate) struct Raw {
    pub(crate) depth: u32,
    /// Whether a number that may have lost digits is an error.
    pub(crate) exact: bool,
}

impl Raw {
    /// Returns the decoder of the content, or an error if that is too deep.
    #[inline]
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= DEPTH {
            Err(too_deep())
        } else {
            Ok(Self { depth: self.depth + 1, ..self })
        }
    }
}

/// Returns the error of `serde_json` for JSON that is nested too deeply.
#[cold]
pub(crate) fn too_deep<E: Error>() -> E {
    E::custom("recursion limit exceeded")
}

impl<'de> DeserializeSeed<'de> for Raw {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Raw {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Value, E> {
        Ok(Value::Number(it.into()))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Value, E> {
        Ok(Value::Number(it.into()))
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Value, E> {
        if self.exact && may_lose_digits(it) {
            return Err(inexact());
        }
        Ok(Number::from_f64(it).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, it: &str) -> Result<Value, E> {
        Ok(Value::String(it.to_owned()))
    }

    fn visit_string<E>(self, it: String) -> Result<Value, E> {
        Ok(Value::String(it))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Value, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inside)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut properties = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if ARBITRARY && key == NUMBER {
                return Ok(Value::Number(number(&map.next_value::<String>()?)?));
            }
            let value = map.next_value_seed(inside)?;
            properties.insert(key, value);
        }
        Ok(Value::Object(properties))
    }
}

/// Decodes a body as raw JSON.
///
/// # Errors
///
/// If it is not JSON.
pub(crate) fn parse(body: &[u8]) -> serde_json::Result<Value> {
    let text = std::str::from_utf8(body).map_err(serde_json::Error::custom)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Raw { depth: 0, exact: false }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Parses a number.
pub(crate) fn number<E: Error>(text: &str) -> Result<Number, E> {
    text.parse().map_err(E::custom)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RAW: Raw = Raw { depth: 0, exact: false };

    fn read(json: &str) -> Result<Value, serde_json::Error> {
        RAW.deserialize(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn raw_json_is_unchanged() {
        let text = r#"{"a":[1,-1,18446744073709551615,0.5,1e300,null,true,"x\n\u00e9"],"b":{}}"#;
        assert_eq!(read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        let value = json!({ "a": [1, -1, u64::MAX, 0.5, null, true, "x"], "b": {} });
        assert_eq!(RAW.deserialize(value.clone()).unwrap(), value);
    }

    #[test]
    fn floats_are_read_exactly() {
        // Needs the feature `float_roundtrip` of `serde_json`; its faster way is a digit off.
        for text in ["31.245270191439438", "121.48791951161945", "5e-324", "0.1"] {
            assert_eq!(read(text).unwrap().as_f64(), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn the_depth_is_limited_from_text_and_from_values() {
        for (levels, fits) in [(1, true), (127, true), (128, false), (100_000, false)] {
            let text = "[".repeat(levels) + &"]".repeat(levels);
            assert_eq!(read(&text).is_ok(), fits, "{levels} levels of text");
            if levels < 1000 {
                let value = (1..levels).fold(json!([]), |inside, _| json!([inside]));
                let result = RAW.deserialize(value);
                assert_eq!(result.is_ok(), fits, "{levels} levels of values");
            }
        }
    }
}
