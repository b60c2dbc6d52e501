//! The files that only list other files.

use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, features};
use crate::describe::{self, Describe};
use crate::name::ModuleName;
use crate::render::File;
use crate::surface::{Features, Handle, Module};

/// Modules, and with which features they exist.
type List<'a> = [(ModuleName, Features<'a>)];

/// `mod.rs`, the one file that knows all others.
pub(super) fn root() -> File {
    let items = quote! {
        //! Code that is generated from the OpenAPI document.
        //!
        //! The generator owns this folder and removes files that it did not write.

        pub mod enums;
        pub mod meta;
        pub mod operations;
        pub mod request;
        pub mod resources;
        pub mod response;
    };
    File { path: "mod.rs".to_owned(), source: String::new(), items }
}

/// Returns the file that lists the files of a module of models.
pub(super) fn models(module: Module, list: &List) -> File {
    let docs = doc::inner(&describe::module(module));
    let mut declarations = TokenStream::new();
    let mut names = TokenStream::new();
    for (name, features) in list {
        let (ident, cfg) = (name.ident(), features::cfg(features));
        declarations.extend(quote!(#cfg mod #ident;));
        names.extend(quote!(#cfg pub use self::#ident::*;));
    }
    let path = format!("{}.rs", module.name());
    File { path, source: String::new(), items: quote!(#docs #declarations #names) }
}

/// Returns the file that lists the handles. The methods of the client have no name of their own.
pub(super) fn resources(list: &[(ModuleName, &Handle)]) -> File {
    let docs = doc::inner(&describe::handles());
    let mut declarations = TokenStream::new();
    let mut names = TokenStream::new();
    for (name, handle) in list {
        let (ident, cfg) = (name.ident(), features::cfg(&handle.features));
        declarations.extend(quote!(#cfg mod #ident;));
        if handle.resource.is_some() {
            names.extend(quote!(#cfg pub use self::#ident::*;));
        }
    }
    let items = quote!(#docs #declarations #names);
    File { path: "resources.rs".to_owned(), source: String::new(), items }
}

/// Returns the file that lists the groups of operations. Each is a page of its own, and their names
/// are here as well, without being documented twice.
pub(super) fn groups(
    describe: &Describe,
    list: &List,
    uses: &TokenStream,
    rest: &TokenStream,
) -> File {
    let docs = doc::inner(&describe.overview());
    let lines = list.iter().map(|(name, features)| {
        let (ident, cfg) = (name.ident(), features::cfg(features));
        (quote!(#cfg pub mod #ident;), quote!(#cfg #[doc(hidden)] pub use self::#ident::*;))
    });
    let (modules, names): (Vec<_>, Vec<_>) = lines.unzip();
    let items = quote!(#docs #uses #(#modules)* #(#names)* #rest);
    File { path: "operations.rs".to_owned(), source: String::new(), items }
}
