//! Makes text from the document safe in Markdown. All Markdown that the generator writes goes
//! through this module: pages for the web, and documentation for rustdoc.

mod code;
mod page;
pub(crate) mod rustdoc;

pub use page::{LONGEST, code, cut, line};

/// Whether a character is one that readers do not see, or that changes how they see others.
pub(crate) fn deceives(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                // A private character that marks spaces which no line is broken at.
                | rustdoc::GLUE
        )
}
