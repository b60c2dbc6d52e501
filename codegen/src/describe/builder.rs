//! Constructors and setters of requests, and the fields that every struct has.

use crate::ir::{Additional, Field};
use crate::surface::{Builder, Direction};

/// Describes `new`.
pub(super) fn new(builder: &Builder) -> String {
    let text = arguments(builder);
    let sets_optional = builder.tags.iter().any(|tag| !tag.presence.is_required());
    match text.strip_suffix('.') {
        Some(start) if sets_optional && !builder.arguments.is_empty() => {
            format!("{start}, and with its discriminator set.")
        }
        _ => text,
    }
}

/// Describes the arguments of `new`.
fn arguments(builder: &Builder) -> String {
    let required = builder.arguments.iter().filter(|argument| argument.field.required).count();
    let text = match builder.arguments.as_slice() {
        _ if builder.starts_empty => "Creates a value without any fields set.",
        [] => "Creates a value with its discriminator set.",
        all if required == all.len() => "Creates a value with its required fields.",
        [only] => {
            return format!(
                "Creates a value with its field `{}`, which the API requires although the spec \
                 declares it as optional.",
                only.field.name
            );
        }
        _ if required == 0 => {
            "Creates a value with the fields that the API requires, although the spec declares \
             them as optional."
        }
        _ => {
            "Creates a value with the fields that the API requires, some of which the spec \
             declares as optional."
        }
    };
    text.to_owned()
}

/// Describes the setter of a field.
pub(super) fn setter(field: &Field) -> String {
    format!("Sets [`{name}`](field@Self::{name}).", name = field.name)
}

/// Describes the setter of null.
pub(super) fn null_setter(field: &Field) -> String {
    format!("Sets [`{name}`](field@Self::{name}) to null.", name = field.name)
}

/// Describes the field `extra`.
pub(super) fn extra(additional: &Additional, direction: Direction) -> &'static str {
    match (additional, direction) {
        (Additional::Open(_), Direction::Request) => {
            "Additional properties that the spec allows; sent unchanged."
        }
        (Additional::Open(_), Direction::Response) => {
            "Additional properties that the spec allows, and values of an unexpected type."
        }
        (_, Direction::Request) => {
            "Properties that this version of the crate does not define; sent unchanged."
        }
        (_, Direction::Response) => {
            "Properties that this version of the crate does not define, and values of an unexpected type."
        }
    }
}
