//! Decoding and encoding: runs the programs `bench-ratios`, `bench-memory` and `bench-count`, and
//! compares their figures.

use std::process::Command;

use serde_json::Value;

use crate::build::Repository;
use crate::counter;
use crate::measure::checked;
use crate::stats::Stats;
use crate::table::{Goal, Table, megabytes, seconds};
use crate::{BoxError, Options};

/// The lists whose instructions are counted.
const LISTS: [&str; 5] = ["services", "backups", "activities", "usage cost", "dashboards"];

/// Returns the goal for a throughput, relative to another implementation. Dashboards are unions, for
/// which the official client tries one variant after the other.
fn goal(list: &str, work: &str, other: &str) -> f64 {
    match (work, other) {
        ("decode", "derive") => 1.1,
        (_, "official") if list.starts_with("dashboards") => 2.0,
        _ => 1.0,
    }
}

fn build(repository: &Repository, options: &Options) -> Result<(), BoxError> {
    repository.build("bench-suite", if options.official { "official" } else { "" })
}

/// Runs a program of the suite, and returns its lines.
fn lines(repository: &Repository, options: &Options, name: &str) -> Result<Vec<Value>, BoxError> {
    build(repository, options)?;
    eprintln!("  Measuring {name}");
    let mut command = Command::new(repository.program(name));
    // Freed memory stays with the process: otherwise returning and requesting the pages of large
    // buffers takes a third of the time, and hides the work. Only the GNU C library reads these
    // variables.
    for setting in ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"] {
        command.env(setting, u32::MAX.to_string());
    }
    let output = checked(&mut command)?.stdout;
    output.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Measures the throughput of decoding and encoding.
pub(crate) fn time(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    for line in lines(repository, options, "bench-ratios")? {
        let (list, work) = (text(&line["list"]), text(&line["work"]));
        let ours = figures(&line["models"]);
        for name in ["derive", "official"] {
            let theirs = figures(&line[name]);
            if theirs.is_empty() {
                continue;
            }
            // For throughput, higher is better.
            let ratio = Stats::ratio(&ours, &theirs).inverse();
            let median = |figures: &[f64]| seconds(Stats::of(figures.to_vec()).median);
            let what = format!("{work} {list}, {name}");
            let goal = Goal::Least(goal(list, work, name));
            table.row(&what, &median(&ours), &median(&theirs), ratio, goal);
        }
    }
    Ok(())
}

/// Counts the instructions of decoding and encoding.
pub(crate) fn count(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    if !counter::is_installed() {
        eprintln!("  valgrind is not installed: instructions of the models are not counted");
        return Ok(());
    }
    build(repository, options)?;
    eprintln!("  Counting instructions of decoding and encoding");
    let program = repository.program("bench-count");
    let count = |way: &str, list: &str, work: &str| {
        counter::per_repetition(1, 4, |times| {
            counter::instructions(&program, &[way, list, work, &times.to_string()])
        })
    };
    for list in LISTS {
        for work in ["decode", "encode"] {
            let ours = count("models", list, work)?;
            for way in if options.official { &["derive", "official"][..] } else { &["derive"] } {
                let theirs = count(way, list, work)?;
                let millions = |figure: f64| format!("{:.2} million", figure / 1e6);
                let what = format!("instructions, {work} {list}, {way}");
                let goal = Goal::Most(1.0 / goal(list, work, way));
                table.counted(&what, (ours, theirs), millions, goal);
            }
        }
    }
    Ok(())
}

/// Measures peak memory and allocations of decoding.
pub(crate) fn memory(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    for line in lines(repository, options, "bench-memory")? {
        let list = text(&line["list"]);
        for name in ["derive", "official"] {
            if line[name].is_null() {
                continue;
            }
            for (figure, what, goal) in
                [("peak", "peak memory", Goal::Most(1.1)), ("blocks", "allocations", Goal::None)]
            {
                let goal = if name == "derive" { goal } else { Goal::None };
                let value = |way: &str| line[way][figure].as_f64().unwrap_or(f64::NAN);
                let (ours, theirs) = (value("models"), value(name));
                let show = |figure: f64| {
                    if what == "allocations" { format!("{figure}") } else { megabytes(figure) }
                };
                let what = format!("{what}, decode {list}, {name}");
                table.counted(&what, (ours, theirs), show, goal);
            }
        }
    }
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn figures(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
