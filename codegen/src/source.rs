//! Finds the line and column of a JSON pointer in the text of a document.
//!
//! Values do not store their positions. Positions are looked up only for diagnostics: one pass over
//! the text finds all pointers of a run, so that the cost does not grow with their number.

mod json;
mod locate;
mod yaml;

use serde_json::Value;

pub(crate) use crate::bounds::DEPTH as MAX_DEPTH;
use crate::diagnostic::{Diagnostic, InputFile, Position};
use crate::pointer::Pointer;
pub(crate) use json::scan as scan_json;
pub(crate) use yaml::{SYNTAX, scan as scan_yaml};

/// The syntax of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// The text of a document, as far as it serves to find positions.
#[derive(Debug, Clone)]
pub struct SourceMap {
    text: Box<str>,
    format: Format,
}

/// How a scan gets from a value to one inside it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    /// To the value that is the document.
    Root,
    /// To the property of this name.
    Member(&'a str),
    /// To the item of this index.
    Item(usize),
}

/// A location in the text, in the unit of the scanner.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mark {
    /// Bytes from the beginning.
    Offset(usize),
    /// Line and column.
    Position(Position),
}

/// Receives the events of a scan, in the order of the text.
pub(crate) trait Visitor {
    /// A value begins. The mark of a property is its key, which is what a person looks for.
    fn enter(&mut self, step: Step<'_>, mark: Mark);
    /// The value is a number, written like this.
    fn number(&mut self, _literal: &str, _mark: Mark) {}
    /// The value ends.
    fn leave(&mut self);
}

impl SourceMap {
    /// Remembers a text that was parsed in this format.
    #[must_use]
    pub fn new(text: &str, format: Format) -> Self {
        Self { text: text.into(), format }
    }

    /// Where the value at `pointer` begins: at its key, or at the value itself in a list. If there
    /// is no such value, where the innermost existing value around it begins.
    #[must_use]
    pub fn position(&self, pointer: &Pointer) -> Option<Position> {
        self.positions([pointer]).pop().flatten()
    }

    /// [`Self::position`] of many pointers, in one pass over the text.
    #[must_use]
    pub fn positions<'a>(
        &self,
        pointers: impl IntoIterator<Item = &'a Pointer>,
    ) -> Vec<Option<Position>> {
        let mut search = locate::Search::default();
        let wanted: Vec<_> = pointers.into_iter().map(|pointer| search.want(pointer)).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        match self.format {
            Format::Json => json::scan(&self.text, &mut search),
            // The text was parsed before, so an error is already known; the positions found so far
            // are valid.
            Format::Yaml => drop(yaml::scan(&self.text, &mut search)),
        }
        search.found(&wanted, &self.text)
    }

    /// Fills in the positions of all diagnostics that are about `source` and have none.
    pub fn locate(&self, source: InputFile, diagnostics: &mut [Diagnostic]) {
        let mut open: Vec<(&mut Option<Position>, &Pointer)> = Vec::new();
        for diagnostic in diagnostics.iter_mut().filter(|found| found.source == source) {
            open.push((&mut diagnostic.position, &diagnostic.at));
            for related in &mut diagnostic.related {
                open.push((&mut related.position, &related.at));
            }
        }
        open.retain(|(position, _)| position.is_none());
        let found = self.positions(open.iter().map(|(_, at)| *at));
        for ((position, _), found) in open.into_iter().zip(found) {
            *position = found;
        }
    }
}

/// Returns the positions of byte offsets, in one pass over the text.
pub(crate) fn resolve_offsets(text: &str, offsets: &[usize]) -> Vec<Position> {
    let mut places: Vec<(usize, Position)> =
        offsets.iter().map(|offset| (*offset, Position { line: 1, column: 1 })).collect();
    let mut order: Vec<&mut (usize, Position)> = places.iter_mut().collect();
    order.sort_by_key(|(offset, _)| *offset);
    let mut now = Position { line: 1, column: 1 };
    let mut characters = text.char_indices().peekable();
    for (offset, position) in order {
        while let Some((_, character)) = characters.next_if(|(at, _)| at < offset) {
            if character == '\n' {
                now = Position { line: now.line + 1, column: 1 };
            } else {
                now.column += 1;
            }
        }
        *position = now;
    }
    places.into_iter().map(|(_, position)| position).collect()
}

/// Whether the 64-bit number that a parser makes of a decimal literal is exactly that number.
pub(crate) fn is_exact(literal: &str) -> bool {
    let unsigned = literal.strip_prefix(['-', '+']).unwrap_or(literal);
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let literal = literal.strip_prefix('+').unwrap_or(literal);
        return literal.parse::<u64>().is_ok() || literal.parse::<i64>().is_ok();
    }
    let Ok(value) = unsigned.parse::<f64>() else { return false };
    value.is_finite() && decimal(unsigned) == decimal(&format!("{value:e}"))
}

/// Returns the digits of a decimal literal without zeros at either end, and the power of ten of the
/// last.
fn decimal(literal: &str) -> Option<(String, i64)> {
    let (mantissa, exponent) = match literal.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (literal, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Some((String::new(), 0));
    }
    let power = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(zeros)?;
    Some((significant.to_owned(), power))
}

/// Returns the kind of a JSON value with its article, for messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Position, SourceMap, is_exact, resolve_offsets};
    use crate::diagnostic::{Code, Diagnostic, InputFile};
    use crate::pointer::Pointer;

    const JSON: &str = "{\n  \"a/b\": [1, {\"x\\u0041\": \"}\\\"\"}],\n  \"ü\": {\"k\": null}\n}\n";
    const YAML: &str = "# head\na/b:\n  - 1\n  - xA: '}'\nü: { k: null }\n";

    fn at(map: &SourceMap, pointer: &str) -> (usize, usize) {
        let found = map.position(&Pointer::parse(pointer).unwrap()).unwrap();
        (found.line, found.column)
    }

    #[test]
    fn json_positions_are_those_of_keys_and_items() {
        let map = SourceMap::new(JSON, Format::Json);
        assert_eq!(at(&map, "#"), (1, 1));
        assert_eq!(at(&map, "#/a~1b"), (2, 3));
        assert_eq!(at(&map, "#/a~1b/0"), (2, 11));
        assert_eq!(at(&map, "#/a~1b/1"), (2, 14));
        assert_eq!(at(&map, "#/a~1b/1/xA"), (2, 15));
        assert_eq!(at(&map, "#/ü/k"), (3, 9));
    }

    #[test]
    fn yaml_positions_are_those_of_keys_and_items() {
        let map = SourceMap::new(YAML, Format::Yaml);
        assert_eq!(at(&map, "#"), (2, 1));
        assert_eq!(at(&map, "#/a~1b"), (2, 1));
        assert_eq!(at(&map, "#/a~1b/0"), (3, 5));
        assert_eq!(at(&map, "#/a~1b/1/xA"), (4, 5));
        assert_eq!(at(&map, "#/ü/k"), (5, 6));
    }

    #[test]
    fn a_missing_place_is_shown_by_its_surroundings() {
        for (text, format) in [(JSON, Format::Json), (YAML, Format::Yaml)] {
            let map = SourceMap::new(text, format);
            assert_eq!(at(&map, "#/ü/missing/deeper"), at(&map, "#/ü"));
            assert_eq!(at(&map, "#/a~1b/7"), at(&map, "#/a~1b"));
            assert_eq!(at(&map, "#/nothing"), at(&map, "#"));
        }
    }

    #[test]
    fn diagnostics_and_their_related_places_are_located() {
        let map = SourceMap::new(JSON, Format::Json);
        let place = |text| Pointer::parse(text).unwrap();
        let known = Position { line: 9, column: 9 };
        let mut found = [
            Diagnostic::error(Code::UnknownKeyword, place("#/ü/k"), "a")
                .related(place("#/a~1b/0"), "b"),
            Diagnostic::error(Code::UnknownKeyword, place("#/ü"), "c").position(known),
            Diagnostic::error(Code::OverlayInvalid, place("#/ü"), "d").in_overlay(),
        ];
        map.locate(InputFile::Document, &mut found);
        assert_eq!(found[0].position, Some(Position { line: 3, column: 9 }));
        assert_eq!(found[0].related[0].position, Some(Position { line: 2, column: 11 }));
        assert_eq!(found[1].position, Some(known));
        assert_eq!(found[2].position, None);
    }

    #[test]
    fn offsets_resolve_in_any_order() {
        let found = resolve_offsets("aü\nb", &[4, 0, 3, 99]);
        let found: Vec<_> = found.iter().map(|found| (found.line, found.column)).collect();
        assert_eq!(found, [(2, 1), (1, 1), (1, 3), (2, 2)]);
    }

    #[test]
    fn rounding_is_noticed() {
        for exact in [
            "0",
            "-0",
            "0.0",
            "1.0",
            "8",
            "-9223372036854775808",
            "18446744073709551615",
            "0.1",
            "1e3",
            "1.50E-2",
            "+7",
            "1e308",
            "5e-324",
            "0.30000000000000004",
            "0e999",
        ] {
            assert!(is_exact(exact), "{exact}");
        }
        for rounded in [
            "18446744073709551616",
            "-9223372036854775809",
            "1e400",
            "1e-400",
            "9007199254740993.0",
            "0.12345678901234567890",
            "1.7976931348623159e308",
        ] {
            assert!(!is_exact(rounded), "{rounded}");
        }
    }
}
