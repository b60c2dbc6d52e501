//! Responses: the envelope around results, pages, text, and documented errors.

use openapiv3::{
    MediaType, Operation, ReferenceOr, Response, Schema, SchemaKind, StatusCode, Type,
};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Content, ErrorResponse, Pagination, Parameter, Status, Success, TypeRef};
use crate::media_type;
use crate::name::TypeName;
use crate::pointer::Pointer;

use super::context::{Context, Place, component_pointer};
use super::policy::OperationPolicy;
use super::{media, schema};

/// The properties of an envelope; an object with any other property is none.
const ENVELOPE: &[&str] = &["status", "requestId", "result", "limit", "totalCount", "nextCursor"];
/// The properties of an error body that every error has.
const ERROR: &[&str] = &["error", "status", "requestId", "issues"];

/// The responses of an operation.
pub(super) struct Answer {
    pub(super) success: Success,
    pub(super) errors: Vec<ErrorResponse>,
    pub(super) pagination: Pagination,
}

/// Reads the responses of an operation.
pub(super) fn answer<'a>(
    source: &'a Operation,
    method: &str,
    query: &[Parameter],
    policy: &OperationPolicy,
    place: &Place,
    cx: &mut Context<'a>,
) -> Answer {
    let mut successes: Vec<(Status, &'a Response)> = Vec::new();
    let mut failures: Vec<(Status, &'a Response)> = Vec::new();
    let documented = source.responses.responses.iter().map(|(status, response)| match status {
        StatusCode::Code(code) => (Status::Code(*code), response),
        StatusCode::Range(class) => (Status::Class(*class), response),
    });
    let others = source.responses.default.iter().map(|response| (Status::Default, response));
    let documented: Vec<_> = documented.chain(others).collect();
    // `default` applies to all statuses that are not listed: to success if no other response does.
    let names_success = documented.iter().any(|(status, _)| is_success(*status));
    for (status, response) in documented {
        let at = place.at.child("responses").child(status);
        let ReferenceOr::Item(response) = response else {
            cx.error(
                Code::UnsupportedKeyword,
                &at,
                "a reference to a response is not supported here",
                "replace the reference with the response itself, with an overlay action",
            );
            continue;
        };
        if is_success(status) || (status == Status::Default && !names_success) {
            successes.push((status, response));
        } else {
            failures.push((status, response));
        }
    }
    successes.sort_by_key(|(status, _)| *status);
    failures.sort_by_key(|(status, _)| *status);
    let errors = failures
        .into_iter()
        .map(|(status, response)| {
            let at = place.at.child("responses").child(status);
            error(status, response, at, place, cx)
        })
        .collect();
    // No response to HEAD has a body, even if one is described.
    let body = method != "head";
    let (success, pagination) = success(&successes, body, query, policy, place, cx);
    Answer { success, errors, pagination }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..300) | Status::Class(2))
}

/// Several success statuses are fine if their bodies are the same.
fn success<'a>(
    successes: &[(Status, &'a Response)],
    body: bool,
    query: &[Parameter],
    policy: &OperationPolicy,
    place: &Place,
    cx: &mut Context<'a>,
) -> (Success, Pagination) {
    let responses = place.at.child("responses");
    let Some(((status, first), others)) = successes.split_first() else {
        cx.error(
            Code::InvalidValue,
            &responses,
            "no success response is documented",
            "add a 2xx response with an overlay action",
        );
        let (statuses, content) = (Vec::new(), Content::Empty);
        let nothing = Success { at: responses, statuses, media_type: String::new(), content };
        return (nothing, Pagination::None);
    };
    let at = responses.child(status);
    let (content, media_type, pagination) = if body {
        content(first, query, policy, &at, place, cx)
    } else {
        (Content::Empty, String::new(), Pagination::None)
    };
    for (status, other) in others {
        if body && read(other) != read(first) {
            let diagnostic = Diagnostic::error(
                Code::SeveralSuccessResponses,
                responses.child(status),
                "the body of this success response differs from that of the first one",
            )
            .related(at.clone(), "the first one is here")
            .help("remove all but one of them with an overlay action");
            cx.sink.push(diagnostic);
        }
    }
    let statuses = successes.iter().map(|(status, _)| *status).collect();
    (Success { at, statuses, media_type, content }, pagination)
}

/// What the client reads of a response: the media type, and the schema where it is JSON.
fn read(response: &Response) -> Option<(String, Option<&ReferenceOr<Schema>>)> {
    let (kind, media) = chosen(response)?;
    Some((media_type::essence(kind), media.schema.as_ref().filter(|_| media::is_json(kind))))
}

/// The media type of a response that the client asks for.
fn chosen(response: &Response) -> Option<(&String, &MediaType)> {
    let json = response.content.keys().filter(|kind| media::is_json(kind));
    let text = response.content.keys().filter(|kind| media::is_text(kind));
    let kind = media::choose(json).or_else(|| media::choose(text));
    match kind {
        Some(kind) => response.content.get_key_value(kind),
        None => response.content.first(),
    }
}

fn content<'a>(
    response: &'a Response,
    query: &[Parameter],
    policy: &OperationPolicy,
    at: &Pointer,
    place: &Place,
    cx: &mut Context<'a>,
) -> (Content, String, Pagination) {
    let Some((kind, media)) = chosen(response) else {
        return (Content::Empty, String::new(), Pagination::None);
    };
    media::warn_of_others(&response.content, kind, "the API also responds with", at, cx);
    let content_at = at.child("content").child(kind);
    if media::is_binary(kind, media) {
        return (Content::Bytes, kind.clone(), Pagination::None);
    }
    if !media::is_json(kind) {
        if !media::is_text(kind) {
            cx.error(Code::UnsupportedMediaType, &content_at, format!("responses of the type `{kind}` are not supported"), "add the type to `codegen/src/model/media.rs`, or remove the operation with an overlay action");
        }
        return (Content::Text, kind.clone(), Pagination::None);
    }
    let schema_at = content_at.child("schema");
    let Some(source) = &media.schema else {
        cx.error(
            Code::UntypedSchema,
            &schema_at,
            "the response has no schema",
            "add one with an overlay action",
        );
        return (Content::Empty, kind.clone(), Pagination::None);
    };
    let (content, pagination) = match envelope(source) {
        Some(members) => enveloped(members, query, policy, &schema_at, place, cx),
        None => {
            let typed = schema::typed(cx, source.into(), &place.step(schema_at, "Response"));
            (Content::Body(typed.ty), Pagination::None)
        }
    };
    (content, kind.clone(), pagination)
}

type Members = indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>;

/// The properties of an envelope, if the schema is one.
fn envelope(schema: &ReferenceOr<Schema>) -> Option<&Members> {
    let SchemaKind::Type(Type::Object(object)) = &schema.as_item()?.schema_kind else {
        return None;
    };
    let members = &object.properties;
    let known = members.keys().all(|name| ENVELOPE.contains(&name.as_str()));
    (known && members.contains_key("requestId")).then_some(members)
}

fn enveloped<'a>(
    members: &'a Members,
    query: &[Parameter],
    policy: &OperationPolicy,
    at: &Pointer,
    place: &Place,
    cx: &mut Context<'a>,
) -> (Content, Pagination) {
    let Some(result) = members.get("result") else { return (Content::Empty, Pagination::None) };
    let result_at = at.child("properties").child("result");
    let asks = |name: &str| query.iter().any(|parameter| parameter.wire == name);
    let recognised = if members.contains_key("nextCursor") && asks("cursor") {
        Pagination::Cursor
    } else if asks("limit") && asks("offset") {
        Pagination::Offset
    } else {
        Pagination::None
    };
    let (said, items_at) = policy.pagination.clone().unwrap_or_default();
    let pagination = said.unwrap_or(recognised);
    let result_place = place.step(result_at, "Result");
    if let (Some(member), Pagination::Cursor | Pagination::Offset) = (items_at, pagination) {
        if let Some(item) = items_inside(result, &member, &result_place, cx) {
            return (Content::Page { item, items_at: Some(member) }, pagination);
        }
        cx.error(
            Code::UnknownPolicy,
            &place.at.child("x-sdk-pagination").child("items"),
            format!("`result` has no array `{member}`"),
            "name the property of `result` that holds the items",
        );
    }
    match (pagination, schema::typed(cx, result.into(), &result_place).ty) {
        (Pagination::Cursor | Pagination::Offset, TypeRef::Array(item)) => {
            (Content::Page { item: *item, items_at: None }, pagination)
        }
        (_, ty) => (Content::Result(ty), pagination),
    }
}

/// The type of the items of a list that a property of an object holds. The object itself gets no
/// type, unless something else refers to it: a page takes its place.
fn items_inside<'a>(
    result: &'a ReferenceOr<Box<Schema>>,
    member: &str,
    place: &Place,
    cx: &mut Context<'a>,
) -> Option<TypeRef> {
    let (schema, place): (&'a Schema, Place) = match result {
        ReferenceOr::Item(schema) => (schema, place.clone()),
        ReferenceOr::Reference { reference } => {
            let (name, schema) = cx.resolve(reference, &place.at)?;
            (schema, Place::new(component_pointer(name), TypeName::new(name), name))
        }
    };
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { return None };
    let list = object.properties.get(member)?;
    match schema::typed(cx, list.into(), &place.property(member)).ty {
        TypeRef::Array(item) => Some(*item),
        _ => None,
    }
}

/// A documented error. Its body gets a type where it holds more than every error does.
fn error<'a>(
    status: Status,
    response: &'a Response,
    at: Pointer,
    place: &Place,
    cx: &mut Context<'a>,
) -> ErrorResponse {
    let content = response.content.first();
    let content = content.and_then(|(kind, media)| Some((kind, media.schema.as_ref()?)));
    let schema = content.and_then(|(_, schema)| schema.as_item());
    let mut details: Vec<String> = match schema.map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Type(Type::Object(object))) => object
            .properties
            .keys()
            .filter(|name| !ERROR.contains(&name.as_str()))
            .cloned()
            .collect(),
        _ => Vec::new(),
    };
    details.sort();
    let body = content.filter(|_| !details.is_empty()).map(|(kind, schema)| {
        let at = at.child("content").child(kind).child("schema");
        let step = match status {
            Status::Default => "ErrorDefault".to_owned(),
            status => format!("Error{status}"),
        };
        schema::typed(cx, schema.into(), &place.step(at, &step)).ty
    });
    ErrorResponse { at, status, description: response.description.clone(), details, body }
}
