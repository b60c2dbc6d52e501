//! Documentation and deprecation as attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::features;
use crate::describe::{Describe, Line};
use crate::ir::Docs;

/// `#[doc = "…"]` for each line; `prettyplease` prints them as `///`.
pub(super) fn outer(lines: &[Line]) -> TokenStream {
    let attributes = lines.iter().map(|line| match line {
        Line::Always(text) => {
            let text = comment(text);
            quote!(#[doc = #text])
        }
        Line::With { features, link, plain } => match features::condition(features) {
            Some(condition) => {
                let plain =
                    plain.as_ref().map(|plain| quote!(#[cfg_attr(not(#condition), doc = #plain)]));
                quote!(#[cfg_attr(#condition, doc = #link)] #plain)
            }
            None => {
                let text = comment(link);
                quote!(#[doc = #text])
            }
        },
    });
    attributes.collect()
}

/// The same for a whole file: `//!`.
pub(super) fn inner(lines: &[Line]) -> TokenStream {
    let attributes = lines.iter().map(|line| match line {
        Line::Always(text) | Line::With { link: text, .. } => {
            let text = comment(text);
            quote!(#![doc = #text])
        }
    });
    attributes.collect()
}

fn comment(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// Returns `#[deprecated]` for a deprecated item.
pub(super) fn deprecated(describe: &Describe, docs: &Docs) -> TokenStream {
    if !docs.deprecated {
        return TokenStream::new();
    }
    let note = describe.deprecation(docs);
    quote!(#[deprecated(note = #note)])
}
