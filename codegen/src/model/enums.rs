//! Makes equal enums of several places of the document one type; every name remains, as an alias.
//!
//! The same list of regions is in ten places of the document. One type for all of them lets a
//! caller pass the region of a response to a request, and is compiled once. Which places share a
//! type is recorded in the overlay (`x-sdk-enums`): a value that one of them gains or loses later
//! does not split the type, which has the values of all its places.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Enum, EnumValue, Model, Shape};
use crate::name::{TypeName, VariantName};
use crate::pointer::Pointer;

use super::policy::redundant;

/// The names from the overlay for the values of one place, and where the overlay sets them.
#[derive(Debug, Default)]
pub(super) struct ValueNames {
    pub(super) at: Pointer,
    pub(super) names: BTreeMap<String, String>,
}

/// What the overlay says about enums.
#[derive(Debug, Default)]
pub(super) struct EnumPolicy {
    /// The types with the other places that share each, as recorded.
    pub(super) recorded: BTreeMap<String, Vec<String>>,
    /// The names of values, by the type of the place.
    pub(super) names: BTreeMap<TypeName, ValueNames>,
}

/// Merges the enums of each group into one type, and returns the groups: each type with the other
/// places that share it. `strict` means that the overlay was written for this document.
pub(super) fn share(
    models: &mut BTreeMap<TypeName, Model>,
    policy: &EnumPolicy,
    strict: bool,
    sink: &mut Sink,
) -> BTreeMap<TypeName, Vec<TypeName>> {
    let mut record = BTreeMap::new();
    for mut places in groups(models, &policy.recorded) {
        let rank = |name: &TypeName| {
            let recorded = policy.recorded.contains_key(name.as_str());
            // A component's enum never becomes an alias of an inline one.
            let inline = models.get(name).is_some_and(|model| model.at.segments().count() > 3);
            (!recorded, inline, name.as_str().len(), name.clone())
        };
        places.sort_by_key(rank);
        let values = values(models, &places, policy, strict, sink);
        let groups: BTreeSet<String> = places
            .iter()
            .filter_map(|name| models.get(name))
            .flat_map(|model| model.groups.iter().cloned())
            .collect();
        let mut places = places.into_iter();
        let Some(canonical) = places.next() else { continue };
        let others: Vec<TypeName> = places.collect();
        let names: BTreeMap<&str, &VariantName> =
            values.iter().map(|value| (value.wire.as_str(), &value.name)).collect();
        for name in &others {
            if let Some(found) = enum_of(models, name) {
                found.same_as = Some(canonical.clone());
                for value in &mut found.values {
                    if let Some(name) = names.get(value.wire.as_str()) {
                        value.name = (*name).clone();
                    }
                }
            }
        }
        if let Some(found) = enum_of(models, &canonical) {
            found.values = values;
        }
        // The type must exist wherever one of its aliases does.
        if let Some(model) = models.get_mut(&canonical) {
            model.groups = groups;
        }
        record.insert(canonical, others);
    }
    record
}

fn enum_of<'m>(models: &'m mut BTreeMap<TypeName, Model>, name: &TypeName) -> Option<&'m mut Enum> {
    match &mut models.get_mut(name)?.shape {
        Shape::Enum(found) => Some(found),
        _ => None,
    }
}

/// The places that share each type: as recorded, and for new places by equal values.
fn groups(
    models: &BTreeMap<TypeName, Model>,
    recorded: &BTreeMap<String, Vec<String>>,
) -> Vec<Vec<TypeName>> {
    let group_of: BTreeMap<&str, &str> = recorded
        .iter()
        .flat_map(|(group, others)| {
            others.iter().chain([group]).map(|place| (place.as_str(), group.as_str()))
        })
        .collect();
    let mut known: BTreeMap<&str, Vec<TypeName>> = BTreeMap::new();
    let mut new: Vec<(&TypeName, BTreeSet<&str>)> = Vec::new();
    let mut values_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // Which group a new place with these values joins.
    let mut by_values: BTreeMap<BTreeSet<&str>, usize> = BTreeMap::new();
    for (name, model) in models {
        let Shape::Enum(found) = &model.shape else { continue };
        let values: BTreeSet<&str> = found.values.iter().map(|value| &*value.wire).collect();
        if let Some(group) = group_of.get(name.as_str()) {
            known.entry(group).or_default().push(name.clone());
            values_of.entry(group).or_default().extend(&values);
        } else {
            new.push((name, values));
        }
    }
    let mut groups: Vec<Vec<TypeName>> = Vec::new();
    for (group, places) in known {
        if let Some(values) = values_of.remove(group) {
            by_values.entry(values).or_insert(groups.len());
        }
        groups.push(places);
    }
    for (name, values) in new {
        let index = *by_values.entry(values).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(places) => places.push(name.clone()),
            None => groups.push(vec![name.clone()]),
        }
    }
    groups
}

/// The values of all places, those of the first place first, with their names.
fn values(
    models: &BTreeMap<TypeName, Model>,
    places: &[TypeName],
    policy: &EnumPolicy,
    strict: bool,
    sink: &mut Sink,
) -> Vec<EnumValue> {
    let enums = || {
        places.iter().filter_map(|name| match &models.get(name)?.shape {
            Shape::Enum(found) => Some(found),
            _ => None,
        })
    };
    let known: BTreeSet<&str> =
        enums().flat_map(|found| &found.values).map(|value| value.wire.as_str()).collect();
    let given = given_names(places, policy, &known, sink);
    let mut values: Vec<EnumValue> = Vec::new();
    let mut wires: BTreeSet<&str> = BTreeSet::new();
    let mut seen: BTreeMap<String, (VariantName, &str)> = BTreeMap::new();
    for model in places.iter().filter_map(|name| models.get(name)) {
        let Shape::Enum(found) = &model.shape else { continue };
        for value in found.values.iter().filter(|value| wires.insert(&value.wire)) {
            let wire = value.wire.as_str();
            let name = given.get(wire).map_or_else(|| value.name.clone(), |(name, _)| name.clone());
            if !given.contains_key(wire) && !VariantName::is_readable(wire) {
                let message = format!(
                    "the value `{wire}` would become the variant `{name}`, a name that does not identify the value"
                );
                unclear(Code::UnclearVariant, model, message, wire, sink);
            }
            match seen.get(&name.folded()) {
                Some((other, first)) if *other == name => {
                    let message = format!(
                        "the values `{first}` and `{wire}` would both be the variant `{name}`"
                    );
                    unclear(Code::NameCollision, model, message, wire, sink);
                }
                Some((other, first)) => {
                    let message = format!(
                        "the variants `{other}` of `{first}` and `{name}` of `{wire}` are easily confused"
                    );
                    unclear(Code::UnclearVariant, model, message, wire, sink);
                }
                None => {
                    seen.insert(name.folded(), (name.clone(), wire));
                }
            }
            values.push(EnumValue { wire: wire.to_owned(), name });
        }
    }
    if strict {
        for (wire, (_, at)) in given.iter().filter(|(wire, _)| !known.contains(*wire)) {
            let message = format!("`x-sdk-enum-names` names `{wire}`, which is not a value");
            let found = Diagnostic::error(Code::UnknownPolicy, (*at).clone(), message);
            sink.push(
                found.help(format!("correct `{wire}` in the overlay action, or remove its entry")),
            );
        }
    }
    values
}

fn unclear(code: Code, model: &Model, message: String, wire: &str, sink: &mut Sink) {
    let help = format!(
        "name the value in the overlay: `x-sdk-enum-names: {{ '{wire}': AVariantName }}` on the schema"
    );
    sink.push(Diagnostic::error(code, model.at.clone(), message).help(help));
}

/// The names from the overlay, by value: a name of one place applies to all of them.
fn given_names<'p>(
    places: &[TypeName],
    policy: &'p EnumPolicy,
    known: &BTreeSet<&str>,
    sink: &mut Sink,
) -> BTreeMap<&'p str, (VariantName, &'p Pointer)> {
    let mut given: BTreeMap<&str, (VariantName, &Pointer)> = BTreeMap::new();
    for ValueNames { at, names } in places.iter().filter_map(|place| policy.names.get(place)) {
        for (wire, name) in names {
            let variant = VariantName::new(name);
            if known.contains(wire.as_str()) && variant == VariantName::new(wire) {
                redundant(sink, at, &format!("x-sdk-enum-names: {wire}: {name}"));
            }
            if let Some((other, first)) = given.get(wire.as_str())
                && *other != variant
            {
                let message = format!(
                    "one type would have two names for the value `{wire}`: `{other}` and `{variant}`"
                );
                sink.push(
                    Diagnostic::error(Code::UnknownPolicy, at.clone(), message)
                        .related((*first).clone(), "the other name")
                        .help("give the value one name in `x-sdk-enum-names` of the overlay"),
                );
            }
            given.entry(wire).or_insert((variant, at));
        }
    }
    given
}
