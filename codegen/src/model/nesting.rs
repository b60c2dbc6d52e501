//! Limits the size of types for the compiler: a value that would be very large is boxed, and types
//! that nest too deep are rejected.

use std::collections::{BTreeMap, BTreeSet};

use crate::bounds::{NESTED_TYPES, SIZE_OF_VALUE};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;

use super::recursion;

/// What a scalar, a list or a box takes, roughly, in bytes.
const SCALAR: usize = 32;

/// Boxes what would make a struct very large, and reports what nests too deep.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>, sink: &mut Sink) {
    box_large(models);
    check_depth(models, sink);
}

/// Boxes the fields whose values are very large. Sizes are worked out from the inside; a cycle is
/// boxed already.
fn box_large(models: &mut BTreeMap<TypeName, Model>) {
    let edges: BTreeMap<TypeName, BTreeSet<TypeName>> =
        models.iter().map(|(name, model)| (name.clone(), recursion::held(&model.shape))).collect();
    let mut sizes: BTreeMap<TypeName, usize> = BTreeMap::new();
    for component in recursion::components(&edges).into_iter().rev() {
        for name in component {
            let Some(model) = models.get_mut(&name) else { continue };
            let size = match &mut model.shape {
                Shape::Object(object) => {
                    let mut size = 0_usize;
                    for field in &mut object.fields {
                        let value = if field.boxed { SCALAR } else { size_of(&field.ty, &sizes) };
                        field.boxed |= value > SIZE_OF_VALUE;
                        size = size.saturating_add(if field.boxed { SCALAR } else { value });
                    }
                    size
                }
                Shape::Union(union) => {
                    union.arms.iter().map(|arm| size_of(&arm.ty, &sizes)).max().unwrap_or(SCALAR)
                }
                Shape::Alias(ty) => size_of(ty, &sizes),
                Shape::Enum(_) => SCALAR,
            };
            sizes.insert(name, size);
        }
    }
}

fn size_of(ty: &TypeRef, sizes: &BTreeMap<TypeName, usize>) -> usize {
    match ty {
        TypeRef::Named(name) => sizes.get(name).copied().unwrap_or(SCALAR),
        _ => SCALAR,
    }
}

/// Reports the types that others nest in too deep, each chain once. The compiler follows the
/// chain when it asks whether a type may go to another thread, and stops at a depth; in a
/// cycle, it may go through all of its types.
fn check_depth(models: &BTreeMap<TypeName, Model>, sink: &mut Sink) {
    let steps: BTreeMap<&TypeName, BTreeMap<&TypeName, usize>> =
        models.iter().map(|(name, model)| (name, steps(&model.shape))).collect();
    let edges: BTreeMap<TypeName, BTreeSet<TypeName>> = steps
        .iter()
        .map(|(name, steps)| ((*name).clone(), steps.keys().map(|name| (*name).clone()).collect()))
        .collect();
    let mut depths: BTreeMap<TypeName, usize> = BTreeMap::new();
    for component in recursion::components(&edges).into_iter().rev() {
        // Steps inside of a cycle, of which each type takes one, and the deepest way out of it.
        let (mut inside, mut below) = (0_usize, 0_usize);
        for name in &component {
            let targets = || steps.get(name).into_iter().flatten();
            let own = targets().filter(|(target, _)| component.contains(**target));
            inside = inside.saturating_add(own.map(|(_, step)| *step).max().unwrap_or(0));
            let out = targets().filter_map(|(target, step)| Some((depths.get(*target)?, step)));
            below =
                below.max(out.map(|(depth, step)| depth.saturating_add(*step)).max().unwrap_or(0));
        }
        let depth = inside.saturating_add(below);
        if depth > NESTED_TYPES
            && !component.iter().any(|name| reported(name, &edges, &depths))
            && let Some(model) = component.first().and_then(|name| models.get(name))
        {
            let message = "the types below this schema are nested too deeply for the compiler";
            let help = "break the chain of schemas with an overlay action";
            sink.push(Diagnostic::error(Code::TooDeep, model.at.clone(), message).help(help));
        }
        depths.extend(component.into_iter().map(|name| (name, depth)));
    }
}

/// Whether something that a type leads to is too deep already.
fn reported(
    name: &TypeName,
    edges: &BTreeMap<TypeName, BTreeSet<TypeName>>,
    depths: &BTreeMap<TypeName, usize>,
) -> bool {
    let targets = edges.get(name).into_iter().flatten();
    targets.filter_map(|target| depths.get(target)).any(|depth| *depth > NESTED_TYPES)
}

/// How many types the compiler goes through from a model to each that it refers to.
fn steps(shape: &Shape) -> BTreeMap<&TypeName, usize> {
    let mut found = BTreeMap::new();
    match shape {
        Shape::Object(object) => {
            for field in &object.fields {
                // The struct and its `Option` or `Patch`; `Box` and its pointer; `Secret`.
                let around = 2 + 2 * usize::from(field.boxed) + usize::from(field.secret);
                step(&field.ty, around, &mut found);
            }
        }
        Shape::Union(union) => union.arms.iter().for_each(|arm| step(&arm.ty, 1, &mut found)),
        Shape::Alias(ty) => step(ty, 0, &mut found),
        Shape::Enum(_) => {}
    }
    found
}

/// Adds the step to the model that a type ends in. A list and a map are three types each.
fn step<'a>(ty: &'a TypeRef, around: usize, found: &mut BTreeMap<&'a TypeName, usize>) {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            step(inner, around + 3, found);
        }
        TypeRef::Named(name) => {
            let known = found.entry(name).or_insert(around);
            *known = (*known).max(around);
        }
        _ => {}
    }
}
