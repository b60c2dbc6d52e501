//! A comparison for people and programs: text, Markdown, JSON and the section of a changelog, as
//! pure functions.

mod changelog;
mod json;
mod markdown;
mod place;
mod section;
mod text;

pub use self::changelog::changelog;
pub use self::json::json;
pub use self::markdown::markdown;
pub use self::text::text;

use super::change::Changes;
use super::verdict::Bump;

/// The report without a difference.
const NO_DIFFERENCE: &str = "No differences.\n";

/// What moved definitions mean.
const MOVED: &str = "These definitions did not change in requests and responses, but their items \
                     in the crate have new names.";

/// How a report is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct View<'a> {
    /// The name of the old document.
    pub old: &'a str,
    /// The name of the new document.
    pub new: &'a str,
    /// The released version, or that of the crate that was generated from the old document.
    pub version: Option<&'a str>,
    /// The bump of earlier updates that are not released either.
    pub pending: Bump,
    /// Whether both are one document, and only its corrections differ.
    pub corrected: bool,
    /// Whether edits of prose are listed, and not only counted.
    pub docs: bool,
    /// Whether text is coloured.
    pub color: bool,
}

impl View<'_> {
    /// Returns the bump with the released and the next version: `major (0.1.0 → 0.2.0)`.
    fn bump(&self, bump: Bump) -> String {
        let release = bump.max(self.pending);
        let next = self.version.and_then(|version| Some((version, release.apply(version)?)));
        match next {
            Some((version, next)) if next != version => format!("{bump} ({version} → {next})"),
            _ => bump.to_string(),
        }
    }
}

/// Returns a number and what it counts: `1 edit`, `2 edits`.
fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Returns a number of edits: `2 changes without effect on the SDK, such as documentation`.
fn edits(count: usize) -> String {
    counted(
        count,
        "change without effect on the SDK, such as documentation",
        "changes without effect on the SDK, such as documentation",
    )
}

/// Returns how many edits there are, if any.
fn edited(changes: &Changes) -> Option<String> {
    let count = changes.edits.len();
    (count > 0).then(|| edits(count))
}

/// Returns how many operations were added, removed and changed: `2 operations added, 1 changed`.
fn operations(changes: &Changes) -> String {
    let counts = changes.operations;
    let parts = [(counts.added, "added"), (counts.removed, "removed"), (counts.changed, "changed")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .enumerate()
        .map(|(index, (number, what))| match index {
            0 => format!("{} {what}", counted(number, "operation", "operations")),
            _ => format!("{number} {what}"),
        })
        .collect();
    if parts.is_empty() { "no operation changed".to_owned() } else { parts.join(", ") }
}
