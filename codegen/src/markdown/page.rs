//! Markdown that people read on a web page: reports, changelogs and the bodies of pull requests. No
//! text of the document becomes markup, mentions a person or links an issue there.

use super::code::span;
use super::deceives;

/// No text has more characters than this; the rest is cut.
pub const LONGEST: usize = 1_000;

/// Returns the text on one line: what is in backticks stays code, everything else is plain text.
#[must_use]
pub fn line(text: &str) -> String {
    let text = without_runs(&cut(text, LONGEST));
    let pieces: Vec<&str> = text.split('`').collect();
    let last = pieces.len() - 1;
    // A backtick without a partner starts no code.
    let open = last % 2 == 1;
    let mut safe = String::with_capacity(text.len());
    for (index, piece) in pieces.into_iter().enumerate() {
        let alone = open && index == last;
        if index > 0 {
            safe.push(if alone { '\'' } else { '`' });
        }
        if index % 2 == 1 && !alone {
            safe.extend(piece.chars().map(visible));
        } else {
            escape(piece, &mut safe);
        }
    }
    safe
}

/// Returns the text as a code span on one line.
#[must_use]
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(visible).collect();
    let text = cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST);
    span(&text)
}

/// Returns the first characters of a text, and a mark where there are more.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit).and_then(|(at, _)| text.get(..at)) {
        Some(start) => format!("{start}…"),
        None => text.to_owned(),
    }
}

/// Text in which a backtick is alone: several in a row would start code of another kind.
fn without_runs(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, ticks) = rest.split_at(at);
        rest = ticks.trim_start_matches('`');
        let count = ticks.len() - rest.len();
        single.push_str(before);
        single.push_str(&if count == 1 { "`".to_owned() } else { "'".repeat(count) });
    }
    single + rest
}

fn escape(text: &str, into: &mut String) {
    let mut characters = text.chars().map(visible).peekable();
    while let Some(character) = characters.next() {
        match character {
            // Sites look for mentions and issues after they have read the escapes of Markdown, so
            // that only code keeps them from being links.
            '@' => into.push_str("`@`"),
            '#' if characters.peek().is_some_and(char::is_ascii_digit) => into.push_str("`#`"),
            '<' | '>' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '\\' | '&' | '!' => {
                into.push('\\');
                into.push(character);
            }
            _ => into.push(character),
        }
    }
}

/// Returns the character, or a space for one that readers do not see.
fn visible(character: char) -> char {
    if deceives(character) { ' ' } else { character }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_the_document_is_not_markup() {
        let cases = [
            ("a `b*` <c> d\ne\u{202e}", "a `b*` \\<c\\> d e "),
            ("`Call<X>::y`: one_two", "`Call<X>::y`: one\\_two"),
            ("~~a~~ \\b", "\\~\\~a\\~\\~ \\\\b"),
            ("<!-- a --> <script>", "\\<\\!-- a --\\> \\<script\\>"),
            ("# a | b", "\\# a \\| b"),
            ("![x](https://e.org) &lt;", "\\!\\[x\\](https://e.org) \\&lt;"),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn mentions_and_issue_links_are_escaped() {
        assert_eq!(line("@all and a@b"), "`@`all and a`@`b");
        assert_eq!(line("fixes #12 &#64;all"), "fixes `#`12 \\&`#`64;all");
        assert_eq!(line("`@all`"), "`@all`");
        assert_eq!(code("@all"), "`@all`");
    }

    #[test]
    fn backticks_in_the_document_do_not_end_code() {
        let cases = [
            ("`` @a` <b>", "'' `@`a' \\<b\\>"),
            ("```@a` and `<b>`", "'''`@`a` and `\\<b\\>'"),
            ("`a`b <i>` c", "`a`b \\<i\\>' c"),
            ("a \\` <b> `", "a \\\\` <b> `"),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected, "{text}");
        }
        assert_eq!(code("a\n `` b"), "```a `` b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "`  `");
    }

    #[test]
    fn long_text_is_truncated() {
        assert_eq!(line(&"a".repeat(5_000)).chars().count(), LONGEST + 1);
        assert_eq!(code(&"é".repeat(5_000)).chars().count(), LONGEST + 3);
        // The end of the code is cut with the rest.
        assert!(!line(&format!("`{}` @all", "a".repeat(LONGEST))).contains("@all"));
    }
}
