//! Parameters: in the path, where they are positional, and in all other places.

use super::Compare;
use super::facts::Facts;
use super::operation::spot_of;
use super::types::{Typed, show};
use crate::diff::claim::{self, Claim};
use crate::diff::draft::Spot;
use crate::diff::pairing;
use crate::diff::pairing::Matched;
use crate::diff::rule::{self, Rule};
use crate::ir::{Location, Operation, Parameter};
use crate::pointer::Pointer;
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, old: &'a Operation, new: &'a Operation) {
        let moved = self.moved_parameters(old, new);
        let remains = |(old, new): &Matched<'_, Parameter>| {
            let alone = match (old, new) {
                (Some(old), Some(new)) if place(old) != place(new) => &Some(*new),
                (None, new) => new,
                (old, None) => old,
                _ => &None,
            };
            alone.is_none_or(|parameter| !moved.contains(&parameter.wire.as_str()))
        };
        self.path_parameters(old, new, &remains);
        let in_query = pairing::by_wire(&old.query_parameters, &new.query_parameters);
        let others = pairing::by_wire(&old.other_parameters, &new.other_parameters);
        for matched in in_query.into_iter().chain(others).filter(remains) {
            match matched {
                (Some(before), Some(after)) => self.query_parameter(new, before, after),
                (Some(before), None) => {
                    let message =
                        format!("no `{}`; was {}", before.wire, show(self.old, &before.ty));
                    let spot = spot(new, before, before.required);
                    self.add(rule::PARAM_REMOVED, &spot, message);
                }
                (None, Some(after)) => {
                    let rule = match (after.required, &after.docs.default) {
                        (false, _) => rule::PARAM_ADDED_OPTIONAL,
                        (true, None) => rule::PARAM_ADDED_REQUIRED,
                        (true, Some(_)) => rule::PARAM_ADDED_REQUIRED_WITH_DEFAULT,
                    };
                    let spot = spot(new, after, after.required).claiming(self.fresh(&after.at));
                    let message = format!("new: `{}`, {}", after.wire, show(self.new, &after.ty));
                    self.add(rule, &spot, message);
                }
                (None, None) => {}
            }
        }
        // Required parameters are arguments, in the order of the document.
        let required = |operation: &'a Operation| -> Vec<&'a str> {
            let required = operation.arguments().filter(|it| it.required);
            required.map(|it| it.wire.as_str()).collect()
        };
        let (before, after) = (required(old), required(new));
        let orders = (pairing::common(&before, &after), pairing::common(&after, &before));
        self.order(rule::PARAM_ORDER_CHANGED, new, &new.at.child("parameters"), orders);
    }

    /// Reports the parameters that moved from one part of the request to another, and returns their
    /// names.
    fn moved_parameters(&mut self, old: &'a Operation, new: &'a Operation) -> Vec<&'a str> {
        let mut moved = Vec::new();
        let has = |operation: &'a Operation, parameter: &Parameter| {
            let same = |other: &&Parameter| {
                other.wire == parameter.wire && place(other) == place(parameter)
            };
            operation.parameters().find(same).is_some()
        };
        for parameter in new.parameters().filter(|parameter| !has(old, parameter)) {
            let gone = |old: &&Parameter| old.wire == parameter.wire && !has(new, old);
            let Some(before) = old.parameters().find(gone) else { continue };
            let claims = [setter(old, before), claim::of_method(old)];
            let spot = spot(new, parameter, true).claiming(claims);
            let (before, after) = (place(before), place(parameter));
            let message = format!("`{}` moved from {before} to {after}", parameter.wire);
            self.add(rule::PARAM_LOCATION_CHANGED, &spot, message);
            moved.push(parameter.wire.as_str());
        }
        moved
    }

    fn path_parameters(
        &mut self,
        old: &'a Operation,
        new: &'a Operation,
        remains: &dyn Fn(&Matched<'_, Parameter>) -> bool,
    ) {
        let names = |parameters: &'a [Parameter]| -> Vec<&'a str> {
            parameters.iter().map(|parameter| parameter.wire.as_str()).collect()
        };
        let orders = (names(&old.path_parameters), names(&new.path_parameters));
        let (mut before, mut after) = orders.clone();
        before.sort_unstable();
        after.sort_unstable();
        if before == after && orders.0 != orders.1 {
            return self.order(rule::PATH_PARAM_ORDER_CHANGED, new, &new.at, orders);
        }
        for matched in pairing::path_parameters(old, new).into_iter().filter(remains) {
            match matched {
                (Some(before), Some(after)) => {
                    let spot = spot(new, after, true);
                    if before.wire != after.wire {
                        let message = format!("`{}` → `{}`", before.wire, after.wire);
                        self.add(rule::PATH_PARAMETER_RENAMED, &spot, message);
                    }
                    self.parameter(new, before, after, &spot);
                }
                (Some(before), None) => {
                    let spot = spot(new, before, true).claiming([claim::of_method(old)]);
                    self.add(rule::PATH_PARAM_REMOVED, &spot, format!("no `{}`", before.wire));
                }
                (None, Some(after)) => {
                    let spot = spot(new, after, true).claiming([claim::of_method(old)]);
                    self.add(rule::PATH_PARAM_ADDED, &spot, format!("new: `{}`", after.wire));
                }
                (None, None) => {}
            }
        }
    }

    fn query_parameter(&mut self, operation: &Operation, old: &'a Parameter, new: &'a Parameter) {
        let either = spot(operation, new, old.required || new.required);
        let required = format!("`{}` is required", new.wire);
        let optional = format!("`{}` is no longer required", new.wire);
        let ways =
            [(rule::PARAM_BECAME_REQUIRED, &*required), (rule::PARAM_BECAME_OPTIONAL, &*optional)];
        self.switch((old.required, new.required), ways, &either);
        self.parameter(operation, old, new, &spot(operation, new, old.required && new.required));
    }

    /// Compares everything about a parameter except its place and whether it is required.
    fn parameter(
        &mut self,
        operation: &Operation,
        old: &'a Parameter,
        new: &'a Parameter,
        spot: &Spot,
    ) {
        let Parameter { at, wire, name, ty, location, required: _, docs } = new;
        if old.location != *location {
            let message = format!("`{wire}`: arrays are serialized differently");
            self.add(rule::PARAM_STYLE_CHANGED, &spot.unclaimed(), message);
        }
        // Arguments are positional; only setters have names.
        if old.name != *name && old.wire == *wire && !new.required {
            let spot = spot.claiming([setter(operation, old)]);
            let message = format!("`{wire}` is `{name}` instead of `{}`", old.name);
            self.add(rule::RUST_NAME_CHANGED, &spot, message);
        }
        let relation = self.types(Typed { ty: &old.ty, at: &old.at }, Typed { ty, at }, spot);
        let types = self.docs_of_types(&old.ty, ty);
        let facts = Facts { old: &old.docs, new: docs, types };
        self.format(relation, facts, spot);
        self.facts(facts, spot);
    }

    /// Reports another order of arguments.
    fn order(
        &mut self,
        rule: &'static Rule,
        operation: &Operation,
        at: &Pointer,
        (before, after): (Vec<&str>, Vec<&str>),
    ) {
        if before != after {
            let mut spot = spot_of(operation, at);
            spot.reach.parameter = true;
            let message = format!("({}) → ({})", before.join(", "), after.join(", "));
            self.add(rule, &spot, message);
        }
    }
}

/// Returns the setter of a parameter.
fn setter(operation: &Operation, parameter: &Parameter) -> Claim {
    Claim::named(&Owner::Call(operation.name.clone()), &parameter.name)
}

/// Returns the part of the request that a parameter is in.
fn place(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "the path",
        Location::Query | Location::QueryJoined => "the query",
        Location::Header => "the headers",
        Location::Cookie => "the cookies",
        Location::Part => "the form",
    }
}

/// Returns the place of a parameter; `argument` if the method takes it by position.
fn spot(operation: &Operation, parameter: &Parameter, argument: bool) -> Spot {
    let mut spot = spot_of(operation, &parameter.at).claiming([setter(operation, parameter)]);
    spot.reach.parameter = true;
    if argument {
        spot.claiming([claim::of_method(operation)])
    } else {
        Spot { rust: vec![format!("Call<{}>::{}", operation.name, parameter.name)], ..spot }
    }
}
