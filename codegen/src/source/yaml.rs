//! Scans YAML text: keys, items and numbers with their positions, and everything that YAML has and
//! JSON has not, which is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::{MAX_DEPTH, Mark, Step, Visitor};
use crate::bounds::CONTAINERS;
use crate::diagnostic::{Code, Position};

/// How much text aliases may add when they are unfolded, in characters. A document that shares
/// its common parts stays far below; one that was made to exhaust memory does not.
const ALIAS_BUDGET: u64 = 6 << 20;

/// Why a text is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The kind of problem.
    pub(crate) code: Code,
    /// Where.
    pub(crate) position: Position,
    /// What is wrong.
    pub(crate) message: String,
}

/// The start of the message about a text that is not YAML.
pub(crate) const SYNTAX: &str = "the YAML syntax is invalid";

/// Tells the visitor what the text holds, up to the first thing that is refused.
pub(crate) fn scan(text: &str, visitor: &mut impl Visitor) -> Result<(), Refusal> {
    let mut walk = Walk {
        visitor,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        unfolded: 0,
        documents: 0,
        containers: 0,
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => walk.event(event, position(&span.start))?,
            // The parser has a bound of its own on lists in one line, and finds it first.
            Err(error) if error.info().contains("recursion limit") => {
                return Err(too_deep(position(error.marker())));
            }
            Err(error) => {
                let message = format!("{SYNTAX}: {}", error.info());
                return invalid(position(error.marker()), message);
            }
        }
    }
    Ok(())
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}

/// How large a value is once its aliases are unfolded.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Characters, and a few for the value itself.
    weight: u64,
    /// Objects and lists inside each other.
    height: usize,
}

/// An object or list that is not closed yet.
struct Open {
    /// The index of the next item of a list; `None` for an object.
    next: Option<usize>,
    /// Whether the next scalar is a key.
    key_next: bool,
    anchor: usize,
    size: Size,
}

struct Walk<'v, V> {
    visitor: &'v mut V,
    open: Vec<Open>,
    /// The sizes of anchored values that are complete.
    anchors: BTreeMap<usize, Size>,
    /// What aliases have added so far.
    unfolded: u64,
    documents: usize,
    /// Objects and lists so far, without those that aliases add.
    containers: usize,
}

impl<V: Visitor> Walk<'_, V> {
    fn event(&mut self, event: Event<'_>, at: Position) -> Result<(), Refusal> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return invalid(at, "the text holds more than one YAML document");
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag, at),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::SequenceStart(anchor, tag) => self.start(Some(0), anchor, tag, at),
            Event::MappingStart(anchor, tag) => self.start(None, anchor, tag, at),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(closed) = self.open.pop() {
                    self.anchors.insert(closed.anchor, closed.size);
                    self.end(closed.size);
                }
                Ok(())
            }
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        at: Position,
    ) -> Result<(), Refusal> {
        untagged(tag, at)?;
        let plain = style == ScalarStyle::Plain;
        let size = Size { weight: 16 + text.len() as u64, height: 0 };
        if let Some(Open { next: None, key_next: key_next @ true, .. }) = self.open.last_mut() {
            if plain && text == "<<" {
                return invalid(at, "merge keys (`<<`) are not part of YAML 1.2");
            }
            if anchor != 0 {
                return invalid(at, "a key carries an anchor");
            }
            *key_next = false;
            self.add(size);
            self.visitor.enter(Step::Member(text), Mark::Position(at));
            return Ok(());
        }
        self.begin(at);
        if plain && !text.is_empty() && is_number(text) {
            self.visitor.number(text, Mark::Position(at));
        }
        self.anchors.insert(anchor, size);
        self.end(size);
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Position) -> Result<(), Refusal> {
        if matches!(self.open.last(), Some(Open { next: None, key_next: true, .. })) {
            return invalid(at, "an alias is used as a key");
        }
        let Some(&size) = self.anchors.get(&anchor) else {
            return invalid(at, "an alias is inside the value that it repeats");
        };
        self.unfolded = self.unfolded.saturating_add(size.weight);
        if self.unfolded > ALIAS_BUDGET {
            let limit = ALIAS_BUDGET >> 20;
            return invalid(at, format!("aliases expand to more than {limit} million characters"));
        }
        self.check_depth(size.height, at)?;
        self.begin(at);
        self.end(size);
        Ok(())
    }

    fn start(
        &mut self,
        next: Option<usize>,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        at: Position,
    ) -> Result<(), Refusal> {
        untagged(tag, at)?;
        if matches!(self.open.last(), Some(Open { next: None, key_next: true, .. })) {
            return invalid(at, "a key is an array or an object");
        }
        self.check_depth(1, at)?;
        self.containers = self.containers.saturating_add(1);
        if self.containers > CONTAINERS {
            let message = format!("the text has more than {CONTAINERS} objects and arrays");
            return Err(Refusal { code: Code::TooLarge, position: at, message });
        }
        self.begin(at);
        let size = Size { weight: 16, height: 1 };
        self.open.push(Open { next, key_next: next.is_none(), anchor, size });
        Ok(())
    }

    fn check_depth(&self, height: usize, at: Position) -> Result<(), Refusal> {
        if self.open.len() + height <= MAX_DEPTH {
            return Ok(());
        }
        Err(too_deep(at))
    }

    /// A value begins. The value of a property was entered with its key.
    fn begin(&mut self, at: Position) {
        match self.open.last_mut() {
            None => self.visitor.enter(Step::Root, Mark::Position(at)),
            Some(Open { next: Some(next), .. }) => {
                self.visitor.enter(Step::Item(*next), Mark::Position(at));
                *next += 1;
            }
            Some(object) => object.key_next = true,
        }
    }

    /// A value of this size ends.
    fn end(&mut self, size: Size) {
        self.visitor.leave();
        self.add(size);
    }

    fn add(&mut self, inner: Size) {
        if let Some(Open { size, .. }) = self.open.last_mut() {
            size.weight = size.weight.saturating_add(inner.weight);
            size.height = size.height.max(inner.height + 1);
        }
    }
}

fn too_deep(position: Position) -> Refusal {
    let message = format!("values are nested more than {MAX_DEPTH} levels deep");
    Refusal { code: Code::TooDeep, position, message }
}

fn invalid<T>(position: Position, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code: Code::InvalidYaml, position, message: message.into() })
}

/// Refuses tags, which say in YAML what JSON says by its syntax.
fn untagged(tag: Option<Cow<'_, Tag>>, at: Position) -> Result<(), Refusal> {
    match tag {
        Some(tag) => invalid(at, format!("tags have no meaning in JSON: `{tag}`")),
        None => Ok(()),
    }
}

/// Whether a plain scalar is a number in decimal or one that JSON cannot write. Other notations
/// (`0x1f`) are integers that either fit or are text.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let digits = unsigned.bytes().all(|byte| byte.is_ascii_digit());
    // Digits after a zero are text in YAML 1.2.
    if digits && unsigned.len() > 1 && unsigned.starts_with('0') {
        return false;
    }
    unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.parse::<f64>().is_ok()
}
