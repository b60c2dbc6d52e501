//! Documents made of the base and the actions of a fixture, and comparisons as short text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use codegen::diagnostic::{Diagnostic, Sink};
use codegen::diff::{Change, Changes, Document, Rule, diff_without};
use codegen::ir::Api;
use codegen::overlay::Mode;
use codegen::{Input, Partial, read, read_partly};
use serde_json::Value as JsonValue;
use serde_yaml::Value;

/// A document, as JSON and as the generator understands it.
#[derive(Debug)]
pub(crate) enum Read {
    /// One that the generator understands.
    Whole { api: Box<Api>, value: JsonValue },
    /// One that it refuses.
    Refused(Box<Partial>),
}

impl Read {
    /// Reads a document, in JSON, with an overlay.
    pub(crate) fn new(document: &[u8], overlay: &str, mode: Mode) -> Result<Self, String> {
        let input = input(document, overlay, mode);
        let told = |errors: Vec<Diagnostic>| {
            let lines =
                errors.iter().map(|e| format!("{} at {}: {}", e.code.as_str(), e.at, e.message));
            lines.collect::<Vec<_>>().join("\n")
        };
        let (api, _) = read(&input).map_err(told)?;
        let value = serde_json::from_slice(document).map_err(|error| error.to_string())?;
        let value = codegen::overlay::apply(value, overlay, mode, &mut Sink::new());
        Ok(Self::Whole { api: Box::new(api), value })
    }

    /// Reads a document as far as the generator understands it.
    pub(crate) fn partly(document: &[u8], overlay: &str) -> Result<Self, String> {
        let found = read_partly(&input(document, overlay, Mode::Strict));
        found
            .map(|partial| Self::Refused(Box::new(partial)))
            .map_err(|errors| format!("{errors:?}"))
    }

    /// What is compared.
    pub(crate) fn document(&self) -> Document<'_> {
        match self {
            Self::Whole { api, value } => Document { api, value: Some(value), partial: None },
            Self::Refused(partial) => Document::from(&**partial),
        }
    }
}

fn input<'a>(document: &'a [u8], overlay: &'a str, overlay_mode: Mode) -> Input<'a> {
    let (document_name, overlay_name) = ("document", "overlay.yaml");
    Input { document, document_name, overlay, overlay_name, overlay_mode }
}

/// A pair of documents.
#[derive(Debug)]
pub(crate) struct Fixture {
    old: Read,
    new: Read,
    /// A rule that is left out.
    pub(crate) without: Option<String>,
    changes: OnceLock<Changes>,
}

/// The fixtures of all rules, each read once for all tests of a process.
static OF_RULES: LazyLock<BTreeMap<&str, OnceLock<Result<Fixture, String>>>> =
    LazyLock::new(|| Rule::all().map(|rule| (rule.id, OnceLock::new())).collect());

/// The document that fixtures start from, as JSON, which is read faster than YAML.
static BASE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let text = std::fs::read(folder().join("base.yaml")).unwrap();
    let document: JsonValue = serde_yaml::from_slice(&text).unwrap();
    serde_json::to_vec(&document).unwrap()
});

/// The folder of the fixtures.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join("diff")
}

impl Fixture {
    /// The fixture of a rule.
    pub(crate) fn of(rule: &str) -> &'static Self {
        Self::load(rule).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The fixture of a rule, or what is wrong with it.
    pub(crate) fn load(rule: &str) -> Result<&'static Self, String> {
        let fixture = OF_RULES[rule].get_or_init(|| {
            let path = folder().join("rules").join(format!("{rule}.yaml"));
            let text = std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Self::parse(&text).map_err(|error| format!("{rule}: {error}"))
        });
        fixture.as_ref().map_err(Clone::clone)
    }

    /// A pair of documents, as it is written in a file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let fixture: Value = serde_yaml::from_str(text).unwrap();
        Ok(Self {
            old: base(&fixture, "old").map_err(|error| format!("old: {error}"))?,
            new: base(&fixture, "new").map_err(|error| format!("new: {error}"))?,
            without: fixture["without"].as_str().map(str::to_owned),
            changes: OnceLock::new(),
        })
    }

    /// What the comparison says.
    pub(crate) fn changes(&self) -> &Changes {
        self.changes.get_or_init(|| self.compare(self.without.as_deref()))
    }

    /// The same, of a pair that nobody else needs.
    pub(crate) fn into_changes(self) -> Changes {
        self.compare(self.without.as_deref())
    }

    /// What the comparison says with another rule left out.
    pub(crate) fn changes_without(&self, rule: &str) -> Changes {
        self.compare(Some(rule))
    }

    fn compare(&self, without: Option<&str>) -> Changes {
        diff_without(self.old.document(), self.new.document(), without)
    }
}

/// The base with some actions.
fn base(fixture: &Value, which: &str) -> Result<Read, String> {
    let mut actions = fixture[which].as_sequence().cloned().unwrap_or_default();
    for action in &mut actions {
        action["description"] = Value::from("What the fixture is about.");
    }
    let mut overlay: serde_yaml::Mapping =
        serde_yaml::from_str("{ overlay: 1.0.0, info: { title: Fixture, version: '1' } }").unwrap();
    overlay.insert(Value::from("actions"), Value::from(actions));
    let overlay = serde_yaml::to_string(&overlay).unwrap();
    if fixture["refused"].as_bool() == Some(true) {
        return Read::partly(&BASE, &overlay);
    }
    Read::new(&BASE, &overlay, Mode::Strict)
}

/// A comparison in a few lines, for snapshots.
pub(crate) fn told(changes: &Changes) -> String {
    let mut text = String::new();
    for change in &changes.changes {
        let also: Vec<&str> = change.also.iter().map(|rule| rule.id).collect();
        writeln!(text, "{} · wire {} · source {}", change.rule.id, change.wire, change.source)
            .unwrap();
        if !also.is_empty() {
            writeln!(text, "  also {}", also.join(", ")).unwrap();
        }
        writeln!(text, "  {}: {}", change.rust, change.message).unwrap();
        writeln!(text, "  {}", change.pointer).unwrap();
        if !change.operations.is_empty() {
            writeln!(text, "  used by {}", change.operations.join(", ")).unwrap();
        }
        if !change.items.is_empty() {
            writeln!(text, "  items {}", change.items.join(", ")).unwrap();
        }
    }
    for moved in &changes.refactorings {
        writeln!(
            text,
            "moved: {} → {}: {}\n  {}",
            moved.from, moved.to, moved.message, moved.pointer
        )
        .unwrap();
        if let Some(pin) = &moved.pin {
            write!(text, "{pin}").unwrap();
        }
    }
    for edit in &changes.edits {
        writeln!(text, "edit: {} {}", edit.pointer, edit.what.join(", ")).unwrap();
    }
    text
}

/// The changes that a rule names, in any direction.
pub(crate) fn named<'a>(changes: &'a Changes, rule: &Rule) -> Vec<&'a Change> {
    changes
        .changes
        .iter()
        .filter(|change| {
            change.rule.id == rule.id || change.also.iter().any(|also| also.id == rule.id)
        })
        .collect()
}
