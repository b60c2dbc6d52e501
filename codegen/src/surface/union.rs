//! Unions: their variants, and the conversions from payloads.

use std::collections::BTreeMap;

use super::schemas::Schemas;
use super::types::{Direction, Module, Type};
use crate::ir::{self, Arm, Format, Model, TypeRef};

/// A union.
#[derive(Debug)]
pub(crate) struct Union<'a> {
    /// What the document says of it.
    pub(crate) union: &'a ir::Union,
    /// Its variants, in document order.
    pub(crate) variants: Vec<Variant<'a>>,
}

/// A variant of a union.
#[derive(Debug)]
pub(crate) struct Variant<'a> {
    /// The variant in the IR.
    pub(crate) arm: &'a Arm,
    /// The type of the payload.
    pub(crate) ty: Type,
    /// Whether the payload converts into the union: its type says which variant is meant.
    pub(crate) converts: bool,
    /// Whether a `&str` converts as well.
    pub(crate) converts_text: bool,
}

/// Returns the union of a model.
pub(super) fn of<'a>(
    schemas: &Schemas<'a>,
    model: &'a Model,
    union: &'a ir::Union,
    direction: Direction,
) -> Union<'a> {
    let identities: Vec<Type> =
        union.arms.iter().map(|arm| schemas.identity(&arm.ty, direction)).collect();
    // The union itself converts into itself.
    let own = Type::Named(Module::from(direction), model.name.clone());
    let mut counts = BTreeMap::from([(&own, 1)]);
    for identity in &identities {
        *counts.entry(identity).or_default() += 1;
    }
    let variants = union.arms.iter().zip(&identities).map(|(arm, identity)| {
        let converts = counts.get(identity) == Some(&1);
        let ty = schemas.ty(&arm.ty, direction);
        Variant { arm, ty, converts, converts_text: converts && is_text(schemas, &arm.ty) }
    });
    Union { union, variants: variants.collect() }
}

fn is_text(schemas: &Schemas, ty: &TypeRef) -> bool {
    match schemas.resolve(ty) {
        TypeRef::String(format) => !matches!(format, Format::Date | Format::DateTime),
        _ => false,
    }
}
