//! Turns the IR into files of tokens: one emitter for each kind of file, no logic of its own.
//!
//! No text of the document reaches code except as a string literal, and no identifier except
//! from [`crate::name`]. `use` lines are recorded while types are printed, so none is missing
//! and none is dead, whatever features are on.

mod alias;
mod argument;
mod builder;
mod conditions;
mod convert;
mod deprecation;
mod enumeration;
mod example;
mod facts;
mod gate;
mod group;
mod index;
mod info;
mod limit;
mod link;
mod meta;
mod models;
mod modules;
mod object;
mod operation;
mod operation_docs;
mod prose;
mod query;
mod scope;
#[cfg(test)]
pub(crate) mod testing;
mod union;
mod users;
mod uses;
mod wait;

use proc_macro2::TokenStream;

use crate::ir::Api;
use index::Index;
use scope::Place;

/// A generated file, before it is printed.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Its path inside the generated folder.
    pub(crate) path: String,
    /// `Source: #/…`, or empty where a file comes from many places of the document.
    pub(crate) source: String,
    /// Its content.
    pub(crate) items: TokenStream,
}

/// Hands out all generated files, in no particular order, one at a time: tokens take many times the
/// memory of their text.
pub(crate) fn emit(api: &Api, file: &mut impl FnMut(File)) {
    let index = Index::new(api);
    file(modules::root());
    file(meta::file(api));
    operation::files(&index, file);
    for place in [Place::Request, Place::Response, Place::Enums] {
        models::files(&index, place, file);
    }
}
