//! Builds the IR from the parsed document: resolves references, names inline schemas, merges
//! `allOf`, plans unions, recognises envelopes and pages, and determines which operations reach
//! which models.

mod any;
mod body;
mod budget;
mod constraints;
mod context;
mod discriminator;
mod docs;
mod enums;
mod media;
mod nesting;
mod object;
mod operation;
mod plan;
mod policy;
mod reach;
mod recursion;
mod refine;
mod resource;
mod response;
mod schema;
mod secret;
mod tag;
mod union;
mod wait;
mod write_back;

use std::collections::BTreeSet;

use openapiv3::OpenAPI;

use crate::bounds::REACHED;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Api, Unreached};
use crate::pointer::Pointer;

use context::Context;
use enums::EnumPolicy;

/// Builds the IR. What cannot be understood is reported to `sink`; the IR is then incomplete and
/// must not be emitted. `strict` says that the policy was written for this very document.
pub(crate) fn model(document: &OpenAPI, openapi: &str, strict: bool, sink: &mut Sink) -> Api {
    let groups = policy::groups(document, sink);
    let recorded = policy::enums(document, sink);
    let mut cx = Context::new(document, sink);
    let mut operations = operation::operations(document, &groups, &mut cx);
    cx.finish();
    let Context { mut models, components, waits, method_names, enum_names, tags, sink, .. } = cx;
    let enum_policy = EnumPolicy { recorded, names: enum_names };

    operations.sort_by(|a, b| a.id.cmp(&b.id));
    if !reach::mark(&mut models, &operations) {
        let message = format!("there are more than {REACHED} pairs of a type and an operation");
        let found = Diagnostic::error(Code::TooLarge, Pointer::root(), message);
        sink.push(found.help("look for operations or schemas that were repeated by mistake"));
    }
    tag::mark(&mut models, &tags);
    recursion::mark(&mut models);
    recursion::check_finite(&models, sink);
    nesting::mark(&mut models, sink);
    let no_write_backs = write_back::mark(&mut models, &operations);
    let enums = enums::share(&mut models, &enum_policy, strict, sink);
    let resources = resource::resources(document, &mut operations, &method_names, &models, sink);
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
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();

    let secret_names = secret::names(&models);
    let used: BTreeSet<&str> = operations.iter().map(|o| o.group.as_str()).collect();
    let groups = groups.into_iter().filter(|group| used.contains(group.name.as_str())).collect();
    Api {
        title: document.info.title.clone(),
        openapi: openapi.to_owned(),
        servers: document.servers.iter().map(|server| server.url.clone()).collect(),
        groups,
        resources,
        operations,
        models,
        enums,
        unreached,
        no_write_backs,
        secret_names,
    }
}
