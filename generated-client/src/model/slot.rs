//! Slots, which hold the values of a model, and the types in which values are read and written.

use serde_json::{Map, Number, Value};

use super::extra::Extra;
use super::plan::Plan;
use super::shape::Shape;

/// A slot of a model: a field, an item or an entry, which holds a value.
///
/// Its methods are dispatched dynamically, so that the code that decodes, encodes, compares and
/// prints exists once, and not once for each type.
pub trait Slot {
    /// Returns a view of the value.
    fn view(&self) -> View<'_>;

    /// Stores a scalar in the slot. On [`Fit::No`] the slot is unchanged.
    #[inline]
    fn put(&mut self, _: Scalar<'_>) -> Fit {
        Fit::No("an object")
    }

    /// Prepares the slot for an object or an array: an empty one replaces the value.
    ///
    /// On [`Target::Unexpected`] the slot may hold an empty value; the caller stores
    /// [`Scalar::Absent`] then.
    fn open(&mut self, kind: Kind) -> Target<'_>;
}

/// A type that a wrapper such as `Option<T>` or `Vec<T>` can contain.
pub trait Inner: Slot + Sized {
    /// Whether a value can be created from a scalar. It is a constant, so that no code for scalars
    /// is compiled for types without.
    const SCALAR: bool = false;

    /// The expected type, if no scalar is allowed.
    const EXPECTED: &'static str = "an object";

    /// Creates an empty value to decode into.
    fn fresh() -> Self;

    /// Creates a value from a scalar.
    #[inline]
    #[must_use]
    fn take(_: Scalar<'_>) -> Taken<Self> {
        Taken::No(Self::EXPECTED)
    }
}

/// An empty struct or union to decode into. It is not a default: it exists only while it is
/// decoded.
pub trait Blank: Sized {
    /// Creates the empty value.
    fn blank() -> Self;
}

impl<T: Default> Blank for T {
    #[inline]
    fn blank() -> Self {
        T::default()
    }
}

/// A JSON value that is neither an array nor an object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// No value; clears the slot.
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer in the range of `i64`.
    Integer(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// A number with a decimal point or an exponent.
    Number(f64),
    /// A string.
    Text(&'a str),
}

impl Scalar<'_> {
    /// Returns the scalar as raw JSON.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            Scalar::Absent | Scalar::Null => Value::Null,
            Scalar::Boolean(it) => Value::Bool(it),
            Scalar::Integer(it) => Value::Number(it.into()),
            Scalar::Unsigned(it) => Value::Number(it.into()),
            Scalar::Number(it) => Number::from_f64(it).map_or(Value::Null, Value::Number),
            Scalar::Text(it) => Value::String(it.to_owned()),
        }
    }

    /// Returns the type of the scalar for a warning, and not the value, which may be a secret.
    #[must_use]
    pub fn found(self) -> &'static str {
        match self {
            Scalar::Absent => "nothing",
            Scalar::Null => "null",
            Scalar::Boolean(_) => "a boolean",
            Scalar::Integer(_) => "an integer",
            Scalar::Unsigned(_) => "an integer above 9223372036854775807",
            Scalar::Number(it) if it.fract() == 0.0 && it.abs() > 9_007_199_254_740_992.0 => {
                "a floating-point number beyond ±9007199254740992"
            }
            Scalar::Number(it) if it.fract() == 0.0 => "a number",
            Scalar::Number(_) => "a number with a fraction",
            Scalar::Text(_) => "a string",
        }
    }
}

/// Whether a slot accepted a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The slot accepted it.
    Yes,
    /// The slot accepted it, although it does not have the declared type, which is named here.
    Deviating(&'static str),
    /// The slot rejected it; it expects this type.
    No(&'static str),
}

/// The result of [`Inner::take`]; see [`Fit`].
pub enum Taken<T> {
    /// The value.
    Yes(T),
    /// The value, and the declared type, which it does not have.
    Deviating(T, &'static str),
    /// The scalar is rejected; this type is expected.
    No(&'static str),
}

impl<T> Taken<T> {
    /// Applies a function to the value.
    #[inline]
    pub fn map<U>(self, wrap: impl FnOnce(T) -> U) -> Taken<U> {
        match self {
            Taken::Yes(value) => Taken::Yes(wrap(value)),
            Taken::Deviating(value, expected) => Taken::Deviating(wrap(value), expected),
            Taken::No(expected) => Taken::No(expected),
        }
    }

    /// Stores the value, if there is one.
    #[inline]
    pub fn store(self, place: &mut T) -> Fit {
        match self {
            Taken::Yes(value) => {
                *place = value;
                Fit::Yes
            }
            Taken::Deviating(value, expected) => {
                *place = value;
                Fit::Deviating(expected)
            }
            Taken::No(expected) => Fit::No(expected),
        }
    }
}

/// The JSON type of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
}

impl Kind {
    /// Returns the type for a warning.
    #[must_use]
    pub fn found(self) -> &'static str {
        match self {
            Kind::Object => "an object",
            Kind::Array => "an array",
        }
    }
}

/// A view of the value of a slot.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// No value, and nothing is sent: [`Patch::Absent`](super::Patch::Absent).
    Absent,
    /// No value: `Option::None`. It is sent as null if the field is required, and otherwise not at
    /// all.
    None,
    /// An explicit null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A string.
    Text(&'a str),
    /// A value that must not be printed.
    Secret(&'a dyn Slot),
    /// A struct.
    Object(&'a dyn Model),
    /// An array.
    List(&'a dyn List),
    /// A map with string keys.
    Map(&'a dyn Entries),
    /// Raw JSON.
    Value(&'a Value),
    /// Raw JSON that belongs to no variant of its union.
    Other(&'a Value),
    /// A raw JSON object.
    Members(&'a Map<String, Value>),
}

/// Where the content of an object or an array goes.
pub enum Target<'a> {
    /// Into the fields of a struct.
    Model(&'a mut dyn Model, Side),
    /// Into an array.
    List(&'a mut dyn List),
    /// Into a map.
    Map(&'a mut dyn Entries),
    /// Into a variant, which the dispatch plan of the union decides.
    Union(&'a mut dyn Union),
    /// Into raw JSON.
    Value(&'a mut Value),
    /// Nowhere; this type is expected.
    Unexpected(&'static str),
}

/// A struct: slots with JSON names, and the properties without a slot.
pub trait Model {
    /// Returns the table of the fields.
    fn shape(&self) -> &'static Shape;
    /// Returns the slot of the field at `index`.
    fn get(&self, index: usize) -> &dyn Slot;
    /// Returns the slot of the field at `index`.
    fn get_mut(&mut self, index: usize) -> &mut dyn Slot;
    /// Returns the properties without a slot.
    fn extra(&self) -> &Extra;
    /// Returns the properties without a slot.
    fn extra_mut(&mut self) -> &mut Extra;
}

/// A union: variants with one payload each, and raw JSON for other values.
pub trait Union {
    /// Returns the dispatch plan.
    fn plan(&self) -> &'static Plan;
    /// Returns a view of the payload of the current variant, or [`View::Other`].
    fn payload(&self) -> View<'_>;
    /// Selects the variant with this index, with an empty payload.
    fn select(&mut self, index: usize) -> &mut dyn Slot;
    /// Stores raw JSON that belongs to no variant.
    fn set_other(&mut self, value: Value);
}

/// An array of slots.
pub trait List {
    /// Returns the number of items.
    fn count(&self) -> usize;
    /// Returns the slot at `index`.
    fn item(&self, index: usize) -> &dyn Slot;
    /// Adds an empty slot at the end. If there is no room, there will be room for `more`, or for
    /// fewer if there are only a few items.
    fn push(&mut self, more: usize) -> &mut dyn Slot;
    /// Removes the last slot.
    fn pop(&mut self);
}

/// A map of slots.
pub trait Entries {
    /// Returns the number of entries.
    fn count(&self) -> usize;
    /// Returns the slot of `key`.
    fn get(&self, key: &str) -> Option<&dyn Slot>;
    /// Returns an empty slot for `key`, which replaces an existing one.
    fn entry(&mut self, key: String) -> &mut dyn Slot;
    /// Removes the slot of `key`.
    fn remove(&mut self, key: &str);
    /// Calls `each` for each entry, in the order of the keys, until it returns `false`.
    fn visit(&self, each: &mut dyn FnMut(&str, &dyn Slot) -> bool);
}

/// Whether a model is sent or received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It is sent: required fields must be present, and explicit nulls are preserved.
    Request,
    /// It is received: no field is required, and null reads as absent.
    Response,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_become_raw_json_without_loss() {
        assert_eq!(Scalar::Unsigned(u64::MAX).to_value().to_string(), "18446744073709551615");
        assert_eq!(Scalar::Integer(i64::MIN).to_value().to_string(), "-9223372036854775808");
        assert_eq!(Scalar::Number(1.5).to_value().to_string(), "1.5");
        assert_eq!(Scalar::Text("a").to_value().to_string(), "\"a\"");
    }
}
