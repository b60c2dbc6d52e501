//! Sentences that describe when the variants of a union are selected.

use super::text::enumerated;
use crate::ir::{DispatchPlan, Plan, Union};
use crate::markdown::rustdoc::code;

/// Returns a sentence for each variant.
pub(super) fn conditions(union: &Union) -> Vec<String> {
    let mut found = vec![Vec::new(); union.arms.len()];
    match &union.plan {
        Plan::Kind { string, object, array } => {
            for (arm, kind) in [(string, "a string"), (object, "an object"), (array, "an array")] {
                if let Some(cases) = arm.and_then(|arm| found.get_mut(arm)) {
                    cases.push(format!("the value is {kind}"));
                }
            }
        }
        Plan::Object(plan) => walk(plan, &mut Vec::new(), &mut found),
    }
    found
        .into_iter()
        .map(|cases| match cases.as_slice() {
            [] => "Only for requests: no response is decoded as this variant.".to_owned(),
            cases => format!("Selected if {}.", cases.join(", or if ")),
        })
        .collect()
}

/// Returns the sentence about objects without a discriminator that the spec requires.
pub(super) fn without_tag(union: &Union) -> Option<String> {
    match &union.plan {
        Plan::Object(DispatchPlan::Tag { name, absent: None, .. }) => Some(format!(
            "An object without {} is decoded as the variant that declares most of its properties.",
            code(name)
        )),
        _ => None,
    }
}

/// Returns the values of a tag, as code, that lead to the same plan, and that plan.
fn by_plan(values: &[(String, DispatchPlan)]) -> Vec<(Vec<String>, &DispatchPlan)> {
    let mut found: Vec<(Vec<String>, &DispatchPlan)> = Vec::new();
    for (value, next) in values {
        match found.iter_mut().find(|(_, plan)| *plan == next) {
            Some((values, _)) => values.push(code(value)),
            None => found.push((vec![code(value)], next)),
        }
    }
    found
}

/// Follows a plan; `path` holds what is known to be true on the way to it.
fn walk(plan: &DispatchPlan, path: &mut Vec<String>, found: &mut [Vec<String>]) {
    match plan {
        DispatchPlan::Variant(arm) => {
            let case = if path.is_empty() {
                "the value is an object".to_owned()
            } else {
                path.join(" and ")
            };
            if let Some(cases) = found.get_mut(*arm) {
                cases.push(case);
            }
        }
        DispatchPlan::Tag { name, values, absent } => {
            for (values, next) in by_plan(values) {
                path.push(format!("{} is {}", code(name), enumerated(&values, "or")));
                walk(next, path, found);
                path.pop();
            }
            if let Some(absent) = absent {
                path.push(format!("{} is absent", code(name)));
                // The decoder counts the properties, and this variant wins a tie.
                let is_usual = matches!(**absent, DispatchPlan::Variant(_));
                if is_usual {
                    path.push("no other variant declares more of the properties".to_owned());
                }
                walk(absent, path, found);
                path.truncate(path.len().saturating_sub(1 + usize::from(is_usual)));
            }
        }
        DispatchPlan::Properties(variants) => {
            for (names, arm) in variants.iter().filter(|(names, _)| !names.is_empty()) {
                let names: Vec<String> = names.iter().map(|name| code(name)).collect();
                path.push(format!(
                    "this variant declares most of the properties, such as {}",
                    enumerated(&names, "and")
                ));
                walk(&DispatchPlan::Variant(*arm), path, found);
                path.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::testing::{named, union};
    use crate::ir::Shape;

    #[test]
    fn values_with_the_same_plan_are_one_condition() {
        let values = [("eq", 0), ("gt", 1), ("lt", 1)]
            .map(|(value, arm)| (value.to_owned(), DispatchPlan::Variant(arm)));
        let plan = Plan::Object(DispatchPlan::Tag {
            name: "operator".to_owned(),
            values: values.into(),
            absent: None,
        });
        let arms = [("Equal", named("Equal")), ("Range", named("Range"))];
        let Shape::Union(union) = union("Condition", &arms, plan).shape else { unreachable!() };
        assert_eq!(
            conditions(&union),
            ["Selected if `operator` is `eq`.", "Selected if `operator` is `gt` or `lt`."]
        );
        assert_eq!(
            without_tag(&union).unwrap(),
            "An object without `operator` is decoded as the variant that declares most of its properties."
        );
    }
}
