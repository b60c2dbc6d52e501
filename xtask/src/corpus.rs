//! `cargo xtask corpus`: runs the generator on every document in a folder.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use codegen::Generated;
use codegen::diff::diff;

use crate::console::{Console, MessageFormat, Tone, counted};
use crate::diff::verify::verify;
use crate::exit::Exit;
use crate::paths::Workspace;
use crate::problem::Failure;
use crate::regenerate::texts;

mod ageing;
pub(crate) mod documents;
pub(crate) mod scratch;

use documents::{documents, file_name, generate};

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// A folder with OpenAPI documents: all its *.json, *.yaml and *.yml, sorted by name
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// Compile each result, with warnings denied, in a copy of the client under target/corpus, and
    /// verify the verdicts between consecutive documents with the compiler
    #[arg(long)]
    compile: bool,

    /// Run the SDK of each document against test servers that implement each later document, and
    /// print how much of it still works
    #[arg(long)]
    ageing: bool,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let documents = documents(&options.dir)?;
    let mut failed = Vec::new();
    let mut untrue = Vec::new();
    let mut accepted = Vec::new();
    let mut previous: Option<(String, Generated)> = None;
    for path in &documents {
        let name = file_name(path);
        let (generated, fine) = one(path, &name, options.compile, workspace, console)?;
        if !fine {
            failed.push(name.clone());
        }
        let Some(generated) = generated else { continue };
        accepted.push(path.clone());
        if let Some((old_name, old)) = &previous
            && !step((old_name, old), (&name, &generated), options.compile, workspace, console)?
        {
            untrue.push(format!("{old_name} → {name}"));
        }
        previous = Some((name, generated));
    }
    if options.ageing && !ageing::table(&accepted, workspace, console)? {
        untrue.push("--ageing".to_owned());
    }
    let all = counted(documents.len(), "document");
    if failed.is_empty() && untrue.is_empty() {
        let done = if options.compile { "generated and compiled" } else { "generated" };
        console.out.status(Tone::Good, "Fine", &format!("{all} {done}"))?;
        return Ok(Exit::Fine);
    }
    if !failed.is_empty() {
        let text = format!("{} of {all}: {}", failed.len(), failed.join(", "));
        console.out.status(Tone::Bad, "Failed", &text)?;
    }
    if !untrue.is_empty() {
        let checks = counted(untrue.len(), "check");
        console.out.status(Tone::Bad, "Failed", &format!("{checks}: {}", untrue.join(", ")))?;
    }
    Ok(Exit::Failed)
}

/// Generates from one document, and compiles the result if asked; returns the result and whether
/// both succeeded.
fn one(
    path: &Path,
    name: &str,
    compile: bool,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<(Option<Generated>, bool), Failure> {
    console.err.status(Tone::Good, "Generating", name)?;
    let start = Instant::now();
    let generated = match generate(path, workspace) {
        Ok(generated) => generated,
        Err(found) => {
            reject(&Failure::Found(found), name, console)?;
            return Ok((None, false));
        }
    };
    let text = format!(
        "{name}: {}, {}, {}, {}",
        counted(generated.api.operations.len(), "operation"),
        counted(generated.api.models.len(), "model"),
        counted(generated.warnings.len(), "warning"),
        seconds(start.elapsed()),
    );
    console.out.status(Tone::Good, "Generated", &text)?;
    if !compile {
        return Ok((Some(generated), true));
    }

    console.err.status(Tone::Good, "Checking", name)?;
    let start = Instant::now();
    let files = texts(&generated);
    let groups: Vec<&str> = generated.api.groups.iter().map(|group| group.name.as_str()).collect();
    let fine = match scratch::check(workspace, name, &files, &groups) {
        Ok(()) => {
            let text = format!("{name}: {}", seconds(start.elapsed()));
            console.out.status(Tone::Good, "Compiled", &text)?;
            true
        }
        Err(problem) => {
            reject(&problem.into(), name, console)?;
            false
        }
    };
    Ok((Some(generated), fine))
}

/// Compares a document with the one before it, and asks the compiler about the verdict if asked;
/// whether it is true.
fn step(
    (old_name, old): (&str, &Generated),
    (name, new): (&str, &Generated),
    compile: bool,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<bool, Failure> {
    let changes = diff(&old.api, &new.api);
    let operations = changes.operations;
    let text = format!(
        "{old_name} → {name}: wire {}, source {}, {} ({} unhandled), operations +{} −{} ~{}",
        changes.wire(),
        changes.source(),
        counted(changes.changes.len(), "change"),
        changes.unhandled().count(),
        operations.added,
        operations.removed,
        operations.changed,
    );
    console.out.status(Tone::Good, "Compared", &text)?;
    if !compile {
        return Ok(true);
    }
    let exit = verify(workspace, (old_name, old), (name, new), &changes, console)?;
    Ok(exit == Exit::Fine)
}

/// Reports a document that failed; the others still have their turn.
fn reject(failure: &Failure, name: &str, console: &mut Console<'_>) -> Result<(), Failure> {
    failure.print(console, MessageFormat::Text)?;
    console.out.status(Tone::Bad, "Failed", name)?;
    Ok(())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
