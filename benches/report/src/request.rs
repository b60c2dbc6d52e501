//! One call over loopback: instructions and allocations beside a bare one, and many at a time.

use std::process::Command;

use crate::build::Repository;
use crate::measure::{Cost, checked};
use crate::server;
use crate::stats::Stats;
use crate::table::{Goal, Table, seconds};
use crate::{BoxError, Options};

/// How many calls are made with a counter that slows them down.
const COUNTED: usize = 200;
/// How many calls are made against the clock.
const TIMED: usize = 8_000;
/// How many callers there are at a time.
const CALLERS: usize = 64;

pub(crate) fn measure(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    let mut names = vec!["floor", "client"];
    if options.official {
        names.push("official");
    }
    let server = server::start()?;
    let url = server.url();
    for name in &names {
        repository.build(&format!("bench-{name}"), "allocations")?;
    }
    let blocks = each(&names, |name| counted(|calls| program(repository, name, &url, 1, calls)))?;
    compare(table, "allocations per call", &names, &blocks, 1, Goal::None, |figure| {
        format!("{figure:.1}")
    });

    for name in &names {
        repository.build(&format!("bench-{name}"), "")?;
    }
    if Command::new("valgrind").arg("--version").output().is_ok() {
        let instructions =
            each(&names, |name| counted(|calls| callgrind(repository, name, &url, calls)))?;
        let goal = Goal::Most(1.15);
        compare(table, "instructions per call", &names, &instructions, 1, goal, |figure| {
            format!("{figure:.0}")
        });
    } else {
        eprintln!("  there is no valgrind to count instructions");
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
    compare(table, &what, &names, &wall, 1, Goal::Most(1.0 / 0.95), seconds);
    let what = format!("{TIMED} calls, {CALLERS} at a time, CPU time");
    compare(table, &what, &names, &cpu, 1, Goal::None, seconds);
    Ok(())
}

/// Rows that compare the figures at `ours` with all others.
fn compare(
    table: &mut Table,
    what: &str,
    names: &[&str],
    figures: &[Vec<f64>],
    ours: usize,
    goal: Goal,
    show: impl Fn(f64) -> String,
) {
    for (index, name) in names.iter().enumerate().filter(|(index, _)| *index != ours) {
        let median = |index: usize| show(Stats::of(figures[index].clone()).median);
        let ratio = Stats::ratio(&figures[ours], &figures[index]);
        // The goals are about the bare call.
        let (name, goal) = if index == 0 { ("bare reqwest", goal) } else { (*name, Goal::None) };
        table.row(&format!("{what}, {name}"), &median(ours), &median(index), ratio, goal);
    }
}

fn each(
    names: &[&str],
    mut count: impl FnMut(&str) -> Result<f64, BoxError>,
) -> Result<Vec<Vec<f64>>, BoxError> {
    names.iter().map(|name| Ok(vec![count(name)?])).collect()
}

/// What one call adds: that of many, less that of few.
#[allow(clippy::cast_precision_loss, reason = "the count is small")]
fn counted(run: impl Fn(usize) -> Result<Cost, BoxError>) -> Result<f64, BoxError> {
    let few = figure(&run(COUNTED / 10)?)?;
    let many = figure(&run(COUNTED / 10 + COUNTED)?)?;
    Ok((many - few) / COUNTED as f64)
}

/// Runs a program that makes calls.
fn program(
    repository: &Repository,
    name: &str,
    url: &str,
    callers: usize,
    calls: usize,
) -> Result<Cost, BoxError> {
    let mut command = Command::new(repository.program(&format!("bench-{name}-many")));
    checked(command.arg(url).args([callers.to_string(), calls.to_string()]))
}

/// Runs the same under callgrind, and returns the instructions as if the program had printed them.
fn callgrind(
    repository: &Repository,
    name: &str,
    url: &str,
    calls: usize,
) -> Result<Cost, BoxError> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(repository.program(&format!("bench-{name}-many")));
    let mut cost = checked(command.arg(url).args(["1".to_owned(), calls.to_string()]))?;
    let line = cost.stderr.lines().find_map(|line| line.split("Collected :").nth(1));
    cost.stdout = line.ok_or("callgrind did not count")?.trim().to_owned();
    Ok(cost)
}

/// The figure that a program printed.
fn figure(cost: &Cost) -> Result<f64, BoxError> {
    Ok(cost.stdout.trim().parse()?)
}
