//! A document that is named on the command line: a file, or the committed one at a revision.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use codegen::diagnostic::{Code, Diagnostic, Sink};
use codegen::ir::Api;
use codegen::overlay::{self, Mode};
use codegen::{Generated, generate, load, read};
use serde_json::Value;

use crate::fs;
use crate::input::Sources;
use crate::paths::{Workspace, same};
use crate::problem::{Failure, Found, Names, Problem};

/// Where the document and the overlay lie in the repository.
const SPEC: &str = "spec/openapi.json";
const OVERLAY: &str = "spec/overlay.yaml";

/// A document with its overlay.
#[derive(Debug)]
pub(crate) struct Document {
    /// What it is called in reports.
    pub(crate) name: String,
    sources: Sources,
}

impl Document {
    /// Finds the document that an argument names; `overlay` is for it instead of its own.
    pub(crate) fn find(
        workspace: &Workspace,
        argument: &str,
        overlay: Option<&Path>,
    ) -> Result<Self, Failure> {
        let text = overlay.map(fs::read_text).transpose()?;
        match argument.strip_prefix("git:") {
            Some(revision) => Ok(Self::committed(workspace, revision, text)?),
            None => Self::file(workspace, Path::new(argument), overlay, text),
        }
    }

    fn file(
        workspace: &Workspace,
        path: &Path,
        overlay: Option<&Path>,
        text: Option<String>,
    ) -> Result<Self, Failure> {
        let committed = same(path, &workspace.spec());
        let document = fs::read(path).map_err(|problem| {
            problem.help("name a file, or git:REV for the committed document at a revision")
        })?;
        let overlay = overlay.map_or_else(|| workspace.overlay(), Path::to_path_buf);
        let names = Names { document: workspace.show(path), overlay: workspace.show(&overlay) };
        let overlay = text.map_or_else(|| fs::read_text(&overlay), Ok)?;
        let mode = if committed { Mode::Strict } else { Mode::Lenient };
        Ok(Self {
            name: names.document.clone(),
            sources: Sources { document, overlay, names, mode, committed },
        })
    }

    /// The committed document at a revision, with the overlay that made the client of that time.
    fn committed(
        workspace: &Workspace,
        revision: &str,
        overlay: Option<String>,
    ) -> Result<Self, Problem> {
        let repository = Repository { workspace, revision };
        repository.check()?;
        let document = repository.file(SPEC)?;
        let overlay = match overlay {
            Some(overlay) => overlay,
            None => match repository.file(OVERLAY) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(_) => fs::read_text(&workspace.overlay())?,
            },
        };
        let name = format!("git:{revision}");
        let names =
            Names { document: format!("{name}:{SPEC}"), overlay: format!("{name}:{OVERLAY}") };
        let sources = Sources { document, overlay, names, mode: Mode::Lenient, committed: false };
        Ok(Self { name, sources })
    }

    /// The bytes of the document.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.sources.document
    }

    /// The text of its overlay.
    pub(crate) fn overlay(&self) -> &str {
        &self.sources.overlay
    }

    /// What the document says. Its warnings are those of another run, but see [`idle`].
    pub(crate) fn api(&self) -> Result<Api, Failure> {
        self.read().map(|(api, _)| api)
    }

    /// The same, with its warnings.
    pub(crate) fn read(&self) -> Result<(Api, Vec<Diagnostic>), Failure> {
        read(&self.sources.input()).map_err(|diagnostics| self.failure(diagnostics))
    }

    /// What the document and the overlay are called.
    pub(crate) fn names(&self) -> &Names {
        &self.sources.names
    }

    /// The document after its overlay, as JSON.
    pub(crate) fn value(&self) -> Value {
        let Sources { document, overlay, .. } = &self.sources;
        // The document has been read once before, so that nothing can be wrong with it.
        let loaded = load::load(document, &self.name).map(|loaded| loaded.value);
        let mut sink = Sink::new();
        overlay::apply(loaded.unwrap_or_default(), overlay, Mode::Lenient, &mut sink)
    }

    /// The crate that is made of the document.
    pub(crate) fn generated(&self) -> Result<Generated, Failure> {
        generate(&self.sources.input()).map_err(|diagnostics| self.failure(diagnostics))
    }

    fn failure(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        let names = self.sources.names.clone();
        Failure::Found(Found { diagnostics, names, ..Found::default() })
    }
}

/// The actions of the overlay that did something to the old document and do nothing to the new one,
/// of the warnings of both: what they say is then reported as if the document had changed it.
pub(crate) fn idle(old: &[Diagnostic], new: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_idle = |found: &Diagnostic| {
        matches!(found.code, Code::OverlaySelectsNothing | Code::OverlayChangesNothing)
    };
    let before: BTreeSet<&str> =
        old.iter().filter(|found| is_idle(found)).map(|found| found.message.as_str()).collect();
    new.into_iter()
        .filter(|found| is_idle(found) && !before.contains(found.message.as_str()))
        .collect()
}

/// A file as text as it was committed, if it was.
pub(crate) fn committed_text(workspace: &Workspace, revision: &str, path: &str) -> Option<String> {
    let repository = Repository { workspace, revision };
    repository
        .check()
        .and_then(|()| repository.file(path))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
}

/// The repository at a revision.
struct Repository<'a> {
    workspace: &'a Workspace,
    revision: &'a str,
}

impl Repository<'_> {
    /// Fails if there is no such revision.
    fn check(&self) -> Result<(), Problem> {
        let commit = format!("{}^{{commit}}", self.revision);
        let plain = !self.revision.is_empty() && !self.revision.starts_with('-');
        if plain && self.git(&["rev-parse", "--verify", "--quiet", &commit])?.is_some() {
            return Ok(());
        }
        let message = format!("git knows no revision `{}`", self.revision);
        Err(Problem::new("unknown-revision", message)
            .help("`git log --oneline` lists revisions; git:HEAD is the last commit"))
    }

    /// A file as it was committed.
    fn file(&self, path: &str) -> Result<Vec<u8>, Problem> {
        let object = format!("{}:{path}", self.revision);
        self.git(&["cat-file", "blob", &object])?.ok_or_else(|| {
            let message = format!("there is no {path} at the revision `{}`", self.revision);
            Problem::new("no-document", message)
        })
    }

    /// What git prints; `None` if it fails.
    fn git(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, Problem> {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.workspace.root())
            .args(arguments)
            .output()
            .map_err(|error| Problem::new("git-failed", format!("cannot start git: {error}")))?;
        Ok(output.status.success().then_some(output.stdout))
    }
}
