//! The counted rows of an earlier revision: `cargo xtask bench --check` compares with them.
//!
//! The file contains ratios to a baseline of the same run, so that a new compiler, which changes
//! both, changes the ratio little.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::BoxError;
use crate::build::Repository;

/// A row may grow by this much before the check fails.
const TOLERANCE: f64 = 0.02;

/// The ratio of each counted row.
type Ratios = BTreeMap<String, f64>;

fn file(repository: &Repository) -> PathBuf {
    repository.root.join("benches/counted.json")
}

/// Writes the rows, rounded to the digits that can be reproduced.
pub(crate) fn write(repository: &Repository, rows: &[(String, f64)]) -> Result<(), BoxError> {
    if let Some((name, _)) = rows.iter().find(|(_, ratio)| !ratio.is_finite()) {
        return Err(format!("{name}: the ratio is not a number").into());
    }
    let rounded = |ratio: f64| (ratio * 1e3).round() / 1e3;
    let ratios: Ratios = rows.iter().map(|(name, ratio)| (name.clone(), rounded(*ratio))).collect();
    let text = serde_json::to_string_pretty(&ratios)? + "\n";
    Ok(fs::write(file(repository), text)?)
}

/// Compares the rows with those of the file.
pub(crate) fn check(repository: &Repository, rows: &[(String, f64)]) -> Result<(), BoxError> {
    let file = file(repository);
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("{}: {error}; --check --write writes it", file.display()))?;
    let ratios: Ratios = serde_json::from_str(&text)?;
    let worse = worse(&ratios, rows);
    if worse.is_empty() {
        return Ok(());
    }
    let help = "accept the rows with `cargo xtask bench --check --write`, and give the reason in the commit message";
    Err(format!("{}\n{help}", worse.join("\n")).into())
}

/// Returns a line for each row that is worse, or that is missing on one side.
fn worse(ratios: &Ratios, rows: &[(String, f64)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, now) in rows {
        match ratios.get(name) {
            None => lines.push(format!("{name}: not in benches/counted.json")),
            Some(before) if *now <= before * (1.0 + TOLERANCE) => {}
            // This includes a ratio that is not a number.
            Some(before) => lines.push(format!("{name}: {now:.3}, was {before:.3}")),
        }
    }
    let is_missing = |name: &&String| !rows.iter().any(|(row, _)| row == *name);
    lines.extend(ratios.keys().filter(is_missing).map(|name| format!("{name}: not measured")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_may_grow_by_the_tolerance() {
        let ratios = Ratios::from([("a".to_owned(), 1.0), ("gone".to_owned(), 1.0)]);
        let row = |name: &str, ratio| (name.to_owned(), ratio);
        assert_eq!(worse(&ratios, &[row("a", 1.019), row("gone", 0.5)]), Vec::<String>::new());
        assert_eq!(
            worse(&ratios, &[row("a", 1.021), row("new", 1.0)]),
            ["a: 1.021, was 1.000", "new: not in benches/counted.json", "gone: not measured"]
        );
        let not_a_number = worse(&ratios, &[row("a", f64::NAN), row("gone", 1.0)]);
        assert_eq!(not_a_number, ["a: NaN, was 1.000"]);
    }
}
