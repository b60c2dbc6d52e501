//! Definitions that moved: to another name or another place, without any other change.

use std::collections::BTreeSet;

use super::{Compare, either_owners};
use crate::diff::change::Refactoring;
use crate::diff::claim::Claim;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::links::Link;
use crate::diff::resolved::{is_component, owners, paths};
use crate::diff::rule::{self, Rule};
use crate::diff::same::Pair;
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;
use crate::outline::notation;
use crate::pointer::Pointer;

impl Compare<'_> {
    /// Reports the definitions that have another name.
    pub(super) fn moved(&mut self) {
        let renamed: Vec<(Pair, Link)> =
            self.links.renamed().map(|(pair, link)| (pair.clone(), link)).collect();
        let mut pinned: BTreeSet<TypeName> = BTreeSet::new();
        for (pair, link) in &renamed {
            let (Some(old), Some(new)) = (self.old.model(&pair.0), self.new.model(&pair.1)) else {
                continue;
            };
            self.quiet.extend(owners(old).into_iter().chain(owners(new)).map(Claim::all));
            if self.follows(old, new, &renamed) {
                continue;
            }
            let names = self.names_within(old, &renamed);
            let components = is_component(&old.at) && is_component(&new.at);
            match link {
                Link::Same => {}
                // The overlay gave a definition at its old place another name.
                Link::Renamed { .. } if old.at == new.at => {
                    self.renamed(rule::RUST_NAME_CHANGED, old, new, names);
                }
                Link::Renamed { equal } if components || !equal => {
                    self.renamed(rule::SCHEMA_RENAMED, old, new, names);
                }
                Link::Renamed { .. } => {
                    let free = pinned.insert(new.name.clone());
                    let pin = free.then(|| pin(&new.at, &old.name)).flatten();
                    self.note(new, &names, "the definition moved", pin);
                }
                Link::Moved => self.note(new, &names, "another definition of the same shape", None),
            }
        }
        self.aliases();
    }

    /// Whether a definition has another name only because the type or operation around it has one.
    fn follows(&self, old: &Model, new: &Model, renamed: &[(Pair, Link)]) -> bool {
        let parents = renamed.iter().any(|(pair, _)| {
            let (Some(from), Some(to)) = (self.old.model(&pair.0), self.new.model(&pair.1)) else {
                return false;
            };
            let inside = |at: &Pointer, parent: &Pointer| at != parent && at.starts_with(parent);
            inside(&old.at, &from.at) && inside(&new.at, &to.at)
        });
        let operations =
            self.operations.both.iter().any(|(from, to)| {
                from.name != to.name && old.owner == from.id && new.owner == to.id
            });
        parents || operations
    }

    fn renamed(&mut self, rule: &'static Rule, old: &Model, new: &Model, rust: Vec<String>) {
        let reach = Reach { operations: new.operations.clone(), ..Reach::default() };
        let spot = Spot { pointer: new.at.clone(), rust, reach, claims: Vec::new() };
        self.add(rule, &spot, format!("`{}` → `{}`", old.name, new.name));
    }

    fn note(&mut self, new: &Model, names: &[String], message: &str, pin: Option<String>) {
        self.refactor(new, names.join(", "), paths(new).join(", "), message, pin);
    }

    fn refactor(
        &mut self,
        model: &Model,
        from: String,
        to: String,
        message: &str,
        pin: Option<String>,
    ) {
        let (pointer, message) = (model.at.clone(), message.to_owned());
        self.refactorings.push(Refactoring { pointer, from, to, message, pin });
    }

    /// Returns what code calls a definition, and those inside it that have other names with it.
    fn names_within(&self, old: &Model, renamed: &[(Pair, Link)]) -> Vec<String> {
        let inner = renamed.iter().filter_map(|(pair, _)| self.old.model(&pair.0));
        let inner = inner.filter(|model| model.at != old.at && model.at.starts_with(&old.at));
        let mut names = paths(old);
        names.extend(inner.flat_map(paths));
        names.dedup();
        names
    }

    /// Reports aliases that were added or removed while the type that they name stayed.
    fn aliases(&mut self) {
        let gone = self.links.gone_aliases.iter().map(|name| self.old.model(name));
        let new = self.links.new_aliases.iter().map(|name| self.new.model(name));
        let found = gone.flatten().map(|model| (model, true));
        let found: Vec<_> = found.chain(new.flatten().map(|model| (model, false))).collect();
        for (model, gone) in found {
            let Shape::Alias(target) = &model.shape else { continue };
            self.quiet.extend(owners(model).into_iter().map(Claim::all));
            let (named, target) = (paths(model).join(", "), notation::ty(target));
            let (from, to) = if gone { (named, target) } else { (target, named) };
            let message = if gone {
                "a named schema became an inline definition"
            } else {
                "an inline definition became a named schema"
            };
            self.refactor(model, from, to, message, None);
        }
    }

    /// Reports an alias that became a type of its own, or the other way round, while its values
    /// stay the same.
    pub(super) fn became_other_name(&mut self, old: &Model, new: &Model) {
        let name = |model: &Model| match &model.shape {
            Shape::Alias(TypeRef::Named(name)) => format!("{} = {name}", paths(model).join(", ")),
            _ => paths(model).join(", "),
        };
        self.quiet.extend(either_owners(old, new).into_iter().map(Claim::all));
        let message = match &old.shape {
            Shape::Alias(_) => "an alias became a separate type",
            _ => "a separate type became an alias",
        };
        self.refactor(new, name(old), name(new), message, None);
    }
}

/// Returns the overlay action that restores the old name of a definition. Only components and
/// properties can have such a name.
fn pin(at: &Pointer, name: &TypeName) -> Option<String> {
    let segments: Vec<String> = at.segments().collect();
    let is_property = matches!(&segments[..], [_, _, .., before, _] if before == "properties");
    if !is_property && !is_component(at) {
        return None;
    }
    let path: Vec<String> =
        segments.iter().map(|segment| format!("['{}']", segment.replace('\'', "\\'"))).collect();
    Some(format!(
        "- target: ${}\n  description: The definition moved; this preserves the name of its type.\n  \
         update: {{ x-sdk-name: {name} }}\n",
        path.concat()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_and_properties_can_retain_a_name() {
        let name = TypeName::new("ThingOwner");
        let at = |text: &str| Pointer::parse(text).unwrap();
        let pinned = pin(&at("#/components/schemas/Owner"), &name).unwrap();
        assert!(pinned.starts_with("- target: $['components']['schemas']['Owner']\n"), "{pinned}");
        assert!(pinned.ends_with("update: { x-sdk-name: ThingOwner }\n"), "{pinned}");
        assert!(pin(&at("#/components/schemas/Thing/properties/owner"), &name).is_some());
        assert!(pin(&at("#/components/schemas/Thing/properties/owner/items"), &name).is_none());
        assert!(pin(&at("#/paths/~1v1/get/requestBody/content/x/schema"), &name).is_none());
    }
}
