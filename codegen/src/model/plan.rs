//! Plans how the variant of a value is chosen in a union of objects.
//!
//! A tag is a property whose declared values distinguish the variants. Variants that no tag
//! distinguishes are distinguished by properties that only one of them declares. A union that
//! neither can resolve has no plan, which is a diagnostic: trying one variant after the other would
//! choose the first that tolerates the value.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use crate::bounds::NESTED;
use crate::ir::DispatchPlan;

use super::budget::Budget;

/// What a variant declares about its properties; for a nested union, what all its leaves declare.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ArmView {
    pub(super) members: BTreeMap<String, MemberView>,
}

/// What a variant declares about one property.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MemberView {
    /// The values it may have, where the document lists them.
    pub(super) values: Option<IndexSet<String>>,
    pub(super) required: bool,
    pub(super) nullable: bool,
}

impl MemberView {
    /// Adds what another schema of an `allOf` declares about the property: both apply.
    pub(super) fn narrow(&mut self, other: Self) {
        self.values = match (self.values.take(), other.values) {
            (Some(mut values), Some(others)) => {
                values.retain(|value| others.contains(value));
                Some(values)
            }
            (values, others) => values.or(others),
        };
        self.required |= other.required;
        self.nullable &= other.nullable;
    }
}

impl ArmView {
    /// The view of a nested union: a property counts if every leaf declares it.
    pub(super) fn of_leaves(leaves: &[ArmView]) -> Self {
        let Some((first, rest)) = leaves.split_first() else { return Self::default() };
        let mut members = first.members.clone();
        for leaf in rest {
            members.retain(|name, _| leaf.members.contains_key(name));
            for (name, member) in &mut members {
                let Some(other) = leaf.members.get(name) else { continue };
                member.values = match (member.values.take(), &other.values) {
                    (Some(mut values), Some(more)) => {
                        values.extend(more.iter().cloned());
                        Some(values)
                    }
                    _ => None,
                };
                member.required &= other.required;
                member.nullable |= other.nullable;
            }
        }
        Self { members }
    }
}

/// The plan that distinguishes the variants; none if there is none or the search costs too much.
pub(super) fn plan(arms: &[ArmView], budget: &Budget) -> Option<DispatchPlan> {
    let all: Vec<usize> = (0..arms.len()).collect();
    Planner { arms, budget }.plan(&all, &BTreeSet::new())
}

/// The search for a plan. Plans nest; each level uses one more tag.
struct Planner<'a, 'b> {
    arms: &'a [ArmView],
    budget: &'b Budget,
}

/// A candidate for the tag of some variants.
struct Candidate<'a> {
    name: &'a str,
    /// The variants of each value, in document order.
    groups: IndexMap<&'a str, Vec<usize>>,
    /// The variants that do not declare the property.
    absent: Vec<usize>,
    /// The variants that declare the property as optional.
    optional: Vec<usize>,
}

impl Candidate<'_> {
    /// Tags that all variants declare rank first, then the tag with the smallest groups.
    fn score(&self) -> (bool, usize, bool, usize) {
        let largest =
            self.groups.values().map(Vec::len).chain([self.absent.len()]).max().unwrap_or(0);
        (self.absent.is_empty(), usize::MAX - largest, self.optional.is_empty(), self.groups.len())
    }
}

impl<'a> Planner<'a, '_> {
    /// A variant by its index.
    fn arm(&self, arm: usize) -> Option<&'a ArmView> {
        self.arms.get(arm)
    }

    /// The plan for some of the variants; `used` are the tags that led here.
    fn plan(&self, subset: &[usize], used: &BTreeSet<&'a str>) -> Option<DispatchPlan> {
        if let [only] = subset {
            return Some(DispatchPlan::Variant(*only));
        }
        if used.len() >= NESTED {
            return None;
        }
        if let Some(plan) = self.by_tag(subset, used) {
            return Some(plan);
        }
        let own = self.own_properties(subset)?;
        // Every variant needs a property of its own, or values of other variants would match it.
        own.iter().all(|(names, _)| !names.is_empty()).then_some(DispatchPlan::Properties(own))
    }

    fn by_tag(&self, subset: &[usize], used: &BTreeSet<&'a str>) -> Option<DispatchPlan> {
        let arms = || subset.iter().filter_map(|&arm| self.arm(arm));
        if !self.budget.union_steps(arms().map(|arm| arm.members.len()).sum()) {
            return None;
        }
        let mut best: Option<Candidate<'a>> = None;
        let names: BTreeSet<&str> =
            arms().flat_map(|arm| arm.members.keys().map(String::as_str)).collect();
        for name in names.into_iter().filter(|name| !used.contains(name)) {
            if let Some(candidate) = self.candidate(subset, name)
                && best.as_ref().is_none_or(|known| candidate.score() > known.score())
            {
                best = Some(candidate);
            }
        }
        let tag = best?;
        let mut used = used.clone();
        used.insert(tag.name);
        let mut values = Vec::with_capacity(tag.groups.len());
        for (value, group) in &tag.groups {
            values.push(((*value).to_owned(), self.plan(group, &used)?));
        }
        // An absent tag means the variants that do not declare it, or else the only one that
        // declares it as optional. If several declare it as optional, the properties decide.
        let absent = match tag.optional.as_slice() {
            _ if !tag.absent.is_empty() => Some(self.plan(&tag.absent, &used)?),
            [] => None,
            [only] => Some(DispatchPlan::Variant(*only)),
            _ => Some(DispatchPlan::Properties(self.own_properties(subset)?)),
        };
        let absent = absent.map(Box::new);
        Some(DispatchPlan::Tag { name: tag.name.to_owned(), values, absent })
    }

    /// The property as a tag, if it can be one: its values are listed wherever it is declared, it
    /// is never null, and no value is shared by all variants.
    fn candidate(&self, subset: &[usize], name: &'a str) -> Option<Candidate<'a>> {
        let mut groups: IndexMap<&str, Vec<usize>> = IndexMap::new();
        let (mut absent, mut optional) = (Vec::new(), Vec::new());
        // The presence of a tag that only some variants declare decides, so it must be required in
        // them and have one value.
        let mut sure = true;
        for &arm in subset {
            let Some(member) = self.arm(arm)?.members.get(name) else {
                self.budget.union_steps(1).then_some(())?;
                absent.push(arm);
                continue;
            };
            let values = member.values.as_ref().filter(|_| !member.nullable)?;
            self.budget.union_steps(values.len()).then_some(())?;
            if !member.required {
                optional.push(arm);
            }
            sure &= member.required && values.len() == 1;
            for value in values {
                groups.entry(value.as_str()).or_default().push(arm);
            }
        }
        if !absent.is_empty() && !sure {
            return None;
        }
        let separates =
            !groups.is_empty() && groups.values().all(|group| group.len() < subset.len());
        separates.then_some(Candidate { name, groups, absent, optional })
    }

    /// Each variant with the properties that no other declares: the required ones, or else all.
    fn own_properties(&self, subset: &[usize]) -> Option<Vec<(Vec<String>, usize)>> {
        let arms = || subset.iter().filter_map(|&arm| Some((arm, self.arm(arm)?)));
        let members = arms().map(|(_, arm)| arm.members.len()).sum();
        self.budget.union_steps(members).then_some(())?;
        let mut declared: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, arm) in arms() {
            for name in arm.members.keys() {
                let count = declared.entry(name).or_default();
                *count = count.saturating_add(1);
            }
        }
        let mut found = Vec::new();
        for (index, arm) in arms() {
            let own = |required: bool| -> Vec<String> {
                let members = arm.members.iter();
                members
                    .filter(|(name, member)| {
                        declared.get(name.as_str()) == Some(&1) && (member.required || !required)
                    })
                    .map(|(name, _)| name.clone())
                    .collect()
            };
            let names =
                Some(own(true)).filter(|names| !names.is_empty()).unwrap_or_else(|| own(false));
            found.push((names, index));
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(arms: &[ArmView]) -> Option<DispatchPlan> {
        super::plan(arms, &Budget::new())
    }

    /// `name=a|b` is a required property with values, `name?` an optional one, `name!` may be null.
    fn arm(members: &[&str]) -> ArmView {
        let member = |text: &&str| {
            let (name, values) =
                text.split_once('=').map_or((*text, None), |(name, values)| (name, Some(values)));
            let view = MemberView {
                values: values.map(|values| values.split('|').map(str::to_owned).collect()),
                required: !name.ends_with('?'),
                nullable: name.ends_with('!'),
            };
            (name.trim_end_matches(['?', '!']).to_owned(), view)
        };
        ArmView { members: members.iter().map(member).collect() }
    }

    fn tag(
        name: &str,
        values: &[(&str, DispatchPlan)],
        absent: Option<DispatchPlan>,
    ) -> DispatchPlan {
        let values =
            values.iter().map(|(value, plan)| ((*value).to_owned(), plan.clone())).collect();
        DispatchPlan::Tag { name: name.to_owned(), values, absent: absent.map(Box::new) }
    }

    fn key(names: &[&str], arm: usize) -> (Vec<String>, usize) {
        (names.iter().map(|&name| name.to_owned()).collect(), arm)
    }

    #[test]
    fn a_required_tag_with_disjoint_values_decides() {
        let arms = [arm(&["kind=log", "a"]), arm(&["kind=trace|span", "b"])];
        let expected = tag(
            "kind",
            &[
                ("log", DispatchPlan::Variant(0)),
                ("trace", DispatchPlan::Variant(1)),
                ("span", DispatchPlan::Variant(1)),
            ],
            None,
        );
        assert_eq!(plan(&arms), Some(expected));
    }

    #[test]
    fn an_absent_tag_means_the_only_variant_that_may_omit_it() {
        let arms = [arm(&["type?=confluent"]), arm(&["type=glue"])];
        assert_eq!(
            plan(&arms),
            Some(tag(
                "type",
                &[("confluent", DispatchPlan::Variant(0)), ("glue", DispatchPlan::Variant(1))],
                Some(DispatchPlan::Variant(0))
            ))
        );
    }

    #[test]
    fn a_tag_that_all_may_omit_falls_back_to_properties() {
        let arms = [arm(&["p?=AWS", "role?", "path?"]), arm(&["p?=GCP", "key?", "path?"])];
        let absent = Some(DispatchPlan::Properties(vec![key(&["role"], 0), key(&["key"], 1)]));
        assert_eq!(
            plan(&arms),
            Some(tag(
                "p",
                &[("AWS", DispatchPlan::Variant(0)), ("GCP", DispatchPlan::Variant(1))],
                absent
            ))
        );
    }

    #[test]
    fn a_tag_that_some_variants_lack_must_be_required_and_have_one_value() {
        let arms = [arm(&["configType=sql", "displayType=line"]), arm(&["displayType=line"])];
        assert_eq!(
            plan(&arms),
            Some(tag(
                "configType",
                &[("sql", DispatchPlan::Variant(0))],
                Some(DispatchPlan::Variant(1))
            ))
        );
        let arms = [arm(&["configType?=sql", "displayType=line"]), arm(&["displayType=line"])];
        assert_eq!(plan(&arms), None);
    }

    #[test]
    fn a_nullable_property_is_not_a_tag() {
        let arms = [arm(&["severity!=low", "emails"]), arm(&["severity!=high", "webhook"])];
        assert_eq!(
            plan(&arms),
            Some(DispatchPlan::Properties(vec![key(&["emails"], 0), key(&["webhook"], 1)]))
        );
    }

    #[test]
    fn variants_that_share_a_tag_value_are_planned_again() {
        let arms = [arm(&["d=line", "c=sql"]), arm(&["d=line"]), arm(&["d=pie"])];
        let line = tag("c", &[("sql", DispatchPlan::Variant(0))], Some(DispatchPlan::Variant(1)));
        assert_eq!(
            plan(&arms),
            Some(tag("d", &[("line", line), ("pie", DispatchPlan::Variant(2))], None))
        );
    }

    #[test]
    fn indistinguishable_variants_have_no_plan() {
        assert_eq!(plan(&[arm(&["a?", "b?"]), arm(&["a?", "b?"])]), None);
        assert_eq!(plan(&[arm(&["a?"]), arm(&["a?", "b?"])]), None);
    }
}
