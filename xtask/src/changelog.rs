//! The section of `CHANGELOG.md`, and the version, that `regenerate` writes when the document is
//! another one than in the last commit.
//!
//! The section stands between two marks that name both documents and the version they start from,
//! so that a second run replaces what the first one wrote, what has been committed stays, and the
//! version grows once however many updates a release holds.

mod mark;

use std::io;

use codegen::diff::report::{View, changelog};
use codegen::diff::{Bump, Changes, diff};

use self::mark::Mark;
use crate::console::{Console, Tone};
use crate::diff::document::Document;
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

/// Writes the section, if the document differs from that of the last commit.
pub(crate) fn update(workspace: &Workspace, console: &mut Console<'_>) -> Result<(), Failure> {
    let Some((old, new)) = documents(workspace) else { return Ok(()) };
    let hashes = (sha256(old.bytes()), sha256(new.bytes()));
    if hashes.0 == hashes.1 {
        return Ok(());
    }
    let Ok(before) = old.api() else {
        let text = "CHANGELOG.md stays: the document of the last commit cannot be read any more";
        return Ok(console.err.status(Tone::Notice, "Note", text)?);
    };
    let (after, values) = (new.api()?, (old.value(), new.value()));
    let changes = diff(
        codegen::diff::Document { api: &before, value: Some(&values.0) },
        codegen::diff::Document { api: &after, value: Some(&values.1) },
    );
    let current = version::of_client(workspace)?;
    let pending = pending(workspace)?;
    let base = pending.first().map_or(current.as_str(), |mark| mark.from.as_str()).to_owned();
    let date = Lock::read(&workspace.lock())?.date;
    let view = View { new: &date, version: Some(&base), ..View::default() };
    let mark = Mark {
        old: hashes.0[..HASH].to_owned(),
        new: hashes.1[..HASH].to_owned(),
        bump: changes.release(),
        from: base.clone(),
    };
    let earlier = pending.iter().filter(|earlier| earlier.old != mark.old);
    let bump = earlier.map(|earlier| earlier.bump).fold(mark.bump, Bump::max);
    write(workspace, &Section { mark, text: changelog(&changes, &view) })?;
    report(&changes, console)?;
    grow(workspace, console, (&base, &current), bump)
}

/// Raises the version, unless a person has chosen one.
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
    Ok(console.out.status(Tone::Good, "Version", &format!("{base} → {next} ({bump})"))?)
}

/// The document of the last commit and the one at hand. Where there is no history, there is
/// nothing to compare.
fn documents(workspace: &Workspace) -> Option<(Document, Document)> {
    let old = Document::find(workspace, "git:HEAD", None).ok()?;
    let new = Document::find(workspace, workspace.spec().to_str()?, None).ok()?;
    Some((old, new))
}

fn write(workspace: &Workspace, section: &Section) -> Result<(), Problem> {
    for file in FILES {
        let path = workspace.root().join(file);
        if path.is_file() {
            let text = fs::read_text(&path)?;
            let next = section.put_into(&text);
            if next != text {
                fs::replace(&path, next.as_bytes())?;
            }
        }
    }
    Ok(())
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
    /// A changelog with this section instead of what an earlier run wrote about the same document.
    fn put_into(&self, changelog: &str) -> String {
        let rest = mark::without(changelog, &self.mark.old);
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
