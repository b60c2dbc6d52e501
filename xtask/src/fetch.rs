//! `cargo xtask fetch`: validates a new version of the document, and only then stores it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use crate::base;
use crate::console::{Console, MessageFormat, Tone, counted, grouped};
use crate::date;
use crate::exit::Exit;
use crate::fs;
use crate::judge::errors;
use crate::lock::{Counts, Lock, sha256};
use crate::paths::{Workspace, same};
use crate::problem::{Failure, Found, Names, Problem, print_diagnostics};
use crate::regenerate::COMMAND as REGENERATE;

use self::accept::{Objections, Received, judge, parse};

mod accept;
mod http;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

/// The name of the command, as shown in messages.
const COMMAND: &str = "cargo xtask fetch";

/// Where the live document is served.
const DEFAULT_URL: &str = "https://api.clickhouse.cloud/v1";

/// The help of `--url`.
const URL_HELP: &str = "The URL of the document [default: https://api.clickhouse.cloud/v1]";

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The URL of the document.
    #[arg(long, value_name = "URL", conflicts_with = "file", help = URL_HELP)]
    pub(crate) url: Option<String>,

    /// Read the document from a JSON or YAML file instead of the network
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,

    /// Write nothing; exit with 4 if the document differs from the committed one
    #[arg(long)]
    pub(crate) check: bool,

    /// Accept a document that lost more than a fifth of its operations or schemas
    #[arg(long)]
    pub(crate) allow_shrink: bool,

    /// Store the document even if the generator does not support it yet
    #[arg(long)]
    pub(crate) allow_unsupported: bool,

    /// The date of the document, such as 2026-10-22 [default: the Last-Modified header or the date
    /// in the file name, otherwise today]
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    pub(crate) date: Option<String>,
}

/// A document with what is known about its origin.
struct Origin {
    /// Its name in the lock.
    source: String,
    /// Its name in messages.
    name: String,
    /// The day of the document.
    date: String,
    /// Its bytes.
    bytes: Vec<u8>,
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
    let (origin, received) = receive(options, workspace, console)?;
    let committed = Committed::read(workspace);
    let spec = workspace.show(&workspace.spec());
    if committed.says_the_same(&received) {
        return unchanged(options, workspace, console, &committed, &received, &origin);
    }
    let overlay = fs::read_text(&workspace.overlay())?;
    let names =
        Names { document: origin.name.clone(), overlay: workspace.show(&workspace.overlay()) };
    let current = committed.value.as_ref().map(Counts::of);
    let objections = judge(&received, &names, &overlay, current);
    let change = describe(current, &received);
    if options.check {
        console.out.status(Tone::Notice, "Stale", &format!("{spec}: {change}"))?;
        next_steps(console, &objections, &names, &options.command())?;
        return Ok(Exit::OutOfDate);
    }
    let (shrink, unsupported) = (options.allow_shrink, options.allow_unsupported);
    if let Some(mut found) = objections.stopping(shrink, unsupported, &names) {
        let exit = found.exit;
        if let Some(problem) = found.problems.first_mut() {
            keep_refused(problem, &origin, options, workspace);
            if exit == Exit::Unsupported {
                problem.help.push("add actions to spec/overlay.yaml, or store the document unchanged with --allow-unsupported".to_owned());
            }
        }
        return Err(Failure::Found(found));
    }

    let lock = committed.next_lock(workspace, &received, &origin);
    let lock_text = lock.to_text()?;
    fs::replace(&workspace.spec(), &received.bytes)?;
    fs::replace(&workspace.lock(), lock_text.as_bytes())?;
    console.out.status(Tone::Good, "Updated", &format!("{spec}: {change}"))?;
    if let Some(format) = received.converted_from {
        console.out.note(&format!("(received as {format}, stored as JSON)"))?;
    }
    console.out.status(Tone::Good, "Updated", &workspace.show(&workspace.lock()))?;
    let next = format!("{REGENERATE}`, then `cargo test --workspace");
    next_steps(console, &objections, &Names { document: spec, ..names }, &next)?;
    Ok(Exit::Fine)
}

/// Downloads and parses the document; retries if the response is not a document.
fn receive(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<(Origin, Received), Failure> {
    let refuse = |(mut problem, diagnostics): (Problem, Vec<_>), origin: &Origin| {
        keep_refused(&mut problem, origin, options, workspace);
        let names = Names { document: origin.name.clone(), ..Names::default() };
        Failure::Found(Found { problems: vec![problem], diagnostics, names, exit: Exit::Refused })
    };
    if let Some(path) = &options.file {
        let origin = from_file(path, options, workspace, console)?;
        let received =
            parse(&origin.bytes, &origin.name).map_err(|refused| refuse(refused, &origin))?;
        return Ok((origin, received));
    }
    let url = options.url.as_deref().unwrap_or(DEFAULT_URL);
    console.err.status(Tone::Good, "Fetching", url)?;
    for pause in http::pauses(url).into_iter().map(Some).chain([None]) {
        let (reason, failure) = match http::download(url, workspace) {
            Ok(download) => {
                let date = options.date.clone().or(download.date).unwrap_or_else(date::today);
                let (source, name) = (url.to_owned(), url.to_owned());
                let origin = Origin { source, name, date, bytes: download.bytes };
                match parse(&origin.bytes, &origin.name) {
                    Ok(received) => return Ok((origin, received)),
                    Err(refused) => (refused.0.message.clone(), refuse(refused, &origin)),
                }
            }
            Err(failed) => {
                let reason = failed.problem.message.clone();
                let failure = Failure::Found(Found {
                    problems: vec![failed.problem],
                    exit: Exit::Unreachable,
                    ..Found::default()
                });
                if !failed.is_transient {
                    return Err(failure);
                }
                (reason, failure)
            }
        };
        let Some(pause) = pause else { return Err(failure) };
        let text = format!("in {} s: {reason}", pause.as_secs());
        console.err.status(Tone::Notice, "Retrying", &text)?;
        std::thread::sleep(pause);
    }
    Err(Problem::new("fetch-failed", format!("cannot fetch {url}")).into())
}

/// Reads a file. For a file that an earlier download saved, the origin is that of the download.
fn from_file(
    path: &Path,
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Origin, Failure> {
    let name = workspace.show(path);
    console.err.status(Tone::Good, "Reading", &name)?;
    let bytes = fs::read(path)?;
    // The lock is committed, so it names the file and not a folder of somebody's machine.
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut source = format!("file: {file}");
    let mut known = date::in_text(&file);
    if same(path, &refused(workspace))
        && let Ok(text) = fs::read_text(&refused_origin(workspace))
        && let Some((url, date)) = text.trim_end().split_once('\n')
    {
        url.clone_into(&mut source);
        known = Some(date.to_owned());
    }
    let date = options.date.clone().or(known).unwrap_or_else(date::today);
    Ok(Origin { source, name, date, bytes })
}

/// Where a refused download is saved, outside the committed files.
fn refused(workspace: &Workspace) -> PathBuf {
    workspace.target().join("fetch").join("refused")
}

/// Where the origin of a refused download is saved: its URL and its day, a line each.
fn refused_origin(workspace: &Workspace) -> PathBuf {
    workspace.target().join("fetch").join("refused.origin")
}

/// Saves a refused download, so that nobody has to download it again.
fn keep_refused(problem: &mut Problem, origin: &Origin, options: &Options, workspace: &Workspace) {
    if options.file.is_some() || options.check {
        return;
    }
    let facts = format!("{}\n{}\n", origin.source, origin.date);
    let path = refused(workspace);
    if fs::replace(&path, &origin.bytes).is_ok()
        && fs::replace(&refused_origin(workspace), facts.as_bytes()).is_ok()
    {
        let path = workspace.show(&path);
        problem
            .help
            .push(format!("the download is saved: continue with `{COMMAND} --file {path}`"));
    }
}

/// Returns what happens when the document is the committed one.
fn unchanged(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
    committed: &Committed,
    received: &Received,
    origin: &Origin,
) -> Result<Exit, Failure> {
    let spec = workspace.show(&workspace.spec());
    let stored = committed.bytes.as_deref().unwrap_or_default();
    let mut text = format!("{spec} ({})", describe(None, received));
    if stored != received.bytes {
        text.push_str("; upstream formats it differently");
    }
    console.out.status(Tone::Good, "Fresh", &text)?;
    let locked = committed.lock.as_ref().is_some_and(|lock| lock.matches(stored));
    if !options.check && !locked {
        let size = stored.len() as u64;
        let base = committed.lock.as_ref().and_then(|lock| lock.base.clone());
        let lock = Lock { size, sha256: sha256(stored), base, ..lock_of(received, origin) };
        fs::replace(&workspace.lock(), lock.to_text()?.as_bytes())?;
        console.out.status(Tone::Good, "Updated", &workspace.show(&workspace.lock()))?;
    }
    Ok(Exit::Fine)
}

/// Says what a person does next; what stops `regenerate` comes first.
fn next_steps(
    console: &mut Console<'_>,
    objections: &Objections,
    names: &Names,
    next: &str,
) -> Result<(), Failure> {
    print_diagnostics(&objections.open, names, console, MessageFormat::Text)?;
    if let Some(shrunk) = &objections.shrunk {
        console.out.note(&format!("({})", shrunk.message))?;
    }
    let stopping = errors(&objections.open);
    let text = if stopping > 0 {
        let problems = counted(stopping, "problem");
        let (to, overlay) = (if stopping == 1 { "it" } else { "them" }, &names.overlay);
        format!("({problems} to resolve: correct {to} in {overlay}; then run `{next}`)")
    } else {
        format!("(run `{next}`)")
    };
    Ok(console.out.note(&text)?)
}

/// Returns the counts of a document, and what they were before.
fn describe(old: Option<Counts>, received: &Received) -> String {
    let count = |old: Option<usize>, new: usize, noun: &str| match old {
        Some(old) if old != new => format!("{} -> {}", grouped(old), counted(new, noun)),
        _ => counted(new, noun),
    };
    let new = received.counts;
    format!(
        "OpenAPI {}, {}, {}, {}",
        received.openapi,
        count(old.map(|old| old.operations), new.operations, "operation"),
        count(old.map(|old| old.schemas), new.schemas, "schema"),
        counted(received.bytes.len(), "byte"),
    )
}

/// Returns the lock of a new document.
fn lock_of(received: &Received, origin: &Origin) -> Lock {
    Lock {
        source: origin.source.clone(),
        date: origin.date.clone(),
        licence: received
            .licence
            .clone()
            .unwrap_or_else(|| "not stated by the document".to_owned()),
        size: received.bytes.len() as u64,
        sha256: sha256(&received.bytes),
        openapi: received.openapi.clone(),
        operations: received.counts.operations,
        converted_from: received.converted_from.map(str::to_owned),
        base: None,
    }
}

impl Committed {
    fn read(workspace: &Workspace) -> Self {
        let bytes = fs::read(&workspace.spec()).ok();
        // A committed document that does not parse is exactly what a fetch repairs.
        let value = bytes.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok());
        Self { bytes, value, lock: Lock::read(&workspace.lock()).ok() }
    }

    /// Whether the new document says what the committed one says. The order of properties counts,
    /// because fields are generated in it; spaces between them do not.
    fn says_the_same(&self, received: &Received) -> bool {
        let same_value = |value: &Value| {
            // Values compare without regard to the order of properties, their texts with it.
            let (old, new) = (format!("{value}"), format!("{}", received.value));
            old == new
        };
        self.bytes.as_deref() == Some(&received.bytes)
            || self.value.as_ref().is_some_and(same_value)
    }

    /// Returns the lock of the document that replaces this one.
    fn next_lock(&self, workspace: &Workspace, received: &Received, origin: &Origin) -> Lock {
        match &self.lock {
            // The document equals the locked one, so the lock stays valid.
            Some(lock) if lock.matches(&received.bytes) => lock.clone(),
            _ => Lock { base: base::before_update(workspace), ..lock_of(received, origin) },
        }
    }
}

impl Options {
    /// Returns the command that stores what these options check.
    fn command(&self) -> String {
        match (&self.url, &self.file) {
            (Some(url), _) => format!("{COMMAND} --url {url}"),
            (None, Some(file)) => format!("{COMMAND} --file {}", file.display()),
            (None, None) => COMMAND.to_owned(),
        }
    }
}
