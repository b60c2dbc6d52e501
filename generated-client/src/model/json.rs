//! Reading of JSON text, one token after the other.
//!
//! The decoder knows which property probably comes next, and compares its name with the text in
//! place. It also reads what `serde_json` rejects or rounds: half a surrogate pair becomes U+FFFD,
//! and a number that no Rust number represents is [`Number::Inexact`]. Everything else follows
//! `serde_json`, from which the error of text that is not JSON comes.

mod escape;
mod number;
mod plain;

use std::io;

use serde::de::{Error, IgnoredAny};
use serde_json::{Map, Value};

pub(super) use self::number::{ARBITRARY, Number};
pub(super) use self::plain::is_plain;
use super::path::DEPTH;

/// Why a text is not decoded. It is boxed, because results are returned for each value.
#[derive(Debug)]
pub(super) struct Failure(Box<Cause>);

#[derive(Debug)]
enum Cause {
    /// It is not JSON.
    Syntax,
    /// It is nested too deeply.
    Depth,
    /// It is JSON, but of an unexpected form.
    Form(String),
}

/// The result of reading a part of a text.
pub(super) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// Returns the failure of JSON of an unexpected form.
    #[cold]
    pub(super) fn form(message: String) -> Self {
        Self(Box::new(Cause::Form(message)))
    }

    #[cold]
    fn syntax() -> Self {
        Self(Box::new(Cause::Syntax))
    }

    #[cold]
    pub(super) fn too_deep() -> Self {
        Self(Box::new(Cause::Depth))
    }

    /// Returns the error for `text`, in which the failure occurred. The place of a syntax error is
    /// not tracked while reading; `serde_json` finds it again.
    pub(super) fn into_error(self, text: &str) -> serde_json::Error {
        match *self.0 {
            Cause::Form(message) => serde_json::Error::custom(message),
            // It has the words of `serde_json`, and is not an error of `Category::Data`.
            Cause::Depth => serde_json::Error::io(io::Error::other("recursion limit exceeded")),
            Cause::Syntax => match serde_json::from_str::<IgnoredAny>(text) {
                Err(error) => error,
                Ok(IgnoredAny) => serde_json::Error::custom("invalid JSON"),
            },
        }
    }
}

/// A position in a text.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    /// The last string with escapes.
    unescaped: String,
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0, unescaped: String::new() }
    }

    /// Returns the position, to which [`rewind`](Self::rewind) returns.
    #[inline]
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Returns to a position.
    pub(super) fn rewind(&mut self, position: usize) {
        self.at = position;
    }

    /// Returns the length of the rest.
    pub(super) fn remaining(&self) -> usize {
        self.text.len() - self.at
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The rest of the text.
    #[inline]
    fn rest(&self) -> &'de [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Returns the text between a position and this one.
    #[inline]
    fn since(&self, start: usize) -> &'de str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Skips white space and returns the next byte, without reading it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
        }
    }

    /// Reads a byte that must be the next one after white space.
    #[inline]
    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(Failure::syntax())
        }
    }

    /// Reads the bracket that starts an array or an object.
    #[inline]
    pub(super) fn open(&mut self) {
        self.at += 1;
    }

    /// Reads up to the next item of an array or property of an object, or the bracket that ends it.
    #[inline]
    pub(super) fn next(&mut self, is_first: bool, end: u8) -> Result<bool> {
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(false)
            }
            Some(_) if is_first => Ok(true),
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(Failure::syntax()),
        }
    }

    /// Reads the name of a property if it is `expected`, which has no escapes, and the colon.
    #[inline]
    pub(super) fn take_name(&mut self, expected: &str) -> Result<bool> {
        let is_quoted = self.peek() == Some(b'"');
        let length = expected.len();
        let rest = self.rest();
        if is_quoted
            && rest.get(1..=length) == Some(expected.as_bytes())
            && rest.get(length + 1) == Some(&b'"')
        {
            self.at += length + 2;
            self.expect(b':')?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Reads the name of a property and the colon.
    pub(super) fn name<T>(&mut self, find: impl FnOnce(&str) -> T) -> Result<T> {
        if self.peek() != Some(b'"') {
            return Err(Failure::syntax());
        }
        let found = find(self.string()?);
        self.expect(b':')?;
        Ok(found)
    }

    /// Reads `null`, `true` or `false`.
    pub(super) fn literal(&mut self) -> Result<Option<bool>> {
        for (literal, value) in [("null", None), ("true", Some(true)), ("false", Some(false))] {
            if self.rest().starts_with(literal.as_bytes()) {
                self.at += literal.len();
                return Ok(value);
            }
        }
        Err(Failure::syntax())
    }

    /// Makes sure that nothing but white space follows.
    pub(super) fn end(&mut self) -> Result<()> {
        if self.peek().is_none() { Ok(()) } else { Err(Failure::syntax()) }
    }

    /// Skips a value. It may be invalid inside its brackets; the caller reads it again.
    pub(super) fn skip(&mut self) -> Result<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => self.skip_string()?,
                Some(b'[' | b'{') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b']' | b'}') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E') => {
                    let is_part = |it: &u8| it.is_ascii_alphanumeric() || b"+-.".contains(it);
                    self.at += self.rest().iter().take_while(|it| is_part(it)).count();
                }
                _ => return Err(Failure::syntax()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Reads a raw value with `depth` arrays and objects around it.
    pub(super) fn value(&mut self, depth: u32) -> Result<Value> {
        match self.peek() {
            Some(b'"') => Ok(Value::String(self.string()?.to_owned())),
            Some(b'-' | b'0'..=b'9') => Ok(self.number()?.to_value()),
            Some(b'[' | b'{') if depth >= DEPTH => Err(Failure::too_deep()),
            Some(b'[') => {
                self.open();
                let mut items = Vec::new();
                while self.next(items.is_empty(), b']')? {
                    items.push(self.value(depth + 1)?);
                }
                Ok(Value::Array(items))
            }
            Some(b'{') => {
                self.open();
                let mut properties = Map::new();
                while self.next(properties.is_empty(), b'}')? {
                    let name = self.name(str::to_owned)?;
                    properties.insert(name, self.value(depth + 1)?);
                }
                Ok(Value::Object(properties))
            }
            _ => Ok(self.literal()?.map_or(Value::Null, Value::Bool)),
        }
    }
}

/// Reads a body as raw JSON.
///
/// # Errors
///
/// If it is not JSON.
pub(crate) fn parse(body: &[u8]) -> serde_json::Result<Value> {
    let text = std::str::from_utf8(body).map_err(serde_json::Error::custom)?;
    let mut reader = Reader::new(text);
    let value = reader.value(0).and_then(|value| reader.end().map(|()| value));
    value.map_err(|failure| failure.into_error(text))
}

/// Returns the content of a JSON string; none if the text is not one.
pub(crate) fn unquote(text: &str) -> Option<String> {
    let mut reader = Reader::new(text);
    reader.peek().filter(|byte| *byte == b'"')?;
    let content = reader.string().ok()?.to_owned();
    reader.end().is_ok().then_some(content)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> serde_json::Result<Value> {
        parse(text.as_bytes())
    }

    #[test]
    fn valid_text_is_read_like_serde_json_reads_it() {
        for text in [
            r#"{"a":[1,-1,18446744073709551615,0.5,1e300,null,true,false,"x\n\u00e9"],"b":{}}"#,
            " [ ] ",
            "\t{\r\n}\n",
            r#"{"a":1,"a":2}"#,
            r#"["\"\\\/\b\f\n\r\t\ud83d\ude00é"]"#,
            "[0,-0,0.0,-0.0,1E5,1e+5,1e-5,0e0,123456789012345678,1234567890123456789]",
            "[-9223372036854775808,9223372036854775807,9223372036854775808]",
            "\"\"",
            "5e-324",
        ] {
            assert_eq!(read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn invalid_text_has_the_error_of_serde_json() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{,}",
            "[}",
            "{]",
            "nul",
            "nullx",
            "tru",
            "True",
            "\"a",
            "\"\\",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"a\nb\"",
            "\"\u{1f}\"",
            "-",
            "01",
            "-01",
            "1.",
            ".5",
            "1.e5",
            "1e",
            "1e+",
            "+1",
            "--1",
            "1a",
            "[1] 2",
            "1,",
            "]",
            "[1:2]",
            "{\"a\":1:2}",
            "\u{feff}1",
            "NaN",
            "Infinity",
            "'a'",
            "[1}",
        ] {
            let expected = serde_json::from_str::<IgnoredAny>(text).unwrap_err();
            assert_eq!(read(text).unwrap_err().to_string(), expected.to_string(), "{text}");
        }
    }

    #[test]
    fn a_string_is_unquoted() {
        assert_eq!(unquote(r#""name""#).as_deref(), Some("name"));
        for text in ["", "name", "\"name", "\"name\" 1", "1", "[]"] {
            assert_eq!(unquote(text), None, "{text}");
        }
    }

    #[test]
    fn the_depth_is_limited() {
        for (levels, fits) in [(1, true), (127, true), (128, false), (100_000, false)] {
            let text = "[".repeat(levels) + &"]".repeat(levels);
            assert_eq!(read(&text).is_ok(), fits, "{levels} levels");
            assert_eq!(serde_json::from_str::<Value>(&text).is_ok(), fits, "{levels} levels");
        }
    }

    #[test]
    fn a_value_is_skipped() {
        for value in
            ["1", "-1.5e+3", "\"\"", "\"a\\\"]}\\\\\"", "[]", "{}", "[[1,2],{\"a\":\"}\"}]", "null"]
        {
            let text = format!(" {value} ,1");
            let mut reader = Reader::new(&text);
            reader.skip().unwrap();
            assert!(reader.next(false, b']').unwrap(), "{value}");
            assert_eq!(reader.value(0).unwrap(), 1, "{value}");
        }
        for value in ["", "[", "[1", "\"", "\"\\", "}", ","] {
            assert!(Reader::new(value).skip().is_err(), "{value}");
        }
    }

    #[test]
    fn an_expected_name_is_compared_as_a_whole() {
        for (text, is_name) in [
            (r#""name":1"#, true),
            (" \"name\"  : 1", true),
            (r#""names":1"#, false),
            (r#""na":1"#, false),
            (r#""na"#, false),
            ("name", false),
            ("", false),
        ] {
            let mut reader = Reader::new(text);
            assert_eq!(reader.take_name("name").unwrap(), is_name, "{text}");
            assert_eq!(reader.peek(), if is_name { Some(b'1') } else { text.bytes().next() });
        }
        assert!(Reader::new(r#""name"1"#).take_name("name").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn text_is_json_if_serde_json_reads_it(text in "([\\[\\]{},:\" \\\\n]|-?[0-9]{1,3}|\\.5|[eE]|\"a\"|\"a\":|null|true|\\\\u00e9|é){0,12}") {
            // An integer beyond 64 bits is a string, where `Value` would round it.
            prop_assume!(!text.split(|it: char| !it.is_ascii_digit()).any(|run| run.len() > 15));
            let expected = serde_json::from_str::<Value>(&text);
            let found = read(&text);
            match expected {
                Ok(expected) => prop_assert_eq!(found.unwrap(), expected),
                // `serde_json` stops there; what follows may be JSON or not.
                Err(error) if error.to_string().contains("number out of range") => {}
                Err(_) => prop_assert!(found.unwrap_err().line() > 0),
            }
        }
    }
}
