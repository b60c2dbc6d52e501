//! The version of the client crate, and every file that names it.

use codegen::diff::Bump;
use semver::Version;
use toml_edit::{DocumentMut, Item, Value};

use crate::fs;
use crate::git::Git;
use crate::paths::Workspace;
use crate::problem::Problem;

/// The name of the client crate.
const PACKAGE: &str = "generated-client";

/// The manifest that holds the version.
pub(crate) const MANIFEST: &str = "generated-client/Cargo.toml";

/// The lock files that record it: one for each workspace of the repository.
pub(crate) const LOCKS: [&str; 3] = ["Cargo.lock", "benches/Cargo.lock", "fuzz/Cargo.lock"];

/// The pages that say what to depend on.
pub(crate) const PAGES: [&str; 2] = ["README.md", "generated-client/README.md"];

/// Returns the version of the client.
pub(crate) fn of_client(workspace: &Workspace) -> Result<Version, Problem> {
    named_by(&fs::read_text(&workspace.root().join(MANIFEST))?)
}

/// Returns the version of the client at a revision, if there was one.
pub(crate) fn at_revision(workspace: &Workspace, revision: &str) -> Option<Version> {
    let bytes = Git::of(workspace).file(revision, MANIFEST).ok()??;
    named_by(&String::from_utf8(bytes).ok()?).ok()
}

/// Returns the version after an update that asks for `bump`.
pub(crate) fn after(version: &Version, bump: Bump) -> Version {
    bump.apply(&version.to_string())
        .and_then(|next| Version::parse(&next).ok())
        // A version with a pre-release part is the choice of a person.
        .unwrap_or_else(|| version.clone())
}

/// Returns the version that a manifest names.
fn named_by(text: &str) -> Result<Version, Problem> {
    let manifest = parsed(MANIFEST, text)?;
    let version = manifest.get("package").and_then(|package| package.get("version"));
    let version = version.and_then(Item::as_str).ok_or_else(|| {
        Problem::new("invalid-manifest", format!("{MANIFEST} has no `package.version`"))
    })?;
    Version::parse(version).map_err(|error| {
        let message = format!("{MANIFEST}: `{version}` is not a semantic version: {error}");
        Problem::new("invalid-manifest", message)
    })
}

/// Returns the files that name the version, with the text they have for `next`. Files that do not
/// change are left out.
pub(crate) fn edits(
    workspace: &Workspace,
    next: &Version,
) -> Result<Vec<(&'static str, String)>, Problem> {
    let current = of_client(workspace)?;
    let mut edits = vec![(MANIFEST, in_manifest(&read(workspace, MANIFEST)?, next)?)];
    for file in LOCKS.into_iter().filter(|file| workspace.root().join(file).is_file()) {
        edits.push((file, in_lock(file, &read(workspace, file)?, next)?));
    }
    for file in PAGES.into_iter().filter(|file| workspace.root().join(file).is_file()) {
        edits.push((file, in_page(&read(workspace, file)?, &current, next)));
    }
    let mut changed = Vec::new();
    for (file, text) in edits {
        if read(workspace, file)? != text {
            changed.push((file, text));
        }
    }
    Ok(changed)
}

fn read(workspace: &Workspace, file: &str) -> Result<String, Problem> {
    fs::read_text(&workspace.root().join(file))
}

pub(crate) fn parsed(file: &str, text: &str) -> Result<DocumentMut, Problem> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        Problem::new("invalid-manifest", format!("{file} is not TOML: {}", error.message()))
    })
}

fn in_manifest(text: &str, next: &Version) -> Result<String, Problem> {
    let mut manifest = parsed(MANIFEST, text)?;
    let package = manifest.get_mut("package");
    if let Some(version) = package.and_then(|package| package.get_mut("version")) {
        set(version, next);
    }
    Ok(manifest.to_string())
}

fn in_lock(file: &str, text: &str, next: &Version) -> Result<String, Problem> {
    let mut lock = parsed(file, text)?;
    let packages = lock.get_mut("package").and_then(Item::as_array_of_tables_mut);
    for package in packages.into_iter().flat_map(toml_edit::ArrayOfTables::iter_mut) {
        // A package of the registry has a source; the one of this repository has none.
        let ours = package.get("name").and_then(Item::as_str) == Some(PACKAGE)
            && !package.contains_key("source");
        if let Some(version) = package.get_mut("version").filter(|_| ours) {
            set(version, next);
        }
    }
    Ok(lock.to_string())
}

/// Replaces a value and keeps the spaces and comments around it.
fn set(item: &mut Item, version: &Version) {
    if let Some(value) = item.as_value_mut() {
        let decor = value.decor().clone();
        *value = Value::from(version.to_string());
        *value.decor_mut() = decor;
    }
}

/// Returns a page that tells people to depend on `0.2` instead of `0.1`.
fn in_page(text: &str, current: &Version, next: &Version) -> String {
    let line = |line: &str| {
        if !line.contains("\"generated-client\"") {
            return line.to_owned();
        }
        let wanted = |version| format!("version = \"{}\"", series(version));
        line.replace(&wanted(current), &wanted(next))
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Returns the versions that cargo takes for compatible, as one writes them in a manifest.
fn series(version: &Version) -> String {
    match version.major {
        0 => format!("0.{}", version.minor),
        major => major.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_PACKAGES: &str = "# Made by cargo.\nversion = 4\n\n[[package]]\nname = \"a\"\n\
        version = \"0.1.3\"\n\n[[package]]\nname = \"generated-client\"\nversion = \"0.1.3\"\n\
        dependencies = [\n \"a\",\n]\n";

    fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let workspace = Workspace::at(folder.path().to_owned(), None);
        (folder, workspace)
    }

    #[test]
    fn the_version_is_read_and_replaced_wherever_it_is_named() {
        let manifest = "[package] # ours\nname = \"generated-client\"\nversion = \"0.1.3\" # now\n\n\
            [dependencies]\nother = { version = \"0.1.3\" }\n";
        let page = "sdk = { package = \"generated-client\", version = \"0.1\" }\n\
            other = { version = \"0.1\" }\n";
        let mut files = vec![(MANIFEST, manifest), ("README.md", page)];
        files.extend(LOCKS.map(|lock| (lock, TWO_PACKAGES)));
        let (_folder, workspace) = workspace(&files);
        assert_eq!(of_client(&workspace).unwrap(), Version::new(0, 1, 3));
        assert_eq!(edits(&workspace, &Version::new(0, 1, 3)).unwrap(), []);

        let edits = edits(&workspace, &Version::new(0, 2, 0)).unwrap();
        let text = |file: &str| &edits.iter().find(|(name, _)| *name == file).unwrap().1;
        assert_eq!(*text(MANIFEST), manifest.replacen("0.1.3", "0.2.0", 1));
        let (head, tail) = TWO_PACKAGES.split_once("generated-client").unwrap();
        for lock in LOCKS {
            let expected = format!("{head}generated-client{}", tail.replace("0.1.3", "0.2.0"));
            assert_eq!(*text(lock), expected, "{lock}");
        }
        assert_eq!(*text("README.md"), page.replacen("0.1", "0.2", 1));
    }

    #[test]
    fn a_manifest_without_a_version_is_a_problem() {
        for text in [
            "[package]\n",
            "[package]\nversion.workspace = true\n",
            "=",
            "[package]\nversion = \"1\"\n",
        ] {
            let (_folder, workspace) = workspace(&[(MANIFEST, text)]);
            assert_eq!(of_client(&workspace).unwrap_err().code, "invalid-manifest", "{text}");
        }
    }

    #[test]
    fn a_series_is_a_range_that_cargo_treats_as_compatible() {
        let series = |text: &str| series(&Version::parse(text).unwrap());
        assert_eq!(["0.1.3", "0.12.0", "1.4.2", "12.0.0"].map(series), ["0.1", "0.12", "1", "12"]);
    }

    #[test]
    fn a_version_grows_by_the_rules_of_cargo_and_a_pre_release_does_not() {
        let after = |text: &str, bump| after(&Version::parse(text).unwrap(), bump).to_string();
        assert_eq!(after("0.1.3", Bump::Major), "0.2.0");
        assert_eq!(after("1.4.2", Bump::Minor), "1.5.0");
        assert_eq!(after("1.0.0-rc.1", Bump::Major), "1.0.0-rc.1");
    }

    #[test]
    fn every_tracked_lock_file_of_the_repository_is_known() {
        let mut tracked = Git::of(&Workspace::find()).tracked(&["*Cargo.lock"]).unwrap();
        tracked.sort();
        let mut known = LOCKS.to_vec();
        known.sort_unstable();
        if !tracked.is_empty() {
            assert_eq!(tracked, known);
        }
    }

    /// Cargo refuses a lock file with another version of the client than its manifest.
    #[test]
    fn every_workspace_is_locked_after_the_version_changed() {
        let repository = Workspace::find();
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy");
        let path = copy.to_string_lossy();
        // Where this is not a clone, there is nothing to copy.
        if Git::of(&repository).change(&["clone", "--quiet", "--shared", ".", &path]).is_err() {
            return;
        }
        let copy = Workspace::at(copy, None);
        for (file, text) in edits(&copy, &Version::new(9, 9, 9)).unwrap() {
            std::fs::write(copy.root().join(file), text).unwrap();
        }
        for lock in LOCKS {
            let manifest = copy.root().join(lock).with_file_name("Cargo.toml");
            let output = std::process::Command::new(std::env::var_os("CARGO").unwrap())
                .args(["metadata", "--locked", "--offline", "--format-version", "1"])
                .arg("--manifest-path")
                .arg(manifest)
                .output()
                .unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            // A package that was never downloaded says nothing about the lock file.
            let offline = error.contains("--offline") && !error.contains("lock file");
            assert!(output.status.success() || offline, "{lock}: {error}");
        }
    }
}
