//! `cargo xtask questions`: lists the defaults that were chosen for an update and that a maintainer
//! may want to override. Each question names the location, the default, and the overlay entry that
//! overrides it.

use std::collections::BTreeSet;

use clap::Args;
use codegen::ir::{Api, Field, Model, Operation, Shape};
use codegen::overlay::Mode;
use codegen::pointer::Pointer;
use codegen::{Input, Partial, read_partly};
use serde_json::{Value, json};

use crate::base;
use crate::console::{Console, MessageFormat, Tone, counted};
use crate::diff::document::Document;
use crate::exit::Exit;
use crate::input::{Paths, Sources};
use crate::lock::Base;
use crate::paths::Workspace;
use crate::problem::{Failure, Found};

mod behavior;
mod fields;
mod names;
mod values;

/// The name of the command, as shown in messages.
pub(crate) const COMMAND: &str = "cargo xtask questions";

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The format of the questions
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    message_format: MessageFormat,
}

/// A question to the person who reviews an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The place in the document.
    pub(crate) at: Pointer,
    /// The key of the overlay that decides.
    pub(crate) key: &'static str,
    /// What was decided by default.
    pub(crate) message: String,
    /// The value of the key that decides otherwise, as YAML; `…` where a person has to choose.
    pub(crate) value: String,
}

impl Question {
    /// Returns the overlay entry that overrides the default; a maintainer adds its description.
    pub(crate) fn entry(&self) -> String {
        entry(&self.at, self.key, &self.value)
    }
}

/// Returns an overlay entry that sets a key at a place of the document.
pub(crate) fn entry(at: &Pointer, key: &str, value: &str) -> String {
    format!("- {{ target: \"{}\", update: {{ {key}: {value} }} }}", target(at))
}

/// Returns the JSON path of a place.
fn target(at: &Pointer) -> String {
    let is_plain = |segment: &str| {
        segment.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && segment.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    at.segments().fold("$".to_owned(), |path, segment| {
        if is_plain(&segment) {
            format!("{path}.{segment}")
        } else if segment.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("{path}[{segment}]")
        } else {
            format!("{path}['{}']", segment.replace('\\', "\\\\").replace('\'', "\\'"))
        }
    })
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let Some(base) = base::recorded(workspace)? else {
        console.out.status(Tone::Good, "Questions", "none: there is no base to compare with")?;
        return Ok(Exit::Fine);
    };
    let questions = since(&base, workspace)?;
    for question in &questions {
        let Question { at, key, message, .. } = question;
        if options.message_format == MessageFormat::Json {
            console.out.json(&json!({
                "severity": "question",
                "code": key,
                "at": at.to_string(),
                "message": message,
                "help": question.entry(),
            }))?;
        } else {
            console.out.status(Tone::Notice, "Question", &format!("{message} ({at})"))?;
            console.out.note(&question.entry())?;
        }
    }
    if options.message_format == MessageFormat::Text {
        let text = format!(
            "{}; an entry with a `description` in spec/overlay.yaml overrides the default",
            counted(questions.len(), "default")
        );
        console.out.status(Tone::Good, "Questions", &text)?;
    }
    Ok(Exit::Fine)
}

/// Returns the questions about what the document has and the base has not. A document that the
/// generator does not understand yet is read as far as possible.
pub(crate) fn since(base: &Base, workspace: &Workspace) -> Result<Vec<Question>, Failure> {
    let old = Document::of_base(workspace, base, None)?.partly()?;
    let sources = Sources::read(workspace, &Paths::default())?;
    let input = Input { overlay_mode: Mode::Lenient, ..sources.input() };
    let new = read_partly(&input).map_err(|diagnostics| {
        Failure::Found(Found { diagnostics, names: sources.names.clone(), ..Found::default() })
    })?;
    Ok(about(&old.api, &new))
}

/// What an update added, and what the overlay says about it.
struct Added<'a> {
    api: &'a Api,
    /// The document with the overlay applied.
    document: &'a Value,
    operations: Vec<&'a Operation>,
    models: Vec<&'a Model>,
    fields: Vec<(&'a Model, &'a Field)>,
    /// The query parameters that the base has, by operation.
    known_parameters: BTreeSet<(&'a str, &'a str)>,
    /// The values of enums, by the place of the enum.
    known_values: BTreeSet<(String, &'a str)>,
}

impl<'a> Added<'a> {
    fn new(old: &'a Api, new: &'a Partial) -> Self {
        let operations: BTreeSet<&str> =
            old.operations.iter().map(|operation| operation.id.as_str()).collect();
        let models: BTreeSet<String> =
            old.models.values().map(|model| model.at.to_string()).collect();
        let fields: BTreeSet<String> =
            fields_of(old).map(|(_, field)| field.at.to_string()).collect();
        let api = &new.api;
        Self {
            api,
            document: &new.whole,
            operations: api
                .operations
                .iter()
                .filter(|operation| !operations.contains(operation.id.as_str()))
                .collect(),
            models: api
                .models
                .values()
                .filter(|model| !models.contains(&model.at.to_string()))
                .collect(),
            fields: fields_of(api)
                .filter(|(_, field)| !fields.contains(&field.at.to_string()))
                .collect(),
            known_parameters: old
                .operations
                .iter()
                .flat_map(|operation| {
                    let id = operation.id.as_str();
                    operation.query_parameters.iter().map(move |one| (id, one.wire.as_str()))
                })
                .collect(),
            known_values: old
                .models
                .values()
                .flat_map(|model| values_of(model).map(|wire| (model.at.to_string(), wire)))
                .collect(),
        }
    }

    /// Whether the overlay sets a key at a place.
    fn is_decided(&self, at: &Pointer, key: &str) -> bool {
        at.resolve(self.document).is_some_and(|place| place.get(key).is_some())
    }

    fn model(&self, ty: &codegen::ir::TypeRef) -> Option<&'a Model> {
        match ty {
            codegen::ir::TypeRef::Named(name) => self.api.models.get(name),
            _ => None,
        }
    }
}

fn fields_of(api: &Api) -> impl Iterator<Item = (&Model, &Field)> {
    api.models.values().flat_map(|model| {
        let fields = match &model.shape {
            Shape::Object(object) => object.fields.as_slice(),
            _ => &[],
        };
        fields.iter().map(move |field| (model, field))
    })
}

fn values_of(model: &Model) -> impl Iterator<Item = &str> {
    let values = match &model.shape {
        Shape::Enum(found) => found.values.as_slice(),
        _ => &[],
    };
    values.iter().map(|value| value.wire.as_str())
}

fn about(old: &Api, new: &Partial) -> Vec<Question> {
    let added = Added::new(old, new);
    let mut questions = fields::secrets(&added);
    questions.extend(names::handles(&added));
    questions.extend(names::methods(&added));
    questions.extend(names::types(&added));
    questions.extend(behavior::retries(&added));
    questions.extend(behavior::waits(&added));
    questions.extend(behavior::pages(&added));
    questions.extend(fields::required(&added));
    questions.extend(fields::types(&added));
    questions.extend(values::names(&added));
    questions
}

/// Returns the words of a name, in lower case: `clickPipeGet` has `click`, `pipe` and `get`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for letter in name.chars() {
        let starts = letter.is_uppercase() && !previous.is_uppercase();
        if letter.is_alphanumeric() {
            if starts || !previous.is_alphanumeric() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        previous = letter;
    }
    words
}

#[cfg(test)]
mod tests;
