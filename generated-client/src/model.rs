//! The core of the models: how a struct, an enum or a union meets JSON.
//!
//! Generated types are tables, not code: a model only names its fields and hands out the places
//! that hold their values ([`Model`]). Reading, writing, comparing and printing are written once,
//! here, over trait objects. So a type costs the compiler next to nothing, and every law of the
//! crate holds for every type, because there is only one implementation of it:
//!
//! * reading never fails because of a field; what does not fit its declared type is kept raw in
//!   [`Extra`] and reported as a [`Warning`];
//! * writing what was read gives the same JSON again, up to explicit nulls and number spelling;
//! * null, absent, empty and zero stay four different things in requests ([`Patch`]);
//! * nothing that arrived as an integer passes through a float;
//! * secrets ([`Secret`]) never reach `Debug`.

mod class;
mod container;
mod convert;
mod date;
mod debug;
mod decode;
mod either;
mod encode;
mod equal;
mod extra;
#[cfg(test)]
mod laws;
mod limit;
mod macros;
mod metrics;
mod missing;
mod open;
mod patch;
mod path;
mod plan;
mod raw;
mod redact;
#[doc(hidden)]
pub mod require;
#[cfg(test)]
mod samples;
mod scalar;
mod secret;
mod shape;
mod slot;
mod union;
mod warning;

#[cfg(feature = "pem")]
mod pem;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;
#[cfg(feature = "validate")]
mod validate;

pub use self::date::{Date, DateTime, InvalidDate};
pub use self::either::{IntegerOrText, NumberOrText};
pub use self::extra::Extra;
pub use self::metrics::{InvalidSample, MetricKind, Sample, Samples, ToSamples};
pub use self::missing::MissingFields;
pub use self::open::OpenEnum;
pub use self::patch::Patch;
#[cfg(feature = "pem")]
pub use self::pem::{InvalidPem, ToCertificates};
pub use self::require::RequireError;
pub use self::secret::Secret;
#[cfg(feature = "url")]
pub use self::url::ToUrl;
#[cfg(feature = "uuid")]
pub use self::uuid::ToUuid;
#[cfg(feature = "validate")]
pub use self::validate::{UncheckedPattern, Validate, Violation, Violations};
pub use self::warning::Warning;

// The machinery. Public because generated types implement it, hidden because nobody else should.
#[doc(hidden)]
pub use self::{
    class::{AsEnum, AsStruct, AsUnion, Request, Response, Typed},
    convert::{convert, convert_without},
    decode::{decode, read},
    encode::{encode, to_value},
    limit::Limit,
    plan::{DispatchPlan, Plan},
    shape::{Field, Shape},
    slot::{
        Blank, Entries, Fit, Inner, Kind, List, Model, Scalar, Side, Slot, Taken, Target, Union,
        View,
    },
    union::put_scalar,
};

pub(crate) use self::decode::decode_response;
#[allow(unused_imports, reason = "with no group of operations there are no models")]
pub(crate) use self::macros::{impl_enum, impl_leaf, impl_model, impl_request, impl_union};
pub(crate) use self::raw::parse;
pub(crate) use self::redact::looks_secret;
#[doc(hidden)]
pub use self::{debug::fmt, encode::write, equal::equal};
