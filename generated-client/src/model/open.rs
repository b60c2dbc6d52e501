//! Open enums: the values in the spec, and any other string.

/// An open enum of strings: a value that the spec does not list is preserved as `Other`.
///
/// Every open enum also implements `FromStr` and `Display`.
pub trait OpenEnum: Clone + AsRef<str> + for<'a> From<&'a str> {
    /// The values in the spec, in their order.
    const VALUES: &'static [&'static str];

    /// Returns the variant of this JSON string; `Other` if the spec does not list it.
    #[inline]
    #[must_use]
    fn from_text(text: &str) -> Self {
        Self::from(text)
    }

    /// Returns the JSON string.
    #[inline]
    fn as_str(&self) -> &str {
        self.as_ref()
    }
}
