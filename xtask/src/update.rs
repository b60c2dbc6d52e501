//! `cargo xtask update`: every step for a new spec that needs no write access, for the workflow
//! `spec-update` and for `rehearse`: fetch, regenerate, test, and a patch with the body of a pull
//! request. `.github/spec-update/propose` decides what to do with them.

use std::path::PathBuf;

use clap::Args;

use crate::console::{Console, Tone, counted};
use crate::date;
use crate::exit::Exit;
use crate::fs;
use crate::git::Git;
use crate::lock::Lock;
use crate::paths::{SPEC, Workspace};
use crate::problem::{Failure, Problem};

use self::body::Body;
use self::child::Ended;

pub(crate) use self::check::{Tests, test};
pub(crate) use self::findings::{Decision, Failing, Findings};

mod body;
mod check;
mod child;
mod findings;
mod patch;

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The URL of the document [default: the live one, see `cargo xtask fetch`]
    #[arg(long, value_name = "URL", conflicts_with = "file")]
    pub(crate) url: Option<String>,

    /// Read the document from a file instead of the network
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,

    /// The date of the document, such as 2026-10-22
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    pub(crate) date: Option<String>,

    /// Which tests run
    #[arg(long, value_name = "WHICH", value_enum, default_value_t)]
    pub(crate) tests: Tests,

    /// The folder for state, update.patch and body.md [default: target/update]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// The state of an update. The words are read by `.github/spec-update/propose`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// The document is the committed one.
    Current,
    /// Generated, and all tests pass.
    Ready,
    /// Generated, and tests fail.
    TestsFail,
    /// The generator asks for decisions; nothing is generated.
    NeedsDecisions,
    /// The document lost more than a fifth of its operations or schemas.
    Shrunk,
    /// The document cannot be downloaded.
    Unreachable,
    /// The response is not an OpenAPI document.
    Refused,
}

impl State {
    /// Returns the word in the file `state`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Ready => "ready",
            Self::TestsFail => "tests-fail",
            Self::NeedsDecisions => "needs-decisions",
            Self::Shrunk => "shrunk",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
        }
    }

    /// Whether there is something for a pull request.
    pub(crate) fn has_patch(self) -> bool {
        !matches!(self, Self::Current | Self::Unreachable | Self::Refused)
    }
}

/// The result of an update.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The state that it reached.
    pub(crate) state: State,
    /// What the generator and the tests found.
    pub(crate) findings: Findings,
    /// The body of the pull request or of the issue.
    pub(crate) body: String,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let out = options.out.clone().unwrap_or_else(|| workspace.target().join("update"));
    let outcome = prepare(options, workspace, console)?;
    let patch = if outcome.state.has_patch() { patch::make(workspace)? } else { Vec::new() };
    let document = if outcome.state.has_patch() {
        Lock::read(&workspace.lock())?.sha256
    } else {
        String::new()
    };
    let state = format!("{}\n{document}\n", outcome.state.as_str());
    for (name, bytes) in [
        ("state", state.as_bytes()),
        ("update.patch", &patch),
        ("body.md", outcome.body.as_bytes()),
    ] {
        fs::replace(&out.join(name), bytes)?;
    }
    let (waiting, failing) = (outcome.findings.decisions.len(), outcome.findings.failures.len());
    let text = format!(
        "{}: {}, {}; {}",
        outcome.state.as_str(),
        counted(waiting, "decision"),
        counted(failing, "failing test"),
        workspace.show(&out),
    );
    console.out.status(Tone::Good, "Prepared", &text)?;
    Ok(Exit::Fine)
}

/// Fetches, generates and tests, and describes the result, which is in the working tree.
pub(crate) fn prepare(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Outcome, Failure> {
    let fetched = fetch(options, workspace, console)?;
    let state = match fetched.exit {
        Some(Exit::Unreachable) => State::Unreachable,
        Some(Exit::Refused) => State::Refused,
        Some(Exit::Fine) => State::Ready,
        _ => return Err(child::failed("fetch", &fetched.ended).into()),
    };
    let mut body = Body::default();
    if state != State::Ready {
        body.cannot_fetch(&fetched.ended.text);
        return Ok(Outcome { state, findings: Findings::default(), body: body.finish() });
    }
    if Git::of(workspace).file("HEAD", SPEC)?.as_deref() == Some(&fs::read(&workspace.spec())?) {
        return Ok(Outcome {
            state: State::Current,
            findings: Findings::default(),
            body: String::new(),
        });
    }

    let regenerated =
        child::xtask(workspace, console, &["regenerate", "--message-format", "json"])?;
    let mut findings = Findings::of_generator(&regenerated.text);
    let questions = child::xtask(workspace, console, &["questions", "--message-format", "json"])?;
    findings.add_questions(&questions.out);
    let affected = child::xtask(workspace, console, &["affected", "--message-format", "json"])?;
    findings.add_affected(&affected.out);
    let report = child::xtask(workspace, console, &["diff", "base", SPEC, "--format", "markdown"])?;
    if regenerated.code == 0 {
        findings.failures = test(options.tests, workspace, console)?;
    }
    let state = if regenerated.code != 0 {
        State::NeedsDecisions
    } else if fetched.shrunk.is_some() {
        State::Shrunk
    } else if findings.failures.is_empty() {
        State::Ready
    } else {
        State::TestsFail
    };
    body.update(fetched.shrunk.as_deref(), &findings, (report.code == 0).then_some(&report.out));
    if regenerated.code != 0 && findings.decisions.is_empty() {
        body.log("The generator stopped", &regenerated.text);
    }
    Ok(Outcome { state, findings, body: body.finish() })
}

/// The result of `fetch`.
struct Fetched {
    exit: Option<Exit>,
    /// The message about a document that shrank.
    shrunk: Option<String>,
    ended: Ended,
}

/// Fetches the document. One that `fetch` refuses to store without a person is stored for the
/// person who reads the pull request; the download is used, and not repeated.
fn fetch(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Fetched, Problem> {
    let mut arguments = vec!["fetch".to_owned()];
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            arguments.extend([name.to_owned(), value]);
        }
    };
    add("--url", options.url.clone());
    add("--file", options.file.as_ref().map(|file| file.to_string_lossy().into_owned()));
    add("--date", options.date.clone());
    let ended = child::xtask(workspace, console, &strs(&arguments))?;
    let exit = Exit::of_code(ended.code);
    if !matches!(exit, Some(Exit::Shrunk | Exit::Unsupported)) {
        return Ok(Fetched { exit, shrunk: None, ended });
    }
    let shrunk = (exit == Some(Exit::Shrunk)).then(|| findings::first_error(&ended.text));
    if options.file.is_none() {
        let kept = workspace.target().join("fetch").join("refused");
        arguments =
            vec!["fetch".to_owned(), "--file".to_owned(), kept.to_string_lossy().into_owned()];
    }
    arguments.extend(["--allow-shrink", "--allow-unsupported"].map(str::to_owned));
    let ended = child::xtask(workspace, console, &strs(&arguments))?;
    Ok(Fetched { exit: Exit::of_code(ended.code), shrunk, ended })
}

fn strs(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}
