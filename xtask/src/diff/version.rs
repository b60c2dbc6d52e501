//! The version of the client crate, and the files that name it.

use toml::{Table, Value};

use super::document::committed_text;
use crate::fs;
use crate::paths::Workspace;
use crate::problem::Problem;

/// The manifest that holds it.
const MANIFEST: &str = "generated-client/Cargo.toml";

/// What cargo wrote down about it.
const LOCK: &str = "Cargo.lock";

/// The pages that say what to depend on.
const PAGES: [&str; 2] = ["README.md", "generated-client/README.md"];

/// The version of the client.
pub(crate) fn of_client(workspace: &Workspace) -> Result<String, Problem> {
    named_by(&fs::read_text(&workspace.root().join(MANIFEST))?)
}

/// The version of the client at a revision, if there was one.
pub(crate) fn at_revision(workspace: &Workspace, revision: &str) -> Option<String> {
    named_by(&committed_text(workspace, revision, MANIFEST)?).ok()
}

/// The version that a manifest names.
fn named_by(text: &str) -> Result<String, Problem> {
    let manifest: Table = text.parse().map_err(|error: toml::de::Error| {
        Problem::new("invalid-manifest", format!("{MANIFEST} is not TOML: {}", error.message()))
    })?;
    let version = manifest.get("package").and_then(|package| package.get("version"));
    version.and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
        Problem::new("invalid-manifest", format!("{MANIFEST} names no version of its own"))
    })
}

/// Replaces the version of the client wherever it stands.
pub(crate) fn set(workspace: &Workspace, current: &str, next: &str) -> Result<(), Problem> {
    let line = |version: &str| format!("\nversion = \"{version}\"\n");
    let manifest = fs::read_text(&workspace.root().join(MANIFEST))?;
    // The first line of the kind is that of the package.
    if !manifest.contains(&line(current)) {
        let message = format!("{MANIFEST} has no line `{}`", line(current).trim());
        return Err(Problem::new("invalid-manifest", message));
    }
    let manifest = manifest.replacen(&line(current), &line(next), 1);
    fs::replace(&workspace.root().join(MANIFEST), manifest.as_bytes())?;

    let locked = |version: &str| format!("name = \"generated-client\"{}", line(version));
    edit(workspace, LOCK, |text| text.replacen(&locked(current), &locked(next), 1))?;
    for page in PAGES {
        edit(workspace, page, |text| in_page(text, current, next))?;
    }
    Ok(())
}

/// A page that tells people to depend on `0.2` instead of `0.1`.
fn in_page(text: &str, current: &str, next: &str) -> String {
    let line = |line: &str| {
        if !line.contains("\"generated-client\"") {
            return line.to_owned();
        }
        let wanted = |version| format!("version = \"{}\"", series(version));
        line.replace(&wanted(current), &wanted(next))
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The versions that cargo takes for compatible, as one writes them in a manifest.
fn series(version: &str) -> &str {
    let numbers = if version.starts_with("0.") { 2 } else { 1 };
    let end = version.match_indices('.').nth(numbers - 1).map(|(at, _)| at);
    end.and_then(|at| version.get(..at)).unwrap_or(version)
}

fn edit(
    workspace: &Workspace,
    file: &str,
    change: impl FnOnce(&str) -> String,
) -> Result<(), Problem> {
    let path = workspace.root().join(file);
    if !path.is_file() {
        return Ok(());
    }
    let text = fs::read_text(&path)?;
    let changed = change(&text);
    if changed == text { Ok(()) } else { fs::replace(&path, changed.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("generated-client")).unwrap();
        for (file, text) in files {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let workspace = Workspace::at(folder.path().to_owned(), None);
        (folder, workspace)
    }

    #[test]
    fn the_version_is_read_and_replaced_wherever_it_stands() {
        let (folder, workspace) = workspace(&[
            (
                MANIFEST,
                "[package]\nname = \"generated-client\"\nversion = \"0.1.3\"\n\n[dependencies]\nother = { version = \"0.1.3\" }\n",
            ),
            (
                LOCK,
                "[[package]]\nname = \"a\"\nversion = \"0.1.3\"\n\n[[package]]\nname = \"generated-client\"\nversion = \"0.1.3\"\n",
            ),
            (
                "README.md",
                "sdk = { package = \"generated-client\", version = \"0.1\" }\nother = { version = \"0.1\" }\n",
            ),
        ]);
        assert_eq!(of_client(&workspace).unwrap(), "0.1.3");
        set(&workspace, "0.1.3", "0.2.0").unwrap();
        assert_eq!(of_client(&workspace).unwrap(), "0.2.0");
        let read = |file: &str| std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(read(MANIFEST).ends_with("other = { version = \"0.1.3\" }\n"));
        assert_eq!(read(LOCK).matches("0.1.3").count(), 1);
        assert!(read(LOCK).ends_with("name = \"generated-client\"\nversion = \"0.2.0\"\n"));
        assert_eq!(
            read("README.md"),
            "sdk = { package = \"generated-client\", version = \"0.2\" }\nother = { version = \"0.1\" }\n"
        );
        assert_eq!(set(&workspace, "0.1.3", "0.3.0").unwrap_err().code, "invalid-manifest");
    }

    #[test]
    fn a_manifest_without_version_is_a_problem() {
        for text in ["[package]\n", "[package]\nversion.workspace = true\n", "="] {
            let (_folder, workspace) = workspace(&[(MANIFEST, text)]);
            assert_eq!(of_client(&workspace).unwrap_err().code, "invalid-manifest", "{text}");
        }
    }

    #[test]
    fn a_series_is_what_cargo_takes_for_compatible() {
        assert_eq!(["0.1.3", "0.12.0", "1.4.2", "12.0.0"].map(series), ["0.1", "0.12", "1", "12"]);
    }
}
