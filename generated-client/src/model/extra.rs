//! The members of an object that have no place in its struct, kept as they came.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::redact::{REDACTED, Redacted};
use crate::runtime::OperationInfo;

/// The members of an object that have no place in its struct.
///
/// In a response these are the fields that this version of the crate does not know, and the raw
/// values that did not fit their declared type, under their wire names. In a request it is the way
/// to send what the crate does not know yet. It reads and writes like a
/// [`serde_json::Map`]:
///
/// ```
/// use clickhouse_cloud::model::Extra;
///
/// let mut extra = Extra::new();
/// extra.insert("newField".to_owned(), 1.into());
/// assert_eq!(extra["newField"], 1);
/// ```
///
/// A field of the struct that holds a value wins over a member with its name, except that a raw
/// value that did not fit stands for its field until that is set to something else: a required
/// field of a request holds an empty value or zero meanwhile. To send exactly that, or nothing at
/// all where the field is optional, remove the member.
#[derive(Clone, Default)]
pub struct Extra {
    content: Option<Box<Content>>,
    /// The operation that returned the object, for errors about its fields.
    operation: Option<&'static OperationInfo>,
}

#[derive(Clone, Default)]
struct Content {
    members: Map<String, Value>,
    /// What is known of members that stand beside, or in place of, a declared field.
    /// A list, sorted by name: it holds few, and another kind of map costs every build more.
    kept: Vec<Kept>,
}

/// A raw value that did not fit its field, or not as a whole.
#[derive(Clone)]
struct Kept {
    /// The name of the member.
    name: String,
    /// What the field held after reading, where it held something. As long as it still does, the
    /// raw value is what is written, because it is the more complete one.
    typed: Option<Value>,
    /// Whether the field holds a secret.
    secret: bool,
}

impl Content {
    /// The place of a name among those that are kept, or where it belongs.
    fn position(&self, name: &str) -> Result<usize, usize> {
        self.kept.binary_search_by(|kept| (*kept.name).cmp(name))
    }

    fn kept(&self, name: &str) -> Option<&Kept> {
        self.kept.get(self.position(name).ok()?)
    }

    /// The fields beside which a raw value stands, with what they held when it was kept.
    fn beside(&self) -> impl Iterator<Item = (&String, &Value)> {
        let there = |(name, _): &(&String, &Value)| self.members.contains_key(*name);
        self.kept.iter().filter_map(|kept| Some((&kept.name, kept.typed.as_ref()?))).filter(there)
    }
}

static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

impl Extra {
    /// No members.
    #[must_use]
    pub const fn new() -> Self {
        Self { content: None, operation: None }
    }

    /// The operation that returned the object.
    pub(crate) fn operation(&self) -> Option<&'static OperationInfo> {
        self.operation
    }

    /// Records the operation that returned the object.
    #[inline]
    pub(crate) fn set_operation(&mut self, operation: &'static OperationInfo) {
        self.operation = Some(operation);
    }

    /// Keeps the raw value of the field `name`, which holds `typed` now.
    pub(crate) fn keep(&mut self, name: &str, raw: Value, typed: Option<Value>, secret: bool) {
        let content = self.content.get_or_insert_default();
        content.members.insert(name.to_owned(), raw);
        let kept = Kept { name: name.to_owned(), typed, secret };
        match content.position(name) {
            Ok(index) => {
                if let Some(known) = content.kept.get_mut(index) {
                    *known = kept;
                }
            }
            Err(index) => content.kept.insert(index, kept),
        }
    }

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.as_ref().is_none_or(|content| content.members.is_empty())
    }

    /// Forgets what an earlier member of the same name left behind.
    pub(crate) fn forget(&mut self, name: &str) {
        if let Some(content) = &mut self.content {
            content.members.remove(name);
            if let Ok(index) = content.position(name) {
                content.kept.remove(index);
            }
        }
    }

    /// What the field `name` held when its raw value was kept. Nothing, if it was empty, or if
    /// the value was not kept by reading but put there by somebody.
    pub(crate) fn typed(&self, name: &str) -> Option<&Value> {
        self.content.as_ref()?.kept(name)?.typed.as_ref()
    }

    fn is_secret(&self, name: &str) -> bool {
        self.content.as_ref().and_then(|it| it.kept(name)).is_some_and(|kept| kept.secret)
    }
}

impl Deref for Extra {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        match &self.content {
            Some(content) => &content.members,
            None => &EMPTY,
        }
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.content.get_or_insert_default().members
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(members: Map<String, Value>) -> Self {
        let content = Content { members, kept: Vec::new() };
        Self { content: Some(Box::new(content)), operation: None }
    }
}

/// Equal if they make the same JSON: so are the members, and the fields that they stand beside.
impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (None, None) => true,
            (Some(one), Some(two)) => one.members == two.members && one.beside().eq(two.beside()),
            (Some(content), None) | (None, Some(content)) => content.members.is_empty(),
        }
    }
}

impl serde::Serialize for Extra {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

/// Prints the members, without the values of those that are secrets or look like one.
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
        assert_eq!(size_of::<Extra>(), 2 * size_of::<usize>());
    }

    #[test]
    fn a_kept_value_is_forgotten_with_all_that_is_known_of_it() {
        let mut extra = Extra::new();
        extra.keep("tags", json!(["a", 1]), Some(json!(["a"])), false);
        assert_eq!(extra.typed("tags"), Some(&json!(["a"])));
        extra.keep("tags", json!(1), None, false);
        assert_eq!((extra.typed("tags"), &extra["tags"]), (None, &json!(1)));
        extra.keep("tags", json!(["a", 1]), Some(json!(["a"])), true);
        extra.forget("tags");
        assert!(extra.is_empty());
        extra.insert("tags".to_owned(), json!(1));
        assert!(extra.typed("tags").is_none() && !extra.is_secret("tags"));
    }

    #[test]
    fn equality_is_that_of_the_wire() {
        let by_hand = Extra::from(Map::from_iter([("tags".to_owned(), json!(["a", 1]))]));
        let mut whole = Extra::new();
        whole.keep("tags", json!(["a", 1]), None, true);
        assert_eq!(whole, by_hand);
        // Beside a field that holds `["a"]`, one of them is written, and the other is not.
        let mut partly = Extra::new();
        partly.keep("tags", json!(["a", 1]), Some(json!(["a"])), true);
        assert_ne!(partly, by_hand);
        assert_eq!(partly, partly.clone());
        partly.remove("tags");
        assert_eq!(partly, Extra::new());
        assert_eq!(partly, Extra::from(Map::new()));
    }

    #[test]
    fn secrets_are_not_printed() {
        let mut extra = Extra::new();
        extra.keep("innocent", json!(["p4ss"]), None, true);
        extra.insert("newPassword".to_owned(), json!("p4ss"));
        extra.insert("nested".to_owned(), json!({ "apiToken": "p4ss", "size": 3 }));
        let printed = format!("{extra:?}");
        assert!(!printed.contains("p4ss"), "{printed}");
        assert!(printed.contains("\"size\": 3"), "{printed}");
    }
}
