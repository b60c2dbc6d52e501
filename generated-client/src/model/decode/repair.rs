//! Valid JSON that no Rust value can represent.
//!
//! There are two cases, and neither may affect more than its own field. Numbers beyond 64 bits,
//! which would be rounded or rejected, become strings. Halves of surrogate pairs, which a service
//! written in JavaScript sends when it truncates a string inside an emoji, become U+FFFD.

/// Returns the text with everything replaced that no value can represent; none if nothing is.
pub(super) fn repair(text: &str) -> Option<String> {
    let mut repaired = String::new();
    // Up to where `text` was copied.
    let mut copied = 0;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let start = at;
        let replacement = match byte {
            b'"' => {
                at += 1;
                while let Some(found) = text.get(at..).unwrap_or_default().find(['"', '\\']) {
                    at += found;
                    if text.as_bytes().get(at) == Some(&b'"') {
                        break;
                    }
                    let (length, is_half) = escape(text.get(at..).unwrap_or_default());
                    if is_half {
                        repaired.push_str(text.get(copied..at).unwrap_or_default());
                        repaired.push_str("\\ufffd");
                        copied = at + length;
                    }
                    at += length;
                }
                at = text.len().min(at + 1);
                None
            }
            b'-' | b'0'..=b'9' => {
                let is_part = |it: char| it.is_ascii_digit() || "+-.eE".contains(it);
                at += text
                    .get(at..)
                    .unwrap_or_default()
                    .find(|it| !is_part(it))
                    .unwrap_or(text.len() - at);
                let number = text.get(start..at).unwrap_or_default();
                (is_huge(number) || loses_digits(number)).then(|| format!("\"{number}\""))
            }
            _ => {
                at += 1;
                None
            }
        };
        if let Some(replacement) = replacement {
            repaired.push_str(text.get(copied..start).unwrap_or_default());
            repaired.push_str(&replacement);
            copied = at;
        }
    }
    (copied > 0).then(|| repaired + text.get(copied..).unwrap_or_default())
}

/// Whether a number is beyond 64 bits. The parser rejects what is not a JSON number.
fn is_huge(number: &str) -> bool {
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let rest = unsigned.trim_start_matches(|it: char| it.is_ascii_digit());
    let integer = unsigned.get(..unsigned.len() - rest.len()).unwrap_or_default();
    if integer.is_empty() || (integer.len() > 1 && integer.starts_with('0')) {
        return false;
    }
    if rest.is_empty() {
        return number.parse::<i64>().is_err() && number.parse::<u64>().is_err();
    }
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, exponent),
        None => (rest, "0"),
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let are_digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    (fraction.is_empty() || fraction.strip_prefix('.').is_some_and(are_digits))
        && are_digits(exponent)
        && number.parse().is_ok_and(f64::is_infinite)
}

/// Whether an integer that was written as a float would become another one: the float nearest to
/// `9007199254740993.0` is 9007199254740992. The nearest float represents a number with a fraction.
fn loses_digits(number: &str) -> bool {
    // The parser rejects what is not a JSON number.
    if !number.contains(['.', 'e', 'E']) || serde_json::from_str::<f64>(number).is_err() {
        return false;
    }
    let (Ok(float), Some(decimal)) = (number.parse::<f64>(), decimal(number)) else { return false };
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
    let exponent = if digits.is_empty() { 0 } else { exponent };
    Some((digits, exponent))
}

/// Returns the length of the escape at the start of `text`, and whether it is half a surrogate
/// pair.
fn escape(text: &str) -> (usize, bool) {
    match unit(text) {
        Some(0xD800..=0xDBFF) => match text.get(6..).and_then(unit) {
            Some(0xDC00..=0xDFFF) => (12, false),
            _ => (6, true),
        },
        Some(0xDC00..=0xDFFF) => (6, true),
        Some(_) => (6, false),
        // A backslash and the escaped character, which has one byte in valid JSON.
        None => {
            (1 + text.get(1..).unwrap_or_default().chars().next().map_or(0, char::len_utf8), false)
        }
    }
}

/// Returns the number in an escape such as `\ud83d`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unrepresentable_values_are_replaced() {
        for (text, expected) in [
            ("[18446744073709551616]", Some("[\"18446744073709551616\"]")),
            ("[-9223372036854775809 ]", Some("[\"-9223372036854775809\" ]")),
            ("{\"a\":1e400,\"b\":-1e400}", Some("{\"a\":\"1e400\",\"b\":\"-1e400\"}")),
            ("1e400", Some("\"1e400\"")),
            ("[18446744073709551615,-9223372036854775808,1e308,0.1,-1e-400]", None),
            ("[\"18446744073709551616\"]", None),
            ("[\"\\\"18446744073709551616\"]", None),
            ("[\"\\\\\",18446744073709551616]", Some("[\"\\\\\",\"18446744073709551616\"]")),
            (r#"["\ud83d\ude00\u00e9"]"#, None),
            (r#"["cut \ud83d"]"#, Some(r#"["cut \ufffd"]"#)),
            (r#"["\ude00\ud83dx",1e400]"#, Some(r#"["\ufffd\ufffdx","1e400"]"#)),
            (r#"["\ud83d\n\ud83d\ud83d\ude00"]"#, Some(r#"["\ufffd\n\ufffd\ud83d\ude00"]"#)),
            (r#"["\\ud83d"]"#, None),
            // Not JSON; must not panic, and is refused elsewhere.
            ("\"\\", None),
            ("\"\\ud83", None),
            ("\"\\é", None),
            ("\"", None),
            ("-", None),
            ("--1e+e", None),
            ("[1.e400,01e400,1e400.5,1e+400e1,1e4+00,-e400,00000000000000000001]", None),
            ("[9007199254740993.0]", Some("[\"9007199254740993.0\"]")),
            (
                "[9.007199254740993e15,-9007199254740993e0]",
                Some("[\"9.007199254740993e15\",\"-9007199254740993e0\"]"),
            ),
            ("[9007199254740992.0,1e23,1.5e300,0.0,-0.0,0e9,9007199254740993.5]", None),
            ("[0.1000000000000000055511151231257827,1190.84194053208171]", None),
            ("[0.1e+500,10.25E499]", Some("[\"0.1e+500\",\"10.25E499\"]")),
            ("", None),
            ("é1é", None),
        ] {
            assert_eq!(repair(text).as_deref(), expected, "{text}");
        }
    }
}
