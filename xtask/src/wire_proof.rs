//! Checks the wire verdict: runs the SDK of a document against the services of others.
//!
//! The SDK is compiled with a program that makes the calls that it reads from a pipe. The other
//! side is the program `prove` in `tests/double`, which decides what is called, serves the other
//! documents, and compares what happens with the report.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use codegen::{Generated, rows};
use serde::Deserialize;
use serde_json::Value;

use crate::console::{Console, Tone, counted};
use crate::corpus::scratch;
use crate::fs;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};
use crate::regenerate::texts;

/// The program that makes the calls.
const DRIVER: &str = "driver";

const BUILD: &str = include_str!("wire_proof/driver/build.rs.txt");
const MAIN: &str = include_str!("wire_proof/driver/main.rs.txt");
const ROWS: &str = include_str!("../../tests/tests/client/rows.rs");

const MANIFEST: &str = "\
[package]
name = \"driver\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
bytes = \"1\"
http = \"1\"
serde = \"1\"
serde_json = \"1\"
tokio = { version = \"1\", default-features = false, features = [\"rt\", \"time\"] }
";

/// How many problems a message shows; the others are counted.
const SHOWN: usize = 20;

/// A document and its overlay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources<'a> {
    /// What the document is called in messages.
    pub(crate) name: &'a str,
    pub(crate) document: &'a [u8],
    pub(crate) overlay: &'a str,
}

/// The result of running an SDK against a test server that implements another document.
#[derive(Debug, Deserialize)]
pub(crate) struct Proof {
    wire: String,
    /// How many operations were called, and how many of them work as they did.
    operations: usize,
    working: usize,
    calls: usize,
    refused: usize,
    /// How many response bodies were read whole, and how many were not.
    read: usize,
    lost: usize,
    uncalled: BTreeMap<String, String>,
    reproduced: usize,
    breaks: Vec<Break>,
    unexplained: Vec<Call>,
}

/// A change that the report calls breaking.
#[derive(Debug, Deserialize)]
struct Break {
    rule: String,
    pointer: String,
    message: String,
    /// Why no call shows it, if none does.
    #[serde(rename = "notReproduced")]
    not_reproduced: Option<String>,
}

/// A call that shows a problem.
#[derive(Debug, Deserialize)]
struct Call {
    operation: String,
    half: String,
    place: String,
    message: String,
    parameters: Value,
    body: Value,
}

impl Proof {
    /// Returns the proof in a few words: operations that work as before, bodies that are read and
    /// lost.
    pub(crate) fn cell(&self) -> String {
        let Self { working, operations, read, lost, .. } = self;
        format!("{working} of {operations}; {read} read, {lost} lost")
    }
}

/// Compiles the SDK of a document with the program that calls it.
pub(crate) fn compile(workspace: &Workspace, generated: &Generated) -> Result<PathBuf, Problem> {
    let groups: Vec<&str> = generated.api.groups.iter().map(|group| group.name.as_str()).collect();
    let mut files = scratch::copy(workspace, &texts(generated), &groups, &[DRIVER])?;
    let features: Vec<String> =
        groups.iter().chain(&["reqwest"]).map(|feature| format!("{feature:?}")).collect();
    let client = format!(
        "generated-client = {{ path = \"../generated-client\", default-features = false, features = [{}] }}\n",
        features.join(", ")
    );
    let sources = [
        ("Cargo.toml", format!("{MANIFEST}{client}")),
        ("build.rs", BUILD.to_owned()),
        ("operations.rs", rows::table(&generated.api)),
        ("src/main.rs", MAIN.to_owned()),
        ("src/rows.rs", ROWS.to_owned()),
    ];
    for (path, text) in sources {
        files.insert(format!("{DRIVER}/{path}"), text.into_bytes());
    }
    let root = workspace.target().join("verify-diff");
    let folder = root.join(DRIVER);
    fs::mirror(&folder, &files)?;
    let target = root.join("build");
    let build = |offline: bool| {
        let mut command = cargo();
        command.args(["build", "--quiet", "--package", DRIVER]);
        if offline {
            command.arg("--offline");
        }
        command
            .arg("--manifest-path")
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&target)
            // Nobody debugs it, and it is built once.
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .map_err(|error| unstarted(&error))
    };
    let mut output = build(true)?;
    if !output.status.success() && scratch::wants_network(&output) {
        output = build(false)?;
    }
    if !output.status.success() {
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        let shown: Vec<&str> = log.lines().take(60).collect();
        let message = format!("the SDK with its driver does not compile\n{}", shown.join("\n"));
        return Err(Problem::new("does-not-compile", message));
    }
    Ok(target.join("debug").join(format!("{DRIVER}{}", env::consts::EXE_SUFFIX)))
}

/// Runs an SDK against the services of other documents.
pub(crate) fn prove(
    workspace: &Workspace,
    driver: &Path,
    old: Sources<'_>,
    others: &[Sources<'_>],
) -> Result<Vec<Proof>, Problem> {
    let folder = workspace.target().join("verify-diff").join("documents");
    let mut files = BTreeMap::new();
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "clickhouse-cloud-double", "--bin", "prove"])
        .arg("--manifest-path")
        .arg(workspace.root().join("Cargo.toml"))
        .arg("--")
        .arg(driver);
    for (number, sources) in std::iter::once(&old).chain(others).enumerate() {
        let is_yaml = Path::new(sources.name)
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("yaml") || it.eq_ignore_ascii_case("yml"));
        let document = format!("{number}.{}", if is_yaml { "yaml" } else { "json" });
        let overlay = format!("{number}.overlay.yaml");
        command.arg(folder.join(&document)).arg(folder.join(&overlay));
        files.insert(document, sources.document.to_vec());
        files.insert(overlay, sources.overlay.as_bytes().to_vec());
    }
    fs::mirror(&folder, &files)?;
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| unstarted(&error))?;
    if !output.status.success() {
        return Err(Problem::new(
            "proof-failed",
            "the verification of the wire verdict stopped early; its output is above",
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| {
            serde_json::from_str(line).map_err(|error| {
                Problem::new("proof-failed", format!("the verification of the wire verdict wrote a line that is not a result: {error}"))
            })
        })
        .collect()
}

/// Prints a proof; whether the calls and the report agree.
pub(crate) fn report(
    step: &str,
    proof: &Proof,
    console: &mut Console<'_>,
) -> Result<bool, Failure> {
    let agrees = proof.unexplained.is_empty();
    let (tone, verb) = if agrees { (Tone::Good, "Confirmed") } else { (Tone::Bad, "Refuted") };
    console.out.status(tone, verb, &format!("{step}: wire {}", proof.wire))?;
    console.out.note(&format!(
        "{} of {} work as before; {} of {} rejected; {} of {} not read in full",
        proof.working,
        counted(proof.operations, "operation"),
        proof.refused,
        counted(proof.calls, "call"),
        proof.lost,
        counted(proof.read + proof.lost, "response"),
    ))?;
    console.out.note(&format!(
        "{} of {} reproduced",
        proof.reproduced,
        counted(proof.breaks.len(), "breaking change"),
    ))?;
    for change in &proof.breaks {
        if let Some(reason) = &change.not_reproduced {
            let Break { rule, pointer, message, .. } = change;
            console.out.note(&format!("not reproduced: {rule} {pointer} ({message}): {reason}"))?;
        }
    }
    for (operation, reason) in &proof.uncalled {
        console.out.note(&format!("not called: {operation}: {reason}"))?;
    }
    for call in proof.unexplained.iter().take(SHOWN) {
        let Call { operation, half, place, message, parameters, body } = call;
        console.out.note(&format!(
            "unexplained problem: {operation}, {half} at `{place}`: {message}; \
             parameters {parameters}, body {body}"
        ))?;
    }
    if proof.unexplained.len() > SHOWN {
        console.out.note(&format!("and {} more", proof.unexplained.len() - SHOWN))?;
    }
    Ok(agrees)
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn unstarted(error: &std::io::Error) -> Problem {
    Problem::new("cargo-failed", format!("failed to start cargo: {error}"))
}
