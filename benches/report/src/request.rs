//! Calls over loopback: instructions and allocations compared with a bare call, and many calls at a
//! time.

use std::process::Command;

use crate::build::Repository;
use crate::measure::{Cost, checked};
use crate::stats::Stats;
use crate::table::{Goal, Table, seconds};
use crate::{BoxError, Options};
use crate::{counter, server};

/// The number of calls whose instructions or allocations are counted.
const COUNTED: u32 = 200;
/// The number of calls that are timed.
const TIMED: u32 = 8_000;
/// The number of concurrent callers.
const CALLERS: usize = 64;

/// Counts the allocations and instructions of a call.
pub(crate) fn count(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    let names = names(options);
    let server = server::start()?;
    let url = server.url();
    for name in &names {
        repository.build(&format!("bench-{name}"), "allocations")?;
    }
    let calls = |name: &str, count: u32| program(repository, name, &url, 1, count);
    let allocations = each(&names, |name| {
        counter::per_repetition(COUNTED / 10, COUNTED, |count| figure(&calls(name, count)?))
    })?;
    let one_decimal = |figure: f64| format!("{figure:.1}");
    compare_counts(table, "allocations per call", &names, &allocations, Goal::None, one_decimal);
    let beyond = allocations[1] - allocations[0];
    let what = "allocations per call beyond those of bare reqwest";
    table.row(what, &one_decimal(beyond), "–", Stats::of(vec![beyond]), Goal::Most(6.0));

    for name in &names {
        repository.build(&format!("bench-{name}"), "")?;
    }
    if counter::is_installed() {
        let instructions = each(&names, |name| {
            let program = repository.program(&format!("bench-{name}-many"));
            counter::per_repetition(COUNTED / 10, COUNTED, |count| {
                counter::instructions(&program, &[&url, "1", &count.to_string()])
            })
        })?;
        let whole = |figure: f64| format!("{figure:.0}");
        let goal = Goal::Most(1.08);
        compare_counts(table, "instructions per call", &names, &instructions, goal, whole);
    } else {
        eprintln!("  valgrind is not installed: instructions of a call are not counted");
    }
    Ok(())
}

/// Measures many calls at a time.
pub(crate) fn time(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    let names = names(options);
    let server = server::start()?;
    let url = server.url();
    for name in &names {
        repository.build(&format!("bench-{name}"), "")?;
    }
    let mut wall = vec![Vec::new(); names.len()];
    let mut cpu = vec![Vec::new(); names.len()];
    for _ in 0..options.rounds.max(5) {
        for (index, name) in names.iter().enumerate() {
            let cost = program(repository, name, &url, CALLERS, TIMED)?;
            wall[index].push(figure(&cost)?);
            cpu[index].push(cost.cpu);
        }
    }
    let what = format!("{TIMED} calls, {CALLERS} at a time, wall time");
    compare(table, &what, &names, &wall, Goal::Most(1.0 / 0.97));
    let what = format!("{TIMED} calls, {CALLERS} at a time, CPU time");
    compare(table, &what, &names, &cpu, Goal::None);
    Ok(())
}

/// Returns the programs; ours is the second.
fn names(options: &Options) -> Vec<&'static str> {
    let official = options.official.then_some("official");
    ["floor", "client"].into_iter().chain(official).collect()
}

/// Adds rows that compare our times with the others. The goal applies to the bare call.
fn compare(table: &mut Table, what: &str, names: &[&str], times: &[Vec<f64>], goal: Goal) {
    let median = |index: usize| seconds(Stats::of(times[index].clone()).median);
    for (index, name) in names.iter().enumerate().filter(|(index, _)| *index != 1) {
        let ratio = Stats::ratio(&times[1], &times[index]);
        let (name, goal) = if index == 0 { ("bare reqwest", goal) } else { (*name, Goal::None) };
        table.row(&format!("{what}, {name}"), &median(1), &median(index), ratio, goal);
    }
}

/// Adds the same rows for counts.
fn compare_counts(
    table: &mut Table,
    what: &str,
    names: &[&str],
    counts: &[f64],
    goal: Goal,
    show: impl Fn(f64) -> String,
) {
    for (index, name) in names.iter().enumerate().filter(|(index, _)| *index != 1) {
        let (name, goal) = if index == 0 { ("bare reqwest", goal) } else { (*name, Goal::None) };
        table.counted(&format!("{what}, {name}"), (counts[1], counts[index]), &show, goal);
    }
}

fn each(
    names: &[&str],
    count: impl FnMut(&str) -> Result<f64, BoxError>,
) -> Result<Vec<f64>, BoxError> {
    names.iter().copied().map(count).collect()
}

/// Runs a program that makes calls.
fn program(
    repository: &Repository,
    name: &str,
    url: &str,
    callers: usize,
    calls: u32,
) -> Result<Cost, BoxError> {
    let mut command = Command::new(repository.program(&format!("bench-{name}-many")));
    checked(command.arg(url).args([callers.to_string(), calls.to_string()]))
}

/// Returns the figure that a program printed.
fn figure(cost: &Cost) -> Result<f64, BoxError> {
    Ok(cost.stdout.trim().parse()?)
}
