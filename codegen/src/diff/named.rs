//! The items that a report names as lost or moved, to hold it against what the compiler says.

use std::collections::BTreeSet;

use super::change::Changes;
use super::verdict::Source;
use crate::emit::consumer::Use;

/// The items that a report names as lost or moved.
#[derive(Debug, Default)]
pub struct Named {
    /// Items that are gone or another.
    items: BTreeSet<String>,
    /// Names under which people look for them, which may stand for several items.
    names: BTreeSet<String>,
}

impl Named {
    /// The items that a report names.
    #[must_use]
    pub fn of(changes: &Changes) -> Self {
        let mut named = Self::default();
        for change in changes.changes.iter().filter(|change| change.source == Source::Break) {
            named.items.extend(change.items.iter().cloned());
            named.names.extend(change.rust.split(", ").map(str::to_owned));
        }
        for moved in &changes.refactorings {
            named.names.extend(moved.from.split(", ").map(str::to_owned));
        }
        named
    }

    /// Whether the report names the item, or a type that the line needs.
    #[must_use]
    pub fn covers(&self, used: &Use) -> bool {
        self.has(&used.item) || used.types.iter().any(|path| self.has(path))
    }

    /// Whether the report says of exactly this item that code loses it.
    #[must_use]
    pub fn says(&self, used: &Use) -> bool {
        self.items.contains(&used.item)
    }

    /// Whether the path, or what it stands in, is named.
    fn has(&self, path: &str) -> bool {
        let ends = path.match_indices(':').map(|(at, _)| at).chain([path.len()]);
        ends.into_iter().any(|end| {
            let outer = path.get(..end).unwrap_or(path);
            self.items.contains(outer) || self.names.contains(outer)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_named_with_what_it_stands_in() {
        let named = Named {
            items: BTreeSet::from(["request::X".to_owned()]),
            names: BTreeSet::from(["response::Y::a".to_owned()]),
        };
        for path in ["request::X", "request::X::new()", "request::X: Default", "response::Y::a"] {
            assert!(named.has(path), "{path}");
        }
        for path in ["request::Xy", "response::Y", "response::Y::ab", "response::X"] {
            assert!(!named.has(path), "{path}");
        }
    }
}
