//! What operations give: the generic edge on the way back.

use super::envelope::read;
use super::error::Error;
use super::execute::Answered;
use super::operation::Answer;
use super::page::Page;
use super::response::Response;
use crate::model::{Inner, Slot};

/// What an operation gives: a model, a list of models, a page, text, or nothing.
///
/// The crate implements it for all of them; there is nothing to implement elsewhere.
pub trait Output: Sized + Send + 'static {
    /// What an answer with such a value holds, where no operation says it.
    #[doc(hidden)]
    const ANSWER: Answer;

    /// Reads an answer.
    ///
    /// # Errors
    /// When the answer cannot be understood.
    #[doc(hidden)]
    fn read(answered: Answered, answer: Answer) -> Result<Response<Self>, Error>;

    /// The value as the core of models sees it, where it is a model.
    #[doc(hidden)]
    fn slot(&self) -> Option<&dyn Slot> {
        None
    }

    /// Writes an answer, for a mock.
    ///
    /// # Errors
    /// When the value cannot be written.
    #[cfg(any(test, feature = "test-util"))]
    #[doc(hidden)]
    fn write(&self, answer: Answer) -> serde_json::Result<Vec<u8>>;
}

impl<T: Inner + Send + 'static> Output for T {
    const ANSWER: Answer = Answer::Result;

    fn read(answered: Answered, answer: Answer) -> Result<Response<Self>, Error> {
        let mut value: Option<T> = None;
        let read = read(answered, answer, &mut value)?;
        // Reading has made sure that there is a value.
        Ok(Response::new(value.unwrap_or_else(T::fresh), read.meta))
    }

    fn slot(&self) -> Option<&dyn Slot> {
        Some(self)
    }

    #[cfg(any(test, feature = "test-util"))]
    fn write(&self, answer: Answer) -> serde_json::Result<Vec<u8>> {
        written::value(self, answer)
    }
}

impl Output for () {
    const ANSWER: Answer = Answer::Empty;

    fn read(answered: Answered, _: Answer) -> Result<Response<Self>, Error> {
        let mut nothing: Option<String> = None;
        let read = read(answered, Answer::Empty, &mut nothing)?;
        Ok(Response::new((), read.meta))
    }

    #[cfg(any(test, feature = "test-util"))]
    fn write(&self, _: Answer) -> serde_json::Result<Vec<u8>> {
        written::envelope(serde_json::Map::new(), None)
    }
}

impl<T: Inner + Send + 'static> Output for Page<T> {
    const ANSWER: Answer = Answer::Page { items_at: None };

    fn read(answered: Answered, answer: Answer) -> Result<Response<Self>, Error> {
        let mut items: Option<Vec<T>> = None;
        let read = read(answered, answer, &mut items)?;
        let page = Page {
            items: items.unwrap_or_default(),
            next_cursor: read.next_cursor,
            total_count: read.total_count,
            limit: read.limit,
            extra: read.meta.extra.clone(),
        };
        Ok(Response::new(page, read.meta))
    }

    #[cfg(any(test, feature = "test-util"))]
    fn write(&self, answer: Answer) -> serde_json::Result<Vec<u8>> {
        let mut envelope = serde_json::Map::new();
        if let Some(cursor) = &self.next_cursor {
            envelope.insert("nextCursor".to_owned(), cursor.as_str().into());
        }
        for (name, value) in [("totalCount", self.total_count), ("limit", self.limit)] {
            if let Some(value) = value {
                envelope.insert(name.to_owned(), value.into());
            }
        }
        written::page(envelope, &self.items, &self.extra, answer)
    }
}

/// Answers as the API writes them, for mocks.
#[cfg(any(test, feature = "test-util"))]
mod written {
    use serde_json::{Map, Value, json};

    use crate::model::{Slot, View, encode, to_value};
    use crate::runtime::mock::REQUEST_ID;
    use crate::runtime::operation::Answer;

    /// A body that holds one value.
    pub(super) fn value(value: &dyn Slot, answer: Answer) -> serde_json::Result<Vec<u8>> {
        match answer {
            Answer::Body => encode(value),
            Answer::Text => Ok(match value.view() {
                View::Text(text) => text.as_bytes().to_vec(),
                _ => encode(value)?,
            }),
            _ => envelope(Map::new(), Some(value)),
        }
    }

    /// An envelope with these members, and a result where there is one.
    pub(super) fn envelope(
        mut members: Map<String, Value>,
        result: Option<&dyn Slot>,
    ) -> serde_json::Result<Vec<u8>> {
        members.insert("status".to_owned(), json!(200));
        members.insert("requestId".to_owned(), json!(REQUEST_ID));
        if let Some(result) = result {
            members.insert("result".to_owned(), to_value(result.view()));
        }
        serde_json::to_vec(&members)
    }

    /// An envelope with a list, and what stands beside the list.
    pub(super) fn page(
        mut members: Map<String, Value>,
        items: &dyn Slot,
        beside: &Map<String, Value>,
        answer: Answer,
    ) -> serde_json::Result<Vec<u8>> {
        let Answer::Page { items_at: Some(member) } = answer else {
            members.extend(beside.clone());
            return envelope(members, Some(items));
        };
        let mut result = beside.clone();
        result.insert(member.to_owned(), to_value(items.view()));
        envelope(members, Some(&Value::Object(result)))
    }
}
