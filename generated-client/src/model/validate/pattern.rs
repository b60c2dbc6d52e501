//! Regular expressions of the document, which are those of JavaScript, for an engine that differs.
//!
//! `regex-lite` knows blanks of ASCII alone, and takes a line separator for a character like any
//! other; everything else that it understands, it understands in the same way. What it does not
//! understand (lookaround, back-references, classes of Unicode) it refuses.

use regex_lite::Regex;

/// Blanks and ends of lines in JavaScript, as members of a class.
const SPACE: &str =
    r"\t-\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// Compiles a pattern; nothing if it cannot be supported.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(&translate(pattern)?).ok()
}

fn translate(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next()? {
                's' if in_class => text.push_str(SPACE),
                's' => text.extend(["[", SPACE, "]"]),
                'S' if !in_class => text.extend(["[^", SPACE, "]"]),
                // In JavaScript, it need not be escaped but may be.
                '/' => text.push('/'),
                // A word boundary everywhere but in a class, where it is a character.
                'b' if in_class => text.push_str(r"\x08"),
                // A class within a class with all but some characters, and Unicode itself, cannot
                // be written; the others mean something else in Rust, or nothing.
                'S'
                | 'p'
                | 'P'
                | 'k'
                | 'c'
                | 'z'
                | 'A'
                | 'G'
                | 'Z'
                | 'a'
                | '<'
                | '>'
                | '0'..='9' => {
                    return None;
                }
                escaped => text.extend(['\\', escaped]),
            },
            '.' if !in_class => text.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '[' if in_class => text.push_str(r"\["),
            '[' => {
                in_class = true;
                text.push('[');
            }
            ']' if in_class => {
                in_class = false;
                text.push(']');
            }
            // In Rust these are operations on classes where they are doubled.
            '&' | '~' if in_class => text.extend(['\\', c]),
            // Groups with names, in a spelling that JavaScript does not have.
            '(' if rest.as_str().starts_with("?P") => return None,
            other => text.push(other),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::compile;

    fn matches(pattern: &str, text: &str) -> bool {
        compile(pattern).unwrap_or_else(|| panic!("{pattern}")).is_match(text)
    }

    #[test]
    fn blanks_are_those_of_javascript() {
        for blank in ["", " ", "\t\n\u{b}\u{c}\r", "\u{a0}", "\u{feff}", "\u{3000}\u{2028}"] {
            assert!(!matches(r"\S", blank), "{blank:?}");
            assert!(matches(r"^\s*$", blank), "{blank:?}");
            assert!(matches(r"^[\sx]*$", blank), "{blank:?}");
        }
        // No blanks in JavaScript, although they look like it.
        for text in ["x", "\u{180e}", "\u{200b}", "\u{85}"] {
            assert!(matches(r"\S", text), "{text:?}");
        }
    }

    #[test]
    fn a_dot_is_anything_on_the_line() {
        assert!(matches("^a.b$", "aéb") && matches("^a.b$", "a🦀b"));
        for end in ["\n", "\r", "\u{2028}", "\u{2029}"] {
            assert!(!matches("^a.b$", &format!("a{end}b")));
            // The end is that of the text, even before the end of a line.
            assert!(!matches("^a$", &format!("a{end}")));
        }
        assert!(matches("^[.]$", ".") && !matches("^[.]$", "x") && matches(r"^\.$", "."));
    }

    #[test]
    fn escapes_mean_the_same() {
        assert!(matches(r"^\d\w\/\-$", "1a/-"));
        assert!(!matches(r"^\d$", "\u{663}") && !matches(r"^\w$", "é"));
        assert!(matches(r"^[a&&b~~[]+$", "&~[ab"));
        assert!(matches(r"^[\b]$", "\u{8}") && matches(r"\ba\b", "(a)"));
        assert!(matches(r"^\u00e9\x41$", "éA"));
    }

    #[test]
    fn what_cannot_be_supported_is_refused() {
        for pattern in
            [r"(?=a)", r"(?!a)", r"(?<=a)b", r"(a)\1", r"\p{L}", r"[^\S]", r"(", r"[", r"\", r"\A"]
        {
            assert!(compile(pattern).is_none(), "{pattern}");
        }
    }
}
