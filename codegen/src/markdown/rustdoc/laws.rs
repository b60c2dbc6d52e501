//! What holds for any text of a document: rustdoc reads no markup that it acts on, and no letter is
//! lost.

use proptest::collection::vec;
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::markdown;

/// Returns how rustdoc reads documentation.
fn as_rustdoc(text: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    Parser::new_ext(text, options).collect()
}

/// Returns the letters and digits that a reader sees, and those that are in code blocks.
fn letters(text: &str) -> String {
    let seen = |event: Event| match event {
        Event::Text(text) | Event::Code(text) => text.into_string(),
        Event::Html(text) | Event::InlineHtml(text) => {
            super::blocks::html(&text).collect::<String>()
        }
        _ => String::new(),
    };
    let seen: String = super::blocks::events(text).map(|(event, _)| seen(event)).collect();
    seen.chars().filter(|character| character.is_alphanumeric()).collect()
}

/// Pieces of Markdown, so that random texts are rich in markup.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b c",
        " ",
        " ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "1. ",
        "7) ",
        "  ",
        "    ",
        "> ",
        "# ",
        "---",
        "===",
        "```",
        "~~~",
        "`",
        "``",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "[",
        "]",
        "](",
        ")",
        "!",
        "<",
        ">",
        "<br>",
        "<b>",
        "</b>",
        "<!--",
        "https://x.io/a",
        "http://",
        "|",
        "|-|-|",
        "\n|a|b|\n|-|-|\n|c|",
        "&amp;",
        "&",
        "\\",
        ":",
        "[^1]",
        "- [ ] ",
        "std::vec::Vec",
        ".",
    ];
    vec(prop::sample::select(pieces.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rustdoc_interprets_no_markup_of_the_document(text in texts()) {
        let written = markdown(&text).join("\n");
        // In a link and in a code block, a URL is no bare one.
        let mut inside = 0;
        for event in as_rustdoc(&written) {
            let is_safe = match &event {
                Event::Html(_)
                | Event::InlineHtml(_)
                | Event::FootnoteReference(_)
                | Event::TaskListMarker(_)
                | Event::Start(Tag::Heading { .. } | Tag::Image { .. } | Tag::HtmlBlock) => false,
                Event::Start(Tag::CodeBlock(kind)) => {
                    inside += 1;
                    matches!(kind, CodeBlockKind::Fenced(word) if &**word == "text")
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    inside += 1;
                    dest_url.starts_with("https://") || dest_url.starts_with("http://")
                }
                Event::End(TagEnd::Link | TagEnd::CodeBlock) => {
                    inside -= 1;
                    true
                }
                Event::Text(text) => inside > 0 || !text.contains("https://x"),
                _ => true,
            };
            prop_assert!(is_safe, "{text:?} is written as {written:?}, with {event:?}");
        }
    }

    #[test]
    fn no_letter_is_dropped(text in texts()) {
        // A definition of a link has no text of its own.
        prop_assume!(!text.contains("]:"));
        let written = markdown(&text).join("\n");
        prop_assert_eq!(letters(&written), letters(&text), "{:?} is written as {:?}", text, written);
    }
}
