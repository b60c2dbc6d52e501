//! Constructors and setters of requests, and the fields that every struct has.

use crate::ir::{Additional, Field};
use crate::surface::{Builder, Direction};

/// What `new` does.
pub(super) fn new(builder: &Builder) -> &'static str {
    if builder.starts_empty {
        "Creates an empty request."
    } else if builder.arguments.is_empty() {
        "Creates a request with its discriminator set."
    } else {
        "Creates a request with its required fields."
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
            "Additional properties, which the spec allows; sent unchanged."
        }
        (Additional::Open(_), Direction::Response) => {
            "Additional properties, which the spec allows, and values of an unexpected type."
        }
        (_, Direction::Request) => "Properties that this version does not define; sent unchanged.",
        (_, Direction::Response) => {
            "Properties that this version does not define, and values of an unexpected type."
        }
    }
}
