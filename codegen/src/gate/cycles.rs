//! Finds components that are defined only by each other: `A` is a `$ref` to `B`, which is a
//! `$ref` to `A`. Cycles through properties and items are allowed, because they have a structure.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::grammar::{ObjectKind, ValueRule};
use super::reference::target;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::pointer::Pointer;

/// How many schemas of a cycle are named.
const SHOWN: usize = 8;

/// Reports each cycle once, at the component that comes first in the document.
pub(super) fn check(document: &Value, sink: &mut Sink) {
    let components = document.get("components").and_then(Value::as_object);
    for keyword in ObjectKind::Components.keywords() {
        let ValueRule::Map(kind, _) = keyword.rule else { continue };
        let section = components.and_then(|components| components.get(keyword.name));
        if let Some(Value::Object(entries)) = section {
            Graph::new(kind, entries).report(sink);
        }
    }
}

/// Which components of one kind are defined by which.
struct Graph<'d> {
    kind: ObjectKind,
    names: Vec<&'d str>,
    edges: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way from the start, at this depth.
    Open(usize),
    Done,
}

impl<'d> Graph<'d> {
    fn new(kind: ObjectKind, entries: &'d Map<String, Value>) -> Self {
        let names: Vec<&str> = entries.keys().map(String::as_str).collect();
        let index: BTreeMap<&str, usize> =
            names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
        let edges = entries.values().map(|value| {
            let mut references = Vec::new();
            definitions(kind, value, &mut references);
            let targets = references.into_iter().filter_map(|reference| target(kind, reference));
            targets.filter_map(|name| index.get(name.as_str()).copied()).collect()
        });
        Self { kind, edges: edges.collect(), names }
    }

    /// Walks the graph depth first, without recursion: chains can be as long as the document.
    fn report(&self, sink: &mut Sink) {
        let mut states = vec![State::New; self.names.len()];
        for start in 0..self.names.len() {
            let mut path: Vec<(usize, usize)> = Vec::new();
            let mut next = Some(start).filter(|start| states.get(*start) == Some(&State::New));
            loop {
                if let Some(node) = next.take() {
                    set(&mut states, node, State::Open(path.len()));
                    path.push((node, 0));
                }
                let Some((node, edge)) = path.last_mut() else { break };
                let Some(&target) = self.edges.get(*node).and_then(|edges| edges.get(*edge)) else {
                    set(&mut states, *node, State::Done);
                    path.pop();
                    continue;
                };
                *edge += 1;
                match states.get(target) {
                    Some(State::New) => next = Some(target),
                    Some(State::Open(depth)) => {
                        let cycle = path.get(*depth..).unwrap_or_default();
                        sink.push(self.diagnostic(cycle.iter().map(|(node, _)| *node)));
                    }
                    Some(State::Done) | None => {}
                }
            }
        }
    }

    fn diagnostic(&self, mut cycle: impl ExactSizeIterator<Item = usize>) -> Diagnostic {
        let length = cycle.len();
        let names = cycle.by_ref().take(SHOWN);
        let shown: Vec<&str> = names.filter_map(|node| self.names.get(node).copied()).collect();
        let first = shown.first().copied().unwrap_or_default();
        let more = if length > SHOWN { "… → " } else { "" };
        let message =
            format!("`{first}` is defined as itself: {} → {more}{first}", shown.join(" → "));
        let section = self.kind.section().unwrap_or_default();
        let at = Pointer::root().child("components").child(section).child(first);
        Diagnostic::error(Code::CyclicRef, at, message)
            .help("with an overlay action, define one of them without a reference to the others")
    }
}

fn set(states: &mut [State], node: usize, state: State) {
    if let Some(known) = states.get_mut(node) {
        *known = state;
    }
}

/// The references that define a value, without those that only stand in it.
fn definitions<'d>(kind: ObjectKind, value: &'d Value, references: &mut Vec<&'d str>) {
    if let Some(Value::String(reference)) = value.get("$ref") {
        references.push(reference);
    }
    if kind == ObjectKind::Schema {
        for key in ["allOf", "oneOf", "anyOf"] {
            if let Some(Value::Array(members)) = value.get(key) {
                for member in members {
                    definitions(kind, member, references);
                }
            }
        }
    }
}
