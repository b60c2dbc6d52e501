//! Documentation that rustdoc reads without a warning: Markdown of the document is parsed with the
//! parser that rustdoc uses, and written again.
//!
//! What the document says stays readable; what would be markup of a kind that rustdoc acts on
//! does not stay markup: code blocks are never Rust, so they are never compiled or run as tests;
//! HTML is text; brackets are links only with an absolute URL; headings are bold lines.

mod blocks;
mod inline;
#[cfg(test)]
mod laws;
mod wrap;

use pulldown_cmark::{Event, Tag};

use self::inline::Inline;
use super::deceives;

pub(super) use wrap::GLUE;
pub(crate) use wrap::{unglue, wrap};

/// Returns the lines of a documentation comment, without the leading space and without empty lines
/// at either end.
pub(crate) fn markdown(text: &str) -> Vec<String> {
    blocks::lines(&clean(text))
}

/// Returns the text as one line, for a place that takes inline markup only. May hold glue.
pub(crate) fn inline(text: &str) -> String {
    let text = clean(text);
    let mut line = Inline::default();
    let mut block: Option<String> = None;
    for (event, source) in blocks::events(&text) {
        match (event, &mut block) {
            (Event::Text(text), Some(code)) => code.push_str(&text),
            (_, Some(code)) => {
                line.code(code);
                block = None;
            }
            (Event::Start(Tag::CodeBlock(_)), None) => {
                line.text(" ");
                block = Some(String::new());
            }
            (event, None) => match line.event(event, text.get(source).unwrap_or_default()) {
                Some(Event::Html(text) | Event::InlineHtml(text)) => {
                    line.text(&blocks::html(&text).collect::<Vec<_>>().join(" "));
                }
                Some(_) => line.text(" "),
                None => {}
            },
        }
    }
    line.take().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns the text as a code span, whatever it holds. May hold glue, as does [`inline`]: what is
/// made of it must go through [`wrap`] or [`unglue`].
pub(crate) fn code(text: &str) -> String {
    inline::code(&clean(text))
}

/// Returns a URL as a link; text that is not an absolute URL as a code span.
pub(crate) fn link(url: &str) -> String {
    let url = clean(url);
    if inline::is_url(&url) { format!("<{url}>") } else { code(&url) }
}

/// Returns the text as one plain line without emphasis, for a compiler message.
pub(crate) fn plain(text: &str) -> String {
    let text = clean(text).replace("**", "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Removes what no documentation needs and what could deceive its reader: control characters,
/// marks that change the direction of text, and the private character that is our glue.
fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => cleaned.push('\n'),
            '\t' => cleaned.push_str("    "),
            '\u{a0}' => cleaned.push(' '),
            character if deceives(character) => {}
            character => cleaned.push(character),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(markdown(text), expected, "{text:?}");
    }

    #[test]
    fn ordinary_text_is_unchanged() {
        check("Name of the service.", &["Name of the service."]);
        check("**Note:** use `a_b` *now* & then.", &["**Note:** use `a_b` *now* & then."]);
        check("One.\n\nTwo.", &["One.", "", "Two."]);
        check("", &[]);
        check("\n\n", &[]);
    }

    #[test]
    fn line_breaks_of_html_are_paragraphs_but_not_in_code() {
        check(
            "Beta. <br /><br /> Returns `<br>`.<BR/>Done.",
            &["Beta.", "", "Returns `<br>`.", "", "Done."],
        );
    }

    #[test]
    fn html_is_text() {
        check(
            "\"clickpipes-<<ID>>\" <!-- x --> <b>y</b>",
            &[r#""clickpipes-\<\<ID>>" \<!-- x --> \<b>y\</b>"#],
        );
        check("a < b `<zone>`", &[r"a \< b `<zone>`"]);
    }

    #[test]
    fn brackets_are_links_only_with_an_absolute_url() {
        check("see [docs](https://x.io/a_b#c).", &["see [docs](https://x.io/a_b#c)."]);
        check("see [`http_sd`](https://x.io/(a))", &["see [`http_sd`](<https://x.io/(a)>)"]);
        check("the [DELETE setting](#tag/Service/x) endpoint", &["the DELETE setting endpoint"]);
        check("[Vec](std::vec::Vec) [x](javascript:alert(1))", &["Vec x"]);
        check("select[0] [REDACTED] [a][b]", &[r"select\[0\] \[REDACTED\] \[a\]\[b\]"]);
        check("[x] [y]\n\n[x]: https://x.io", &[r"[x](https://x.io) \[y\]"]);
        check("![logo](https://x.io/l.png)", &["[logo](https://x.io/l.png)"]);
    }

    #[test]
    fn bare_urls_become_links() {
        check("at: https://x.io/a?b=c#d.", &["at: <https://x.io/a?b=c#d>."]);
        check("https://[a](b)x.io", &["`https://`ax.io"]);
        check("(https://x.io/a_(b)) <https://x.io>", &["(<https://x.io/a_(b)>) <https://x.io>"]);
        check(
            "xhttps://x.io `https://x.io` https://",
            &["x<https://x.io> `https://x.io` `https://`"],
        );
    }

    #[test]
    fn underscores_of_names_are_not_emphasis() {
        check(
            "the _is_deleted column, \"__name__\" and a_b",
            &[r#"the \_is_deleted column, "\_\_name\_\_" and a_b"#],
        );
    }

    #[test]
    fn stray_backticks_are_escaped() {
        check("a ` b", &[r"a \` b"]);
        check("[`a`](x)`b`", &["`a` `b`"]);
        check("a `` b ` c", &[r"a \`\` b \` c"]);
        check("`` a`b ``", &["`` a`b ``"]);
    }

    #[test]
    fn code_blocks_are_text() {
        check(
            "Run:\n```rust\npanic!();\n```\nDone.",
            &["Run:", "", "```text", "panic!();", "```", "", "Done."],
        );
        check("~~~\na ``` b\n~~~", &["````text", "a ``` b", "````"]);
        check("```\nnever closed", &["```text", "never closed", "```"]);
        check(
            "Run:\n\n    let x = 1;\n\ty\n\nDone.",
            &["Run:", "", "```text", "let x = 1;", "y", "```", "", "Done."],
        );
        check("> ```\n> code\n> ```", &["> ```text", "> code", "> ```"]);
        check("- ```rust\n  panic!()\n  ```", &["- ```text", "  panic!()", "  ```"]);
    }

    #[test]
    fn the_shape_of_lists_is_preserved() {
        check(
            "Errors:\n- 401: no\n  key.\n* two\n    - deep\n\n      more\nafter",
            &["Errors:", "", "- 401: no key.", "", "* two", "  - deep", "", "    more after"],
        );
        check("1. a\n2) b", &["1. a", "", "2) b"]);
        check("- a\n\n  b\n- c", &["- a", "", "  b", "", "- c"]);
    }

    #[test]
    fn headings_and_rules_are_escaped() {
        check(
            "# Errors\ntext\n===\n**more**\n\n---\n> quoted\n\nlast",
            &["**Errors**", "", "**text**", "", "**more**", "", "> quoted", "", "last"],
        );
        check("- # x\n- - y\n- > z", &["- **x**", "- - y", "- > z"]);
    }

    #[test]
    fn tables_are_written_row_by_row() {
        check(
            "One:\n\n|a|`b\\|c`|\n|-|-|\n|1<br>2|\n",
            &["One:", "", "| a | `b\\|c` |", "|---|---|", "| 1 2 |  |"],
        );
    }

    #[test]
    fn long_lines_are_wrapped_where_it_is_safe() {
        let lines = markdown(&format!("{}1. - # > x y", "word ".repeat(18)));
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with("word 1. - # >"), "{lines:?}");
        assert_eq!(lines[1], "x y");
        let text = format!("{} `a b c d e f g h i j k l` end", "word ".repeat(17));
        assert_eq!(markdown(&text)[1], "`a b c d e f g h i j k l` end");
        let text = format!("`{}<!-- <div> [^1]: x`", "word ".repeat(18));
        assert!(markdown(&text)[0].ends_with("word <!-- <div> [^1]:"), "{text}");
        let text = format!("``` {}`` ```", "word ".repeat(30));
        assert_eq!(markdown(&text).len(), 1);
    }

    #[test]
    fn deceptive_characters_are_removed() {
        check("a\u{202e}b\u{7}c\r\nd\u{2066}\u{feff}", &["abc d"]);
        assert_eq!(plain("**Deprecated.**\n Use\u{202e} `x`."), "Deprecated. Use `x`.");
    }

    #[test]
    fn single_line_forms_stay_on_one_line() {
        assert_eq!(inline("a\n\n- b\n```\nc\n```"), "a b `c`");
        assert_eq!(unglue(&code("a`b\nc")), "`` a`b c ``");
        assert_eq!(unglue(&code(" a  b ")), "`a  b`");
        assert_eq!(link("https://x.io/a"), "<https://x.io/a>");
        assert_eq!(link("/relative"), "`/relative`");
    }

    #[test]
    fn hostile_text_costs_linear_time_and_stays_text() {
        for unit in [
            "[", "`", "``` ", "<", "[a](", "![", "_*", "- ", "> ", "https://", "\n```", "\\",
            "<br>",
        ] {
            let text = unit.repeat(20_000);
            let lines = markdown(&text);
            assert!(lines.iter().all(|line| !line.contains('\n')), "{unit}");
        }
    }
}
