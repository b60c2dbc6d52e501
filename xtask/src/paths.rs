//! The paths of this repository, and how paths are displayed.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The committed document, from the root.
pub(crate) const SPEC: &str = "spec/openapi.json";

/// The facts about the committed document, from the root.
pub(crate) const LOCK: &str = "spec/openapi.lock";

/// The committed overlay, from the root.
pub(crate) const OVERLAY: &str = "spec/overlay.yaml";

/// The repository.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Returns the repository that this program was started in, or else the one that it was built
    /// in.
    pub(crate) fn find() -> Self {
        let started = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let built = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let root = choose(started.as_deref(), &built);
        Self::at(root, env::var_os("CARGO_TARGET_DIR"))
    }

    /// Creates the repository at `root`.
    pub(crate) fn at(root: PathBuf, target: Option<OsString>) -> Self {
        let target = target.map_or_else(|| root.join("target"), PathBuf::from);
        Self { root, target }
    }

    /// Returns the root folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the committed document.
    pub(crate) fn spec(&self) -> PathBuf {
        self.root.join(SPEC)
    }

    /// Returns the facts about the committed document.
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join(LOCK)
    }

    /// Returns the committed overlay.
    pub(crate) fn overlay(&self) -> PathBuf {
        self.root.join(OVERLAY)
    }

    /// Returns the client crate.
    pub(crate) fn client(&self) -> PathBuf {
        self.root.join("generated-client")
    }

    /// Returns the folder that the generator owns.
    pub(crate) fn generated(&self) -> PathBuf {
        self.client().join("src").join("generated")
    }

    /// Returns the folder for what cargo builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Returns a path as people know it: from the root of the repository where it lies inside, with
    /// `/`.
    pub(crate) fn show(&self, path: &Path) -> String {
        let shown = match (fs::canonicalize(path), fs::canonicalize(&self.root)) {
            (Ok(full), Ok(root)) => full.strip_prefix(root).map_or(path.into(), Path::to_path_buf),
            _ => path.strip_prefix(&self.root).unwrap_or(path).to_path_buf(),
        };
        with_slashes(&shown)
    }
}

/// Returns the root of the repository: above the manifest that cargo names, if that is this
/// repository.
fn choose(started: Option<&Path>, built: &Path) -> PathBuf {
    started
        .and_then(Path::parent)
        .filter(|root| root.join("xtask").join("Cargo.toml").is_file())
        .or_else(|| built.parent())
        .unwrap_or(built)
        .to_path_buf()
}

/// Whether two paths lead to the same file.
pub(crate) fn same(left: &Path, right: &Path) -> bool {
    match (fs::canonicalize(left), fs::canonicalize(right)) {
        (Ok(left), Ok(right)) => left == right,
        _ => left == right,
    }
}

/// Returns a path with `/` between its parts on every system.
pub(crate) fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}

/// Whether a relative path with `/` between its parts stays inside the folder it is relative to.
pub(crate) fn stays_inside(path: &str) -> bool {
    // A part that one system takes literally may climb on another, so backslashes, colons and
    // empty parts are refused everywhere.
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Workspace, choose, same, stays_inside};

    #[test]
    fn only_plain_relative_paths_stay_inside() {
        for inside in ["mod.rs", "operations/services.rs", "a/b/c"] {
            assert!(stays_inside(inside), "{inside}");
        }
        for outside in
            ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/.", "a\\..\\b", "c:/x"]
        {
            assert!(!stays_inside(outside), "{outside}");
        }
    }

    #[test]
    fn the_root_is_found_from_any_package_and_not_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        std::fs::create_dir_all(root.join("xtask")).unwrap();
        std::fs::write(root.join("xtask/Cargo.toml"), "").unwrap();
        let built = Path::new("/somewhere/xtask");
        assert_eq!(choose(Some(&root.join("xtask")), built), root);
        assert_eq!(choose(Some(&root.join("tests")), built), root);
        assert_eq!(choose(Some(Path::new("/another/project")), built), Path::new("/somewhere"));
        assert_eq!(choose(None, built), Path::new("/somewhere"));
    }

    #[test]
    fn paths_are_shown_from_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path().to_path_buf(), None);
        assert_eq!(workspace.show(&workspace.spec()), "spec/openapi.json");
        std::fs::create_dir(folder.path().join("spec")).unwrap();
        std::fs::write(workspace.spec(), "{}").unwrap();
        assert_eq!(
            workspace.show(&folder.path().join("spec/../spec/openapi.json")),
            "spec/openapi.json"
        );
        assert_eq!(workspace.show(Path::new("/outside/x.json")), "/outside/x.json");
        assert!(same(&workspace.spec(), &folder.path().join("spec/../spec/openapi.json")));
        assert!(!same(&workspace.spec(), &workspace.lock()));
    }
}
