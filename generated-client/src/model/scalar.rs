//! The slots of plain values: strings, integers, numbers, booleans and raw JSON.

use serde_json::Value;

use super::slot::{Fit, Inner, Kind, Scalar, Slot, Taken, Target, View};

/// The largest magnitude up to which a float represents each integer exactly: 2^53.
const EXACT: i64 = 1 << 53;

/// Converts a scalar to an integer. `9440.0` and `"9440"` are integers, `9440.5` and `"9440.0"` are
/// not.
#[inline]
pub(crate) fn integer(scalar: Scalar<'_>) -> Option<i64> {
    match scalar {
        Scalar::Integer(it) => Some(it),
        Scalar::Number(it) => whole(it),
        Scalar::Text(text) => digits(text),
        Scalar::Absent | Scalar::Null | Scalar::Boolean(_) | Scalar::Unsigned(_) => None,
    }
}

/// Converts a float without a fraction to an integer, if it represents no other integer.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the bounds make both casts exact"
)]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT as f64).then_some(number as i64)
}

/// Parses an integer in its canonical spelling only, so that no other spelling is lost.
fn digits(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let canonical = match unsigned {
        [b'0'] => unsigned.len() == text.len(),
        [b'1'..=b'9', ..] => true,
        _ => false,
    };
    // `parse` rejects everything else: other characters, and more than 64 bits.
    if canonical { text.parse().ok() } else { None }
}

/// Converts a scalar to a float, if the float represents it exactly.
#[allow(clippy::cast_precision_loss, reason = "the bound makes the cast exact")]
#[inline]
pub(crate) fn number(scalar: Scalar<'_>) -> Option<f64> {
    match scalar {
        Scalar::Number(it) => Some(it),
        Scalar::Integer(it) if it.unsigned_abs() <= EXACT.unsigned_abs() => Some(it as f64),
        _ => None,
    }
}

/// Converts a float to an integer, if it is one: `16.0` is written `16`.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the bounds make both casts exact"
)]
pub(crate) fn integral(number: f64) -> Option<i64> {
    // Minus zero is not the integer zero.
    let negative_zero = number == 0.0 && number.is_sign_negative();
    // 2^63 itself is the first float above `i64::MAX`.
    let fits = number >= i64::MIN as f64 && number < -(i64::MIN as f64);
    (fits && number.fract() == 0.0 && !negative_zero).then_some(number as i64)
}

/// Implements the slot of a plain type: its view, and its conversion from a scalar.
macro_rules! plain {
    ($type:ty, $expected:literal, $fresh:expr, |$it:ident| $view:expr, |$scalar:ident| $take:expr) => {
        impl Slot for $type {
            #[inline]
            fn view(&self) -> View<'_> {
                let $it = self;
                $view
            }

            fn put(&mut self, scalar: Scalar<'_>) -> Fit {
                <Self as Inner>::take(scalar).store(self)
            }

            fn open(&mut self, _: Kind) -> Target<'_> {
                Target::Unexpected($expected)
            }
        }

        impl Inner for $type {
            const SCALAR: bool = true;
            const EXPECTED: &'static str = $expected;

            #[inline]
            fn fresh() -> Self {
                $fresh
            }

            #[inline]
            fn take($scalar: Scalar<'_>) -> Taken<Self> {
                $take
            }
        }
    };
}

pub(crate) use plain;

plain!(String, "a string", String::new(), |it| View::Text(it), |scalar| match scalar {
    Scalar::Text(text) => Taken::Yes(text.to_owned()),
    _ => Taken::No("a string"),
});

plain!(bool, "a boolean", false, |it| View::Boolean(*it), |scalar| match scalar {
    Scalar::Boolean(it) => Taken::Yes(it),
    _ => Taken::No("a boolean"),
});

plain!(i64, "an integer", 0, |it| View::Integer(*it), |scalar| match integer(scalar) {
    Some(it) => Taken::Yes(it),
    None => Taken::No("an integer"),
});

plain!(f64, "a number", 0.0, |it| View::Number(*it), |scalar| match (number(scalar), scalar) {
    (Some(it), _) => Taken::Yes(it),
    (None, Scalar::Integer(_) | Scalar::Unsigned(_)) => {
        Taken::No("a number that a 64-bit float represents exactly")
    }
    (None, _) => Taken::No("a number"),
});

impl Slot for Value {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Value(self)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> Fit {
        *self = scalar.to_value();
        Fit::Yes
    }

    fn open(&mut self, _: Kind) -> Target<'_> {
        Target::Value(self)
    }
}

impl Inner for Value {
    const SCALAR: bool = true;

    #[inline]
    fn fresh() -> Self {
        Value::Null
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<Self> {
        Taken::Yes(scalar.to_value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_come_in_three_spellings() {
        for (scalar, expected) in [
            (Scalar::Integer(9_007_199_254_740_993), Some(9_007_199_254_740_993)),
            (Scalar::Integer(i64::MIN), Some(i64::MIN)),
            (Scalar::Number(9440.0), Some(9440)),
            (Scalar::Number(-9440.0), Some(-9440)),
            (Scalar::Number(-0.0), Some(0)),
            (Scalar::Number(1_190.841_940_532_081_7), None),
            (Scalar::Number(9_007_199_254_740_992.0), Some(9_007_199_254_740_992)),
            (Scalar::Number(9_007_199_254_740_994.0), None),
            (Scalar::Number(f64::INFINITY), None),
            (Scalar::Number(f64::NAN), None),
            (Scalar::Unsigned(u64::MAX), None),
            (Scalar::Text("9440"), Some(9440)),
            (Scalar::Text("-1"), Some(-1)),
            (Scalar::Text("0"), Some(0)),
            (Scalar::Text("9223372036854775807"), Some(i64::MAX)),
            (Scalar::Text("-9223372036854775808"), Some(i64::MIN)),
            (Scalar::Text("9223372036854775808"), None),
            (Scalar::Text("-0"), None),
            (Scalar::Text("007"), None),
            (Scalar::Text("+1"), None),
            (Scalar::Text(" 1"), None),
            (Scalar::Text("1.0"), None),
            (Scalar::Text("1e3"), None),
            (Scalar::Text("--1"), None),
            (Scalar::Text("-"), None),
            (Scalar::Text(""), None),
            (Scalar::Boolean(true), None),
            (Scalar::Null, None),
        ] {
            assert_eq!(integer(scalar), expected, "{scalar:?}");
        }
    }

    #[test]
    fn numbers_refuse_integers_that_a_float_cannot_hold() {
        for (scalar, expected) in [
            (Scalar::Number(0.5), Some(0.5)),
            (Scalar::Integer(9_007_199_254_740_992), Some(9_007_199_254_740_992.0)),
            (Scalar::Integer(-9_007_199_254_740_992), Some(-9_007_199_254_740_992.0)),
            (Scalar::Integer(9_007_199_254_740_993), None),
            (Scalar::Integer(i64::MIN), None),
            (Scalar::Unsigned(u64::MAX), None),
            (Scalar::Text("1"), None),
            (Scalar::Boolean(false), None),
        ] {
            assert_eq!(number(scalar), expected, "{scalar:?}");
        }
    }

    #[test]
    fn whole_floats_are_written_as_integers() {
        for (number, expected) in [
            (16.0, Some(16)),
            (-16.0, Some(-16)),
            (0.0, Some(0)),
            (-0.0, None),
            (0.5, None),
            (9_223_372_036_854_774_784.0, Some(9_223_372_036_854_774_784)),
            (9_223_372_036_854_775_808.0, None),
            (-9_223_372_036_854_775_808.0, Some(i64::MIN)),
            (1e300, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(integral(number), expected, "{number}");
        }
    }
}
