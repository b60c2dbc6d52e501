//! A document that is named on the command line: a file, the committed one at a revision, or the
//! base of the next release.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::diagnostic::{Code, Diagnostic, Severity, Sink};
use codegen::ir::Api;
use codegen::overlay::{self, Mode};
use codegen::{Generated, Input, Partial, generate, load, read, read_partly};
use serde_json::Value;

use crate::base::{self, Contents};
use crate::fs;
use crate::git::Git;
use crate::input::Sources;
use crate::lock::Base;
use crate::paths::{OVERLAY, SPEC, Workspace, same};
use crate::problem::{Failure, Found, Names, Problem};

/// A document with its overlay.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its name in reports.
    pub(crate) name: String,
    sources: Sources,
}

impl Document {
    /// Finds the document that an argument names; `overlay` replaces its own.
    pub(crate) fn find(
        workspace: &Workspace,
        argument: &str,
        overlay: Option<&Path>,
    ) -> Result<Self, Failure> {
        let text = overlay.map(fs::read_text).transpose()?;
        if argument == base::NAME {
            return Ok(Self::of_base(workspace, &base::find(workspace)?, text)?);
        }
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
            problem.help("name a file, git:REV for the committed document at a revision, or base")
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

    /// Returns the committed document at a revision, with the overlay of that revision.
    fn committed(
        workspace: &Workspace,
        revision: &str,
        overlay: Option<String>,
    ) -> Result<Self, Problem> {
        let git = Git::of(workspace);
        if git.commit_id(revision)?.is_none() {
            let message = format!("git has no revision `{revision}`");
            return Err(Problem::new("unknown-revision", message)
                .help("`git log --oneline` lists revisions; git:HEAD is the last commit"));
        }
        let document = git.file(revision, SPEC)?.ok_or_else(|| {
            let message = format!("there is no {SPEC} at the revision `{revision}`");
            Problem::new("no-document", message)
        })?;
        let overlay = match overlay {
            Some(overlay) => overlay,
            None => match git.file(revision, OVERLAY)? {
                Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                None => fs::read_text(&workspace.overlay())?,
            },
        };
        Ok(Self::stored(format!("git:{revision}"), document, overlay))
    }

    /// Returns the document and the overlay of the base.
    pub(crate) fn of_base(
        workspace: &Workspace,
        base: &Base,
        overlay: Option<String>,
    ) -> Result<Self, Problem> {
        let contents = Contents::read(base, workspace)?;
        let overlay = overlay.unwrap_or(contents.overlay);
        Ok(Self::stored(base::NAME.to_owned(), contents.document, overlay))
    }

    /// Returns a document from git.
    fn stored(name: String, document: Vec<u8>, overlay: String) -> Self {
        let names =
            Names { document: format!("{name}:{SPEC}"), overlay: format!("{name}:{OVERLAY}") };
        let sources = Sources { document, overlay, names, mode: Mode::Lenient, committed: false };
        Self { name, sources }
    }

    /// Returns the bytes of the document.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.sources.document
    }

    /// Returns the text of its overlay.
    pub(crate) fn overlay(&self) -> &str {
        &self.sources.overlay
    }

    /// Returns the IR of the document. Its warnings belong to another run, but see [`idle`].
    pub(crate) fn api(&self) -> Result<Api, Failure> {
        self.read().map(|(api, _)| api)
    }

    /// The same, with its warnings.
    pub(crate) fn read(&self) -> Result<(Api, Vec<Diagnostic>), Failure> {
        read(&self.sources.input()).map_err(|diagnostics| self.failure(diagnostics))
    }

    /// Returns the document as far as the generator understands it. An action without effect is a
    /// warning: that is how the removal of its subject shows first.
    pub(crate) fn partly(&self) -> Result<Partial, Failure> {
        let input = Input { overlay_mode: Mode::Lenient, ..self.sources.input() };
        read_partly(&input).map_err(|diagnostics| self.failure(diagnostics))
    }

    /// Returns the names of the document and the overlay.
    pub(crate) fn names(&self) -> &Names {
        &self.sources.names
    }

    /// Returns the document after its overlay, as JSON.
    pub(crate) fn value(&self) -> Value {
        let Sources { document, overlay, .. } = &self.sources;
        // The document has been read once before, so that nothing can be wrong with it.
        let loaded = load::load(document, &self.name).map(|loaded| loaded.value);
        let mut sink = Sink::new();
        overlay::apply(loaded.unwrap_or_default(), overlay, Mode::Lenient, &mut sink)
    }

    /// Returns the crate that is generated from the document.
    pub(crate) fn generated(&self) -> Result<Generated, Failure> {
        generate(&self.sources.input()).map_err(|diagnostics| self.failure(diagnostics))
    }

    fn failure(&self, diagnostics: Vec<Diagnostic>) -> Failure {
        let names = self.sources.names.clone();
        Failure::Found(Found { diagnostics, names, ..Found::default() })
    }
}

/// Returns what the generator rejects in a document.
pub(crate) fn errors(document: &Partial) -> Vec<Diagnostic> {
    let errors = document.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.cloned().collect()
}

/// Returns the actions of the overlay that had an effect on the old document and have none on the
/// new one, from the warnings of both: what they corrected is reported as if the document had
/// changed it.
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
