//! Marks the fields that can hold one value only, so that `new` sets them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use openapiv3::Schema;

use crate::diagnostic::Code;
use crate::ir::{DispatchPlan, Model, Plan, Shape, TypeRef};
use crate::name::TypeName;
use crate::pointer::Pointer;

use super::context::Context;
use super::discriminator::Tags;
use super::policy;

/// The only value of a property in its variant of a union, where the overlay names it
/// (`x-sdk-tag`).
pub(super) fn of_policy(
    cx: &mut Context<'_>,
    schema: &Schema,
    ty: &TypeRef,
    at: &Pointer,
) -> Option<String> {
    let extensions = &schema.schema_data.extensions;
    let said = extensions.get("x-sdk-tag")?;
    let listed = match ty {
        TypeRef::Named(name) => cx.enum_values(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    let is_listed = |tag: &&str| listed.iter().any(|value| value == tag);
    let Some(tag) = policy::tag(extensions).filter(is_listed) else {
        let message = format!("`x-sdk-tag` is {said}, which is not a value of the property");
        let help = if listed.is_empty() {
            "put `x-sdk-tag` on a property with an `enum` of strings".to_owned()
        } else {
            format!("name one of the values that the spec lists: {}", listed.join(", "))
        };
        cx.error(Code::UnknownPolicy, &at.child("x-sdk-tag"), message, help);
        return None;
    };
    if listed.len() == 1 {
        let policy = format!("x-sdk-tag: {tag}");
        cx.redundant(at, &policy);
    }
    Some(tag.to_owned())
}

/// Marks required fields with a single value, and those that a union is dispatched by.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>, discriminators: &Tags) {
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
            && let Plan::Object(plan) = &union.plan
        {
            for arm in &union.arms {
                if let TypeRef::Named(name) = &arm.ty {
                    tags(plan, name, &mut dispatching);
                }
            }
        }
    }
    let values: BTreeMap<TypeName, Vec<String>> = models
        .iter()
        .filter_map(|(name, model)| match &model.shape {
            Shape::Enum(shape) => {
                Some((name.clone(), shape.values.iter().map(|value| value.wire.clone()).collect()))
            }
            _ => None,
        })
        .collect();
    for (name, model) in models.iter_mut() {
        let Shape::Object(object) = &mut model.shape else { continue };
        for field in &mut object.fields {
            if field.tag.is_some() {
                continue;
            }
            let discriminated = discriminators.get(&(name.clone(), field.wire.clone()));
            if let Some(value) = discriminated.and_then(only)
                && match &field.ty {
                    TypeRef::String(_) => true,
                    TypeRef::Named(ty) => values.get(ty).is_some_and(|all| all.contains(value)),
                    _ => false,
                }
            {
                field.tag = Some(value.clone());
                continue;
            }
            let TypeRef::Named(ty) = &field.ty else { continue };
            if field.required || dispatching.contains(&(name.clone(), field.wire.clone())) {
                field.tag = single.get(ty).cloned();
            }
        }
    }
}

/// The one value, if there is no other.
fn only(values: &IndexSet<String>) -> Option<&String> {
    values.first().filter(|_| values.len() == 1)
}

fn tags(plan: &DispatchPlan, arm: &TypeName, found: &mut BTreeSet<(TypeName, String)>) {
    if let DispatchPlan::Tag { name, values, absent } = plan {
        found.insert((arm.clone(), name.clone()));
        let next = values.iter().map(|(_, plan)| plan).chain(absent.as_deref());
        next.for_each(|plan| tags(plan, arm, found));
    }
}
