//! JSON that the grammar allows, but that no value in Rust can hold.
//!
//! There are two such things, and neither may cost more than its own field: numbers beyond 64
//! bits, which would be rounded or refused, become text; and halves of surrogate pairs, which a
//! service written in JavaScript sends when it cuts text in the middle of an emoji, become U+FFFD.

/// Whether there may be an integer beyond 64 bits. Says yes too often, but never no wrongly.
pub(super) fn may_hold_huge_integer(text: &str) -> bool {
    // Such an integer has 19 digits or more, so one of them is met when looking at every 19th
    // byte. That makes the question nearly free.
    const DIGITS: usize = 19;
    let bytes = text.as_bytes();
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    (DIGITS - 1..bytes.len()).step_by(DIGITS).any(|at| {
        bytes.get(at).is_some_and(u8::is_ascii_digit) && {
            let before = bytes
                .get(..at)
                .unwrap_or_default()
                .iter()
                .rev()
                .take(DIGITS)
                .take_while(is_digit)
                .count();
            let after = bytes
                .get(at..)
                .unwrap_or_default()
                .iter()
                .take(DIGITS)
                .take_while(is_digit)
                .count();
            before + after >= DIGITS
        }
    })
}

/// The text with everything replaced that no value can hold; nothing if there is no such thing.
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
                is_huge(number).then(|| format!("\"{number}\""))
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

/// Whether a number is beyond 64 bits. What is no number in JSON is left for the parser to refuse.
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

/// The length of the escape that `text` begins with, and whether it is half a surrogate pair.
fn escape(text: &str) -> (usize, bool) {
    match unit(text) {
        Some(0xD800..=0xDBFF) => match text.get(6..).and_then(unit) {
            Some(0xDC00..=0xDFFF) => (12, false),
            _ => (6, true),
        },
        Some(0xDC00..=0xDFFF) => (6, true),
        Some(_) => (6, false),
        // A backslash and what it escapes, which is a character of one byte in valid JSON.
        None => {
            (1 + text.get(1..).unwrap_or_default().chars().next().map_or(0, char::len_utf8), false)
        }
    }
}

/// The number in an escape such as `\ud83d`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_value_can_hold_is_replaced() {
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
            ("[0.1e+500,10.25E499]", Some("[\"0.1e+500\",\"10.25E499\"]")),
            ("", None),
            ("é1é", None),
        ] {
            assert_eq!(repair(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn huge_integers_are_noticed_wherever_they_stand() {
        for before in 0..60 {
            for digits in 1..60 {
                let text = format!("{}[{}]", " ".repeat(before), "7".repeat(digits));
                assert_eq!(may_hold_huge_integer(&text), digits >= 19, "{before} {digits}");
            }
        }
        assert!(!may_hold_huge_integer(""));
    }
}
