//! `meta.rs`: what the document says about itself.

use quote::quote;

use super::File;
use crate::ir::Api;

pub(super) fn file(api: &Api) -> File {
    let title = &api.title;
    let openapi = &api.openapi;
    let base_url = api.servers.first().map_or("", String::as_str);
    let items = quote! {
        //! What the OpenAPI document says about itself.

        /// The title of the document.
        pub const TITLE: &str = #title;
        /// The version of OpenAPI that the document declares.
        pub const OPENAPI_VERSION: &str = #openapi;
        /// The base URL of the service: the first server that the document names.
        pub const DEFAULT_BASE_URL: &str = #base_url;
    };
    File { path: "meta.rs".to_owned(), source: "Source: #/info, #/servers".to_owned(), items }
}
