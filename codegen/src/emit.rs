//! Prints the items of the surface as tokens: one emitter for each kind of file.
//!
//! Text from the document reaches code only as a string literal, and identifiers come only from
//! [`crate::name`]. `use` lines are recorded while types are printed, so none is missing and none
//! is unused, whatever features are on.

mod alias;
mod builder;
pub mod consumer;
mod convert;
mod doc;
mod enumeration;
mod example;
mod features;
mod group;
mod info;
mod inline;
mod limit;
mod meta;
mod models;
mod modules;
mod object;
mod query;
mod resource;
pub mod rows;
mod scope;
#[cfg(test)]
pub(crate) mod testing;
mod union;
mod uses;
mod value;
mod wait;

use crate::describe::Describe;
use crate::render::File;
use crate::surface::{Module, Surface};

/// Hands out all generated files, in no particular order, one at a time: tokens take many times the
/// memory of their text.
pub(crate) fn emit(surface: &Surface, describe: &Describe, file: &mut impl FnMut(File)) {
    file(modules::root());
    file(meta::file(surface.schemas.api));
    group::files(surface, describe, file);
    resource::files(surface, describe, file);
    for module in Module::ALL {
        models::files(surface, describe, module, file);
    }
}
