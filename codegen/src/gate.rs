//! The gate: rejects every keyword that the generator does not know, before a parser drops it.
//!
//! It checks the whole document against the tables of `grammar`, including schemas that no
//! operation uses. It checks the form of each value, not its meaning: names, media types and unions
//! are checked by later stages.

mod checks;
mod cycles;
pub(crate) mod grammar;
mod hint;
mod reference;
mod rest;

use std::collections::BTreeSet;
use std::fmt::Display;

use serde_json::{Map, Value};

use crate::bounds::{FILE_NAME, NAME, OPERATIONS, SCHEMAS};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::extension;
use crate::markdown;
use crate::pointer::Pointer;
use crate::source::kind as kind_of;
pub(crate) use checks::IGNORED_HEADERS;
use grammar::{Keys, ObjectKind, Since, ValueRule};
pub(crate) use reference::target;
pub(crate) use rest::rest;

/// What to do about a keyword that cannot be used.
const REMOVE: &str = "remove it with an overlay action that says why that is safe,\n\
    or extend the generator (codegen/src/gate/grammar/tables.rs)";

/// What to do about a wrong value.
const CORRECT: &str = "correct it with an overlay action";

/// How many spelling hints a run has: each looks at many names.
const HINTS: usize = 100;

/// Checks a document of OpenAPI 3.0 or 3.1 against the grammar that the generator understands.
pub fn gate(document: &Value, sink: &mut Sink) {
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    let mut gate = Gate {
        document,
        modern: !version.starts_with("3.0"),
        place: Vec::new(),
        hints: HINTS,
        schemas: SCHEMAS,
        operations: OPERATIONS,
        sink,
    };
    gate.object(ObjectKind::Document, document);
    cycles::check(document, sink);
}

/// The walk over a document.
struct Gate<'d, 's> {
    document: &'d Value,
    /// Whether the document is of version 3.1, where schemas are JSON Schema 2020-12.
    modern: bool,
    /// The keys from the root to here. Pointers are made of it only when there is a finding.
    place: Vec<Segment<'d>>,
    hints: usize,
    /// How many more schemas, and operations, are looked at.
    schemas: usize,
    operations: usize,
    sink: &'s mut Sink,
}

#[derive(Clone, Copy)]
enum Segment<'d> {
    Key(&'d str),
    Index(usize),
}

impl<'d> Gate<'d, '_> {
    /// An object of a kind, or a reference to one.
    fn object(&mut self, kind: ObjectKind, value: &'d Value) {
        if !self.count(kind) {
            return;
        }
        let Value::Object(members) = value else {
            return self.not_an_object(kind, value);
        };
        let reference = kind.section().is_some() && members.contains_key("$ref");
        if reference {
            self.reference(kind, members);
        }
        if kind == ObjectKind::SecurityScheme && !reference && !self.is_known_scheme(members) {
            return;
        }
        for (key, value) in members {
            if !(reference && (key == "$ref" || kind != ObjectKind::Schema)) {
                self.within(Segment::Key(key), |gate| gate.member(kind, key, value));
            }
        }
        for keyword in kind.keywords() {
            if keyword.required && !reference && !members.contains_key(keyword.name) {
                let message = format!("{} needs `{}`", kind.name(), keyword.name);
                self.report(Code::InvalidValue, message, CORRECT);
            }
        }
        match kind {
            ObjectKind::Schema => self.check_schema(members),
            ObjectKind::Parameter if !reference => self.check_parameter(members),
            ObjectKind::Server => self.check_server(members),
            _ => {}
        }
    }

    /// Counts a schema or an operation; reports the first one that is beyond its bound.
    fn count(&mut self, kind: ObjectKind) -> bool {
        let (left, bound, what) = match kind {
            ObjectKind::Schema => (&mut self.schemas, SCHEMAS, "schemas"),
            ObjectKind::Operation => (&mut self.operations, OPERATIONS, "operations"),
            _ => return true,
        };
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        if rest == 0 {
            let message = format!("the document has {bound} {what} or more");
            let help = "look for content that was generated or repeated by mistake";
            self.report(Code::TooLarge, message, help);
        }
        rest > 0
    }

    fn not_an_object(&mut self, kind: ObjectKind, value: &Value) {
        match (kind, value) {
            (ObjectKind::Schema, Value::Bool(true)) if self.modern => {}
            (ObjectKind::Schema, Value::Bool(false)) if self.modern => {
                let message = "no value matches the schema `false`";
                let help = "remove what it describes with an overlay action";
                self.report(Code::UnsupportedSchema, message, help);
            }
            _ => self.expected(&format!("{} must be an object", kind.name()), value),
        }
    }

    /// A property of an object.
    fn member(&mut self, kind: ObjectKind, key: &'d str, value: &'d Value) {
        if key.starts_with("x-") {
            if extension::ALL.contains(&key) {
                let message =
                    format!("the extension `{key}` is one that the generator writes itself");
                self.report(Code::ReservedName, message, "rename it with an overlay action");
            }
            return;
        }
        let Some(keyword) = kind.keyword(key) else { return self.unknown(kind, key) };
        match keyword.since {
            Since::Only31 if !self.modern => {
                let message = format!("`{key}` is not a keyword of {} in OpenAPI 3.0", kind.name());
                self.report(Code::UnknownKeyword, message, REMOVE);
            }
            Since::Only30 if self.modern => {
                let message =
                    format!("`{key}` is not a keyword of {} since OpenAPI 3.1", kind.name());
                let help = "since then null is a type: write `type: [T, \"null\"]`";
                self.report(Code::UnknownKeyword, message, help);
            }
            _ => self.value(keyword.rule, kind, key, value),
        }
    }

    fn unknown(&mut self, kind: ObjectKind, key: &str) {
        let names = kind.keywords().iter().map(|keyword| keyword.name);
        let help = match self.hint(key, names) {
            Some(close) => format!("did you mean `{close}`? {CORRECT},\n{REMOVE}"),
            None => REMOVE.to_owned(),
        };
        self.report(
            Code::UnknownKeyword,
            format!("`{key}` is not a keyword of {}", kind.name()),
            help,
        );
    }

    /// The value of a keyword.
    fn value(&mut self, rule: ValueRule, kind: ObjectKind, key: &str, value: &'d Value) {
        let fits = match rule {
            ValueRule::Any => true,
            ValueRule::Text => value.is_string(),
            ValueRule::Name => {
                if let Value::String(name) = value {
                    return self.check_length("a name", name, NAME);
                }
                false
            }
            ValueRule::Flag => value.is_boolean(),
            ValueRule::Number => value.is_number(),
            ValueRule::Count => value.is_u64(),
            ValueRule::Exclusive => {
                if self.modern {
                    value.is_number()
                } else {
                    value.is_boolean()
                }
            }
            ValueRule::Anys | ValueRule::List(_) => value.is_array(),
            ValueRule::Map(..) => value.is_object(),
            ValueRule::Texts => return self.texts(value),
            ValueRule::Values => return self.enumeration(value),
            ValueRule::Type => return self.types(value),
            ValueRule::Security => return self.security(value),
            ValueRule::Mapping => return self.mapping(value),
            ValueRule::SchemaOrFlag if value.is_boolean() => return,
            ValueRule::SchemaOrFlag => return self.object(ObjectKind::Schema, value),
            ValueRule::One(kind) => return self.object(kind, value),
            ValueRule::Unsupported(reason) => {
                let message = format!("`{key}` is not supported in {}: {reason}", kind.name());
                return self.report(Code::UnsupportedKeyword, message, REMOVE);
            }
        };
        match (rule, value) {
            (ValueRule::List(kind), Value::Array(items)) => {
                self.items(items, |gate, item| gate.object(kind, item));
            }
            (ValueRule::Map(kind, keys), Value::Object(entries)) => {
                self.entries(kind, keys, entries);
            }
            _ if fits => {}
            _ => {
                let expected = match rule {
                    ValueRule::Text | ValueRule::Name => "a string",
                    ValueRule::Flag => "`true` or `false`",
                    ValueRule::Exclusive if !self.modern => "`true` or `false` in OpenAPI 3.0",
                    ValueRule::Exclusive => "a number since OpenAPI 3.1",
                    ValueRule::Number => "a number",
                    ValueRule::Count => "a non-negative integer",
                    ValueRule::Map(..) => "an object",
                    _ => "an array",
                };
                self.expected(&format!("`{key}` must be {expected}"), value);
            }
        }
    }

    /// The entries of a map, whose keys are names.
    fn entries(&mut self, kind: ObjectKind, keys: Keys, entries: &'d Map<String, Value>) {
        for (key, value) in entries {
            if keys.is_extension(key) || self.is_too_long(key, keys) {
                continue;
            }
            let wrong = match keys {
                Keys::Names => None,
                Keys::ComponentNames => (!is_component_name(key)).then_some(
                    "the name of a component consists of letters, digits, `.`, `-` and `_` only",
                ),
                Keys::Paths => wrong_path(key),
                Keys::Statuses => (!is_status(key))
                    .then_some("a response is for a status such as `200`, `2XX` or `default`"),
            };
            self.within(Segment::Key(key), |gate| {
                if let Some(wrong) = wrong {
                    let meant = Some(key.to_ascii_uppercase());
                    let help = match meant.filter(|it| keys == Keys::Statuses && is_status(it)) {
                        Some(meant) => format!("did you mean `{meant}`? {CORRECT}"),
                        None => CORRECT.to_owned(),
                    };
                    gate.report(Code::InvalidValue, format!("{wrong}: `{key}`"), help);
                }
                gate.object(kind, value);
            });
        }
    }

    /// Whether a name is beyond the bound; reports it. What is below it is not looked at: the
    /// name would be part of each pointer there.
    fn is_too_long(&mut self, key: &str, keys: Keys) -> bool {
        let bound = if keys == Keys::ComponentNames { FILE_NAME } else { NAME };
        self.check_length("a name", key, bound);
        is_longer(key, bound)
    }

    /// Reports a string that exceeds the size limit.
    fn check_length(&mut self, what: &str, text: &str, bound: usize) {
        if !is_longer(text, bound) {
            return;
        }
        let shown: String = text.chars().take(40).collect();
        let message = format!("{what} is longer than {bound} characters: `{shown}…`");
        self.report(Code::TooLarge, message, "shorten it, or remove it, with an overlay action");
    }

    /// Visits the items of an array.
    fn items(&mut self, items: &'d [Value], mut item: impl FnMut(&mut Self, &'d Value)) {
        for (index, value) in items.iter().enumerate() {
            self.within(Segment::Index(index), |gate| item(gate, value));
        }
    }

    fn within(&mut self, segment: Segment<'d>, walk: impl FnOnce(&mut Self)) {
        self.place.push(segment);
        walk(self);
        self.place.pop();
    }

    /// Returns the pointer of the value that the walk is at.
    fn at(&self) -> Pointer {
        let mut pointer = Pointer::root();
        for segment in &self.place {
            match segment {
                Segment::Key(key) => pointer.push(key),
                Segment::Index(index) => pointer.push(index),
            }
        }
        pointer
    }

    fn report(&mut self, code: Code, message: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Diagnostic::error(code, self.at(), message).help(help));
    }

    /// Reports a value of the wrong type.
    fn expected(&mut self, sentence: &str, value: &Value) {
        self.report(Code::InvalidValue, format!("{sentence}, not {}", kind_of(value)), CORRECT);
    }

    /// Reports something about a property of the object that the walk is at.
    fn report_member(&mut self, key: &'d str, code: Code, message: impl Into<String>, help: &str) {
        self.within(Segment::Key(key), |gate| gate.report(code, message, help));
    }

    /// Returns the name among `candidates` that was probably meant.
    fn hint<'c>(
        &mut self,
        word: &str,
        candidates: impl Iterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.hints = self.hints.checked_sub(1)?;
        hint::closest(word, candidates)
    }

    /// Reports duplicate items of an array.
    fn distinct<T: Ord + Display>(&mut self, items: impl Iterator<Item = T>) {
        let mut seen = BTreeSet::new();
        for (index, item) in items.enumerate() {
            let text = item.to_string();
            if !seen.insert(item) {
                self.within(Segment::Index(index), |gate| {
                    gate.report(
                        Code::InvalidValue,
                        format!("`{text}` occurs twice in the array"),
                        CORRECT,
                    );
                });
            }
        }
    }
}

/// Whether a text has more characters than this.
fn is_longer(text: &str, bound: usize) -> bool {
    text.len() > bound && text.chars().nth(bound).is_some()
}

/// Returns what is wrong with a path. It becomes part of a URL after the base URL of the client, so
/// it must not be interpreted as anything but a path.
fn wrong_path(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Some("a path begins with one `/`");
    }
    let breaks = |character: char| character.is_whitespace() && character != ' ';
    if path.chars().any(|character| breaks(character) || markdown::deceives(character)) {
        return Some("a path holds no line breaks and no characters that cannot be seen");
    }
    if path.contains(['?', '#']) {
        return Some("a path holds no query and no fragment");
    }
    // URL parsers take `%2e` for a dot here.
    let plain = |segment: &str| segment.to_ascii_lowercase().replace("%2e", ".");
    let dots = |segment: &str| matches!(plain(segment).as_str(), "." | "..");
    path.split(['/', '\\']).any(dots).then_some("a path has no segments `.` and `..`")
}

fn is_component_name(key: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !key.is_empty() && key.bytes().all(known)
}

fn is_status(key: &str) -> bool {
    key == "default"
        || matches!(key.as_bytes(), [b'1'..=b'5', b'X', b'X'])
        || matches!(key.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

#[cfg(test)]
mod tests;
