//! Macros that implement the traits of generated types: decoding, encoding, comparison, `Debug`.
//!
//! Their code is as small as possible, and marked `#[inline]`: a function without callers is not
//! compiled, neither here nor in a program that uses the crate.

/// Implements the traits of all types: `Debug`, `PartialEq`, `Serialize`, `Deserialize`.
macro_rules! impl_leaf {
    ($name:ident $(<$parameter:ident>)?) => {
        impl$(<$parameter: $crate::model::Inner>)? ::core::fmt::Debug for $name$(<$parameter>)? {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::model::fmt(self, f)
            }
        }

        impl$(<$parameter: $crate::model::Inner>)? ::core::cmp::PartialEq for $name$(<$parameter>)? {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::model::equal(self, other)
            }
        }

        impl$(<$parameter: $crate::model::Inner>)? ::serde::Serialize for $name$(<$parameter>)? {
            #[inline]
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: ::serde::Serializer,
            {
                $crate::model::write(self, serializer)
            }
        }

        impl<'de $(, $parameter: $crate::model::Inner)?> ::serde::Deserialize<'de>
            for $name$(<$parameter>)?
        {
            #[inline]
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: ::serde::Deserializer<'de>,
            {
                $crate::model::read(stringify!($name), deserializer)
            }
        }
    };
}

/// Implements the traits of a struct with `Model` and `Blank` (or `Default`).
///
/// Decoding is strict for a `Request` and tolerant for a `Response`.
#[allow(unused_macros, reason = "with no group of operations there are no models")]
macro_rules! impl_model {
    ($name:ident, $direction:ident) => {
        impl $crate::model::Typed for $name {
            type Class = $crate::model::AsStruct<$crate::model::$direction>;
        }

        $crate::model::impl_leaf!($name);
    };
}

/// Implements the traits of requests.
#[allow(unused_macros, reason = "with no group of operations there are no models")]
macro_rules! impl_request {
    ($name:ident) => {
        #[cfg(feature = "validate")]
        impl $crate::model::Validate for $name {}
    };
}

/// Implements the traits of an enum with `VALUES`, `as_str` and `From<&str>`.
#[allow(unused_macros, reason = "with no group of operations there are no models")]
macro_rules! impl_enum {
    ($name:ident) => {
        impl $name {
            /// Whether the spec lists the value.
            #[inline]
            #[must_use]
            pub fn is_known(&self) -> bool {
                Self::VALUES.contains(&self.as_str())
            }
        }

        impl $crate::model::OpenEnum for $name {
            const VALUES: &'static [&'static str] = Self::VALUES;
        }

        impl $crate::model::Typed for $name {
            type Class = $crate::model::AsEnum;
        }

        $crate::model::impl_leaf!($name);

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(self.cmp(other))
            }
        }

        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(&*text)
            }
        }

        impl ::core::convert::From<&$name> for $name {
            #[inline]
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

/// Implements the traits of an enum with `Union` and a variant `Other(Value)`.
#[allow(unused_macros, reason = "with no group of operations there are no models")]
macro_rules! impl_union {
    ($name:ident) => {
        impl $crate::model::Typed for $name {
            type Class = $crate::model::AsUnion;
        }

        impl $crate::model::Blank for $name {
            #[inline]
            fn blank() -> Self {
                Self::Other(::serde_json::Value::Null)
            }
        }

        $crate::model::impl_leaf!($name);
    };
}

pub(crate) use {impl_enum, impl_leaf, impl_model, impl_request, impl_union};
