//! A resource handle in a few lines.

use std::fmt::Write as _;

use crate::ir::{Api, Operation, Resource};
use crate::name;

use super::operation;

/// Returns the file of a handle.
pub(super) fn file(handle: Option<&Resource>) -> String {
    name::module(handle.map_or("client", |handle| handle.name.as_str()))
}

/// Returns the lines of a handle: how it is reached, its id, and the handles that it returns.
pub(super) fn text(api: &Api, handle: Option<&Resource>) -> String {
    let mut text = match handle {
        Some(handle) => format!(
            "{}\n    from    {}\n    id      {}\n",
            handle.name,
            accessor(handle.parent.as_ref().map_or("Client", |parent| parent.as_str()), handle),
            operation::parameter(&handle.parameter)
        ),
        None => "Client\n".to_owned(),
    };
    for child in api.resources.values() {
        if child.parent.as_ref() == handle.map(|handle| &handle.name) {
            let _ = writeln!(text, "    handle  {}", accessor(child.name.as_str(), child));
        }
    }
    text
}

fn accessor(before: &str, handle: &Resource) -> String {
    format!("{before}  {}({})", handle.accessor, handle.parameter.wire)
}

/// Returns the operations in the order of their paths.
pub(super) fn sorted(api: &Api) -> Vec<&Operation> {
    let mut operations: Vec<&Operation> = api.operations.iter().collect();
    operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    operations
}
