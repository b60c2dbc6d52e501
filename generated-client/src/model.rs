//! The types that all models share, and the conversion of models from and to JSON.
//!
//! Generated types contain tables instead of code: a model lists its fields and provides access to
//! their values ([`Model`]). Decoding, encoding, comparison and `Debug` are implemented once, here,
//! over trait objects. As a result, types compile quickly, and all types behave the same:
//!
//! * decoding a response never fails because of a field; a value of an unexpected type is preserved in
//!   [`Extra`] and reported as a [`Warning`];
//! * encoding a decoded response results in the same JSON, except for explicit nulls and the spelling
//!   of numbers;
//! * requests distinguish absent, null, empty and zero ([`Patch`]);
//! * integers are never converted to floats;
//! * `Debug` redacts secrets ([`Secret`]).

mod additional;
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
mod json;
#[cfg(test)]
mod laws;
mod limit;
mod macros;
// Only the operations of this group return metrics.
#[cfg(feature = "prometheus")]
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
#[cfg(feature = "prometheus")]
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

// The implementation. Public because generated types implement it, hidden because programs should
// not.
#[doc(hidden)]
pub use self::{
    additional::additional,
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
pub(crate) use self::json::{parse, unquote};
#[allow(unused_imports, reason = "with no group of operations there are no models")]
pub(crate) use self::macros::{impl_enum, impl_leaf, impl_model, impl_request, impl_union};
pub(crate) use self::redact::looks_secret;
pub(crate) use self::shape::snake_case;
#[doc(hidden)]
pub use self::{debug::fmt, encode::write, equal::equal};
