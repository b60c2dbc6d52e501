//! Converts a schema to the type of its values, and defines named types on the way.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, ObjectType, ReferenceOr, Schema, SchemaKind,
    StringType, Type,
};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::extension;
use crate::ir::{Constraints, Docs, Enum, EnumValue, Format, Model, Shape, TypeRef};
use crate::name::VariantName;
use crate::pointer::Pointer;

use super::context::{Context, Place};
use super::enums::ValueNames;
use super::{any, docs, object, policy, refine, union};

/// A schema, or a reference to one, however `openapiv3` boxes it.
#[derive(Debug, Clone, Copy)]
pub(super) enum SchemaRef<'a> {
    Reference(&'a str),
    Item(&'a Schema),
}

impl<'a> From<&'a ReferenceOr<Schema>> for SchemaRef<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Item(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for SchemaRef<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Item(schema),
        }
    }
}

/// The type of a schema's values, and what else the schema says about them.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) ty: TypeRef,
    pub(super) nullable: bool,
    pub(super) docs: Docs,
    /// `x-sdk-secret`, where the overlay says it.
    pub(super) secret: Option<bool>,
}

impl Typed {
    /// The type of a value in an array or a map, which has no other way to be null.
    pub(super) fn value(self) -> TypeRef {
        match self.ty {
            // Null is a JSON value, and a nullable alias says so itself.
            ty @ (TypeRef::Any(_) | TypeRef::Nullable(_)) => ty,
            ty if self.nullable => TypeRef::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// Models a component schema; what has no shape of its own becomes an alias.
pub(super) fn component<'a>(cx: &mut Context<'a>, schema: &'a Schema, place: &Place) {
    let typed = typed(cx, SchemaRef::Item(schema), place);
    if typed.ty != TypeRef::Named(place.name.clone()) {
        cx.define(model(place, typed.docs, Shape::Alias(typed.ty)));
    }
}

/// The type of the values of a schema.
pub(super) fn typed<'a>(cx: &mut Context<'a>, schema: SchemaRef<'a>, place: &Place) -> Typed {
    let nothing = || Typed { ty: invalid(), nullable: false, docs: Docs::default(), secret: None };
    if !(cx.budget.part() && cx.budget.name(place.cost())) {
        return nothing();
    }
    match schema {
        SchemaRef::Reference(reference) => {
            let Some((name, schema)) = cx.resolve(reference, &place.at) else { return nothing() };
            Typed {
                ty: cx.named(name, schema),
                nullable: union::is_nullable(cx, schema),
                docs: referenced_docs(schema),
                secret: policy::secret(&schema.schema_data.extensions, &place.at, cx.sink),
            }
        }
        SchemaRef::Item(schema) => {
            let outer = docs::of(schema);
            let nullable = union::is_nullable(cx, schema);
            let secret = policy::secret(&schema.schema_data.extensions, &place.at, cx.sink);
            if let Some((keyword, index, inner)) = wrapped(cx, schema) {
                let inner = typed(cx, inner, &place.through(keyword, index));
                return Typed {
                    ty: inner.ty,
                    nullable: nullable || inner.nullable,
                    docs: docs::overlay(outer, inner.docs),
                    secret: secret.or(inner.secret),
                };
            }
            if let Some(refined) = refine::typed(cx, schema, place) {
                return Typed {
                    nullable: nullable || refined.nullable,
                    secret: secret.or(refined.secret),
                    ..refined
                };
            }
            warn_of_unused_discriminator(cx, schema, place);
            warn_of_constrained_names(cx, schema, place);
            let (ty, item_constraints) = of_kind(cx, schema, place);
            check_policy(cx, schema, &ty, place);
            Typed { ty, nullable, docs: Docs { item_constraints, ..outer }, secret }
        }
    }
}

/// A discriminator beside no variants says that others extend the schema, but not which.
fn warn_of_unused_discriminator(cx: &mut Context<'_>, schema: &Schema, place: &Place) {
    let is_union = only_keyword(&schema.schema_kind).is_some_and(|(key, _)| key != "allOf");
    if schema.schema_data.discriminator.is_some() && !is_union {
        let message = "the discriminator has no variants: values are read as this schema, and other \
            properties are in `extra`";
        let at = place.at.child("discriminator");
        let found = Diagnostic::warning(Code::UnsupportedKeyword, at, message);
        let help = "with an overlay action, move it beside a `oneOf` of the variants, or remove it";
        cx.sink.push(found.help(help));
    }
}

/// Warns of constraints that neither the documentation nor `validate` can express.
pub(super) fn warn_of_unchecked(cx: &mut Context<'_>, at: &Pointer, what: &str) {
    let message = format!("the constraints of {what} are neither documented nor checked");
    let found = Diagnostic::warning(Code::UnsupportedKeyword, at.clone(), message);
    cx.sink.push(found.help("remove them with an overlay action that says why they do not matter"));
}

/// Warns of constraints on the names of a map.
fn warn_of_constrained_names(cx: &mut Context<'_>, schema: &Schema, place: &Place) {
    let names = schema.schema_data.extensions.get(extension::PROPERTY_NAMES);
    let only_strings = |(key, value): (&String, &Value)| key == "type" && value == "string";
    if names.and_then(Value::as_object).is_some_and(|it| !it.iter().all(only_strings)) {
        warn_of_unchecked(cx, &place.at.child("propertyNames"), "the names of properties");
    }
}

/// Policy on enums and objects is about nothing else.
fn check_policy(cx: &mut Context<'_>, schema: &Schema, ty: &TypeRef, place: &Place) {
    let shape = match ty {
        TypeRef::Named(name) => cx.models.get(name).map(|model| &model.shape),
        _ => None,
    };
    let is_known = |key: &str| match key {
        "x-sdk-enum-names" => matches!(shape, Some(Shape::Enum(_))),
        "x-sdk-required" => matches!(shape, Some(Shape::Object(_))),
        "x-sdk-tag" => is_property(&place.at),
        _ => true,
    };
    let wrong: Vec<&String> =
        schema.schema_data.extensions.keys().filter(|key| !is_known(key)).collect();
    for key in wrong {
        let message = format!("`{key}` has no meaning for this schema");
        let help = "put `x-sdk-enum-names` on an enum of strings, `x-sdk-required` on an object with properties, and `x-sdk-tag` on a property";
        cx.error(Code::UnknownPolicy, &place.at.child(key), message, help);
    }
}

/// Whether a property has its schema at this place.
fn is_property(at: &Pointer) -> bool {
    at.parent().and_then(|parent| parent.segments().last()).is_some_and(|it| it == "properties")
}

/// The one schema that a wrapper represents: `oneOf: [X, null]`, `allOf: [X]`, also where
/// the type of `X` is repeated beside it.
fn wrapped<'a>(
    cx: &Context<'a>,
    schema: &'a Schema,
) -> Option<(&'static str, usize, SchemaRef<'a>)> {
    let (keyword, arms) = only_keyword(&schema.schema_kind)?;
    let [arm] = arms else { return None };
    let repeats = match &schema.schema_kind {
        SchemaKind::Any(any) => {
            let plain = AnySchema {
                typ: any.typ.clone(),
                one_of: any.one_of.clone(),
                any_of: any.any_of.clone(),
                all_of: any.all_of.clone(),
                ..AnySchema::default()
            };
            any.typ.as_deref() == union::kinds(cx, arms).first().copied() && *any == plain
        }
        _ => true,
    };
    repeats.then(|| (keyword, union::original_index(schema, 0), arm.into()))
}

/// The schemas of the only one of `oneOf`, `anyOf` and `allOf` that a schema has.
pub(super) fn only_keyword(kind: &SchemaKind) -> Option<(&'static str, &[ReferenceOr<Schema>])> {
    Some(match kind {
        SchemaKind::OneOf { one_of } => ("oneOf", one_of),
        SchemaKind::AnyOf { any_of } => ("anyOf", any_of),
        SchemaKind::AllOf { all_of } => ("allOf", all_of),
        SchemaKind::Any(any) => match (&*any.one_of, &*any.any_of, &*any.all_of) {
            (arms, [], []) => ("oneOf", arms),
            ([], arms, []) => ("anyOf", arms),
            ([], [], arms) => ("allOf", arms),
            _ => return None,
        },
        _ => return None,
    })
}

fn of_kind<'a>(
    cx: &mut Context<'a>,
    schema: &'a Schema,
    place: &Place,
) -> (TypeRef, Option<Box<Constraints>>) {
    let ty = match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => of_string(cx, string, schema, place),
        SchemaKind::Type(Type::Integer(_)) => TypeRef::Integer,
        SchemaKind::Type(Type::Number(_)) => TypeRef::Number,
        SchemaKind::Type(Type::Boolean(_)) => TypeRef::Boolean,
        SchemaKind::Type(Type::Array(array)) => return of_array(cx, array, place),
        SchemaKind::Type(Type::Object(object)) => return of_object(cx, object, schema, place),
        SchemaKind::OneOf { one_of } => union::typed(cx, schema, "oneOf", one_of, place),
        SchemaKind::AnyOf { any_of } => union::typed(cx, schema, "anyOf", any_of, place),
        SchemaKind::AllOf { all_of } => object::merged(cx, all_of, None, schema, place),
        SchemaKind::Not { .. } => {
            unsupported(cx, &place.at, "`not` excludes values, which no type can express")
        }
        SchemaKind::Any(any) => any::typed(cx, any, schema, place),
    };
    (ty, None)
}

fn of_string(cx: &mut Context<'_>, string: &StringType, schema: &Schema, place: &Place) -> TypeRef {
    let values: Vec<&str> = string.enumeration.iter().flatten().map(String::as_str).collect();
    if !values.is_empty() {
        return open_enum(cx, &values, schema, place);
    }
    TypeRef::String(text_format(cx, docs::format_text(&string.format).as_deref(), place))
}

/// What text of a format is.
pub(super) fn text_format(cx: &mut Context<'_>, format: Option<&str>, place: &Place) -> Format {
    match format {
        None | Some("byte" | "binary") => Format::Text,
        Some("uuid") => Format::Uuid,
        Some("date-time") => Format::DateTime,
        Some("date") => Format::Date,
        Some("email") => Format::Email,
        Some("uri" | "url") => Format::Uri,
        Some("hostname") => Format::Hostname,
        Some("password") => Format::Password,
        Some("boolean") => Format::Boolean,
        Some(other) => {
            cx.sink.push(
                Diagnostic::warning(
                    Code::UnknownFormat,
                    place.at.clone(),
                    format!("the format `{other}` is unknown, so its values are plain strings"),
                )
                .help("add the format to `ir::Format` with its Rust type, or remove it with an overlay action"),
            );
            Format::Text
        }
    }
}

/// Defines an open enum.
pub(super) fn open_enum(
    cx: &mut Context<'_>,
    values: &[&str],
    schema: &Schema,
    place: &Place,
) -> TypeRef {
    let names = policy::enum_names(&schema.schema_data.extensions, &place.at, cx.sink);
    if !names.is_empty() {
        let at = place.at.clone();
        cx.enum_names.insert(place.name.clone(), ValueNames { at, names });
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    // The same value twice adds nothing.
    for value in values.iter().filter(|value| seen.insert(**value)) {
        if !cx.budget.part() {
            break;
        }
        found.push(EnumValue { wire: (*value).to_owned(), name: VariantName::new(value) });
    }
    cx.define(model(place, docs::of(schema), Shape::Enum(Enum { values: found, same_as: None })))
}

fn of_array<'a>(
    cx: &mut Context<'a>,
    array: &'a ArrayType,
    place: &Place,
) -> (TypeRef, Option<Box<Constraints>>) {
    let Some(items) = &array.items else {
        return (
            TypeRef::Array(Box::new(TypeRef::Any("an array without a schema for its items"))),
            None,
        );
    };
    let items = typed(cx, items.into(), &place.items());
    let constraints = constraints_of(cx, &items.docs, &place.items().at);
    (TypeRef::Array(Box::new(items.value())), constraints)
}

fn of_object<'a>(
    cx: &mut Context<'a>,
    object: &'a ObjectType,
    schema: &'a Schema,
    place: &Place,
) -> (TypeRef, Option<Box<Constraints>>) {
    if object.properties.is_empty() && object.required.is_empty() {
        return match &object.additional_properties {
            Some(AdditionalProperties::Schema(values)) => {
                let values = typed(cx, values.as_ref().into(), &place.values());
                let constraints = constraints_of(cx, &values.docs, &place.values().at);
                (TypeRef::Map(Box::new(values.value())), constraints)
            }
            Some(AdditionalProperties::Any(true)) => {
                (any_map("`additionalProperties: true`"), None)
            }
            Some(AdditionalProperties::Any(false)) | None => {
                (any_map("an object without declared properties"), None)
            }
        };
    }
    let mut fields = object::object(cx, object.into(), place);
    object::require(cx, &mut fields, schema, &place.at);
    (cx.define(model(place, docs::of(schema), Shape::Object(fields))), None)
}

fn any_map(why: &'static str) -> TypeRef {
    TypeRef::Map(Box::new(TypeRef::Any(why)))
}

/// The constraints of each item of an array, or each value of a map, if there are any.
fn constraints_of(cx: &mut Context<'_>, each: &Docs, at: &Pointer) -> Option<Box<Constraints>> {
    if each.item_constraints.is_some() {
        warn_of_unchecked(cx, at, "items within items");
    }
    let constraints = &each.constraints;
    (*constraints != Constraints::default()).then(|| Box::new(constraints.clone()))
}

/// What a reference to a component says: its text, and for scalars how their values look.
fn referenced_docs(schema: &Schema) -> Docs {
    let all = docs::of(schema);
    Docs { external: None, deprecated: false, ..all }
}

/// Whether a schema is text without a list of values.
pub(super) fn is_plain_text(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => string.enumeration.is_empty(),
        SchemaKind::Any(any) => any.typ.as_deref() == Some("string") && any.enumeration.is_empty(),
        _ => false,
    }
}

/// Whether a schema is text with a list of values.
pub(super) fn is_enum(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Type(Type::String(string)) if !string.enumeration.is_empty())
}

/// The values of a schema that is an enum of strings.
pub(super) fn listed_values(schema: &Schema) -> Option<Vec<String>> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) if !string.enumeration.is_empty() => {
            Some(string.enumeration.iter().flatten().cloned().collect())
        }
        _ => None,
    }
}

/// A model at a place, before it is known who reaches it.
pub(super) fn model(place: &Place, docs: Docs, shape: Shape) -> Model {
    // A deprecated property has a deprecated field; its inline type may have other users.
    let is_component = place.anchor.segments().count() == 3;
    let docs = Docs { deprecated: docs.deprecated && is_component, ..docs };
    Model {
        at: place.anchor.clone(),
        owner: place.owner.clone(),
        name: place.name.clone(),
        in_request: false,
        in_response: false,
        patch_only: false,
        operations: std::collections::BTreeSet::new(),
        groups: std::collections::BTreeSet::new(),
        write_backs: Vec::new(),
        docs,
        shape,
    }
}

/// Reports a schema that no rule covers.
pub(super) fn unsupported(cx: &mut Context<'_>, at: &Pointer, message: &str) -> TypeRef {
    cx.error(
        Code::UnsupportedSchema,
        at,
        message,
        "rewrite the schema with an overlay action, or support it in `codegen/src/model/schema.rs`",
    );
    invalid()
}

/// The type of a schema whose type could not be found; an error has been reported.
fn invalid() -> TypeRef {
    TypeRef::Any("invalid")
}
