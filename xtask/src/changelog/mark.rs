//! The marks around a section: which documents it is about, and what it means for the version.

use std::fmt;

use codegen::diff::Bump;

use super::UNRELEASED;

/// How a mark starts.
const START: &str = "<!-- api ";

/// What stands below the section.
pub(super) const END: &str = "<!-- end of api -->";

/// What stands above the section.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// The hashes of both documents.
    pub(super) old: String,
    pub(super) new: String,
    /// How the version has to grow.
    pub(super) bump: Bump,
    /// The version before.
    pub(super) from: String,
}

impl Mark {
    fn read(line: &str) -> Option<Self> {
        let (facts, _) = line.strip_prefix(START)?.split_once(':')?;
        let &[documents, bump, "from", from] = facts.split(' ').collect::<Vec<_>>().as_slice()
        else {
            return None;
        };
        let (old, new) = documents.split_once("..")?;
        let bump = Bump::ALL.into_iter().find(|known| known.as_str() == bump)?;
        Some(Self { old: old.to_owned(), new: new.to_owned(), bump, from: from.to_owned() })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { old, new, bump, from } = self;
        write!(f, "{START}{old}..{new} {bump} from {from}: written by `cargo xtask regenerate` -->")
    }
}

/// The marks of the sections that are not released yet.
pub(super) fn unreleased(changelog: &str) -> Vec<Mark> {
    let text = changelog.split_once(UNRELEASED).map_or("", |(_, rest)| rest);
    let text = text.split("\n## ").next().unwrap_or_default();
    text.lines().filter_map(Mark::read).collect()
}

/// How many sections are about an update from this document.
pub(super) fn about(changelog: &str, old: &str) -> usize {
    changelog.matches(&format!("{START}{old}..")).count()
}

/// A changelog without the first section about an update from this document.
pub(super) fn without(changelog: &str, old: &str) -> String {
    let Some(from) = changelog.find(&format!("{START}{old}..")) else {
        return changelog.to_owned();
    };
    let end = format!("{END}\n");
    let Some(to) = changelog[from..].find(&end) else { return changelog.to_owned() };
    let rest = changelog[from + to + end.len()..].trim_start_matches('\n');
    format!("{}{rest}", &changelog[..from])
}

/// A changelog without any marks, for a release.
pub(crate) fn without_marks(changelog: &str) -> String {
    let is_mark = |line: &str| line.starts_with(START) || line == END;
    let lines: Vec<&str> = changelog.lines().filter(|line| !is_mark(line)).collect();
    lines.join("\n") + "\n"
}
