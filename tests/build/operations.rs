//! The table of operations: for each, a function that makes a typed call from untyped arguments.

use std::fmt::Write as _;

use codegen::ir::{Api, Format, Operation, Parameter, TypeRef};

use crate::{calls, types};

/// The source of the table.
pub(crate) fn table(api: &Api) -> String {
    let mut text = String::new();
    for operation in &api.operations {
        row(&mut text, api, operation);
    }
    text.push_str("pub(crate) const OPERATIONS: &[Row] = &[\n");
    for operation in &api.operations {
        let _ =
            writeln!(text, "    Row {{ id: {:?}, call: {} }},", operation.id, function(operation));
    }
    text.push_str("];\n");
    text
}

fn row(text: &mut String, api: &Api, operation: &Operation) {
    let (required, optional): (Vec<&Parameter>, Vec<&Parameter>) =
        operation.query_parameters.iter().partition(|parameter| parameter.required);
    let ids: Vec<String> = operation.path_parameters.iter().map(path_argument).collect();
    let mut arguments: Vec<String> =
        required.iter().map(|parameter| query_argument(parameter)).collect();
    let _ = writeln!(
        text,
        "fn {}(client: &Client, a: &Arguments) -> Result<Prepared, String> {{",
        function(operation)
    );
    if let Some(body) = &operation.body {
        let _ = writeln!(text, "    let body: {} = a.body()?;", types::rust(&body.ty, "request"));
        arguments.push("&body".to_owned());
    }
    let handle = calls::handle(api, operation, &ids);
    let call = format!("{handle}.{}({})", operation.resource_method, arguments.join(", "));
    let is_list = |parameter: &&&Parameter| matches!(parameter.ty, TypeRef::Array(_));
    let mutable = if optional.iter().any(|parameter| is_list(&parameter)) { "mut " } else { "" };
    let _ = writeln!(text, "    let {mutable}call = {call}");
    for parameter in optional.iter().filter(|parameter| !is_list(parameter)) {
        let _ = writeln!(text, "        .{}({})", parameter.name, query_argument(parameter));
    }
    text.push_str("    ;\n");
    for parameter in optional.iter().filter(is_list) {
        let _ = writeln!(
            text,
            "    for value in a.texts({:?}) {{\n        call = call.{}(value);\n    }}",
            parameter.wire, parameter.name
        );
    }
    text.push_str("    Ok(prepare(call))\n}\n\n");
}

fn function(operation: &Operation) -> String {
    format!("row_{}", operation.name.as_str().to_lowercase())
}

fn path_argument(parameter: &Parameter) -> String {
    let wire = &parameter.wire;
    match parameter.ty {
        TypeRef::Integer => format!("a.integer({wire:?})"),
        _ => format!("a.text({wire:?})"),
    }
}

fn query_argument(parameter: &Parameter) -> String {
    let kind = match &parameter.ty {
        TypeRef::Integer => "integer",
        TypeRef::Number => "number",
        TypeRef::Boolean | TypeRef::String(Format::Boolean) => "boolean",
        _ => "text",
    };
    format!("a.{kind}({:?})", parameter.wire)
}
