//! One page of a list.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::model::Extra;

/// One page of a list.
///
/// A list with a cursor goes on while there is a [`next_cursor`](Self::next_cursor), even after a
/// page without items. `.pages()` and `.items()` of the call see to that.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The entries of this page.
    pub items: Vec<T>,
    /// What the next call has to give as its `cursor`; none on the last page.
    pub next_cursor: Option<String>,
    /// The number of entries on all pages, where the service knows it.
    pub total_count: Option<i64>,
    /// The number of entries on a page that the service has settled on.
    pub limit: Option<i64>,
    /// The other members of the envelope, and of the object that holds the items, where they are
    /// not the result itself.
    pub extra: Extra,
}

impl<T> Page<T> {
    /// A page, for tests of code that works with pages.
    #[must_use]
    pub fn new(items: Vec<T>) -> Self {
        Self { items, next_cursor: None, total_count: None, limit: None, extra: Extra::default() }
    }

    /// The entries of this page, by reference.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// `items`, and the other members where they are there, under their wire names.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("items", &self.items)?;
        if let Some(cursor) = &self.next_cursor {
            map.serialize_entry("nextCursor", cursor)?;
        }
        if let Some(count) = self.total_count {
            map.serialize_entry("totalCount", &count)?;
        }
        if let Some(limit) = self.limit {
            map.serialize_entry("limit", &limit)?;
        }
        let known = ["items", "nextCursor", "totalCount", "limit"];
        for (name, value) in self.extra.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_written_with_wire_names() {
        let mut page = Page::new(vec![1, 2]);
        assert_eq!(serde_json::to_string(&page).unwrap(), r#"{"items":[1,2]}"#);
        page.next_cursor = Some("c".to_owned());
        page.total_count = Some(7);
        page.limit = Some(2);
        page.extra.insert("hint".to_owned(), true.into());
        page.extra.insert("limit".to_owned(), "two".into());
        assert_eq!(
            serde_json::to_string(&page).unwrap(),
            r#"{"items":[1,2],"nextCursor":"c","totalCount":7,"limit":2,"hint":true}"#
        );
    }
}
