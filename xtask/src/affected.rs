//! `cargo xtask affected`: lists the handwritten lines that use what an update removes or changes,
//! so that a maintainer knows what to edit before the compiler stops at it.

use std::collections::BTreeSet;

use clap::Args;
use codegen::diff::diff;
use serde_json::json;

use crate::base;
use crate::console::{Console, MessageFormat, Tone, counted};
use crate::diff::document::Document;
use crate::exit::Exit;
use crate::fs;
use crate::git::Git;
use crate::lock::Base;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};

use self::file::File;

mod file;
mod names;
mod pattern;
mod search;
#[cfg(test)]
mod tests;

/// The name of the command, as messages show it.
pub(crate) const COMMAND: &str = "cargo xtask affected";

/// The handwritten files that may use the client, as pathspecs of git.
const FILES: &[&str] = &[
    "README.md",
    "benches/*.rs",
    "docs/*.md",
    "generated-client/*.md",
    "generated-client/*.rs",
    "tests/*.rs",
    // Generated, or a record of the past.
    ":(exclude)generated-client/src/generated",
    ":(exclude)*CHANGELOG.md",
    ":(exclude)docs/migrating-from-clickhouse-cloud-api.md",
];

/// How many lines `regenerate` prints.
const SHOWN: usize = 20;

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The format of the list
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    message_format: MessageFormat,
}

/// A handwritten line that may need an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Affected {
    /// The file and the line: `tests/tests/client/waits.rs:12`.
    place: String,
    /// The items that it names.
    items: BTreeSet<String>,
    /// What happened to the first of them, and what to do about it.
    message: String,
}

impl Affected {
    /// Returns the line about it.
    fn line(&self) -> String {
        let items: Vec<String> = self.items.iter().map(|item| format!("`{item}`")).collect();
        format!("{} may use {}: {}", self.place, items.join(", "), self.message)
    }
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let Some(base) = base::recorded(workspace)? else {
        console.err.status(Tone::Good, "Affected", "nothing: there is no base to compare with")?;
        return Ok(Exit::Fine);
    };
    let found = since(&base, workspace)?;
    for one in &found {
        if options.message_format == MessageFormat::Json {
            console.out.json(&json!({
                "severity": "affected",
                "code": one.items.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
                "at": one.place,
                "message": one.message,
            }))?;
        } else {
            console.out.status(Tone::Notice, "Affected", &one.line())?;
        }
    }
    if options.message_format == MessageFormat::Text {
        let lines = counted(found.len(), "handwritten line");
        let text = format!("{lines} may use what the update removes or changes");
        console.out.status(Tone::Good, "Affected", &text)?;
    }
    Ok(Exit::Fine)
}

/// Prints the first lines, for a command with another purpose.
pub(crate) fn summarize(
    base: &Base,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let found = since(base, workspace)?;
    for one in found.iter().take(SHOWN) {
        console.out.status(Tone::Notice, "Affected", &one.line())?;
    }
    if found.len() > SHOWN {
        let text = format!("{} more: `{COMMAND}` lists them", found.len() - SHOWN);
        console.out.status(Tone::Notice, "Affected", &text)?;
    }
    Ok(())
}

/// Finds the handwritten lines that use what the document removes or changes, compared with the
/// base. A document that the generator does not understand yet is read as far as possible.
fn since(base: &Base, workspace: &Workspace) -> Result<Vec<Affected>, Failure> {
    let old = Document::of_base(workspace, base, None)?.partly()?;
    let new = Document::find(workspace, &workspace.spec().to_string_lossy(), None)?.partly()?;
    let changes = diff(&old, &new);
    let texts = texts(workspace)?;
    let files: Vec<File<'_>> = texts.iter().map(|(path, text)| File::new(path, text)).collect();
    Ok(search::search(&changes, &old.api, &files))
}

/// Returns the handwritten files, by path.
fn texts(workspace: &Workspace) -> Result<Vec<(String, String)>, Problem> {
    let mut texts = Vec::new();
    for path in Git::of(workspace).tracked(FILES)? {
        let full = workspace.root().join(&path);
        // A file that is deleted but not committed is still tracked.
        if full.is_file() {
            texts.push((path, fs::read_text(&full)?));
        }
    }
    Ok(texts)
}
