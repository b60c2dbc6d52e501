//! `cargo xtask regenerate`: generates the committed client from the document; after an error,
//! nothing changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use codegen::Generated;

use crate::affected;
use crate::base;
use crate::changelog;
use crate::console::{Console, MessageFormat, Tone, counted};
use crate::exit::Exit;
use crate::features;
use crate::fs;
use crate::input::{Paths, Sources};
use crate::judge::generate_or_explain;
use crate::paths::{Workspace, with_slashes};
use crate::plan::{State, plan};
use crate::problem::{Failure, Found, Problem, print_diagnostics};
use crate::questions;
use crate::report::{self, Labels, Totals};
use crate::version;

#[cfg(test)]
mod tests;

/// The name of the command, as messages show it.
pub(crate) const COMMAND: &str = "cargo xtask regenerate";

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// Write nothing; list the differences and exit with 4 if there are any
    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) paths: Paths,

    /// The folder that the generator owns [default: generated-client/src/generated]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// The format of diagnostics and results
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) message_format: MessageFormat,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let sources = Sources::read(workspace, &options.paths)?;
    let out = options.out.clone().unwrap_or_else(|| workspace.generated());

    console.err.status(Tone::Good, "Loading", &sources.names.document)?;
    let mismatch = sources.verify_lock(workspace);
    let generated = match (generate_or_explain(&sources.input()), mismatch) {
        (Ok(generated), None) => generated,
        (generated, mismatch) => {
            return Err(Failure::Found(Found {
                problems: mismatch.into_iter().collect(),
                diagnostics: generated.err().unwrap_or_default(),
                names: sources.names,
                ..Found::default()
            }));
        }
    };
    print_diagnostics(&generated.warnings, &sources.names, console, options.message_format)?;
    let files = texts(&generated);
    let totals = Totals {
        operations: generated.api.operations.len(),
        types: generated.api.models.len(),
        lines: files.values().map(|text| text.lines().count()).sum(),
    };
    let (operations, types) =
        (counted(totals.operations, "operation"), counted(totals.types, "type"));
    console.err.status(Tone::Good, "Generating", &format!("{operations}, {types}"))?;

    let labels = Labels {
        folder: workspace.show(&out),
        command: options.command(),
        format: options.message_format,
    };
    let tree = fs::read_tree(&out)?;
    let plan = plan(&files, &tree.files);
    let ours = sources.committed && options.paths.overlay.is_none() && options.out.is_none();
    let update = if ours { changelog::plan(workspace, console)? } else { None };
    // The overlay records which enums are one type.
    let recorded = codegen::overlay::with_enums(&sources.overlay, &generated.api.enums);
    let record = Some(recorded).filter(|text| ours && *text != sources.overlay);
    let features = if ours { features::edit(workspace, &generated.api)? } else { None };
    if options.check {
        report::checked(console, &plan, &labels)?;
        let mut fresh = plan.is_fresh() && record.is_none() && features.is_none();
        if record.is_some() {
            console.out.status(Tone::Bad, "Stale", &sources.names.overlay)?;
        }
        if features.is_some() {
            let text = format!("{}: the features of groups", version::MANIFEST);
            console.out.status(Tone::Bad, "Stale", &text)?;
        }
        if let Some(update) = update {
            update.report_stale(console)?;
            fresh &= update.is_fresh();
        }
        return Ok(if fresh { Exit::Fine } else { Exit::OutOfDate });
    }

    let handwritten: Vec<Problem> = plan
        .of(State::Handwritten)
        .map(|entry| handwritten(&format!("{}/{}", labels.folder, entry.path)))
        .collect();
    if !handwritten.is_empty() {
        return Err(handwritten.into());
    }
    let mut removals = plan.removals();
    removals.extend(tree.leftovers.iter().map(String::as_str));
    fs::apply(&out, &plan.writes(), &removals)?;
    confirm(&files, &out)?;
    report::written(console, &plan, totals, &labels)?;
    if let Some(record) = record {
        fs::replace(&workspace.overlay(), record.as_bytes())?;
        console.err.status(Tone::Notice, "Recorded", &sources.names.overlay)?;
    }
    // What the update does to handwritten code is said once, when the client changes.
    let affects = update.is_some() && !plan.is_fresh();
    if let Some(update) = update {
        update.write(workspace)?;
        update.report(console)?;
    }
    // The file may have got another version meanwhile.
    if features.is_some()
        && let Some(text) = features::edit(workspace, &generated.api)?
    {
        fs::replace(&workspace.root().join(version::MANIFEST), text.as_bytes())?;
        let text = format!("{}: the features of groups", version::MANIFEST);
        console.out.status(Tone::Notice, "Updated", &text)?;
    }
    if ours && let Some(base) = base::recorded(workspace)? {
        let questions = questions::since(&base, workspace).unwrap_or_default().len();
        if questions > 0 {
            let text = format!(
                "{} to confirm: `{}` lists them",
                counted(questions, "default"),
                questions::COMMAND
            );
            console.out.status(Tone::Notice, "Questions", &text)?;
        }
        if affects {
            affected::summarize(&base, workspace, console)?;
        }
    }
    Ok(Exit::Fine)
}

/// Returns the generated files, by path.
pub(crate) fn texts(generated: &Generated) -> BTreeMap<&str, &str> {
    generated.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// Reads the folder again: what was written must be what was generated.
fn confirm(files: &BTreeMap<&str, &str>, out: &Path) -> Result<(), Problem> {
    let tree = fs::read_tree(out)?;
    let again = plan(files, &tree.files);
    if again.is_fresh() {
        return Ok(());
    }
    let paths: Vec<&str> = again
        .entries
        .iter()
        .filter(|entry| entry.state != State::Fresh)
        .map(|entry| entry.path)
        .collect();
    let message = format!("{} changed while it was written: {}", out.display(), paths.join(", "));
    Err(Problem::new("changed-while-writing", message)
        .help("make sure that nothing else writes there, and run the command again"))
}

fn handwritten(path: &str) -> Problem {
    Problem::new("handwritten-file", format!("{path} is handwritten, but is in a generated folder"))
        .help("move it out of the folder; nothing has been written or removed")
        .help("(a generated file says `@generated` in its first lines)")
}

impl Options {
    /// Returns the command that writes what these options check.
    fn command(&self) -> String {
        let mut command = COMMAND.to_owned();
        let paths = [
            ("--spec", &self.paths.spec),
            ("--overlay", &self.paths.overlay),
            ("--out", &self.out),
        ];
        for (option, path) in paths {
            if let Some(path) = path {
                let path = with_slashes(path);
                let quote = if path.contains(' ') { "'" } else { "" };
                // Writing to a string cannot fail.
                let _ = write!(command, " {option} {quote}{path}{quote}");
            }
        }
        command
    }
}
