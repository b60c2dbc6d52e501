//! The documents of a folder, and what is generated from one of them.

use std::path::{Path, PathBuf};

use codegen::Generated;

use crate::input::Sources;
use crate::paths::Workspace;
use crate::problem::{Found, Problem};

/// Returns the documents of a folder, by name.
pub(crate) fn documents(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let unreadable = |error: std::io::Error| Problem::unreadable(folder, &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("json" | "yaml" | "yml")) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let message = format!("there are no documents in {}", folder.display());
        return Err(Problem::new("empty-corpus", message)
            .help("the command reads files named *.json, *.yaml or *.yml"));
    }
    paths.sort();
    Ok(paths)
}

/// Returns the name of a file without its folder.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Generates from a document that is not the committed one.
pub(super) fn generate(path: &Path, workspace: &Workspace) -> Result<Generated, Found> {
    let sources = Sources::foreign(workspace, path)
        .map_err(|problems| Found { problems, ..Found::default() })?;
    codegen::generate(&sources.input()).map_err(|diagnostics| Found {
        diagnostics,
        names: sources.names,
        ..Found::default()
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{documents, file_name};

    #[test]
    fn documents_are_found_by_extension_and_sorted() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(documents(folder.path()).unwrap_err().code, "empty-corpus");
        for name in ["b.yaml", "a.json", "README.md", "c.yml", "json"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<_> =
            documents(folder.path()).unwrap().iter().map(|path| file_name(path)).collect();
        assert_eq!(names, ["a.json", "b.yaml", "c.yml"]);
        assert_eq!(documents(&folder.path().join("no")).unwrap_err().code, "unreadable-file");
    }
}
