//! First builds with an empty target folder: the tools, a program with one group, and all tests.

use std::fs;

use crate::build::{Repository, Workspace};
use crate::measure::checked;
use crate::stats::Stats;
use crate::table::{Goal, Table, seconds};
use crate::{BoxError, Options};

pub(crate) fn measure(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    let tools = cpu(repository, Workspace::Main, &["build", "--quiet", "-p", "xtask"])?;
    row(table, "first build of xtask, dev, s of CPU", tools, Goal::Most(40.0));

    let program = |name: &str| {
        let package = format!("bench-{name}");
        let binary = format!("bench-{name}-one");
        let arguments = ["build", "--quiet", "-p", &package, "--bin", &binary];
        cpu(repository, Workspace::Benches, &arguments)
    };
    let ours = program("client")?;
    let what = "first build of a program with one group, dev, s of CPU";
    if options.official {
        let theirs = program("official")?;
        let ratio = Stats::of(vec![ours / theirs]);
        let what = format!("{what}, official");
        table.row(&what, &seconds(ours), &seconds(theirs), ratio, Goal::Most(0.6));
    } else {
        row(table, what, ours, Goal::None);
    }

    let tests = cpu(repository, Workspace::Main, &["test", "--quiet", "--workspace"])?;
    row(table, "cargo test --workspace, s of CPU", tests, Goal::Most(200.0));
    Ok(())
}

/// Returns the processor time of a cargo command with an empty target folder.
fn cpu(repository: &Repository, workspace: Workspace, arguments: &[&str]) -> Result<f64, BoxError> {
    eprintln!("   Running cargo {} from nothing", arguments.join(" "));
    let folder = repository.target.join("bench-first");
    // An interrupted run leaves its builds.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut command = repository.cargo(workspace, arguments);
    let cost = checked(command.env("CARGO_TARGET_DIR", &folder))?;
    fs::remove_dir_all(folder)?;
    Ok(cost.cpu)
}

fn row(table: &mut Table, what: &str, cpu: f64, goal: Goal) {
    table.row(what, &seconds(cpu), "–", Stats::of(vec![cpu]), goal);
}
