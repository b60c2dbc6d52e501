//! Which cargo features an item needs.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

/// The features of which one must be on for an item to exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gate<'a> {
    /// The item always exists.
    #[default]
    Open,
    /// One of these features must be on.
    Any(BTreeSet<&'a str>),
}

impl<'a> Gate<'a> {
    /// The gate of what exists with any of some groups; `count` is how many groups there are.
    /// What all groups share exists always.
    pub(super) fn any(groups: impl IntoIterator<Item = &'a str>, count: usize) -> Self {
        let groups: BTreeSet<&str> = groups.into_iter().collect();
        if groups.is_empty() || groups.len() >= count { Self::Open } else { Self::Any(groups) }
    }

    /// Opens this gate for what another one lets through as well.
    pub(super) fn join(&mut self, other: &Self, count: usize) {
        match (&mut *self, other) {
            (Self::Any(groups), Self::Any(more)) => {
                groups.extend(more);
                if groups.len() >= count {
                    *self = Self::Open;
                }
            }
            _ => *self = Self::Open,
        }
    }

    /// `#[cfg(…)]`, or nothing.
    pub(super) fn cfg(&self) -> TokenStream {
        self.condition().map(|condition| quote!(#[cfg(#condition)])).unwrap_or_default()
    }

    /// What stands in `#[cfg(…)]`; nothing for what always exists.
    pub(super) fn condition(&self) -> Option<TokenStream> {
        let Self::Any(groups) = self else { return None };
        let features = groups.iter().map(|group| quote!(feature = #group));
        Some(if groups.len() == 1 { quote!(#(#features)*) } else { quote!(any(#(#features),*)) })
    }

    /// Whether what stands behind `other` exists wherever this gate is open and any of the `count`
    /// groups is on; without a group there is no operation, and nobody reads.
    pub(super) fn implies(&self, other: &Self, count: usize) -> bool {
        match (self, other) {
            (_, Self::Open) => true,
            (Self::Open, Self::Any(groups)) => groups.len() >= count,
            (Self::Any(own), Self::Any(others)) => own.is_subset(others),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_lists_its_features_in_order() {
        assert_eq!(
            Gate::any(["a"], 3).cfg().to_string(),
            quote!(#[cfg(feature = "a")]).to_string()
        );
        let both = quote!(#[cfg(any(feature = "a", feature = "b"))]);
        assert_eq!(Gate::any(["b", "a"], 3).cfg().to_string(), both.to_string());
    }

    #[test]
    fn a_gate_implies_wider_ones() {
        let (a, both) = (Gate::any(["a"], 3), Gate::any(["a", "b"], 3));
        assert!(a.implies(&a, 3) && a.implies(&both, 3) && a.implies(&Gate::Open, 3));
        assert!(!both.implies(&a, 3) && !Gate::Open.implies(&both, 3));
        let only = Gate::Any(["a"].into());
        assert!(Gate::Open.implies(&only, 1) && !Gate::Open.implies(&only, 2));
    }

    #[test]
    fn what_all_groups_share_has_no_gate() {
        assert_eq!(Gate::any(["a", "b"], 2), Gate::Open);
        let mut gate = Gate::any(["a"], 2);
        gate.join(&Gate::any(["b"], 2), 2);
        assert_eq!(gate, Gate::Open);
    }
}
