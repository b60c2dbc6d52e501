//! Counts instructions with callgrind, which depend neither on the load of the machine nor on its
//! speed.

use std::path::Path;
use std::process::Command;

use crate::BoxError;
use crate::measure::checked;

/// Returns whether callgrind is installed.
pub(crate) fn is_installed() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Returns the instructions that a program executes.
pub(crate) fn instructions(program: &Path, arguments: &[&str]) -> Result<f64, BoxError> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let cost = checked(command.arg(program).args(arguments))?;
    Ok(collected(&cost.stderr).ok_or("callgrind did not count")?)
}

/// Returns the instructions that a log of callgrind reports.
pub(crate) fn collected(log: &str) -> Option<f64> {
    log.lines().find_map(|line| line.split("Collected :").nth(1)?.trim().parse().ok())
}

/// Returns the instructions of one repetition: those of many, minus those of few, so that the start
/// of the program does not count.
pub(crate) fn per_repetition(
    few: u32,
    more: u32,
    count: impl Fn(u32) -> Result<f64, BoxError>,
) -> Result<f64, BoxError> {
    Ok((count(few + more)? - count(few)?) / f64::from(more))
}
