//! Holds what happened against the changes of a report.

use std::collections::BTreeSet;

use codegen::diff::{Change, Changes, Wire};

use super::place::{plain, request_root, response_root, schemas};
use super::{Half, Observed, Problem, inputs};
use crate::spec::{Route, Spec};

/// What the calls say of a change that the report calls breaking on the wire.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// A call that no longer works, as an index into the problems.
    Reproduced(usize),
    /// No call shows it, for this reason.
    NotReproduced(&'static str),
}

/// Whether the report and the calls agree.
#[derive(Debug, Default)]
pub struct Judgement {
    /// For each breaking change, by its index in the report.
    pub evidence: Vec<(usize, Evidence)>,
    /// The problems that no change of the report explains, as indices.
    pub unexplained: Vec<usize>,
}

impl Judgement {
    /// How many breaking changes were reproduced.
    #[must_use]
    pub fn reproduced(&self) -> usize {
        let reproduced = |(_, it): &&(usize, Evidence)| matches!(it, Evidence::Reproduced(_));
        self.evidence.iter().filter(reproduced).count()
    }
}

/// Compares the verdicts of a report with what happened.
#[must_use]
pub fn judge(old: &Spec, new: &Spec, changes: &Changes, observed: &Observed) -> Judgement {
    let mut judgement = Judgement::default();
    let mut shown: Vec<Option<usize>> = vec![None; changes.changes.len()];
    for (at, problem) in observed.problems.iter().enumerate() {
        let reasons = reasons(old, new, changes, problem);
        let must_break = problem.half == Half::Response && problem.fails;
        if !reasons.iter().any(|(_, wire)| !must_break || *wire == Wire::Break) {
            judgement.unexplained.push(at);
        }
        for (index, _) in reasons.iter().filter(|(_, wire)| *wire == Wire::Break) {
            shown[*index].get_or_insert(at);
        }
    }
    for (index, change) in changes.changes.iter().enumerate() {
        if change.wire != Wire::Break {
            continue;
        }
        let evidence = match shown[index] {
            Some(problem) => Evidence::Reproduced(problem),
            None => Evidence::NotReproduced(excuse(change, observed)),
        };
        judgement.evidence.push((index, evidence));
    }
    judgement
}

/// The changes that explain a problem, with what they say about its half of the call: those at the
/// innermost schema on the way to its place that changed, or else those of the operation itself.
fn reasons(old: &Spec, new: &Spec, changes: &Changes, problem: &Problem) -> Vec<(usize, Wire)> {
    let Some(route) = old.routes.iter().find(|it| it.operation.id == problem.operation) else {
        return Vec::new();
    };
    let target = new.route(&route.operation.method, &inputs::plain_segments(old, route));
    let ids: BTreeSet<&str> =
        [Some(route), target].into_iter().flatten().map(|it| it.operation.id.as_str()).collect();
    let concerned: Vec<(usize, &Change, Wire)> = changes
        .changes
        .iter()
        .enumerate()
        .filter(|(_, change)| change.operations.iter().any(|id| ids.contains(id.as_str())))
        .map(|(index, change)| (index, change, verdict(change, problem.half)))
        .filter(|(_, _, wire)| *wire != Wire::Ok)
        .collect();
    let root = |spec: &Spec, route: &Route| match problem.half {
        Half::Request => request_root(spec, route),
        Half::Response => response_root(spec, route),
    };
    let ways = [(old, Some(route)), (new, target)].into_iter().filter_map(|(spec, route)| {
        Some(schemas(&spec.document, &root(spec, route?)?, &problem.path))
    });
    let ways: Vec<_> = ways.collect();
    let depth = ways.iter().map(Vec::len).max().unwrap_or(0);
    for level in (0..depth).rev() {
        let places: BTreeSet<&String> =
            ways.iter().filter_map(|way| way.get(level)).flatten().collect();
        let found =
            concerned.iter().filter(|(_, change, _)| places.contains(&plain(&change.pointer)));
        let found: Vec<_> = found.map(|(index, _, wire)| (*index, *wire)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    // A change of the operation itself says nothing about a property of a request body.
    if problem.half == Half::Request && !problem.path.is_empty() {
        return Vec::new();
    }
    let of_call = |change: &Change| !plain(&change.pointer).starts_with("/components/schemas/");
    let of_call = concerned.into_iter().filter(|(_, change, _)| of_call(change));
    of_call.map(|(index, _, wire)| (index, wire)).collect()
}

/// What a change says about one half of a call: the worst of its rules that are about that half.
fn verdict(change: &Change, half: Half) -> Wire {
    if change.wire == Wire::Ok {
        return Wire::Ok;
    }
    let own = std::iter::once((change.rule, change.wire));
    let rules = own.chain(change.also.iter().map(|rule| (*rule, rule.wire)));
    let of_half = rules.filter(|(rule, _)| is_about(rule.id, half));
    of_half.map(|(_, wire)| wire).max().unwrap_or_default()
}

/// Whether a rule is about a half of a call. Rules about permissions, security, servers, badges and policy
/// are about neither: the double does not simulate what they change.
fn is_about(rule: &str, half: Half) -> bool {
    const REQUESTS: [&str; 7] =
        ["body-", "method-", "operation-removed", "param-", "patch-", "path-", "req-"];
    const RESPONSES: [&str; 3] = ["envelope-", "paging-", "resp-"];
    let prefixes = match half {
        Half::Request => &REQUESTS[..],
        Half::Response => &RESPONSES[..],
    };
    matches!(rule, "not-modelled" | "unhandled")
        || prefixes.iter().any(|prefix| rule.starts_with(prefix))
}

/// Why no call shows a change.
fn excuse(change: &Change, observed: &Observed) -> &'static str {
    let called = |id: &String| observed.tallies.contains_key(id);
    if !change.operations.iter().any(called) {
        return "the old SDK has no operation that it concerns";
    }
    let place = change.pointer.to_string();
    let reached = [Half::Request, Half::Response]
        .iter()
        .any(|half| observed.reached.contains(&(*half, place.clone())));
    if !reached && place.starts_with("#/components/schemas/") {
        return "no call reaches the place";
    }
    "all calls that reach the place are accepted and read"
}
