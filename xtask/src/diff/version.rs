//! The version of the client crate, which stands in its manifest or in that of the workspace.

use toml::{Table, Value};

use crate::fs;
use crate::paths::Workspace;
use crate::problem::Problem;

/// The manifests that may hold it.
const CLIENT: &str = "generated-client/Cargo.toml";
const ROOT: &str = "Cargo.toml";

/// The version of the client.
pub(crate) fn of_client(workspace: &Workspace) -> Result<String, Problem> {
    let client = manifest(workspace, CLIENT)?;
    let own = client.get("package").and_then(|package| package.get("version"));
    if let Some(Value::String(version)) = own {
        return Ok(version.clone());
    }
    let root = manifest(workspace, ROOT)?;
    let shared = root
        .get("workspace")
        .and_then(|workspace| workspace.get("package"))
        .and_then(|package| package.get("version"))
        .and_then(Value::as_str);
    shared.map(str::to_owned).ok_or_else(|| {
        Problem::new("invalid-manifest", "generated-client/Cargo.toml has no version")
    })
}

/// Replaces the version of the client in the manifest that holds it.
pub(crate) fn set(workspace: &Workspace, current: &str, next: &str) -> Result<(), Problem> {
    let line = |version: &str| format!("version = \"{version}\"");
    let own = manifest(workspace, CLIENT)?;
    let own = own.get("package").and_then(|package| package.get("version"));
    let file = if own.is_some_and(Value::is_str) { CLIENT } else { ROOT };
    let path = workspace.root().join(file);
    let text = fs::read_text(&path)?;
    // The first line of the kind is that of the package; dependencies come later.
    if !text.contains(&line(current)) {
        let message = format!("{file} has no line `{}`", line(current));
        return Err(Problem::new("invalid-manifest", message));
    }
    fs::replace(&path, text.replacen(&line(current), &line(next), 1).as_bytes())
}

fn manifest(workspace: &Workspace, path: &str) -> Result<Table, Problem> {
    let text = fs::read_text(&workspace.root().join(path))?;
    text.parse().map_err(|error: toml::de::Error| {
        Problem::new("invalid-manifest", format!("{path} is not TOML: {}", error.message()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(client: &str, root: &str) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("generated-client")).unwrap();
        std::fs::write(folder.path().join("generated-client/Cargo.toml"), client).unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), root).unwrap();
        let workspace = Workspace::at(folder.path().to_path_buf(), None);
        (folder, workspace)
    }

    #[test]
    fn the_version_is_found_in_either_manifest() {
        let shared = "[workspace.package]\nversion = \"0.1.0\"\n";
        let (_folder, own) = workspace("[package]\nversion = \"2.0.1\"\n", shared);
        assert_eq!(of_client(&own).unwrap(), "2.0.1");
        let (_folder, inherited) = workspace("[package]\nversion.workspace = true\n", shared);
        assert_eq!(of_client(&inherited).unwrap(), "0.1.0");
        set(&inherited, "0.1.0", "0.2.0").unwrap();
        assert_eq!(of_client(&inherited).unwrap(), "0.2.0");
        set(&own, "2.0.1", "3.0.0").unwrap();
        assert_eq!(of_client(&own).unwrap(), "3.0.0");
        assert_eq!(set(&own, "2.0.1", "3.0.0").unwrap_err().code, "invalid-manifest");
        let (_folder, none) = workspace("[package]\n", "[workspace]\n");
        assert_eq!(of_client(&none).unwrap_err().code, "invalid-manifest");
    }
}
