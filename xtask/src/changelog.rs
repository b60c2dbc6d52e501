//! What `regenerate` writes in addition to the client when the API differs from the base: the
//! section of the changelog, and the version.
//!
//! The section is enclosed in two marks that name the base, so that a later run replaces it. There
//! is one section for each base: before the first release, the sections of merged updates remain.

mod section;

use std::io;

use codegen::diff::report::{View, changelog};
use codegen::diff::{Bump, Changes, diff};
use codegen::ir::Api;
use semver::Version;

use crate::base;
use crate::console::{Console, Tone, counted};
use crate::decisions;
use crate::diff::document::Document;
use crate::fs;
use crate::lock::{Base, Lock};
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};
use crate::version;

pub(crate) use self::section::{UNRELEASED, without_marks};

/// The changelog, which is published with the client.
pub(crate) const FILE: &str = "generated-client/CHANGELOG.md";

/// What follows from the difference between the base and the API of the workspace.
#[derive(Debug)]
pub(crate) struct Update {
    /// The files that differ, with the text that they should have.
    files: Vec<(&'static str, String)>,
    /// What changed; nothing where the API is that of the base.
    changes: Option<Changes>,
    /// The version that updates raise, and the one that they ask for.
    from: Version,
    next: Version,
    bump: Bump,
    /// The version of the manifest, where a person has chosen another one.
    chosen: Option<Version>,
    /// The decisions of the base that the overlay no longer has.
    dropped: Vec<String>,
}

/// Compares the API of the workspace with the recorded base. `None` if there is no base yet, or if
/// its contents cannot be read, which is printed.
pub(crate) fn plan(
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Option<Update>, Failure> {
    let Some(base) = base::recorded(workspace)? else { return Ok(None) };
    let old = match Document::of_base(workspace, &base, None) {
        Ok(old) => old,
        Err(problem) => {
            let text = format!("{FILE} and the version are unchanged: {}", problem.message);
            console.err.status(Tone::Notice, "Note", &text)?;
            for help in problem.help {
                console.err.note(&format!("({help})"))?;
            }
            return Ok(None);
        }
    };
    let new = Document::find(workspace, &workspace.spec().to_string_lossy(), None)?;
    let api = new.api()?;
    // The overlay of the base may ask for what the generator no longer knows.
    let before = match old.api() {
        Ok(before) => before,
        Err(failure) => {
            let overlay = Some(new.overlay().to_owned());
            let old = Document::of_base(workspace, &base, overlay)?;
            old.api().map_err(|_| failure)?
        }
    };
    let changes = compared((&old, &before), (&new, &api));
    let corrected = old.bytes() == new.bytes();
    let dropped = decisions::dropped(&old.value(), &new.value());
    // Most edits of an overlay change nothing that a user of the client sees.
    let is_empty = changes.changes.is_empty() && changes.refactorings.is_empty();
    let changes = Some(changes).filter(|_| !(corrected && is_empty));
    Ok(Some(Update::new(workspace, &base, changes, corrected, dropped)?))
}

fn compared(old: (&Document, &Api), new: (&Document, &Api)) -> Changes {
    let values = (old.0.value(), new.0.value());
    diff(
        codegen::diff::Document { api: old.1, value: Some(&values.0), partial: None },
        codegen::diff::Document { api: new.1, value: Some(&values.1), partial: None },
    )
}

impl Update {
    fn new(
        workspace: &Workspace,
        base: &Base,
        changes: Option<Changes>,
        corrected: bool,
        dropped: Vec<String>,
    ) -> Result<Self, Problem> {
        let current = version::of_client(workspace)?;
        let from = base.version.clone();
        let bump = changes.as_ref().map_or(Bump::None, Changes::release).max(base.pending());
        let next = version::after(&from, bump);
        let ours = Bump::ALL.iter().any(|bump| version::after(&from, *bump) == current);
        let mut files = if ours { version::edits(workspace, &next)? } else { Vec::new() };
        let path = workspace.root().join(FILE);
        if path.is_file() {
            let text = fs::read_text(&path)?;
            let mut wanted = section::without(&text, &base.id());
            if let Some(changes) = &changes {
                let date = Lock::read(&workspace.lock())?.date;
                let from = from.to_string();
                let view = View {
                    old: &base.date,
                    new: &date,
                    version: Some(&from),
                    pending: base.pending(),
                    corrected,
                    ..View::default()
                };
                wanted = section::put(&wanted, &base.id(), &changelog(changes, &view));
            }
            if wanted != text {
                files.push((FILE, wanted));
            }
        }
        let chosen = (!ours).then_some(current);
        Ok(Self { files, changes, from, next, bump, chosen, dropped })
    }

    /// Whether every file has the text that it should have.
    pub(crate) fn is_fresh(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the files, all or none.
    pub(crate) fn write(&self, workspace: &Workspace) -> Result<(), Problem> {
        let writes: Vec<(&str, &[u8])> =
            self.files.iter().map(|(file, text)| (*file, text.as_bytes())).collect();
        fs::apply(workspace.root(), &writes, &[])
    }

    /// Says which files differ, for `--check`.
    pub(crate) fn report_stale(&self, console: &mut Console<'_>) -> io::Result<()> {
        for (file, _) in &self.files {
            console.out.status(Tone::Bad, "Stale", file)?;
        }
        Ok(())
    }

    /// Says what was written and what a person should look at.
    pub(crate) fn report(&self, console: &mut Console<'_>) -> io::Result<()> {
        for dropped in &self.dropped {
            console.err.status(Tone::Notice, "Dropped", dropped)?;
        }
        if let Some(changes) = &self.changes {
            let text = format!(
                "{FILE}: wire {}, source {}; {}",
                changes.wire(),
                changes.source(),
                counted(changes.changes.len(), "change"),
            );
            console.out.status(Tone::Good, "Changelog", &text)?;
        } else if !self.is_fresh() {
            let text = format!("{FILE}: no section, because the API equals that of the base");
            console.out.status(Tone::Good, "Changelog", &text)?;
        }
        let Self { from, next, bump, .. } = self;
        if let Some(chosen) = &self.chosen {
            let text =
                format!("remains {chosen}; the changes since {from} suggest a {bump} release");
            return console.err.status(Tone::Notice, "Version", &text);
        }
        if self.changes.is_none() && self.is_fresh() {
            return Ok(());
        }
        let text = if next == from {
            format!("{from} ({bump})")
        } else {
            format!("{from} → {next} ({bump})")
        };
        console.out.status(Tone::Good, "Version", &text)
    }
}

/// Returns the version that a report about `old` starts from, and how far merged updates have
/// raised it.
pub(crate) fn version_of(workspace: &Workspace, old: &str) -> Option<(Version, Bump)> {
    match old.strip_prefix("git:") {
        Some(revision) => Some((version::at_revision(workspace, revision)?, Bump::None)),
        None => match base::recorded(workspace).ok().flatten() {
            Some(base) => Some((base.version.clone(), base.pending())),
            None => Some((version::of_client(workspace).ok()?, Bump::None)),
        },
    }
}

#[cfg(test)]
mod tests;
