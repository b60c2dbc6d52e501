//! JSON pointers (RFC 6901), written as in a `$ref`: `#/paths/~1v1~1x/get`.

use std::fmt::{self, Display, Write as _};

use serde::{Serialize, Serializer};
use serde_json::Value;

/// The location of a value in a JSON document.
///
/// Displayed and serialised as `#` and the escaped segments, so that it can be pasted into a
/// `$ref`. Pointers order by their text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(
    /// The escaped segments, each with a `/` before it; empty for the whole document.
    String,
);

impl Pointer {
    /// Returns the whole document: `#`.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Returns the location of the property or item `key` in this one. The key is escaped here.
    #[must_use]
    pub fn child(&self, key: impl Display) -> Self {
        let mut child = self.clone();
        child.push(key);
        child
    }

    /// Appends the property or item `key`.
    pub(crate) fn push(&mut self, key: impl Display) {
        self.0.push('/');
        // Writing to a `String` cannot fail.
        let _ = write!(Escape(&mut self.0), "{key}");
    }

    /// Reads a pointer as [`Display`] writes it; the `#` may be absent. `None` if it is neither
    /// empty nor begins with `/`, or holds a `~` that is not part of `~0` or `~1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('#').unwrap_or(text);
        if !text.is_empty() && !text.starts_with('/') {
            return None;
        }
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            if character == '~' && !matches!(characters.next(), Some('0' | '1')) {
                return None;
            }
        }
        Some(Self(text.to_owned()))
    }

    /// Reads the fragment of a `$ref`, which may hold percent-encoded characters as well.
    #[must_use]
    pub fn from_reference(reference: &str) -> Option<Self> {
        let fragment = reference.strip_prefix('#')?;
        if !fragment.contains('%') {
            return Self::parse(fragment);
        }
        let mut bytes = Vec::with_capacity(fragment.len());
        let mut rest = fragment.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            } else {
                bytes.push(byte);
            }
        }
        Self::parse(&String::from_utf8(bytes).ok()?)
    }

    /// Returns its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the keys from the root, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
    }

    /// Returns the location that contains this one; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some(Self(parent.to_owned()))
    }

    /// Returns whether this location is `ancestor` or inside it.
    #[must_use]
    pub fn starts_with(&self, ancestor: &Self) -> bool {
        self.0
            .strip_prefix(&ancestor.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the value at this location of `document`.
    #[must_use]
    pub fn resolve<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        document.pointer(&self.0)
    }

    /// Returns the value at this location of `document`, mutably.
    pub(crate) fn resolve_mut<'a>(&self, document: &'a mut Value) -> Option<&'a mut Value> {
        document.pointer_mut(&self.0)
    }
}

impl Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Escapes what is written to it: `~` as `~0`, `/` as `~1`.
struct Escape<'a>(&'a mut String);

impl fmt::Write for Escape<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Pointer;

    #[test]
    fn keys_are_escaped_and_unescaped() {
        for key in ["a", "", "/v1/x/{id}", "~", "~1", "~0/~1", "a b", "%41", "ü", "$ref"] {
            let pointer = Pointer::root().child("paths").child(key);
            assert_eq!(pointer.segments().collect::<Vec<_>>(), ["paths", key]);
            assert_eq!(Pointer::parse(&pointer.to_string()), Some(pointer.clone()));
            assert_eq!(pointer.parent(), Some(Pointer::root().child("paths")));
        }
        let pointer = Pointer::root().child("paths").child("/v1/~x").child(3);
        assert_eq!(pointer.to_string(), "#/paths/~1v1~1~0x/3");
        assert_eq!(serde_json::to_value(&pointer).unwrap(), json!("#/paths/~1v1~1~0x/3"));
    }

    #[test]
    fn root_is_the_empty_pointer() {
        assert_eq!(Pointer::root().to_string(), "#");
        assert_eq!(Pointer::root().parent(), None);
        assert_eq!(Pointer::root().segments().count(), 0);
        assert_eq!(Pointer::parse("#"), Some(Pointer::root()));
        assert_eq!(Pointer::parse(""), Some(Pointer::root()));
    }

    #[test]
    fn malformed_pointers_are_refused() {
        for text in ["a", "#a", "#/a~", "#/a~2", "other.json#/a", "#~1"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
    }

    #[test]
    fn references_may_be_percent_encoded() {
        let pointer = Pointer::from_reference("#/paths/~1v1~1%7Bid%7D/a%20b").unwrap();
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["paths", "/v1/{id}", "a b"]);
        for text in ["#/a%", "#/a%4", "#/a%zz", "#/%ff", "x.json#/a", ""] {
            assert_eq!(Pointer::from_reference(text), None, "{text}");
        }
    }

    #[test]
    fn ancestors_end_at_segments() {
        let long = Pointer::root().child("ab").child("c");
        assert!(long.starts_with(&Pointer::root()));
        assert!(long.starts_with(&Pointer::root().child("ab")));
        assert!(long.starts_with(&long));
        assert!(!long.starts_with(&Pointer::root().child("a")));
    }

    #[test]
    fn resolve_finds_properties_and_items() {
        let document = json!({ "a/b": [1, { "~": 2 }] });
        let pointer = Pointer::root().child("a/b").child(1).child("~");
        assert_eq!(pointer.resolve(&document), Some(&json!(2)));
        assert_eq!(pointer.child("x").resolve(&document), None);
        assert_eq!(Pointer::root().resolve(&document), Some(&document));
    }
}
