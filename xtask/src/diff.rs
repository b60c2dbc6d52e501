//! `cargo xtask diff`: what a changed document means for released SDKs and for code.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use codegen::diff::report::{self, View};
use codegen::diff::{Bump, Changes, Source, Wire, diff};
use codegen::ir::{Api, Operation};

use crate::changelog;
use crate::console::{Console, MessageFormat, Tone};
use crate::exit::Exit;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem, print_diagnostics};

mod build;
pub(crate) mod document;
pub(crate) mod verify;

use document::Document;

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

    /// The format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Exit with 3 if released SDKs break (wire) or code no longer compiles (source)
    ///
    /// A change that no rule covers counts as breaking.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    fail_on: FailOn,

    /// List the changes without effect on the SDK, such as documentation
    #[arg(long)]
    docs: bool,

    /// The overlay for both documents [default: spec/overlay.yaml; for git:REV, that of the
    /// revision]
    #[arg(long, value_name = "PATH")]
    overlay: Option<PathBuf>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Text for people, in full.
    #[default]
    Text,
    /// Markdown that fits into a pull request.
    Markdown,
    /// One JSON object.
    Json,
}

/// Which changes make the command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum FailOn {
    /// Released SDKs break.
    Wire,
    /// Code no longer compiles.
    Source,
    /// Nothing.
    #[default]
    None,
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
    console.err.status(Tone::Good, "Comparing", &format!("{} → {}", old.name, new.name))?;
    let (before, after) = (old.partly()?, new.partly()?);
    comparable((&old.name, &before.api), (&new.name, &after.api))?;
    // What the generator rejects comes first; the report has it as a change with its place.
    print_diagnostics(&document::errors(&before), old.names(), console, MessageFormat::Text)?;
    print_diagnostics(&document::errors(&after), new.names(), console, MessageFormat::Text)?;
    let idle = document::idle(&before.diagnostics, after.diagnostics.clone());
    print_diagnostics(&idle, new.names(), console, MessageFormat::Text)?;
    let changes = diff(&before, &after);
    let base = changelog::version_of(workspace, &options.old);
    let version = base.as_ref().map(|(version, _)| version.to_string());
    let view = View {
        old: &old.name,
        new: &new.name,
        version: version.as_deref(),
        pending: base.as_ref().map_or(Bump::None, |(_, bump)| *bump),
        corrected: false,
        docs: options.docs,
        color: console.out.color(),
    };
    console.out.text(&match options.format {
        Format::Text => report::text(&changes, &view),
        Format::Markdown => report::markdown(&changes, &view),
        Format::Json => report::json(&changes, &view),
    })?;
    Ok(if options.fail_on.trips(&changes) { Exit::Tripped } else { Exit::Fine })
}

/// Documents of different APIs cannot be compared: everything would be removed and added.
pub(crate) fn comparable(
    (old_name, old): (&str, &Api),
    (new_name, new): (&str, &Api),
) -> Result<(), Problem> {
    let is_known = |operation: &Operation| {
        old.operations.iter().any(|known| {
            known.id == operation.id
                || (&known.method, &known.path) == (&operation.method, &operation.path)
        })
    };
    let strangers = old.title != new.title
        && !(old.operations.is_empty() && new.operations.is_empty())
        && !new.operations.iter().any(is_known);
    if !strangers {
        return Ok(());
    }
    let message = format!(
        "{old_name} describes `{}` and {new_name} describes `{}`, and they have no operation in common",
        old.title, new.title
    );
    Err(Problem::new("different-apis", message).help("compare two versions of one document"))
}

impl FailOn {
    fn trips(self, changes: &Changes) -> bool {
        match self {
            Self::Wire => changes.wire() == Wire::Break,
            Self::Source => changes.source() == Source::Break,
            Self::None => false,
        }
    }
}
