//! Rejects import cycles between files, except those that the domain requires.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::Paths;
use super::sources;

/// The crates whose files are looked at: the folders of their sources.
const CRATES: &[&str] = &["codegen/src/", "generated-client/src/", "xtask/src/"];

/// Circles that are allowed, by the folder of the crate and the files; ARCHITECTURE.md has the
/// reasons.
const ALLOWED: &[&[&str]] = &[
    // A schema in an object in a union; a slot that opens into a model.
    &[
        "codegen/src/model/any.rs",
        "codegen/src/model/context.rs",
        "codegen/src/model/discriminator.rs",
        "codegen/src/model/object.rs",
        "codegen/src/model/refine.rs",
        "codegen/src/model/schema.rs",
        "codegen/src/model/secret.rs",
        "codegen/src/model/tag.rs",
        "codegen/src/model/union.rs",
    ],
];

/// Returns the files of a crate by the path of their module: `crate::diff::raw`.
fn modules(root: &str) -> BTreeMap<String, (&'static str, &'static str)> {
    let in_crate = |path: &str| {
        let path = path.strip_prefix(root)?.strip_suffix(".rs")?;
        let path = path.strip_suffix("/mod").unwrap_or(path);
        // Generated code imports what it needs and is imported from one place.
        let is_test =
            path.ends_with("tests") || path.ends_with("testing") || path.starts_with("tidy");
        if path.starts_with("generated") || is_test {
            return None;
        }
        Some(match path {
            "lib" | "main" => "crate".to_owned(),
            _ => format!("crate::{}", path.replace('/', "::")),
        })
    };
    sources().filter_map(|(path, text)| Some((in_crate(path)?, (path, text)))).collect()
}

/// Returns the absolute form of a path that is written in a module.
fn absolute(path: &str, module: &str) -> Option<String> {
    let mut base = module.to_owned();
    let mut parts = path.split("::").peekable();
    match parts.peek().copied()? {
        "crate" => {
            parts.next();
            "crate".clone_into(&mut base);
        }
        "self" => {
            parts.next();
        }
        // A path from the parent, a child of this module, or another crate.
        _ => {}
    }
    while parts.next_if_eq(&"super").is_some() {
        base.truncate(base.rfind("::")?);
    }
    Some(parts.fold(base, |path, part| format!("{path}::{part}")))
}

/// Returns which files each file imports from.
fn imports(
    modules: &BTreeMap<String, (&'static str, &str)>,
) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut graph = BTreeMap::new();
    for (module, (file, text)) in modules {
        let mut targets = BTreeSet::new();
        for path in Paths::of(text).imported {
            let Some(mut path) = absolute(&path, module) else { continue };
            // The deepest module of the path; what is above it re-exports or declares it.
            while !modules.contains_key(&path) {
                match path.rfind("::") {
                    Some(at) => path.truncate(at),
                    None => break,
                }
            }
            if let Some((target, _)) = modules.get(&path)
                && target != file
                && path != "crate"
            {
                targets.insert(*target);
            }
        }
        graph.insert(*file, targets);
    }
    graph
}

/// Returns the groups of files that import from each other, directly or not.
fn circles(graph: &BTreeMap<&'static str, BTreeSet<&'static str>>) -> BTreeSet<Vec<&'static str>> {
    let reach = |start: &'static str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![start];
        while let Some(file) = open.pop() {
            for &next in graph.get(file).into_iter().flatten() {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|file| (*file, reach(file))).collect();
    let together = |file: &'static str| -> Vec<&'static str> {
        let mutual = |other: &&&'static str| {
            reached[file].contains(**other) && reached[**other].contains(file)
        };
        graph.keys().filter(mutual).copied().collect()
    };
    graph.keys().map(|file| together(file)).filter(|circle| circle.len() > 1).collect()
}

#[test]
fn files_import_from_each_other_in_one_direction() {
    let mut found = Vec::new();
    for root in CRATES {
        for circle in circles(&imports(&modules(root))) {
            if !ALLOWED.contains(&circle.as_slice()) {
                found.push(circle.join("\n  "));
            }
        }
    }
    assert!(
        found.is_empty(),
        "these files import from each other; move what both need to a file of its own:\n  {}",
        found.join("\n\n  ")
    );
}

#[test]
fn a_circle_is_found_through_any_number_of_files() {
    let graph = BTreeMap::from([
        ("a", BTreeSet::from(["b"])),
        ("b", BTreeSet::from(["c"])),
        ("c", BTreeSet::from(["a"])),
        ("d", BTreeSet::from(["a"])),
    ]);
    assert_eq!(circles(&graph), BTreeSet::from([vec!["a", "b", "c"]]));
    assert_eq!(absolute("super::super::x::Y", "crate::a::b").as_deref(), Some("crate::x::Y"));
    assert_eq!(absolute("self::x", "crate::a").as_deref(), Some("crate::a::x"));
    assert_eq!(absolute("crate::x", "crate::a").as_deref(), Some("crate::x"));
}
