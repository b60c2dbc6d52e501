//! Open enums: the values in the spec, and any other string.

/// An open enum of strings: a value that the spec does not list is preserved as `Other`.
///
/// Every open enum also implements `FromStr`, `From<&str>`, `Display` and `AsRef<str>`.
pub trait OpenEnum: Clone {
    /// The values in the spec, in their order.
    const VALUES: &'static [&'static str];

    /// Returns the variant of this JSON string; `Other` if the spec does not list it.
    fn from_text(text: &str) -> Self;

    /// Returns the JSON string.
    fn as_str(&self) -> &str;
}
