//! Finds what a parser would accept but not preserve: keys that occur twice, numbers that it
//! rounds.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::bounds::{FINDINGS, NAMES_IN_ALL};
use crate::diagnostic::{Code, Diagnostic, Position, not_listed};
use crate::pointer::Pointer;
use crate::source::{Mark, Step, Visitor, is_exact, resolve_offsets};

/// Listens to the scan of a text.
#[derive(Default)]
pub(super) struct Faithful {
    open: Vec<Open>,
    found: Vec<Found>,
    /// Bytes of the pointers of what was found: keys can be long.
    pointers: usize,
    /// Findings that are only counted.
    more: usize,
}

/// A value that is not complete yet.
struct Open {
    key: Key,
    /// The keys so far, where the value is an object, and whether one was reported already.
    members: BTreeMap<String, (Mark, bool)>,
}

enum Key {
    Root,
    Member(String),
    Item(usize),
}

struct Found {
    code: Code,
    at: Pointer,
    message: String,
    mark: Mark,
    first: Option<Mark>,
}

impl Faithful {
    /// Returns what was found, with positions.
    pub(super) fn into_diagnostics(self, text: &str) -> Vec<Diagnostic> {
        let marks = self.found.iter().flat_map(|found| [Some(found.mark), found.first]).flatten();
        let offsets: Vec<usize> = marks
            .filter_map(|mark| match mark {
                Mark::Offset(offset) => Some(offset),
                Mark::Position(_) => None,
            })
            .collect();
        let mut resolved = resolve_offsets(text, &offsets).into_iter();
        let mut position = |mark: Mark| -> Option<Position> {
            match mark {
                Mark::Offset(_) => resolved.next(),
                Mark::Position(position) => Some(position),
            }
        };
        let mut diagnostics = Vec::with_capacity(self.found.len());
        for Found { code, at, message, mark, first } in self.found {
            let mut found = Diagnostic::error(code, at.clone(), message)
                .position(position(mark))
                .help("do not edit a published document: ask its author to correct it");
            if let Some(first) = first {
                found = found.related(at, "the first occurrence of the key is here");
                if let Some(related) = found.related.last_mut() {
                    related.position = position(first);
                }
            }
            diagnostics.push(found);
        }
        if self.more > 0 {
            let message = not_listed(self.more);
            let found = Diagnostic::error(Code::TooLarge, Pointer::root(), message);
            diagnostics.push(found.help("fix the listed problems, and run the command again"));
        }
        diagnostics
    }

    /// Notes a key; returns where it was before if it occurs for the second time.
    fn repeats(&mut self, name: &str, mark: Mark) -> Option<Mark> {
        match self.open.last_mut()?.members.entry(name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert((mark, false));
                None
            }
            Entry::Occupied(mut entry) => {
                let (first, reported) = entry.get_mut();
                (!std::mem::replace(reported, true)).then_some(*first)
            }
        }
    }

    /// Notes a finding about the innermost open value, or a property of it. What is beyond the
    /// bound is only counted.
    fn find(
        &mut self,
        code: Code,
        member: Option<&str>,
        message: String,
        mark: Mark,
        first: Option<Mark>,
    ) {
        if self.found.len() >= FINDINGS || self.pointers >= NAMES_IN_ALL {
            self.more = self.more.saturating_add(1);
            return;
        }
        let place = self.place();
        let at = member.map_or_else(|| place.clone(), |name| place.child(name));
        self.pointers = self.pointers.saturating_add(at.len());
        self.found.push(Found { code, at, message, mark, first });
    }

    /// Returns the place of the innermost open value.
    fn place(&self) -> Pointer {
        let mut place = Pointer::root();
        for open in &self.open {
            match &open.key {
                Key::Root => {}
                Key::Member(key) => place.push(key),
                Key::Item(index) => place.push(index),
            }
        }
        place
    }
}

/// Returns the beginning of a text.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

impl Visitor for Faithful {
    fn enter(&mut self, step: Step<'_>, mark: Mark) {
        let key = match step {
            Step::Root => Key::Root,
            Step::Item(index) => Key::Item(index),
            Step::Member(name) => {
                if let Some(first) = self.repeats(name, mark) {
                    let shown = shortened(name);
                    let message = format!("the key `{shown}` occurs twice in one object");
                    self.find(Code::DuplicateKey, Some(name), message, mark, Some(first));
                }
                Key::Member(name.to_owned())
            }
        };
        self.open.push(Open { key, members: BTreeMap::new() });
    }

    fn number(&mut self, literal: &str, mark: Mark) {
        if !is_exact(literal) {
            let shown = shortened(literal);
            let message = format!("the number `{shown}` cannot be represented exactly in 64 bits");
            self.find(Code::NumberOutOfRange, None, message, mark, None);
        }
    }

    fn leave(&mut self) {
        self.open.pop();
    }
}
