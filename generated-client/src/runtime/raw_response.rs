//! A successful response before it is decoded.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::body::{excerpt, media_type};
use super::call_info::CallInfo;
use super::error::{Error, ErrorKind, Failure};
use super::trace::Span;

/// A successful response before it is decoded.
pub struct RawResponse {
    pub(crate) info: CallInfo,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    /// The texts that an error about the response must not show.
    pub(crate) secrets: Arc<[String]>,
    /// The span of the call, which ends when the response is decoded.
    pub(crate) span: Span,
}

impl RawResponse {
    /// Returns the error of a response with a success status.
    #[allow(dead_code, reason = "SQL statements use it, which not all groups have")]
    pub(crate) fn api_error(&self, code: String, message: String, executed: bool) -> Error {
        let code = (!code.is_empty()).then_some(code);
        let failure = Failure { message: Some(message), code, ..Failure::default() };
        self.error(ErrorKind::Api, "", executed).with_failure(failure)
    }

    /// Returns the error that the body describes despite its success status.
    pub(crate) fn body_error(&self) -> Error {
        let failure = Failure::read(&media_type(&self.headers), &self.body, &self.secrets);
        self.error(
            ErrorKind::Api,
            "the response has a success status, but its body contains an error",
            true,
        )
        .with_failure(failure)
    }

    /// Records an error in the span of the call, and returns it.
    #[allow(dead_code, reason = "SQL statements use it, which not all groups have")]
    pub(crate) fn failed(&self, error: Error) -> Error {
        self.span.failed(&error);
        error
    }

    /// Returns the error of a response that cannot be decoded, with the JSON pointer in its body.
    pub(crate) fn decode_error(&self, message: String, pointer: Option<&str>) -> Error {
        // The API has executed the call: the status is a success.
        let error = self.error(ErrorKind::Decode, message, true);
        match pointer {
            Some(pointer) => error.with_pointer(pointer),
            None => error,
        }
    }

    fn error(
        &self,
        kind: ErrorKind,
        message: impl Into<Cow<'static, str>>,
        executed: bool,
    ) -> Error {
        let error = Error::new(kind, message)
            .with_response(self.status, self.headers.clone())
            .with_body(excerpt(&self.body, &self.secrets))
            .with_trail(self.attempts, self.elapsed, executed);
        error.with_call(&self.info)
    }
}
