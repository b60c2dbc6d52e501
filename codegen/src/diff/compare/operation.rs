//! Operations: addresses, badges, permissions, bodies.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::types::{Typed, show};
use super::{Compare, api::sorted};
use crate::diff::claim;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::{method, paths};
use crate::diff::{pairing, rule};
use crate::ir::{Body, Operation};
use crate::media_type::essence;
use crate::pointer::Pointer;

impl<'a> Compare<'a> {
    /// Compares all operations.
    pub(super) fn all_operations(&mut self) {
        for operation in self.operations.added.clone() {
            let spot = spot(operation).claiming(self.fresh(&operation.at));
            let message = format!("`{} {}`", operation.method, operation.path);
            self.add(rule::OPERATION_ADDED, &spot, message);
        }
        for operation in self.operations.removed.clone() {
            let spot = spot(operation).claiming(self.gone(&operation.at));
            let rule = if operation.docs.deprecated {
                rule::OPERATION_REMOVED_AFTER_DEPRECATION
            } else {
                rule::OPERATION_REMOVED
            };
            let message =
                format!("the API no longer offers `{} {}`", operation.method, operation.path);
            self.add(rule, &spot, message);
        }
        for (old, new) in self.operations.both.clone() {
            self.operation(old, new);
        }
    }

    fn operation(&mut self, old: &'a Operation, new: &'a Operation) {
        let Operation {
            at,
            id,
            name: _,
            resource: _,
            resource_method: _,
            method: verb,
            path,
            group,
            docs,
            permissions,
            beta,
            path_parameters: _,
            query_parameters: _,
            other_parameters: _,
            body,
            success: _,
            errors: _,
            pagination: _,
            idempotency,
            wait: _,
        } = new;
        // Renamed items are listed under their new names, so that no item shows the change.
        let spot = spot_of(new, at);
        if old.id != *id {
            // Code uses the old names.
            let spot = Spot { rust: self.old_names(old), ..spot.clone() };
            self.add(rule::OPERATION_ID_CHANGED, &spot, format!("`{}` → `{id}`", old.id));
        }
        self.methods(old, new, &spot);
        if pairing::shape(&old.path) != pairing::shape(path) {
            self.add(rule::PATH_RENAMED, &spot, format!("`{}` → `{path}`", old.path));
        }
        if old.method != *verb {
            self.add(rule::METHOD_CHANGED, &spot, format!("{} → {verb}", old.method));
        } else if old.idempotency != *idempotency {
            let message = format!("{:?} → {idempotency:?}", old.idempotency);
            self.add(rule::RETRY_POLICY_CHANGED, &spot, message);
        }
        if old.group != *group {
            let message = format!("feature `{}` → `{group}`", old.group);
            self.add(rule::TAG_CHANGED, &spot, message);
        }
        let deprecation = [
            (rule::OPERATION_DEPRECATED, "deprecated"),
            (rule::OPERATION_REACTIVATED, "no longer deprecated"),
        ];
        self.switch((old.docs.deprecated, docs.deprecated), deprecation, &spot);
        let beta_badge =
            [(rule::OPERATION_BECAME_BETA, "beta"), (rule::OPERATION_GRADUATED, "no longer beta")];
        self.switch((old.beta, *beta), beta_badge, &spot);
        self.permissions(&old.permissions, permissions, &spot.at(&at.child("security")));
        self.prose(Facts { old: &old.docs, new: docs, types: None }, at);
        self.parameters(old, new);
        self.bodies((old, old.body.as_ref()), (new, body.as_ref()));
        self.responses(old, new);
        self.waits(old, new);
    }

    /// Returns what code calls an operation and the types that are named after it.
    fn old_names(&self, operation: &Operation) -> Vec<String> {
        let name = &operation.name;
        let own = self.old.api.models.values().filter(|model| model.owner == operation.id);
        let own = own.filter(|model| self.new.model(&model.name).is_none()).flat_map(paths);
        [format!("operations::{name}"), format!("Call<{name}>")].into_iter().chain(own).collect()
    }

    fn permissions(&mut self, old: &[String], new: &[String], spot: &Spot) {
        let added = pairing::only(new, old, String::clone);
        if !added.is_empty() && !self.first_permissions() {
            let message = format!("needs {}", sorted(added));
            self.add(rule::OPERATION_PERMISSION_ADDED, spot, message);
        }
        let removed = pairing::only(old, new, String::clone);
        if !removed.is_empty() {
            let message = format!("no longer needs {}", sorted(removed));
            self.add(rule::OPERATION_PERMISSION_REMOVED, spot, message);
        }
    }

    fn bodies(
        &mut self,
        (old, before): (&'a Operation, Option<&'a Body>),
        (new, after): (&'a Operation, Option<&'a Body>),
    ) {
        let spot = |body: &Body| {
            let mut spot = spot_of(new, &body.at).claiming([claim::of_method(new)]);
            spot.reach.request = true;
            spot
        };
        match (before, after) {
            (None, None) => {}
            (None, Some(body)) => {
                let spot = spot(body).claiming(self.fresh(&new.at.child("requestBody")));
                let message = format!("takes a body, {}", show(self.new, &body.ty));
                self.add(rule::BODY_ADDED, &spot, message);
            }
            (Some(body), None) => {
                let spot = spot(body).claiming(self.gone(&old.at.child("requestBody")));
                let message = format!("no body; was {}", show(self.old, &body.ty));
                self.add(rule::BODY_REMOVED, &spot, message);
            }
            (Some(before), Some(after)) => {
                let Body { at, media_type, ty } = after;
                let spot = spot(after);
                let (from, to) = (essence(&before.media_type), essence(media_type));
                if from != to {
                    let is_merge = [&from, &to].iter().any(|it| it.contains("merge-patch"));
                    let rule = if is_merge {
                        rule::BODY_BECAME_MERGE_PATCH
                    } else {
                        rule::BODY_MEDIA_TYPE_CHANGED
                    };
                    self.add(rule, &spot, format!("`{from}` → `{to}`"));
                }
                let before = Typed { ty: &before.ty, at: &before.at };
                self.types(before, Typed { ty, at }, &spot);
            }
        }
    }
}

/// Returns a place of an operation, which claims no item.
pub(super) fn spot_of(operation: &Operation, at: &Pointer) -> Spot {
    let operations = BTreeSet::from([operation.id.clone()]);
    Spot::new(at, method(operation), Reach { operations, ..Reach::default() })
}

/// Returns the place of an operation, with all its items.
fn spot(operation: &Operation) -> Spot {
    let claims = claim::of_call(&operation.name).into_iter().chain([claim::of_method(operation)]);
    spot_of(operation, &operation.at).claiming(claims)
}
