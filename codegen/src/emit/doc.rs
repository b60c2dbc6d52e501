//! Documentation and deprecation as attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::features;
use crate::describe::{Describe, Line};
use crate::ir::Docs;
use crate::render::NEXT_LINE;

/// `#[doc = "…"]` for each block of lines, which `render` prints as `///` before each.
pub(super) fn outer(lines: &[Line]) -> TokenStream {
    let mut attributes = TokenStream::new();
    let mut block = Block::default();
    for line in lines {
        match line {
            Line::Always(text) => block.push(text),
            Line::With { features, link, plain } => match features::condition(features) {
                Some(condition) => {
                    attributes.extend(block.take().map(|text| quote!(#[doc = #text])));
                    attributes.extend(quote!(#[cfg_attr(#condition, doc = #link)]));
                    let plain = plain.as_ref();
                    attributes.extend(
                        plain.map(|plain| quote!(#[cfg_attr(not(#condition), doc = #plain)])),
                    );
                }
                None => block.push(link),
            },
        }
    }
    attributes.extend(block.take().map(|text| quote!(#[doc = #text])));
    attributes
}

/// The same for a whole file: `//!`.
pub(super) fn inner(lines: &[Line]) -> TokenStream {
    let mut block = Block::default();
    for line in lines {
        match line {
            Line::Always(text) | Line::With { link: text, .. } => block.push(text),
        }
    }
    block.take().map(|text| quote!(#![doc = #text])).into_iter().collect()
}

/// Lines of documentation in one attribute: reading and printing an attribute takes longer than
/// anything else in a run, and there are five lines for each block.
#[derive(Default)]
struct Block(Option<String>);

impl Block {
    fn push(&mut self, line: &str) {
        let text = match &mut self.0 {
            Some(text) => {
                text.push_str(NEXT_LINE);
                text
            }
            none => none.insert(String::new()),
        };
        if !line.is_empty() {
            text.push(' ');
            text.push_str(line.trim_end_matches(' '));
        }
    }

    fn take(&mut self) -> Option<String> {
        self.0.take()
    }
}

/// Returns `#[deprecated]` for a deprecated item.
pub(super) fn deprecated(describe: &Describe, docs: &Docs) -> TokenStream {
    if !docs.deprecated {
        return TokenStream::new();
    }
    let note = describe.deprecation(docs);
    quote!(#[deprecated(note = #note)])
}
