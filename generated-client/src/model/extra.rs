//! The properties of an object without a field in its struct, preserved unchanged.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use super::redact::{REDACTED, Redacted};
use crate::runtime::OperationInfo;

/// The properties of an object without a field in its struct.
///
/// In a response, these are the properties that this version of the crate does not define, and the
/// raw values of an unexpected type, under their JSON names. In a request, they are sent in
/// addition to the fields. It dereferences to a [`serde_json::Map`]:
///
/// ```
/// use clickhouse_cloud::model::Extra;
///
/// let mut extra = Extra::new();
/// extra.insert("newField".to_owned(), 1.into());
/// assert_eq!(extra["newField"], 1);
/// ```
///
/// A field with a value takes precedence over a property with its name. The exception is a raw
/// value of an unexpected type: it is sent instead of its field until the program sets the field to
/// another value. Until then, a required field of a request is empty or zero. To send that empty
/// value, or to omit an optional field, remove the property.
#[derive(Clone, Default)]
pub struct Extra {
    /// Shared by all objects of a response without extra properties.
    content: Option<Arc<Content>>,
}

#[derive(Clone, Default)]
struct Content {
    /// The operation that returned the object, for errors about its fields.
    operation: Option<&'static OperationInfo>,
    properties: Map<String, Value>,
    /// The raw values of declared fields.
    /// An array sorted by name: there are few, and a map would take longer to compile.
    raw: Vec<RawField>,
}

/// A field with a raw value of an unexpected type, or with such a value inside.
#[derive(Clone)]
struct RawField {
    /// The name of the property.
    name: String,
    /// The decoded value of the field, if it had one. The raw value, which is more complete, is
    /// sent as long as the field has this value.
    typed: Option<Value>,
    /// Whether the field holds a secret.
    secret: bool,
}

impl Content {
    /// Returns the index of the raw field with this name, or where to insert it.
    fn position(&self, name: &str) -> Result<usize, usize> {
        self.raw.binary_search_by(|field| (*field.name).cmp(name))
    }

    fn raw(&self, name: &str) -> Option<&RawField> {
        self.raw.get(self.position(name).ok()?)
    }

    /// Returns the fields with a raw value beside them, and their decoded values.
    fn beside(&self) -> impl Iterator<Item = (&String, &Value)> {
        let exists = |(name, _): &(&String, &Value)| self.properties.contains_key(*name);
        self.raw
            .iter()
            .filter_map(|field| Some((&field.name, field.typed.as_ref()?)))
            .filter(exists)
    }
}

static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

impl Extra {
    /// Creates an empty value.
    #[must_use]
    pub const fn new() -> Self {
        Self { content: None }
    }

    /// Creates the value of an object without extra properties that `operation` returned.
    pub(crate) fn returned_by(operation: &'static OperationInfo) -> Self {
        let content = Content { operation: Some(operation), ..Content::default() };
        Self { content: Some(Arc::new(content)) }
    }

    /// Returns the operation that returned the object.
    pub(crate) fn operation(&self) -> Option<&'static OperationInfo> {
        self.content.as_ref()?.operation
    }

    /// Returns the content to change it, which no other object shares then.
    fn content_mut(&mut self) -> &mut Content {
        Arc::make_mut(self.content.get_or_insert_default())
    }

    /// Preserves the raw value of the field `name`, whose decoded value is `typed`.
    pub(crate) fn preserve(&mut self, name: &str, raw: Value, typed: Option<Value>, secret: bool) {
        let content = self.content_mut();
        content.properties.insert(name.to_owned(), raw);
        let field = RawField { name: name.to_owned(), typed, secret };
        match content.position(name) {
            Ok(index) => {
                if let Some(known) = content.raw.get_mut(index) {
                    *known = field;
                }
            }
            Err(index) => content.raw.insert(index, field),
        }
    }

    /// Whether there are no properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.as_ref().is_none_or(|content| content.properties.is_empty())
    }

    /// Removes the raw value of an earlier property with the same name.
    pub(crate) fn forget(&mut self, name: &str) {
        if self.content.is_some() {
            let content = self.content_mut();
            content.properties.remove(name);
            if let Ok(index) = content.position(name) {
                content.raw.remove(index);
            }
        }
    }

    /// Returns the decoded value that the field `name` had when its raw value was preserved. None
    /// if it was empty, or if the property was inserted by the program.
    pub(crate) fn typed(&self, name: &str) -> Option<&Value> {
        self.content.as_ref()?.raw(name)?.typed.as_ref()
    }

    fn is_secret(&self, name: &str) -> bool {
        self.content.as_ref().and_then(|it| it.raw(name)).is_some_and(|field| field.secret)
    }
}

impl Deref for Extra {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        match &self.content {
            Some(content) => &content.properties,
            None => &EMPTY,
        }
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.content_mut().properties
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(properties: Map<String, Value>) -> Self {
        Self { content: Some(Arc::new(Content { properties, ..Content::default() })) }
    }
}

/// Two values are equal if they result in the same JSON.
impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (None, None) => true,
            (Some(one), Some(two)) => {
                Arc::ptr_eq(one, two)
                    || (one.properties == two.properties && one.beside().eq(two.beside()))
            }
            (Some(content), None) | (None, Some(content)) => content.properties.is_empty(),
        }
    }
}

impl serde::Serialize for Extra {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

/// Shows the properties, with secrets redacted.
impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.iter() {
            if self.is_secret(name) {
                map.entry(name, &format_args!("{REDACTED}"));
            } else {
                map.entry(name, &Redacted::named(name, value));
            }
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_and_writes_like_a_map() {
        let mut extra = Extra::new();
        assert!(extra.is_empty() && extra.get("a").is_none());
        extra.insert("a".to_owned(), json!(1));
        assert_eq!(extra["a"], 1);
        extra.remove("a");
        assert_eq!(extra, Extra::new());
        assert_eq!(size_of::<Extra>(), size_of::<usize>());
    }

    #[cfg(feature = "services")]
    #[test]
    fn objects_of_a_response_share_only_what_none_has_changed() {
        let one = Extra::returned_by(&crate::OPERATIONS[0]);
        let mut two = one.clone();
        two.insert("a".to_owned(), json!(1));
        let mut three = two.clone();
        three.preserve("b", json!(2), None, false);
        assert_eq!([&one, &two, &three].map(|it| it.len()), [0, 1, 2]);
        assert!([one, two, three].iter().all(|it| it.operation().is_some()));
    }

    #[test]
    fn a_preserved_value_is_removed_with_its_warnings() {
        let mut extra = Extra::new();
        extra.preserve("tags", json!(["a", 1]), Some(json!(["a"])), false);
        assert_eq!(extra.typed("tags"), Some(&json!(["a"])));
        extra.preserve("tags", json!(1), None, false);
        assert_eq!((extra.typed("tags"), &extra["tags"]), (None, &json!(1)));
        extra.preserve("tags", json!(["a", 1]), Some(json!(["a"])), true);
        extra.forget("tags");
        assert!(extra.is_empty());
        extra.insert("tags".to_owned(), json!(1));
        assert!(extra.typed("tags").is_none() && !extra.is_secret("tags"));
    }

    #[test]
    fn values_are_equal_if_they_encode_equally() {
        let by_hand = Extra::from(Map::from_iter([("tags".to_owned(), json!(["a", 1]))]));
        let mut whole = Extra::new();
        whole.preserve("tags", json!(["a", 1]), None, true);
        assert_eq!(whole, by_hand);
        // Beside a field that holds `["a"]`, one of them is written, and the other is not.
        let mut partly = Extra::new();
        partly.preserve("tags", json!(["a", 1]), Some(json!(["a"])), true);
        assert_ne!(partly, by_hand);
        assert_eq!(partly, partly.clone());
        partly.remove("tags");
        assert_eq!(partly, Extra::new());
        assert_eq!(partly, Extra::from(Map::new()));
    }

    #[test]
    fn secrets_are_not_printed() {
        let mut extra = Extra::new();
        extra.preserve("innocent", json!(["p4ss"]), None, true);
        extra.insert("newPassword".to_owned(), json!("p4ss"));
        extra.insert("nested".to_owned(), json!({ "apiToken": "p4ss", "size": 3 }));
        let printed = format!("{extra:?}");
        assert!(!printed.contains("p4ss"), "{printed}");
        assert!(printed.contains("\"size\": 3"), "{printed}");
    }
}
