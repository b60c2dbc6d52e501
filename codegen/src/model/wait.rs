//! Waiting for the state of a resource: checks `x-sdk-wait` against the models, and completes it.
//!
//! Every value of the state's enum must be in a list of the policy. A value that a new spec adds
//! is therefore an error that a maintainer resolves, instead of a wait that times out.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Content, Enum, Model, Operation, Parameter, Shape, TypeRef, Wait, WaitTarget};
use crate::name::{self, MethodName, TypeName};
use crate::pointer::Pointer;

use super::policy::WaitPolicy;

/// Adds to each operation the wait that its policy describes.
///
/// `strict` is for the document that the overlay was written for. Another one may not have all
/// the values that the policy lists, or have more, which is only a warning.
pub(super) fn mark(
    operations: &mut [Operation],
    policies: BTreeMap<String, WaitPolicy>,
    models: &BTreeMap<TypeName, Model>,
    strict: bool,
    sink: &mut Sink,
) {
    for (id, policy) in policies {
        if let Some(operation) = operations.iter_mut().find(|operation| operation.id == id) {
            let at = operation.at.child("x-sdk-wait");
            let mut check = Check { at, models, strict, sink };
            operation.wait = check.wait(operation, policy);
        }
    }
}

/// A policy while it is checked.
struct Check<'a> {
    at: Pointer,
    models: &'a BTreeMap<TypeName, Model>,
    strict: bool,
    sink: &'a mut Sink,
}

impl<'a> Check<'a> {
    fn wait(&mut self, operation: &Operation, policy: WaitPolicy) -> Option<Wait> {
        let (states, values) = self.states(operation, &policy.state)?;
        let mut lists = Lists { known: values, listed: BTreeMap::new() };
        let mut until = Vec::new();
        for (target, states) in policy.until {
            let at = self.at.child("until").child(&target);
            let states = lists.take(states, &at, None, self);
            self.target(&target, &at, operation);
            if states.is_empty() {
                // Reported already, unless the list itself is empty.
                let help = "add a state of the spec to the target, or remove the target";
                self.unless_foreign(
                    &at,
                    "the target lists no state of the spec, so the wait would never succeed",
                    help,
                );
                continue;
            }
            until.push(WaitTarget { method: method(&target), states });
        }
        let mut end = |list: Vec<String>, key: &str| {
            let at = self.at.child(key);
            lists.take(list, &at, Some(key), self)
        };
        let failed = end(policy.failed, "failed");
        let leaving = end(policy.leaving, "leaving");
        let gone = end(policy.gone, "gone");
        let passing = end(policy.passing, "passing");
        let mut settled = end(policy.settled, "settled");
        let unlisted = lists.listed.iter().filter(|(_, list)| list.is_none());
        settled.extend(unlisted.map(|(state, _)| state.clone()));
        self.all_listed(&lists, &operation.id);
        let wait = Wait {
            at: self.at.clone(),
            state: policy.state,
            states,
            until,
            failed,
            settled,
            leaving,
            gone,
            passing,
            deadline_seconds: policy.deadline_seconds.unwrap_or(Wait::DEADLINE_SECONDS),
            poll_seconds: policy.poll_seconds.unwrap_or(Wait::POLL_SECONDS),
            confirm: policy.confirm.unwrap_or(Wait::CONFIRM),
        };
        self.numbers(&wait);
        Some(wait)
    }

    /// The enum at the end of the path, which must lead through properties of the result.
    fn states(&mut self, operation: &Operation, state: &Pointer) -> Option<(TypeName, &'a Enum)> {
        let at = self.at.child("state");
        let Content::Result(TypeRef::Named(result)) = &operation.success.content else {
            let message = "only an operation that returns one resource can have a wait";
            self.error(&self.at.clone(), message, "remove `x-sdk-wait` with its overlay action");
            return None;
        };
        if operation.method != "GET" {
            let message = format!("a wait would repeat a {} request", operation.method);
            let help = "put `x-sdk-wait` on the GET operation of the resource";
            self.error(&self.at.clone(), message, help);
            return None;
        }
        let mut current = self.resolve(result)?;
        let mut segments = state.segments().peekable();
        while let Some(wire) = segments.next() {
            let field = match &current.shape {
                Shape::Object(object) => object.fields.iter().find(|field| field.wire == wire),
                _ => None,
            };
            let is_last = segments.peek().is_none();
            let next = field.and_then(|field| match &field.ty {
                TypeRef::Named(name) => self.resolve(name),
                _ => None,
            });
            let Some(next) = next else {
                let owner = &current.name;
                let message = if field.is_some() {
                    let expected = if is_last { "an enum" } else { "an object" };
                    format!("`{wire}` of `{owner}` is not {expected}")
                } else {
                    format!("`{owner}` has no property `{wire}`")
                };
                let help = "`state` is a JSON pointer, relative to the result, to the property that holds the state";
                self.error(&at, message, help);
                return None;
            };
            current = next;
        }
        if let Shape::Enum(values) = &current.shape {
            return Some((current.name.clone(), values));
        }
        let message = format!("`{}` is not an enum", current.name);
        let help = "`state` is a JSON pointer, relative to the result, to the property that holds the state";
        self.error(&at, message, help);
        None
    }

    /// The model of a name, through aliases.
    fn resolve(&self, name: &TypeName) -> Option<&'a Model> {
        let mut model = self.models.get(name)?;
        for _ in 0..self.models.len() {
            match &model.shape {
                Shape::Alias(TypeRef::Named(next)) => model = self.models.get(next)?,
                _ => break,
            }
        }
        Some(model)
    }

    /// The name of a target becomes the name of a method beside others.
    fn target(&mut self, target: &str, at: &Pointer, operation: &Operation) {
        let method = method(target);
        let is_setter = |p: &Parameter| !p.required && p.name.as_str() == method.as_str();
        let setter = operation.arguments().any(is_setter);
        if target == "gone" || setter {
            let message = format!("the method `{method}` already exists");
            self.error(at, message, "give the target another name");
        } else if target.is_empty() || name::feature(target).replace('-', "_") != target {
            let message = format!("`{target}` is not a name in snake case");
            self.error(at, message, "the name of a target becomes the end of a method name, `wait_until_<name>`: use snake case");
        }
    }

    fn all_listed(&mut self, lists: &Lists<'_>, operation: &str) {
        let missing: Vec<String> = lists
            .known
            .values
            .iter()
            .filter(|value| !lists.listed.contains_key(&value.wire))
            .map(|value| format!("`{}`", value.wire))
            .collect();
        if !missing.is_empty() {
            let message = match missing.as_slice() {
                [one] => format!("{one} is in no list of the wait on `{operation}`"),
                several => format!(
                    "the wait on `{operation}` lists none of these states: {}",
                    several.join(", ")
                ),
            };
            let help = "add each state to one of `failed`, `settled`, `leaving`, `gone` and `passing`, or to a target of `until`";
            self.unless_foreign(&self.at.clone(), message, help);
        }
    }

    fn numbers(&mut self, wait: &Wait) {
        let [first, longest] = wait.poll_seconds;
        let wrong = [
            (wait.deadline_seconds == 0, "deadlineSeconds", "must be above 0"),
            (
                first == 0 || first > longest,
                "pollSeconds",
                "must be an array of the first and the longest pause, with the first above 0 and not longer than the longest",
            ),
            (wait.confirm == 0, "confirm", "must be above 0"),
        ];
        for (_, key, rule) in wrong.into_iter().filter(|(wrong, ..)| *wrong) {
            let at = self.at.child(key);
            self.error(&at, format!("`{key}` has an invalid value"), format!("`{key}` {rule}"));
        }
    }

    /// An error in the document that the policy is for, a warning in any other.
    fn unless_foreign(&mut self, at: &Pointer, message: impl Into<String>, help: &str) {
        let diagnostic = if self.strict {
            Diagnostic::error(Code::WaitState, at.clone(), message)
        } else {
            Diagnostic::warning(Code::WaitState, at.clone(), message)
        };
        self.sink.push(diagnostic.help(help));
    }

    fn error(&mut self, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Diagnostic::error(Code::WaitState, at.clone(), message).help(help));
    }
}

/// The states that the lists read so far contain.
struct Lists<'a> {
    known: &'a Enum,
    /// Each with the list that it is in; several targets may share one.
    listed: BTreeMap<String, Option<String>>,
}

impl Lists<'_> {
    /// Takes the states of a list: those that the document has and no other list contains.
    fn take(
        &mut self,
        states: Vec<String>,
        at: &Pointer,
        list: Option<&str>,
        check: &mut Check<'_>,
    ) -> Vec<String> {
        let mut taken = Vec::new();
        for state in states {
            let known = self.known.values.iter().any(|value| value.wire == state);
            // A target state can also be a failure or final state for other targets.
            let before = self.listed.get(&state).cloned().flatten();
            if !known {
                let message = format!("the spec lists no state `{state}`");
                check.unless_foreign(at, message, "correct the state, or remove it from the list");
            } else if let (Some(before), true) = (before, list.is_some()) {
                check.error(at, format!("`{state}` is already in `{before}`"), "list it once");
            } else {
                let list = list.map(str::to_owned);
                self.listed
                    .entry(state.clone())
                    .and_modify(|old| *old = list.clone().or(old.take()))
                    .or_insert(list);
                taken.push(state);
            }
        }
        taken
    }
}

/// The method that waits for a target.
fn method(target: &str) -> MethodName {
    MethodName::new(&format!("wait_until_{target}"))
}
