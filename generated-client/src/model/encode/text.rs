//! Encoding as JSON text, for request bodies.
//!
//! It is the same walk as the one for serde, but faster, because the output is always compact text
//! in memory.

use serde::ser::Error;
use serde_json::Result;

use super::super::extra::Extra;
use super::super::json::is_plain;
use super::super::scalar::integral;
use super::super::shape::Field;
use super::super::slot::{Entries, List, Model, View};
use super::{NOT_A_NUMBER, Property, beside, property, unknown};

/// Appends a value to `out`.
pub(super) fn value(out: &mut Vec<u8>, view: View<'_>) -> Result<()> {
    match view {
        View::Absent | View::None | View::Null => out.extend_from_slice(b"null"),
        View::Boolean(true) => out.extend_from_slice(b"true"),
        View::Boolean(false) => out.extend_from_slice(b"false"),
        View::Integer(it) => serde_json::to_writer(out, &it)?,
        View::Number(it) => match integral(it) {
            Some(it) => serde_json::to_writer(out, &it)?,
            None if it.is_finite() => serde_json::to_writer(out, &it)?,
            None => return Err(Error::custom(NOT_A_NUMBER)),
        },
        View::Text(it) => text(out, it)?,
        View::Secret(it) => value(out, it.view())?,
        View::Object(it) => object(out, it)?,
        View::List(it) => list(out, it)?,
        View::Map(it) => map(out, it)?,
        View::Value(it) | View::Other(it) => serde_json::to_writer(out, it)?,
        View::Members(it) => serde_json::to_writer(out, it)?,
    }
    Ok(())
}

fn object(out: &mut Vec<u8>, model: &dyn Model) -> Result<()> {
    let start = out.len();
    match beside(model) {
        None => fields(out, model)?,
        Some(extra) => properties(out, model, extra)?,
    }
    close(out, start, *b"{}");
    Ok(())
}

/// Appends the fields of a struct without extra properties.
fn fields(out: &mut Vec<u8>, model: &dyn Model) -> Result<()> {
    for (index, field) in model.shape().fields.iter().enumerate() {
        match model.get(index).view() {
            View::Absent => {}
            View::None if !field.required => {}
            view => {
                name(out, field)?;
                value(out, view)?;
            }
        }
    }
    Ok(())
}

/// Appends the fields of a struct and its extra properties.
fn properties(out: &mut Vec<u8>, model: &dyn Model, extra: &Extra) -> Result<()> {
    let shape = model.shape();
    for (index, field) in shape.fields.iter().enumerate() {
        match property(field, model.get(index).view(), Some(extra)) {
            Property::Nothing => {}
            Property::Typed(view) => {
                key(out, field.name)?;
                value(out, view)?;
            }
            Property::Raw(raw) => {
                key(out, field.name)?;
                serde_json::to_writer(&mut *out, raw)?;
            }
        }
    }
    for (name, value) in unknown(shape, Some(extra)) {
        key(out, name)?;
        serde_json::to_writer(&mut *out, value)?;
    }
    Ok(())
}

fn list(out: &mut Vec<u8>, list: &dyn List) -> Result<()> {
    let start = out.len();
    for index in 0..list.count() {
        out.push(b',');
        value(out, list.item(index).view())?;
    }
    close(out, start, *b"[]");
    Ok(())
}

fn map(out: &mut Vec<u8>, entries: &dyn Entries) -> Result<()> {
    let start = out.len();
    let mut result = Ok(());
    entries.visit(&mut |name, place| {
        result = key(out, name).and_then(|()| value(out, place.view()));
        result.is_ok()
    });
    result?;
    close(out, start, *b"{}");
    Ok(())
}

/// Ends the object or array whose entries begin at `start`. Each entry starts with a comma; the
/// first comma becomes the bracket.
fn close(out: &mut Vec<u8>, start: usize, brackets: [u8; 2]) {
    let [open, end] = brackets;
    match out.get_mut(start) {
        Some(comma) => *comma = open,
        None => out.push(open),
    }
    out.push(end);
}

/// Appends a comma, the name of a field, and a colon.
fn name(out: &mut Vec<u8>, field: &Field) -> Result<()> {
    if !field.plain {
        return key(out, field.name);
    }
    debug_assert!(is_plain(field.name.as_bytes()), "`{}` needs escapes", field.name);
    out.extend_from_slice(b",\"");
    out.extend_from_slice(field.name.as_bytes());
    out.extend_from_slice(b"\":");
    Ok(())
}

/// Appends a comma, the name of a property, and a colon.
#[inline(never)]
fn key(out: &mut Vec<u8>, name: &str) -> Result<()> {
    out.push(b',');
    text(out, name)?;
    out.push(b':');
    Ok(())
}

#[inline]
fn text(out: &mut Vec<u8>, text: &str) -> Result<()> {
    if !is_plain(text.as_bytes()) {
        return serde_json::to_writer(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_wherever_it_needs_it() {
        for length in 0..40 {
            for unusual in [
                '"', '\\', '\n', '\0', '\u{1f}', ' ', '!', '#', '[', ']', '\u{7f}', 'ü', '\u{2028}',
            ] {
                for at in 0..=length {
                    let mut input = "a".repeat(length);
                    input.insert(at, unusual);
                    let mut out = Vec::new();
                    text(&mut out, &input).unwrap();
                    assert_eq!(out, serde_json::to_vec(&input).unwrap(), "{input:?}");
                }
            }
            let input = "z".repeat(length);
            let mut out = Vec::new();
            text(&mut out, &input).unwrap();
            assert_eq!(out, serde_json::to_vec(&input).unwrap());
        }
    }
}
