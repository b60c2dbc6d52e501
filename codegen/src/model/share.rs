//! Enums with the same values share one type; every name stays, as an alias.
//!
//! The same list of regions stands in ten places of the document. One type for all of them lets a
//! caller hand the region of an answer to a request, and is compiled once.

use std::collections::BTreeMap;

use crate::ir::{Model, Shape};
use crate::name::TypeName;

/// Marks each enum that repeats another with the canonical one: the shortest name, then the first
/// by alphabet. A component's enum never becomes an alias of an inline one.
pub(super) fn mark(models: &mut BTreeMap<TypeName, Model>) {
    let mut groups: BTreeMap<Vec<String>, Vec<TypeName>> = BTreeMap::new();
    for (name, model) in models.iter() {
        if let Shape::Enum(shape) = &model.shape {
            // The order of values says nothing, so that another order is no other type.
            let mut values: Vec<String> =
                shape.values.iter().map(|value| value.wire.clone()).collect();
            values.sort_unstable();
            groups.entry(values).or_default().push(name.clone());
        }
    }
    for names in groups.into_values().filter(|names| names.len() > 1) {
        let rank = |name: &TypeName| {
            let inline = models.get(name).is_some_and(|model| model.at.segments().count() > 3);
            (inline, name.as_str().len(), name.clone())
        };
        let Some(canonical) = names.iter().min_by_key(|name| rank(name)).cloned() else { continue };
        let mut groups = std::collections::BTreeSet::new();
        for name in &names {
            groups.extend(
                models.get(name).into_iter().flat_map(|model| model.groups.iter().cloned()),
            );
            if let Some(Shape::Enum(shape)) = models.get_mut(name).map(|model| &mut model.shape)
                && *name != canonical
            {
                shape.same_as = Some(canonical.clone());
            }
        }
        // The canonical enum must exist wherever one of its aliases does.
        if let Some(model) = models.get_mut(&canonical) {
            model.groups = groups;
        }
    }
}
