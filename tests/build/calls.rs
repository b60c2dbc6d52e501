//! The text of a call: the handles on the way to an operation, and its method.

use codegen::ir::{Api, Operation};

/// `client.organization(id).service(id)`, with an argument for each path parameter.
pub(crate) fn handle(api: &Api, operation: &Operation, ids: &[String]) -> String {
    let handles = api.handles(operation);
    let calls = handles.iter().zip(ids).map(|(handle, id)| format!(".{}({id})", handle.accessor));
    std::iter::once("client".to_owned()).chain(calls).collect()
}
