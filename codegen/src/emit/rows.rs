//! The source of a table of all operations: for each, a function that makes the typed call from
//! untyped arguments. With it, tests and proofs call every operation in a loop.

use std::fmt::Write as _;

use crate::ir::{Api, Format, Location, Operation, Parameter, TypeRef};

/// Returns the source of the table: functions, and `OPERATIONS`, a slice of `Row`s.
///
/// The file that includes it declares `Row`, `Arguments`, `Prepared` and `prepare`, as
/// `tests/tests/client/rows.rs` does.
#[must_use]
pub fn table(api: &Api) -> String {
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

/// Returns the handles on the way to an operation, as `client.organization(id).service(id)`, with
/// an argument for each path parameter.
#[must_use]
pub fn handle(api: &Api, operation: &Operation, ids: &[String]) -> String {
    let handles = api.handles(operation);
    let calls = handles.iter().zip(ids).map(|(handle, id)| format!(".{}({id})", handle.accessor));
    std::iter::once("client".to_owned()).chain(calls).collect()
}

fn row(text: &mut String, api: &Api, operation: &Operation) {
    let (required, optional): (Vec<&Parameter>, Vec<&Parameter>) =
        operation.arguments().partition(|parameter| parameter.required);
    let ids: Vec<String> = operation.path_parameters.iter().map(path_argument).collect();
    let mut arguments: Vec<String> = required
        .iter()
        .map(|parameter| format!("a.{}({:?})", kind(&parameter.ty), parameter.wire))
        .collect();
    let _ = writeln!(
        text,
        "fn {}(client: &Client, a: &Arguments) -> Result<Prepared, String> {{",
        function(operation)
    );
    let is_binary = operation.body.as_ref().is_some_and(|body| body.ty == TypeRef::Bytes);
    if is_binary || operation.arguments().any(|it| it.location == Location::Part) {
        text.push_str(
            "    Err(\"untyped arguments cannot describe a file or a form\".to_owned())\n}\n\n",
        );
        return;
    }
    if let Some(body) = &operation.body {
        let _ = writeln!(text, "    let body: {} = a.body()?;", request_type(&body.ty));
        arguments.push("&body".to_owned());
    }
    let handle = handle(api, operation, &ids);
    let call = format!("{handle}.{}({})", operation.resource_method, arguments.join(", "));
    let mutable = if optional.is_empty() { "" } else { "mut " };
    let _ = writeln!(text, "    let {mutable}call = {call};");
    for Parameter { wire, name, ty, .. } in optional {
        // A setter adds one value to a list, and sets any other parameter.
        let kind = kind(ty);
        let _ = writeln!(
            text,
            "    for value in a.{kind}s({wire:?}) {{\n        call = call.{name}(value);\n    }}",
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

/// Returns the method of `Arguments` that reads a value; in the plural, all values.
fn kind(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Integer => "integer",
        TypeRef::Number => "number",
        TypeRef::Boolean | TypeRef::String(Format::Boolean) => "boolean",
        _ => "text",
    }
}

/// Returns the type of a request body, as the table names it.
fn request_type(ty: &TypeRef) -> String {
    match ty {
        TypeRef::String(_) => "String".to_owned(),
        TypeRef::Integer => "i64".to_owned(),
        TypeRef::Number => "f64".to_owned(),
        TypeRef::Boolean => "bool".to_owned(),
        TypeRef::IntegerOrText => "IntegerOrText".to_owned(),
        TypeRef::NumberOrText => "NumberOrText".to_owned(),
        TypeRef::Any(_) => "Value".to_owned(),
        TypeRef::Array(item) => format!("Vec<{}>", request_type(item)),
        TypeRef::Map(value) => format!("BTreeMap<String, {}>", request_type(value)),
        TypeRef::Nullable(item) => format!("Option<{}>", request_type(item)),
        // Operations with such a body are not called.
        TypeRef::Bytes => "Bytes".to_owned(),
        TypeRef::Named(name) => format!("request::{name}"),
    }
}
