//! Runs the tests over a generated update, with the snapshots accepted that a person reviews.

use std::collections::BTreeSet;
use std::path::Path;

use clap::ValueEnum;

use crate::console::Console;
use crate::fs;
use crate::paths::{Workspace, with_slashes};
use crate::problem::{Failure, Problem};

use super::child::{Ended, cargo};
use super::findings::{Failing, failing};

/// The snapshots that reviewers read. They need no code that calls the client, so they are
/// accepted first: they are up to date even where handwritten code does not compile.
const OUTLINES: &[&str] = &["test", "--package", "sdk-tests", "--test", "generator"];

/// Handwritten code against the new client, without running it.
const COMPILE: &[&str] = &["check", "--workspace", "--all-targets", "--keep-going"];

/// All tests.
const ALL: &[&str] = &["test", "--workspace", "--no-fail-fast"];

/// The folder of the snapshots.
const SNAPSHOTS: &str = "tests/snapshots";

/// The folders in it that the tests of [`OUTLINES`] alone fill.
const OUTLINE_FOLDERS: &[&str] = &["resources", "models", "tables"];

/// Which tests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Tests {
    /// All tests of the workspace.
    #[default]
    All,
    /// Tests that compare snapshots of the generator; everything else is only compiled.
    Outlines,
    /// None.
    None,
}

/// Runs the tests, accepts changed snapshots, and removes those that no test refers to any more.
/// Returns what fails.
pub(crate) fn test(
    tests: Tests,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Vec<Failing>, Failure> {
    if tests == Tests::None {
        return Ok(Vec::new());
    }
    let references = workspace.target().join("update-references");
    fs::replace(&references, b"")?;
    let path = references.to_string_lossy().into_owned();
    // insta appends the path of each snapshot that a test compares.
    let variables = [("INSTA_UPDATE", "always"), ("INSTA_SNAPSHOT_REFERENCES_FILE", path.as_str())];
    let mut outlines = cargo(workspace, console, OUTLINES, &variables)?;
    // What is removed has no outline any more, which would fail the tests that follow.
    let removed = OUTLINE_FOLDERS.iter().try_fold(0, |removed, folder| {
        let found = remove_orphans(workspace, folder, &fs::read_text(&references)?)?;
        Ok::<_, Problem>(removed + found)
    })?;
    if tests == Tests::Outlines {
        if removed > 0 {
            outlines = cargo(workspace, console, OUTLINES, &variables)?;
        }
        let compiled = cargo(workspace, console, COMPILE, &[])?;
        return Ok([failures(&outlines), failures(&compiled)].concat());
    }
    let failures = failures(&cargo(workspace, console, ALL, &variables)?);
    let compiled = !failures.iter().any(Failing::is_compile_error);
    if compiled {
        remove_orphans(workspace, "", &fs::read_text(&references)?)?;
    }
    Ok(failures)
}

fn failures(ended: &Ended) -> Vec<Failing> {
    let mut failures = failing(&ended.text);
    if ended.code != 0 && failures.is_empty() {
        let tail: Vec<&str> = ended.text.lines().rev().take(12).collect();
        let message = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
        failures.push(Failing { name: "cargo test".to_owned(), message });
    }
    failures
}

/// Removes the snapshots of a folder that no reference names: those of handles and models that went
/// away. Returns how many.
fn remove_orphans(workspace: &Workspace, folder: &str, references: &str) -> Result<usize, Problem> {
    let root = workspace.root().join(SNAPSHOTS).join(folder);
    let known: BTreeSet<String> = references
        .lines()
        .filter_map(|line| std::fs::canonicalize(line).ok())
        .filter_map(|path| path.strip_prefix(root.canonicalize().ok()?).ok().map(with_slashes))
        .collect();
    // Where no reference was recorded, nothing is known about what is an orphan.
    if known.is_empty() {
        return Ok(0);
    }
    let tree = fs::read_tree(&root)?;
    let is_snapshot =
        |path: &&String| Path::new(path).extension().is_some_and(|extension| extension == "snap");
    let orphans: Vec<&str> = tree
        .files
        .keys()
        .filter(is_snapshot)
        .filter(|path| !known.contains(*path))
        .map(String::as_str)
        .collect();
    fs::apply(&root, &[], &orphans)?;
    Ok(orphans.len())
}

#[cfg(test)]
mod tests {
    use super::remove_orphans;
    use crate::testing::{DOCUMENT, Repository};

    #[test]
    fn snapshots_without_a_reference_go_and_those_of_other_folders_stay() {
        let repository = Repository::new(DOCUMENT);
        for file in ["models/thing.snap", "models/gone.snap", "models/notes.md", "checks/a.snap"] {
            repository.write(&format!("tests/snapshots/{file}"), "");
        }
        let snapshots = |folder: &str| {
            let path = repository.path("tests/snapshots").join(folder);
            crate::fs::read_tree(&path).unwrap().files.into_keys().collect::<Vec<_>>()
        };
        let workspace = &repository.workspace;
        assert_eq!(remove_orphans(workspace, "models", "").unwrap(), 0);
        let reference = repository.path("tests/snapshots/models/thing.snap");
        let references = format!("{0}\n{0}\n", reference.display());
        assert_eq!(remove_orphans(workspace, "models", &references).unwrap(), 1);
        assert_eq!(snapshots("models"), ["notes.md", "thing.snap"]);
        assert_eq!(snapshots("checks"), ["a.snap"]);
        assert_eq!(remove_orphans(workspace, "", &references).unwrap(), 1);
        assert_eq!(snapshots("checks"), [] as [&str; 0]);
    }
}
