//! The types that are made of a model: one in each module that reaches it.

use std::collections::BTreeSet;

use super::features::Features;
use super::object::{self, Struct};
use super::presence::Presence;
use super::schemas::Schemas;
use super::types::{Direction, Module, Type};
use super::union::{self, Union};
use crate::ir::{Additional, Enum, Model, Shape, TypeRef};
use crate::name::TypeName;

/// A type in a module of models.
#[derive(Debug)]
pub(crate) struct Definition<'a> {
    /// The module.
    pub(crate) module: Module,
    /// The model that it is made of; the type has its name.
    pub(crate) model: &'a Model,
    /// With which features it exists.
    pub(crate) features: Features<'a>,
    /// What it is.
    pub(crate) kind: DefinitionKind<'a>,
    /// The responses that it converts from.
    pub(crate) write_backs: Vec<WriteBack<'a>>,
}

/// What a type is.
#[derive(Debug)]
pub(crate) enum DefinitionKind<'a> {
    /// A struct.
    Struct(Struct<'a>),
    /// An open enum of strings, or another name of one.
    Enum(&'a Enum),
    /// A union.
    Union(Union<'a>),
    /// Another name of a type.
    Alias(Type),
}

/// `TryFrom<response::X>`, to send back what was read.
#[derive(Debug)]
pub(crate) struct WriteBack<'a> {
    /// The type in `response`.
    pub(crate) from: &'a TypeName,
    /// The wire names of the fields of a response of another name that are left out; none where the
    /// names are the same, since then all fields are declared.
    pub(crate) read_only: Option<&'a [String]>,
    /// Whether the request, or a type in it, may have a required field.
    pub(crate) may_fail: bool,
}

impl Module {
    /// Whether a model has a type in the module.
    fn has(self, model: &Model) -> bool {
        match (&model.shape, self) {
            (Shape::Enum(_), module) => module == Self::Enums,
            (_, Self::Request) => model.in_request,
            (_, Self::Response) => model.in_response,
            (_, Self::Enums) => false,
        }
    }

    /// Returns the modules in which a model has a type.
    pub(crate) fn of(model: &Model) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|module| module.has(model))
    }
}

impl<'a> Definition<'a> {
    /// Returns the type of a model in a module, if it has one there.
    pub(super) fn of(schemas: &Schemas<'a>, model: &'a Model, module: Module) -> Option<Self> {
        // The direction of an enum means nothing.
        let direction = module.direction().unwrap_or(Direction::Response);
        module.has(model).then(|| Self {
            module,
            model,
            features: schemas.features(model),
            kind: match &model.shape {
                Shape::Object(object) => {
                    DefinitionKind::Struct(object::of(schemas, model, object, direction))
                }
                Shape::Enum(found) => DefinitionKind::Enum(found),
                Shape::Union(found) => {
                    DefinitionKind::Union(union::of(schemas, model, found, direction))
                }
                Shape::Alias(target) => DefinitionKind::Alias(schemas.ty(target, direction)),
            },
            write_backs: write_backs(schemas, model, module),
        })
    }

    /// Returns the name of the type.
    pub(crate) fn name(&self) -> &'a TypeName {
        &self.model.name
    }

    /// Returns the direction of its values; none for an enum, which has none.
    pub(crate) fn direction(&self) -> Option<Direction> {
        self.module.direction()
    }
}

/// Returns the responses that a request converts from: that of its own name, where both are types
/// of their own, and those of another name that the body can be made of.
fn write_backs<'a>(schemas: &Schemas<'a>, model: &'a Model, module: Module) -> Vec<WriteBack<'a>> {
    if module != Module::Request || !matches!(model.shape, Shape::Object(_) | Shape::Union(_)) {
        return Vec::new();
    }
    if model.write_backs.is_empty() && !model.in_response {
        return Vec::new();
    }
    let may_fail = match &model.shape {
        Shape::Object(_) => requires_a_field(schemas, model, &mut BTreeSet::new()),
        _ => true,
    };
    let others = model.write_backs.iter().map(|other| WriteBack {
        from: &other.from,
        read_only: Some(&other.read_only),
        may_fail,
    });
    let own = WriteBack { from: &model.name, read_only: None, may_fail };
    others.chain(model.in_response.then_some(own)).collect()
}

/// Returns whether a request type, or a type in it, has a required field.
fn requires_a_field<'a>(
    schemas: &Schemas<'a>,
    model: &'a Model,
    seen: &mut BTreeSet<&'a TypeName>,
) -> bool {
    if !seen.insert(&model.name) {
        return false;
    }
    let mut parts: Vec<&TypeRef> = Vec::new();
    match &model.shape {
        Shape::Object(object) => {
            for field in object.fields.iter().filter(|field| field.in_request()) {
                if Presence::of(model, field).is_required() {
                    return true;
                }
                parts.push(&field.ty);
            }
            if let Additional::Open(ty) = &object.additional {
                parts.push(ty);
            }
        }
        Shape::Union(union) => parts.extend(union.arms.iter().map(|arm| &arm.ty)),
        Shape::Alias(target) => parts.push(target),
        Shape::Enum(_) => {}
    }
    parts.into_iter().any(|mut ty| {
        while let TypeRef::Array(item) | TypeRef::Map(item) | TypeRef::Nullable(item) = ty {
            ty = item;
        }
        let TypeRef::Named(name) = ty else { return false };
        schemas.model(name).is_some_and(|model| requires_a_field(schemas, model, seen))
    })
}
