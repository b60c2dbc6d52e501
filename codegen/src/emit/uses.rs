//! The `use` lines of a file, collected while its items are printed.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::gate::Gate;

/// Where imported names live, in the order of the `use` lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Root {
    /// `std::collections`.
    Collections,
    /// `std::fmt`.
    Fmt,
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
#[derive(Debug, Default)]
pub(super) struct Uses<'a> {
    names: BTreeMap<(Root, Ident), Gate<'a>>,
}

impl<'a> Uses<'a> {
    /// Records that an item behind `gate` uses a name; `groups` is how many groups there are.
    pub(super) fn add(&mut self, root: Root, name: Ident, gate: &Gate<'a>, groups: usize) {
        self.names
            .entry((root, name))
            .and_modify(|known| known.join(gate, groups))
            .or_insert_with(|| gate.clone());
    }

    /// The same for a name of our own.
    pub(super) fn add_own(
        &mut self,
        root: Root,
        name: &'static str,
        gate: &Gate<'a>,
        groups: usize,
    ) {
        self.add(root, Ident::new(name, Span::call_site()), gate, groups);
    }

    /// The lines, for a file that itself stands behind the gate `file`.
    pub(super) fn lines(self, file: &Gate<'a>) -> TokenStream {
        let mut lines: BTreeMap<(Root, Gate), Vec<Ident>> = BTreeMap::new();
        for ((root, name), gate) in self.names {
            let gate = if gate == *file { Gate::Open } else { gate };
            lines.entry((root, gate)).or_default().push(name);
        }
        let lines = lines.into_iter().map(|((root, gate), names)| {
            let (cfg, path) = (gate.cfg(), root.path());
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
    fn a_name_is_gated_only_where_the_file_is_not() {
        let file = Gate::any(["a", "b"], 3);
        let mut uses = Uses::default();
        uses.add_own(Root::Model, "Slot", &Gate::any(["a"], 3), 3);
        uses.add_own(Root::Model, "Slot", &Gate::any(["b"], 3), 3);
        uses.add_own(Root::Model, "Patch", &Gate::any(["b"], 3), 3);
        uses.add_own(Root::Crate, "enums", &file, 3);
        let expected = quote! {
            use crate::enums;
            use crate::model::Slot;
            #[cfg(feature = "b")]
            use crate::model::Patch;
        };
        assert_eq!(uses.lines(&file).to_string(), expected.to_string());
    }
}
