//! The section of `CHANGELOG.md`, and the version, that `regenerate` writes when the document, or
//! what its overlay makes of it, is another one than in the last commit.
//!
//! The section stands between two marks that name both documents and the version they start from,
//! so that a second run replaces what the first one wrote, what has been committed stays, and the
//! version grows once however many updates a release holds.

mod mark;

use std::io;

use codegen::diff::report::{View, changelog};
use codegen::diff::{Bump, Changes, diff};
use codegen::ir::Api;

use self::mark::Mark;
use crate::console::{Console, Tone};
use crate::diff::document::{Document, committed_text};
use crate::diff::version;
use crate::fs;
use crate::lock::{Lock, sha256};
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};

pub(crate) use self::mark::without_marks;

/// The changelogs: of the repository, and the one that is published with the client.
pub(crate) const FILES: [&str; 2] = ["CHANGELOG.md", "generated-client/CHANGELOG.md"];

/// The heading of what is not released yet.
pub(crate) const UNRELEASED: &str = "## [Unreleased]";

/// How much of a hash a mark holds.
const HASH: usize = 12;

/// Writes the section, if the document or its overlay differs from that of the last commit, and
/// takes back what an earlier run wrote about a document that is no longer there.
pub(crate) fn update(workspace: &Workspace, console: &mut Console<'_>) -> Result<(), Failure> {
    let Some((old, new)) = documents(workspace) else { return Ok(()) };
    let [head, hash] = [&old, &new].map(|document| sha256(document.bytes())[..HASH].to_owned());
    let pending = pending(workspace)?;
    let rest = without_uncommitted(workspace, &head)?;
    let earlier = rest.first().map_or_else(Vec::new, |(_, text)| mark::unreleased(text));
    let current = version::of_client(workspace)?;
    let base = pending.first().map_or(current.as_str(), |mark| mark.from.as_str()).to_owned();
    let earlier = earlier.iter().map(|mark| mark.bump).fold(Bump::None, Bump::max);
    let corrected = head == hash;
    let changes = if corrected && old.overlay() == new.overlay() {
        None
    } else {
        let Ok(before) = old.api() else {
            let text =
                "CHANGELOG.md stays: the document of the last commit cannot be read any more";
            return Ok(console.err.status(Tone::Notice, "Note", text)?);
        };
        // Most edits of an overlay change nothing that anybody sees.
        Some(compared((&old, &before), (&new, &new.api()?)))
            .filter(|changes| !corrected || !is_empty(changes))
    };
    let Some(changes) = changes else {
        if !write(workspace, rest)? {
            return Ok(());
        }
        let text = format!("{}: nothing, the API is that of the last commit", FILES[0]);
        console.out.status(Tone::Good, "Changelog", &text)?;
        return grow(workspace, console, (&base, &current), earlier);
    };
    let date = Lock::read(&workspace.lock())?.date;
    let view =
        View { new: &date, version: Some(&base), pending: earlier, corrected, ..View::default() };
    let mark = Mark { old: head, new: hash, bump: changes.release(), from: base.clone() };
    let bump = earlier.max(mark.bump);
    let section = Section { mark, text: changelog(&changes, &view) };
    let texts = rest.into_iter().map(|(file, text)| (file, section.put_into(&text))).collect();
    write(workspace, texts)?;
    report(&changes, console)?;
    grow(workspace, console, (&base, &current), bump)
}

fn compared(old: (&Document, &Api), new: (&Document, &Api)) -> Changes {
    let values = (old.0.value(), new.0.value());
    diff(
        codegen::diff::Document { api: old.1, value: Some(&values.0) },
        codegen::diff::Document { api: new.1, value: Some(&values.1) },
    )
}

/// Whether there is nothing to tell. Prose that the overlay corrects is no news.
fn is_empty(changes: &Changes) -> bool {
    changes.changes.is_empty() && changes.refactorings.is_empty()
}

/// What the next release of the client starts from: the version before the updates that are not
/// released yet, and what they ask for. At a revision, if one is given, and else at hand.
pub(crate) fn base(workspace: &Workspace, revision: Option<&str>) -> Option<(String, Bump)> {
    let (current, marks) = match revision {
        Some(revision) => {
            let text = committed_text(workspace, revision, FILES[0]).unwrap_or_default();
            (version::at_revision(workspace, revision)?, mark::unreleased(&text))
        }
        None => (version::of_client(workspace).ok()?, pending(workspace).ok()?),
    };
    let Some(first) = marks.first() else { return Some((current, Bump::None)) };
    // What is at hand may hold the update that is asked about.
    let bump = revision
        .map_or(Bump::None, |_| marks.iter().map(|mark| mark.bump).fold(Bump::None, Bump::max));
    Some((first.from.clone(), bump))
}

/// Raises the version as far as the release has to grow, or takes that back, unless a person has
/// chosen one.
fn grow(
    workspace: &Workspace,
    console: &mut Console<'_>,
    (base, current): (&str, &str),
    bump: Bump,
) -> Result<(), Failure> {
    let next = bump.apply(base);
    let ours = Bump::ALL.iter().any(|bump| bump.apply(base).as_deref() == Some(current));
    let Some(next) = next.filter(|_| ours) else {
        let text = format!("stays {current}; the changes since {base} suggest {bump}");
        return Ok(console.err.status(Tone::Notice, "Version", &text)?);
    };
    if next != current {
        version::set(workspace, current, &next)?;
    }
    let text = if next == base {
        format!("{base} ({bump})")
    } else {
        format!("{base} → {next} ({bump})")
    };
    Ok(console.out.status(Tone::Good, "Version", &text)?)
}

/// The document of the last commit and the one at hand. Where there is no history, there is
/// nothing to compare.
fn documents(workspace: &Workspace) -> Option<(Document, Document)> {
    let old = Document::find(workspace, "git:HEAD", None).ok()?;
    let new = Document::find(workspace, workspace.spec().to_str()?, None).ok()?;
    Some((old, new))
}

/// The changelogs that there are, by name.
type Texts = Vec<(&'static str, String)>;

/// The changelogs without what an earlier run wrote about the update from the last commit. A
/// section that is committed stays, even if the document went back to what it was before.
fn without_uncommitted(workspace: &Workspace, head: &str) -> Result<Texts, Problem> {
    let mut texts = Vec::new();
    for file in FILES {
        let path = workspace.root().join(file);
        let text = if path.is_file() { fs::read_text(&path)? } else { continue };
        let committed = committed_text(workspace, "HEAD", file).unwrap_or_default();
        let is_new = mark::about(&text, head) > mark::about(&committed, head);
        texts.push((file, if is_new { mark::without(&text, head) } else { text }));
    }
    Ok(texts)
}

/// Writes the changelogs that differ; whether any did.
fn write(workspace: &Workspace, texts: Texts) -> Result<bool, Problem> {
    let mut written = false;
    for (file, text) in texts {
        let path = workspace.root().join(file);
        if fs::read_text(&path)? != text {
            fs::replace(&path, text.as_bytes())?;
            written = true;
        }
    }
    Ok(written)
}

/// The marks of the sections that are not released yet.
fn pending(workspace: &Workspace) -> Result<Vec<Mark>, Problem> {
    let path = workspace.root().join(FILES[0]);
    let text = if path.is_file() { fs::read_text(&path)? } else { String::new() };
    Ok(mark::unreleased(&text))
}

fn report(changes: &Changes, console: &mut Console<'_>) -> io::Result<()> {
    let text = format!(
        "{}: wire {}, source {}; {} changes",
        FILES[0],
        changes.wire(),
        changes.source(),
        changes.changes.len(),
    );
    console.out.status(Tone::Good, "Changelog", &text)
}

/// A section about one update.
struct Section {
    mark: Mark,
    text: String,
}

impl Section {
    /// A changelog with this section above all others.
    fn put_into(&self, rest: &str) -> String {
        let block = format!("{}\n{}{}\n", self.mark, self.text, mark::END);
        match rest.split_once(UNRELEASED) {
            Some((head, tail)) => {
                let tail = tail.trim_start_matches('\n');
                let gap = if tail.is_empty() { "" } else { "\n" };
                format!("{head}{UNRELEASED}\n\n{block}{gap}{tail}")
            }
            None => match rest.find("\n## ") {
                Some(at) => format!("{}\n{UNRELEASED}\n\n{block}{}", &rest[..at], &rest[at..]),
                None => format!("{}\n\n{UNRELEASED}\n\n{block}", rest.trim_end()),
            },
        }
    }
}

#[cfg(test)]
mod tests;
