//! Makes the call that shows a problem as small as it can be.

use std::io;

use serde_json::Value;

use super::place::{is_same, remove};
use super::{Half, Problem, Runner, kind};
use crate::schema::Checker;
use crate::spec::Route;

/// How many smaller calls are tried.
const TRIES: usize = 400;

impl Runner<'_> {
    /// The smallest call that shows the same problem, as far as removing one part after the other
    /// leads there.
    pub(super) fn shrink(&mut self, route: &Route, problem: Problem) -> io::Result<Problem> {
        let mut smallest = problem;
        let mut tries = 0;
        'smaller: while let Some(body) = smallest.body() {
            for path in paths(&body) {
                tries += 1;
                if tries > TRIES {
                    return Ok(smallest);
                }
                let mut smaller = body.clone();
                if !remove(&mut smaller, &path) || !self.allows(route, smallest.half, &smaller) {
                    continue;
                }
                let (mut call, mut response) = (smallest.call.clone(), smallest.response.clone());
                match smallest.half {
                    Half::Request => call.body = Some(smaller),
                    Half::Response => response = Some(smaller),
                }
                let found = self.problems(route, &call, response.as_ref())?.unwrap_or_default();
                let same = found.into_iter().find(|it| {
                    it.half == smallest.half
                        && kind(it) == kind(&smallest)
                        && is_same(&it.path, &smallest.path)
                });
                if let Some(same) = same {
                    smallest = same;
                    continue 'smaller;
                }
            }
            break;
        }
        Ok(smallest)
    }

    /// Whether the old document allows a request body, or the new one a response body.
    fn allows(&self, route: &Route, half: Half, body: &Value) -> bool {
        let (spec, schema) = match half {
            Half::Request => (self.old, self.old.body(route)),
            Half::Response => (&**self.new, self.target(route).and_then(|it| self.new.success(it))),
        };
        schema.is_some_and(|it| Checker::new(&spec.document).issues(it, body).is_empty())
    }
}

impl Problem {
    /// The body that the problem is in.
    fn body(&self) -> Option<Value> {
        match self.half {
            Half::Request => self.call.body.clone(),
            Half::Response => self.response.clone(),
        }
    }
}

/// The places of a body, the outermost first.
fn paths(body: &Value) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let mut value = Some(body);
        for name in &path {
            value = value.and_then(|it| match it {
                Value::Array(items) => items.get(name.parse::<usize>().ok()?),
                other => other.get(name),
            });
        }
        let names: Vec<String> = match value {
            Some(Value::Object(properties)) => properties.keys().cloned().collect(),
            Some(Value::Array(items)) => (0..items.len()).map(|at| at.to_string()).collect(),
            _ => Vec::new(),
        };
        found.extend(names.into_iter().map(|name| [path.clone(), vec![name]].concat()));
    }
    found.remove(0);
    found
}
