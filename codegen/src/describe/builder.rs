//! Constructors and setters of requests, and the fields that every struct has.

use crate::ir::{Additional, Field};
use crate::surface::{Builder, Direction};

/// What `new` does.
pub(super) fn new(builder: &Builder) -> &'static str {
    if builder.starts_empty {
        "Nothing is set yet."
    } else if builder.arguments.is_empty() {
        "Nothing is set yet but the member that says which kind of value this is."
    } else {
        "Takes what is required."
    }
}

/// What the setter of a field does.
pub(super) fn setter(field: &Field) -> String {
    format!("Sets [`{name}`](field@Self::{name}).", name = field.name)
}

/// What the setter of null does.
pub(super) fn null_setter(field: &Field) -> String {
    format!("Sets [`{name}`](field@Self::{name}) to null.", name = field.name)
}

/// What the field `extra` holds.
pub(super) fn extra(additional: &Additional, direction: Direction) -> &'static str {
    match (additional, direction) {
        (Additional::Open(_), Direction::Request) => {
            "Further members, which the document allows; sent as they are."
        }
        (Additional::Open(_), Direction::Response) => {
            "Further members, which the document allows, and values that did not fit."
        }
        (_, Direction::Request) => "Members that this version does not know; sent as they are.",
        (_, Direction::Response) => {
            "Members that this version does not know, and values that did not fit."
        }
    }
}
