//! The example of an operation: a call as a person would write it, with the values that the
//! document quotes. It is part of the documentation of the method, and rustdoc compiles it.

mod value;

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use serde_json::Value;

use self::value::Values;
use crate::ir::{Content, Field, Operation, Pagination, Parameter, Shape, TypeRef};
use crate::name::{self, FieldName};
use crate::render;
use crate::surface::{Call, Schemas, Surface};

/// The fields of a response that say most about it.
const TELLING: [&str; 3] = ["name", "state", "id"];

/// How many optional parameters an example sets.
const SETTERS: usize = 4;

/// The length of a line in documentation, as everywhere in it.
const LINE: usize = 90;

/// What examples take from this crate and from others, by the path that their text begins with.
const CRATE: [&str; 8] =
    ["Date", "DateTime", "IntegerOrText", "NumberOrText", "Secret", "enums", "request", "require"];
const OTHERS: [(&str, &str); 3] = [
    ("BTreeMap", "use std::collections::BTreeMap;"),
    ("Map", "use serde_json::Map;"),
    ("json", "use serde_json::json;"),
];

/// Returns the lines of the example, as a code block that is compiled and not run; empty where a
/// value that the call needs cannot be made up.
pub(super) fn lines(surface: &Surface, call: &Call) -> Vec<String> {
    let Some((arguments, statements)) = statements(surface, call.operation) else {
        return Vec::new();
    };
    let (crate_uses, other_uses) = uses(&statements);
    let mut lines = vec!["```no_run".to_owned()];
    lines.push("# use clickhouse_cloud::{Client, Error};".to_owned());
    lines.extend(crate_uses);
    lines.extend(other_uses.into_iter().map(str::to_owned));
    if lines.len() > 2 {
        lines.push(String::new());
    }
    lines.extend(signature(&arguments));
    lines.extend(render::statements(&statements));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// Returns the first lines of the function around the example, which are hidden.
fn signature(arguments: &[String]) -> Vec<String> {
    let arguments: Vec<&str> =
        std::iter::once("client: Client").chain(arguments.iter().map(String::as_str)).collect();
    let line = format!("# async fn example({}) -> Result<(), Error> {{", arguments.join(", "));
    if line.chars().count() <= LINE {
        return vec![line];
    }
    let mut lines = vec!["# async fn example(".to_owned()];
    lines.extend(arguments.iter().map(|argument| format!("#     {argument},")));
    lines.push("# ) -> Result<(), Error> {".to_owned());
    lines
}

/// Returns the arguments of the function around the example, and its statements.
fn statements(surface: &Surface, operation: &Operation) -> Option<(Vec<String>, TokenStream)> {
    let values = Values { surface };
    let mut outside = Vec::new();
    let mut arguments = Vec::new();
    let required = operation.arguments().filter(|parameter| parameter.required);
    let mut path = quote!(client);
    let handles = surface.schemas.api.handles(operation);
    for (handle, parameter) in handles.iter().zip(&operation.path_parameters) {
        let (accessor, id) = (handle.accessor.ident(), argument(&values, parameter, &mut outside)?);
        path = quote!(#path.#accessor(#id));
    }
    for parameter in required {
        arguments.push(argument(&values, parameter, &mut outside)?);
    }
    let body = match &operation.body {
        Some(body) if body.ty == TypeRef::Bytes => {
            arguments.push(quote!("content".as_bytes()));
            None
        }
        Some(body) => {
            let value = values.body(&body.ty)?;
            arguments.push(quote!(&body));
            Some(quote!(let body = #value;))
        }
        None => None,
    };
    let method = operation.resource_method.ident();
    let setters = setters(&values, operation);
    let call = quote!(#path.#method(#(#arguments),*) #setters);
    let rest = use_of(&surface.schemas, operation, &call);
    Some((outside, quote!(#body #rest)))
}

/// Returns an argument of the method: what the document quotes, or something that the caller has.
fn argument(
    values: &Values,
    parameter: &Parameter,
    outside: &mut Vec<String>,
) -> Option<TokenStream> {
    if let Some(value) = values.quoted(&parameter.ty, &parameter.docs) {
        return Some(value);
    }
    let ty = match values.surface.schemas.resolve(&parameter.ty) {
        TypeRef::Integer => "i64",
        TypeRef::String(format) if !value::is_made_up(*format) => "&str",
        _ => return values.parameter(parameter),
    };
    let name = parameter.name.ident();
    outside.push(format!("{name}: {ty}"));
    Some(quote!(#name))
}

/// Setters for the optional parameters of which the document quotes a value.
fn setters(values: &Values, operation: &Operation) -> TokenStream {
    let quoted =
        operation.arguments().filter(|parameter| !parameter.required && !parameter.docs.deprecated);
    let mut found = Vec::new();
    for parameter in quoted {
        let name = parameter.name.ident();
        let example: Option<Value> =
            parameter.docs.example.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let setter = match (values.surface.schemas.resolve(&parameter.ty), example) {
            (TypeRef::Array(item), Some(Value::Array(list))) => {
                list.first().and_then(|first| values.argument(item, first))
            }
            (ty, Some(value)) => values.argument(ty, &value),
            (_, None) => None,
        };
        found.extend(setter.map(|value| quote!(.#name(#value))));
    }
    found.into_iter().take(SETTERS).collect()
}

/// Returns what the example does with the response.
fn use_of(schemas: &Schemas, operation: &Operation, call: &TokenStream) -> TokenStream {
    let print = |name: &Ident, ty: &TypeRef| match telling(schemas, ty) {
        Some(field) => {
            let format = format!("{{{field}}}");
            quote! {
                let #field = require!(#name.#field)?;
                println!(#format);
            }
        }
        None => {
            let format = format!("{{{name}:?}}");
            quote!(println!(#format);)
        }
    };
    match &operation.success.content {
        Content::Empty => quote!(#call.await?;),
        Content::Text => quote! {
            let text = #call.await?;
            println!("{text}");
        },
        Content::Bytes => quote! {
            let bytes = #call.await?;
            println!("{} bytes", bytes.len());
        },
        Content::Page { item, .. } if operation.pagination != Pagination::None => {
            let name = variable(item);
            let print = print(&name, item);
            quote! {
                let mut items = #call.items();
                while let Some(#name) = items.next().await {
                    let #name = #name?;
                    #print
                }
            }
        }
        Content::Page { item, .. } => {
            let name = variable(item);
            let print = print(&name, item);
            quote!(for #name in #call.await?.items { #print })
        }
        Content::Result(ty) | Content::Body(ty) => {
            if let TypeRef::Array(item) = schemas.resolve(ty) {
                let name = variable(item);
                let print = print(&name, item);
                return quote!(for #name in #call.await? { #print });
            }
            let name = variable(ty);
            let print = print(&name, ty);
            quote! {
                let #name = #call.await?;
                #print
            }
        }
    }
}

/// Returns the field of a response to print.
fn telling(schemas: &Schemas, ty: &TypeRef) -> Option<Ident> {
    let TypeRef::Named(name) = schemas.resolve(ty) else { return None };
    let Shape::Object(object) = &schemas.model(name)?.shape else { return None };
    let fields = || object.fields.iter().filter(|field| !field.docs.deprecated);
    TELLING
        .iter()
        .find_map(|wire| fields().find(|field| field.wire == *wire && is_printed(schemas, field)))
        .map(|field| field.name.ident())
}

/// Whether the value of a field can be printed as text.
fn is_printed(schemas: &Schemas, field: &Field) -> bool {
    let is_text = match schemas.resolve(&field.ty) {
        TypeRef::String(_) => true,
        TypeRef::Named(name) => schemas.enumeration(name).is_some(),
        _ => false,
    };
    is_text && !field.secret
}

/// Returns a name for a value: that of its type.
fn variable(ty: &TypeRef) -> Ident {
    match ty {
        TypeRef::Named(name) => FieldName::of_property(name.as_str()).ident(),
        _ => name::word("value"),
    }
}

/// Returns the `use` lines of the names before `::` and `!`.
fn uses(tokens: &TokenStream) -> (Option<String>, Vec<&'static str>) {
    let mut found = BTreeSet::new();
    paths(tokens.clone(), &mut found);
    let names: Vec<&str> = CRATE.into_iter().filter(|name| found.contains(*name)).collect();
    let crate_uses = match names.as_slice() {
        [] => None,
        [name] => Some(format!("use clickhouse_cloud::{name};")),
        names => Some(format!("use clickhouse_cloud::{{{}}};", names.join(", "))),
    };
    let others = OTHERS.into_iter().filter(|(name, _)| found.contains(*name));
    (crate_uses, others.map(|(_, line)| line).collect())
}

fn paths(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut before = None;
    for token in tokens {
        match token {
            TokenTree::Group(group) => paths(group.stream(), found),
            TokenTree::Punct(punct) if matches!(punct.as_char(), ':' | '!') => {
                found.extend(before.take());
                continue;
            }
            TokenTree::Ident(ident) => {
                before = Some(ident.to_string());
                continue;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        before = None;
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{
        TEXT, api, body, docs, enumeration, field, named, object, operation, parameter, union,
    };
    use super::*;
    use crate::ir::{Api, Docs, Field, Format, Model, Plan};

    /// Returns what a reader sees of the example of the operation `aPut`.
    fn example(models: Vec<Model>, put: Operation) -> String {
        let api: Api = api(models, vec![put]);
        let lines = {
            let surface = Surface::of(&api);
            lines(&surface, &surface.calls[0])
        };
        lines.into_iter().filter(|line| !line.starts_with("# ")).collect::<Vec<_>>().join("\n")
    }

    fn put(content: Content) -> Operation {
        Operation { body: Some(body("Body")), ..operation("aPut", "a", content) }
    }

    fn quoting(wire: &str, ty: TypeRef, example: &str) -> Field {
        let docs = Docs { example: Some(example.to_owned()), ..Docs::default() };
        Field { docs, ..field(wire, ty) }
    }

    #[test]
    fn values_are_those_that_the_document_quotes() {
        let list = |ty| TypeRef::Array(Box::new(ty));
        let fields = vec![
            Field { required: true, ..quoting("name", TEXT, "\"A \\\"b\\\"\\n```\"") },
            Field { required: true, ..quoting("kind", named("Kind"), "\"two\"") },
            Field {
                required: true,
                nullable: true,
                ..quoting("at", TypeRef::String(Format::DateTime), "\"2026-01-31T00:00:00Z\"")
            },
            quoting("parts", list(named("Part")), r#"[{"size": 2}]"#),
            quoting("secret", TypeRef::Map(Box::new(TEXT)), r#"{"a": "b"}"#),
            quoting("wrong", TypeRef::Integer, "\"no number\""),
            Field { docs: Docs { deprecated: true, ..docs("Old.") }, ..field("old", TEXT) },
            Field {
                docs: Docs {
                    example: Some("5".to_owned()),
                    ..docs("Mutually exclusive with `parts`.")
                },
                ..field("conditional", TypeRef::Integer)
            },
        ];
        let models = vec![
            object("Body", fields),
            enumeration("Kind", &["one", "two"]),
            object("Part", vec![Field { required: true, ..field("size", TypeRef::Number) }]),
        ];
        assert_snapshot!(example(models, put(Content::Empty)), @r#"
        ```no_run
        use clickhouse_cloud::{DateTime, enums, request};

        let body = request::Body::new(
                "A \"b\"\n```",
                enums::Kind::Two,
                Some(DateTime::from("2026-01-31T00:00:00Z")),
            )
            .parts(vec![request::Part::new(2)])
            .secret([("a", "b")]);
        client.a(a_id).a_put(&body).await?;
        ```
        "#);
    }

    #[test]
    fn values_without_an_example_are_made_up() {
        let arms = [("sql", named("Query")), ("text", TEXT)];
        let plan = Plan::Kind { string: Some(1), object: Some(0), array: None };
        let fields = vec![
            Field { required: true, ..field("config", named("Config")) },
            Field { required: true, ..field("tree", TypeRef::Array(Box::new(named("Body")))) },
        ];
        let query = Field { required: true, tag: Some("sql".to_owned()), ..field("type", TEXT) };
        let models = vec![
            object("Body", fields),
            union("Config", &arms, plan),
            object("Query", vec![query, field("sqlText", TEXT), field("limit", TypeRef::Integer)]),
        ];
        let name = Field { required: false, ..field("name", TEXT) };
        let answer = object("Answer", vec![name]);
        let put = put(Content::Result(named("Answer")));
        assert_snapshot!(example([models, vec![answer]].concat(), put), @r#"
        ```no_run
        use clickhouse_cloud::{request, require};

        let body = request::Body::new(
            request::Config::Sql(request::Query::new().sql_text("sql-text").limit(1)),
            vec![
                request::Body::new(request::Config::Sql(request::Query::new()
                .sql_text("sql-text").limit(1)),
                vec![request::Body::new(request::Config::Sql(request::Query::new()),
                Vec::new())])
            ],
        );
        let answer = client.a(a_id).a_put(&body).await?;
        let name = require!(answer.name)?;
        println!("{name}");
        ```
        "#);
    }

    #[test]
    fn parameters_are_variables_unless_they_are_quoted() {
        let mut version = parameter("version", TypeRef::Integer, true);
        version.docs.example = Some("1".to_owned());
        let mut filter = parameter("filter", TypeRef::Array(Box::new(TEXT)), false);
        filter.docs.example = Some(r#"["a:b", "c:d"]"#.to_owned());
        let from = parameter("from_date", TypeRef::String(Format::Date), true);
        let get = Operation {
            query_parameters: vec![from, version, filter],
            pagination: Pagination::Offset,
            ..operation("aPut", "a", Content::Page { item: TEXT, items_at: None })
        };
        assert_snapshot!(example(vec![], get), @r#"
        ```no_run
        let mut items = client.a(a_id).a_put("2026-10-01", 1).filter("a:b").items();
        while let Some(value) = items.next().await {
            let value = value?;
            println!("{value:?}");
        }
        ```
        "#);
    }

    #[test]
    fn a_recursive_body_has_no_example() {
        let next = Field { required: true, boxed: true, ..field("next", named("Body")) };
        assert_eq!(example(vec![object("Body", vec![next])], put(Content::Empty)), "");
    }
}
