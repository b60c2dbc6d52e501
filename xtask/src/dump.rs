//! `cargo xtask dump`: prints intermediate data of the generator, for its developers.

use clap::{Args, ValueEnum};
use codegen::diagnostic::{Diagnostic, Sink};
use codegen::ir::{Additional, Api, Content, Object, Operation, Shape, TypeRef, Unreached};
use codegen::load::load;
use codegen::{lower, outline, overlay};
use serde::Serialize;
use serde_json::{Value, json};

use crate::console::{Console, MessageFormat};
use crate::exit::Exit;
use crate::input::{Paths, Sources};
use crate::paths::Workspace;
use crate::problem::{Failure, Found, Problem, print_diagnostics};

/// The arguments of the command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// What to print
    #[arg(value_enum)]
    what: What,

    #[command(flatten)]
    paths: Paths,
}

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The spec after the overlay, converted to OpenAPI 3.0, as JSON
    Lowered,
    /// The intermediate representation, as JSON
    Ir,
    /// The handles and the method of each operation, as JSON
    Calls,
    /// How the variant of each union is chosen
    Unions,
    /// Which responses can be converted to requests of another name, and which cannot
    WriteBacks,
    /// The schemas that no operation reaches, one per line
    Unreached,
    /// The locations that may hold arbitrary JSON, with the reason, one per line
    Values,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let sources = Sources::read(workspace, &options.paths)?;
    let text = match options.what {
        What::Lowered => pretty(&lowered(&sources)?)?,
        What::Ir => pretty(&api(&sources, console)?)?,
        What::Calls => pretty(&calls(&api(&sources, console)?))?,
        What::Unions => outline::unions(&api(&sources, console)?),
        What::WriteBacks => outline::write_backs(&api(&sources, console)?),
        What::Unreached => {
            let line = |schema: &Unreached| format!("{}\t{}", schema.wire, schema.at);
            lines(api(&sources, console)?.unreached.iter().map(line))
        }
        What::Values => lines(values(&api(&sources, console)?)),
    };
    console.out.text(&text)?;
    Ok(Exit::Fine)
}

/// Returns the IR of the document; warnings are printed.
fn api(sources: &Sources, console: &mut Console<'_>) -> Result<Api, Failure> {
    let (api, warnings) =
        codegen::read(&sources.input()).map_err(|diagnostics| failure(sources, diagnostics))?;
    print_diagnostics(&warnings, &sources.names, console, MessageFormat::Text)?;
    Ok(api)
}

fn failure(sources: &Sources, diagnostics: Vec<Diagnostic>) -> Failure {
    let names = sources.names.clone();
    Failure::Found(Found { diagnostics, names, ..Found::default() })
}

/// Returns the document as the parser of OpenAPI 3.0 gets it.
fn lowered(sources: &Sources) -> Result<Value, Failure> {
    let input = sources.input();
    let loaded = load(input.document, input.document_name)
        .map_err(|diagnostics| failure(sources, diagnostics))?;
    let mut sink = Sink::new();
    let document = overlay::apply(loaded.value, input.overlay, input.overlay_mode, &mut sink);
    if sink.has_errors() {
        return Err(failure(sources, sink.into_vec()));
    }
    Ok(lower::lower(document))
}

fn pretty(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| Problem::new("output", format!("cannot print the result: {error}")))
}

/// Returns lines of text.
fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// Returns how each operation is called.
fn calls(api: &Api) -> Vec<Value> {
    api.operations.iter().map(|operation| call(api, operation)).collect()
}

/// Returns the handles on the way to an operation, each with the name of its parameter in the path,
/// then the method with its required query parameters and its body.
fn call(api: &Api, operation: &Operation) -> Value {
    let wires = operation.path_parameters.iter().map(|parameter| parameter.wire.as_str());
    let handles = api.handles(operation).into_iter().map(|handle| handle.accessor.as_str());
    let handles: Vec<(&str, &str)> = handles.zip(wires).collect();
    let required = operation.arguments().filter(|parameter| parameter.required);
    let query: Vec<&str> = required.map(|parameter| parameter.wire.as_str()).collect();
    json!({
        "operation": operation.id,
        "handles": handles,
        "method": operation.resource_method,
        "query": query,
        "body": operation.body.as_ref().map(|body| outline::notation(&body.ty)),
    })
}

/// Returns the places of an API that hold any JSON value, with the reason of each.
fn values(api: &Api) -> Vec<String> {
    let mut lines = Vec::new();
    let mut visit = |place: String, ty: &TypeRef| {
        if let Some(reason) = reason(ty) {
            lines.push(format!("{place}\t{reason}"));
        }
    };
    for operation in &api.operations {
        let id = &operation.id;
        for parameter in operation.parameters() {
            visit(format!("{id} parameter {}", parameter.wire), &parameter.ty);
        }
        if let Some(body) = &operation.body {
            visit(format!("{id} body"), &body.ty);
        }
        match &operation.success.content {
            Content::Result(ty) | Content::Body(ty) | Content::Page { item: ty, .. } => {
                visit(format!("{id} result"), ty);
            }
            Content::Empty | Content::Text | Content::Bytes => {}
        }
    }
    for model in api.models.values() {
        let name = model.name.as_str();
        match &model.shape {
            Shape::Object(Object { fields, additional, .. }) => {
                for field in fields {
                    visit(format!("{name}.{}", field.wire), &field.ty);
                }
                if let Additional::Open(ty) = additional {
                    visit(format!("{name} (other properties)"), ty);
                }
            }
            Shape::Union(union) => {
                for arm in &union.arms {
                    visit(format!("{name}::{}", arm.name.as_str()), &arm.ty);
                }
            }
            Shape::Alias(ty) => visit(name.to_owned(), ty),
            Shape::Enum(_) => {}
        }
    }
    lines
}

/// Returns why a type holds any JSON value, if it does.
fn reason(ty: &TypeRef) -> Option<&str> {
    match ty {
        TypeRef::Any(reason) => Some(reason),
        TypeRef::Array(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => reason(item),
        _ => None,
    }
}
