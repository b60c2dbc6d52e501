//! Measures what people wait for, and prints a table of ratios: `cargo xtask bench`.
//!
//! Results go to stdout as Markdown, progress to stderr. Baselines are measured beside ours in the
//! same run, in turns, so that a machine that slows down slows both.

mod build;
mod compile;
mod generate;
mod measure;
mod models;
mod request;
mod server;
mod size;
mod stats;
mod table;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::build::Repository;
use crate::table::Table;

/// Any error.
type BoxError = Box<dyn Error>;

/// Measure what people wait for, and print the ratios to others
///
/// The whole takes half an hour; --only names the parts that matter now. Other work on the machine
/// makes the figures worthless, even though most of them are processor time.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Options {
    /// Measure the official client, too; it is built from the registry
    #[arg(long)]
    official: bool,

    /// Measure only this; can be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<Part>,

    /// How often whatever takes long is repeated
    #[arg(long, default_value_t = 3, value_name = "TIMES")]
    rounds: usize,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Processor time of the compiler for the client alone
    Compile,
    /// Size of a program that calls one operation, and the number of dependencies
    Size,
    /// Time to decode and to encode lists
    Models,
    /// Peak memory of decoding, and the number of allocations
    Memory,
    /// Time and memory of generating, its growth, and the cold build of the tools
    Generate,
    /// Instructions and allocations of a call, and calls of many at a time
    Request,
}

fn run(options: &Options) -> Result<(), BoxError> {
    let repository = Repository::find()?;
    let mut table = Table::default();
    for part in Part::value_variants() {
        if !options.only.is_empty() && !options.only.contains(part) {
            continue;
        }
        match part {
            Part::Compile => compile::measure(&repository, options, &mut table)?,
            Part::Size => size::measure(&repository, options, &mut table)?,
            Part::Models => models::time(&repository, options, &mut table)?,
            Part::Memory => models::memory(&repository, options, &mut table)?,
            Part::Generate => generate::measure(&repository, options, &mut table)?,
            Part::Request => request::measure(&repository, options, &mut table)?,
        }
    }
    table.print(&repository, options)
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Options::command().debug_assert();
    }
}
