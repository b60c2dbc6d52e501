//! Structs: the fields of an object, and `allOf` merged into one object.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ObjectType, ReferenceOr, Schema, SchemaKind, Type,
};

use crate::bounds::NESTED;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Additional, Constraints, Docs, Field, Format, Object, Shape, TypeRef};
use crate::name::{FieldName, TypeName};
use crate::pointer::Pointer;

use super::context::{Context, Place, component_pointer};
use super::schema::{self, SchemaRef};
use super::{constraints, docs, policy, secret, tag};

/// The type of a property that must be there although no schema says what it is.
const UNDECLARED: TypeRef = TypeRef::Any("required, but not declared");

/// The keywords that describe the properties of an object.
#[derive(Clone, Copy)]
pub(super) struct Members<'a> {
    properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
    required: &'a [String],
    additional: Option<&'a AdditionalProperties>,
}

impl<'a> From<&'a ObjectType> for Members<'a> {
    fn from(object: &'a ObjectType) -> Self {
        Self {
            properties: &object.properties,
            required: &object.required,
            additional: object.additional_properties.as_ref(),
        }
    }
}

impl<'a> From<&'a AnySchema> for Members<'a> {
    fn from(any: &'a AnySchema) -> Self {
        Self {
            properties: &any.properties,
            required: &any.required,
            additional: any.additional_properties.as_ref(),
        }
    }
}

/// The struct of an object schema.
pub(super) fn object<'a>(cx: &mut Context<'a>, members: Members<'a>, place: &Place) -> Object {
    let required: BTreeSet<&str> = members.required.iter().map(String::as_str).collect();
    let mut fields = Vec::with_capacity(members.properties.len());
    for (wire, property) in members.properties {
        // Each field holds its place, which can be long.
        if cx.budget.exceeded().is_some() {
            break;
        }
        fields.push(field(cx, wire, property.into(), required.contains(wire.as_str()), place));
    }
    for wire in members.required {
        if !members.properties.contains_key(wire) && cx.budget.part() {
            fields.push(undeclared(wire, place));
        }
    }
    let additional = match members.additional {
        None => Additional::Unspecified,
        Some(AdditionalProperties::Any(false)) => Additional::Closed,
        Some(AdditionalProperties::Any(true)) => {
            Additional::Open(TypeRef::Any("`additionalProperties: true`"))
        }
        Some(AdditionalProperties::Schema(values)) => {
            let place = place.values();
            let values = schema::typed(cx, values.as_ref().into(), &place);
            if values.docs.constraints != Constraints::default()
                || values.docs.item_constraints.is_some()
            {
                schema::warn_of_unchecked(cx, &place.at, "additional properties");
            }
            Additional::Open(values.value())
        }
    };
    let object = finished(fields, members.required.to_vec(), additional);
    check_names(cx, &object);
    object
}

/// Reads which fields `new` of a request asks for besides the required ones (`x-sdk-required`).
pub(super) fn require(cx: &mut Context<'_>, object: &mut Object, schema: &Schema, at: &Pointer) {
    for wire in policy::required(&schema.schema_data.extensions, at, cx.sink) {
        if object.required.contains(&wire) {
            cx.redundant(at, &format!("x-sdk-required: [{wire}]"));
        } else if object.fields.iter().any(|field| field.wire == wire) {
            object.asked.push(wire);
        } else {
            let message = format!("`x-sdk-required` names `{wire}`, which is not a property");
            let help = "remove the name from the overlay action, or correct it";
            cx.error(Code::UnknownPolicy, &at.child("x-sdk-required"), message, help);
        }
    }
}

/// Brings the fields into an order that does not depend on the order of keys.
fn finished(mut fields: Vec<Field>, required: Vec<String>, additional: Additional) -> Object {
    fields.sort_by(|a, b| a.wire.cmp(&b.wire));
    Object { fields, required, asked: Vec::new(), additional }
}

fn field<'a>(
    cx: &mut Context<'a>,
    wire: &str,
    property: SchemaRef<'a>,
    required: bool,
    place: &Place,
) -> Field {
    let mut place = place.property(wire);
    let wanted = match property {
        SchemaRef::Item(schema) => policy::name(&schema.schema_data.extensions, &place.at, cx.sink),
        SchemaRef::Reference(_) => None,
    };
    // The name is that of the type, if the property defines one, and of the field otherwise.
    if let Some(wanted) = &wanted {
        place.name = TypeName::new(wanted);
    }
    let typed = schema::typed(cx, property, &place);
    let wanted = wanted.filter(|_| typed.ty != TypeRef::Named(place.name.clone()));
    check_direction(cx, wire, &typed.docs, &place.at);
    let secret = secret::classify(cx, wire, &typed.ty, &typed.docs, typed.secret, &place.at);
    let tag = match property {
        SchemaRef::Item(schema) => tag::of_policy(cx, schema, &typed.ty, &place.at),
        SchemaRef::Reference(_) => None,
    };
    Field {
        at: place.at,
        wire: wire.to_owned(),
        name: FieldName::of_property(wanted.as_deref().unwrap_or(wire)),
        ty: typed.ty,
        required,
        nullable: typed.nullable,
        secret,
        boxed: false,
        tag,
        docs: typed.docs,
    }
}

/// Reports a property that neither requests nor responses would have.
fn check_direction(cx: &mut Context<'_>, wire: &str, docs: &Docs, at: &Pointer) {
    if docs.read_only && docs.write_only {
        let message = format!(
            "`{wire}` is both `readOnly` and `writeOnly`, so it is in neither requests nor responses"
        );
        let help = "with an overlay action, remove one of the two, or the property";
        cx.error(Code::InvalidValue, at, message, help);
    }
}

/// A property that must be there although the schema does not say what it is.
fn undeclared(wire: &str, place: &Place) -> Field {
    Field {
        at: place.at.child("required"),
        wire: wire.to_owned(),
        name: FieldName::of_property(wire),
        ty: UNDECLARED,
        required: true,
        nullable: true,
        secret: false,
        boxed: false,
        tag: None,
        docs: Docs::default(),
    }
}

/// Two properties must not be one field, nor the field `x_null` the setter that makes `x` null, nor
/// a field a method of additional properties.
fn check_names(cx: &mut Context<'_>, object: &Object) {
    let mut seen: BTreeMap<String, &Field> = BTreeMap::new();
    for field in &object.fields {
        let name = field.name.to_string();
        let is_taken = matches!(name.as_str(), "additional_property" | "additional_properties");
        if is_taken && object.has_typed_additional() {
            let message = format!(
                "the setter of `{}` would have the name of a method of additional properties",
                field.wire
            );
            let help = "give the property another name with `x-sdk-name` in the overlay";
            cx.error(Code::NameCollision, &field.at, message, help);
        }
        let setter = field.nullable.then(|| format!("{}_null", name.trim_end_matches('_')));
        for taken in std::iter::once(name).chain(setter) {
            if let Some(first) = seen.insert(taken.clone(), field) {
                let message = format!(
                    "the properties `{}` and `{}` would both be `{taken}`",
                    first.wire, field.wire
                );
                let diagnostic = Diagnostic::error(Code::NameCollision, field.at.clone(), message)
                    .related(first.at.clone(), "the other one is here")
                    .help("give one of them another name with `x-sdk-name` in the overlay");
                cx.sink.push(diagnostic);
            }
        }
    }
}

/// The struct of an `allOf`: the fields of all its schemas. Schemas that contradict each other,
/// forbid each other's fields or are not objects are refused.
pub(super) fn merged<'a>(
    cx: &mut Context<'a>,
    members: &'a [ReferenceOr<Schema>],
    own: Option<&'a AnySchema>,
    schema: &'a Schema,
    place: &Place,
) -> TypeRef {
    let mut object = Merged::members(cx, members, own, place);
    require(cx, &mut object, schema, &place.at);
    check_names(cx, &object);
    cx.define(schema::model(place, docs::of(schema), Shape::Object(object)))
}

/// The fields of one schema of an `allOf`.
fn member_object<'a>(cx: &mut Context<'a>, member: SchemaRef<'a>, place: &Place) -> Option<Object> {
    if !cx.budget.part() {
        return None;
    }
    let (schema, place) = match member {
        SchemaRef::Item(schema) => (schema, place.clone()),
        SchemaRef::Reference(reference) => {
            let (name, schema) = cx.resolve(reference, &place.at)?;
            if cx.merging.contains(&name) {
                cx.error(
                    Code::CyclicRef,
                    &place.at,
                    format!("`{name}` is part of its own `allOf`"),
                    "break the cycle with an overlay action",
                );
                return None;
            }
            if cx.merging.len() >= NESTED {
                let message = format!("`allOf` nests more than {NESTED} levels deep");
                let help =
                    "copy the fields of the outer schemas into this one with an overlay action";
                cx.error(Code::TooDeep, &place.at, message, help);
                return None;
            }
            cx.merging.push(name);
            let type_name = cx.mention(name, schema);
            (schema, Place::new(component_pointer(name), type_name, name))
        }
    };
    let object = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(members)) => Some(object(cx, members.into(), &place)),
        SchemaKind::AllOf { all_of } => Some(Merged::members(cx, all_of, None, &place)),
        SchemaKind::Any(any)
            if any.one_of.is_empty()
                && any.any_of.is_empty()
                && any.not.is_none()
                && any.typ.as_deref().is_none_or(|typ| typ == "object") =>
        {
            Some(Merged::members(cx, &any.all_of, Some(any), &place))
        }
        _ => {
            cx.error(
                Code::AllOfConflict,
                &place.at,
                "this schema of an `allOf` is not an object, so its properties cannot be merged",
                "describe the schema without `allOf` in the overlay",
            );
            None
        }
    };
    if matches!(member, SchemaRef::Reference(_)) {
        cx.merging.pop();
    }
    object
}

/// A keyword that says something about values that are not objects.
fn foreign(any: &AnySchema) -> Option<&'static str> {
    let said = [
        ("type", any.typ.as_deref().is_some_and(|typ| typ != "object")),
        ("enum", !any.enumeration.is_empty()),
        ("format", any.format.is_some()),
        ("pattern", any.pattern.is_some()),
        ("minLength", any.min_length.is_some()),
        ("maxLength", any.max_length.is_some()),
        ("minimum", any.minimum.is_some()),
        ("maximum", any.maximum.is_some()),
        ("multipleOf", any.multiple_of.is_some()),
        ("items", any.items.is_some()),
        ("minItems", any.min_items.is_some()),
        ("maxItems", any.max_items.is_some()),
        ("uniqueItems", any.unique_items == Some(true)),
    ];
    said.into_iter().find_map(|(keyword, said)| said.then_some(keyword))
}

/// Whether every value of one type is one of the other, which says less.
fn narrows(cx: &Context<'_>, narrow: &TypeRef, wide: &TypeRef) -> bool {
    let values = |ty: &TypeRef| match ty {
        TypeRef::Named(name) => cx.enum_values(name),
        _ => None,
    };
    match (narrow, wide) {
        (narrow, wide) if narrow == wide => true,
        (_, TypeRef::Any(_))
        | (TypeRef::String(_), TypeRef::String(Format::Text))
        | (TypeRef::Integer, TypeRef::Number)
        | (TypeRef::Integer | TypeRef::String(_), TypeRef::IntegerOrText | TypeRef::NumberOrText)
        | (TypeRef::Number | TypeRef::IntegerOrText, TypeRef::NumberOrText) => true,
        (TypeRef::Array(narrow), TypeRef::Array(wide))
        | (TypeRef::Map(narrow), TypeRef::Map(wide)) => narrows(cx, narrow, wide),
        (narrow, TypeRef::String(Format::Text)) => values(narrow).is_some(),
        (narrow, wide) => match (values(narrow), values(wide)) {
            (Some(narrow), Some(wide)) => narrow.iter().all(|value| wide.contains(value)),
            _ => false,
        },
    }
}

/// A property that two schemas of an `allOf` declare; the type of the first declaration holds.
fn united(cx: &mut Context<'_>, narrow: Field, wide: Field) -> Field {
    let mut docs = docs::overlay(narrow.docs.clone(), wide.docs.clone());
    let of = |docs: &Docs| (docs.constraints.clone(), docs.item_constraints.clone());
    let ((own, items), (others, items_of_others)) = (of(&narrow.docs), of(&wide.docs));
    let items = match (items, items_of_others) {
        (Some(one), Some(other)) => constraints::both(*one, *other).map(|it| Some(Box::new(it))),
        (one, other) => Some(one.or(other)),
    };
    if let (Some(own), Some(items)) = (constraints::both(own, others), items) {
        (docs.constraints, docs.item_constraints) = (own, items);
    } else {
        let message = format!(
            "two schemas of an `allOf` have contradictory constraints for `{}`",
            narrow.wire
        );
        let found = Diagnostic::error(Code::AllOfConflict, wide.at.clone(), message)
            .related(narrow.at.clone(), "the other constraints are here")
            .help("remove one of the constraints with an overlay action");
        cx.sink.push(found);
    }
    let is_both = |docs: &Docs| docs.read_only && docs.write_only;
    if !is_both(&narrow.docs) && !is_both(&wide.docs) {
        check_direction(cx, &narrow.wire, &docs, &narrow.at);
    }
    let is_default = narrow.name == FieldName::of_property(&narrow.wire);
    Field {
        name: if is_default { wide.name } else { narrow.name },
        required: narrow.required | wide.required,
        nullable: narrow.nullable & wide.nullable,
        secret: narrow.secret | wide.secret,
        tag: narrow.tag.or(wide.tag),
        docs,
        ..narrow
    }
}

/// The fields of the schemas of an `allOf` so far.
#[derive(Default)]
struct Merged {
    fields: BTreeMap<String, Field>,
    required: Vec<String>,
    asked: Vec<String>,
    /// What other properties are, where a schema of the `allOf` says it.
    others: Option<TypeRef>,
}

impl Merged {
    fn members<'a>(
        cx: &mut Context<'a>,
        members: &'a [ReferenceOr<Schema>],
        own: Option<&'a AnySchema>,
        place: &Place,
    ) -> Object {
        let mut merged = Self::default();
        for (index, member) in members.iter().enumerate() {
            let through = place.through("allOf", index);
            if let Some(object) = member_object(cx, member.into(), &through) {
                merged.add(cx, object, &through.at);
            }
        }
        if let Some(own) = own {
            if let Some(keyword) = foreign(own) {
                let message = format!(
                    "`{keyword}` beside `allOf` is not about an object, so it cannot be merged"
                );
                let help = "describe the schema without `allOf` in the overlay";
                cx.error(Code::AllOfConflict, &place.at, message, help);
            }
            let object = object(cx, own.into(), place);
            merged.add(cx, object, &place.at);
        }
        let mut seen = BTreeSet::new();
        merged.required.retain(|wire| seen.insert(wire.clone()));
        let fields = merged.fields.into_values().collect();
        let additional = merged.others.map_or(Additional::Unspecified, Additional::Open);
        Object { fields, required: merged.required, asked: merged.asked, additional }
    }

    /// Adds the fields of a schema; a field that two schemas declare must be the same in both, or
    /// one of them must narrow it.
    fn add(&mut self, cx: &mut Context<'_>, object: Object, at: &Pointer) {
        if object.additional == Additional::Closed {
            cx.error(
                Code::AllOfConflict,
                at,
                "this schema of an `allOf` forbids the properties of the other schemas (`additionalProperties: false`)",
                "remove `additionalProperties` from the schema with an overlay action",
            );
        }
        if let Additional::Open(ty) = object.additional {
            if self.others.as_ref().is_some_and(|known| *known != ty) {
                let message =
                    "the schemas of an `allOf` contradict each other about undeclared properties";
                let help = "remove `additionalProperties` from one of them with an overlay action";
                cx.error(Code::AllOfConflict, at, message, help);
            }
            self.others = Some(ty);
        }
        self.required.extend(object.required);
        self.asked.extend(object.asked);
        for field in object.fields {
            if !(cx.budget.part() && cx.budget.name(field.at.len())) {
                return;
            }
            let Some(known) = self.fields.get_mut(&field.wire) else {
                self.fields.insert(field.wire.clone(), field);
                continue;
            };
            if field.ty == UNDECLARED {
                known.required = true;
            } else if known.ty == UNDECLARED {
                *known = Field { required: true, ..field };
            } else if known.ty == field.ty || narrows(cx, &known.ty, &field.ty) {
                *known = united(cx, known.clone(), field);
            } else if narrows(cx, &field.ty, &known.ty) {
                *known = united(cx, field, known.clone());
            } else {
                let wire = &field.wire;
                let message =
                    format!("two schemas of an `allOf` declare `{wire}` with different types");
                let diagnostic = Diagnostic::error(Code::AllOfConflict, field.at.clone(), message)
                    .related(known.at.clone(), "the other declaration is here")
                    .help(format!(
                        "give `{wire}` the same type in both schemas with an overlay action, or describe the schema without `allOf`"
                    ));
                cx.sink.push(diagnostic);
            }
        }
    }
}
