//! The items that a report names as lost or moved, to compare the report with the compiler.

use std::collections::BTreeSet;

use super::change::Changes;
use super::verdict::Source;
use crate::emit::consumer::Use;

/// The items that a report names as lost or moved.
#[derive(Debug, Default)]
pub struct Named {
    /// Items that were removed or changed.
    items: BTreeSet<String>,
    /// Names that people search for, which may mean several items.
    names: BTreeSet<String>,
}

impl Named {
    /// Creates the items that a report names.
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

    /// Whether the report names exactly this item as lost.
    #[must_use]
    pub fn names(&self, used: &Use) -> bool {
        self.items.contains(&used.item)
    }

    /// Whether the path, or a path around it, is named.
    fn has(&self, path: &str) -> bool {
        let ends = path.match_indices([':', '(']).map(|(at, _)| at).chain([path.len()]);
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
    fn an_item_is_named_with_the_type_around_it() {
        let named = Named {
            items: BTreeSet::from(["request::X".to_owned()]),
            names: BTreeSet::from(["response::Y::a".to_owned(), "resources::Z::get".to_owned()]),
        };
        for path in ["request::X", "request::X::new()", "request::X: Default", "response::Y::a"] {
            assert!(named.has(path), "{path}");
        }
        assert!(named.has("resources::Z::get()") && !named.has("resources::Z::get_all()"));
        for path in ["request::Xy", "response::Y", "response::Y::ab", "response::X"] {
            assert!(!named.has(path), "{path}");
        }
    }
}
