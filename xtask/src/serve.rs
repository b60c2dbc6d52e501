//! `cargo xtask serve`: runs the double in `tests/double`, whose HTTP server no other command
//! builds.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use clap::Args;

use crate::exit::Exit;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};

/// The arguments of the command, which the test server parses.
#[derive(Debug, Clone, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// Passed to the test double; `--help` lists the options
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs the command until it is interrupted.
pub(crate) fn run(options: &Options, workspace: &Workspace) -> Result<Exit, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "clickhouse-cloud-double", "--bin", "double"])
        .args(["--features", "cli"])
        .arg("--manifest-path")
        .arg(workspace.root().join("Cargo.toml"))
        .arg("--")
        .args(&options.arguments)
        .status()
        .map_err(|error| Problem::new("cargo-failed", format!("failed to start cargo: {error}")))?;
    Ok(match status.code() {
        Some(0) => Exit::Fine,
        Some(2) => Exit::Usage,
        _ => Exit::Failed,
    })
}
