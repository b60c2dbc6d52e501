//! Runs the programs that an update needs, this one and cargo, and captures their output.

use std::env;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::console::{Console, Tone};
use crate::paths::Workspace;
use crate::problem::Problem;

/// How a program ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// Its exit code; -1 if a signal ended it.
    pub(super) code: i32,
    /// What it printed on stdout.
    pub(super) out: String,
    /// Everything it printed; both streams in one where the order matters.
    pub(super) text: String,
}

/// Runs a command of this program in a process of its own, so that a panic is a result too.
pub(super) fn xtask(
    workspace: &Workspace,
    console: &mut Console<'_>,
    arguments: &[&str],
) -> Result<Ended, Problem> {
    let mut command = Command::new(program()?);
    command.args(arguments).current_dir(workspace.root());
    command.env("CARGO_MANIFEST_DIR", workspace.root().join("xtask"));
    command.env("CARGO_TARGET_DIR", workspace.target());
    command.env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS");
    show(console, &format!("cargo xtask {}", arguments.join(" ")));
    let output = command.output().map_err(|error| cannot_start("xtask", &error))?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = format!("{}{out}", String::from_utf8_lossy(&output.stderr));
    let _ = console.err.text(&text);
    Ok(Ended { code: output.status.code().unwrap_or(-1), out, text })
}

/// Returns the path of this program. It is looked up once, because cargo may replace the file while
/// it runs.
fn program() -> Result<&'static Path, Problem> {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    if let Some(program) = PROGRAM.get() {
        return Ok(program);
    }
    let program = env::current_exe().map_err(|error| cannot_start("xtask", &error))?;
    Ok(PROGRAM.get_or_init(|| program))
}

/// Runs cargo with both streams in one.
pub(super) fn cargo(
    workspace: &Workspace,
    console: &mut Console<'_>,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Result<Ended, Problem> {
    let failed = |error: io::Error| cannot_start("cargo", &error);
    let (mut reader, writer) = io::pipe().map_err(failed)?;
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace.root());
    command.env("CARGO_TARGET_DIR", workspace.target()).env("CARGO_TERM_COLOR", "never");
    command.env("RUST_BACKTRACE", "0").env_remove("CARGO_MANIFEST_DIR");
    command.envs(variables.iter().copied());
    command.stdin(Stdio::null()).stderr(writer.try_clone().map_err(failed)?).stdout(writer);
    show(console, &format!("cargo {}", arguments.join(" ")));
    let mut child = command.spawn().map_err(failed)?;
    // The pipe ends when the last writer goes away, and the command holds two.
    drop(command);
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(failed)?;
    let status = child.wait().map_err(failed)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let _ = console.err.text(&text);
    Ok(Ended { code: status.code().unwrap_or(-1), out: String::new(), text })
}

/// Returns a command that failed in a way that no state of an update describes.
pub(super) fn failed(command: &str, ended: &Ended) -> Problem {
    let message =
        format!("`{command}` failed with exit code {}:\n{}", ended.code, ended.text.trim_end());
    Problem::new("update-failed", message)
}

/// Prints the command. A closed terminal does not stop the update.
fn show(console: &mut Console<'_>, command: &str) {
    let _ = console.err.status(Tone::Good, "Running", command);
}

fn cannot_start(program: &str, error: &io::Error) -> Problem {
    Problem::new("cannot-start", format!("failed to start {program}: {error}"))
}
