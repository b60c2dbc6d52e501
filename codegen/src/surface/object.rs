//! Structs: their fields, and how a request is made: `new` with what is required, a setter for
//! everything else.

use std::collections::BTreeMap;

use super::argument::{self, Argument};
use super::presence::Presence;
use super::schemas::Schemas;
use super::types::{Direction, Type};
use crate::ir::{self, Additional, Model, Object, TypeRef};
use crate::name::{MethodName, VariantName};

/// A struct.
#[derive(Debug)]
pub(crate) struct Struct<'a> {
    /// What the document says of it.
    pub(crate) object: &'a Object,
    /// Its fields, in the order in which they are written.
    pub(crate) fields: Vec<Field<'a>>,
    /// How a value is made, where callers make values.
    pub(crate) builder: Option<Builder<'a>>,
    /// The type of additional properties, if the spec declares one.
    pub(crate) additional: Option<Type>,
}

/// A field of a struct.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    /// What the document declares; the field has its name.
    pub(crate) declared: &'a ir::Field,
    /// When it is sent, where it is one of a request.
    pub(crate) presence: Presence,
    /// Its type.
    pub(crate) ty: Type,
}

/// How a request is made.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    /// Whether a value has nothing that must be given or set: it has a `Default`.
    pub(crate) starts_empty: bool,
    /// The fields that `new` sets to the one value that they may hold.
    pub(crate) tags: Vec<Tag<'a>>,
    /// The arguments of `new`, in order.
    pub(crate) arguments: Vec<Argument<'a>>,
    /// The setters, in the order of the fields.
    pub(crate) setters: Vec<Setter<'a>>,
}

/// A field that says which kind of value the struct is.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// The field.
    pub(crate) field: &'a ir::Field,
    /// When it is sent.
    pub(crate) presence: Presence,
    /// Its value.
    pub(crate) value: TagValue<'a>,
}

/// The value of a tag.
#[derive(Debug)]
pub(crate) enum TagValue<'a> {
    /// A known variant of an enum.
    Variant(Type, &'a VariantName),
    /// A string.
    Text(&'a str),
}

/// A setter.
#[derive(Debug)]
pub(crate) struct Setter<'a> {
    /// Its argument; the setter has the name of its field.
    pub(crate) argument: Argument<'a>,
    /// The setter of null, where null is a value of the field.
    pub(crate) null: Option<MethodName>,
}

/// Returns the struct of a model.
pub(super) fn of<'a>(
    schemas: &Schemas<'a>,
    model: &'a Model,
    object: &'a Object,
    direction: Direction,
) -> Struct<'a> {
    let is_in = |field: &&ir::Field| match direction {
        Direction::Request => field.in_request(),
        Direction::Response => field.in_response(),
    };
    let fields = object.fields.iter().filter(is_in).map(|field| {
        let presence = Presence::of(model, field);
        let value = argument::value(schemas, field, direction);
        let ty = match (direction, presence) {
            (Direction::Request, Presence::Required) => value,
            (Direction::Request, Presence::Patch) => value.patch(),
            _ => value.option(),
        };
        Field { declared: field, presence, ty }
    });
    let fields: Vec<_> = fields.collect();
    let builder = (direction == Direction::Request).then(|| builder(schemas, object, &fields));
    let additional = match &object.additional {
        Additional::Open(ty) if object.has_typed_additional() => Some(schemas.ty(ty, direction)),
        _ => None,
    };
    Struct { object, fields, builder, additional }
}

fn builder<'a>(schemas: &Schemas<'a>, object: &'a Object, fields: &[Field<'a>]) -> Builder<'a> {
    let is_asked =
        |it: &Field| it.presence.is_required() || object.asked.contains(&it.declared.wire);
    let is_free = |it: &Field| !is_asked(it) && it.declared.tag.is_none();
    let names = object.required.iter().chain(&object.asked);
    let order: BTreeMap<&String, usize> =
        names.enumerate().map(|(place, wire)| (wire, place)).collect();
    let mut required: Vec<_> =
        fields.iter().filter(|it| is_asked(it) && it.declared.tag.is_none()).collect();
    required.sort_by_key(|it| order.get(&it.declared.wire));
    Builder {
        starts_empty: fields.iter().all(is_free),
        tags: fields.iter().filter_map(|field| tag(schemas, field)).collect(),
        arguments: required
            .into_iter()
            .map(|it| argument::of_new(schemas, it.declared, it.presence))
            .collect(),
        setters: fields
            .iter()
            .filter(|it| is_free(it))
            .map(|it| Setter {
                argument: argument::of_setter(schemas, it.declared, it.presence),
                null: (it.presence == Presence::Patch).then(|| it.declared.name.null_setter()),
            })
            .collect(),
    }
}

fn tag<'a>(schemas: &Schemas<'a>, it: &Field<'a>) -> Option<Tag<'a>> {
    let text = it.declared.tag.as_deref()?;
    let variant = match &it.declared.ty {
        TypeRef::Named(name) => schemas.enumeration(name).and_then(|found| {
            let value = found.values.iter().find(|value| value.wire == text)?;
            Some(TagValue::Variant(schemas.ty(&it.declared.ty, Direction::Request), &value.name))
        }),
        _ => None,
    };
    let value = variant.unwrap_or(TagValue::Text(text));
    Some(Tag { field: it.declared, presence: it.presence, value })
}
