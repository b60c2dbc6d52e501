//! `cargo xtask rehearse`: runs dated documents through the whole update, from the oldest to the
//! newest, in a copy of the repository: as the workflow would, and then as a maintainer would.
//!
//! The current overlay holds all decisions: for each document, the simulated maintainer adds the
//! actions that have an effect on it. Decisions that neither an error nor a question asked for are
//! listed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use codegen::diagnostic::Severity;

use crate::console::{Console, Stream, Tone, counted};
use crate::corpus::documents::{documents, file_name};
use crate::date;
use crate::exit::Exit;
use crate::fs;
use crate::git::Git;
use crate::input::{Paths, Sources};
use crate::judge::generate_or_explain;
use crate::paths::Workspace;
use crate::problem::{Failure, Found, Problem};
use crate::update::{self, Failing, Findings, Outcome, State, Tests};
use crate::{fetch, regenerate, release, version};

use self::answers::Answers;
use self::edits::Edit;

mod answers;
mod edits;

/// How many items of a kind a step prints.
const SHOWN: usize = 12;

/// The arguments of the command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// A folder with documents whose names sort by date
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// Which tests run in each step
    #[arg(long, value_name = "WHICH", value_enum, default_value_t)]
    tests: Tests,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let documents = documents(&options.dir)?;
    let copy = clone(workspace)?;
    let mut rehearsal = Rehearsal {
        answers: Answers::read(&workspace.overlay())?,
        is_begun: false,
        workspace: copy,
        tests: options.tests,
        failing: BTreeSet::new(),
        bodies: workspace.target().join("rehearse").join("bodies"),
    };
    let mut stopped = 0;
    let log = workspace.target().join("rehearse").join("log");
    let mut said = Vec::new();
    for (index, path) in documents.iter().enumerate() {
        let name = file_name(path);
        console.err.status(Tone::Good, "Rehearsing", &name)?;
        let start = Instant::now();
        let played = quietly(&mut said, |quiet| match index {
            0 => rehearsal.start(path, quiet),
            _ => rehearsal.step(path, quiet),
        });
        fs::replace(&log, &said)?;
        let step = played.inspect_err(|_| {
            // A closed terminal does not stop the run.
            let _ = console.err.note(&format!("(the log is {})", workspace.show(&log)));
        })?;
        stopped += usize::from(!step.finished);
        step.print(&name, start.elapsed().as_secs_f64() / 60.0, console)?;
    }
    let steps = counted(documents.len().saturating_sub(1), "step");
    let text = format!("{steps}, of which {stopped} failed");
    let (tone, exit) =
        if stopped == 0 { (Tone::Good, Exit::Fine) } else { (Tone::Bad, Exit::Failed) };
    console.out.status(tone, "Rehearsed", &text)?;
    Ok(exit)
}

/// Runs something whose output goes to the log: stdout is for the steps.
fn quietly<T>(said: &mut Vec<u8>, run: impl FnOnce(&mut Console<'_>) -> T) -> T {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut quiet = Console {
        out: Stream::new(&mut out, false),
        err: Stream::new(&mut err, false),
        github: false,
    };
    let result = run(&mut quiet);
    said.extend(err.into_iter().chain(out));
    result
}

/// A copy of what is committed, in which everything may be changed.
fn clone(workspace: &Workspace) -> Result<Workspace, Problem> {
    let folder = workspace.target().join("rehearse");
    let root = folder.join("repository");
    fs::remove(&root)?;
    fs::replace(&folder.join("README"), b"Created by `cargo xtask rehearse`; safe to delete.\n")?;
    let git = Git::of(workspace);
    let path = root.to_string_lossy();
    git.change(&["clone", "--quiet", "--no-local", ".", &path])?;
    let copy = Workspace::at(root, Some(folder.join("build").into_os_string()));
    let git = Git::of(&copy);
    // What is merged is the branch `main` of the copy, and nothing that happens elsewhere.
    git.change(&["switch", "--quiet", "--force-create", "main"])?;
    git.change(&["remote", "remove", "origin"])?;
    for tag in git.tags()? {
        git.change(&["tag", "--delete", &tag])?;
    }
    git.change(&["config", "user.name", "Rehearsal"])?;
    git.change(&["config", "user.email", "rehearsal@example.com"])?;
    Ok(copy)
}

struct Rehearsal {
    answers: Answers,
    /// Whether the oldest document has its overlay.
    is_begun: bool,
    workspace: Workspace,
    tests: Tests,
    /// What failed after the step before.
    failing: BTreeSet<String>,
    /// The folder for the bodies of pull requests.
    bodies: PathBuf,
}

/// What happened in a step.
struct Step {
    /// The state that the workflow reached without a maintainer.
    state: &'static str,
    /// The errors that stopped it: a line each.
    asked: Vec<String>,
    /// How many defaults it asked to confirm.
    questions: usize,
    /// What a person decided, and of that, what nothing asked for.
    edits: Vec<String>,
    unasked: Vec<String>,
    /// The handwritten lines that the workflow named.
    affected: BTreeSet<String>,
    /// What stops even with the overlay of today, or fails in handwritten code.
    failing: Vec<String>,
    /// What of that did not fail after the step before, and is in no line that was named.
    surprising: Vec<String>,
    /// The version after the step.
    version: String,
    /// Whether the step ended with a release.
    finished: bool,
}

impl Rehearsal {
    /// Makes the oldest document the released one.
    fn start(&mut self, path: &Path, console: &mut Console<'_>) -> Result<Step, Failure> {
        let fetch = fetch::Options {
            file: Some(path.to_owned()),
            allow_shrink: true,
            allow_unsupported: true,
            ..fetch::Options::default()
        };
        fetch::run(&fetch, &self.workspace, console)?;
        // The base of the first release is this document, whatever was merged before.
        let mut lock = crate::lock::Lock::read(&self.workspace.lock())?;
        lock.base = None;
        fs::replace(&self.workspace.lock(), lock.to_text()?.as_bytes())?;
        self.finish(path, "first", &Findings::default(), console)
    }

    /// Plays one update.
    fn step(&mut self, path: &Path, console: &mut Console<'_>) -> Result<Step, Failure> {
        let git = Git::of(&self.workspace);
        git.change(&["switch", "--quiet", "--force-create", "spec-update"])?;
        let options = update::Options {
            file: Some(path.to_owned()),
            date: date::in_text(&file_name(path)),
            tests: self.tests,
            ..update::Options::default()
        };
        let Outcome { state, findings, body } =
            update::prepare(&options, &self.workspace, console)?;
        let name = path.with_extension("md");
        fs::replace(&self.bodies.join(file_name(&name)), body.as_bytes())?;
        if state == State::Current {
            return Ok(Step::nothing(state.as_str(), &self.workspace));
        }
        self.commit("the workflow")?;
        let step = self.finish(path, state.as_str(), &findings, console)?;
        let git = Git::of(&self.workspace);
        git.change(&["switch", "--quiet", "main"])?;
        git.change(&["merge", "--quiet", "--ff-only", "spec-update"])?;
        Ok(step)
    }

    /// Simulates the maintainer: decides, generates, tests, commits and releases.
    fn finish(
        &mut self,
        path: &Path,
        state: &'static str,
        findings: &Findings,
        console: &mut Console<'_>,
    ) -> Result<Step, Failure> {
        let document = fs::read(path)?;
        // What was recorded about newer documents is not known yet.
        let before = fs::read_text(&self.workspace.overlay())?;
        let (record, is_first) = (if self.is_begun { before.as_str() } else { "" }, !self.is_begun);
        self.is_begun = true;
        let after = self.answers.for_document(&document, record).text();
        fs::replace(&self.workspace.overlay(), after.as_bytes())?;
        let edits = if is_first { Vec::new() } else { edits::between(&document, &before, &after) };
        let unasked = edits.iter().filter(|edit| !edit.is_asked(findings));
        let decisions = findings.decisions.iter();
        let mut step = Step {
            asked: decisions
                .map(|one| format!("{} at {}: {}", one.code, one.at, one.message))
                .collect(),
            questions: findings.questions.len(),
            unasked: unasked.map(Edit::line).collect(),
            edits: edits.iter().map(Edit::line).collect(),
            affected: findings.affected.iter().map(|one| one.at.clone()).collect(),
            ..Step::nothing(state, &self.workspace)
        };
        let open = self.open()?;
        if !open.is_empty() {
            step.failing = open;
            self.commit("not finished")?;
            return Ok(step);
        }
        regenerate::run(&regenerate::Options::default(), &self.workspace, console)?;
        let failures = update::test(self.tests, &self.workspace, console)?;
        let line = |one: &Failing| format!("{}: {}", one.name, one.first_line());
        step.failing = failures.iter().map(line).collect();
        let is_named = |one: &Failing| one.line().is_some_and(|line| step.affected.contains(line));
        let is_new = |one: &&Failing| !self.failing.contains(&one.name) && !is_named(one);
        // Before the first step, nothing was compiled.
        if !is_first {
            step.surprising = failures.iter().filter(is_new).map(line).collect();
        }
        self.failing = failures.into_iter().map(|one| one.name).collect();
        self.commit("the update")?;
        // What the release needs beside updates is not rehearsed.
        match release::run(&release::Options::default(), &self.workspace, console) {
            Ok(_) => step.finished = true,
            Err(Failure::Found(found)) => {
                step.failing.extend(found.problems.into_iter().map(|problem| problem.message));
            }
            Err(other) => return Err(other),
        }
        step.version = version::of_client(&self.workspace)?.to_string();
        Ok(step)
    }

    /// What stops the generator with the overlay at hand.
    fn open(&self) -> Result<Vec<String>, Failure> {
        let sources = Sources::read(&self.workspace, &Paths::default())
            .map_err(|problems| Found { problems, ..Found::default() })
            .map_err(Failure::Found)?;
        let open = generate_or_explain(&sources.input()).err().unwrap_or_default();
        let errors = open.iter().filter(|found| found.severity == Severity::Error);
        Ok(errors.map(|one| format!("{} at {}: {}", one.code, one.at, one.message)).collect())
    }

    fn commit(&self, message: &str) -> Result<(), Problem> {
        let git = Git::of(&self.workspace);
        git.change(&["add", "--all"])?;
        git.change(&["commit", "--quiet", "--allow-empty", "--message", message])
    }
}

impl Step {
    fn nothing(state: &'static str, workspace: &Workspace) -> Self {
        let version = version::of_client(workspace).map(|version| version.to_string());
        Self {
            state,
            asked: Vec::new(),
            questions: 0,
            edits: Vec::new(),
            unasked: Vec::new(),
            affected: BTreeSet::new(),
            failing: Vec::new(),
            surprising: Vec::new(),
            version: version.unwrap_or_default(),
            finished: false,
        }
    }

    fn print(&self, name: &str, minutes: f64, console: &mut Console<'_>) -> Result<(), Failure> {
        let text = format!(
            "{name}: {}; {} from the generator, {} to confirm; {} applied, {} of them without an error or question; {} affected; {} in handwritten code, {} of them at lines that `affected` did not list; version {}, {minutes:.1} min",
            self.state,
            counted(self.asked.len(), "error"),
            counted(self.questions, "default"),
            counted(self.edits.len(), "decision"),
            self.unasked.len(),
            counted(self.affected.len(), "handwritten line"),
            counted(self.failing.len(), "failure"),
            self.surprising.len(),
            self.version,
        );
        let tone = if self.finished { Tone::Good } else { Tone::Bad };
        console.out.status(tone, "Step", &text)?;
        for (what, lines) in [
            ("error", &self.asked),
            ("without a question", &self.unasked),
            ("fails", &self.failing),
            ("not listed", &self.surprising),
        ] {
            for line in lines.iter().take(SHOWN) {
                console.out.note(&format!("{what}: {line}"))?;
            }
            if lines.len() > SHOWN {
                console.out.note(&format!("{what}: {} more", lines.len() - SHOWN))?;
            }
        }
        Ok(())
    }
}
