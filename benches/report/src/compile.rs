//! The cost of compiling a client alone, after its dependencies: processor time and instructions.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::build::{Repository, Workspace};
use crate::measure::checked;
use crate::stats::Stats;
use crate::table::{Goal, Table, seconds};
use crate::{BoxError, Options, counter};

/// The kinds of builds, and the goals for all groups and for one group, relative to the official
/// client.
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
    /// The name of its library.
    library: &'static str,
    arguments: &'static [&'static str],
}

const ALL: Subject = Subject {
    name: "all groups",
    workspace: Workspace::Main,
    package: "generated-client",
    library: "clickhouse_cloud",
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
    library: "clickhouse_cloud_api",
    arguments: &[],
};

/// Types of five lists with serde's derive: small, so that the nightly check is fast.
const DERIVE: Subject = Subject {
    name: "derive",
    workspace: Workspace::Benches,
    package: "bench-twins",
    library: "bench_twins",
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

/// Counts the instructions of the compiler: with the official client for every kind of build,
/// without it only for `cargo check`.
pub(crate) fn count(
    repository: &Repository,
    options: &Options,
    table: &mut Table,
) -> Result<(), BoxError> {
    if !counter::is_installed() {
        eprintln!("  valgrind is not installed: instructions of the compiler are not counted");
        return Ok(());
    }
    let (other, kinds) = if options.official { (OFFICIAL, 3) } else { (DERIVE, 1) };
    for (kind, command, all, one) in &KINDS[..kinds] {
        let theirs = instructions(repository, &other, command)?;
        for (subject, goal) in [(ALL, *all), (GROUP, *one)] {
            let ours = instructions(repository, &subject, command)?;
            let what = format!("instructions, compile, {kind}, {}, {}", subject.name, other.name);
            let billions = |figure: f64| format!("{:.2} billion", figure / 1e9);
            let goal = if options.official { Goal::Most(goal) } else { Goal::None };
            table.counted(&what, (ours, theirs), billions, goal);
        }
    }
    Ok(())
}

fn cargo(repository: &Repository, subject: &Subject, command: &[&str]) -> Command {
    let mut arguments = command.to_vec();
    arguments.extend(["--quiet", "-p", subject.package]);
    arguments.extend(subject.arguments);
    repository.cargo(subject.workspace, &arguments)
}

fn run(repository: &Repository, subject: &Subject, command: &[&str]) -> Result<f64, BoxError> {
    Ok(checked(&mut cargo(repository, subject, command))?.cpu)
}

/// Returns the processor time of compiling the crate alone: that of a build, minus that of a build
/// in which nothing has changed.
fn alone(repository: &Repository, subject: &Subject, command: &[&str]) -> Result<f64, BoxError> {
    forget(repository, subject, command)?;
    let built = run(repository, subject, command)?;
    Ok(built - run(repository, subject, command)?)
}

/// Returns the instructions of compiling the crate alone.
fn instructions(
    repository: &Repository,
    subject: &Subject,
    command: &[&str],
) -> Result<f64, BoxError> {
    eprintln!("   Counting cargo {} of {}", command.join(" "), subject.name);
    let logs = repository.target.join("bench-rustc");
    // An interrupted run leaves its logs.
    if logs.exists() {
        fs::remove_dir_all(&logs)?;
    }
    fs::create_dir_all(&logs)?;
    run(repository, subject, command)?;
    forget(repository, subject, command)?;
    checked(
        cargo(repository, subject, command)
            .env("RUSTC_WRAPPER", repository.root.join("benches/report/count-rustc"))
            .env("COUNTED_CRATE", subject.library)
            .env("COUNTED_LOGS", &logs),
    )?;
    let mut sum = 0.0;
    for log in fs::read_dir(&logs)? {
        sum += counter::collected(&fs::read_to_string(log?.path())?).unwrap_or_default();
    }
    fs::remove_dir_all(logs)?;
    if sum > 0.0 { Ok(sum) } else { Err("callgrind did not count the compiler".into()) }
}

/// Makes cargo forget that it has built a package.
///
/// `cargo clean -p` would do more: for a test named `tracing` it also removes the crate `tracing`,
/// so that everything built on it would count.
fn forget(repository: &Repository, subject: &Subject, command: &[&str]) -> Result<(), BoxError> {
    let folder = if command.contains(&"--release") { "release" } else { "debug" };
    remove_fingerprints(&repository.target.join(folder).join(".fingerprint"), subject.package)
}

fn remove_fingerprints(fingerprints: &Path, package: &str) -> Result<(), BoxError> {
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
