//! Open enums: the values that the document lists, and any other text.

/// An enum of texts that stays open: a value that the document does not list is kept.
///
/// Every open enum is also `FromStr`, `From<&str>`, `Display` and `AsRef<str>`.
pub trait OpenEnum: Clone {
    /// The values that the document lists, in its order.
    const VALUES: &'static [&'static str];

    /// The value with this text on the wire; `Other` where the document does not list it.
    fn from_text(text: &str) -> Self;

    /// The text on the wire.
    fn as_str(&self) -> &str;
}
