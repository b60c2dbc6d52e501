//! Which operation of one document is which of the other, and which parameter is which.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Arm, Content, Operation, Parameter, TypeRef, Union};
use crate::surface::Schemas;

/// The operations of two documents, matched.
#[derive(Debug, Default)]
pub(super) struct Operations<'a> {
    /// Operations that both have; their ids may differ.
    pub(super) both: Vec<(&'a Operation, &'a Operation)>,
    /// Operations of the old document alone.
    pub(super) removed: Vec<&'a Operation>,
    /// Operations of the new document alone.
    pub(super) added: Vec<&'a Operation>,
}

/// Matches operations by id, and the others by method and path.
pub(super) fn operations<'a>(old: &'a Api, new: &'a Api) -> Operations<'a> {
    let by_id: BTreeMap<&str, &Operation> =
        new.operations.iter().map(|o| (o.id.as_str(), o)).collect();
    let known: BTreeSet<&str> = old.operations.iter().map(|o| o.id.as_str()).collect();
    let mut by_address: BTreeMap<(String, String), &Operation> = new
        .operations
        .iter()
        .filter(|operation| !known.contains(operation.id.as_str()))
        .map(|operation| (address(operation), operation))
        .collect();
    let mut found = Operations::default();
    for operation in &old.operations {
        let same = by_id.get(operation.id.as_str()).copied();
        match same.or_else(|| by_address.remove(&address(operation))) {
            Some(other) => found.both.push((operation, other)),
            None => found.removed.push(operation),
        }
    }
    let matched: BTreeSet<&str> = found.both.iter().map(|(_, new)| new.id.as_str()).collect();
    found.added = new.operations.iter().filter(|o| !matched.contains(o.id.as_str())).collect();
    found
}

/// Returns the method of an operation, and its path without the names of parameters.
fn address(operation: &Operation) -> (String, String) {
    (operation.method.clone(), shape(&operation.path))
}

/// Returns a path without the names of its parameters: `/v1/x/{}`.
pub(super) fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        inside &= character != '}';
        if !inside {
            shape.push(character);
        }
        inside |= character == '{';
    }
    shape
}

/// A thing in the old and in the new document, at least in one of them.
pub(super) type Matched<'a, T> = (Option<&'a T>, Option<&'a T>);

/// Matches path parameters: by position where the paths have one shape, else by name.
pub(super) fn path_parameters<'a>(
    old: &'a Operation,
    new: &'a Operation,
) -> Vec<Matched<'a, Parameter>> {
    let (before, after) = (&old.path_parameters, &new.path_parameters);
    if shape(&old.path) == shape(&new.path) && before.len() == after.len() {
        return before.iter().zip(after).map(|(old, new)| (Some(old), Some(new))).collect();
    }
    by_wire(before, after)
}

/// Matches parameters by their names on the wire.
pub(super) fn by_wire<'a>(
    old: &'a [Parameter],
    new: &'a [Parameter],
) -> Vec<Matched<'a, Parameter>> {
    by_key(old, new, |parameter| parameter.wire.as_str())
}

/// Matches the variants of unions: by name, and the others by `same` payloads.
pub(super) fn variants<'a>(
    old: &'a Union,
    new: &'a Union,
    mut same: impl FnMut(&'a Arm, &'a Arm) -> bool,
) -> Vec<Matched<'a, Arm>> {
    let mut matched = by_key(&old.arms, &new.arms, |arm| arm.name.as_str());
    let added: Vec<&Arm> =
        matched.iter().filter(|(old, _)| old.is_none()).filter_map(|(_, new)| *new).collect();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for pair in &mut matched {
        if let (Some(old), None) = *pair {
            let free = |arm: &&&Arm| !taken.contains(arm.name.as_str());
            pair.1 = added.iter().filter(free).find(|arm| same(old, arm)).copied();
            taken.extend(pair.1.map(|arm| arm.name.as_str()));
        }
    }
    matched.retain(|(old, new)| {
        old.is_some() || new.is_some_and(|arm| !taken.contains(arm.name.as_str()))
    });
    matched
}

/// Matches by a key: first the things of the old list, in its order, then the new ones.
pub(super) fn by_key<'a, T>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> &str,
) -> Vec<Matched<'a, T>> {
    let after: BTreeMap<&str, &T> = new.iter().map(|thing| (key(thing), thing)).collect();
    let before: BTreeSet<&str> = old.iter().map(&key).collect();
    let common = old.iter().map(|thing| (Some(thing), after.get(key(thing)).copied()));
    let added =
        new.iter().filter(|thing| !before.contains(key(thing))).map(|thing| (None, Some(thing)));
    common.chain(added).collect()
}

/// Returns the things that only the first of two lists has.
pub(super) fn only<'a, T, K: PartialEq>(
    these: &'a [T],
    others: &[T],
    key: impl Fn(&T) -> K,
) -> Vec<&'a T> {
    let known: Vec<K> = others.iter().map(&key).collect();
    these.iter().filter(|thing| !known.contains(&key(thing))).collect()
}

/// Returns the names of the first list that the second one has too, in the order of the first.
pub(super) fn common<'a>(these: &[&'a str], others: &[&str]) -> Vec<&'a str> {
    these.iter().filter(|name| others.contains(*name)).copied().collect()
}

/// Returns the type of the value of a response; that of a page is the array of its items.
pub(super) fn value(content: &Content) -> Option<TypeRef> {
    match content {
        Content::Empty | Content::Text | Content::Bytes => None,
        Content::Result(ty) | Content::Body(ty) => Some(ty.clone()),
        Content::Page { item, .. } => Some(TypeRef::Array(Box::new(item.clone()))),
    }
}

/// Returns the types that two operations share, in each direction: parameters, bodies, responses.
pub(super) fn meeting<'a>(old: &'a Operation, new: &'a Operation) -> [Vec<(TypeRef, TypeRef)>; 3] {
    let both = |matched: Vec<Matched<'a, Parameter>>| {
        matched
            .into_iter()
            .filter_map(|(old, new)| Some((old?.ty.clone(), new?.ty.clone())))
            .collect()
    };
    let mut parameters: Vec<_> = both(path_parameters(old, new));
    parameters.extend::<Vec<_>>(both(by_wire(&old.query_parameters, &new.query_parameters)));
    parameters.extend::<Vec<_>>(both(by_wire(&old.other_parameters, &new.other_parameters)));
    let bodies = old.body.iter().zip(&new.body).map(|(old, new)| (old.ty.clone(), new.ty.clone()));
    let results = value(&old.success.content).zip(value(&new.success.content));
    let errors = new.errors.iter().filter_map(|error| {
        let before = old.errors.iter().find(|before| before.status == error.status)?;
        Some((before.body.clone()?, error.body.clone()?))
    });
    [parameters, bodies.collect(), results.into_iter().chain(errors).collect()]
}

/// Returns the name of a type, if it has one, with aliases resolved.
pub(super) fn named<'a>(
    schemas: &'a Schemas<'a>,
    ty: &'a TypeRef,
) -> Option<&'a crate::name::TypeName> {
    match schemas.resolve(ty) {
        TypeRef::Named(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn names_of_parameters_are_not_part_of_a_path() {
        assert_eq!(shape("/v1/a/{aId}/b/{b}"), "/v1/a/{}/b/{}");
        assert_eq!(shape("/v1/{a}"), shape("/v1/{organizationId}"));
        assert_ne!(shape("/v1/{a}/x"), shape("/v1/x/{a}"));
        assert_eq!(shape("{unclosed"), "{");
    }
}
