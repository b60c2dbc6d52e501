//! The places that the generator rejects in one of the documents: they are in no IR, so the
//! documents themselves are compared there.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::spelling::unify;
use crate::Partial;
use crate::diff::claim::Claim;
use crate::diff::compare::Compare;
use crate::diff::draft::{Draft, Spot};
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::rule::{self, Rule};
use crate::gate::grammar::METHODS;
use crate::ir::Operation;
use crate::pointer::Pointer;
use crate::usage::Usage;

/// Compares the rejected places of two documents.
pub(in crate::diff) fn compare(compare: &mut Compare<'_>, old: &Partial, new: &Partial) {
    let mut documents = [old.whole.clone(), new.whole.clone()];
    documents.iter_mut().for_each(unify);
    let [before, after] = &documents;
    let places: BTreeSet<&Pointer> = old.refused.iter().chain(&new.refused).collect();
    for at in places {
        let (from, to) = match (parameter(before, at), parameter(after, at)) {
            // Parameters are matched by name; those of both documents are found from the new one.
            (Some(from), _) if !new.refused.contains(at) => (Some(from), partner(after, at, from)),
            (_, Some(to)) => (partner(before, at, to), Some(to)),
            _ => (at.resolve(before), at.resolve(after)),
        };
        // The rest of the documents does not show what the place means.
        let index = from.and_then(|from| index(before, at, from));
        let removed = index.and_then(|index| Some(at.parent()?.child(index)));
        let is_of_place = |draft: &Draft| {
            let is_removed = draft.rules.contains(&rule::PARAM_REMOVED);
            draft.pointer.starts_with(at)
                || (is_removed && Some(&draft.pointer) == removed.as_ref())
        };
        let taken = compare.drafts.take(is_of_place).into_iter();
        let claims: Vec<Claim> = taken.flat_map(|draft| draft.claims).collect();
        if from == to || is_part_of_new_parameter((before, after), at) {
            compare.quiet.extend(claims);
            continue;
        }
        let (rule, message) = judge(at, from, to);
        report(compare, &new.whole, at, (rule, message), claims);
    }
}

/// Whether a place is a keyword of a parameter that only the new document has, which is reported as
/// a whole.
fn is_part_of_new_parameter((old, new): (&Value, &Value), at: &Pointer) -> bool {
    let Some(place) = at.parent() else { return false };
    parameter(new, &place).is_some_and(|found| partner(old, &place, found).is_none())
}

/// Reports a change at a rejected place.
fn report(
    compare: &mut Compare<'_>,
    document: &Value,
    at: &Pointer,
    (rule, message): (&'static Rule, String),
    claims: Vec<Claim>,
) {
    let of_place = |operation: &&Operation| at.starts_with(&operation.at);
    let alone = compare.operations.added.iter().chain(&compare.operations.removed);
    // A part of an operation that was added or removed is reported with it.
    if alone.copied().any(|operation| of_place(&operation)) {
        return;
    }
    let operation = compare.operations.both.iter().map(|(_, new)| *new).find(of_place);
    let mut operations = Usage::new(document).ids(at);
    operations.extend(operation.map(|operation| operation.id.clone()));
    let reach = Reach { operations, ..Reach::default() };
    let rust = operation.map_or_else(|| at.to_string(), method);
    compare.drafts.add(rule, &Spot::new(at, rust, reach).claiming(claims), message);
}

/// Returns how a rejected place changed.
fn judge(at: &Pointer, old: Option<&Value>, new: Option<&Value>) -> (&'static Rule, String) {
    let segments: Vec<String> = at.segments().collect();
    let last = segments.last().map_or("", String::as_str);
    if is_style(last) && segments.iter().any(|segment| segment == "parameters") {
        return (rule::PARAM_STYLE_CHANGED, format!("{last} {}", change(old, new)));
    }
    if let [root, path, method] = &segments[..]
        && root == "paths"
        && METHODS.contains(&method.as_str())
        && (old.is_none() || new.is_none())
    {
        let rule = if old.is_none() { rule::OPERATION_ADDED } else { rule::OPERATION_REMOVED };
        let message = format!("`{} {path}`, which the generator rejects", method.to_uppercase());
        return (rule, message);
    }
    let described = (old.and_then(Described::of), new.and_then(Described::of));
    match described {
        (None, Some(new)) if old.is_none() => {
            let rule =
                if new.required { rule::PARAM_ADDED_REQUIRED } else { rule::PARAM_ADDED_OPTIONAL };
            (rule, format!("new: `{}`, in the {}", new.name, new.location))
        }
        (Some(old), None) if new.is_none() => {
            (rule::PARAM_REMOVED, format!("no `{}` in the {}", old.name, old.location))
        }
        (Some(from), Some(to)) if from.location != to.location => {
            let message =
                format!("`{}` moved from the {} to the {}", to.name, from.location, to.location);
            (rule::PARAM_LOCATION_CHANGED, message)
        }
        (Some(from), Some(to)) if from.required != to.required => {
            let rule =
                if to.required { rule::PARAM_BECAME_REQUIRED } else { rule::PARAM_BECAME_OPTIONAL };
            let not = if to.required { "" } else { "no longer " };
            (rule, format!("`{}` is {not}required", to.name))
        }
        (Some(from), Some(to)) if from.style != to.style => {
            (rule::PARAM_STYLE_CHANGED, format!("the style of `{}` changed", to.name))
        }
        _ => (rule::NOT_MODELLED, format!("`{last}` {}", change(old, new))),
    }
}

/// Returns the versions of a rejected place, in short.
fn change(old: Option<&Value>, new: Option<&Value>) -> String {
    let is_nested = |value: Option<&Value>| value.is_some_and(|it| it.is_object() || it.is_array());
    let short = |value: Option<&Value>| match value {
        None => "none".to_owned(),
        nested if is_nested(nested) => "…".to_owned(),
        Some(plain) => plain.to_string(),
    };
    match (old, new) {
        (None, new) if is_nested(new) => "was added".to_owned(),
        (old, None) if is_nested(old) => "was removed".to_owned(),
        (old, Some(_)) if is_nested(old) => "differs".to_owned(),
        _ => format!("`{}` → `{}`", short(old), short(new)),
    }
}

/// Whether a keyword decides how values of a parameter are written.
fn is_style(key: &str) -> bool {
    matches!(key, "style" | "explode" | "allowReserved")
}

/// A parameter without its type.
struct Described<'a> {
    name: &'a str,
    location: &'a str,
    required: bool,
    style: Map<String, Value>,
}

impl<'a> Described<'a> {
    fn of(parameter: &'a Value) -> Option<Self> {
        let properties = parameter.as_object()?;
        let style = properties.iter().filter(|(key, _)| is_style(key));
        Some(Self {
            name: properties.get("name")?.as_str()?,
            location: properties.get("in")?.as_str()?,
            required: properties.get("required").is_some_and(|required| *required == true),
            style: style.map(|(key, value)| (key.clone(), value.clone())).collect(),
        })
    }
}

/// Returns the parameter at exactly this place.
fn parameter<'d>(document: &'d Value, at: &Pointer) -> Option<&'d Value> {
    let list = at.parent()?.segments().last()?;
    let found = at.resolve(document).filter(|_| list == "parameters")?;
    Described::of(found).map(|_| found)
}

/// Returns the parameter of this name in the list of another document, wherever it is sent.
fn partner<'d>(document: &'d Value, at: &Pointer, parameter: &Value) -> Option<&'d Value> {
    let others = at.parent()?.resolve(document)?.as_array()?;
    let named = |other: &&Value| other["name"] == parameter["name"];
    let same = others.iter().filter(named).find(|other| other["in"] == parameter["in"]);
    same.or_else(|| others.iter().find(named))
}

/// Returns the index of a parameter in its list.
fn index(document: &Value, at: &Pointer, parameter: &Value) -> Option<usize> {
    Described::of(parameter)?;
    at.parent()?.resolve(document)?.as_array()?.iter().position(|other| other == parameter)
}
