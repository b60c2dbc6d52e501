//! Scans JSON text that has already parsed: keys, items and numbers with their offsets.

use std::borrow::Cow;

use super::{Mark, Step, Visitor};

/// An object or list that is not closed yet.
enum Open {
    Object { key_next: bool },
    List { next: usize },
}

/// Tells the visitor what the text holds. The text must be JSON; other text is scanned to its end
/// without a meaning.
pub(crate) fn scan(text: &str, visitor: &mut impl Visitor) {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => at += 1,
            b'}' | b']' => {
                open.pop();
                visitor.leave();
                at += 1;
            }
            b'"' => {
                let end = string_end(bytes, at);
                if let Some(Open::Object { key_next: key_next @ true }) = open.last_mut() {
                    *key_next = false;
                    let key = unescape(text.get(at..end).unwrap_or_default());
                    visitor.enter(Step::Member(&key), Mark::Offset(at));
                } else {
                    begin(&mut open, visitor, at);
                    visitor.leave();
                }
                at = end;
            }
            b'{' => {
                begin(&mut open, visitor, at);
                open.push(Open::Object { key_next: true });
                at += 1;
            }
            b'[' => {
                begin(&mut open, visitor, at);
                open.push(Open::List { next: 0 });
                at += 1;
            }
            _ => {
                begin(&mut open, visitor, at);
                let rest = bytes.get(at..).unwrap_or_default();
                let ends =
                    |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                let end = at + rest.iter().position(ends).unwrap_or(rest.len());
                if byte == b'-' || byte.is_ascii_digit() {
                    visitor.number(text.get(at..end).unwrap_or_default(), Mark::Offset(at));
                }
                visitor.leave();
                at = end;
            }
        }
    }
}

/// A value begins. The value of a property was entered with its key; the next string is a key
/// again.
fn begin(open: &mut [Open], visitor: &mut impl Visitor, at: usize) {
    match open.last_mut() {
        None => visitor.enter(Step::Root, Mark::Offset(at)),
        Some(Open::Object { key_next }) => *key_next = true,
        Some(Open::List { next }) => {
            visitor.enter(Step::Item(*next), Mark::Offset(at));
            *next += 1;
        }
    }
}

/// Returns the offset after the closing quote of the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns the text of a string literal, given with its quotes.
fn unescape(literal: &str) -> Cow<'_, str> {
    if literal.contains('\\') {
        return Cow::Owned(serde_json::from_str(literal).unwrap_or_default());
    }
    Cow::Borrowed(literal.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::{Mark, Step, Visitor, scan};

    /// Writes down what it is told.
    #[derive(Default)]
    struct Script(Vec<String>);

    impl Visitor for Script {
        fn enter(&mut self, step: Step<'_>, mark: Mark) {
            self.0.push(match step {
                Step::Root => format!("root {mark:?}"),
                Step::Member(key) => format!("{key} {mark:?}"),
                Step::Item(index) => format!("{index} {mark:?}"),
            });
        }
        fn number(&mut self, literal: &str, _: Mark) {
            self.0.push(literal.to_owned());
        }
        fn leave(&mut self) {
            self.0.push("end".to_owned());
        }
    }

    #[test]
    fn every_value_is_visited() {
        let text = r#"{"a":{},"b\n":[[],-1.5e3,"x",true],"c":"{[,"}"#;
        let mut script = Script::default();
        scan(text, &mut script);
        assert_eq!(
            script.0,
            [
                "root Offset(0)",
                "a Offset(1)",
                "end",
                "b\n Offset(8)",
                "0 Offset(15)",
                "end",
                "1 Offset(18)",
                "-1.5e3",
                "end",
                "2 Offset(25)",
                "end",
                "3 Offset(29)",
                "end",
                "end",
                "c Offset(35)",
                "end",
                "end",
            ]
        );
    }

    #[test]
    fn text_that_is_not_json_ends_the_scan_too() {
        for text in ["", "\"", "{\"a", "]]]", "[\"\\", "{,}", "ü", "\"\\ü"] {
            scan(text, &mut Script::default());
        }
    }
}
