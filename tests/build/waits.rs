//! The table of waits: for each operation that can be waited on, its policy, and functions that
//! wait with untyped arguments.

use std::fmt::Write as _;

use codegen::ir::{Api, Operation, Wait};
use codegen::rows;

/// The source of the table.
pub(crate) fn table(api: &Api) -> String {
    let mut text = "pub(crate) const WAITS: &[WaitRow] = &[\n".to_owned();
    for operation in &api.operations {
        if let Some(wait) = &operation.wait {
            row(&mut text, api, operation, wait);
        }
    }
    text.push_str("];\n");
    text
}

fn row(text: &mut String, api: &Api, operation: &Operation, wait: &Wait) {
    let arguments: Vec<String> =
        operation.path_parameters.iter().map(|parameter| format!("{:?}", parameter.wire)).collect();
    let handle = rows::handle(api, operation, &arguments);
    let call = format!("{handle}.{}()", operation.resource_method);
    let state: Vec<String> = wait.state.segments().collect();
    let _ = writeln!(
        text,
        "    WaitRow {{\n        id: {:?}, state: &{state:?}, failed: &{:?}, leaving: &{:?}, gone: &{:?}, passing: &{:?},",
        operation.id, wait.failed, wait.leaving, wait.gone, wait.passing,
    );
    let _ = writeln!(
        text,
        "        wait_for: |client, state, look| waiting({call}.wait_for(state), look),\n        until_gone: |client, look| waiting({call}.wait_until_gone(), look),\n        targets: &["
    );
    for target in &wait.until {
        let _ = writeln!(
            text,
            "            Target {{ name: {:?}, states: &{:?}, wait: |client, look| waiting({call}.{}(), look) }},",
            target.method.as_str(),
            target.states,
            target.method,
        );
    }
    text.push_str("        ],\n    },\n");
}
