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
        Plan::Object(plan) => {
            walk(plan, &mut Vec::new(), &mut found);
            if let Some((name, usual)) = usual(plan)
                && let Some(cases) = found.get_mut(usual)
                && cases.is_empty()
            {
                cases.push(format!("{} is absent; see above", code(name)));
            }
        }
    }
    found
        .into_iter()
        .map(|cases| match cases.as_slice() {
            [] => "Only for requests: no response is decoded as this variant.".to_owned(),
            cases => format!("Selected if {}.", cases.join(", or if ")),
        })
        .collect()
}

/// Returns the sentences about objects without the discriminator.
pub(super) fn without_tag(union: &Union) -> Option<String> {
    let Plan::Object(plan @ DispatchPlan::Tag { name, absent, .. }) = &union.plan else {
        return None;
    };
    let sentence = format!(
        "An object without {} is decoded as the variant that declares most of its properties.",
        code(name)
    );
    let usual = usual(plan).and_then(|(_, usual)| union.arms.get(usual));
    match (absent, usual) {
        (None, _) => Some(sentence),
        (Some(_), Some(arm)) => Some(format!(
            "{sentence} If several declare equally many, it is decoded as {} if that is one of \
             them, and otherwise as `Other`.",
            code(arm.name.as_str())
        )),
        (Some(_), None) => None,
    }
}

/// Returns the name of the discriminator, and the variant that the spec assigns to its absence.
/// The decoder counts the properties, and this variant wins a tie.
fn usual(plan: &DispatchPlan) -> Option<(&str, usize)> {
    match plan {
        DispatchPlan::Tag { name, absent: Some(absent), .. } => match **absent {
            DispatchPlan::Variant(arm) => Some((name, arm)),
            _ => None,
        },
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
            // The page of the union describes a variant that is assigned to an absent
            // discriminator.
            let is_described = path.is_empty() && usual(plan).is_some();
            if let Some(absent) = absent.as_ref().filter(|_| !is_described) {
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
    fn the_page_describes_the_variant_of_an_absent_tag() {
        let plan = |values: &[(&str, usize)]| {
            let values = values
                .iter()
                .map(|(value, arm)| ((*value).to_owned(), DispatchPlan::Variant(*arm)));
            Plan::Object(DispatchPlan::Tag {
                name: "kind".to_owned(),
                values: values.collect(),
                absent: Some(Box::new(DispatchPlan::Variant(0))),
            })
        };
        let arms = [("Plain", named("Plain")), ("Sql", named("Sql"))];
        for (values, first) in [
            (&[("sql", 1)][..], "Selected if `kind` is absent; see above."),
            (&[("plain", 0), ("sql", 1)], "Selected if `kind` is `plain`."),
        ] {
            let Shape::Union(union) = union("Chart", &arms, plan(values)).shape else {
                unreachable!()
            };
            assert_eq!(conditions(&union), [first, "Selected if `kind` is `sql`."]);
            assert_eq!(
                without_tag(&union).unwrap(),
                "An object without `kind` is decoded as the variant that declares most of its \
                 properties. If several declare equally many, it is decoded as `Plain` if that is \
                 one of them, and otherwise as `Other`."
            );
        }
    }

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
