//! Translates patterns of the spec to expressions that the client can check.
//!
//! Patterns are regular expressions of JavaScript; the client checks them with `regex-lite`, in
//! time linear in the text. Syntax that both support has the same meaning, except for white space
//! and ends of lines. Some features that `regex-lite` lacks can be rewritten; other patterns are
//! not checked, and the generator warns about them.

use regex_lite::Regex;
use regex_syntax::hir::{Class, HirKind};

/// White space and ends of lines in JavaScript, as items of a class.
const SPACE: &str =
    r"\t-\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// All other characters.
const NO_SPACE: &str = r"\x00-\x08\x0e-\x1f!-\u{9f}\u{a1}-\u{167f}\u{1681}-\u{1fff}\u{200b}-\u{2027}\u{202a}-\u{202e}\u{2030}-\u{205e}\u{2060}-\u{2fff}\u{3001}-\u{fefe}\u{ff00}-\u{10ffff}";

/// One expression, and whether a text must match it or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The expression, for `regex-lite`.
    pub regex: String,
    /// Whether a string must match it.
    pub is_match: bool,
}

/// Translates a pattern to checks that must all hold.
///
/// # Errors
///
/// What the pattern has that cannot be checked.
pub fn checks(pattern: &str) -> Result<Vec<Check>, &'static str> {
    let (assertions, rest) = split(pattern);
    let mut checks = Vec::with_capacity(assertions.len().saturating_add(1));
    for (inner, is_match) in assertions {
        checks.push(Check { regex: format!("^(?:{})", translate(inner)?), is_match });
    }
    let rest = translate(&rest)?;
    if rest != "^" || checks.is_empty() {
        checks.push(Check { regex: rest, is_match: true });
    }
    if checks.iter().all(|check| Regex::new(&check.regex).is_ok()) {
        Ok(checks)
    } else {
        Err("an unsupported expression")
    }
}

/// Takes the lookaheads from the start of a pattern: `^(?=a)(?!b)c` holds if `^a` and `^c` match
/// and `^b` does not.
fn split(pattern: &str) -> (Vec<(&str, bool)>, String) {
    let whole = || (Vec::new(), pattern.to_owned());
    let Some(mut rest) = pattern.strip_prefix('^') else { return whole() };
    let mut found = Vec::new();
    loop {
        let is_match = rest.starts_with("(?=");
        if !is_match && !rest.starts_with("(?!") {
            break;
        }
        let Some(end) = end_of_group(rest) else { return whole() };
        let (Some(inner), Some(after)) = (rest.get(3..end), rest.get(end.saturating_add(1)..))
        else {
            return whole();
        };
        // A lookahead that is repeated says something else.
        if after.starts_with(['*', '+', '?', '{']) {
            return whole();
        }
        found.push((inner, is_match));
        rest = after;
    }
    if has_alternatives(rest) { whole() } else { (found, format!("^{rest}")) }
}

/// Where the group ends that a text begins with.
fn end_of_group(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    walk(text, |at, c| {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Whether a pattern has alternatives outside of groups.
fn has_alternatives(text: &str) -> bool {
    let mut depth = 0_usize;
    walk(text, |at, c| {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0 && c == '|').then_some(at)
    })
    .is_some()
}

/// Visits the characters that are neither escaped nor in a class.
fn walk(text: &str, mut each: impl FnMut(usize, char) -> Option<usize>) -> Option<usize> {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, c) in text.char_indices() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match c {
            '\\' => is_escaped = true,
            ']' if in_class => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            _ => {
                if let Some(found) = each(at, c) {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// Translates one expression.
fn translate(pattern: &str) -> Result<String, &'static str> {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('s') => text.extend(["[", SPACE, "]"]),
                Some('S') => text.extend(["[^", SPACE, "]"]),
                Some(c @ ('p' | 'P')) => text.extend(["[", &property(c, &mut rest)?, "]"]),
                escaped => text.push_str(&escape(escaped, &rest)?),
            },
            '.' => text.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '[' => class(&mut rest, &mut text)?,
            '(' => {
                let rest = rest.as_str();
                if ["?=", "?!", "?<=", "?<!"].iter().any(|it| rest.starts_with(it)) {
                    return Err("a look-around that does not begin the pattern");
                }
                // A group with a name, in a spelling that JavaScript does not have.
                if rest.starts_with("?P") {
                    return Err("an unsupported expression");
                }
                text.push('(');
            }
            other => text.push(other),
        }
    }
    Ok(text)
}

/// Translates a class, after its opening bracket.
fn class(rest: &mut std::str::Chars<'_>, text: &mut String) -> Result<(), &'static str> {
    const OPEN: &str = "a class without an end";
    let is_negated = rest.as_str().starts_with('^');
    if is_negated {
        rest.next();
    }
    if rest.as_str().starts_with(']') {
        rest.next();
        // `[^]` is any character, and `[]` is none.
        return if is_negated {
            text.push_str(r"[\x00-\u{10ffff}]");
            Ok(())
        } else {
            Err("a class without characters")
        };
    }
    text.push_str(if is_negated { "[^" } else { "[" });
    // Whether a hyphen is a character here: at the start, after another class, at the end of a
    // range.
    let mut is_hyphen = true;
    while let Some(c) = rest.next() {
        is_hyphen = match c {
            ']' => {
                text.push(']');
                return Ok(());
            }
            '\\' => match rest.next() {
                Some('s') => {
                    text.push_str(SPACE);
                    true
                }
                Some('S') => {
                    text.push_str(NO_SPACE);
                    true
                }
                Some(c @ ('p' | 'P')) => {
                    text.push_str(&property(c, rest)?);
                    true
                }
                // A word boundary everywhere but in a class, where it is a character.
                Some('b') => {
                    text.push_str(r"\x08");
                    false
                }
                escaped => {
                    text.push_str(&escape(escaped, rest)?);
                    matches!(escaped, Some('d' | 'D' | 'w' | 'W'))
                }
            },
            '-' if is_hyphen || before_class(rest.as_str()) => {
                text.push_str(r"\-");
                false
            }
            // Two hyphens are an operation on classes in Rust, so the next one is escaped.
            '-' => {
                text.push('-');
                true
            }
            // In Rust these open a class, or are operations on classes where they are doubled.
            '[' | '&' | '~' => {
                text.extend(['\\', c]);
                false
            }
            other => {
                text.push(other);
                false
            }
        };
    }
    Err(OPEN)
}

/// Whether the next item of a class is a class itself.
fn before_class(rest: &str) -> bool {
    rest.strip_prefix('\\')
        .is_some_and(|rest| rest.starts_with(['d', 'D', 'w', 'W', 's', 'S', 'p', 'P']))
}

/// Returns an escaped character that means the same in a class and outside of it.
fn escape(escaped: Option<char>, rest: &std::str::Chars<'_>) -> Result<String, &'static str> {
    let Some(c) = escaped else { return Err("an escape without a character") };
    Ok(match c {
        '0' if !rest.as_str().starts_with(|c: char| c.is_ascii_digit()) => r"\x00".to_owned(),
        '0'..='9' | 'k' => return Err("a back-reference"),
        // These mean something else in Rust, or nothing.
        'c' | 'z' | 'A' | 'G' | 'Z' | 'a' => return Err("an unsupported escape"),
        // In JavaScript, these need not be escaped but may be.
        '/' | '<' | '>' => c.to_string(),
        c if !c.is_ascii() => c.to_string(),
        c => format!("\\{c}"),
    })
}

/// Returns the characters with a property of Unicode, as items of a class.
fn property(kind: char, rest: &mut std::str::Chars<'_>) -> Result<String, &'static str> {
    const UNKNOWN: &str = "an unknown property of Unicode";
    let inner = rest.as_str().strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let (name, after) = inner.ok_or(UNKNOWN)?;
    let parsed = regex_syntax::parse(&format!("\\{kind}{{{name}}}")).map_err(|_| UNKNOWN)?;
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else { return Err(UNKNOWN) };
    *rest = after.chars();
    let item = |c: char| format!("\\u{{{:x}}}", u32::from(c));
    let range = |it: &regex_syntax::hir::ClassUnicodeRange| {
        if it.start() == it.end() {
            item(it.start())
        } else {
            format!("{}-{}", item(it.start()), item(it.end()))
        }
    };
    let text: String = class.iter().map(range).collect();
    if text.is_empty() { Err(UNKNOWN) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::checks;

    fn matches(pattern: &str, text: &str) -> bool {
        let checks = checks(pattern).unwrap_or_else(|why| panic!("{pattern}: {why}"));
        checks.iter().all(|it| Regex::new(&it.regex).unwrap().is_match(text) == it.is_match)
    }

    #[test]
    fn plain_patterns_are_unchanged() {
        for pattern in ["[0-9]", "^[a-zA-Z0-9._-]+$", "^(a|b){2,3}$", "^$"] {
            let found = checks(pattern).unwrap();
            assert_eq!((found.len(), found[0].regex.as_str()), (1, pattern));
        }
    }

    #[test]
    fn white_space_is_that_of_javascript() {
        for blank in ["", " ", "\t\n\u{b}\u{c}\r", "\u{a0}", "\u{feff}", "\u{3000}\u{2028}"] {
            assert!(!matches(r"\S", blank), "{blank:?}");
            assert!(matches(r"^\s*$", blank), "{blank:?}");
            assert!(matches(r"^[\sx]*$", blank), "{blank:?}");
            assert!(matches(r"^[^\S]*$", blank) && !matches(r"[\S]", blank), "{blank:?}");
            assert!(matches(r"^[\s\S]*$", blank), "{blank:?}");
        }
        // No white space in JavaScript, although these look like it.
        for text in ["x", "\u{180e}", "\u{200b}", "\u{85}", "\u{10ffff}"] {
            assert!(matches(r"\S", text) && matches(r"^[\S-]$", text), "{text:?}");
        }
    }

    #[test]
    fn a_dot_matches_any_character_except_line_breaks() {
        assert!(matches("^a.b$", "aéb") && matches("^a.b$", "a🦀b"));
        for end in ["\n", "\r", "\u{2028}", "\u{2029}"] {
            assert!(!matches("^a.b$", &format!("a{end}b")));
            // The end is that of the text, even before the end of a line.
            assert!(!matches("^a$", &format!("a{end}")));
            assert!(matches("^a[^]b$", &format!("a{end}b")));
        }
        assert!(matches("^[.]$", ".") && !matches("^[.]$", "x") && matches(r"^\.$", "."));
    }

    #[test]
    fn escapes_mean_the_same() {
        assert!(matches(r"^\d\w\/\-$", "1a/-") && matches(r"^\<\>\é$", "<>é"));
        assert!(!matches(r"^\d$", "\u{663}") && !matches(r"^\w$", "é"));
        assert!(matches(r"^[a&&b~~[]+$", "&~[ab"));
        assert!(matches(r"^[\b]$", "\u{8}") && matches(r"\ba\b", "(a)") && matches(r"^\0$", "\0"));
        assert!(matches(r"^\u00e9\x41$", "éA"));
    }

    #[test]
    fn r09_a_hyphen_beside_a_class_is_a_hyphen() {
        for pattern in [r"^[\w-.]+$", r"^[.-\w]+$", r"^[\d-a-z]+$", r"^[\w-]+$", r"^[-\w.]+$"] {
            assert!(matches(pattern, "1-1"), "{pattern}");
            assert!(!matches(pattern, "1+1"), "{pattern}");
        }
        assert!(matches(r"^[\w-.]+$", "a-b.c") && !matches(r"^[\d-a-z]+$", "B"));
        assert!(matches("^[+--]+$", "+,-") && !matches("^[+--]+$", "."));
        assert!(matches("^[--0]+$", "-./0") && !matches("^[--0]+$", "+"));
    }

    #[test]
    fn r09_properties_of_unicode_are_listed() {
        assert!(matches(r"^\p{L}+$", "Zürich東京") && !matches(r"^\p{L}+$", "a1"));
        assert!(matches(r"^[\p{L}\p{N}_-]+$", "é9_-") && !matches(r"^[\p{L}\p{N}_-]+$", "é 9"));
        assert!(matches(r"^\P{L}$", "1") && !matches(r"^[^\P{Lu}]$", "a"));
        assert!(matches(r"^\p{Script=Greek}$", "λ"));
        assert_eq!(checks(r"^\p{Nothing}$"), Err("an unknown property of Unicode"));
    }

    #[test]
    fn r09_lookaheads_at_the_start_are_checks_of_their_own() {
        let password = r"^(?=.*[A-Z])(?=.*\d)(?!.*[ \]])[^|]{4,}$";
        assert!(matches(password, "aA1b"));
        for text in ["aa1b", "aAbb", "aA1 b", "aA1]b", "aA1", "aA1|b"] {
            assert!(!matches(password, text), "{text}");
        }
        assert!(matches("^(?!-)[a-z-]+$", "a-") && !matches("^(?!-)[a-z-]+$", "-a"));
        assert!(matches("^(?!(a|b)$)", "c") && !matches("^(?!(a|b)$)", "a"));
        assert!(matches(r"^(?=a\)b)a", "a)b") && !matches(r"^(?=a\)b)a", "ab"));
    }

    #[test]
    fn r09_what_cannot_be_checked_has_a_reason() {
        for (pattern, why) in [
            ("(?=a)b", "a look-around that does not begin the pattern"),
            ("a(?!b)", "a look-around that does not begin the pattern"),
            ("(?<=a)b", "a look-around that does not begin the pattern"),
            ("^(?=a(?!b))c", "a look-around that does not begin the pattern"),
            ("^(?=a)b|c", "a look-around that does not begin the pattern"),
            ("^(?=a)*b", "a look-around that does not begin the pattern"),
            (r"(a)\1", "a back-reference"),
            (r"(?<x>a)\k<x>", "a back-reference"),
            (r"[a\1]", "a back-reference"),
            ("(", "an unsupported expression"),
            ("[", "a class without an end"),
            ("[]", "a class without characters"),
            (r"\", "an escape without a character"),
            (r"\A", "an unsupported escape"),
            (r"(?P<x>a)", "an unsupported expression"),
        ] {
            assert_eq!(checks(pattern), Err(why), "{pattern}");
        }
    }
}
