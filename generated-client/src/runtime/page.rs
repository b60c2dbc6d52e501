//! One page of a list.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::model::Extra;

/// One page of a list.
///
/// It is not an iterator, because a loop over it would silently end after one page.
/// [`Call::items`](crate::Call::items) returns the items of all pages,
/// [`Call::pages`](crate::Call::pages) the pages, and [`Call::first`](crate::Call::first) one item.
///
/// A list with a cursor continues while there is a [`next_cursor`](Self::next_cursor), even after a
/// page without items.
///
#[cfg_attr(feature = "api-keys", doc = "```no_run")]
#[cfg_attr(not(feature = "api-keys"), doc = "```text")]
/// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
/// let page = client.organization(org).list_api_keys().limit(50).await?;
/// println!("{} of {:?} keys", page.items.len(), page.total_count);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// The `cursor` of the next page; `None` on the last page.
    pub next_cursor: Option<String>,
    /// The number of items on all pages, if the API returns it.
    pub total_count: Option<i64>,
    /// The largest number of items on a page, if the API returns it.
    pub limit: Option<i64>,
    /// The other properties of the envelope, and of `result` if it is an object that contains the
    /// array of items.
    pub extra: Extra,
}

impl<T> Page<T> {
    /// Creates a page, for tests of code that works with pages.
    #[must_use]
    pub fn new(items: Vec<T>) -> Self {
        Self { items, next_cursor: None, total_count: None, limit: None, extra: Extra::default() }
    }
}

/// Writes `items` and the fields that are present, with their JSON names.
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
