//! Parameters: in the path, where they are positional, and in the query.

use super::Compare;
use super::facts::Said;
use super::operation::reach;
use super::types::{Typed, told};
use crate::diff::claim;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::{pairing, rule};
use crate::ir::{Operation, Parameter};

/// An operation in both documents, and who is told about its parameters.
struct Owner<'a> {
    old: &'a Operation,
    new: &'a Operation,
    reach: Reach,
}

impl<'a> Compare<'a> {
    /// Compares the parameters of an operation.
    pub(super) fn parameters(&mut self, old: &'a Operation, new: &'a Operation) {
        let owner = Owner { old, new, reach: Reach { parameter: true, ..reach(new) } };
        let moved = self.moved_parameters(&owner);
        let stays = |parameter: &Parameter| !moved.contains(&parameter.wire.as_str());
        self.path_parameters(&owner, &stays);
        for matched in pairing::by_wire(&old.query_parameters, &new.query_parameters) {
            match matched {
                (Some(before), Some(after)) => self.query_parameter(&owner, before, after),
                (Some(before), None) if stays(before) => {
                    let message =
                        format!("no `{}`; was {}", before.wire, told(self.old, &before.ty));
                    let spot = spot(new, before, before.required);
                    self.drafts.rule(&rule::PARAM_REMOVED, &owner.reach, &spot, message);
                }
                (None, Some(after)) if stays(after) => self.added_parameter(&owner, after),
                _ => {}
            }
        }
        self.order_of_parameters(&owner);
    }

    /// Reports the parameters that moved between path and query, and gives their names.
    fn moved_parameters(&mut self, owner: &Owner<'a>) -> Vec<&'a str> {
        let mut moved = Vec::new();
        let ways = [
            (&owner.old.query_parameters, &owner.new.path_parameters, "the query", "the path"),
            (&owner.old.path_parameters, &owner.new.query_parameters, "the path", "the query"),
        ];
        for (from, to, before, after) in ways {
            for parameter in to.iter().filter(|new| from.iter().any(|old| old.wire == new.wire)) {
                let mut spot = spot(owner.new, parameter, true);
                spot.claims.push(claim::of_parameter(&owner.new.name, &parameter.name));
                spot.claims.extend(self.handle_claims(owner.old, owner.new));
                let message = format!("`{}` moved from {before} to {after}", parameter.wire);
                self.drafts.rule(&rule::PARAM_LOCATION_CHANGED, &owner.reach, &spot, message);
                moved.push(parameter.wire.as_str());
            }
        }
        moved
    }

    fn path_parameters(&mut self, owner: &Owner<'a>, stays: &dyn Fn(&Parameter) -> bool) {
        let names = |parameters: &'a [Parameter]| {
            parameters.iter().map(|p| p.wire.as_str()).collect::<Vec<_>>()
        };
        let (before, after) =
            (names(&owner.old.path_parameters), names(&owner.new.path_parameters));
        let sorted = |names: &[&'a str]| {
            let mut names = names.to_vec();
            names.sort_unstable();
            names
        };
        if before != after && sorted(&before) == sorted(&after) {
            let spot = Spot {
                pointer: owner.new.at.clone(),
                rust: vec![method(owner.new)],
                claims: Vec::new(),
            };
            let message = format!("({}) → ({})", before.join(", "), after.join(", "));
            self.drafts.rule(&rule::PATH_PARAM_ORDER_CHANGED, &owner.reach, &spot, message);
            return;
        }
        for matched in pairing::path_parameters(owner.old, owner.new) {
            match matched {
                (Some(before), Some(after)) => {
                    let spot = spot(owner.new, after, true);
                    if before.wire != after.wire {
                        let message = format!("`{}` → `{}`", before.wire, after.wire);
                        self.drafts.rule(
                            &rule::PATH_PARAMETER_RENAMED,
                            &owner.reach,
                            &spot,
                            message,
                        );
                    }
                    self.parameter(owner, before, after, &spot);
                }
                (Some(before), None) if stays(before) => {
                    let mut spot = spot(owner.new, before, true);
                    spot.claims.extend(self.handle_claims(owner.old, owner.new));
                    let message = format!("no `{}`", before.wire);
                    self.drafts.rule(&rule::PATH_PARAM_REMOVED, &owner.reach, &spot, message);
                }
                (None, Some(after)) if stays(after) => {
                    let mut spot = spot(owner.new, after, true);
                    spot.claims.extend(self.handle_claims(owner.old, owner.new));
                    let message = format!("new: `{}`", after.wire);
                    self.drafts.rule(&rule::PATH_PARAM_ADDED, &owner.reach, &spot, message);
                }
                _ => {}
            }
        }
    }

    fn added_parameter(&mut self, owner: &Owner<'a>, parameter: &Parameter) {
        let rule = match (parameter.required, &parameter.docs.default) {
            (false, _) => &rule::PARAM_ADDED_OPTIONAL,
            (true, None) => &rule::PARAM_ADDED_REQUIRED,
            (true, Some(_)) => &rule::PARAM_ADDED_REQUIRED_WITH_DEFAULT,
        };
        let mut spot = spot(owner.new, parameter, parameter.required);
        spot.claims.extend(self.fresh(&parameter.at));
        let message = format!("new: `{}`, {}", parameter.wire, told(self.new, &parameter.ty));
        self.drafts.rule(rule, &owner.reach, &spot, message);
    }

    fn query_parameter(&mut self, owner: &Owner<'a>, old: &'a Parameter, new: &'a Parameter) {
        let both = spot(owner.new, new, old.required || new.required);
        match (old.required, new.required) {
            (false, true) => {
                self.drafts.rule(
                    &rule::PARAM_BECAME_REQUIRED,
                    &owner.reach,
                    &both,
                    format!("`{}` is required", new.wire),
                );
            }
            (true, false) => {
                let message = format!("`{}` is no longer required", new.wire);
                self.drafts.rule(&rule::PARAM_BECAME_OPTIONAL, &owner.reach, &both, message);
            }
            _ => {}
        }
        let own = spot(owner.new, new, old.required && new.required);
        self.parameter(owner, old, new, &own);
    }

    /// Compares everything about a parameter but its place and whether it must be given.
    fn parameter(
        &mut self,
        owner: &Owner<'a>,
        old: &'a Parameter,
        new: &'a Parameter,
        spot: &Spot,
    ) {
        let Parameter { at, wire, name, ty, required: _, docs } = new;
        // Arguments are positional; only setters have names.
        if old.name != *name && old.wire == *wire && !new.required {
            let mut spot = spot.clone();
            spot.claims.push(claim::of_parameter(&owner.new.name, &old.name));
            let message = format!("`{wire}` is `{name}` instead of `{}`", old.name);
            self.drafts.rule(&rule::RUST_NAME_CHANGED, &owner.reach, &spot, message);
        }
        let (before, after) = (Typed { ty: &old.ty, at: &old.at }, Typed { ty, at });
        let relation = self.types(before, after, &owner.reach, spot);
        let types = self.docs_of_types(&old.ty, ty);
        let said = Said { old: &old.docs, new: docs, types };
        self.format(relation, said, &owner.reach, spot);
        self.facts(said, &owner.reach, spot);
    }

    /// Required parameters are arguments, in the order of the document.
    fn order_of_parameters(&mut self, owner: &Owner<'a>) {
        let required = |these: &'a Operation, those: &'a Operation| -> Vec<&'a str> {
            let stays = |p: &&Parameter| {
                p.required
                    && those
                        .query_parameters
                        .iter()
                        .any(|other| other.wire == p.wire && other.required)
            };
            these.query_parameters.iter().filter(stays).map(|p| p.wire.as_str()).collect()
        };
        let (before, after) = (required(owner.old, owner.new), required(owner.new, owner.old));
        if before != after {
            let spot = Spot {
                pointer: owner.new.at.child("parameters"),
                rust: vec![method(owner.new)],
                claims: Vec::new(),
            };
            let message = format!("({}) → ({})", before.join(", "), after.join(", "));
            self.drafts.rule(&rule::PARAM_ORDER_CHANGED, &owner.reach, &spot, message);
        }
    }
}

/// The place of a parameter; `argument` if the method takes it by position.
fn spot(operation: &Operation, parameter: &Parameter, argument: bool) -> Spot {
    let mut claims = vec![claim::of_parameter(&operation.name, &parameter.name)];
    let mut rust = method(operation);
    if argument {
        claims.push(claim::of_method(operation));
    } else {
        rust = format!("Call<{}>::{}", operation.name, parameter.name);
    }
    Spot { pointer: parameter.at.clone(), rust: vec![rust], claims }
}
