//! Parameters: in the path, where they are positional, and in the query.

use super::Compare;
use super::facts::Facts;
use super::operation::spot_of;
use super::types::{Typed, show};
use crate::diff::claim::{self, Claim};
use crate::diff::draft::Spot;
use crate::diff::pairing;
use crate::diff::pairing::Matched;
use crate::diff::rule::{self, Rule};
use crate::ir::{Operation, Parameter};
use crate::pointer::Pointer;
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, old: &'a Operation, new: &'a Operation) {
        let moved = self.moved_parameters(old, new);
        let remains = |(old, new): &Matched<'_, Parameter>| {
            let alone = if old.is_none() {
                new
            } else if new.is_none() {
                old
            } else {
                &None
            };
            alone.is_none_or(|parameter| !moved.contains(&parameter.wire.as_str()))
        };
        self.path_parameters(old, new, &remains);
        let query = pairing::by_wire(&old.query_parameters, &new.query_parameters);
        for matched in query.into_iter().filter(remains) {
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
            let required = operation.query_parameters.iter().filter(|it| it.required);
            required.map(|it| it.wire.as_str()).collect()
        };
        let (before, after) = (required(old), required(new));
        let orders = (pairing::common(&before, &after), pairing::common(&after, &before));
        self.order(rule::PARAM_ORDER_CHANGED, new, &new.at.child("parameters"), orders);
    }

    /// Reports the parameters that moved between path and query, and returns their names.
    fn moved_parameters(&mut self, old: &'a Operation, new: &'a Operation) -> Vec<&'a str> {
        let mut moved = Vec::new();
        let ways = [
            (&old.query_parameters, &new.path_parameters, "the query", "the path"),
            (&old.path_parameters, &new.query_parameters, "the path", "the query"),
        ];
        for (from, to, before, after) in ways {
            for parameter in to.iter().filter(|new| from.iter().any(|old| old.wire == new.wire)) {
                let spot = spot(new, parameter, true).claiming([claim::of_method(old)]);
                let message = format!("`{}` moved from {before} to {after}", parameter.wire);
                self.add(rule::PARAM_LOCATION_CHANGED, &spot, message);
                moved.push(parameter.wire.as_str());
            }
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
        let Parameter { at, wire, name, ty, required: _, docs } = new;
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

/// The setter of a parameter.
fn setter(operation: &Operation, parameter: &Parameter) -> Claim {
    Claim::named(&Owner::Call(operation.name.clone()), &parameter.name)
}

/// The place of a parameter; `argument` if the method takes it by position.
fn spot(operation: &Operation, parameter: &Parameter, argument: bool) -> Spot {
    let mut spot = spot_of(operation, &parameter.at).claiming([setter(operation, parameter)]);
    spot.reach.parameter = true;
    if argument {
        spot.claiming([claim::of_method(operation)])
    } else {
        Spot { rust: vec![format!("Call<{}>::{}", operation.name, parameter.name)], ..spot }
    }
}
