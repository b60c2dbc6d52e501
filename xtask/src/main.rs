//! The program behind `cargo xtask`: it connects the command line with the terminal.

use std::env;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;
use crate::console::{Console, Stream};
use crate::exit::Exit;
use crate::paths::Workspace;

mod affected;
mod base;
mod bench;
mod changelog;
mod cli;
mod completions;
mod console;
mod corpus;
mod date;
mod decisions;
mod diff;
mod dump;
mod exit;
mod explain;
mod features;
mod fetch;
mod fs;
mod git;
#[cfg(test)]
mod guides;
mod input;
mod judge;
mod lock;
mod paths;
mod plan;
mod problem;
mod questions;
mod regenerate;
mod rehearse;
mod release;
mod report;
mod serve;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tidy;
mod update;
mod version;
mod wire_proof;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let color = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let (color_out, color_err) = (color && out.is_terminal(), color && err.is_terminal());
    let mut console = Console {
        out: Stream::new(&mut out, color_out),
        err: Stream::new(&mut err, color_err),
        github: env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
    };
    match cli.command.run(&Workspace::find(), &mut console) {
        Ok(exit) => exit.into(),
        // The output pipe was closed, so nothing more can be printed.
        Err(failure) if failure.is_broken_pipe() => Exit::Failed.into(),
        Err(failure) => {
            // If this cannot be printed, the exit code still shows the failure.
            let _ = failure.print(&mut console, cli.command.message_format());
            failure.exit().into()
        }
    }
}
