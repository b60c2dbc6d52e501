//! The values that operations return: the generic part of decoding.

#[cfg(any(test, feature = "test-util"))]
pub(super) mod written;

use bytes::Bytes;

use super::envelope::{bytes, read};
use super::error::Error;
use super::operation_info::ResponseBody;
use super::page::Page;
use super::raw_response::RawResponse;
use super::response::Response;
use crate::model::{Inner, Slot};

/// A value that an operation returns: a model, a `Vec` of models, a [`Page`], a `String`, `Bytes`,
/// or `()`.
///
/// This crate implements it for all of them; programs do not implement it.
pub trait Output: Sized + Send + 'static {
    /// The response body that contains such a value, for calls without an operation.
    #[doc(hidden)]
    const BODY: ResponseBody;

    /// Decodes a response.
    ///
    /// # Errors
    /// If the response cannot be decoded.
    #[doc(hidden)]
    fn read(raw: RawResponse, response: ResponseBody) -> Result<Response<Self>, Error>;

    /// Returns the value as a slot, if it is a model.
    #[doc(hidden)]
    fn slot(&self) -> Option<&dyn Slot> {
        None
    }

    /// Encodes a response, for a mock.
    ///
    /// # Errors
    /// If the value cannot be encoded.
    #[cfg(any(test, feature = "test-util"))]
    #[doc(hidden)]
    fn write(&self, response: ResponseBody) -> serde_json::Result<Vec<u8>>;
}

impl<T: Inner + Send + 'static> Output for T {
    const BODY: ResponseBody = ResponseBody::Result;

    fn read(raw: RawResponse, response: ResponseBody) -> Result<Response<Self>, Error> {
        let mut value: Option<T> = None;
        let read = read(raw, response, &mut value)?;
        // Decoding has checked that there is a value.
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

impl Output for Bytes {
    const BODY: ResponseBody = ResponseBody::Bytes;

    fn read(raw: RawResponse, _: ResponseBody) -> Result<Response<Self>, Error> {
        let body = raw.body.clone();
        let read = bytes(raw);
        Ok(Response::new(body, read.meta))
    }

    #[cfg(any(test, feature = "test-util"))]
    fn write(&self, _: ResponseBody) -> serde_json::Result<Vec<u8>> {
        Ok(self.to_vec())
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
