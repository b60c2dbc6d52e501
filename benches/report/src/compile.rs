//! Processor time of compiling a client alone, its dependencies being there already.

use std::fs;
use std::path::Path;

use crate::build::{Repository, Workspace};
use crate::measure::checked;
use crate::stats::Stats;
use crate::table::{Goal, Table, seconds};
use crate::{BoxError, Options};

/// What is built, and the goals for all groups and for one, as parts of the official client.
const KINDS: [(&str, &[&str], f64, f64); 3] = [
    ("check", &["check"], 0.20, 0.05),
    ("dev", &["build"], 0.28, 0.10),
    ("release", &["build", "--release"], 0.42, 0.20),
];

/// A crate that is built.
struct Subject {
    name: &'static str,
    workspace: Workspace,
    package: &'static str,
    arguments: &'static [&'static str],
}

const ALL: Subject = Subject {
    name: "all groups",
    workspace: Workspace::Main,
    package: "generated-client",
    arguments: &[],
};

const GROUP: Subject = Subject {
    name: "one group (services)",
    arguments: &["--no-default-features", "--features", "rustls,services"],
    ..ALL
};

const OFFICIAL: Subject = Subject {
    name: "official",
    workspace: Workspace::Benches,
    package: "clickhouse-cloud-api",
    arguments: &[],
};

pub(crate) fn measure(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    let mut subjects = vec![&ALL, &GROUP];
    if options.official {
        subjects.push(&OFFICIAL);
    }
    for (kind, command, all, one) in KINDS {
        let mut figures = vec![Vec::new(); subjects.len()];
        for subject in &subjects {
            eprintln!("   Building what {} needs for {kind}", subject.name);
            run(repository, subject, command)?;
        }
        for _ in 0..options.rounds {
            for (subject, figures) in subjects.iter().zip(&mut figures) {
                figures.push(alone(repository, subject, command)?);
            }
        }
        let median = |index: usize| seconds(Stats::of(figures[index].clone()).median);
        for (index, goal) in [(0, all), (1, one)] {
            let what = format!("compile, {kind}, {}", subjects[index].name);
            if options.official {
                let ratio = Stats::ratio(&figures[index], &figures[2]);
                table.row(&what, &median(index), &median(2), ratio, Goal::Most(goal));
            } else {
                let stats = Stats::of(figures[index].clone());
                table.row(&what, &median(index), "–", stats, Goal::None);
            }
        }
    }
    Ok(())
}

fn run(repository: &Repository, subject: &Subject, command: &[&str]) -> Result<f64, BoxError> {
    let mut arguments = command.to_vec();
    arguments.extend(["--quiet", "-p", subject.package]);
    arguments.extend(subject.arguments);
    Ok(checked(&mut repository.cargo(subject.workspace, &arguments))?.cpu)
}

/// Processor time of the crate alone: of a build of it, less that of a build of nothing.
fn alone(repository: &Repository, subject: &Subject, command: &[&str]) -> Result<f64, BoxError> {
    let folder = if command.contains(&"--release") { "release" } else { "debug" };
    forget(&repository.target.join(folder).join(".fingerprint"), subject.package)?;
    let built = run(repository, subject, command)?;
    Ok(built - run(repository, subject, command)?)
}

/// Makes cargo forget that it has built a package.
///
/// `cargo clean -p` would do more: for a test named `tracing` it removes the crate `tracing`, too,
/// and all that is built on it would be counted.
fn forget(fingerprints: &Path, package: &str) -> Result<(), BoxError> {
    for entry in fs::read_dir(fingerprints)? {
        let entry = entry?;
        let name = entry.file_name();
        let of_package = name
            .to_str()
            .and_then(|name| name.strip_prefix(package)?.strip_prefix('-'))
            .is_some_and(|hash| !hash.contains('-'));
        if of_package {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
