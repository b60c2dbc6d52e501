//! The `use` lines of a file, collected while its items are printed.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::features;
use crate::name;
use crate::surface::Features;

/// Where imported names live, in the order of the `use` lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Root {
    /// `std::collections`.
    Collections,
    /// `std::fmt`.
    Fmt,
    /// `std::time`.
    Time,
    /// The crate `bytes`.
    Bytes,
    /// The crate `http`.
    Http,
    /// The crate `serde_json`.
    Json,
    /// The modules of this crate that users see.
    Crate,
    /// The model core.
    Model,
    /// The HTTP runtime.
    Runtime,
    /// The module that holds all files of a kind.
    Super,
}

impl Root {
    fn path(self) -> TokenStream {
        match self {
            Self::Collections => quote!(std::collections),
            Self::Fmt => quote!(std::fmt),
            Self::Time => quote!(std::time),
            Self::Bytes => quote!(bytes),
            Self::Http => quote!(http),
            Self::Json => quote!(serde_json),
            Self::Crate => quote!(crate),
            Self::Model => quote!(crate::model),
            Self::Runtime => quote!(crate::runtime),
            Self::Super => quote!(super),
        }
    }
}

/// Imported names, each with the features that some item which uses it needs.
#[derive(Debug)]
pub(super) struct Uses<'a> {
    names: BTreeMap<(Root, Ident), Features<'a>>,
    /// How many groups of operations there are.
    groups: usize,
}

impl<'a> Uses<'a> {
    /// No uses yet; `groups` is how many groups of operations there are.
    pub(super) fn new(groups: usize) -> Self {
        Self { names: BTreeMap::new(), groups }
    }

    /// Records that an item which exists with some features uses a name.
    pub(super) fn add(&mut self, root: Root, name: Ident, features: &Features<'a>) {
        self.names
            .entry((root, name))
            .and_modify(|known| known.join(features, self.groups))
            .or_insert_with(|| features.clone());
    }

    /// The same for a name of our own.
    pub(super) fn add_own(&mut self, root: Root, name: &'static str, features: &Features<'a>) {
        self.add(root, name::word(name), features);
    }

    /// Returns the lines, for a file that itself exists with the features `file`.
    pub(super) fn lines(self, file: &Features<'a>) -> TokenStream {
        let mut lines: BTreeMap<(Root, Features), Vec<Ident>> = BTreeMap::new();
        for ((root, name), features) in self.names {
            let features = if features == *file { Features::Always } else { features };
            lines.entry((root, features)).or_default().push(name);
        }
        let lines = lines.into_iter().map(|((root, features), names)| {
            let (cfg, path) = (features::cfg(&features), root.path());
            match names.as_slice() {
                [name] => quote!(#cfg use #path::#name;),
                names => quote!(#cfg use #path::{#(#names),*};),
            }
        });
        lines.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_condition_only_if_that_of_the_file_differs() {
        let file = Features::any(["a", "b"], 3);
        let mut uses = Uses::new(3);
        uses.add_own(Root::Model, "Slot", &Features::any(["a"], 3));
        uses.add_own(Root::Model, "Slot", &Features::any(["b"], 3));
        uses.add_own(Root::Model, "Patch", &Features::any(["b"], 3));
        uses.add_own(Root::Crate, "enums", &file);
        let expected = quote! {
            use crate::enums;
            use crate::model::Slot;
            #[cfg(feature = "b")]
            use crate::model::Patch;
        };
        assert_eq!(uses.lines(&file).to_string(), expected.to_string());
    }
}
