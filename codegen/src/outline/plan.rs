//! The plan of a union in one line.

use crate::ir::{Plan, Rule, Union};

/// How a value finds its arm: `type {sql → Sql; absent → Other}`.
pub(super) fn text(union: &Union) -> String {
    let arm = |index: usize| union.arms.get(index).map_or("?", |arm| arm.name.as_str());
    match &union.plan {
        Plan::Kind { string, object, array } => {
            let kinds = [("text", string), ("object", object), ("array", array)];
            let known = kinds
                .iter()
                .filter_map(|(kind, index)| index.map(|index| format!("{kind} → {}", arm(index))));
            format!("JSON type {{{}}}", known.collect::<Vec<_>>().join("; "))
        }
        Plan::Object(rule) => self::rule(rule, &arm),
    }
}

fn rule<'a>(rule: &Rule, arm: &impl Fn(usize) -> &'a str) -> String {
    match rule {
        Rule::Arm(index) => arm(*index).to_owned(),
        Rule::Other => "Other".to_owned(),
        Rule::Tag { name, values, absent } => {
            let mut cases: Vec<String> = Vec::new();
            for (value, then) in values {
                let then = self::rule(then, arm);
                match cases.last_mut() {
                    // Neighbours that lead to the same arm read better together: `gt/lt → Numeric`.
                    Some(last) if last.ends_with(&format!(" → {then}")) => {
                        let at = last.len() - then.len() - " → ".len();
                        last.insert_str(at, &format!("/{value}"));
                    }
                    _ => cases.push(format!("{value} → {then}")),
                }
            }
            cases.push(format!("absent → {}", self::rule(absent, arm)));
            format!("{name} {{{}}}", cases.join("; "))
        }
        Rule::Keys(keys) => {
            let cases =
                keys.iter().map(|(names, index)| format!("{} → {}", names.join("/"), arm(*index)));
            format!("keys {{{}}}", cases.collect::<Vec<_>>().join("; "))
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
        let inner = Rule::Tag {
            name: "configType".to_owned(),
            values: vec![("sql".to_owned(), Rule::Arm(1))],
            absent: Box::new(Rule::Keys(vec![(vec!["a".to_owned(), "b".to_owned()], 0)])),
        };
        let plan = Plan::Object(Rule::Tag {
            name: "op".to_owned(),
            values: vec![
                ("gt".to_owned(), Rule::Arm(0)),
                ("lt".to_owned(), Rule::Arm(0)),
                ("sql".to_owned(), inner),
                ("eq".to_owned(), Rule::Arm(0)),
            ],
            absent: Box::new(Rule::Other),
        });
        assert_eq!(
            text(&union(&["num", "sql"], plan)),
            "op {gt/lt → Num; sql → configType {sql → Sql; absent → keys {a/b → Num}}; eq → Num; absent → Other}"
        );
        let plan = Plan::Kind { string: Some(0), object: None, array: Some(1) };
        assert_eq!(text(&union(&["text", "list"], plan)), "JSON type {text → Text; array → List}");
    }
}
