//! Structs as tables: the names of the fields, and access to their places by number.

use super::extra::Extra;
use super::slot::Slot;

/// A struct: places with wire names, and room for what has no place.
pub trait Model {
    /// The table of the fields.
    fn shape(&self) -> &'static Shape;
    /// The place of the field at `index`.
    fn get(&self, index: usize) -> &dyn Slot;
    /// The place of the field at `index`.
    fn get_mut(&mut self, index: usize) -> &mut dyn Slot;
    /// The members that have no place.
    fn extra(&self) -> &Extra;
    /// The members that have no place.
    fn extra_mut(&mut self) -> &mut Extra;
}

/// The table of the fields of a struct.
#[derive(Debug)]
pub struct Shape {
    /// The Rust name of the struct.
    pub name: &'static str,
    /// The fields; more than eight must be sorted by name.
    pub fields: &'static [Field],
}

/// Up to here, looking at one name after the other is as fast as a binary search.
const SHORT: usize = 8;

impl Shape {
    /// The number of the field with this wire name. Looks at `expected` first.
    #[inline]
    pub(crate) fn position(&self, name: &str, expected: usize) -> Option<usize> {
        match self.fields.get(expected) {
            Some(field) if field.name == name => Some(expected),
            _ => self.search(name),
        }
    }

    /// The fields of long tables, which are all generated, are sorted by name.
    fn search(&self, name: &str) -> Option<usize> {
        if self.fields.len() <= SHORT {
            self.fields.iter().position(|field| field.name == name)
        } else {
            self.fields.binary_search_by(|field| field.name.cmp(name)).ok()
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether a request must hold it.
    pub required: bool,
    /// Whether its value must never be printed.
    pub secret: bool,
}

impl Field {
    /// A field that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false, secret: false }
    }

    /// A field that a request must hold.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true, secret: false }
    }

    /// The same field, with a value that must never be printed.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_found_before_and_after_the_expected_one() {
        const FIELDS: &[Field] =
            &[Field::optional("a"), Field::required("b"), Field::optional("c").secret()];
        let shape = Shape { name: "X", fields: FIELDS };
        for expected in 0..5 {
            assert_eq!(shape.position("a", expected), Some(0));
            assert_eq!(shape.position("b", expected), Some(1));
            assert_eq!(shape.position("c", expected), Some(2));
            assert_eq!(shape.position("d", expected), None);
        }
        assert!(shape.fields[2].secret && !shape.fields[2].required && shape.fields[1].required);
    }
}
