//! Waits: what can be waited for, and which states end a wait.

use std::collections::BTreeSet;

use super::operation::spot_of;
use super::{Compare, listed};
use crate::diff::claim::{Claim, Part};
use crate::diff::{pairing, rule};
use crate::ir::{Operation, Wait};
use crate::name::TypeName;
use crate::pointer::Pointer;
use crate::surface::Schemas;
use crate::surface::items::Owner;

impl Compare<'_> {
    /// Compares how to wait for what an operation reads.
    pub(super) fn waits(&mut self, old: &Operation, new: &Operation) {
        let (before, after) = (old.wait.as_ref(), new.wait.as_ref());
        let ways =
            [(after, before, rule::WAIT_ADDED, "+"), (before, after, rule::WAIT_REMOVED, "−")];
        for (these, those, rule, sign) in ways {
            let Some(wait) = these else { continue };
            let others = those.map_or(&[][..], |wait| &wait.until);
            let targets = pairing::only(&wait.until, others, |target| target.method.clone());
            if targets.is_empty() && those.is_some() {
                continue;
            }
            let call = Owner::Call(new.name.clone());
            let methods = targets.iter().map(|target| Claim::named(&call, &target.method));
            let waited = Claim::Part(Owner::Marker(new.name.clone()), Part::Waited);
            let spot = spot_of(new, &wait.at).claiming(methods).claiming([waited]);
            let names = listed(targets.iter().map(|target| target.method.as_str()));
            self.add(rule, &spot, format!("{sign} {names}, by `{}`", path_of(&wait.state)));
        }
        if let (Some(before), Some(after)) = (before, after) {
            let changed = differences(before, after);
            if !changed.is_empty() {
                self.add(rule::WAIT_CHANGED, &spot_of(new, &after.at), changed.join("; "));
            }
        }
    }
}

/// Returns what makes a wait end at another time than before.
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
    let list = |states: &[String]| match states {
        [] => "none".to_owned(),
        states => listed(states.iter().map(String::as_str)),
    };
    let pauses = |[first, longest]: [u64; 2]| format!("{first} to {longest} s");
    let mut facts =
        vec![("state", format!("`{}`", path_of(&old.state)), format!("`{}`", path_of(state)))];
    facts.extend(until.iter().filter_map(|target| {
        let before = old.until.iter().find(|other| other.method == target.method)?;
        Some((target.method.as_str(), list(&before.states), list(&target.states)))
    }));
    facts.extend([
        ("failed", list(&old.failed), list(failed)),
        ("settled", list(&old.settled), list(settled)),
        ("leaving", list(&old.leaving), list(leaving)),
        ("gone", list(&old.gone), list(gone)),
        ("deadline", format!("{} s", old.deadline_seconds), format!("{deadline_seconds} s")),
        ("polls", pauses(old.poll_seconds), pauses(*poll_seconds)),
        ("confirm", old.confirm.to_string(), confirm.to_string()),
    ]);
    let differing = facts.into_iter().filter(|(_, before, after)| before != after);
    differing.map(|(what, before, after)| format!("{what}: {before} → {after}")).collect()
}

/// Returns a pointer into a value, which is not a place of the document.
fn path_of(state: &Pointer) -> String {
    state.to_string().trim_start_matches('#').to_owned()
}

/// Returns the states that waits know by name, with their enums.
pub(super) fn states<'a>(schemas: &Schemas<'a>) -> BTreeSet<(&'a TypeName, &'a str)> {
    let mut found = BTreeSet::new();
    for wait in schemas.api.operations.iter().filter_map(|operation| operation.wait.as_ref()) {
        let targets = wait.until.iter().flat_map(|target| &target.states);
        let ends = [&wait.failed, &wait.settled, &wait.leaving, &wait.gone].into_iter().flatten();
        found.extend(targets.chain(ends).map(|state| (&wait.states, state.as_str())));
    }
    found
}
