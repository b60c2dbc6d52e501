//! The table of results: figure, baseline, ratio and goal.

use std::process::Command;
use std::thread;

use crate::build::Repository;
use crate::measure::checked;
use crate::stats::Stats;
use crate::{BoxError, Options};

/// The goal of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// At most this.
    Most(f64),
    /// At least this.
    Least(f64),
    /// No goal: the row is for information.
    None,
}

impl Goal {
    fn words(self, decimals: usize) -> String {
        match self {
            Self::Most(goal) => format!("≤ {goal:.decimals$}"),
            Self::Least(goal) => format!("≥ {goal:.decimals$}"),
            Self::None => "–".to_owned(),
        }
    }

    fn met(self, figure: f64) -> &'static str {
        match self {
            Self::Most(goal) if figure <= goal => "yes",
            Self::Least(goal) if figure >= goal => "yes",
            Self::None => "–",
            _ => "**no**",
        }
    }
}

/// The rows so far.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<String>,
    /// The ratios that do not depend on the machine, by row.
    pub(crate) counted: Vec<(String, f64)>,
}

impl Table {
    /// Adds a row: `ours` and `theirs` are figures with their units, and the goal applies to
    /// `figure`.
    pub(crate) fn row(&mut self, what: &str, ours: &str, theirs: &str, figure: Stats, goal: Goal) {
        let Stats { median, least, most } = figure;
        let decimals = if median.abs() < 0.1 { 3 } else { 2 };
        let spread = if (most - least).abs() < 5e-4 {
            String::new()
        } else {
            format!(" ({least:.decimals$}–{most:.decimals$})")
        };
        let (words, met) = (goal.words(decimals), goal.met(median));
        let row = format!(
            "| {what} | {ours} | {theirs} | {median:.decimals$}{spread} | {words} | {met} |"
        );
        eprintln!("{row}");
        self.rows.push(row);
    }

    /// Adds a row of counts, which are the same on every machine.
    pub(crate) fn counted(
        &mut self,
        what: &str,
        (ours, theirs): (f64, f64),
        show: impl Fn(f64) -> String,
        goal: Goal,
    ) {
        let ratio = ours / theirs;
        self.row(what, &show(ours), &show(theirs), Stats::of(vec![ratio]), goal);
        self.counted.push((what.to_owned(), ratio));
    }

    /// Prints the table with the machine and the command that measured it.
    pub(crate) fn print(&self, repository: &Repository, options: &Options) -> Result<(), BoxError> {
        let cores = thread::available_parallelism()?;
        let rust = checked(Command::new("rustc").arg("--version").current_dir(&repository.root))?;
        let version = rust.stdout.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let official = if options.official { " --official" } else { "" };
        println!(
            "`cargo xtask bench{official} --rounds {}`, {cores} cores, {version}, {}.\n",
            options.rounds,
            std::env::consts::ARCH
        );
        println!("| What | ours | compared with | ratio: median (min–max) | goal | met |");
        println!("|---|---|---|---|---|---|");
        for row in &self.rows {
            println!("{row}");
        }
        Ok(())
    }
}

/// Formats seconds.
pub(crate) fn seconds(seconds: f64) -> String {
    if seconds < 0.1 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

/// Formats bytes.
pub(crate) fn megabytes(bytes: f64) -> String {
    format!("{:.2} MB", bytes / 1e6)
}
