//! Structs as tables: the names of the fields and what is known of them.

use std::borrow::Cow;

use super::limit::Limit;

/// The table of the fields of a struct.
#[derive(Debug)]
pub struct Shape {
    /// The Rust name of the struct.
    pub name: &'static str,
    /// The fields. The generator sorts them by name, which makes them fast to find; those of a
    /// table in any other order are found all the same.
    pub fields: &'static [Field],
}

/// Up to here, looking at one name after the other is faster than a binary search: most names
/// differ in length already.
const SHORT: usize = 64;

impl Shape {
    /// The row of a field, by a number that [`position`](Self::position) gave.
    #[inline]
    pub(crate) fn field(&self, index: usize) -> &'static Field {
        const NONE: &Field = &Field::optional("");
        self.fields.get(index).unwrap_or(NONE)
    }

    /// The number of the field with this wire name. Looks at `expected` first.
    #[inline]
    pub(crate) fn position(&self, name: &str, expected: usize) -> Option<usize> {
        match self.fields.get(expected) {
            Some(field) if field.name == name => Some(expected),
            _ => self.search(name),
        }
    }

    fn search(&self, name: &str) -> Option<usize> {
        if self.fields.len() > SHORT
            && let Ok(index) = self.fields.binary_search_by(|field| field.name.cmp(name))
        {
            return Some(index);
        }
        // A table that somebody wrote by hand in another order must not lose its fields.
        // Names of one length mostly differ in the first letter; to see that is cheaper than to
        // call what compares them.
        let first = name.as_bytes().first();
        self.fields.iter().position(|field| {
            field.name.len() == name.len()
                && field.name.as_bytes().first() == first
                && field.name == name
        })
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
    /// What the document demands of its value, in requests.
    pub limits: &'static [Limit],
    /// The Rust name, where it does not follow from the name on the wire; empty otherwise.
    pub rust: &'static str,
    /// Whether the name stands in JSON as it is, without escapes. The generator says so: looking at
    /// every letter again at compile time is slow.
    pub plain: bool,
}

impl Field {
    /// A field that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false, secret: false, limits: &[], rust: "", plain: true }
    }

    /// A field that a request must hold.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self { required: true, ..Self::optional(name) }
    }

    /// The same field, with a value that must never be printed.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The same field, with a name that JSON writes with escapes.
    #[must_use]
    pub const fn escaped(self) -> Self {
        Self { plain: false, ..self }
    }

    /// The same field, with a Rust name that does not follow from the name on the wire.
    #[must_use]
    pub const fn named(self, rust: &'static str) -> Self {
        Self { rust, ..self }
    }

    /// The same field, with constraints on its value.
    #[must_use]
    pub const fn limits(self, limits: &'static [Limit]) -> Self {
        Self { limits, ..self }
    }
}

impl Field {
    /// The name of the field in Rust.
    #[must_use]
    pub fn rust_name(&self) -> Cow<'static, str> {
        if self.rust.is_empty() { snake_case(self.name).into() } else { self.rust.into() }
    }
}

/// `avgDurationUs` as `avg_duration_us`: what the generator makes of a name on the wire.
fn snake_case(wire: &str) -> String {
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
    fn rust_names_follow_from_wire_names() {
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
