//! `meta.rs`: what the document says about itself.

use proc_macro2::Literal;
use quote::quote;

use crate::ir::{Api, SecretNames, Wait};
use crate::render::File;

pub(super) fn file(api: &Api) -> File {
    let title = &api.title;
    let openapi = &api.openapi;
    let base_url = api.servers.first().map_or("", String::as_str);
    let SecretNames { parts, suspects, whole, public } = &api.secret_names;
    let [parts, suspects, whole, public] = [parts, suspects, whole, public].map(Vec::from_iter);
    let [first, longest] = Wait::POLL_SECONDS.map(Literal::u64_unsuffixed);
    let deadline = Literal::u64_unsuffixed(Wait::DEADLINE_SECONDS);
    let confirm = Literal::u32_unsuffixed(Wait::CONFIRM);
    let items = quote! {
        //! Metadata of the spec.

        use std::time::Duration;

        use crate::runtime::WaitInfo;

        /// The title of the spec.
        pub const TITLE: &str = #title;
        /// The version of OpenAPI that the spec uses.
        pub const OPENAPI_VERSION: &str = #openapi;
        /// The base URL of the API: the first server in the spec.
        pub const DEFAULT_BASE_URL: &str = #base_url;
        /// Parts of names that mark a secret, in lower case and without separators.
        pub(crate) const SECRET_PARTS: &[&str] = &[#(#parts),*];
        /// Parts of names that mark a secret, except in names of ids.
        pub(crate) const SUSPECT_PARTS: &[&str] = &[#(#suspects),*];
        /// Complete names of secrets, including those of all secret fields.
        pub(crate) const SECRET_NAMES: &[&str] = &[#(#whole),*];
        /// Complete names that look like secrets, but are not secret.
        pub(crate) const PUBLIC_NAMES: &[&str] = &[#(#public),*];
        /// How to wait for a resource without a state.
        pub(crate) const DEFAULT_WAIT: WaitInfo = WaitInfo {
            state: "",
            failed: &(),
            settled: &(),
            leaving: &(),
            gone: &(),
            deadline: Duration::from_secs(#deadline),
            first_pause: Duration::from_secs(#first),
            longest_pause: Duration::from_secs(#longest),
            confirm: #confirm,
        };
    };
    File { path: "meta.rs".to_owned(), source: "Source: #/info, #/servers".to_owned(), items }
}
