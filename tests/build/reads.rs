//! The table of calls that only read and need no more than two ids: what the live tests go through.

use std::fmt::Write as _;

use codegen::ir::{Api, Operation};
use codegen::rows;

/// The source of the table.
pub(crate) fn table(api: &Api) -> String {
    let mut text = String::from("pub(crate) const READS: &[Read] = &[\n");
    for operation in api.operations.iter().filter(|operation| is_read(operation)) {
        let count = operation.path_parameters.len();
        let arguments: Vec<String> = (0..count).map(|index| format!("&ids[{index}]")).collect();
        let ids = if count == 0 { "_" } else { "ids" };
        let _ = writeln!(
            text,
            "    Read {{ id: {:?}, path: {:?}, ids: {count}, call: |client, {ids}| read({}.{}()) }},",
            operation.id,
            operation.path,
            rows::handle(api, operation, &arguments),
            operation.resource_method,
        );
    }
    text.push_str("];\n");
    text
}

fn is_read(operation: &Operation) -> bool {
    operation.method == "GET"
        && operation.path_parameters.len() <= 2
        && operation.arguments().all(|parameter| !parameter.required)
}
