//! The two inputs of the generator, read from disk.

use std::path::{Path, PathBuf};

use codegen::Input;
use codegen::overlay::Mode;

use crate::fs;
use crate::lock;
use crate::paths::{Workspace, same};
use crate::problem::{Names, Problem};

/// A document and an overlay, with how to apply it.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    /// The bytes of the document.
    pub(crate) document: Vec<u8>,
    /// The text of the overlay.
    pub(crate) overlay: String,
    /// What they are called.
    pub(crate) names: Names,
    /// Whether an overlay action without effect is an error.
    pub(crate) mode: Mode,
    /// Whether the document is the committed one.
    pub(crate) committed: bool,
}

/// Which files a command was asked to read.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Paths {
    /// The OpenAPI document, JSON or YAML [default: spec/openapi.json]
    ///
    /// If this is not the committed document and --overlay is not given, actions of
    /// spec/overlay.yaml that select or change nothing are warnings instead of errors.
    #[arg(long, value_name = "PATH")]
    pub(crate) spec: Option<PathBuf>,

    /// The overlay with corrections and policy [default: spec/overlay.yaml]
    #[arg(long, value_name = "PATH")]
    pub(crate) overlay: Option<PathBuf>,
}

impl Sources {
    /// Reads both files; every file that cannot be read is named.
    pub(crate) fn read(workspace: &Workspace, paths: &Paths) -> Result<Self, Vec<Problem>> {
        let committed_spec = workspace.spec();
        let spec = paths.spec.as_deref().unwrap_or(&committed_spec);
        let committed_overlay = workspace.overlay();
        let overlay = paths.overlay.as_deref().unwrap_or(&committed_overlay);

        let committed = same(spec, &committed_spec);
        let foreign = !committed && paths.overlay.is_none();
        let names = Names { document: workspace.show(spec), overlay: workspace.show(overlay) };
        match (fs::read(spec), fs::read_text(overlay)) {
            (Ok(document), Ok(overlay)) => Ok(Self {
                document,
                overlay,
                names,
                mode: if foreign { Mode::Lenient } else { Mode::Strict },
                committed,
            }),
            (document, overlay) => Err([document.err(), overlay.err()]
                .into_iter()
                .flatten()
                .map(|problem| problem.help("check --spec and --overlay; `--help` explains them"))
                .collect()),
        }
    }

    /// Returns a document that is not the committed one, with the committed overlay.
    pub(crate) fn foreign(workspace: &Workspace, spec: &Path) -> Result<Self, Vec<Problem>> {
        let paths = Paths { spec: Some(spec.to_path_buf()), overlay: None };
        Ok(Self { mode: Mode::Lenient, ..Self::read(workspace, &paths)? })
    }

    /// Returns what the generator takes.
    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            document: &self.document,
            document_name: &self.names.document,
            overlay: &self.overlay,
            overlay_name: &self.names.overlay,
            overlay_mode: self.mode,
        }
    }

    /// Compares the committed document with its lock; others have none.
    pub(crate) fn verify_lock(&self, workspace: &Workspace) -> Option<Problem> {
        let verify = || lock::verify(&workspace.lock(), &self.document).err();
        if self.committed { verify() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use codegen::overlay::Mode;

    use super::{Paths, Sources};
    use crate::paths::Workspace;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spec")).unwrap();
        fs::write(folder.path().join("spec/openapi.json"), "{}").unwrap();
        fs::write(folder.path().join("spec/overlay.yaml"), "overlay: 1.0.0").unwrap();
        fs::write(folder.path().join("other.json"), "{ }").unwrap();
        let workspace = Workspace::at(folder.path().to_path_buf(), None);
        (folder, workspace)
    }

    #[test]
    fn the_overlay_is_strict_unless_it_was_not_made_for_the_document() {
        let (folder, workspace) = workspace();
        let at = |name: &str| -> Option<PathBuf> { Some(folder.path().join(name)) };
        let other = at("other.json");
        let overlay = at("spec/overlay.yaml");
        for (spec, overlay, mode, committed) in [
            (None, None, Mode::Strict, true),
            (at("spec/../spec/openapi.json"), None, Mode::Strict, true),
            (None, overlay.clone(), Mode::Strict, true),
            (other.clone(), None, Mode::Lenient, false),
            (other, overlay, Mode::Strict, false),
        ] {
            let paths = Paths { spec, overlay };
            let sources = Sources::read(&workspace, &paths).unwrap();
            assert_eq!((sources.mode, sources.committed), (mode, committed), "{paths:?}");
        }
        let foreign = Sources::foreign(&workspace, &workspace.spec()).unwrap();
        assert_eq!(foreign.mode, Mode::Lenient);
        assert_eq!(foreign.names.document, "spec/openapi.json");
    }

    #[test]
    fn every_file_that_cannot_be_read_is_named() {
        let (folder, workspace) = workspace();
        let spec = Some(folder.path().join("no.json"));
        let overlay = Some(folder.path().join("no.yaml"));
        let problems = Sources::read(&workspace, &Paths { spec, overlay }).unwrap_err();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].message.contains("no.json"));
        assert!(problems[1].message.contains("no.yaml"));
    }

    #[test]
    fn only_the_committed_document_has_a_lock() {
        let (folder, workspace) = workspace();
        let sources = Sources::read(&workspace, &Paths::default()).unwrap();
        assert_eq!(sources.verify_lock(&workspace).unwrap().code, "unreadable-file");
        let paths = Paths { spec: Some(folder.path().join("other.json")), overlay: None };
        let sources = Sources::read(&workspace, &paths).unwrap();
        assert_eq!(sources.verify_lock(&workspace), None);
    }
}
