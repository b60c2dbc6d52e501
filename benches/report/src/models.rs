//! Decoding and encoding: the programs `bench-ratios` and `bench-memory` measure, this one judges.

use std::process::Command;

use serde_json::Value;

use crate::build::Repository;
use crate::measure::checked;
use crate::stats::Stats;
use crate::table::{Goal, Table, megabytes, seconds};
use crate::{BoxError, Options};

/// Runs a program of the suite, and returns its lines.
fn lines(repository: &Repository, options: &Options, name: &str) -> Result<Vec<Value>, BoxError> {
    repository.build("bench-suite", if options.official { "official" } else { "" })?;
    eprintln!("  Measuring {name}");
    let mut command = Command::new(repository.program(name));
    // Memory that was freed stays with the process: otherwise giving back and taking again the
    // pages of large buffers takes a third of the time, and hides the work. Other C libraries
    // than that of GNU do not look at this.
    for setting in ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"] {
        command.env(setting, u32::MAX.to_string());
    }
    let output = checked(&mut command)?.stdout;
    output.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Throughput of decoding and encoding.
pub(crate) fn time(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    for line in lines(repository, options, "bench-ratios")? {
        let (list, work) = (text(&line["list"]), text(&line["work"]));
        let ours = figures(&line["models"]);
        // Plain lists should be as fast as derive. For unions, derive has no plan but tries one variant
        // after the other, or buffers; the goal there is about the official client.
        let unions = list.starts_with("dashboards");
        for (name, goal) in [("derive", 1.0), ("official", if unions { 2.0 } else { 1.0 })] {
            let theirs = figures(&line[name]);
            if theirs.is_empty() {
                continue;
            }
            // Throughput: the more, the better.
            let ratio = Stats::ratio(&ours, &theirs).inverse();
            let median = |figures: &[f64]| seconds(Stats::of(figures.to_vec()).median);
            let what = format!("{work} {list}, {name}");
            table.row(&what, &median(&ours), &median(&theirs), ratio, Goal::Least(goal));
        }
    }
    Ok(())
}

/// Peak memory and allocations of decoding.
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
                [("peak", "peak memory", Goal::Most(1.25)), ("blocks", "allocations", Goal::None)]
            {
                let goal = if name == "derive" { goal } else { Goal::None };
                let value = |way: &str| line[way][figure].as_f64().unwrap_or(f64::NAN);
                let (ours, theirs) = (value("models"), value(name));
                let show = |figure: f64| {
                    if what == "allocations" { format!("{figure}") } else { megabytes(figure) }
                };
                let what = format!("{what}, decode {list}, {name}");
                let ratio = Stats::of(vec![ours / theirs]);
                table.row(&what, &show(ours), &show(theirs), ratio, goal);
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
