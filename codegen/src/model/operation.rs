//! Operations: their parameters, permissions and groups.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{
    OpenAPI, Operation as Source, Parameter as SourceParameter, ParameterData,
    ParameterSchemaOrContent, PathItem, ReferenceOr, Schema, SchemaKind, SecurityRequirement, Type,
};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::gate::IGNORED_HEADERS;
use crate::ir::{Docs, Group, Idempotency, Location, Operation, Parameter, TypeRef};
use crate::name::{FieldName, MethodName, TypeName};
use crate::pointer::Pointer;

use super::context::{Context, Place, component_name, component_pointer};
use super::resource::Route;
use super::response;
use super::schema::{self, SchemaRef};
use super::{body, docs, policy};

/// All operations of the document.
pub(super) fn operations<'a>(
    document: &'a OpenAPI,
    groups: &[Group],
    cx: &mut Context<'a>,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut types: BTreeMap<TypeName, Pointer> = BTreeMap::new();
    let mut ids: BTreeMap<String, Pointer> = BTreeMap::new();
    let groups = &GroupsByTag::new(groups);
    for (path, item) in &document.paths.paths {
        let at = Pointer::root().child("paths").child(path);
        let ReferenceOr::Item(item) = item else {
            cx.error(
                Code::UnsupportedKeyword,
                &at,
                "a reference to a path item is not supported here",
                "replace the reference with the path item itself, with an overlay action",
            );
            continue;
        };
        for (method, source) in item.iter() {
            if let Some(operation) = operation(path, method, item, source, groups, cx) {
                if let Some(first) = ids.insert(operation.id.clone(), operation.at.clone()) {
                    let message = format!("two operations have the id `{}`", operation.id);
                    let diagnostic = Diagnostic::error(
                        Code::DuplicateOperationId,
                        operation.at.clone(),
                        message,
                    )
                    .related(first, "the other one is here")
                    .help("give one of them another `operationId` with an overlay action");
                    cx.sink.push(diagnostic);
                    continue;
                }
                if let Some(first) = types.insert(operation.name.clone(), operation.at.clone()) {
                    let diagnostic = Diagnostic::error(
                        Code::NameCollision,
                        operation.at.clone(),
                        format!("two operations would both be the type `{}`", operation.name),
                    )
                    .related(first, "the other one is here")
                    .help("give one of them another `operationId` with an overlay action");
                    cx.sink.push(diagnostic);
                }
                operations.push(operation);
            }
        }
    }
    operations
}

fn operation<'a>(
    path: &str,
    method: &str,
    item: &'a PathItem,
    source: &'a Source,
    groups: &GroupsByTag<'_>,
    cx: &mut Context<'a>,
) -> Option<Operation> {
    let at = Pointer::root().child("paths").child(path).child(method);
    let unnamed;
    let id = if let Some(id) = source.operation_id.as_deref().filter(|id| !id.is_empty()) {
        id
    } else {
        cx.error(
            Code::MissingOperationId,
            &at,
            format!("{} {path} has no `operationId`", method.to_uppercase()),
            "add one with an overlay action: it names the type of the operation in `operations`",
        );
        // A name for the rest of this run, which shows what else is wrong with the operation.
        unnamed = format!("unnamed{}", cx.sink.as_slice().len());
        &unnamed
    };
    let policy = policy::operation(source, &at, cx.sink);
    let name = TypeName::new(id);
    if let Some(name) = policy.name.clone() {
        cx.method_names.insert(id.to_owned(), name);
    }
    if name.is_reserved_for_operations() {
        let message = format!(
            "the operation would be the type `{name}`, a name that generated code already uses"
        );
        cx.error(
            Code::ReservedName,
            &at,
            message,
            "give it another `operationId` with an overlay action",
        );
    }
    if !(cx.budget.part() && cx.budget.name(at.len())) {
        return None;
    }
    let place = Place::new(at.clone(), name.clone(), id);
    let parameters = parameters(item, source, &place, cx);
    let is_in = |parameter: &Parameter, places: &[Location]| places.contains(&parameter.location);
    let (path_parameters, others): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|it| is_in(it, &[Location::Path]));
    let path_parameters = in_template_order(path, path_parameters, &at, cx);
    let (query_parameters, mut other_parameters): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|it| is_in(it, &[Location::Query, Location::QueryJoined]));
    let (body, parts) = body::body(source, &place, cx);
    other_parameters.extend(parts);
    let all = path_parameters.iter().chain(&query_parameters).chain(&other_parameters);
    check_names(all, cx);

    if let Some(wait) = policy.wait.clone() {
        cx.waits.insert(id.to_owned(), wait);
    }
    let answer = response::answer(source, method, &query_parameters, &policy, &place, cx);
    Some(Operation {
        id: id.to_owned(),
        // Both are decided when all models are known.
        resource: None,
        resource_method: MethodName::new(id),
        name,
        method: method.to_uppercase(),
        path: path.to_owned(),
        group: group(source, policy.group.as_deref(), groups, &at, cx),
        docs: Docs {
            summary: source.summary.clone(),
            description: source.description.clone(),
            deprecated: source.deprecated,
            external: source.external_docs.as_ref().map(|docs| docs.url.clone()),
            ..Docs::default()
        },
        permissions: permissions(source, &at, cx),
        beta: is_beta(source),
        path_parameters,
        query_parameters,
        other_parameters,
        body,
        success: answer.success,
        errors: answer.errors,
        pagination: answer.pagination,
        idempotency: policy.idempotency.unwrap_or(match method {
            "get" | "head" | "options" | "trace" => Idempotency::Safe,
            "put" | "delete" => Idempotency::Idempotent,
            _ => Idempotency::NotIdempotent,
        }),
        wait: None,
        at,
    })
}

/// The group of an operation: what the overlay says of the operation, else of its first tag.
fn group(
    source: &Source,
    wanted: Option<&str>,
    groups: &GroupsByTag<'_>,
    at: &Pointer,
    cx: &mut Context<'_>,
) -> String {
    let tag = source.tags.first().map_or("", String::as_str);
    let found = match wanted {
        Some(wanted) => groups.names.get(wanted),
        None => groups.tags.get(tag),
    };
    if let Some(group) = found {
        let by_tag = groups.tags.get(tag).map(|group| group.name.as_str());
        if let Some(wanted) = wanted.filter(|wanted| by_tag == Some(wanted)) {
            cx.redundant(at, &format!("x-sdk-group: {wanted}"));
        }
        return group.name.clone();
    }
    let (place, what) = match wanted {
        Some(wanted) => (at.child("x-sdk-group"), format!("unknown group `{wanted}`")),
        None => (at.child("tags"), format!("no group of operations has the tag `{tag}`")),
    };
    cx.error(Code::UnknownGroup, &place, what, "add the tag to a group of `x-sdk-groups` in the overlay; `cargo xtask regenerate` adds the feature of a new group");
    crate::name::feature(if tag.is_empty() { "untagged" } else { tag })
}

/// The groups, by their names and by their tags; of several with one tag the first.
struct GroupsByTag<'g> {
    names: BTreeMap<&'g str, &'g Group>,
    tags: BTreeMap<&'g str, &'g Group>,
}

impl<'g> GroupsByTag<'g> {
    fn new(groups: &'g [Group]) -> Self {
        let (mut names, mut tags) = (BTreeMap::new(), BTreeMap::new());
        for group in groups {
            names.entry(group.name.as_str()).or_insert(group);
            for tag in &group.tags {
                tags.entry(tag.as_str()).or_insert(group);
            }
        }
        Self { names, tags }
    }
}

/// The permissions that an operation requires, in whichever way a caller authenticates.
fn permissions(source: &Source, at: &Pointer, cx: &mut Context<'_>) -> Vec<String> {
    let of =
        |way: &SecurityRequirement| -> Vec<String> { way.values().flatten().cloned().collect() };
    let mut ways = source.security.iter().flatten().map(of);
    let first = ways.next().unwrap_or_default();
    let sorted = |permissions: &[String]| permissions.iter().cloned().collect::<BTreeSet<_>>();
    if ways.any(|other| sorted(&other) != sorted(&first)) {
        let message = "the alternatives of `security` require different permissions; the client \
            names those of the first one";
        let found = Diagnostic::warning(Code::UnsupportedKeyword, at.child("security"), message);
        let help = "if another one is better, remove the others with an overlay action";
        cx.sink.push(found.help(help));
    }
    first
}

fn is_beta(source: &Source) -> bool {
    let badges = source.extensions.get("x-badges").and_then(Value::as_array);
    badges
        .into_iter()
        .flatten()
        .any(|badge| badge.get("name").and_then(Value::as_str) == Some("Beta"))
}

/// The parameters of an operation, and those of its path that it does not declare again.
fn parameters<'a>(
    item: &'a PathItem,
    source: &'a Source,
    place: &Place,
    cx: &mut Context<'a>,
) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    let mut declared: BTreeMap<(Location, &str), (Pointer, &SourceParameter)> = BTreeMap::new();
    let own = place.at.child("parameters");
    let shared = place.at.parent().unwrap_or_default().child("parameters");
    let all = source.parameters.iter().enumerate().map(|(index, p)| (&own, index, p));
    let all = all.chain(item.parameters.iter().enumerate().map(|(index, p)| (&shared, index, p)));
    for (list, index, source) in all {
        let at = list.child(index);
        let ReferenceOr::Item(source) = source else {
            cx.error(
                Code::UnsupportedParameter,
                &at,
                "a reference to a parameter is not supported here",
                "replace the reference with the parameter itself, with an overlay action",
            );
            continue;
        };
        let (location, data) = match source {
            SourceParameter::Path { parameter_data, .. } => (Location::Path, parameter_data),
            SourceParameter::Query { parameter_data, .. } => (Location::Query, parameter_data),
            SourceParameter::Header { parameter_data, .. }
                if IGNORED_HEADERS
                    .iter()
                    .any(|ignored| parameter_data.name.eq_ignore_ascii_case(ignored)) =>
            {
                continue;
            }
            SourceParameter::Header { parameter_data, .. } => (Location::Header, parameter_data),
            SourceParameter::Cookie { parameter_data, .. } => (Location::Cookie, parameter_data),
        };
        if let Some((first, same)) = declared.get(&(location, data.name.as_str())) {
            // An operation may declare again what its path declares; one list may not.
            if first.parent().as_ref() == Some(list) && *same != source {
                let message = format!("`{}` has two different declarations", data.name);
                let found = Diagnostic::error(Code::InvalidValue, at, message)
                    .related(first.clone(), "the other declaration is here")
                    .help("remove one of them with an overlay action");
                cx.sink.push(found);
            }
            continue;
        }
        declared.insert((location, &data.name), (at.clone(), source));
        found.extend(parameter(data, location, at, place, cx));
    }
    found
}

fn parameter<'a>(
    data: &'a ParameterData,
    location: Location,
    at: Pointer,
    place: &Place,
    cx: &mut Context<'a>,
) -> Option<Parameter> {
    let ParameterSchemaOrContent::Schema(source) = &data.format else {
        cx.error(
            Code::UnsupportedParameter,
            &at,
            format!("`content` of the parameter `{}` is not supported", data.name),
            "describe the parameter with `schema` instead, in an overlay action",
        );
        return None;
    };
    let typed = match shared_scalar(cx, source) {
        Some((schema, place)) => schema::typed(cx, SchemaRef::Item(schema), &place),
        None => schema::typed(cx, source.into(), &place.step(at.child("schema"), &data.name)),
    };
    let takes_array = matches!(location, Location::Query | Location::Header);
    if !is_simple(&typed.ty, takes_array, cx) {
        let expected = if takes_array {
            "neither a string, number or boolean nor an array of these"
        } else {
            "not a string, number or boolean"
        };
        let message = match &typed.ty {
            TypeRef::Array(item) if matches!(**item, TypeRef::Nullable(_)) => {
                format!("the items of `{}` may be null, which cannot be sent as text", data.name)
            }
            _ => format!("the value of `{}` is {expected}", data.name),
        };
        let help = "replace its schema with an overlay action, for example with `type: string`";
        cx.error(Code::UnsupportedParameter, &at, message, help);
    }
    let is_array = matches!(typed.ty, TypeRef::Array(_));
    let location = match location {
        Location::Query if is_array && data.explode == Some(false) => Location::QueryJoined,
        location => location,
    };
    let said = Docs {
        description: data.description.clone(),
        deprecated: data.deprecated == Some(true),
        example: data.example.as_ref().map(docs::json),
        ..Docs::default()
    };
    Some(Parameter {
        wire: data.name.clone(),
        name: FieldName::of_parameter(&data.name),
        ty: typed.ty,
        location,
        required: location == Location::Path || data.required,
        docs: docs::overlay(said, typed.docs),
        at,
    })
}

/// The component that a parameter refers to, where it is a scalar or a list without a name of its
/// own: a parameter is what the component is, not a type of that name.
fn shared_scalar<'a>(
    cx: &mut Context<'a>,
    source: &'a ReferenceOr<Schema>,
) -> Option<(&'a Schema, Place)> {
    let ReferenceOr::Reference { reference } = source else { return None };
    let name = component_name(reference)?;
    let schema = cx.component(name)?;
    let list = matches!(&schema.schema_kind, SchemaKind::Type(Type::Array(_)));
    if schema::is_enum(schema) || !(list || is_scalar(schema)) {
        return None;
    }
    let type_name = cx.mention(name, schema);
    Some((schema, Place::new(component_pointer(name), type_name, name)))
}

/// Whether a value of the type can be written into a path, a query, a header or a cookie.
fn is_simple(ty: &TypeRef, takes_array: bool, cx: &Context<'_>) -> bool {
    match ty {
        TypeRef::String(_) | TypeRef::Integer | TypeRef::Number | TypeRef::Boolean => true,
        TypeRef::Array(item) => takes_array && is_simple(item, false, cx),
        TypeRef::Named(name) => {
            cx.is_enum(name) || cx.component_of_type(name).is_some_and(is_scalar)
        }
        _ => false,
    }
}

fn is_scalar(schema: &Schema) -> bool {
    matches!(
        &schema.schema_kind,
        SchemaKind::Type(Type::String(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean(_))
    )
}

/// Brings path parameters into the order of the template; the two must name the same parameters.
fn in_template_order(
    path: &str,
    found: Vec<Parameter>,
    at: &Pointer,
    cx: &mut Context<'_>,
) -> Vec<Parameter> {
    let mut left: IndexMap<String, Parameter> =
        found.into_iter().map(|found| (found.wire.clone(), found)).collect();
    let mut ordered = Vec::with_capacity(left.len());
    let route = Route::parse(path);
    if route.is_none() {
        let message = format!("the braces of `{path}` do not contain one name each");
        cx.error(Code::PathParameterMismatch, at, message, "correct the path with overlay actions");
    }
    for (_, name) in route.iter().flat_map(|route| &route.parameters) {
        match left.swap_remove(*name) {
            Some(parameter) => ordered.push(parameter),
            None => {
                let (message, help) = if ordered.iter().any(|found| found.wire == **name) {
                    let message = format!("the path has `{{{name}}}` twice");
                    (message, "rename one of the two in the path with overlay actions")
                } else {
                    let message = format!(
                        "the path has `{{{name}}}`, but the operation declares no path parameter with that name"
                    );
                    (message, "declare the parameter with an overlay action")
                };
                cx.error(Code::PathParameterMismatch, at, message, help);
            }
        }
    }
    for parameter in left.into_values() {
        if route.is_none() {
            break;
        }
        cx.error(
            Code::PathParameterMismatch,
            &parameter.at,
            format!("the path parameter `{}` does not occur in `{path}`", parameter.wire),
            "remove the parameter with an overlay action",
        );
    }
    ordered
}

fn check_names<'b>(parameters: impl Iterator<Item = &'b Parameter>, cx: &mut Context<'_>) {
    let mut seen: BTreeMap<&FieldName, &Parameter> = BTreeMap::new();
    for parameter in parameters {
        if let Some(first) = seen.insert(&parameter.name, parameter) {
            let diagnostic = Diagnostic::error(
                Code::NameCollision,
                parameter.at.clone(),
                format!(
                    "the parameters `{}` and `{}` would both be `{}`",
                    first.wire, parameter.wire, parameter.name
                ),
            )
            .related(first.at.clone(), "the other one is here")
            .help("remove one of them with an overlay action");
            cx.sink.push(diagnostic);
        }
    }
}
