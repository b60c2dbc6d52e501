//! The cost of generating, and its growth with the size of the spec.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::build::{Repository, Workspace};
use crate::measure::{Cost, checked};
use crate::stats::Stats;
use crate::table::{Goal, Table, megabytes, seconds};
use crate::{BoxError, Options};

/// How often the spec is repeated to measure the growth of the cost.
const TIMES: usize = 8;

pub(crate) fn measure(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    for (profile, folder, most) in [("release", "release", 0.15), ("dev", "debug", 0.6)] {
        eprintln!("   Building xtask, {profile}");
        let arguments = ["build", "--quiet", "-p", "xtask", "--profile", profile];
        checked(&mut repository.cargo(Workspace::Main, &arguments))?;
        let xtask = repository.target.join(folder).join("xtask");
        let costs =
            repeat(options.rounds.max(5), || checked(Command::new(&xtask).arg("regenerate")))?;
        row(table, &format!("regenerate, {profile} build, s of CPU"), &costs, most);
        if profile == "release" {
            let peak = Stats::of(costs.iter().map(|cost| to_float(cost.peak)).collect());
            let most = Stats::of(vec![peak.median / 1e6]);
            let what = "regenerate, release build, peak memory in MB";
            table.row(what, &megabytes(peak.median), "–", most, Goal::Most(40.0));
            growth(repository, options, table, &xtask)?;
        }
    }
    Ok(())
}

/// Measures the spec repeated several times under different names.
fn growth(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
    xtask: &Path,
) -> Result<(), BoxError> {
    repository.build("bench-suite", if options.official { "official" } else { "" })?;
    let folder = repository.target.join("bench-growth");
    fs::create_dir_all(&folder)?;
    let overlay = folder.join("overlay.yaml");
    fs::write(&overlay, "overlay: 1.0.0\ninfo: { title: Nothing, version: 1.0.0 }\nactions: []\n")?;
    let mut figures = Vec::new();
    for times in [1, TIMES] {
        let (document, out) =
            (folder.join(format!("{times}.json")), folder.join(format!("{times}")));
        let prepare = repository.program("bench-generate");
        checked(Command::new(prepare).arg(times.to_string()).arg(&document))?;
        let costs = repeat(options.rounds.max(3), || {
            let mut command = Command::new(xtask);
            command.arg("regenerate").arg("--spec").arg(&document);
            checked(command.arg("--overlay").arg(&overlay).arg("--out").arg(&out))
        })?;
        figures.push(costs);
    }
    let cpu = |index: usize| figures[index].iter().map(|cost| cost.cpu).collect::<Vec<_>>();
    let (one, many) = (cpu(0), cpu(1));
    let median = |figures: &[f64]| seconds(Stats::of(figures.to_vec()).median);
    let what = format!("regenerate, document {TIMES} times over");
    let ratio = Stats::ratio(&many, &one);
    table.row(&what, &median(&many), &median(&one), ratio, Goal::Most(9.0));
    fs::remove_dir_all(folder)?;
    Ok(())
}

fn repeat(
    times: usize,
    mut run: impl FnMut() -> Result<Cost, BoxError>,
) -> Result<Vec<Cost>, BoxError> {
    // The first run fills the caches of the file system.
    run()?;
    (0..times).map(|_| run()).collect()
}

fn row(table: &mut Table, what: &str, costs: &[Cost], most: f64) {
    let stats = Stats::of(costs.iter().map(|cost| cost.cpu).collect());
    table.row(what, &seconds(stats.median), "–", stats, Goal::Most(most));
}

#[allow(clippy::cast_precision_loss, reason = "memory is far below 2^53 bytes")]
fn to_float(bytes: u64) -> f64 {
    bytes as f64
}
