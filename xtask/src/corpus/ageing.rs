//! Measures how long a released SDK works: runs the SDK of each document against the services of
//! all later ones.

use std::path::{Path, PathBuf};

use super::documents::{file_name, generate};
use crate::console::{Console, Tone, counted};
use crate::input::Sources;
use crate::paths::Workspace;
use crate::problem::{Failure, Found};
use crate::wire_proof::{self, Proof};

/// A document that the generator accepts.
struct Version<'a> {
    name: String,
    path: &'a Path,
    sources: Sources,
}

impl<'a> Version<'a> {
    fn read(path: &'a PathBuf, workspace: &Workspace) -> Result<Self, Failure> {
        let sources = Sources::foreign(workspace, path)
            .map_err(|problems| Failure::Found(Found { problems, ..Found::default() }))?;
        Ok(Self { name: file_name(path), path, sources })
    }

    fn proved(&self) -> wire_proof::Sources<'_> {
        let Sources { document, overlay, .. } = &self.sources;
        wire_proof::Sources { name: &self.name, document, overlay }
    }
}

/// Prints a table of all pairs of documents, which the generator accepts; whether the calls agree
/// with the reports.
pub(super) fn table(
    documents: &[PathBuf],
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<bool, Failure> {
    let versions: Vec<Version<'_>> =
        documents.iter().map(|path| Version::read(path, workspace)).collect::<Result<_, _>>()?;
    let mut agrees = true;
    let mut rows = Vec::new();
    let mut later = versions.as_slice();
    while let [old, others @ ..] = later
        && !others.is_empty()
    {
        console.err.status(Tone::Good, "Compiling", &format!("the SDK of {}", old.name))?;
        let generated = generate(old.path, workspace).map_err(Failure::Found)?;
        let driver = wire_proof::compile(workspace, &generated)?;
        console.err.status(Tone::Good, "Calling", &counted(others.len(), "later version"))?;
        let services: Vec<_> = others.iter().map(Version::proved).collect();
        let proofs = wire_proof::prove(workspace, &driver, old.proved(), &services)?;
        for (new, proof) in others.iter().zip(&proofs) {
            agrees &= wire_proof::report(&format!("{} → {}", old.name, new.name), proof, console)?;
        }
        rows.push((old.name.clone(), proofs));
        later = others;
    }
    let names: Vec<&str> = versions.iter().map(|it| it.name.as_str()).collect();
    console.out.text(&markdown(&names, &rows))?;
    Ok(agrees)
}

/// Returns the table: a row for each SDK, a column for each later service.
fn markdown(names: &[&str], rows: &[(String, Vec<Proof>)]) -> String {
    let short = |name: &str| {
        let stem = Path::new(name).file_stem();
        stem.map_or_else(|| name.to_owned(), |it| it.to_string_lossy().into_owned())
    };
    let later: Vec<String> = names.iter().skip(1).map(|name| short(name)).collect();
    let mut lines =
        vec![format!("| SDK of | {} |", later.join(" | ")), "|---".repeat(later.len() + 1) + "|"];
    for (name, proofs) in rows {
        let cells = std::iter::repeat_n(String::new(), later.len().saturating_sub(proofs.len()))
            .chain(proofs.iter().map(Proof::cell));
        lines.push(format!("| {} | {} |", short(name), cells.collect::<Vec<_>>().join(" | ")));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn proof(working: usize) -> Proof {
        serde_json::from_value(json!({
            "wire": "risk", "operations": 9, "working": working, "calls": 30, "refused": 2,
            "read": 28, "lost": 1, "uncalled": {}, "reproduced": 0, "breaks": [],
            "unexplained": [],
        }))
        .unwrap()
    }

    #[test]
    fn the_table_is_a_triangle() {
        let rows = [
            ("a.json".to_owned(), vec![proof(8), proof(7)]),
            ("b.json".to_owned(), vec![proof(9)]),
        ];
        assert_eq!(
            markdown(&["a.json", "b.json", "c.json"], &rows),
            "| SDK of | b | c |\n|---|---|---|\n\
             | a | 8 of 9; 28 read, 1 lost | 7 of 9; 28 read, 1 lost |\n\
             | b |  | 9 of 9; 28 read, 1 lost |\n"
        );
    }
}
