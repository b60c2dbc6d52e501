//! Proves the verdict of `diff` on the wire, for `cargo xtask verify-diff` and `corpus`: runs the
//! SDK of one document against the services of others, and prints one JSON object for each.
//!
//! Arguments: the program of the SDK, then pairs of a document and its overlay, the old one first.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program writes its results")]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs};

use codegen::diagnostic::{Names, Style, render};
use codegen::diff::{Changes, diff};
use codegen::overlay::Mode;
use codegen::{Input, Partial, read_partly};
use double::Spec;
use double::proof::{self, Effort, Evidence, Half, Judgement, Observed, Problem, Program};
use serde_json::{Value, json};

/// How many problems that no change explains are made as small as can be.
const SHRUNK: usize = 10;

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A document in both forms that a proof needs.
struct Document {
    name: String,
    spec: Arc<Spec>,
    partial: Partial,
}

impl Document {
    fn read(document: &str, overlay: &str) -> Result<Self, Box<dyn Error>> {
        let bytes = fs::read(document).map_err(|error| format!("{document}: {error}"))?;
        let text = fs::read_to_string(overlay).map_err(|error| format!("{overlay}: {error}"))?;
        let input = Input {
            document: &bytes,
            document_name: document,
            overlay: &text,
            overlay_name: overlay,
            overlay_mode: Mode::Lenient,
        };
        let refused =
            |found: Vec<_>| render(&found, &Names { document, overlay }, Style { color: false });
        let spec = Arc::new(Spec::read(&input).map_err(refused)?);
        let partial = read_partly(&input).map_err(refused)?;
        Ok(Self { name: document.to_owned(), spec, partial })
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let Some((program, pairs)) = arguments.split_first() else {
        return Err("name the program of an SDK, and pairs of a document and its overlay".into());
    };
    let mut sdk = Program::start(Path::new(program)).map_err(|it| format!("{program}: {it}"))?;
    let mut old = None;
    for pair in pairs.chunks(2) {
        let [document, overlay] = pair else { return Err("an overlay is missing".into()) };
        let document = Document::read(document, overlay)?;
        match &old {
            None => old = Some(document),
            Some(old) => println!("{}", prove(old, &document, &mut sdk)?),
        }
    }
    Ok(())
}

fn prove(old: &Document, new: &Document, sdk: &mut Program) -> Result<Value, Box<dyn Error>> {
    let changes = diff(&old.partial, &new.partial);
    let places: BTreeSet<_> = changes.changes.iter().map(|it| it.pointer.clone()).collect();
    let effort = Effort::default();
    let mut observed = proof::observe(&old.spec, &new.spec, &places, sdk, effort)?;
    let judgement = proof::judge(&old.spec, &new.spec, &changes, &observed);
    let shrunk = judgement.unexplained.iter().copied().take(SHRUNK).collect::<Vec<_>>();
    proof::shrink(&old.spec, &new.spec, sdk, &mut observed, &shrunk)?;
    Ok(written(old, new, &changes, &observed, &judgement))
}

/// The result of a proof.
fn written(
    old: &Document,
    new: &Document,
    changes: &Changes,
    observed: &Observed,
    judgement: &Judgement,
) -> Value {
    let totals = observed.totals();
    let breaks = judgement.evidence.iter().map(|(index, evidence)| {
        let change = &changes.changes[*index];
        let (reproduced, reason) = match evidence {
            Evidence::Reproduced(at) => (Some(problem(&observed.problems[*at])), None),
            Evidence::NotReproduced(reason) => (None, Some(reason)),
        };
        json!({
            "rule": change.rule.id,
            "pointer": change.pointer.to_string(),
            "message": change.message,
            "reproduced": reproduced,
            "notReproduced": reason,
        })
    });
    let unexplained = judgement.unexplained.iter().map(|at| problem(&observed.problems[*at]));
    json!({
        "old": old.name,
        "new": new.name,
        "wire": changes.wire().as_str(),
        "operations": observed.tallies.len(),
        "working": observed.working(),
        "calls": totals.calls,
        "refused": totals.refused,
        "read": totals.read,
        "lost": totals.lost,
        "uncalled": observed.uncalled,
        "reproduced": judgement.reproduced(),
        "breaks": breaks.collect::<Vec<_>>(),
        "unexplained": unexplained.collect::<Vec<_>>(),
    })
}

fn problem(problem: &Problem) -> Value {
    json!({
        "operation": problem.operation,
        "half": match problem.half { Half::Request => "request", Half::Response => "response" },
        "place": problem.path.join("."),
        "message": problem.message,
        "parameters": problem.call.parameters,
        "body": match problem.half {
            Half::Request => &problem.call.body,
            Half::Response => &problem.response,
        },
    })
}
