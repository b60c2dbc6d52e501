//! Waits: what can be waited for, and which states end a wait.

use std::collections::BTreeSet;

use super::operation::reach;
use super::{Compare, listed};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::rule;
use crate::ir::{Operation, Wait, WaitTarget};
use crate::name::TypeName;
use crate::pointer::Pointer;
use crate::surface::Schemas;
use crate::surface::items::Owner;

impl Compare<'_> {
    /// Compares how to wait for what an operation reads.
    pub(super) fn waits(&mut self, old: &Operation, new: &Operation) {
        let reach = Reach { response: true, ..reach(new) };
        let spot = |at: &Wait, targets: &[&WaitTarget]| {
            let mut claims = vec![Claim::Part(Owner::Marker(new.name.clone()), Part::Waited)];
            claims.extend(targets.iter().map(|target| {
                Claim::Part(Owner::Call(new.name.clone()), Part::WaitUntil(target.method.clone()))
            }));
            Spot { pointer: at.at.clone(), rust: vec![method(new)], claims }
        };
        match (&old.wait, &new.wait) {
            (None, None) => {}
            (None, Some(wait)) => {
                let targets: Vec<_> = wait.until.iter().collect();
                let message = format!("by `{}`", plain(&wait.state));
                self.drafts.rule(&rule::WAIT_ADDED, &reach, &spot(wait, &targets), message);
            }
            (Some(wait), None) => {
                let targets: Vec<_> = wait.until.iter().collect();
                let message = format!("by `{}`", plain(&wait.state));
                self.drafts.rule(&rule::WAIT_REMOVED, &reach, &spot(wait, &targets), message);
            }
            (Some(before), Some(after)) => {
                let only = |these: &'_ Wait, those: &Wait| -> Vec<WaitTarget> {
                    let known = |target: &&WaitTarget| {
                        those.until.iter().all(|other| other.method != target.method)
                    };
                    these.until.iter().filter(known).cloned().collect()
                };
                let told = |targets: &[WaitTarget]| {
                    listed(targets.iter().map(|target| target.method.as_str()))
                };
                let added = only(after, before);
                if !added.is_empty() {
                    let spot = spot(after, &added.iter().collect::<Vec<_>>());
                    let message = format!("+ {}", told(&added));
                    self.drafts.rule(&rule::WAIT_ADDED, &reach, &spot, message);
                }
                let removed = only(before, after);
                if !removed.is_empty() {
                    let spot = spot(after, &removed.iter().collect::<Vec<_>>());
                    let message = format!("− {}", told(&removed));
                    self.drafts.rule(&rule::WAIT_REMOVED, &reach, &spot, message);
                }
                let changed = differences(before, after);
                if !changed.is_empty() {
                    let spot = Spot { claims: Vec::new(), ..spot(after, &[]) };
                    let message = changed.join("; ");
                    self.drafts.rule(&rule::WAIT_CHANGED, &reach, &spot, message);
                }
            }
        }
    }
}

/// What makes a wait end at another time than before.
fn differences(old: &Wait, new: &Wait) -> Vec<String> {
    let Wait {
        at: _,
        state,
        // Compared with the models.
        states: _,
        until,
        failed,
        settled,
        leaving,
        gone,
        passing: _,
        deadline_seconds,
        poll_seconds,
        confirm,
    } = new;
    let mut found = Vec::new();
    let mut say = |what: &str, before: String, after: String| {
        if before != after {
            found.push(format!("{what}: {before} → {after}"));
        }
    };
    let list = |states: &[String]| match states {
        [] => "none".to_owned(),
        states => listed(states.iter().map(String::as_str)),
    };
    say("state", format!("`{}`", plain(&old.state)), format!("`{}`", plain(state)));
    for target in until {
        if let Some(before) = old.until.iter().find(|other| other.method == target.method) {
            say(target.method.as_str(), list(&before.states), list(&target.states));
        }
    }
    say("failed", list(&old.failed), list(failed));
    say("settled", list(&old.settled), list(settled));
    say("leaving", list(&old.leaving), list(leaving));
    say("gone", list(&old.gone), list(gone));
    say("deadline", format!("{} s", old.deadline_seconds), format!("{deadline_seconds} s"));
    let pauses = |[first, longest]: [u64; 2]| format!("{first} to {longest} s");
    say("polls", pauses(old.poll_seconds), pauses(*poll_seconds));
    say("confirm", old.confirm.to_string(), confirm.to_string());
    found
}

/// A pointer into a value, which is no place of the document.
fn plain(state: &Pointer) -> String {
    state.to_string().trim_start_matches('#').to_owned()
}

/// The states that waits know by name, with their enums.
pub(super) fn states<'a>(schemas: &Schemas<'a>) -> BTreeSet<(&'a TypeName, &'a str)> {
    let waits = schemas.api.operations.iter().filter_map(|operation| operation.wait.as_ref());
    waits
        .flat_map(|wait| {
            let targets = wait.until.iter().flat_map(|target| &target.states);
            let ends =
                [&wait.failed, &wait.settled, &wait.leaving, &wait.gone].into_iter().flatten();
            targets.chain(ends).map(|state| (&wait.states, state.as_str()))
        })
        .collect()
}
