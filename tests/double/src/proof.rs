//! Runs an SDK against the service of another document, and compares what happens with the report
//! of `diff`: a proof of its verdict on the wire.
//!
//! [`observe`] makes every operation of the old SDK send everything that the old document allows.
//! A server checks the requests against the new document, and responds with everything that the
//! new document allows. What is refused, fails or is read with a loss is a [`Problem`].
//! [`judge`] holds the problems against the changes of the report.

mod inputs;
mod judge;
mod place;
mod sdk;
mod service;
mod shrink;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use codegen::ir::Content;
use codegen::pointer::Pointer;
use fastrand::Rng;
use serde_json::Value;

use self::inputs::{Requests, Responses};
use self::service::Service;
use crate::sample::Style;
use crate::spec::{Route, Spec};

pub use self::judge::{Evidence, Judgement, judge};
pub use self::sdk::{Call, Outcome, Program, Sdk};

/// The start of the warning that several variants match an object without a discriminator. The spec
/// allows such objects, and the SDK loses nothing of them.
const SEVERAL: &str = "expected a discriminator, or properties of only one variant";

/// How much is tried.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How many calls an operation gets at most, beside the random ones.
    pub calls: usize,
    /// How many random calls it gets.
    pub random: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { calls: 150, random: 8 }
    }
}

/// Which half of a call has a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Half {
    /// The service refuses the request.
    Request,
    /// The SDK cannot read the response, or reads it with a warning or a loss.
    Response,
}

/// A call that does not work as it did.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The id of the operation.
    pub operation: String,
    /// Which half of the call it is about.
    pub half: Half,
    /// The names and indices that lead to the place in the body; none where the call as a whole
    /// is concerned.
    pub path: Vec<String>,
    /// Whether the call failed because of the response.
    pub fails: bool,
    /// What happened.
    pub message: String,
    /// The smallest call that shows it.
    pub call: Call,
    /// The response of the service, without the problem of a request.
    pub response: Option<Value>,
}

/// What happened to the calls of one operation.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many calls were made.
    pub calls: usize,
    /// How many requests were refused.
    pub refused: usize,
    /// How many responses were read without a loss.
    pub read: usize,
    /// How many responses were not read, or with a loss.
    pub lost: usize,
}

/// Everything that happened.
#[derive(Debug, Default)]
pub struct Observed {
    /// By operation of the old document.
    pub tallies: BTreeMap<String, Tally>,
    /// One for each operation, half, place and kind of message.
    pub problems: Vec<Problem>,
    /// The schemas that some request or response had a value of, by place: of the old document
    /// for requests, of the new one for responses.
    reached: BTreeSet<(Half, String)>,
    /// The operations of which no valid call could be made, with the reason.
    pub uncalled: BTreeMap<String, String>,
}

/// Runs all operations of the SDK of `old` against the service of `new`. `places` are those that
/// matter: whether the calls reached them is noted.
///
/// # Errors
///
/// If the server cannot start or the SDK cannot be called.
pub fn observe(
    old: &Spec,
    new: &Arc<Spec>,
    places: &BTreeSet<Pointer>,
    sdk: &mut dyn Sdk,
    effort: Effort,
) -> io::Result<Observed> {
    let service = Service::start(Arc::clone(new))?;
    let mut runner = Runner { old, new, service, sdk, observed: Observed::default() };
    for route in &old.routes {
        runner.operation(route, places, effort)?;
    }
    Ok(runner.observed)
}

/// Replaces the calls that show these problems by smaller ones, as far as there are any.
///
/// # Errors
///
/// As [`observe`].
pub fn shrink(
    old: &Spec,
    new: &Arc<Spec>,
    sdk: &mut dyn Sdk,
    observed: &mut Observed,
    problems: &[usize],
) -> io::Result<()> {
    let service = Service::start(Arc::clone(new))?;
    let mut runner = Runner { old, new, service, sdk, observed: Observed::default() };
    for at in problems {
        let Some(problem) = observed.problems.get_mut(*at) else { continue };
        let route = old.routes.iter().find(|it| it.operation.id == problem.operation);
        if let Some(route) = route {
            *problem = runner.shrink(route, problem.clone())?;
        }
    }
    Ok(())
}

/// Makes calls and notes what happens.
struct Runner<'a> {
    old: &'a Spec,
    new: &'a Arc<Spec>,
    service: Service,
    sdk: &'a mut dyn Sdk,
    observed: Observed,
}

impl Runner<'_> {
    fn operation(
        &mut self,
        route: &Route,
        places: &BTreeSet<Pointer>,
        effort: Effort,
    ) -> io::Result<()> {
        let each = Style::Each(crate::sample::Visits::default());
        let mut requests = Requests::new(self.old, route, each.clone());
        let new = Arc::clone(self.new);
        let target = new.route(&route.operation.method, &inputs::plain_segments(self.old, route));
        let mut responses = Responses::new(&new, target, each);
        let mut made = 0;
        for style in [Style::Minimal, Style::Full, Style::Null] {
            let request = Requests::new(self.old, route, style.clone()).next();
            let response = Responses::new(&new, target, style).next();
            made += usize::from(self.call(route, request.as_ref(), response.as_ref())?);
        }
        let mut tried = 0;
        while tried == 0 || (tried < effort.calls && !(requests.is_done() && responses.is_done())) {
            let (request, response) = (requests.next(), responses.next());
            made += usize::from(self.call(route, request.as_ref(), response.as_ref())?);
            tried += 1;
        }
        for seed in 0..effort.random {
            let style = Style::Random(Rng::with_seed(seed));
            let request = Requests::new(self.old, route, style.clone()).next();
            let response = Responses::new(&new, target, style).next();
            made += usize::from(self.call(route, request.as_ref(), response.as_ref())?);
        }
        if made == 0 {
            let reason = "no sample of its bodies satisfies the documents".to_owned();
            self.observed.uncalled.entry(route.operation.id.clone()).or_insert(reason);
        }
        for place in places {
            let name = place.to_string();
            if place.resolve(&self.old.document).is_some_and(|it| requests.has_visited(it)) {
                self.observed.reached.insert((Half::Request, name.clone()));
            }
            if place.resolve(&new.document).is_some_and(|it| responses.has_visited(it)) {
                self.observed.reached.insert((Half::Response, name));
            }
        }
        Ok(())
    }

    /// Makes a call and notes what happened; whether it was made at all.
    fn call(
        &mut self,
        route: &Route,
        call: Option<&Call>,
        response: Option<&Value>,
    ) -> io::Result<bool> {
        let Some(call) = call else { return Ok(false) };
        let target = self.target(route);
        if response.is_none() && target.is_some_and(|it| self.expects_json(it)) {
            return Ok(false);
        }
        let is_served = target.is_some();
        let found = self.problems(route, call, response)?;
        let Some(found) = found else { return Ok(false) };
        let tally = self.observed.tallies.entry(route.operation.id.clone()).or_default();
        tally.calls += 1;
        tally.refused += usize::from(found.iter().any(|it| it.half == Half::Request));
        let is_lost = found.iter().any(|it| it.half == Half::Response);
        tally.lost += usize::from(is_served && is_lost);
        tally.read += usize::from(is_served && !is_lost);
        for problem in found {
            self.observed.note(problem);
        }
        Ok(true)
    }

    /// The operation of the new document that the requests of an old one call.
    fn target(&self, route: &Route) -> Option<&Route> {
        self.new.route(&route.operation.method, &inputs::plain_segments(self.old, route))
    }

    /// Whether the response of an operation of the new document has a body in JSON.
    fn expects_json(&self, target: &Route) -> bool {
        let content = &target.operation.success.content;
        !matches!(content, Content::Text) && self.new.success(target).is_some()
    }

    /// What is wrong with a call; `None` if the SDK does not send it.
    fn problems(
        &mut self,
        route: &Route,
        call: &Call,
        response: Option<&Value>,
    ) -> io::Result<Option<Vec<Problem>>> {
        let outcome = self.service.exchange(self.sdk, call, response)?;
        let problem = |half, path, fails, message| Problem {
            operation: route.operation.id.clone(),
            half,
            path,
            fails,
            message,
            call: call.clone(),
            response: response.cloned().filter(|_| half == Half::Response),
        };
        let refused = outcome.refused.map(|failure| match failure.issues.as_slice() {
            [] => vec![problem(Half::Request, Vec::new(), true, failure.message)],
            issues => {
                let issue = |it: &crate::schema::Issue| {
                    problem(Half::Request, it.path.clone(), true, it.message.clone())
                };
                issues.iter().map(issue).collect()
            }
        });
        let mut found = refused.unwrap_or_default();
        match outcome.outcome {
            Outcome::NotSent(reason) => {
                self.observed.uncalled.insert(route.operation.id.clone(), reason);
                return Ok(None);
            }
            // Without an operation behind the path there is nothing to read.
            Outcome::Failed(_) if !outcome.routed => {}
            Outcome::Failed(reason) => {
                found.push(problem(Half::Response, vec!["result".to_owned()], true, reason));
            }
            Outcome::Read { value, warnings } => {
                let losses = place::losses(&route.operation, response, &value);
                let warnings = warnings.iter().map(|it| place::warning(it));
                let warnings = warnings.filter(|(_, message)| !message.starts_with(SEVERAL));
                for (path, message) in warnings.chain(losses) {
                    found.push(problem(Half::Response, path, false, message));
                }
            }
        }
        Ok(Some(found))
    }
}

impl Observed {
    /// Notes a problem, unless a smaller call showed it before.
    fn note(&mut self, problem: Problem) {
        let same = self.problems.iter_mut().find(|known| {
            known.operation == problem.operation
                && known.half == problem.half
                && place::is_same(&known.path, &problem.path)
                && kind(known) == kind(&problem)
        });
        match same {
            Some(known) if known.size() > problem.size() => *known = problem,
            Some(_) => {}
            None => self.problems.push(problem),
        }
    }

    /// How many operations have no problem.
    #[must_use]
    pub fn working(&self) -> usize {
        let broken: BTreeSet<&str> =
            self.problems.iter().map(|problem| problem.operation.as_str()).collect();
        self.tallies.keys().filter(|id| !broken.contains(id.as_str())).count()
    }

    /// How many calls were made, and how many of their responses were read and lost.
    #[must_use]
    pub fn totals(&self) -> Tally {
        self.tallies.values().fold(Tally::default(), |sum, one| Tally {
            calls: sum.calls + one.calls,
            refused: sum.refused + one.refused,
            read: sum.read + one.read,
            lost: sum.lost + one.lost,
        })
    }
}

impl Problem {
    /// How large the call is, in bytes of JSON.
    fn size(&self) -> usize {
        let length = |value: &Option<Value>| value.as_ref().map_or(0, |it| it.to_string().len());
        match self.half {
            Half::Request => length(&self.call.body) + self.call.parameters.len(),
            Half::Response => length(&self.response),
        }
    }
}

/// What a problem is about: its message without the values in it.
fn kind(problem: &Problem) -> String {
    if problem.half == Half::Response && problem.fails {
        return String::new();
    }
    problem.message.split('"').step_by(2).collect()
}
