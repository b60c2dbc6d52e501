//! A place that holds a value, and the small vocabulary in which values move in and out of it.

use serde_json::{Map, Number, Value};

use super::extra::Extra;
use super::plan::Plan;
use super::shape::Shape;

/// A place in a model that holds a value.
///
/// This is all that the core knows of a type. Every method is dispatched dynamically, so that the
/// code that reads, writes, compares and prints exists once, not once for each type.
pub trait Slot {
    /// Looks at the value.
    fn view(&self) -> View<'_>;

    /// Puts a scalar into the place. On [`Fit::No`] the place is unchanged.
    #[inline]
    fn put(&mut self, _: Scalar<'_>) -> Fit {
        Fit::No("an object")
    }

    /// Opens the place for an object or a list: a fresh, empty one replaces what was there.
    ///
    /// On [`Target::Misfit`] the place may hold a blank; the caller puts [`Scalar::Absent`] then.
    fn open(&mut self, kind: Kind) -> Target<'_>;
}

/// A type that a wrapper such as `Option<T>` or `Vec<T>` can hold.
pub trait Inner: Slot + Sized {
    /// Whether there is a scalar of which a value can be made. A constant, so that nothing is
    /// compiled for scalars where there is none.
    const SCALAR: bool = false;

    /// What is expected where no scalar will do.
    const EXPECTED: &'static str = "an object";

    /// An empty value to read into.
    fn fresh() -> Self;

    /// Makes a value of a scalar.
    #[inline]
    #[must_use]
    fn take(_: Scalar<'_>) -> Taken<Self> {
        Taken::No(Self::EXPECTED)
    }
}

/// An empty value to read into. It is not a default: it exists only until reading is done.
pub trait Blank: Sized {
    /// Makes the empty value.
    fn blank() -> Self;
}

impl<T: Default> Blank for T {
    #[inline]
    fn blank() -> Self {
        T::default()
    }
}

/// A JSON value that is neither a list nor an object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// No value at all; empties the place.
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer that fits 64 bits with a sign.
    Integer(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// A number that was written as a float.
    Number(f64),
    /// Text.
    Text(&'a str),
}

impl Scalar<'_> {
    /// The scalar as raw JSON.
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

    /// What the scalar is, for a warning. Never the value itself: it may be a secret.
    #[must_use]
    pub fn found(self) -> &'static str {
        match self {
            Scalar::Absent => "nothing",
            Scalar::Null => "null",
            Scalar::Boolean(_) => "a boolean",
            Scalar::Integer(_) => "an integer",
            Scalar::Unsigned(_) => "an integer above 9223372036854775807",
            Scalar::Number(it) if it.fract() == 0.0 => "a number without a fraction",
            Scalar::Number(_) => "a number with a fraction",
            Scalar::Text(_) => "text",
        }
    }
}

/// Whether a place took a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It did.
    Yes,
    /// It did, as a value of another type than the declared one, which is named here.
    Odd(&'static str),
    /// It did not; it expected this.
    No(&'static str),
}

/// The result of [`Inner::take`]; see [`Fit`].
pub enum Taken<T> {
    /// The value.
    Yes(T),
    /// The value, and the declared type that it is not.
    Odd(T, &'static str),
    /// The scalar does not fit; this was expected.
    No(&'static str),
}

impl<T> Taken<T> {
    /// Applies a function to the value.
    #[inline]
    pub fn map<U>(self, wrap: impl FnOnce(T) -> U) -> Taken<U> {
        match self {
            Taken::Yes(value) => Taken::Yes(wrap(value)),
            Taken::Odd(value, expected) => Taken::Odd(wrap(value), expected),
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
            Taken::Odd(value, expected) => {
                *place = value;
                Fit::Odd(expected)
            }
            Taken::No(expected) => Fit::No(expected),
        }
    }
}

/// What is about to be read into a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
}

impl Kind {
    /// What it is, for a warning.
    #[must_use]
    pub fn found(self) -> &'static str {
        match self {
            Kind::Object => "an object",
            Kind::Array => "a list",
        }
    }
}

/// What a place holds.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Nothing, and nothing is sent: [`Patch::Absent`](super::Patch::Absent).
    Absent,
    /// Nothing: `Option::None`. Null where the field is required, otherwise nothing is sent.
    None,
    /// An explicit null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Text.
    Text(&'a str),
    /// A value that must not be printed.
    Secret(&'a dyn Slot),
    /// A struct.
    Object(&'a dyn Model),
    /// A list.
    List(&'a dyn List),
    /// A map with text keys.
    Map(&'a dyn Entries),
    /// Raw JSON.
    Value(&'a Value),
    /// Raw JSON members.
    Members(&'a Map<String, Value>),
}

/// Where the content of an object or a list goes.
pub enum Target<'a> {
    /// Into the fields of a struct.
    Model(&'a mut dyn Model, Side),
    /// Into a list.
    List(&'a mut dyn List),
    /// Into a map.
    Map(&'a mut dyn Entries),
    /// Into an arm that the members of the object decide.
    Union(&'a mut dyn Union),
    /// Into raw JSON.
    Value(&'a mut Value),
    /// Nowhere; this was expected.
    Misfit(&'static str),
}

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

/// A union: arms with one payload each, and raw JSON for what fits none.
pub trait Union {
    /// How a value finds its arm.
    fn plan(&self) -> &'static Plan;
    /// The payload of the arm that is there, or the raw JSON.
    fn arm(&self) -> &dyn Slot;
    /// Makes the arm with this number the one that is there, with a blank payload.
    fn select(&mut self, arm: usize) -> &mut dyn Slot;
    /// Keeps raw JSON that fits no arm.
    fn set_other(&mut self, value: Value);
}

/// A list of places.
pub trait List {
    /// How many there are.
    fn count(&self) -> usize;
    /// The place at `index`.
    fn item(&self, index: usize) -> &dyn Slot;
    /// Adds a blank place at the end.
    fn push(&mut self) -> &mut dyn Slot;
    /// Removes the last place.
    fn pop(&mut self);
}

/// A map of places.
pub trait Entries {
    /// How many there are.
    fn count(&self) -> usize;
    /// The place of `key`.
    fn get(&self, key: &str) -> Option<&dyn Slot>;
    /// A blank place for `key`; replaces the one that is there.
    fn entry(&mut self, key: String) -> &mut dyn Slot;
    /// Removes the place of `key`.
    fn remove(&mut self, key: &str);
    /// Shows each entry to `each`, in order of the keys, until it answers `false`.
    fn visit(&self, each: &mut dyn FnMut(&str, &dyn Slot) -> bool);
}

/// Which way a model travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A promise to the service: what is required must be there, and an explicit null is kept.
    Request,
    /// An observation: nothing is required, and null is the same as absent.
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
