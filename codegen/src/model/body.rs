//! Request bodies: JSON, bytes, and the parts of a form.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{
    AdditionalProperties, AnySchema, MediaType, Operation, ReferenceOr, RequestBody, Schema,
    SchemaKind, Type,
};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, Docs, Location, Parameter, TypeRef};
use crate::name::FieldName;

use super::context::{Context, Place, component_pointer};
use super::{docs, media, schema};

/// The body of a request, and its parts where it is a form. Documents of this API never say
/// `required` on a body, although every declared body must be sent, so a declared body is an
/// argument.
pub(super) fn body<'a>(
    source: &'a Operation,
    place: &Place,
    cx: &mut Context<'a>,
) -> (Option<Body>, Vec<Parameter>) {
    let at = place.at.child("requestBody");
    let RequestBody { content, .. } = match &source.request_body {
        None => return (None, Vec::new()),
        Some(ReferenceOr::Item(body)) => body,
        Some(ReferenceOr::Reference { .. }) => {
            cx.error(
                Code::UnsupportedKeyword,
                &at,
                "a reference to a request body is not supported here",
                "replace the reference with the body itself, with an overlay action",
            );
            return (None, Vec::new());
        }
    };
    let of = |fits: &dyn Fn(&str, &MediaType) -> bool| {
        let kinds = content.iter().filter(|(kind, media)| fits(kind, media));
        media::choose(kinds.map(|(kind, _)| kind))
    };
    let chosen = of(&|kind, _| media::is_json(kind))
        .or_else(|| of(&|kind, _| media::is_form(kind)))
        .or_else(|| of(&media::is_binary));
    let Some((kind, media)) = chosen.and_then(|kind| content.get_key_value(kind)) else {
        let kinds = content.keys().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ");
        let at = at.child("content");
        let is_supported = |(kind, media): (&String, &MediaType)| {
            media::is_json(kind) || media::is_form(kind) || media::is_binary(kind, media)
        };
        if content.iter().any(is_supported) {
            let message = format!("the client cannot choose between {kinds}");
            let help = "remove all but one of them with an overlay action";
            cx.error(Code::UnsupportedMediaType, &at, message, help);
            return (None, Vec::new());
        }
        let message = match kinds.as_str() {
            "" => "the body has no media type".to_owned(),
            kinds => format!("the client cannot send the body as {kinds}"),
        };
        let help = "replace the body with an overlay action by one in JSON, in \
            `multipart/form-data`, or in `application/octet-stream` with the schema \
            `{type: string, format: binary}`; or remove the operation";
        cx.error(Code::UnsupportedMediaType, &at, message, help);
        return (None, Vec::new());
    };
    if !media::can_be_sent(kind) {
        let message = format!("`{kind}` is not a media type");
        let at = at.child("content").child(kind);
        cx.error(Code::UnsupportedMediaType, &at, message, "correct it with an overlay action");
    }
    media::warn_of_others(content, kind, "the body can also be sent as", &at, cx);
    let at = at.child("content").child(kind).child("schema");
    if media::is_binary(kind, media) {
        return (Some(Body { at, media_type: kind.clone(), ty: TypeRef::Bytes }), Vec::new());
    }
    let Some(source) = &media.schema else {
        let help = "add one with an overlay action";
        cx.error(Code::UntypedSchema, &at, "the body has no schema", help);
        return (None, Vec::new());
    };
    let place = place.step(at.clone(), "Request");
    if media::is_form(kind) {
        return (None, parts(source, place, cx));
    }
    let typed = schema::typed(cx, source.into(), &place);
    (Some(Body { at, media_type: kind.clone(), ty: typed.ty }), Vec::new())
}

/// The parts of a form, by name: the properties of its schema.
fn parts<'a>(
    source: &'a ReferenceOr<Schema>,
    place: Place,
    cx: &mut Context<'a>,
) -> Vec<Parameter> {
    let (schema, place) = match source {
        ReferenceOr::Item(schema) => (schema, place),
        ReferenceOr::Reference { reference } => {
            let Some((name, schema)) = cx.resolve(reference, &place.at) else { return Vec::new() };
            let type_name = cx.mention(name, schema);
            (schema, Place::new(component_pointer(name), type_name, name))
        }
    };
    let mut form = Form::default();
    if !form.add(cx, schema, DEPTH) {
        let message = "the schema of a form is not an object with a property for each part";
        let help = "replace the schema with an overlay action: \
            `{type: object, properties: {file: {type: string, format: binary}}}`";
        cx.error(Code::UnsupportedSchema, &place.at, message, help);
        return Vec::new();
    }
    for wire in form.required.iter().filter(|wire| !form.properties.contains_key(*wire)) {
        let message = format!("the form requires the part `{wire}`, which has no schema");
        let help = "add it to `properties`, or remove it from `required`, with an overlay action";
        cx.error(Code::UntypedSchema, &place.at, message, help);
    }
    if form.is_open {
        let message = "only the declared parts of the form can be sent";
        let help =
            "remove `additionalProperties`, or declare the other parts, with an overlay action";
        let found = Diagnostic::warning(Code::UnsupportedKeyword, place.at.clone(), message);
        cx.sink.push(found.help(help));
    }
    let mut parts = Vec::new();
    for (wire, property) in form.properties {
        let place = place.property(wire);
        let Some((ty, docs)) = part(wire, property, &place, cx) else { continue };
        // A read-only property is not sent.
        if docs.read_only {
            continue;
        }
        parts.push(Parameter {
            wire: wire.to_owned(),
            name: FieldName::of_parameter(wire),
            ty,
            location: Location::Part,
            required: form.required.contains(wire),
            docs,
            at: place.at,
        });
    }
    parts.sort_by(|a, b| a.wire.cmp(&b.wire));
    parts
}

/// How deep the `allOf` of a form is followed.
const DEPTH: usize = 8;

/// The properties of the schema of a form.
#[derive(Default)]
struct Form<'a> {
    properties: BTreeMap<&'a str, &'a ReferenceOr<Box<Schema>>>,
    required: BTreeSet<&'a str>,
    /// Whether it may have other parts.
    is_open: bool,
}

impl<'a> Form<'a> {
    /// Adds those of a schema and of all schemas in its `allOf`. Returns whether these are objects.
    fn add(&mut self, cx: &Context<'a>, schema: &'a Schema, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let (properties, required, all_of, others) = match &schema.schema_kind {
            SchemaKind::Type(Type::Object(it)) => {
                (Some(&it.properties), &it.required[..], &[][..], it.additional_properties.as_ref())
            }
            SchemaKind::AllOf { all_of } => (None, &[][..], all_of.as_slice(), None),
            SchemaKind::Any(any)
                if any.one_of.is_empty()
                    && any.any_of.is_empty()
                    && (!any.properties.is_empty() || !any.all_of.is_empty()) =>
            {
                let others = any.additional_properties.as_ref();
                (Some(&any.properties), &any.required[..], any.all_of.as_slice(), others)
            }
            _ => return false,
        };
        self.required.extend(required.iter().map(String::as_str));
        self.is_open |= others.is_some_and(|others| *others != AdditionalProperties::Any(false));
        for (wire, property) in properties.into_iter().flatten() {
            // Two declarations of one part would have to be merged.
            if self.properties.insert(wire, property).is_some_and(|other| other != property) {
                return false;
            }
        }
        let is_empty = properties.is_none() && all_of.is_empty();
        !is_empty
            && all_of.iter().all(|member| {
                cx.schema(member.into()).is_some_and(|member| self.add(cx, member, depth))
            })
    }
}

/// The type of a part: a file, several files, or a value.
fn part<'a>(
    wire: &str,
    property: &'a ReferenceOr<Box<Schema>>,
    place: &Place,
    cx: &mut Context<'a>,
) -> Option<(TypeRef, Docs)> {
    if let Some(schema) = cx.schema(property.into()) {
        if schema.schema_kind == SchemaKind::Any(AnySchema::default()) {
            let message = format!("the part `{wire}` has no type");
            let help = "add one with an overlay action: `type: string`, and for a file also \
                `format: binary`";
            cx.error(Code::UntypedSchema, &place.at, message, help);
            return None;
        }
        if media::is_binary_string(schema) {
            return Some((TypeRef::Bytes, docs::of(schema)));
        }
        if let SchemaKind::Type(Type::Array(array)) = &schema.schema_kind
            && let Some(items) = array.items.as_ref().and_then(|items| cx.schema(items.into()))
            && media::is_binary_string(items)
        {
            return Some((TypeRef::Array(Box::new(TypeRef::Bytes)), docs::of(schema)));
        }
    }
    let typed = schema::typed(cx, property.into(), place);
    Some((typed.ty, typed.docs))
}
