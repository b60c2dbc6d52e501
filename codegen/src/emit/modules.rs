//! The files that only list other files.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::File;
use super::gate::Gate;
use super::scope::Place;

/// The folder of the files of a kind.
pub(super) fn folder(place: Place) -> &'static str {
    match place {
        Place::Request => "request",
        Place::Response => "response",
        Place::Enums => "enums",
        Place::Operations => "operations",
    }
}

/// `mod.rs`, the one file that knows all others.
pub(super) fn root() -> File {
    let items = quote! {
        //! Everything that the generator makes of the OpenAPI document.
        //!
        //! It owns this folder: what it did not write does not stay.

        pub mod enums;
        pub mod meta;
        pub mod operations;
        pub mod request;
        pub mod response;
    };
    File { path: "mod.rs".to_owned(), source: String::new(), items }
}

/// The file that lists the modules of a kind; `uses` and `rest` are what else it holds.
pub(super) fn list(
    place: Place,
    modules: &[(String, Gate)],
    uses: &TokenStream,
    rest: &TokenStream,
) -> File {
    let docs = match place {
        Place::Request => quote! {
            //! What requests carry: a promise of the caller, so what the document requires must
            //! be given, and nothing is sent that was not set.
        },
        Place::Response => quote! {
            //! What the service answers: observations, so every field is an [`Option`], and
            //! nothing that a field holds can make a response fail.
        },
        Place::Enums => quote! {
            //! The values that texts may have. Every enum is open: a value that this version does
            //! not know is kept in `Other`.
        },
        // Its pages are made where the operations are: see `groups`.
        Place::Operations => TokenStream::new(),
    };
    let (declarations, names) = lines(modules);
    let path = format!("{}.rs", folder(place));
    let items = quote!(#docs #uses #declarations #names #rest);
    File { path, source: String::new(), items }
}

/// The file that lists the groups of operations. Each is a page of its own, and their names are
/// here as well, without being documented twice.
pub(super) fn groups(
    docs: &TokenStream,
    modules: &[(String, Gate)],
    uses: &TokenStream,
    rest: &TokenStream,
) -> File {
    let lines = modules.iter().map(|(module, gate)| {
        let (ident, cfg) = (Ident::new(module, Span::call_site()), gate.cfg());
        (quote!(#cfg pub mod #ident;), quote!(#cfg #[doc(hidden)] pub use self::#ident::*;))
    });
    let (modules, names): (Vec<_>, Vec<_>) = lines.unzip();
    let path = format!("{}.rs", folder(Place::Operations));
    let items = quote!(#docs #uses #(#modules)* #(#names)* #rest);
    File { path, source: String::new(), items }
}

/// `mod x;` for each module, and its names for everyone.
fn lines(modules: &[(String, Gate)]) -> (TokenStream, TokenStream) {
    let mut declarations = TokenStream::new();
    let mut names = TokenStream::new();
    for (module, gate) in modules {
        // `name::module` gives valid identifiers only.
        let ident = Ident::new(module, Span::call_site());
        let cfg = gate.cfg();
        declarations.extend(quote!(#cfg mod #ident;));
        names.extend(quote!(#cfg pub use self::#ident::*;));
    }
    (declarations, names)
}
