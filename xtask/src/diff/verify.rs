//! `cargo xtask verify-diff`: checks the verdict on code with the compiler, and the verdict on the
//! wire with calls of the old client (`wire_proof`).
//!
//! A crate that uses every public item of the old client is compiled against the old client, where
//! it must compile, and against the new one. The report must name every item that no longer
//! compiles there; if it reports no break, everything must compile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use codegen::Generated;
use codegen::consumer::{Use, uses};
use codegen::diff::{Changes, Named, Source, diff};

use super::build::{Build, Outcome};
use super::comparable;
use super::document::Document;
use crate::console::{Console, Tone, counted};
use crate::exit::Exit;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};
use crate::wire_proof;

/// How often the code is compiled again without the lines that the compiler rejected. One time
/// shows nearly everything, but an error in a name can hide others.
const ROUNDS: usize = 6;

/// How many items a message names; the others are counted.
const SHOWN: usize = 20;

/// The arguments of the command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// The older document: a path, git:REV for the committed one at a revision, or base for the
    /// last release (before the first release: the last merged document)
    #[arg(value_name = "OLD")]
    old: String,

    /// The newer document: a path, or git:REV for the committed one at a revision
    #[arg(value_name = "NEW")]
    new: String,

    /// The overlay for both documents [default: spec/overlay.yaml; for git:REV, that of the
    /// revision]
    #[arg(long, value_name = "PATH")]
    overlay: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let overlay = options.overlay.as_deref();
    let old = Document::find(workspace, &options.old, overlay)?;
    let new = Document::find(workspace, &options.new, overlay)?;
    console.err.status(Tone::Good, "Generating", &format!("{}, {}", old.name, new.name))?;
    let (before, after) = (old.generated()?, new.generated()?);
    comparable((&old.name, &before.api), (&new.name, &after.api))?;
    let changes = diff(&before.api, &after.api);
    let source = verify(workspace, (&old.name, &before), (&new.name, &after), &changes, console)?;
    console.err.status(Tone::Good, "Compiling", &format!("the SDK of {}", old.name))?;
    let driver = wire_proof::compile(workspace, &before)?;
    let step = format!("{} → {}", old.name, new.name);
    console.err.status(Tone::Good, "Calling", &step)?;
    let proofs = wire_proof::prove(workspace, &driver, proved(&old), &[proved(&new)])?;
    let mut agrees = source == Exit::Fine;
    for proof in &proofs {
        agrees &= wire_proof::report(&step, proof, console)?;
    }
    Ok(if agrees { Exit::Fine } else { Exit::Failed })
}

/// Returns a document for the proof of the verdict on the wire.
fn proved(document: &Document) -> wire_proof::Sources<'_> {
    wire_proof::Sources {
        name: &document.name,
        document: document.bytes(),
        overlay: document.overlay(),
    }
}

/// Checks the source verdict of a comparison with the compiler, and prints the result.
pub(crate) fn verify(
    workspace: &Workspace,
    (old_name, old): (&str, &Generated),
    (new_name, new): (&str, &Generated),
    changes: &Changes,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let uses = uses(&old.api);
    console.err.status(Tone::Good, "Compiling", &format!("code against {old_name}"))?;
    let base = Build::new(workspace, "old", old)?;
    if let Outcome::Refused(lines) = base.compile(&uses.iter().collect::<Vec<_>>())? {
        return Err(broken_base(&uses, &lines).into());
    }
    console.err.status(Tone::Good, "Compiling", &format!("the same code against {new_name}"))?;
    let lost = lost(workspace, new, &uses)?;
    report(&format!("{old_name} → {new_name}"), changes, &uses, &lost, console)
}

/// Returns the uses that the new client does not offer, with the error of the compiler.
fn lost(
    workspace: &Workspace,
    new: &Generated,
    uses: &[Use],
) -> Result<BTreeMap<usize, String>, Problem> {
    let build = Build::new(workspace, "new", new)?;
    let mut lost: BTreeMap<usize, String> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let left: Vec<usize> = (0..uses.len()).filter(|index| !lost.contains_key(index)).collect();
        let tried: Vec<&Use> = left.iter().map(|index| &uses[*index]).collect();
        match build.compile(&tried)? {
            Outcome::Fine => return Ok(lost),
            Outcome::Refused(lines) => {
                lost.extend(lines.into_iter().map(|(index, said)| (left[index], said)));
            }
        }
    }
    Err(Problem::new("verify-failed", "removing the rejected lines does not make the code compile"))
}

/// Prints whether the report and the compiler agree.
fn report(
    step: &str,
    changes: &Changes,
    uses: &[Use],
    lost: &BTreeMap<usize, String>,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let named = Named::of(changes);
    let unnamed: Vec<(&Use, &str)> = lost
        .iter()
        .map(|(index, said)| (&uses[*index], said.as_str()))
        .filter(|(used, _)| !named.covers(used))
        .collect();
    let refused: BTreeSet<usize> = lost.keys().copied().collect();
    let unnoticed = uses
        .iter()
        .enumerate()
        .filter(|(index, used)| !refused.contains(index) && named.names(used))
        .count();
    let verdict = format!("source {}", changes.source());
    let moved = counted(changes.refactorings.len(), "moved definition");
    let text = format!("{step}: {verdict}, {moved}");
    let agrees = unnamed.is_empty();
    let (tone, verb) = if agrees { (Tone::Good, "Confirmed") } else { (Tone::Bad, "Refuted") };
    console.out.status(tone, verb, &text)?;
    console.out.note(&format!(
        "{} used; no longer compiling: {}; of these, not in the report: {}",
        counted(uses.len(), "item"),
        lost.len(),
        unnamed.len()
    ))?;
    if changes.source() == Source::Break && unnoticed > 0 {
        console.out.note(&format!(
            "{} that the report calls breaking still compiled here; other uses of the same items may not compile",
            counted(unnoticed, "item")
        ))?;
    }
    for (used, said) in unnamed.iter().take(SHOWN) {
        console.out.note(&format!("{}: {said}", used.item))?;
    }
    if unnamed.len() > SHOWN {
        console.out.note(&format!("and {} more", unnamed.len() - SHOWN))?;
    }
    Ok(if agrees { Exit::Fine } else { Exit::Failed })
}

/// Returns the problem that the code does not compile against the old client, so that it proves
/// nothing.
fn broken_base(uses: &[Use], lines: &BTreeMap<usize, String>) -> Problem {
    let shown: Vec<String> = lines
        .iter()
        .take(SHOWN)
        .map(|(index, said)| format!("\n  {}: {said}", uses[*index].item))
        .collect();
    let message = format!(
        "the generated uses of {} do not compile against the old client{}",
        counted(lines.len(), "item"),
        shown.concat()
    );
    Problem::new("verify-failed", message).help(
        "codegen/src/emit/consumer.rs writes these uses from the items that codegen/src/surface lists: correct one of the two",
    )
}
