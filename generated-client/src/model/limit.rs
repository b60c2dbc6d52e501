//! Constraints of the spec on values, as data.

/// A constraint of the spec on the value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// `minimum`.
    Minimum(f64),
    /// `exclusiveMinimum`.
    Above(f64),
    /// `maximum`.
    Maximum(f64),
    /// `exclusiveMaximum`.
    Below(f64),
    /// `multipleOf`.
    MultipleOf(f64),
    /// `enum` of numbers.
    OneOf(&'static [f64]),
    /// `minLength`, in characters.
    MinLength(usize),
    /// `maxLength`, in characters.
    MaxLength(usize),
    /// `pattern`, which need not match the whole string.
    Pattern(&'static str),
    /// `pattern`, translated to several expressions, each with a flag: whether it must match.
    Translated(&'static str, &'static [(&'static str, bool)]),
    /// `pattern`, which cannot be checked.
    Unchecked(&'static str),
    /// `minItems`.
    MinItems(usize),
    /// `maxItems`.
    MaxItems(usize),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(usize),
    /// `maxProperties`.
    MaxProperties(usize),
    /// Constraints on each item of an array, or on each value of a map.
    Items(&'static [Limit]),
}
