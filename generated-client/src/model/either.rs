//! A string or an integer, a string or a number: settings with two types.

use serde_json::Value;

use super::impl_leaf;
use super::slot::{Fit, Inner, Kind, Scalar, Slot, Taken, Target, View};

/// A string or an integer, such as a setting that can be `64` or `"64MB"`.
///
/// A string stays a string, even if it contains an integer, so that it is sent back unchanged.
///
/// ```
/// use clickhouse_cloud::model::IntegerOrText;
///
/// assert_eq!(IntegerOrText::from(64).as_integer(), Some(64));
/// assert_eq!(IntegerOrText::from("42").as_integer(), Some(42));
/// assert_eq!(IntegerOrText::from("64MB").as_text(), Some("64MB"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum IntegerOrText {
    /// An integer.
    Integer(i64),
    /// A string.
    Text(String),
    /// Another number, unchanged: a fraction, an integer that is not an `i64`, or a large integer
    /// in exponent notation, such as `1e17`.
    Other(Value),
}

/// A string or a number, such as a setting that can be `0.5` or `"50%"`.
///
/// A string stays a string, even if it contains a number, so that it is sent back unchanged.
///
/// ```
/// use clickhouse_cloud::model::NumberOrText;
///
/// assert_eq!(NumberOrText::from(0.5).as_number(), Some(0.5));
/// assert_eq!(NumberOrText::from("50%").as_text(), Some("50%"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum NumberOrText {
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// Another value, unchanged: an integer that no float represents exactly.
    Other(Value),
}

impl IntegerOrText {
    /// Returns the integer, also if it is in a string.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(it) => Some(*it),
            Self::Text(text) => super::scalar::integer(Scalar::Text(text)),
            Self::Other(_) => None,
        }
    }

    /// Returns the string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_) | Self::Other(_) => None,
        }
    }
}

impl NumberOrText {
    /// Returns the number, also if it is in a string.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(it) => Some(*it),
            // Rust also parses words such as `inf`, and numbers that are too large as infinity.
            Self::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            Self::Other(value) => value.as_f64(),
        }
    }

    /// Returns the string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Other(_) => None,
        }
    }
}

/// Implements both types, which differ in the scalars that they accept.
macro_rules! either {
    ($name:ident, $variant:ident($number:ty), $view:ident, $expected:literal, $read:path) => {
        impl Slot for $name {
            #[inline]
            fn view(&self) -> View<'_> {
                match self {
                    Self::$variant(it) => View::$view(*it),
                    Self::Text(text) => View::Text(text),
                    Self::Other(value) => View::Value(value),
                }
            }

            fn put(&mut self, scalar: Scalar<'_>) -> Fit {
                Self::take(scalar).store(self)
            }

            fn open(&mut self, _: Kind) -> Target<'_> {
                Target::Unexpected($expected)
            }
        }

        impl Inner for $name {
            const SCALAR: bool = true;

            fn fresh() -> Self {
                Self::Other(Value::Null)
            }

            fn take(scalar: Scalar<'_>) -> Taken<Self> {
                match (scalar, $read(scalar)) {
                    (Scalar::Absent | Scalar::Null | Scalar::Boolean(_), _) => Taken::No($expected),
                    (Scalar::Text(text), _) => Taken::Yes(Self::Text(text.to_owned())),
                    (_, Some(it)) => Taken::Yes(Self::$variant(it)),
                    (scalar, None) => Taken::Deviating(Self::Other(scalar.to_value()), $expected),
                }
            }
        }

        impl_leaf!($name);

        impl From<$number> for $name {
            fn from(value: $number) -> Self {
                Self::$variant(value)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::Text(value.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::Text(value)
            }
        }
    };
}

either!(IntegerOrText, Integer(i64), Integer, "a string or an integer", super::scalar::integer);
either!(NumberOrText, Number(f64), Number, "a string or a number", super::scalar::number);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_survive() {
        for json in ["64", "\"64\"", "\"64MB\"", "-1", "\"\"", "9007199254740993", "0.5"] {
            let integer: IntegerOrText = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&integer).unwrap(), json);
            let number: NumberOrText = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&number).unwrap(), json);
        }
        let largest: IntegerOrText = serde_json::from_str("18446744073709551615").unwrap();
        assert_eq!(largest, IntegerOrText::Other(u64::MAX.into()));
        assert!(serde_json::from_str::<IntegerOrText>("true").is_err());
        assert!(serde_json::from_str::<NumberOrText>("[1]").is_err());
    }

    #[test]
    fn accessors_read_both_spellings() {
        assert_eq!(IntegerOrText::from("-7").as_integer(), Some(-7));
        assert_eq!(IntegerOrText::from("7 MB").as_integer(), None);
        assert_eq!(NumberOrText::from("0.5").as_number(), Some(0.5));
        for text in ["x", "nan", "infinity", "1e400"] {
            assert_eq!(NumberOrText::from(String::from(text)).as_number(), None, "{text}");
        }
    }
}
