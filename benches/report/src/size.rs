//! The size of a program that calls one operation, and the number of crates that a client needs.

use std::collections::BTreeSet;
use std::fs;

use crate::build::{Repository, Workspace};
use crate::measure::checked;
use crate::stats::Stats;
use crate::table::{Goal, Table, megabytes};
use crate::{BoxError, Options};

#[allow(clippy::cast_precision_loss, reason = "sizes of files and counts are small")]
pub(crate) fn measure(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    let size = |name: &str| -> Result<f64, BoxError> {
        repository.build(&format!("bench-{name}"), "")?;
        Ok(fs::metadata(repository.program(&format!("bench-{name}-one")))?.len() as f64)
    };
    let (floor, client) = (size("floor")?, size("client")?);
    let ratio = |theirs: f64| Stats::of(vec![client / theirs]);
    let what = "program with one operation, by hand";
    table.row(what, &megabytes(client), &megabytes(floor), ratio(floor), Goal::Most(1.04));
    let own = crates(repository, Workspace::Main, "generated-client")?;
    if options.official {
        let official = size("official")?;
        let what = "program with one operation, official";
        table.row(what, &megabytes(client), &megabytes(official), ratio(official), Goal::None);
        let theirs = crates(repository, Workspace::Benches, "clickhouse-cloud-api")?;
        let ratio = Stats::of(vec![own as f64 / theirs as f64]);
        let (own, theirs) = (own.to_string(), theirs.to_string());
        table.row("crates in the tree", &own, &theirs, ratio, Goal::Most(1.0));
    } else {
        let stats = Stats::of(vec![own as f64]);
        table.row("crates in the tree", &own.to_string(), "–", stats, Goal::None);
    }
    Ok(())
}

/// Returns how many crates are built for a package, including itself, on this machine.
fn crates(repository: &Repository, workspace: Workspace, package: &str) -> Result<usize, BoxError> {
    let arguments = ["tree", "--edges", "normal,build", "--prefix", "none", "-p", package];
    let tree = checked(&mut repository.cargo(workspace, &arguments))?.stdout;
    let lines = tree.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    });
    Ok(lines.collect::<BTreeSet<_>>().len())
}
