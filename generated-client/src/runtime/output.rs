//! What operations give: the generic edge on the way back.

#[cfg(any(test, feature = "test-util"))]
pub(super) mod written;

use super::envelope::read;
use super::error::Error;
use super::operation_info::ResponseBody;
use super::page::Page;
use super::raw_response::RawResponse;
use super::response::Response;
use crate::model::{Inner, Slot};

/// What an operation gives: a model, a list of models, a page, text, or nothing.
///
/// The crate implements it for all of them; there is nothing to implement elsewhere.
pub trait Output: Sized + Send + 'static {
    /// What a response with such a value holds, where no operation says it.
    #[doc(hidden)]
    const BODY: ResponseBody;

    /// Reads a response.
    ///
    /// # Errors
    /// When the response cannot be understood.
    #[doc(hidden)]
    fn read(raw: RawResponse, response: ResponseBody) -> Result<Response<Self>, Error>;

    /// The value as the core of models sees it, where it is a model.
    #[doc(hidden)]
    fn slot(&self) -> Option<&dyn Slot> {
        None
    }

    /// Writes a response, for a mock.
    ///
    /// # Errors
    /// When the value cannot be written.
    #[cfg(any(test, feature = "test-util"))]
    #[doc(hidden)]
    fn write(&self, response: ResponseBody) -> serde_json::Result<Vec<u8>>;
}

impl<T: Inner + Send + 'static> Output for T {
    const BODY: ResponseBody = ResponseBody::Result;

    fn read(raw: RawResponse, response: ResponseBody) -> Result<Response<Self>, Error> {
        let mut value: Option<T> = None;
        let read = read(raw, response, &mut value)?;
        // Reading has made sure that there is a value.
        Ok(Response::new(value.unwrap_or_else(T::fresh), read.meta))
    }

    fn slot(&self) -> Option<&dyn Slot> {
        Some(self)
    }

    #[cfg(any(test, feature = "test-util"))]
    fn write(&self, response: ResponseBody) -> serde_json::Result<Vec<u8>> {
        written::value(self, response)
    }
}

impl Output for () {
    const BODY: ResponseBody = ResponseBody::Empty;

    fn read(raw: RawResponse, _: ResponseBody) -> Result<Response<Self>, Error> {
        let mut nothing: Option<String> = None;
        let read = read(raw, ResponseBody::Empty, &mut nothing)?;
        Ok(Response::new((), read.meta))
    }

    #[cfg(any(test, feature = "test-util"))]
    fn write(&self, _: ResponseBody) -> serde_json::Result<Vec<u8>> {
        written::envelope(serde_json::Map::new(), None)
    }
}

impl<T: Inner + Send + 'static> Output for Page<T> {
    const BODY: ResponseBody = ResponseBody::Page { items_at: None };

    fn read(raw: RawResponse, response: ResponseBody) -> Result<Response<Self>, Error> {
        let mut items: Option<Vec<T>> = None;
        let read = read(raw, response, &mut items)?;
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
    fn write(&self, response: ResponseBody) -> serde_json::Result<Vec<u8>> {
        let mut envelope = serde_json::Map::new();
        if let Some(cursor) = &self.next_cursor {
            envelope.insert("nextCursor".to_owned(), cursor.as_str().into());
        }
        for (name, value) in [("totalCount", self.total_count), ("limit", self.limit)] {
            if let Some(value) = value {
                envelope.insert(name.to_owned(), value.into());
            }
        }
        written::page(envelope, &self.items, &self.extra, response)
    }
}
