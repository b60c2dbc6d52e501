//! `docs/dependencies.md` against the manifests: each dependency has a row with a reason, its
//! licence and the crates that it adds, and no row is left over.
//!
//! `UPDATE_DOCS=1 cargo test -p xtask --test dependencies` writes licences and counts.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers as well")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

const PAGE: &str = "docs/dependencies.md";

/// The sections of the page, each with the package whose dependencies it lists.
const SECTIONS: &[(&str, &str)] = &[
    ("The client", "generated-client"),
    ("The generator", "clickhouse-cloud-codegen"),
    ("The commands", "xtask"),
    ("Downloading", "download"),
    ("Tests", "sdk-tests"),
    ("The test double", "clickhouse-cloud-double"),
];

/// The section of the workspaces that only a few people build, and their manifests. Their lock
/// files are not read, since that could download what nobody needs here.
const OTHERS: &str = "Benches and fuzzing";
const OTHER_FOLDERS: &[&str] =
    &["benches", "benches/programs", "benches/report", "benches/suite", "benches/twins", "fuzz"];

/// The largest default dependency tree of the client, itself included.
const LARGEST_TREE: usize = 98;

/// The platform that trees are counted on.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What cargo resolves for the workspace.
struct Resolved(Value);

impl Resolved {
    fn new() -> Self {
        let text = cargo(&[
            "metadata",
            "--format-version=1",
            "--locked",
            "--all-features",
            "--filter-platform",
            PLATFORM,
        ]);
        Self(serde_json::from_str(&text).unwrap())
    }

    fn packages(&self) -> impl Iterator<Item = &Value> {
        self.0["packages"].as_array().unwrap().iter()
    }

    fn package(&self, id: &str) -> &Value {
        self.packages().find(|package| package["id"] == id).unwrap()
    }

    fn node(&self, id: &str) -> &Value {
        let nodes = self.0["resolve"]["nodes"].as_array().unwrap();
        nodes.iter().find(|node| node["id"] == id).unwrap()
    }

    /// The dependencies that a manifest names from a registry, by the name that it gives them.
    fn dependencies(&self, package: &str) -> BTreeMap<String, Row> {
        let package = self.packages().find(|found| found["name"] == package).unwrap();
        let node = self.node(package["id"].as_str().unwrap());
        let mut rows = BTreeMap::new();
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["source"].is_null() {
                continue;
            }
            let name = dependency["name"].as_str().unwrap();
            let found = node["deps"].as_array().unwrap().iter().find_map(|edge| {
                let id = edge["pkg"].as_str().unwrap();
                let dependency = self.package(id);
                (dependency["name"] == name).then_some((id, dependency))
            });
            let (id, found) = found.unwrap_or_else(|| panic!("{name} is not in Cargo.lock"));
            let row = Row {
                licence: found["license"].as_str().unwrap().replace('/', " OR "),
                brings: self.tree(id).len(),
            };
            let named = dependency["rename"].as_str().unwrap_or(name);
            rows.insert(named.to_owned(), row);
        }
        rows
    }

    /// The crates that a dependency adds to a build.
    fn tree(&self, id: &str) -> BTreeSet<String> {
        let mut tree = BTreeSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            if !tree.insert(id.clone()) {
                continue;
            }
            for edge in self.node(&id)["deps"].as_array().unwrap() {
                let mut kinds = edge["dep_kinds"].as_array().unwrap().iter();
                if kinds.any(|kind| kind["kind"] != "dev") {
                    open.push(edge["pkg"].as_str().unwrap().to_owned());
                }
            }
        }
        tree
    }
}

struct Row {
    licence: String,
    brings: usize,
}

/// The rows of a section, by the crate that they name; cells without the first.
fn rows<'a>(page: &'a str, section: &str) -> BTreeMap<&'a str, Vec<&'a str>> {
    let heading = format!("\n## {section}\n");
    let (_, rest) = page.split_once(&heading).unwrap_or_else(|| panic!("no section {section}"));
    let text = rest.split("\n## ").next().unwrap();
    let mut rows = BTreeMap::new();
    for line in text.lines() {
        let Some((name, cells)) = line.strip_prefix("| `").and_then(|line| line.split_once("` |"))
        else {
            continue;
        };
        let cells: Vec<&str> = cells.trim_end_matches('|').split('|').map(str::trim).collect();
        assert!(cells.len() >= 2, "{section}: too few cells: {line}");
        assert!(!cells[0].is_empty() && !cells[1].is_empty(), "{section}: an empty cell: {line}");
        assert_eq!(rows.insert(name, cells), None, "{section}: `{name}` has two rows");
    }
    rows
}

#[test]
fn each_dependency_has_a_row() {
    let path = root().join(PAGE);
    let mut page = fs::read_to_string(&path).unwrap();
    let resolved = Resolved::new();
    let mut problems = Vec::new();
    for (section, package) in SECTIONS {
        let expected = resolved.dependencies(package);
        let (heading, mut written) = (format!("\n## {section}\n"), page.clone());
        let found = rows(&page, section);
        for name in found.keys().filter(|name| !expected.contains_key(**name)) {
            problems.push(format!("{section}: `{name}` is no dependency of {package}"));
        }
        for (name, row) in &expected {
            let Some(cells) = found.get(name.as_str()) else {
                problems.push(format!("{section}: no row for `{name}` of {package}"));
                continue;
            };
            let head = format!("| `{name}` | {} | {} |", cells[0], cells[1]);
            let line = format!("{head} {} | {} |", row.licence, row.brings);
            let start = written.find(&heading).unwrap();
            let at = start + written[start..].find(&format!("\n| `{name}` |")).unwrap() + 1;
            let end = at + written[at..].find('\n').unwrap();
            if written[at..end] != line {
                problems.push(format!("{section}: expected: {line}"));
                written.replace_range(at..end, &line);
            }
        }
        page = written;
    }
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, page).unwrap();
    }
    assert!(problems.is_empty(), "{PAGE}; UPDATE_DOCS=1 writes the numbers:\n{problems:#?}");
}

#[test]
fn each_dependency_of_benches_and_fuzzing_has_a_row() {
    let mut expected = BTreeSet::new();
    let mut manifests = Vec::new();
    for folder in OTHER_FOLDERS {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            manifests.push(if path.is_dir() { path.join("Cargo.toml") } else { path });
        }
    }
    for path in manifests.iter().filter(|path| path.ends_with("Cargo.toml") && path.exists()) {
        let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
        for table in tables.iter().filter_map(|table| manifest.get(*table)?.as_table()) {
            // Only the root of a workspace has a path for a package of this repository; members
            // inherit it.
            let local = [
                "bench-",
                "clickhouse-cloud-codegen",
                "clickhouse-cloud-double",
                "generated-client",
                "sdk-tests",
            ];
            let foreign = table.keys().filter(|name| !local.iter().any(|l| name.starts_with(l)));
            expected.extend(foreign.cloned());
        }
    }
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let found: BTreeSet<String> = rows(&page, OTHERS).into_keys().map(str::to_owned).collect();
    assert_eq!(found, expected, "{PAGE}, section {OTHERS}");
}

/// Cargo resolves features separately for build scripts and procedural macros: with different
/// features, the generator and most of its dependencies would be built twice.
#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn the_tests_build_the_generator_once() {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        // The list of compilation units is not stable.
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["test", "--workspace", "--locked", "--unit-graph", "-Z", "unstable-options"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let graph: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut builds: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for unit in graph["units"].as_array().unwrap() {
        if unit["mode"] == "build" && unit["target"]["kind"][0] == "lib" {
            let package = unit["pkg_id"].as_str().unwrap();
            builds.entry(package).or_default().push(&unit["features"]);
        }
    }
    let is_ours = |package: &&str| package.contains("clickhouse-cloud-codegen");
    assert_eq!(builds.keys().filter(|package| is_ours(package)).count(), 1, "{builds:?}");
    builds.retain(|_, features| features.len() > 1);
    assert!(
        builds.is_empty(),
        "enable the same features in tests/Cargo.toml, for its tests and for its build script: \
         {builds:#?}"
    );
}

#[test]
fn the_default_tree_of_the_client_is_small() {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--package",
        "generated-client",
        "--edges",
        "normal",
        "--target",
        PLATFORM,
        "--prefix",
        "none",
        "--no-dedupe",
        "--format",
        "{p}",
    ]);
    let crates: BTreeSet<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
    assert!(crates.len() <= LARGEST_TREE, "{} crates: {crates:#?}", crates.len());
    assert!(crates.iter().any(|name| name.starts_with("reqwest ")), "the tree is not the default");
}
