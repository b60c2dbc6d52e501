//! The plan of a union: in one line, and explained.

use std::collections::BTreeSet;

use crate::ir::{Api, DispatchPlan, Plan, Shape, TypeRef, Union};

/// Returns how the variant of a value is decided:
/// `type {sql → Sql; absent → Builder, unless properties differ}`.
pub(super) fn text(union: &Union) -> String {
    let arm = |index: usize| union.arms.get(index).map_or("?", |arm| arm.name.as_str());
    match &union.plan {
        Plan::Kind { string, object, array } => {
            let kinds = [("string", string), ("object", object), ("array", array)];
            let known = kinds
                .iter()
                .filter_map(|(kind, index)| index.map(|index| format!("{kind} → {}", arm(index))));
            format!("JSON type {{{}}}", known.collect::<Vec<_>>().join("; "))
        }
        Plan::Object(plan) => of_object(plan, &arm),
    }
}

/// What follows where the properties decide.
const CLOSEST: &str =
    "the variant that declares most of the properties that are present; on a tie `Other`";

/// Returns how a value finds its variant, step by step.
pub(super) fn explanation(api: &Api, union: &Union) -> Vec<String> {
    let Plan::Object(plan) = &union.plan else { return vec![text(union)] };
    let name = |index: usize| union.arms.get(index).map_or("?", |arm| arm.name.as_str());
    let mut lines = match plan {
        DispatchPlan::Variant(variant) => return vec![format!("always {}", name(*variant))],
        DispatchPlan::Properties(_) => vec![format!("{CLOSEST}, with a warning")],
        DispatchPlan::Tag { name: tag, values, absent } => {
            let mut cases = cases(values, &name);
            cases.push("another value → Other".to_owned());
            let without = match absent.as_deref() {
                None => format!(
                    "without `{tag}`, which the spec requires: {CLOSEST}; always with a warning"
                ),
                Some(DispatchPlan::Variant(variant)) => format!(
                    "without `{tag}`: {}, unless the properties fit another variant better; then that one, with a warning",
                    name(*variant)
                ),
                Some(DispatchPlan::Properties(_)) => {
                    format!("without `{tag}`: {CLOSEST}, with a warning")
                }
                Some(next) => format!("without `{tag}`: {}", of_object(next, &name)),
            };
            vec![format!("`{tag}`: {}", cases.join("; ")), without]
        }
    };
    let declared: Vec<BTreeSet<&str>> =
        union.arms.iter().map(|arm| declared(api, &arm.ty)).collect();
    for (index, own) in declared.iter().enumerate() {
        let is_shared = |property: &str| {
            declared.iter().enumerate().any(|(it, all)| it != index && all.contains(property))
        };
        let own: Vec<&str> = own.iter().copied().filter(|it| !is_shared(it)).collect();
        let own = if own.is_empty() { "nothing".to_owned() } else { own.join(", ") };
        lines.push(format!("only {} declares: {own}", name(index)));
    }
    lines
}

/// Returns the properties that a variant declares; of a union, those of all its variants.
fn declared<'a>(api: &'a Api, ty: &TypeRef) -> BTreeSet<&'a str> {
    let TypeRef::Named(name) = ty else { return BTreeSet::new() };
    match api.models.get(name).map(|model| &model.shape) {
        Some(Shape::Object(object)) => object.fields.iter().map(|it| it.wire.as_str()).collect(),
        Some(Shape::Union(union)) => {
            union.arms.iter().flat_map(|arm| declared(api, &arm.ty)).collect()
        }
        Some(Shape::Alias(ty)) => declared(api, ty),
        Some(Shape::Enum(_)) | None => BTreeSet::new(),
    }
}

/// Returns what each value of a tag leads to. Neighbours that lead to the same read better
/// together: `gt/lt → Numeric`.
fn cases<'a>(values: &[(String, DispatchPlan)], arm: &impl Fn(usize) -> &'a str) -> Vec<String> {
    let mut cases: Vec<String> = Vec::new();
    for (value, next) in values {
        let next = of_object(next, arm);
        match cases.last_mut() {
            Some(last) if last.ends_with(&format!(" → {next}")) => {
                let at = last.len() - next.len() - " → ".len();
                last.insert_str(at, &format!("/{value}"));
            }
            _ => cases.push(format!("{value} → {next}")),
        }
    }
    cases
}

fn of_object<'a>(plan: &DispatchPlan, arm: &impl Fn(usize) -> &'a str) -> String {
    match plan {
        DispatchPlan::Variant(index) => arm(*index).to_owned(),
        DispatchPlan::Tag { name, values, absent } => {
            let mut cases = cases(values, arm);
            cases.push(match absent.as_deref() {
                Some(DispatchPlan::Variant(index)) => {
                    format!("absent → {} or closest by properties", arm(*index))
                }
                Some(plan) => format!("absent → {}", of_object(plan, arm)),
                None => "absent → closest by properties, with a warning".to_owned(),
            });
            format!("{name} {{{}}}", cases.join("; "))
        }
        DispatchPlan::Properties(variants) => {
            let own = variants.iter().filter(|(names, _)| !names.is_empty());
            let cases = own.map(|(names, index)| format!("{} → {}", names.join("/"), arm(*index)));
            format!("properties {{{}}}", cases.collect::<Vec<_>>().join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Arm, TypeRef};
    use crate::name::VariantName;
    use crate::pointer::Pointer;

    fn union(arms: &[&str], plan: Plan) -> Union {
        let arm = |name: &&str| Arm {
            at: Pointer::root(),
            name: VariantName::new(name),
            ty: TypeRef::Boolean,
        };
        Union { arms: arms.iter().map(arm).collect(), plan }
    }

    #[test]
    fn a_plan_is_one_line() {
        let own = vec![(vec!["a".to_owned(), "b".to_owned()], 0), (Vec::new(), 1)];
        let inner = DispatchPlan::Tag {
            name: "configType".to_owned(),
            values: vec![("sql".to_owned(), DispatchPlan::Variant(1))],
            absent: Some(Box::new(DispatchPlan::Properties(own))),
        };
        let plan = Plan::Object(DispatchPlan::Tag {
            name: "op".to_owned(),
            values: vec![
                ("gt".to_owned(), DispatchPlan::Variant(0)),
                ("lt".to_owned(), DispatchPlan::Variant(0)),
                ("sql".to_owned(), inner),
                ("eq".to_owned(), DispatchPlan::Variant(0)),
            ],
            absent: None,
        });
        assert_eq!(
            text(&union(&["num", "sql"], plan)),
            "op {gt/lt → Num; sql → configType {sql → Sql; absent → properties {a/b → Num}}; eq → Num; absent → closest by properties, with a warning}"
        );
        let plan = Plan::Kind { string: Some(0), object: None, array: Some(1) };
        assert_eq!(
            text(&union(&["text", "list"], plan)),
            "JSON type {string → Text; array → List}"
        );
    }
}
