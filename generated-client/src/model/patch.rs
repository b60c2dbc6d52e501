//! Three states: absent, null, and a value.

use super::impl_leaf;
use super::slot::{Fit, Inner, Kind, Scalar, Slot, Taken, Target, View};

/// A field of a request that can be absent, null, or a value.
///
/// In an update, absent leaves the current value unchanged, null clears it, and a value replaces
/// it. In a creation, absent selects the default of the API.
///
/// ```
/// use clickhouse_cloud::model::Patch;
///
/// let unchanged: Patch<i64> = Patch::Absent;
/// let clear: Patch<i64> = Patch::Null;
/// let replace: Patch<i64> = 7.into();
/// assert_eq!(replace.value(), Some(&7));
/// assert!(unchanged.is_absent() && clear.is_null());
/// ```
#[derive(Clone, Copy, Default)]
pub enum Patch<T> {
    /// Not sent.
    #[default]
    Absent,
    /// Sent as `null`.
    Null,
    /// Sent as this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the field is absent, so that nothing is sent.
    #[inline]
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is null.
    #[inline]
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns a reference to the value, if there is one.
    #[inline]
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, if there is one.
    #[inline]
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Converts an `Option`, with null for `None`: for a form whose empty input clears the field.
    ///
    /// ```
    /// use clickhouse_cloud::model::Patch;
    ///
    /// assert_eq!(Patch::or_null(Some(7)), Patch::Value(7));
    /// assert_eq!(Patch::or_null(None::<i64>), Patch::Null);
    /// ```
    #[inline]
    #[must_use]
    pub fn or_null(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// Converts an `Option`, with absent for `None`: for an optional argument.
    ///
    /// ```
    /// use clickhouse_cloud::model::Patch;
    ///
    /// assert_eq!(Patch::or_absent(Some(7)), Patch::Value(7));
    /// assert_eq!(Patch::or_absent(None::<i64>), Patch::Absent);
    /// ```
    #[inline]
    #[must_use]
    pub fn or_absent(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T> From<T> for Patch<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Inner> Slot for Patch<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Self::Absent => View::Absent,
            Self::Null => View::Null,
            Self::Value(value) => value.view(),
        }
    }

    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> Fit {
        match scalar {
            Scalar::Absent => *self = Self::Absent,
            Scalar::Null => *self = Self::Null,
            scalar if T::SCALAR => return T::take(scalar).map(Self::Value).store(self),
            _ => return Fit::No(T::EXPECTED),
        }
        Fit::Yes
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Target<'_> {
        *self = Self::Value(T::fresh());
        match self {
            Self::Value(value) => value.open(kind),
            // Unreachable, because of the line above.
            Self::Absent | Self::Null => Target::Unexpected("a value"),
        }
    }
}

impl<T: Inner> Inner for Patch<T> {
    const SCALAR: bool = true;

    #[inline]
    fn fresh() -> Self {
        Self::Absent
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<Self> {
        match scalar {
            Scalar::Absent => Taken::Yes(Self::Absent),
            Scalar::Null => Taken::Yes(Self::Null),
            scalar => T::take(scalar).map(Self::Value),
        }
    }
}

impl_leaf!(Patch<T>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_states_differ() {
        let states = [Patch::Absent, Patch::Null, Patch::Value(0)];
        for (one, a) in states.iter().enumerate() {
            for (two, b) in states.iter().enumerate() {
                assert_eq!(a == b, one == two, "{a:?} {b:?}");
            }
        }
        assert_eq!(serde_json::from_str::<Patch<i64>>("null").unwrap(), Patch::Null);
        assert_eq!(serde_json::from_str::<Patch<i64>>("0").unwrap(), Patch::Value(0));
    }

    #[test]
    fn a_failed_read_does_not_change_the_state() {
        let mut patch = Patch::Value(7);
        assert_eq!(patch.put(Scalar::Text("x")), Fit::No("an integer"));
        assert_eq!(patch, Patch::Value(7));
    }
}
