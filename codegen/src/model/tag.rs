//! Marks the fields that can hold one value only, so that `new()` sets them by itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Model, Plan, Rule, Shape, TypeRef};
use crate::name::TypeName;

/// Marks required fields with a single value, and those that a union is dispatched by.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>) {
    let single: BTreeMap<TypeName, String> = models
        .iter()
        .filter_map(|(name, model)| match &model.shape {
            Shape::Enum(shape) => match shape.values.as_slice() {
                [only] => Some((name.clone(), only.wire.clone())),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let mut dispatching = BTreeSet::new();
    for model in models.values() {
        if let Shape::Union(union) = &model.shape
            && let Plan::Object(rule) = &union.plan
        {
            for arm in &union.arms {
                if let TypeRef::Named(name) = &arm.ty {
                    tags(rule, name, &mut dispatching);
                }
            }
        }
    }
    for (name, model) in models.iter_mut() {
        let Shape::Object(object) = &mut model.shape else { continue };
        for field in &mut object.fields {
            let TypeRef::Named(ty) = &field.ty else { continue };
            if field.required || dispatching.contains(&(name.clone(), field.wire.clone())) {
                field.tag = single.get(ty).cloned();
            }
        }
    }
}

fn tags(rule: &Rule, arm: &TypeName, found: &mut BTreeSet<(TypeName, String)>) {
    if let Rule::Tag { name, values, absent } = rule {
        found.insert((arm.clone(), name.clone()));
        for (_, rule) in values {
            tags(rule, arm, found);
        }
        tags(absent, arm, found);
    }
}
