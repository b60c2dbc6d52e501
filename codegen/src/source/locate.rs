//! The search for many pointers in one pass: a tree of the wanted keys, walked beside the text.

use std::collections::BTreeMap;

use super::{Mark, Step, Visitor, resolve_offsets};
use crate::diagnostic::Position;
use crate::pointer::Pointer;

/// A search for pointers. Node 0 is the document.
pub(super) struct Search {
    nodes: Vec<Node>,
    /// The node of each open value, if something in it is wanted.
    open: Vec<Option<usize>>,
}

#[derive(Default)]
struct Node {
    parent: usize,
    children: BTreeMap<String, usize>,
    mark: Option<Mark>,
}

impl Default for Search {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], open: Vec::new() }
    }
}

impl Search {
    /// Adds a pointer, and returns its node.
    pub(super) fn want(&mut self, pointer: &Pointer) -> usize {
        let mut node = 0;
        for segment in pointer.segments() {
            let next = self.nodes.len();
            let Some(parent) = self.nodes.get_mut(node) else { return node };
            let child = *parent.children.entry(segment).or_insert(next);
            if child == next {
                self.nodes.push(Node { parent: node, ..Node::default() });
            }
            node = child;
        }
        node
    }

    /// Returns the positions of nodes, after the scan. What was not found has the place of its
    /// parent.
    pub(super) fn found(mut self, wanted: &[usize], text: &str) -> Vec<Option<Position>> {
        // Parents come before their children.
        let mut known: Vec<Option<Mark>> = Vec::with_capacity(self.nodes.len());
        for node in std::mem::take(&mut self.nodes) {
            let around = || known.get(node.parent).copied().flatten();
            known.push(node.mark.or_else(around));
        }
        let marks: Vec<_> = wanted.iter().map(|&node| known.get(node).copied().flatten()).collect();
        let offset = |mark: &Option<Mark>| match mark {
            Some(Mark::Offset(offset)) => Some(*offset),
            _ => None,
        };
        let offsets: Vec<_> = marks.iter().filter_map(offset).collect();
        let mut resolved = resolve_offsets(text, &offsets).into_iter();
        let position = |mark| match mark {
            Mark::Offset(_) => resolved.next(),
            Mark::Position(position) => Some(position),
        };
        let mut position = position;
        marks.into_iter().map(|mark| mark.and_then(&mut position)).collect()
    }
}

impl Visitor for Search {
    fn enter(&mut self, step: Step<'_>, mark: Mark) {
        let parent = self.open.last().copied().flatten().and_then(|parent| self.nodes.get(parent));
        let node = match (step, parent) {
            (Step::Root, _) => Some(0),
            (_, None) => None,
            (_, Some(parent)) if parent.children.is_empty() => None,
            (Step::Member(key), Some(parent)) => parent.children.get(key).copied(),
            (Step::Item(index), Some(parent)) => parent.children.get(&index.to_string()).copied(),
        };
        if let Some(node) = node.and_then(|node| self.nodes.get_mut(node)) {
            node.mark.get_or_insert(mark);
        }
        self.open.push(node);
    }

    fn leave(&mut self) {
        self.open.pop();
    }
}
