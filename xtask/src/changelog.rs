//! The section of `CHANGELOG.md` that `regenerate` writes when the document is another one than in
//! the last commit.
//!
//! The section stands between two marks that name both documents, so that a second run replaces
//! what the first one wrote, and what has been committed stays.

use std::io;

use codegen::diff::report::{View, changelog};
use codegen::diff::{Bump, Changes, diff};

use crate::console::{Console, Tone};
use crate::diff::document::Document;
use crate::diff::version;
use crate::fs;
use crate::lock::{Lock, sha256};
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};

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
    let version = version::of_client(workspace)?;
    let date = Lock::read(&workspace.lock())?.date;
    let view = View { new: &date, version: Some(&version), ..View::default() };
    let section = Section {
        old: hashes.0[..HASH].to_owned(),
        new: hashes.1[..HASH].to_owned(),
        bump: changes.release(),
        text: changelog(&changes, &view),
    };
    write(workspace, &section)?;
    Ok(report(&changes, &version, console)?)
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

fn report(changes: &Changes, version: &str, console: &mut Console<'_>) -> io::Result<()> {
    let bump = changes.release();
    let next = bump.apply(version).unwrap_or_else(|| version.to_owned());
    let text = format!(
        "CHANGELOG.md: wire {}, source {}; suggested version {version} → {next} ({bump})",
        changes.wire(),
        changes.source(),
    );
    console.out.status(Tone::Good, "Changelog", &text)
}

/// A section about one update.
struct Section {
    old: String,
    new: String,
    bump: Bump,
    text: String,
}

impl Section {
    /// A changelog with this section instead of what an earlier run wrote about the same document.
    fn put_into(&self, changelog: &str) -> String {
        let rest = self.without_earlier(changelog);
        let block = format!(
            "<!-- api {}..{} {}: written by `cargo xtask regenerate` -->\n{}<!-- end of api -->\n",
            self.old, self.new, self.bump, self.text
        );
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

    fn without_earlier(&self, changelog: &str) -> String {
        let start = format!("<!-- api {}..", self.old);
        let Some(from) = changelog.find(&start) else { return changelog.to_owned() };
        let end = "<!-- end of api -->\n";
        let Some(to) = changelog[from..].find(end) else { return changelog.to_owned() };
        let rest = changelog[from + to + end.len()..].trim_start_matches('\n');
        format!("{}{rest}", &changelog[..from])
    }
}

/// The greatest suggestion among the sections that are not released yet.
pub(crate) fn suggested(changelog: &str) -> Bump {
    let unreleased = changelog.split_once(UNRELEASED).map_or("", |(_, rest)| rest);
    let unreleased = unreleased.split("\n## ").next().unwrap_or_default();
    let marks = unreleased.lines().filter_map(|line| line.strip_prefix("<!-- api "));
    let bumps = marks.filter_map(|mark| mark.split([' ', ':']).nth(1));
    let bump = |text: &str| {
        [Bump::Major, Bump::Minor, Bump::Patch].into_iter().find(|bump| bump.as_str() == text)
    };
    bumps.filter_map(bump).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
