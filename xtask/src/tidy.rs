//! Rules of this repository that no compiler checks, as tests. They read and never write.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use codegen::Generated;
use toml::Table;

use crate::fs;
use crate::input::{Paths, Sources};
use crate::lock::{Counts, Lock};
use crate::paths::{Workspace, with_slashes};
use crate::plan::{State, carries_marker, plan};
use crate::regenerate::{COMMAND, texts};

mod circles;
mod invariants;
mod paths;

/// The folder that the generator owns, from the root.
const GENERATED: &str = "generated-client/src/generated/";

/// Words that must not be committed: unfinished work, and paths of somebody's machine.
/// They are written in two parts, so that this file does not hold them.
const FORBIDDEN: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("```", "ignore"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("C:", "\\Users"),
];

/// Returns the text files of the repository, by their path from the root.
fn files() -> &'static BTreeMap<String, String> {
    static FILES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = Workspace::find().root().to_path_buf();
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let entry = entry.unwrap();
                let path = entry.path();
                let relative = with_slashes(path.strip_prefix(&root).unwrap());
                if entry.file_type().unwrap().is_dir() {
                    if ![".git", "target"].iter().any(|name| path.ends_with(name)) {
                        folders.push(path);
                    }
                } else if is_text(&path) {
                    files.insert(relative, fs::read_text(&path).unwrap());
                }
            }
        }
        files
    })
}

fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("rs" | "md" | "toml" | "yaml" | "yml"))
}

fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    files()
        .iter()
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|extension| extension == "rs"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
}

/// Returns what the generator makes of the committed document.
fn generated() -> &'static Generated {
    static GENERATED: OnceLock<Generated> = OnceLock::new();
    GENERATED.get_or_init(|| {
        let sources = Sources::read(&Workspace::find(), &Paths::default()).unwrap();
        codegen::generate(&sources.input())
            .unwrap_or_else(|errors| panic!("`{COMMAND}` names the errors: {errors:?}"))
    })
}

fn none(wrong: &[impl AsRef<str>], rule: &str) {
    let list: Vec<&str> = wrong.iter().map(AsRef::as_ref).take(20).collect();
    assert!(list.is_empty(), "{} in all: {rule}:\n{}", wrong.len(), list.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let silent: Vec<&str> = sources()
        .filter(|(path, text)| !path.starts_with(GENERATED) && !text.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();
    none(&silent, "these files do not start with `//! `");
}

#[test]
fn generated_files_and_only_they_carry_the_marker() {
    let handwritten: Vec<&str> = sources()
        .filter(|(path, text)| path.starts_with(GENERATED) && !carries_marker(text.as_bytes()))
        .map(|(path, _)| path)
        .collect();
    none(&handwritten, "these files in the generated folder are handwritten");
    let stray: Vec<&str> = sources()
        .filter(|(path, text)| !path.starts_with(GENERATED) && carries_marker(text.as_bytes()))
        .map(|(path, _)| path)
        .collect();
    none(&stray, "these files outside the generated folder carry its marker");
}

#[test]
fn nothing_unfinished_and_no_machine_is_named() {
    let mut found = Vec::new();
    for (path, text) in files() {
        // Texts of the spec are in generated files, and are not checked.
        if path.starts_with(GENERATED) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            // An example of a feature cannot compile where the feature is off.
            let attribute = line.trim_start().trim_start_matches("#!").trim_start_matches('#');
            if attribute.starts_with("[cfg_attr(not(") {
                continue;
            }
            if let Some(word) = FORBIDDEN.iter().find(|word| line.contains(**word)) {
                found.push(format!("{path}:{}: {word}", index + 1));
            }
        }
    }
    none(&found, "these lines contain forbidden words");
}

#[test]
fn the_lock_describes_the_committed_document() {
    let workspace = Workspace::find();
    let document = fs::read(&workspace.spec()).unwrap();
    let lock = Lock::read(&workspace.lock()).unwrap();
    assert!(lock.matches(&document), "size or sha256 differ");
    let value: serde_json::Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(lock.operations, Counts::of(&value).operations);
    assert_eq!(value["openapi"], lock.openapi);
    assert!(!lock.source.contains(['/', '\\']) || lock.source.starts_with("https://"));
    let text = fs::read_text(&workspace.lock()).unwrap();
    assert_eq!(text.replace("\r\n", "\n"), lock.to_text().unwrap(), "it was edited by hand");
}

#[test]
fn every_operation_of_the_document_is_generated() {
    let lock = Lock::read(&Workspace::find().lock()).unwrap();
    assert_eq!(generated().api.operations.len(), lock.operations);
}

#[test]
fn each_group_is_a_feature_and_on_by_default() {
    let path: PathBuf = Workspace::find().client().join("Cargo.toml");
    let manifest: Table = fs::read_text(&path).unwrap().parse().unwrap();
    let features = manifest["features"].as_table().unwrap();
    let default: BTreeSet<&str> =
        features["default"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
    // A feature of a group switches code on and nothing else.
    let listed: BTreeSet<&str> = default
        .iter()
        .copied()
        .filter(|name| features[*name].as_array().is_some_and(Vec::is_empty))
        .collect();
    let groups: BTreeSet<&str> =
        generated().api.groups.iter().map(|group| group.name.as_str()).collect();
    let manifest = "generated-client/Cargo.toml";
    let add = |group: &&str| {
        format!("add the feature `{group} = []` to {manifest}, and `{group}` to its `default`")
    };
    let delete = |group: &&str| {
        format!("delete the feature `{group}` from {manifest}: no operation is in this group")
    };
    let mut edits: Vec<String> = groups.difference(&listed).map(add).collect();
    edits.extend(listed.difference(&groups).map(delete));
    none(&edits, "the features are not the groups of spec/overlay.yaml with operations");
}

#[test]
fn the_committed_client_is_what_the_generator_makes() {
    let files = texts(generated());
    let tree = fs::read_tree(&Workspace::find().generated()).unwrap();
    let plan = plan(&files, &tree.files);
    let different: Vec<String> = plan
        .entries
        .iter()
        .filter(|entry| entry.state != State::Fresh)
        .map(|entry| format!("{:?} {GENERATED}{}", entry.state, entry.path))
        .collect();
    none(&different, &format!("run `{COMMAND}` and commit the result"));
}

#[test]
fn extensions_are_named_in_one_file() {
    let home = "codegen/src/extension.rs";
    let names: Vec<&str> = files()[home]
        .lines()
        .filter_map(|line| line.trim().split_once(" = ")?.1.strip_suffix(';'))
        .filter(|name| name.starts_with("\"x-"))
        .collect();
    assert!(names.len() > 10, "{home} has the names");
    let mut found = Vec::new();
    for (path, text) in sources().filter(|(path, _)| path.starts_with("codegen/src/")) {
        // Tests write documents as they are.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if path != home && !path.ends_with("tests.rs") {
            let names = names.iter().filter(|name| code.contains(**name));
            found.extend(names.map(|name| format!("{path}: {name}")));
        }
    }
    none(&found, "use the constants of codegen/src/extension.rs");
}
