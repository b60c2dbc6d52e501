//! Numbers, none of which loses a digit.

use serde_json::Value;

use super::{Failure, Reader, Result};

/// Whether a crate of the program has enabled the feature `arbitrary_precision` of `serde_json`:
/// its numbers are text then, and larger.
pub(in super::super) const ARBITRARY: bool =
    size_of::<serde_json::Number>() > size_of::<Option<u64>>();

/// The number of digits that are always in the range of `i64`.
const SHORT: usize = 18;

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Number<'de> {
    /// An integer in the range of `i64`.
    Integer(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// A number with a fraction or an exponent, or minus zero.
    Float(f64),
    /// A number that none of these represents: an integer beyond 64 bits, a float out of range, or
    /// an integer that was written as a float and would be rounded.
    Inexact(&'de str),
}

impl Number<'_> {
    /// Returns the number as raw JSON. What `Value` does not represent is a string.
    pub(in super::super) fn to_value(self) -> Value {
        match self {
            Number::Integer(it) => Value::Number(it.into()),
            Number::Unsigned(it) => Value::Number(it.into()),
            Number::Float(it) => {
                serde_json::Number::from_f64(it).map_or(Value::Null, Value::Number)
            }
            Number::Inexact(text) if ARBITRARY => {
                text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Number)
            }
            Number::Inexact(text) => Value::String(text.to_owned()),
        }
    }
}

impl<'de> Reader<'de> {
    /// Reads a number, whose sign or first digit is the next byte.
    #[inline]
    pub(in super::super) fn number(&mut self) -> Result<Number<'de>> {
        let start = self.at;
        let is_negative = self.byte() == Some(b'-');
        self.at += usize::from(is_negative);
        let digits = self.at;
        let mut magnitude = 0_i64;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            magnitude = magnitude.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        let count = self.at - digits;
        let is_zero = self.text.as_bytes().get(digits) == Some(&b'0');
        if count == 0 || is_zero && count > 1 {
            return Err(Failure::syntax());
        }
        let is_float = matches!(self.byte(), Some(b'.' | b'e' | b'E'));
        if is_float || count > SHORT || is_negative && is_zero {
            return self.long_number(start);
        }
        Ok(Number::Integer(if is_negative { -magnitude } else { magnitude }))
    }

    /// Reads the rest of a number that is no short integer.
    fn long_number(&mut self, start: usize) -> Result<Number<'de>> {
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.since(start);
        if text != "-0" && !text.contains(['.', 'e', 'E']) {
            return Ok(match (text.parse(), text.parse()) {
                (Ok(it), _) => Number::Integer(it),
                (_, Ok(it)) => Number::Unsigned(it),
                _ => Number::Inexact(text),
            });
        }
        Ok(match text.parse::<f64>() {
            Ok(it) if it.is_finite() && !loses_digits(text, it) => Number::Float(it),
            _ => Number::Inexact(text),
        })
    }

    /// Reads at least one digit.
    fn digits(&mut self) -> Result<()> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(Failure::syntax()) } else { Ok(()) }
    }
}

/// Whether an integer that was written as a float would become another one: the float nearest to
/// `9007199254740993.0` is 9007199254740992. The nearest float represents a number with a fraction.
fn loses_digits(text: &str, float: f64) -> bool {
    // A float represents each integer exactly up to 2^53.
    if float.abs() < 9_007_199_254_740_992.0 {
        return false;
    }
    let Some(decimal) = decimal(text) else { return false };
    let (_, exponent) = &decimal;
    *exponent >= 0 && self::decimal(&format!("{float:e}")) != Some(decimal)
}

/// Returns the digits of a number without zeros at its ends, and their power of ten.
fn decimal(number: &str) -> Option<(String, i64)> {
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    let exponent = exponent.parse::<i64>().ok()?.checked_add(zeros)?;
    let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let digits = digits.trim_start_matches('0').to_owned();
    Some((digits, exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Number<'_> {
        let mut reader = Reader::new(text);
        let number = reader.number().unwrap();
        reader.end().unwrap();
        number
    }

    #[test]
    fn numbers_have_the_type_that_represents_them() {
        for (text, expected) in [
            ("0", Number::Integer(0)),
            ("-1", Number::Integer(-1)),
            ("123456789012345678", Number::Integer(123_456_789_012_345_678)),
            ("9223372036854775807", Number::Integer(i64::MAX)),
            ("-9223372036854775808", Number::Integer(i64::MIN)),
            ("9223372036854775808", Number::Unsigned(1 << 63)),
            ("18446744073709551615", Number::Unsigned(u64::MAX)),
            ("-0.0", Number::Float(-0.0)),
            ("1e5", Number::Float(1e5)),
            ("9007199254740992.0", Number::Float(9_007_199_254_740_992.0)),
            ("1e23", Number::Float(1e23)),
            ("1.5e300", Number::Float(1.5e300)),
            ("9007199254740993.5", Number::Float(9_007_199_254_740_994.0)),
            ("0.1000000000000000055511151231257827", Number::Float(0.1)),
            ("1e-400", Number::Float(0.0)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let Number::Float(zero) = read("-0") else { panic!("a float") };
        assert!(zero == 0.0 && zero.is_sign_negative());
    }

    #[test]
    fn a_number_that_would_lose_digits_is_text() {
        for text in [
            "18446744073709551616",
            "-9223372036854775809",
            "1e400",
            "-1e400",
            "0.1e+500",
            "10.25E499",
            "9007199254740993.0",
            "9.007199254740993e15",
            "-9007199254740993e0",
        ] {
            assert_eq!(read(text), Number::Inexact(text));
        }
    }

    #[test]
    fn floats_are_read_exactly() {
        for text in ["31.245270191439438", "121.48791951161945", "5e-324", "0.1"] {
            assert_eq!(read(text), Number::Float(text.parse().unwrap()), "{text}");
        }
    }
}
