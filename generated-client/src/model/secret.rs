//! Secret values, which `Debug` redacts.

use super::impl_leaf;
use super::slot::{Fit, Inner, Kind, Scalar, Slot, Taken, Target, View};

/// A secret value: a password, a key, or a URL that contains one.
///
/// `Debug` shows `[redacted]`. `Serialize` writes the value, because the API needs it. There is no
/// `Display`: a program reads a secret with an explicit [`expose`](Secret::expose).
///
/// ```
/// use clickhouse_cloud::model::Secret;
///
/// let password: Secret<String> = "correct horse".into();
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose(), "correct horse");
/// ```
#[derive(Clone)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Marks a value as secret.
    #[inline]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns a reference to the value.
    #[inline]
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Returns the value.
    #[inline]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    #[inline]
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    #[inline]
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: Inner> Slot for Secret<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Secret(&self.0)
    }

    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> Fit {
        self.0.put(scalar)
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Target<'_> {
        self.0.open(kind)
    }
}

impl<T: Inner> Inner for Secret<T> {
    const SCALAR: bool = T::SCALAR;
    const EXPECTED: &'static str = T::EXPECTED;

    #[inline]
    fn fresh() -> Self {
        Self(T::fresh())
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<Self> {
        T::take(scalar).map(Self)
    }
}

impl_leaf!(Secret<T>);

impl<T: Inner> Eq for Secret<T> where T: Eq {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_but_not_printed() {
        let secret = Secret::from("p4ss");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "[redacted] Some([redacted])");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"p4ss\"");
        let read: Secret<String> = serde_json::from_str("\"p4ss\"").unwrap();
        assert_eq!(read, secret);
        assert_eq!(read.into_inner(), "p4ss");
    }

    #[test]
    fn an_error_does_not_show_the_secret() {
        let error = serde_json::from_str::<Secret<i64>>("\"p4ss\"").unwrap_err();
        assert_eq!(error.to_string(), "Secret: expected an integer, found a string");
    }
}
