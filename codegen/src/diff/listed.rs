//! Lists of names in messages and reports: the first ones, and how many others there are.

use std::fmt::Write as _;

/// Writes up to `shown` names, and counts the others: `a, b and 3 more`.
pub(super) fn listed<'a>(
    names: impl IntoIterator<Item = &'a str>,
    shown: usize,
    write: impl Fn(&str) -> String,
) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let mut text = names.iter().take(shown).map(|name| write(name)).collect::<Vec<_>>().join(", ");
    if names.len() > shown {
        // Writing to a string cannot fail.
        let _ = write!(text, " and {} more", names.len() - shown);
    }
    text
}
