//! Operations: addresses, badges, permissions, bodies.

use std::collections::BTreeSet;

use super::facts::Said;
use super::types::{Typed, told};
use super::{Compare, api::sorted};
use crate::diff::claim::{self, Claim};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::{method, paths};
use crate::diff::{pairing, rule};
use crate::ir::{Body, Operation};
use crate::media_type::essence;

impl<'a> Compare<'a> {
    /// Compares all operations.
    pub(super) fn all_operations(&mut self) {
        for operation in self.operations.added.clone() {
            let mut spot = spot(operation);
            spot.claims.extend(claim::of_handles(self.new.api, operation));
            spot.claims.extend(self.fresh(&operation.at));
            let message = format!("`{} {}`", operation.method, operation.path);
            self.drafts.rule(&rule::OPERATION_ADDED, &reach(operation), &spot, message);
        }
        for operation in self.operations.removed.clone() {
            let mut spot = spot(operation);
            spot.claims.extend(claim::of_handles(self.old.api, operation));
            spot.claims.extend(self.gone(&operation.at));
            let rule = if operation.docs.deprecated {
                &rule::OPERATION_REMOVED_AFTER_DEPRECATION
            } else {
                &rule::OPERATION_REMOVED
            };
            let message =
                format!("the service no longer offers `{} {}`", operation.method, operation.path);
            self.drafts.rule(rule, &reach(operation), &spot, message);
        }
        for (old, new) in self.operations.both.clone() {
            self.operation(old, new);
        }
    }

    fn operation(&mut self, old: &'a Operation, new: &'a Operation) {
        let Operation {
            at,
            id,
            name,
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
            body,
            success: _,
            errors: _,
            pagination: _,
            idempotency,
            wait: _,
        } = new;
        let reach = reach(new);
        // Renamed items are listed under their new names, so that no item tells of the change.
        let spot = Spot { claims: Vec::new(), ..spot(new) };
        // Code knows the old names.
        let claims = self.handle_claims(old, new);
        let moved = !claims.is_empty();
        let before = Spot { rust: self.old_names(old), claims, ..spot.clone() };
        if old.id != *id {
            let message = format!("`{}` → `{id}`", old.id);
            self.drafts.rule(&rule::OPERATION_ID_CHANGED, &reach, &before, message);
        } else if moved || old.name != *name || method(old) != method(new) {
            let message = format!("`{}` → `{}`", method(old), method(new));
            self.drafts.rule(&rule::RUST_NAME_CHANGED, &reach, &before, message);
        }
        if pairing::shape(&old.path) != pairing::shape(path) {
            let message = format!("`{}` → `{path}`", old.path);
            self.drafts.rule(&rule::PATH_RENAMED, &reach, &spot, message);
        }
        if old.method != *verb {
            let message = format!("{} → {verb}", old.method);
            self.drafts.rule(&rule::METHOD_CHANGED, &reach, &spot, message);
        } else if old.idempotency != *idempotency {
            let message = format!("{:?} → {idempotency:?}", old.idempotency);
            self.drafts.rule(&rule::RETRY_POLICY_CHANGED, &reach, &spot, message);
        }
        if old.group != *group {
            let message = format!("feature `{}` → `{group}`", old.group);
            self.drafts.rule(&rule::TAG_CHANGED, &reach, &spot, message);
        }
        match (old.docs.deprecated, docs.deprecated) {
            (false, true) => {
                self.drafts.rule(&rule::OPERATION_DEPRECATED, &reach, &spot, "deprecated");
            }
            (true, false) => {
                self.drafts.rule(
                    &rule::OPERATION_REACTIVATED,
                    &reach,
                    &spot,
                    "no longer deprecated",
                );
            }
            _ => {}
        }
        match (old.beta, *beta) {
            (false, true) => self.drafts.rule(&rule::OPERATION_BECAME_BETA, &reach, &spot, "Beta"),
            (true, false) => {
                self.drafts.rule(&rule::OPERATION_GRADUATED, &reach, &spot, "no longer Beta");
            }
            _ => {}
        }
        self.permissions(&old.permissions, permissions, &reach, &spot);
        self.prose(Said { old: &old.docs, new: docs, types: None }, at);
        self.parameters(old, new);
        self.bodies(old, old.body.as_ref(), new, body.as_ref());
        self.answers(old, new);
        self.waits(old, new);
    }

    /// The items of an operation whose handles are others: its methods, and the handles.
    pub(super) fn handle_claims(&self, old: &Operation, new: &Operation) -> Vec<Claim> {
        let mut claims = claim::of_handles(self.old.api, old);
        let after = claim::of_handles(self.new.api, new);
        if claims == after {
            return Vec::new();
        }
        claims.extend(after);
        claims.extend([old, new].map(claim::of_method));
        claims
    }

    /// What code calls an operation and the types that are named after it.
    fn old_names(&self, operation: &Operation) -> Vec<String> {
        let mut names = vec![method(operation)];
        names.extend([
            format!("operations::{0}", operation.name),
            format!("Call<{0}>", operation.name),
        ]);
        let own = self.old.api.models.values().filter(|model| model.owner == operation.id);
        names.extend(own.filter(|model| self.new.model(&model.name).is_none()).flat_map(paths));
        names
    }

    fn permissions(&mut self, old: &[String], new: &[String], reach: &Reach, spot: &Spot) {
        let set =
            |permissions: &[String]| permissions.iter().cloned().collect::<BTreeSet<String>>();
        let (before, after) = (set(old), set(new));
        let spot = Spot { pointer: spot.pointer.child("security"), ..spot.clone() };
        let added: Vec<&String> = after.difference(&before).collect();
        if !added.is_empty() && !self.first_permissions() {
            let message = format!("needs {}", sorted(added));
            self.drafts.rule(&rule::OPERATION_PERMISSION_ADDED, reach, &spot, message);
        }
        let removed: Vec<&String> = before.difference(&after).collect();
        if !removed.is_empty() {
            let message = format!("no longer needs {}", sorted(removed));
            self.drafts.rule(&rule::OPERATION_PERMISSION_REMOVED, reach, &spot, message);
        }
    }

    fn bodies(
        &mut self,
        old_operation: &'a Operation,
        old: Option<&'a Body>,
        operation: &'a Operation,
        new: Option<&'a Body>,
    ) {
        let reach = Reach { request: true, ..reach(operation) };
        let at = |body: &Body| Spot {
            pointer: body.at.clone(),
            rust: vec![method(operation)],
            claims: vec![claim::of_method(operation)],
        };
        match (old, new) {
            (None, None) => {}
            (None, Some(body)) => {
                let mut spot = at(body);
                spot.claims.extend(self.fresh(&operation.at.child("requestBody")));
                let message = format!("takes a body, {}", told(self.new, &body.ty));
                self.drafts.rule(&rule::BODY_ADDED, &reach, &spot, message);
            }
            (Some(body), None) => {
                let mut spot = at(body);
                spot.claims.extend(self.gone(&old_operation.at.child("requestBody")));
                let message = format!("no body; was {}", told(self.old, &body.ty));
                self.drafts.rule(&rule::BODY_REMOVED, &reach, &spot, message);
            }
            (Some(before), Some(after)) => {
                let Body { at: place, media_type, ty } = after;
                let spot = at(after);
                let (from, to) = (essence(&before.media_type), essence(media_type));
                if from != to {
                    let merge = from.contains("merge-patch") || to.contains("merge-patch");
                    let rule = if merge {
                        &rule::BODY_BECAME_MERGE_PATCH
                    } else {
                        &rule::BODY_MEDIA_TYPE_CHANGED
                    };
                    self.drafts.rule(rule, &reach, &spot, format!("`{from}` → `{to}`"));
                }
                self.types(
                    Typed { ty: &before.ty, at: &before.at },
                    Typed { ty, at: place },
                    &reach,
                    &spot,
                );
            }
        }
    }
}

/// The reach of one operation, in no direction.
pub(super) fn reach(operation: &Operation) -> Reach {
    Reach { operations: BTreeSet::from([operation.id.clone()]), ..Reach::default() }
}

/// The place of an operation, with all its items.
fn spot(operation: &Operation) -> Spot {
    let mut claims = vec![claim::of_method(operation)];
    claims.extend(claim::of_call(&operation.name));
    Spot { pointer: operation.at.clone(), rust: vec![method(operation)], claims }
}
