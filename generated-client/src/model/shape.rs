//! Structs as tables: the fields with their names and properties.

use std::borrow::Cow;

use super::limit::Limit;

/// The table of the fields of a struct.
#[derive(Debug)]
pub struct Shape {
    /// The Rust name of the struct.
    pub name: &'static str,
    /// The fields. The generator sorts them by name, which makes the search fast; fields in another
    /// order are found as well.
    pub fields: &'static [Field],
}

/// Up to this number of fields, a linear search is faster than a binary one: most names differ in
/// length.
const SHORT: usize = 64;

impl Shape {
    /// Returns the row of a field, by the index that [`position`](Self::position) returned.
    #[inline]
    pub(crate) fn field(&self, index: usize) -> &'static Field {
        const NONE: &Field = &Field::optional("");
        self.fields.get(index).unwrap_or(NONE)
    }

    /// Returns the index of the field with this JSON name. It checks `expected` first.
    #[inline]
    pub(crate) fn position(&self, name: &str, expected: usize) -> Option<usize> {
        match self.fields.get(expected) {
            Some(field) if field.name == name => Some(expected),
            _ => self.search(name),
        }
    }

    /// Returns the index of the field with this JSON name.
    pub(crate) fn search(&self, name: &str) -> Option<usize> {
        if self.fields.len() > SHORT
            && let Ok(index) = self.fields.binary_search_by(|field| field.name.cmp(name))
        {
            return Some(index);
        }
        // The table may have another order. Names of one length mostly differ in the first letter,
        // and checking that is cheaper than a comparison of strings.
        let first = name.as_bytes().first();
        self.fields.iter().position(|field| {
            field.name.len() == name.len()
                && field.name.as_bytes().first() == first
                && field.name == name
        })
    }
}

/// A row of the table of fields.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing about the field")]
pub struct Field {
    /// The JSON name.
    pub name: &'static str,
    /// Whether it is required in a request.
    pub required: bool,
    /// Whether its value is a secret.
    pub secret: bool,
    /// Whether a request made from a response omits it.
    pub read_only: bool,
    /// The constraints on its value in requests.
    pub limits: &'static [Limit],
    /// The Rust name, if it does not follow from the JSON name; otherwise empty.
    pub rust: &'static str,
    /// Whether the name needs no escapes in JSON. The generator decides it: a check of every letter
    /// at compile time would be slow.
    pub plain: bool,
}

impl Field {
    /// Creates the row of an optional field.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            secret: false,
            read_only: false,
            limits: &[],
            rust: "",
            plain: true,
        }
    }

    /// Creates the row of a required field.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self { required: true, ..Self::optional(name) }
    }

    /// Marks the value as a secret.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// Marks a field that a request made from a response omits.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// Marks the name as one with escapes in JSON.
    #[must_use]
    pub const fn escaped(self) -> Self {
        Self { plain: false, ..self }
    }

    /// Sets a Rust name that does not follow from the JSON name.
    #[must_use]
    pub const fn named(self, rust: &'static str) -> Self {
        Self { rust, ..self }
    }

    /// Sets the constraints on the value.
    #[must_use]
    pub const fn limits(self, limits: &'static [Limit]) -> Self {
        Self { limits, ..self }
    }
}

impl Field {
    /// Returns the Rust name of the field.
    #[must_use]
    pub fn rust_name(&self) -> Cow<'static, str> {
        if self.rust.is_empty() { snake_case(self.name).into() } else { self.rust.into() }
    }
}

/// Converts `avgDurationUs` to `avg_duration_us`, as the generator does.
pub(crate) fn snake_case(wire: &str) -> String {
    let mut snake = String::new();
    let mut upper = false;
    let mut characters = wire.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let is_end = |next: char| !next.is_alphanumeric();
        if !c.is_alphanumeric() {
            continue;
        }
        let starts = upper && c.is_uppercase() && next.is_some_and(char::is_lowercase);
        if starts && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
        upper = if c.is_lowercase() { false } else { upper || c.is_uppercase() };
        if next.is_some_and(|next| is_end(next) || !upper && next.is_uppercase()) {
            snake.push('_');
            upper = false;
        }
    }
    snake.truncate(snake.trim_end_matches('_').len());
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_names_derive_from_wire_names() {
        for (wire, rust) in [
            ("id", "id"),
            ("minReplicaMemoryGb", "min_replica_memory_gb"),
            ("totalCHC", "total_chc"),
            ("CHCTotal", "chc_total"),
            ("ipV4Address", "ip_v4_address"),
            ("ipv4Address", "ipv4_address"),
            ("snake_case", "snake_case"),
            ("kebab-case", "kebab_case"),
            ("$regex", "regex"),
            ("a.b c", "a_b_c"),
        ] {
            assert_eq!(snake_case(wire), rust);
        }
        let field = Field::optional("type").named("type_");
        assert_eq!(field.rust_name(), "type_");
    }

    #[test]
    fn fields_are_found_before_and_after_the_expected_position() {
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

    /// A table with these names.
    const fn long<const N: usize>(names: &[&'static str; N]) -> [Field; N] {
        let mut fields = [const { Field::optional("") }; N];
        let mut index = 0;
        while index < N {
            fields[index] = Field::optional(names[index]);
            index += 1;
        }
        fields
    }

    #[test]
    fn long_tables_are_searched_in_any_order() {
        const SORTED: [&str; 72] = [
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g",
            "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x",
            "y", "z", "z0", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9", "za", "zb", "zc",
            "zd", "ze", "zf", "zg", "zh", "zi", "zj", "zk", "zl", "zm", "zn", "zo", "zp", "zq",
            "zr", "zs", "zt", "zu", "zv", "zw", "zx", "zy", "zz",
        ];
        const MIXED: [&str; 72] = [
            "z", "1", "y", "3", "x", "5", "w", "7", "v", "9", "u", "b", "t", "d", "s", "f", "r",
            "h", "q", "j", "p", "l", "o", "n", "m", "k", "i", "g", "e", "c", "a", "8", "6", "4",
            "2", "0", "zz", "zy", "zx", "zw", "zv", "zu", "zt", "zs", "zr", "zq", "zp", "zo", "zn",
            "zm", "zl", "zk", "zj", "zi", "zh", "zg", "zf", "ze", "zd", "zc", "zb", "za", "z9",
            "z8", "z7", "z6", "z5", "z4", "z3", "z2", "z1", "z0",
        ];
        const TABLES: [(&[&str; 72], &[Field]); 2] =
            [(&SORTED, &long(&SORTED)), (&MIXED, &long(&MIXED))];
        for (names, fields) in TABLES {
            let shape = Shape { name: "Y", fields };
            assert!(fields.len() > SHORT);
            for expected in 0..names.len() + 2 {
                for (index, name) in names.iter().enumerate() {
                    assert_eq!(shape.position(name, expected), Some(index), "{name}");
                }
                assert_eq!(shape.position("ab", expected), None);
            }
        }
    }
}
