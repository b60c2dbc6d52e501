//! The dispatch plan of a union as a table, so that two plans can be compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{DispatchPlan, Plan, Union};

/// Each condition of the plan with the variant that it leads to; `None` is not a variant.
type Routes<'a> = BTreeMap<String, Option<&'a str>>;

/// Whether values have the same variants.
pub(super) fn is_compatible(old: &Union, new: &Union) -> bool {
    routes(old) == routes(new)
}

/// Returns what the plans distinguish differently, for the variants that both unions have, in
/// words.
pub(super) fn difference(old: &Union, new: &Union) -> Option<String> {
    let marks = (mark(&old.plan), mark(&new.plan));
    if marks.0 != marks.1 {
        return Some(format!("distinguished by {} → {}", marks.0, marks.1));
    }
    let known: BTreeSet<&str> = old.arms.iter().map(|arm| arm.name.as_str()).collect();
    let common: BTreeSet<&str> =
        new.arms.iter().map(|arm| arm.name.as_str()).filter(|arm| known.contains(arm)).collect();
    let (before, after) = (routes(old), routes(new));
    before.iter().find_map(|(condition, arm)| {
        let (from, to) = (arm.as_ref()?, after.get(condition)?);
        let both = common.contains(from) && to.is_none_or(|to| common.contains(to));
        (both && *to != Some(from))
            .then(|| format!("if {condition}: {} instead of `{from}`", named(*to)))
    })
}

/// Returns a variant as a message names it.
fn named(arm: Option<&str>) -> String {
    arm.map_or_else(|| "no variant".to_owned(), |arm| format!("`{arm}`"))
}

/// Returns what distinguishes the variants first.
fn mark(plan: &Plan) -> String {
    match plan {
        Plan::Kind { .. } => "the kind of the value".to_owned(),
        Plan::Object(DispatchPlan::Tag { name, .. }) => format!("the property `{name}`"),
        Plan::Object(DispatchPlan::Properties(_)) => "the properties that are present".to_owned(),
        Plan::Object(DispatchPlan::Variant(_)) => "nothing".to_owned(),
    }
}

fn routes(union: &Union) -> Routes<'_> {
    let mut routes = Routes::new();
    let arm = |index: usize| union.arms.get(index).map(|arm| arm.name.as_str());
    match &union.plan {
        Plan::Kind { string, object, array } => {
            for (kind, index) in [("string", string), ("object", object), ("array", array)] {
                if let Some(index) = index {
                    routes.insert(format!("the value is a JSON {kind}"), arm(*index));
                }
            }
        }
        Plan::Object(plan) => walk(plan, &mut Vec::new(), &arm, &mut routes),
    }
    routes
}

fn walk<'a>(
    plan: &DispatchPlan,
    path: &mut Vec<String>,
    arm: &impl Fn(usize) -> Option<&'a str>,
    routes: &mut Routes<'a>,
) {
    match plan {
        DispatchPlan::Variant(index) => {
            let condition = if path.is_empty() {
                "the value is an object".to_owned()
            } else {
                path.join(" and ")
            };
            routes.insert(condition, arm(*index));
        }
        DispatchPlan::Tag { name, values, absent } => {
            for (value, next) in values {
                path.push(format!("`{name}` is `{value}`"));
                walk(next, path, arm, routes);
                path.pop();
            }
            path.push(format!("`{name}` is absent"));
            match absent {
                Some(absent) => walk(absent, path, arm, routes),
                None => {
                    routes.insert(path.join(" and "), None);
                }
            }
            path.pop();
        }
        DispatchPlan::Properties(entries) => {
            for (key, index) in
                entries.iter().flat_map(|(keys, index)| keys.iter().map(move |key| (key, index)))
            {
                path.push(format!("`{key}` is present"));
                routes.insert(path.join(" and "), arm(*index));
                path.pop();
            }
        }
    }
}

/// Returns the properties by which the plan knows each variant, where it looks at present
/// properties.
pub(super) fn keys(union: &Union) -> Vec<(&[String], &str)> {
    let mut found = Vec::new();
    if let Plan::Object(plan) = &union.plan {
        collect_keys(plan, union, &mut found);
    }
    found
}

fn collect_keys<'a>(
    plan: &'a DispatchPlan,
    union: &'a Union,
    found: &mut Vec<(&'a [String], &'a str)>,
) {
    match plan {
        DispatchPlan::Variant(_) => {}
        DispatchPlan::Tag { values, absent, .. } => {
            let next = values.iter().map(|(_, plan)| plan).chain(absent.as_deref());
            next.for_each(|plan| collect_keys(plan, union, found));
        }
        DispatchPlan::Properties(entries) => {
            found.extend(entries.iter().filter_map(|(keys, index)| {
                Some((keys.as_slice(), union.arms.get(*index)?.name.as_str()))
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Arm, TypeRef};
    use crate::name::VariantName;
    use crate::pointer::Pointer;

    fn union(arms: &[&str], plan: DispatchPlan) -> Union {
        let arm = |name: &&str| Arm {
            at: Pointer::root(),
            name: VariantName::new(name),
            ty: TypeRef::Integer,
        };
        Union { arms: arms.iter().map(arm).collect(), plan: Plan::Object(plan) }
    }

    fn tag(name: &str, values: &[(&str, usize)], absent: Option<DispatchPlan>) -> DispatchPlan {
        let values =
            values.iter().map(|(value, arm)| ((*value).to_owned(), DispatchPlan::Variant(*arm)));
        let absent = absent.map(Box::new);
        DispatchPlan::Tag { name: name.to_owned(), values: values.collect(), absent }
    }

    #[test]
    fn the_order_of_variants_is_no_difference() {
        let old = union(&["a", "b"], tag("kind", &[("a", 0), ("b", 1)], None));
        let new = union(&["b", "a"], tag("kind", &[("b", 0), ("a", 1)], None));
        assert!(is_compatible(&old, &new));
        assert_eq!(difference(&old, &new), None);
    }

    #[test]
    fn changed_tags_and_tag_values_are_differences() {
        let old =
            union(&["a", "b"], tag("kind", &[("a", 0), ("b", 1)], Some(DispatchPlan::Variant(0))));
        let other =
            union(&["a", "b"], tag("type", &[("a", 0), ("b", 1)], Some(DispatchPlan::Variant(0))));
        let text = "distinguished by the property `kind` → the property `type`";
        assert_eq!(difference(&old, &other).as_deref(), Some(text));
        let swapped =
            union(&["a", "b"], tag("kind", &[("a", 1), ("b", 1)], Some(DispatchPlan::Variant(0))));
        let text = "if `kind` is `a`: `B` instead of `A`";
        assert_eq!(difference(&old, &swapped).as_deref(), Some(text));
        let absent = union(&["a", "b"], tag("kind", &[("a", 0), ("b", 1)], None));
        let text = "if `kind` is absent: no variant instead of `A`";
        assert_eq!(difference(&old, &absent).as_deref(), Some(text));
    }

    #[test]
    fn new_values_and_variants_are_no_difference() {
        let old = union(&["a", "b"], tag("kind", &[("a", 0), ("b", 1)], None));
        let new =
            union(&["c", "a", "b"], tag("kind", &[("c", 0), ("a", 1), ("b", 2), ("bb", 2)], None));
        assert_eq!(difference(&old, &new), None);
        assert!(!is_compatible(&old, &new));
    }

    #[test]
    fn keys_are_found_below_tags() {
        let own = vec![(vec!["role".to_owned()], 0), (vec!["key".to_owned()], 1)];
        let keyed = Some(DispatchPlan::Properties(own));
        let found = union(&["a", "b"], tag("kind", &[], keyed));
        let names: Vec<_> =
            keys(&found).into_iter().map(|(keys, arm)| (keys[0].as_str(), arm)).collect();
        assert_eq!(names, [("role", "A"), ("key", "B")]);
        assert!(routes(&found).contains_key("`kind` is absent and `role` is present"));
    }
}
