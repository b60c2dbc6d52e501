//! The rules: what kinds of change there are, and what each means. Data, nothing else.
//!
//! The verdict `wire` of a rule applies to each change that it names. The verdict `source` is the
//! usual one. If a change affects items of the crate, its own verdict is computed from these items
//! (see [`deltas`](super::deltas)), because the crate may not offer what the document changed.

mod api;
mod document;
mod operation;
mod parameter;
mod request;
mod resource;
mod response;
mod rust;

use serde::Serialize;

use super::verdict::{Source, Wire};

pub(super) use self::{
    api::*, document::*, operation::*, parameter::*, request::*, resource::*, response::*, rust::*,
};

/// A kind of change.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its stable name, in kebab-case: `resp-enum-value-added`.
    pub id: &'static str,
    /// What it means for the released SDK.
    pub wire: Wire,
    /// What it usually means for code that is compiled against the next release.
    pub source: Source,
    /// What happened, in a sentence.
    pub meaning: &'static str,
    /// What a user of the SDK does about it; empty where nothing needs to be done.
    pub advice: &'static str,
}

impl Rule {
    /// Returns all rules, by topic.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let topics = [
            operation::ALL,
            resource::ALL,
            parameter::ALL,
            request::ALL,
            response::ALL,
            api::ALL,
            document::ALL,
            rust::ALL,
        ];
        topics.into_iter().flatten().copied()
    }

    /// Returns the rule of this name.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::all().find(|rule| rule.id == id)
    }
}

/// A table of rules: name, id, verdicts, meaning, and advice where there is any.
macro_rules! rules {
    ($($name:ident, $id:literal, $wire:ident, $source:ident, $meaning:literal $(, $advice:literal)?;)*) => {
        $(
            #[doc = $meaning]
            pub(in crate::diff) const $name: &super::Rule = &super::Rule {
                id: $id,
                wire: super::Wire::$wire,
                source: super::Source::$source,
                meaning: $meaning,
                advice: concat!($($advice)?),
            };
        )*

        /// All rules of this topic.
        pub(super) const ALL: &[&super::Rule] = &[$($name),*];
    };
}
use rules;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_in_kebab_case_and_found() {
        let mut seen = BTreeSet::new();
        for rule in Rule::all() {
            assert!(seen.insert(rule.id), "{} twice", rule.id);
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
            assert_eq!(Rule::find(rule.id), Some(rule));
        }
        assert!(Rule::find("no-such-rule").is_none());
    }

    #[test]
    fn texts_are_sentences() {
        for rule in Rule::all() {
            assert!(rule.meaning.ends_with('.') && rule.meaning.len() > 15, "{}", rule.id);
            assert!(rule.advice.is_empty() || rule.advice.ends_with('.'), "{}", rule.id);
            let needs_advice = rule.wire == Wire::Break || rule.source == Source::Break;
            assert!(!needs_advice || !rule.advice.is_empty(), "{} has no advice", rule.id);
        }
    }
}
