//! `cargo xtask fetch`: a new version of the document is validated, and only then taken in.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use serde_json::Value;

use crate::Exit;
use crate::console::{Console, MessageFormat, Tone, counted, grouped};
use crate::fs;
use crate::lock::{Counts, Lock, sha256};
use crate::paths::Workspace;
use crate::problem::{Failure, Found, Names, print_diagnostics};
use crate::regenerate::COMMAND as REGENERATE;

use self::accept::{Accepted, Judge, accept, stopping};

mod accept;
mod http;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

/// The command, as every text names it.
const COMMAND: &str = "cargo xtask fetch";

/// Where the live document is served.
const DEFAULT_URL: &str = "https://api.clickhouse.cloud/v1";

/// The help of `--url`.
const URL_HELP: &str = "Where to ask for the document [default: https://api.clickhouse.cloud/v1]";

/// What the command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// Where to ask for the document.
    #[arg(long, value_name = "URL", conflicts_with = "file", help = URL_HELP)]
    url: Option<String>,

    /// Take the document from a file, JSON or YAML, instead of the network
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,

    /// Write nothing; exit with 4 if the document differs from the committed one
    #[arg(long)]
    check: bool,

    /// Accept a document that lost more than a fifth of its operations or schemas
    #[arg(long)]
    allow_shrink: bool,
}

/// The committed document and its lock, as far as they can be read.
struct Committed {
    bytes: Option<Vec<u8>>,
    value: Option<Value>,
    lock: Option<Lock>,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let (source, name, received) = receive(options, workspace, console)?;
    let committed = Committed::read(workspace);
    let overlay = fs::read_text(&workspace.overlay())?;
    let names = Names { document: name, overlay: workspace.show(&workspace.overlay()) };
    let judge = Judge {
        current: committed.value.as_ref().map(Counts::of),
        allow_shrink: options.allow_shrink,
        overlay: &overlay,
    };
    let accepted = match accept(&received, &names, judge) {
        Ok(accepted) => accepted,
        Err(found) => return Err(keep_refused(found, &received, options, workspace)),
    };

    let spec = workspace.show(&workspace.spec());
    if committed.says_the_same(&accepted) {
        return unchanged(options, workspace, console, &committed, &accepted, source);
    }
    let change = describe(committed.value.as_ref().map(Counts::of), &accepted);
    if options.check {
        console.out.status(Tone::Notice, "Stale", &format!("{spec}: {change}"))?;
        console.out.note(&format!("(run `{}` to take it in)", options.command()))?;
        return Ok(Exit::OutOfDate);
    }

    let lock = match &committed.lock {
        // The locked document came back; what is known about it still holds.
        Some(lock) if lock.matches(&accepted.bytes) => lock.clone(),
        _ => lock_of(&accepted, source),
    };
    let lock_text = lock.to_text()?;
    fs::replace(&workspace.spec(), &accepted.bytes)?;
    fs::replace(&workspace.lock(), lock_text.as_bytes())?;
    console.out.status(Tone::Good, "Updated", &format!("{spec}: {change}"))?;
    if let Some(format) = accepted.converted_from {
        console.out.note(&format!("(received as {format}, stored as JSON)"))?;
    }
    console.out.status(Tone::Good, "Updated", &workspace.show(&workspace.lock()))?;
    next_steps(console, &accepted, &names)?;
    Ok(Exit::Fine)
}

/// Gets the document: how the lock calls its source, how messages call it, and its bytes.
fn receive(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<(String, String, Vec<u8>), Failure> {
    if let Some(path) = &options.file {
        let shown = workspace.show(path);
        console.err.status(Tone::Good, "Reading", &shown)?;
        // The lock is committed, so it names the file and not a folder of somebody's machine.
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let source = format!("file: {}", name.unwrap_or_default());
        return Ok((source, shown, fs::read(path)?));
    }
    let url = options.url.as_deref().unwrap_or(DEFAULT_URL);
    console.err.status(Tone::Good, "Fetching", url)?;
    Ok((url.to_owned(), url.to_owned(), http::download(url)?))
}

/// What happens when the document is the committed one.
fn unchanged(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
    committed: &Committed,
    accepted: &Accepted,
    source: String,
) -> Result<Exit, Failure> {
    let spec = workspace.show(&workspace.spec());
    let stored = committed.bytes.as_deref().unwrap_or_default();
    let mut text = format!("{spec} ({})", describe(None, accepted));
    if stored != accepted.bytes {
        text.push_str("; upstream formats it differently");
    }
    console.out.status(Tone::Good, "Fresh", &text)?;
    let locked = committed.lock.as_ref().is_some_and(|lock| lock.matches(stored));
    if !options.check && !locked {
        let size = stored.len() as u64;
        let lock = Lock { size, sha256: sha256(stored), ..lock_of(accepted, source) };
        fs::replace(&workspace.lock(), lock.to_text()?.as_bytes())?;
        console.out.status(Tone::Good, "Updated", &workspace.show(&workspace.lock()))?;
    }
    Ok(Exit::Fine)
}

/// A refused download is kept outside the committed files, so that it can be looked at.
fn keep_refused(
    mut found: Found,
    received: &[u8],
    options: &Options,
    workspace: &Workspace,
) -> Failure {
    let path = workspace.target().join("fetch").join("refused");
    if options.file.is_none()
        && fs::replace(&path, received).is_ok()
        && let Some(problem) = found.problems.first_mut()
    {
        let path = workspace.show(&path);
        problem.help.push(format!("to look at it: `{REGENERATE} --check --spec {path}`"));
    }
    Failure::Found(found)
}

/// Says what a person does next.
fn next_steps(
    console: &mut Console<'_>,
    accepted: &Accepted,
    names: &Names,
) -> Result<(), Failure> {
    print_diagnostics(&accepted.open, names, console, MessageFormat::Text)?;
    let stopping = stopping(&accepted.open);
    if stopping > 0 {
        let problems = counted(stopping, "problem");
        let note = format!("({problems} to settle in {} before the next step)", names.overlay);
        console.out.note(&note)?;
    }
    Ok(console.out.note(&format!("(run `{REGENERATE}`, then `cargo test --workspace`)"))?)
}

/// The counts of a document, and what they were before.
fn describe(old: Option<Counts>, accepted: &Accepted) -> String {
    let count = |old: Option<usize>, new: usize, noun: &str| match old {
        Some(old) if old != new => format!("{} -> {}", grouped(old), counted(new, noun)),
        _ => counted(new, noun),
    };
    let new = accepted.counts;
    format!(
        "OpenAPI {}, {}, {}, {}",
        accepted.openapi,
        count(old.map(|old| old.operations), new.operations, "operation"),
        count(old.map(|old| old.schemas), new.schemas, "schema"),
        counted(accepted.bytes.len(), "byte"),
    )
}

/// The lock of a new document.
fn lock_of(accepted: &Accepted, source: String) -> Lock {
    Lock {
        source,
        date: today(),
        licence: accepted
            .licence
            .clone()
            .unwrap_or_else(|| "not stated by the document".to_owned()),
        size: accepted.bytes.len() as u64,
        sha256: sha256(&accepted.bytes),
        openapi: accepted.openapi.clone(),
        operations: accepted.counts.operations,
        converted_from: accepted.converted_from.map(str::to_owned),
    }
}

impl Committed {
    fn read(workspace: &Workspace) -> Self {
        let bytes = fs::read(&workspace.spec()).ok();
        // A committed document that does not parse is exactly what a fetch repairs.
        let value = bytes.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok());
        Self { bytes, value, lock: Lock::read(&workspace.lock()).ok() }
    }

    /// Whether the new document says what the committed one says. The order of members counts,
    /// because fields are generated in it; spaces between them do not.
    fn says_the_same(&self, accepted: &Accepted) -> bool {
        let same_value = |value: &Value| {
            // Values compare without regard to the order of members, their texts with it.
            let (old, new) = (format!("{value}"), format!("{}", accepted.value));
            old == new
        };
        self.bytes.as_deref() == Some(&accepted.bytes)
            || self.value.as_ref().is_some_and(same_value)
    }
}

impl Options {
    /// The command that takes in what these options check.
    fn command(&self) -> String {
        match (&self.url, &self.file) {
            (Some(url), _) => format!("{COMMAND} --url {url}"),
            (None, Some(file)) => format!("{COMMAND} --file {}", Path::new(file).display()),
            (None, None) => COMMAND.to_owned(),
        }
    }
}

/// The date of today in UTC: `2026-10-22`.
pub(crate) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| past.as_secs());
    date(seconds / 86_400)
}

/// The date of a day, counted from 1970-01-01, in the proleptic Gregorian calendar.
fn date(days: u64) -> String {
    // Years are counted from March, so that the leap day is the last one; an era has 400 years.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
