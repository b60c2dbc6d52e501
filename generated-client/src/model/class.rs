//! The slots of generated types: one implementation for all structs, one for all enums, one for all
//! unions.
//!
//! A type only names its class ([`Typed`]). With implementations for each type, every build would
//! check hundreds of copies of the same lines.

use std::marker::PhantomData;

use super::open::OpenEnum;
use super::slot::{Blank, Fit, Inner, Kind, Model, Scalar, Side, Slot, Taken, Target, Union, View};
use super::union::put_scalar;

/// A type that implements [`Slot`] through its class.
pub trait Typed: Sized {
    /// The class of the type.
    type Class: Class<Self>;
}

/// The implementation of [`Slot`] and [`Inner`] for a class of types.
pub trait Class<T> {
    /// See [`Inner::SCALAR`].
    const SCALAR: bool;
    /// See [`Inner::EXPECTED`].
    const EXPECTED: &'static str;
    /// See [`Slot::view`].
    fn view(it: &T) -> View<'_>;
    /// See [`Slot::put`].
    fn put(it: &mut T, scalar: Scalar<'_>) -> Fit;
    /// See [`Slot::open`].
    fn open(it: &mut T, kind: Kind) -> Target<'_>;
    /// See [`Inner::fresh`].
    fn fresh() -> T;
    /// See [`Inner::take`].
    fn take(scalar: Scalar<'_>) -> Taken<T>;
}

impl<T: Typed> Slot for T {
    #[inline]
    fn view(&self) -> View<'_> {
        T::Class::view(self)
    }

    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> Fit {
        T::Class::put(self, scalar)
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Target<'_> {
        T::Class::open(self, kind)
    }
}

impl<T: Typed> Inner for T {
    const SCALAR: bool = T::Class::SCALAR;
    const EXPECTED: &'static str = T::Class::EXPECTED;

    #[inline]
    fn fresh() -> Self {
        T::Class::fresh()
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<Self> {
        T::Class::take(scalar)
    }
}

/// The class of structs; `S` is their direction.
pub struct AsStruct<S>(PhantomData<S>);

/// The direction of a struct, as a type.
pub trait Direction {
    /// The direction as a value.
    const SIDE: Side;
}

/// See [`Side::Request`].
pub struct Request;

impl Direction for Request {
    const SIDE: Side = Side::Request;
}

/// See [`Side::Response`].
pub struct Response;

impl Direction for Response {
    const SIDE: Side = Side::Response;
}

impl<T: Model + Blank, S: Direction> Class<T> for AsStruct<S> {
    const SCALAR: bool = false;
    const EXPECTED: &'static str = "an object";

    #[inline]
    fn view(it: &T) -> View<'_> {
        View::Object(it)
    }

    #[inline]
    fn put(_: &mut T, _: Scalar<'_>) -> Fit {
        Fit::No("an object")
    }

    #[inline]
    fn open(it: &mut T, kind: Kind) -> Target<'_> {
        match kind {
            Kind::Object => Target::Model(it, S::SIDE),
            Kind::Array => Target::Unexpected("an object"),
        }
    }

    #[inline]
    fn fresh() -> T {
        T::blank()
    }

    #[inline]
    fn take(_: Scalar<'_>) -> Taken<T> {
        Taken::No("an object")
    }
}

/// The class of open enums.
pub struct AsEnum;

impl<T: OpenEnum> Class<T> for AsEnum {
    const SCALAR: bool = true;
    const EXPECTED: &'static str = "a string";

    #[inline]
    fn view(it: &T) -> View<'_> {
        View::Text(it.as_str())
    }

    #[inline]
    fn put(it: &mut T, scalar: Scalar<'_>) -> Fit {
        Self::take(scalar).store(it)
    }

    #[inline]
    fn open(_: &mut T, _: Kind) -> Target<'_> {
        Target::Unexpected("a string")
    }

    #[inline]
    fn fresh() -> T {
        T::from_text("")
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<T> {
        match scalar {
            Scalar::Text(text) => Taken::Yes(T::from_text(text)),
            _ => Taken::No("a string"),
        }
    }
}

/// The class of unions.
pub struct AsUnion;

impl<T: Union + Blank> Class<T> for AsUnion {
    const SCALAR: bool = true;
    const EXPECTED: &'static str = "an object";

    #[inline]
    fn view(it: &T) -> View<'_> {
        it.payload()
    }

    #[inline]
    fn put(it: &mut T, scalar: Scalar<'_>) -> Fit {
        put_scalar(it, scalar)
    }

    #[inline]
    fn open(it: &mut T, _: Kind) -> Target<'_> {
        Target::Union(it)
    }

    #[inline]
    fn fresh() -> T {
        T::blank()
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<T> {
        let mut it = T::blank();
        match put_scalar(&mut it, scalar) {
            Fit::Yes => Taken::Yes(it),
            Fit::Deviating(expected) => Taken::Deviating(it, expected),
            Fit::No(expected) => Taken::No(expected),
        }
    }
}

/// The class of `Box<T>`, which behaves like its content. (It has a class because a program could
/// implement `Typed` for a box of its own type.)
pub struct Boxed;

impl<T: Inner> Typed for Box<T> {
    type Class = Boxed;
}

impl<T: Inner> Class<Box<T>> for Boxed {
    const SCALAR: bool = T::SCALAR;
    const EXPECTED: &'static str = T::EXPECTED;

    #[inline]
    fn view(it: &Box<T>) -> View<'_> {
        T::view(it)
    }

    #[inline]
    fn put(it: &mut Box<T>, scalar: Scalar<'_>) -> Fit {
        T::put(it, scalar)
    }

    #[inline]
    fn open(it: &mut Box<T>, kind: Kind) -> Target<'_> {
        T::open(it, kind)
    }

    #[inline]
    fn fresh() -> Box<T> {
        Box::new(T::fresh())
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<Box<T>> {
        T::take(scalar).map(Box::new)
    }
}
