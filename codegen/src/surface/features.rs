//! Which cargo features an item needs.

use std::collections::BTreeSet;

/// The features of which one must be on for an item to exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Features<'a> {
    /// The item always exists.
    #[default]
    Always,
    /// One of these features must be on.
    Any(BTreeSet<&'a str>),
}

impl<'a> Features<'a> {
    /// Returns the features of an item that exists with any of some groups; `count` is how many
    /// groups there are. What all groups share always exists.
    pub(crate) fn any(groups: impl IntoIterator<Item = &'a str>, count: usize) -> Self {
        let groups: BTreeSet<&str> = groups.into_iter().collect();
        if groups.is_empty() || groups.len() >= count { Self::Always } else { Self::Any(groups) }
    }

    /// Adds the features with which another item exists.
    pub(crate) fn join(&mut self, other: &Self, count: usize) {
        match (&mut *self, other) {
            (Self::Any(groups), Self::Any(more)) => {
                groups.extend(more);
                if groups.len() >= count {
                    *self = Self::Always;
                }
            }
            _ => *self = Self::Always,
        }
    }

    /// Whether what needs `other` exists wherever what needs these does, while any of the `count`
    /// groups is on; without a group there is no operation, and nobody reads.
    pub(crate) fn implies(&self, other: &Self, count: usize) -> bool {
        match (self, other) {
            (_, Self::Always) => true,
            (Self::Always, Self::Any(groups)) => groups.len() >= count,
            (Self::Any(own), Self::Any(others)) => own.is_subset(others),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_imply_wider_ones() {
        let (a, both) = (Features::any(["a"], 3), Features::any(["a", "b"], 3));
        assert!(a.implies(&a, 3) && a.implies(&both, 3) && a.implies(&Features::Always, 3));
        assert!(!both.implies(&a, 3) && !Features::Always.implies(&both, 3));
        let only = Features::Any(["a"].into());
        assert!(Features::Always.implies(&only, 1) && !Features::Always.implies(&only, 2));
    }

    #[test]
    fn items_that_all_groups_share_always_exist() {
        assert_eq!(Features::any(["a", "b"], 2), Features::Always);
        let mut features = Features::any(["a"], 2);
        features.join(&Features::any(["b"], 2), 2);
        assert_eq!(features, Features::Always);
    }
}
