//! A successful response before it is decoded: what sending hands to reading.

use std::borrow::Cow;
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
    /// Texts that must not be seen in an error about the response.
    pub(crate) secrets: Vec<String>,
    /// The span of the call, which ends when the response was read.
    pub(crate) span: Span,
}

impl RawResponse {
    /// Returns a failure that came with a status of success.
    pub(crate) fn refuse(&self, code: String, message: String, executed: bool) -> Error {
        let code = (!code.is_empty()).then_some(code);
        let failure = Failure { message: Some(message), code, ..Failure::default() };
        self.error(ErrorKind::Api, "", executed).with_failure(failure)
    }

    /// Returns the failure that the body describes, although the status is one of success.
    pub(crate) fn refuse_body(&self) -> Error {
        let failure = Failure::read(&media_type(&self.headers), &self.body, &self.secrets);
        self.error(ErrorKind::Api, "the body describes a failure", true).with_failure(failure)
    }

    /// Returns the error of a response that cannot be used, with the place in its body.
    pub(crate) fn fail(&self, kind: ErrorKind, message: String, place: Option<&str>) -> Error {
        // The API has executed the call: it responded with success.
        let error = self.error(kind, message, true);
        match place {
            Some(place) => error.with_pointer(place),
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
            .with_answer(self.status, self.headers.clone())
            .with_body(excerpt(&self.body, &self.secrets))
            .with_trail(self.attempts, self.elapsed, executed);
        self.info.describe(error)
    }
}
