//! Finds fields through which a struct would contain itself, and marks them to be boxed.
//!
//! Arrays and maps break a cycle already; only direct fields and variants of unions do not.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;

/// Marks the fields that must be boxed.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>) {
    let direct: BTreeMap<TypeName, BTreeSet<TypeName>> =
        models.iter().map(|(name, model)| (name.clone(), held(&model.shape))).collect();
    let is_cycle = |component: &BTreeSet<TypeName>| {
        let holds_itself =
            |name: &TypeName| direct.get(name).is_some_and(|held| held.contains(name));
        component.len() > 1 || component.iter().any(holds_itself)
    };
    for component in components(&direct).into_iter().filter(is_cycle) {
        for name in &component {
            if let Some(Shape::Object(object)) = models.get_mut(name).map(|model| &mut model.shape)
            {
                for field in &mut object.fields {
                    field.boxed =
                        matches!(&field.ty, TypeRef::Named(target) if component.contains(target));
                }
            }
        }
    }
}

/// Reports requests that no finite value can be: those that must hold one of their own kind. A
/// union ends such a circle, since it can be something that no variant describes, and so do null,
/// lists and maps.
pub(super) fn check_finite(models: &BTreeMap<TypeName, Model>, sink: &mut Sink) {
    let must: BTreeMap<TypeName, BTreeSet<TypeName>> = models
        .iter()
        .filter(|(_, model)| model.in_request)
        .map(|(name, model)| (name.clone(), must_hold(&model.shape)))
        .collect();
    for component in components(&must) {
        let Some(first) = component.first() else { continue };
        let itself = must.get(first).is_some_and(|held| held.contains(first));
        if let Some(model) = models.get(first).filter(|_| component.len() > 1 || itself) {
            let message = format!("a `{first}` requires another `{first}`, and so on without end");
            let found = Diagnostic::error(Code::CyclicRef, model.at.clone(), message);
            let help = "one of the properties that lead back cannot be required: \
                correct it with an overlay action";
            sink.push(found.help(help));
        }
    }
}

/// The models of which a request with this shape must hold a value.
fn must_hold(shape: &Shape) -> BTreeSet<TypeName> {
    let types: Vec<&TypeRef> = match shape {
        Shape::Object(object) => {
            let fields = object.fields.iter();
            fields
                .filter(|field| field.required && !field.nullable)
                .map(|field| &field.ty)
                .collect()
        }
        Shape::Alias(ty) => vec![ty],
        Shape::Union(_) | Shape::Enum(_) => Vec::new(),
    };
    types.into_iter().filter_map(named).collect()
}

/// The models whose values are part of a value of this shape.
pub(super) fn held(shape: &Shape) -> BTreeSet<TypeName> {
    let types: Vec<&TypeRef> = match shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => union.arms.iter().map(|arm| &arm.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::Enum(_) => Vec::new(),
    };
    types.into_iter().filter_map(named).collect()
}

fn named(ty: &TypeRef) -> Option<TypeName> {
    if let TypeRef::Named(name) = ty { Some(name.clone()) } else { None }
}

/// The sets of models that lead to each other (strongly connected components), each before those
/// that it leads to. Found without recursion: a hostile document may chain thousands of schemas.
pub(super) fn components(
    edges: &BTreeMap<TypeName, BTreeSet<TypeName>>,
) -> Vec<BTreeSet<TypeName>> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for root in edges.keys() {
        visit(root, edges, &mut seen, &mut order);
    }
    let mut reverse: BTreeMap<TypeName, BTreeSet<TypeName>> = BTreeMap::new();
    for (from, targets) in edges {
        for to in targets {
            reverse.entry(to.clone()).or_default().insert(from.clone());
        }
    }
    let mut assigned = BTreeSet::new();
    let mut components = Vec::new();
    for root in order.iter().rev() {
        let mut members = Vec::new();
        visit(root, &reverse, &mut assigned, &mut members);
        if !members.is_empty() {
            components.push(members.into_iter().collect());
        }
    }
    components
}

/// Depth-first search; `order` receives each node after everything that it leads to.
fn visit(
    root: &TypeName,
    edges: &BTreeMap<TypeName, BTreeSet<TypeName>>,
    seen: &mut BTreeSet<TypeName>,
    order: &mut Vec<TypeName>,
) {
    if !seen.insert(root.clone()) {
        return;
    }
    let none = BTreeSet::new();
    let mut stack = vec![(root, edges.get(root).unwrap_or(&none).iter())];
    while let Some((name, targets)) = stack.last_mut() {
        match targets.next() {
            Some(target) => {
                if seen.insert(target.clone()) {
                    stack.push((target, edges.get(target).unwrap_or(&none).iter()));
                }
            }
            None => {
                order.push((*name).clone());
                stack.pop();
            }
        }
    }
}
