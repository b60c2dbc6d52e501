//! Finds the lines of handwritten code that use items of the client. Pure.
//!
//! The search goes by names, before anything is compiled: it knows no types, so a line that it
//! finds may use something else of the same name.

use std::collections::{BTreeMap, BTreeSet};

use codegen::diff::{Change, Changes, Source};
use codegen::ir::Api;

use super::Affected;
use super::file::File;
use super::names::Names;
use super::pattern::Pattern;

/// What breaks: the items, and what to do about it.
struct Break<'a> {
    items: Vec<&'a str>,
    methods: Vec<Pattern>,
    message: String,
}

fn breaks<'a>(changes: &'a Changes, names: &Names<'_>) -> Vec<Break<'a>> {
    let of_change = |change: &'a Change| {
        let mut items: Vec<&str> = change.items.iter().map(String::as_str).collect();
        // What got another name is listed under the new one.
        if items.is_empty() {
            items.extend(change.rust.split(", "));
        }
        let advice = change.rule.advice;
        let end = if advice.is_empty() { "" } else { ". " };
        let message = format!("{}{end}{}", change.message, advice.trim_end_matches('.'));
        Break { items, methods: names.methods(change), message }
    };
    let breaking = changes.changes.iter().filter(|change| change.source == Source::Break);
    let moved = changes.refactorings.iter().map(|moved| Break {
        items: moved.from.split(", ").collect(),
        methods: Vec::new(),
        message: format!("now `{}`", moved.to),
    });
    breaking.map(of_change).chain(moved).collect()
}

/// Returns the lines that may use what changed or is gone: first those that name it, then those
/// with a field of its name.
pub(super) fn search<'a>(changes: &Changes, old: &Api, files: &[File<'a>]) -> Vec<Affected> {
    let names = Names(old);
    let mut found: BTreeMap<(&str, usize), (bool, Affected)> = BTreeMap::new();
    for Break { items, methods, message } in breaks(changes, &names) {
        for item in items {
            for pattern in names.patterns(item, &methods) {
                let is_field = matches!(pattern, Pattern::Field { .. });
                let lines = |file: &File<'a>| {
                    let path = file.path;
                    pattern.lines(file).into_iter().map(move |line| (path, line))
                };
                for (path, line) in files.iter().flat_map(lines) {
                    // The most severe change comes first.
                    let new = || Affected {
                        place: format!("{path}:{}", line + 1),
                        items: BTreeSet::new(),
                        message: message.clone(),
                    };
                    let (only_fields, affected) =
                        found.entry((path, line)).or_insert_with(|| (true, new()));
                    *only_fields &= is_field;
                    affected.items.insert(names.shown(item));
                }
            }
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|(only_fields, _)| *only_fields);
    found.into_iter().map(|(_, affected)| affected).collect()
}
