//! Builds the IR from the parsed document: resolves references, names inline schemas, merges
//! `allOf`, plans unions, recognises envelopes and pages, and works out who reaches what.

mod context;
mod docs;
mod object;
mod operation;
mod plan;
mod policy;
mod reach;
mod recursion;
mod response;
mod schema;
mod secret;
mod share;
mod tag;
mod union;
mod wait;
mod write_back;

use openapiv3::OpenAPI;

use crate::diagnostic::Sink;
use crate::ir::{Api, Unreached};
use crate::pointer::Pointer;

use context::Context;

/// Builds the IR. What cannot be understood is reported to `sink`; the IR is then incomplete and
/// must not be emitted. `strict` says that the policy was written for this very document.
pub(crate) fn model(document: &OpenAPI, openapi: &str, strict: bool, sink: &mut Sink) -> Api {
    let groups = policy::groups(document, sink);
    let mut cx = Context::new(document, sink);
    let mut operations = operation::operations(document, &groups, &mut cx);
    cx.finish();
    let Context { mut models, components, waits, sink, .. } = cx;

    operations.sort_by(|a, b| a.id.cmp(&b.id));
    reach::mark(&mut models, &operations);
    tag::mark(&mut models);
    recursion::mark(&mut models);
    write_back::mark(&mut models, &operations);
    share::mark(&mut models);
    wait::mark(&mut operations, waits, &models, strict, sink);
    let unreached = document
        .components
        .iter()
        .flat_map(|all| all.schemas.keys())
        .filter(|name| !components.contains_key(name.as_str()))
        .map(|name| Unreached {
            wire: name.clone(),
            at: Pointer::root().child("components").child("schemas").child(name),
        })
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();

    let secret_names = secret::names(&models);
    Api {
        title: document.info.title.clone(),
        openapi: openapi.to_owned(),
        servers: document.servers.iter().map(|server| server.url.clone()).collect(),
        groups: groups
            .into_iter()
            .filter(|group| operations.iter().any(|o| o.group == group.name))
            .collect(),
        operations,
        models,
        unreached,
        secret_names,
    }
}
