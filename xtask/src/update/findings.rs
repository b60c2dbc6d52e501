//! The findings of the generator and the tests, parsed from their output; no I/O.

use codegen::pointer::Pointer;
use serde_json::Value;

use crate::questions;

/// What a person has to look at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    /// The errors of the generator.
    pub(crate) decisions: Vec<Decision>,
    /// What was decided by default: the code is the key of the overlay, the help its entry.
    pub(crate) questions: Vec<Decision>,
    /// The handwritten lines that use what the update removes or changes: the place is the line,
    /// and the code the items that it names.
    pub(crate) affected: Vec<Decision>,
    /// The decisions of the base that the overlay no longer has.
    pub(crate) dropped: Vec<String>,
    /// The tests and targets that fail.
    pub(crate) failures: Vec<Failing>,
}

/// An error of the generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The code of the diagnostic.
    pub(crate) code: String,
    /// Where in the document or the overlay.
    pub(crate) at: String,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: String,
    /// Operations that use the place.
    pub(crate) used_by: Vec<String>,
}

impl Decision {
    /// Returns the overlay entry that decides, where the code alone says what it sets.
    pub(super) fn entry(&self) -> Option<String> {
        if self.code == GROUP {
            let tag = self.message.split('`').nth(1)?;
            let name = codegen::name::feature(tag);
            return Some(format!(
                "- {{ name: {name}, tags: ['{tag}'], summary: … }} in x-sdk-groups, or the tag in another group"
            ));
        }
        let (key, value) = match self.code.as_str() {
            SECRET => ("x-sdk-secret", "true"),
            "name-collision" | "reserved-name" => ("x-sdk-name", "…"),
            "unclear-variant" => ("x-sdk-enum-names", "{ … }"),
            "ambiguous-union" | "unknown-keyword" | "unsupported-schema" | "untyped-schema" => {
                ("…", "…")
            }
            _ => return None,
        };
        let at = Pointer::parse(&self.at)?;
        at.segments().next().filter(|first| first == "paths" || first == "components")?;
        Some(questions::entry(&at, key, value))
    }
}

/// A test or a target that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failing {
    /// The test with its target: `tests/client: waits::stop`, or the place that does not compile.
    pub(crate) name: String,
    /// The first lines of what it says.
    pub(crate) message: String,
}

/// How the names of places that do not compile end.
const DOES_NOT_COMPILE: &str = " does not compile";

impl Failing {
    /// Whether it is a place that does not compile.
    pub(crate) fn is_compile_error(&self) -> bool {
        self.name.ends_with(DOES_NOT_COMPILE)
    }

    /// Returns the file and the line of an item that does not compile.
    pub(crate) fn line(&self) -> Option<&str> {
        self.name.strip_suffix(DOES_NOT_COMPILE)
    }

    /// Returns the first line of the message, after the one that names the location of a panic.
    pub(crate) fn first_line(&self) -> &str {
        let is_place = |line: &&str| line.starts_with("thread '") && line.contains(" panicked at ");
        self.message.lines().find(|line| !is_place(line)).unwrap_or(&self.message)
    }
}

/// The code of a field that looks like a secret and that nobody has classified.
const SECRET: &str = "unclassified-secret";

/// The code of an operation whose tag is in no group.
const GROUP: &str = "unknown-group";

/// No message of a test has more lines than this.
const MESSAGE_LINES: usize = 12;

impl Findings {
    /// Reads what `regenerate --message-format json` printed.
    pub(super) fn of_generator(text: &str) -> Self {
        let mut findings = Self::default();
        for line in text.lines() {
            if let Some(dropped) = line.trim_start().strip_prefix("Dropped ") {
                findings.dropped.push(dropped.to_owned());
            } else if let Some(decision) = decision(line, "error") {
                findings.add(decision);
            }
        }
        // What could leak comes first.
        findings.decisions.sort_by_key(|decision| decision.code != SECRET);
        findings
    }

    /// Adds an error. A tag that is in no group is one decision, whatever operations have it.
    fn add(&mut self, decision: Decision) {
        let same = |known: &&mut Decision| {
            (&known.code, &known.message) == (&decision.code, &decision.message)
        };
        match self.decisions.iter_mut().find(same).filter(|_| decision.code == GROUP) {
            Some(known) => known.used_by.extend(decision.used_by),
            None => self.decisions.push(decision),
        }
    }

    /// Reads what `questions --message-format json` printed.
    pub(super) fn add_questions(&mut self, text: &str) {
        self.questions.extend(text.lines().filter_map(|line| decision(line, "question")));
    }

    /// Adds the output of `affected --message-format json`.
    pub(super) fn add_affected(&mut self, text: &str) {
        self.affected.extend(text.lines().filter_map(|line| decision(line, "affected")));
    }

    /// Returns the secrets that nobody has classified.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|decision| decision.code == SECRET)
    }
}

fn decision(line: &str, severity: &str) -> Option<Decision> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if value.get("severity")?.as_str()? != severity {
        return None;
    }
    let users = value.get("usedBy").and_then(Value::as_array);
    let users = users.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    Some(Decision {
        code: text("code"),
        at: text("at"),
        message: text("message"),
        help: text("help"),
        used_by: users.collect(),
    })
}

/// Returns the message of the first error in a log.
pub(super) fn first_error(log: &str) -> String {
    let error = log.lines().find_map(|line| line.strip_prefix("error["));
    error.and_then(|line| line.split_once("]: ")).map_or(log, |(_, text)| text).to_owned()
}

/// Reads the failing tests, and the places that do not compile, from what `cargo test` printed.
pub(super) fn failing(log: &str) -> Vec<Failing> {
    let mut found: Vec<Failing> = Vec::new();
    let mut target = String::new();
    let mut lines = log.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = running(line) {
            target = name;
        } else if let Some(name) = line.strip_prefix("---- ").and_then(|rest| {
            rest.strip_suffix(" stdout ----").or(rest.strip_suffix(" stderr ----"))
        }) {
            let mut message = Vec::new();
            while let Some(next) = lines.peek() {
                if next.starts_with("---- ") || *next == "failures:" {
                    break;
                }
                let line = lines.next().unwrap_or_default();
                let noise = line.starts_with("note: run with") || line.trim().is_empty();
                if !noise && message.len() < MESSAGE_LINES {
                    message.push(line);
                }
            }
            found.push(Failing { name: format!("{target}: {name}"), message: message.join("\n") });
        } else if line.starts_with("error") {
            let place = lines.peek().and_then(|next| next.trim_start().strip_prefix("--> "));
            // One mistake is often reported in several columns.
            if let Some((place, _column)) = place.and_then(|place| place.trim().rsplit_once(':')) {
                let name = format!("{}{DOES_NOT_COMPILE}", without_detours(place));
                // The targets of one package often share a file.
                if !found.iter().any(|known| known.name == name) {
                    found.push(Failing { name, message: line.to_owned() });
                }
            }
        }
    }
    found
}

/// Returns a path without steps into a folder and back: a test may include an example.
fn without_detours(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns the target that a line of cargo announces: `tests/client` or `codegen (doc)`.
fn running(line: &str) -> Option<String> {
    let line = line.trim_start();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{name} (documentation)"));
    }
    let path = line.strip_prefix("Running ")?.split(" (").next()?;
    Some(path.trim_start_matches("unittests ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Decision, Failing, Findings, failing, first_error};

    #[test]
    fn failing_tests_are_named_with_their_message() {
        let log = "     Running unittests src/lib.rs (target/debug/deps/a-1)\n\nrunning 2 tests\n\
            test a ... ok\ntest b::c ... FAILED\n\nfailures:\n\n---- b::c stdout ----\n\n\
            thread 'b::c' panicked at src/lib.rs:3:5:\nassertion failed: 1 == 2\n\
            note: run with `RUST_BACKTRACE=1`\n\n\nfailures:\n    b::c\n\n\
            test result: FAILED. 1 passed; 1 failed\n   Doc-tests a\n\
            ---- src/lib.rs - f (line 3) stdout ----\nTest executable failed\nfailures:\n";
        let found = failing(log);
        let names: Vec<&str> = found.iter().map(|failing| failing.name.as_str()).collect();
        assert_eq!(names, ["src/lib.rs: b::c", "a (documentation): src/lib.rs - f (line 3)"]);
        assert_eq!(
            found[0].message,
            "thread 'b::c' panicked at src/lib.rs:3:5:\nassertion failed: 1 == 2"
        );
        let first: Vec<&str> = found.iter().map(Failing::first_line).collect();
        assert_eq!(first, ["assertion failed: 1 == 2", "Test executable failed"]);
    }

    #[test]
    fn a_place_that_does_not_compile_is_named_once() {
        let error = "error[E0599]: no method named `stop` found\n   --> tests/a.rs:7:5\n    |\n";
        let other = error.replace("7:5", "7:9");
        let again = error.replace("tests/a.rs", "tests/../tests/a.rs");
        let log = format!("{error}{again}{other}error: could not compile `x` (test \"a\")\n");
        let found = failing(&log);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "tests/a.rs:7 does not compile");
        assert_eq!(found[0].line(), Some("tests/a.rs:7"));
        assert_eq!(found[0].message, "error[E0599]: no method named `stop` found");
    }

    #[test]
    fn secrets_come_first_and_dropped_decisions_are_read() {
        let log = "     Dropped `x-sdk-wait` at #/a is gone\n\
            {\"severity\":\"warning\",\"code\":\"w\"}\n\
            {\"severity\":\"error\",\"code\":\"unknown-group\",\"at\":\"#/a\",\"message\":\"m\",\"help\":\"h\",\"usedBy\":[\"x\"]}\n\
            {\"severity\":\"error\",\"code\":\"unclassified-secret\",\"at\":\"#/b\",\"message\":\"n\"}\n";
        let findings = Findings::of_generator(log);
        let codes: Vec<&str> = findings.decisions.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["unclassified-secret", "unknown-group"]);
        assert_eq!(findings.secrets().count(), 1);
        let entry = |code: &str, at: &str| {
            let message = "the tag `Own Code`".to_owned();
            let (code, at) = (code.to_owned(), at.to_owned());
            Decision { code, at, message, help: String::new(), used_by: Vec::new() }.entry()
        };
        assert_eq!(
            entry("unclassified-secret", "#/components/schemas/A/properties/k").unwrap(),
            "- { target: \"$.components.schemas.A.properties.k\", update: { x-sdk-secret: true } }"
        );
        let group = entry("unknown-group", "#/paths/~1a/get/tags").unwrap();
        assert!(
            group.starts_with("- { name: own-code, tags: ['Own Code'], summary: … }"),
            "{group}"
        );
        assert_eq!(entry("wait-state", "#/actions/3/update/x-sdk-wait"), None);
        assert_eq!(findings.dropped, ["`x-sdk-wait` at #/a is gone"]);
        assert_eq!(first_error("x\nerror[a-b]: it shrank\n"), "it shrank");
    }
}
