//! Strings and their escapes.

use super::plain::plain_length;
use super::{Failure, Reader, Result};

impl Reader<'_> {
    /// Reads a string, whose opening quote is the next byte.
    #[inline]
    pub(in super::super) fn string(&mut self) -> Result<&str> {
        self.at += 1;
        let start = self.at;
        self.at += plain_length(self.rest());
        if self.byte() == Some(b'"') {
            let text = self.since(start);
            self.at += 1;
            return Ok(text);
        }
        self.escaped(start)
    }

    /// Reads the rest of a string from its first escape on.
    fn escaped(&mut self, start: usize) -> Result<&str> {
        let plain = self.since(start);
        self.unescaped.clear();
        self.unescaped.push_str(plain);
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(&self.unescaped);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    self.unescaped.push(character);
                }
                _ => return Err(Failure::syntax()),
            }
            let start = self.at;
            self.at += plain_length(self.rest());
            let plain = self.since(start);
            self.unescaped.push_str(plain);
        }
    }

    /// Skips a string, whose opening quote is the next byte, without reading its escapes.
    pub(super) fn skip_string(&mut self) -> Result<()> {
        self.at += 1;
        loop {
            self.at += plain_length(self.rest());
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.at = self.text.len().min(self.at + 2),
                _ => return Err(Failure::syntax()),
            }
        }
    }

    /// Reads an escape, whose backslash is the next byte.
    fn escape(&mut self) -> Result<char> {
        let character = match self.rest().get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(Failure::syntax()),
        };
        self.at += 2;
        Ok(character)
    }

    /// Reads one escape such as `\u00e9`, or two that are a surrogate pair. Half a pair, which a
    /// service written in JavaScript sends when it truncates a string inside an emoji, is U+FFFD.
    fn unicode_escape(&mut self) -> Result<char> {
        let Some(unit) = unit(self.rest()) else { return Err(Failure::syntax()) };
        self.at += 6;
        let next = if (0xD800..0xDC00).contains(&unit) { self::unit(self.rest()) } else { None };
        let units = [Some(unit), next].into_iter().flatten();
        let character = char::decode_utf16(units).next().and_then(std::result::Result::ok);
        if character.is_some_and(|it| it.len_utf16() == 2) {
            self.at += 6;
        }
        Ok(character.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

/// Returns the number in an escape such as `\ud83d` at the start of a text.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, byte| {
        let digit = char::from(*byte).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read() {
        for (json, expected) in [
            (r#""""#, ""),
            (r#""plain""#, "plain"),
            (r#""a\nb""#, "a\nb"),
            (r#""\"\\\/\b\f\r\t""#, "\"\\/\u{8}\u{c}\r\t"),
            (r#""\u0000\u00e9\u00E9""#, "\0éé"),
            (r#""\ud83d\ude00!""#, "\u{1f600}!"),
            (r#""cut \ud83d""#, "cut \u{fffd}"),
            (r#""\ude00\ud83dx""#, "\u{fffd}\u{fffd}x"),
            (r#""\ud83d\n\ud83d\ud83d\ude00""#, "\u{fffd}\n\u{fffd}\u{1f600}"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\\ud83d""#, "\\ud83d"),
        ] {
            let text = format!("{json} 1");
            let mut reader = Reader::new(&text);
            assert_eq!(reader.string().unwrap(), expected, "{json}");
            assert_eq!(reader.peek(), Some(b'1'), "{json}");
            let mut reader = Reader::new(&text);
            reader.skip_string().unwrap();
            assert_eq!(reader.peek(), Some(b'1'), "{json}");
        }
    }

    #[test]
    fn invalid_strings_are_rejected() {
        for json in [
            "\"",
            "\"a",
            "\"\\",
            "\"\\\"",
            "\"\\u\"",
            "\"\\ud83\"",
            "\"\\ud83d\\u12\"",
            "\"\\é\"",
            "\"a\u{0}\"",
            "\"\\n\u{1}\"",
            "\"\\u+123\"",
        ] {
            assert!(Reader::new(json).string().is_err(), "{json}");
        }
    }
}
