//! A successful response before it is decoded: what sending hands to reading.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::body::excerpt;
use super::call_info::CallInfo;
use super::error::{Error, ErrorKind, Failure};

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
}

impl RawResponse {
    /// A failure that came with a status of success. Nothing was executed where a code says so.
    pub(crate) fn refuse(&self, code: &'static str, message: String) -> Error {
        let failure = Failure {
            message: Some(message),
            code: (!code.is_empty()).then(|| code.to_owned()),
            ..Failure::default()
        };
        let error = Error::new(ErrorKind::Api, "")
            .with_failure(failure)
            .with_answer(self.status, self.headers.clone())
            .with_body(excerpt(&self.body, &self.secrets))
            .with_trail(self.attempts, self.elapsed, code.is_empty());
        self.info.describe(error)
    }
}
