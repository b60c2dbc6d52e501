//! Types as Rust writes them, wherever they are written.

use crate::name::TypeName;

/// The direction of a value: it decides which of two types of one name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// What a caller sends.
    Request,
    /// What the service returns.
    Response,
}

/// A module of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Module {
    /// `request`.
    Request,
    /// `response`.
    Response,
    /// `enums`.
    Enums,
}

impl Module {
    /// All of them, in the order in which they are written.
    pub(crate) const ALL: [Self; 3] = [Self::Request, Self::Response, Self::Enums];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Enums => "enums",
        }
    }

    /// Returns the direction of the types in it; none for enums, which have none.
    pub(crate) fn direction(self) -> Option<Direction> {
        match self {
            Self::Request => Some(Direction::Request),
            Self::Response => Some(Direction::Response),
            Self::Enums => None,
        }
    }
}

impl From<Direction> for Module {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Request => Self::Request,
            Direction::Response => Self::Response,
        }
    }
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    /// `()`.
    Unit,
    /// `bool`.
    Bool,
    /// `i64`.
    I64,
    /// `f64`.
    F64,
    /// `String`.
    String,
    /// Our `DateTime`.
    DateTime,
    /// Our `Date`.
    Date,
    /// Our `IntegerOrText`.
    IntegerOrText,
    /// Our `NumberOrText`.
    NumberOrText,
    /// `serde_json::Value`.
    Value,
    /// `bytes::Bytes`.
    Bytes,
    /// Our `FilePart`.
    FilePart,
    /// A model or an enum.
    Named(Module, TypeName),
    /// `Vec<T>`.
    Vec(Box<Self>),
    /// `BTreeMap<String, T>`; `serde_json::Map` where `T` is [`Type::Value`].
    Map(Box<Self>),
    /// `Option<T>`.
    Option(Box<Self>),
    /// `Box<T>`.
    Boxed(Box<Self>),
    /// Our `Secret<T>`.
    Secret(Box<Self>),
    /// Our `Patch<T>`.
    Patch(Box<Self>),
    /// Our `Page<T>`.
    Page(Box<Self>),
    /// `&T`.
    Reference(Box<Self>),
    /// `impl Into<T>`.
    Into(Box<Self>),
    /// `impl IntoIterator<Item = T>`.
    IntoIterator(Box<Self>),
    /// `impl IntoIterator<Item = (impl Into<String>, T)>`.
    Entries(Box<Self>),
    /// `impl Display`.
    Display,
}

impl Type {
    pub(crate) fn option(self) -> Self {
        Self::Option(Box::new(self))
    }

    pub(crate) fn boxed(self) -> Self {
        Self::Boxed(Box::new(self))
    }

    pub(crate) fn secret(self) -> Self {
        Self::Secret(Box::new(self))
    }

    pub(crate) fn patch(self) -> Self {
        Self::Patch(Box::new(self))
    }

    pub(crate) fn into(self) -> Self {
        Self::Into(Box::new(self))
    }

    /// Returns the type that this one is written around, if any.
    pub(crate) fn inner(&self) -> Option<&Self> {
        match self {
            Self::Vec(inner)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Boxed(inner)
            | Self::Secret(inner)
            | Self::Patch(inner)
            | Self::Page(inner)
            | Self::Reference(inner)
            | Self::Into(inner)
            | Self::IntoIterator(inner)
            | Self::Entries(inner) => Some(inner),
            _ => None,
        }
    }

    /// Returns the model or enum in it, if any: no type names two.
    pub(crate) fn named(&self) -> Option<(Module, &TypeName)> {
        match self {
            Self::Named(module, name) => Some((*module, name)),
            _ => self.inner().and_then(Self::named),
        }
    }

    /// Whether the type is written in the generated signature as `impl …`, so that a function with
    /// such an argument is generic.
    pub(crate) fn is_generic(&self) -> bool {
        matches!(self, Self::Into(_) | Self::IntoIterator(_) | Self::Entries(_) | Self::Display)
    }
}
