//! Measures builds, decoding and calls, and prints a table of ratios: `cargo xtask bench`.
//!
//! Results go to stdout as Markdown, progress to stderr. The SDK and its baselines are measured in
//! turns in the same run, so that a slower machine affects both.

mod baseline;
mod build;
mod compile;
mod counter;
mod first;
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

/// Measure builds, decoding and calls, and print ratios to other clients
///
/// Everything takes half an hour; --only selects parts. Times are reliable only on an idle machine,
/// even though most of them are processor time; counts are reliable on every machine.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Options {
    /// Measure the official client, too; cargo downloads it
    #[arg(long)]
    official: bool,

    /// Measure only this; can be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<Part>,

    /// How often the slow measurements are repeated
    #[arg(long, default_value_t = 3, value_name = "TIMES")]
    rounds: usize,

    /// Measure only counts, which do not depend on the load of the machine, and fail if one is more
    /// than 2 % above benches/counted.json; needs valgrind
    #[arg(long, conflicts_with_all = ["official", "only"])]
    check: bool,

    /// With --check: write benches/counted.json instead of comparing
    #[arg(long, requires = "check")]
    write: bool,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Processor time of the compiler for the client alone
    Compile,
    /// Instructions of the compiler for the client alone
    Compiler,
    /// Size of a program that calls one operation, and the number of dependencies
    Size,
    /// Time to decode and to encode lists
    Models,
    /// Instructions of decoding and encoding lists
    Instructions,
    /// Peak memory of decoding, and the number of allocations
    Memory,
    /// Time and memory of generating, and its growth
    Generate,
    /// First builds: the tools, a program with one group, all tests
    First,
    /// Instructions and allocations of a call
    Call,
    /// Many calls at a time
    Calls,
}

fn run(options: &Options) -> Result<(), BoxError> {
    let repository = Repository::find()?;
    if options.check && !counter::is_installed() {
        return Err("valgrind is not installed; it counts instructions".into());
    }
    let mut table = Table::default();
    for part in Part::value_variants() {
        let is_wanted = if options.check {
            matches!(part, Part::Compiler | Part::Instructions | Part::Memory | Part::Call)
        } else {
            options.only.is_empty() || options.only.contains(part)
        };
        if !is_wanted {
            continue;
        }
        match part {
            Part::Compile => compile::measure(&repository, options, &mut table)?,
            Part::Compiler => compile::count(&repository, options, &mut table)?,
            Part::Size => size::measure(&repository, options, &mut table)?,
            Part::Models => models::time(&repository, options, &mut table)?,
            Part::Memory => models::memory(&repository, options, &mut table)?,
            Part::Generate => generate::measure(&repository, options, &mut table)?,
            Part::First => first::measure(&repository, options, &mut table)?,
            Part::Instructions => models::count(&repository, options, &mut table)?,
            Part::Call => request::count(&repository, options, &mut table)?,
            Part::Calls => request::time(&repository, options, &mut table)?,
        }
    }
    if options.check {
        return if options.write {
            baseline::write(&repository, &table.counted)
        } else {
            baseline::check(&repository, &table.counted)
        };
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
