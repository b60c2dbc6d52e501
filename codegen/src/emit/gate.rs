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
        let Self::Any(groups) = self else { return TokenStream::new() };
        let features = groups.iter().map(|group| quote!(feature = #group));
        if groups.len() == 1 {
            quote!(#[cfg(#(#features)*)])
        } else {
            quote!(#[cfg(any(#(#features),*))])
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
    fn what_all_groups_share_has_no_gate() {
        assert_eq!(Gate::any(["a", "b"], 2), Gate::Open);
        let mut gate = Gate::any(["a"], 2);
        gate.join(&Gate::any(["b"], 2), 2);
        assert_eq!(gate, Gate::Open);
    }
}
