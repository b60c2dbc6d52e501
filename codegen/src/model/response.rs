//! Answers: the envelope around results, pages, text, and documented errors.

use openapiv3::{Operation, ReferenceOr, Response, Schema, SchemaKind, StatusCode, Type};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Content, ErrorResponse, Pagination, Parameter, Success, TypeRef};
use crate::name::TypeName;
use crate::pointer::Pointer;

use super::context::{Context, Place, component_pointer};
use super::policy::OperationPolicy;
use super::schema;

/// Media types without their parameters.
pub(super) mod media_type {
    /// JSON.
    pub(crate) const JSON: &str = "application/json";
    /// PEM files, which are text.
    pub(crate) const PEM: &str = "application/x-pem-file";
}

/// A media type without parameters, in lower case.
pub(super) fn media_type(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The members of an envelope; an object with any other member is none.
const ENVELOPE: &[&str] = &["status", "requestId", "result", "limit", "totalCount", "nextCursor"];
/// The members of an error body that every error has.
const ERROR: &[&str] = &["error", "status", "requestId", "issues"];

/// What an operation answers.
pub(super) struct Answer {
    pub(super) success: Success,
    pub(super) errors: Vec<ErrorResponse>,
    pub(super) pagination: Pagination,
}

/// Reads the responses of an operation.
pub(super) fn answer<'a>(
    source: &'a Operation,
    query: &[Parameter],
    policy: &OperationPolicy,
    place: &Place,
    cx: &mut Context<'a>,
) -> Answer {
    let mut successes: Vec<(u16, Success, Pagination)> = Vec::new();
    let mut errors = Vec::new();
    for (status, response) in &source.responses.responses {
        let at = place.at.child("responses").child(status);
        let ReferenceOr::Item(response) = response else {
            cx.error(
                Code::UnsupportedKeyword,
                &at,
                "a response that is a reference",
                "write the response out with an overlay action",
            );
            continue;
        };
        match status {
            StatusCode::Code(code) if (200..300).contains(code) => {
                let (content, kind, pagination) = content(response, query, policy, &at, place, cx);
                successes.push((
                    *code,
                    Success { at, statuses: vec![*code], media_type: kind, content },
                    pagination,
                ));
            }
            StatusCode::Code(code) => errors.push(error(*code, response, at, place, cx)),
            StatusCode::Range(range) => cx.error(
                Code::InvalidValue,
                &at,
                format!("a range of statuses (`{range}XX`)"),
                "name single statuses with an overlay action",
            ),
        }
    }
    successes.sort_by_key(|(status, ..)| *status);
    errors.sort_by_key(|error| error.status);
    let (success, pagination) = one_success(successes, place, cx);
    Answer { success, errors, pagination }
}

/// Several success statuses are fine as long as they answer the same.
fn one_success(
    successes: Vec<(u16, Success, Pagination)>,
    place: &Place,
    cx: &mut Context<'_>,
) -> (Success, Pagination) {
    let mut successes = successes.into_iter();
    let Some((_, mut success, pagination)) = successes.next() else {
        let at = place.at.child("responses");
        cx.error(
            Code::InvalidValue,
            &at,
            "no success response is documented",
            "add a 2xx response with an overlay action",
        );
        return (
            Success {
                at,
                statuses: Vec::new(),
                media_type: String::new(),
                content: Content::Empty,
            },
            Pagination::None,
        );
    };
    for (status, other, _) in successes {
        success.statuses.push(status);
        if other.content != success.content {
            let diagnostic = Diagnostic::error(
                Code::SeveralSuccessResponses,
                other.at,
                "this success response has another body than the first one",
            )
            .related(success.at.clone(), "the first one stands here")
            .help("keep one of them with an overlay action");
            cx.sink.push(diagnostic);
        }
    }
    (success, pagination)
}

fn content<'a>(
    response: &'a Response,
    query: &[Parameter],
    policy: &OperationPolicy,
    at: &Pointer,
    place: &Place,
    cx: &mut Context<'a>,
) -> (Content, String, Pagination) {
    let Some((kind, media)) = response
        .content
        .iter()
        .find(|(kind, _)| is_json(kind))
        .or_else(|| response.content.first())
    else {
        return (Content::Empty, String::new(), Pagination::None);
    };
    let content_at = at.child("content").child(kind);
    let essence = media_type(kind);
    if !is_json(kind) {
        if !essence.starts_with("text/") && essence != media_type::PEM {
            cx.error(Code::UnsupportedMediaType, &content_at, format!("answers of the type `{kind}` are not supported"), "teach `codegen/src/model/response.rs` the type, or remove the operation with an overlay action");
        }
        return (Content::Text, kind.clone(), Pagination::None);
    }
    let schema_at = content_at.child("schema");
    let Some(source) = &media.schema else {
        cx.error(
            Code::UntypedSchema,
            &schema_at,
            "the answer has no schema",
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

fn is_json(kind: &str) -> bool {
    let essence = media_type(kind);
    essence == media_type::JSON || essence.ends_with("+json")
}

type Members = indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>;

/// The members of an envelope, if the schema is one.
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
            format!("`result` has no list `{member}`"),
            "name the member of `result` that holds the items",
        );
    }
    match (pagination, schema::typed(cx, result.into(), &result_place).ty) {
        (Pagination::Cursor | Pagination::Offset, TypeRef::Array(item)) => {
            (Content::Page { item: *item, items_at: None }, pagination)
        }
        (_, ty) => (Content::Result(ty), pagination),
    }
}

/// The type of the items of a list that a member of an object holds. The object itself gets no
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
    status: u16,
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
        schema::typed(cx, schema.into(), &place.step(at, &format!("Error{status}"))).ty
    });
    ErrorResponse { at, status, description: response.description.clone(), details, body }
}
