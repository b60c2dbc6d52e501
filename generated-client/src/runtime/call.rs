//! A call before it is sent: the generic part of sending.

mod parts;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;

use super::BoxFuture;
use super::client::Client;
use super::encode::QueryValue;
use super::error::Error;
use super::form::Part;
use super::ids::Ids;
use super::operation::Operation;
use super::output::Output;
use super::raw_response::RawResponse;
use super::response::Response;
use super::retry::RetryPolicy;
use crate::model::Slot;

pub(crate) use self::parts::Parts;

/// A call to an operation, created by the method of the operation. Setters add optional parameters.
///
/// Nothing is sent before `.await`, which is the same as [`send`](Self::send):
///
#[cfg_attr(feature = "services", doc = "```no_run")]
#[cfg_attr(not(feature = "services"), doc = "```text")]
/// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
/// let services = client.organization(org).list_services().filter("tag:env=prod").await?;
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until it is sent"]
pub struct Call<O> {
    pub(crate) parts: Parts,
    operation: PhantomData<fn() -> O>,
}

/// The methods that generated code calls.
#[allow(dead_code, reason = "which of these are called depends on the groups that are built")]
impl<O: Operation> Call<O> {
    pub(crate) fn new(client: &Client) -> Self {
        let parts = Parts::new(client, const { &O::INFO });
        Self { parts, operation: PhantomData }
    }

    /// Creates a call whose path has these ids.
    pub(crate) fn below(client: &Client, ids: &Arc<Ids>) -> Self {
        let parts = Parts::below(client, const { &O::INFO }, ids);
        Self { parts, operation: PhantomData }
    }

    /// Adds a query parameter, without replacing values with the same name: an array has several.
    pub(crate) fn query(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.parts.add_query(name, value.into_query());
        self
    }

    /// Sets a query parameter; it replaces others of the same name.
    pub(crate) fn set_query(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.parts.set_query(name, value.into_query());
        self
    }

    /// Adds a value to a query parameter whose values are joined by commas.
    pub(crate) fn query_joined(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.parts.join_query(name, value.into_query());
        self
    }

    /// Sets a header parameter.
    pub(crate) fn set_header(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.parts.set_header(name, value.into_query(), false);
        self
    }

    /// Adds a value to a header parameter, after a comma.
    pub(crate) fn add_header(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.parts.set_header(name, value.into_query(), true);
        self
    }

    /// Sets a cookie parameter.
    pub(crate) fn set_cookie(mut self, name: &'static str, value: impl QueryValue) -> Self {
        self.parts.set_cookie(name, value.into_query());
        self
    }

    /// Sets a part of the form, and replaces parts with the same name.
    pub(crate) fn set_part(mut self, name: &'static str, part: Part) -> Self {
        self.parts.remove_part(name);
        self.add_part(name, part)
    }

    /// Adds a part to the form, without replacing parts with the same name.
    pub(crate) fn add_part(mut self, name: &'static str, part: Part) -> Self {
        self.parts.add_part(name, part);
        self
    }

    /// Sets the body to these bytes.
    pub(crate) fn bytes(mut self, media_type: &'static str, body: Bytes) -> Self {
        self.parts.body(media_type, body);
        self
    }

    /// Sets the JSON body.
    pub(crate) fn json(mut self, body: &dyn Slot) -> Self {
        self.parts.json("application/json", body);
        self
    }

    /// Sets a JSON body with another media type.
    pub(crate) fn json_as(mut self, media_type: &'static str, body: &dyn Slot) -> Self {
        self.parts.json(media_type, body);
        self
    }
}

impl<O: Operation> Call<O> {
    /// Adds a query parameter that has no setter in this crate.
    ///
    /// For properties of a request body that have no field, see [`extra`](crate::Extra).
    pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parts.add_query(name.into(), Ok(value.into()));
        self
    }

    /// Sets a header of this call. The call fails if the name or value is invalid.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.parts.header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets the timeout of this call, including all attempts. It overrides the timeout of the
    /// client (10 minutes by default).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.timeout(limit);
        self
    }

    /// Sets the timeout of one attempt. It overrides the
    /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout) of the client.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.parts.attempt_timeout(limit);
        self
    }

    /// Sets the retry policy of this call. It overrides the policy of the client.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.parts.retry(policy);
        self
    }

    /// Sends the call and returns its value: the same as `.await`.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    pub fn send(self) -> Sending<O> {
        Sending { inner: self.send_full() }
    }

    /// Sends the call and returns its value with status, headers, request id and warnings.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    pub fn send_full(self) -> SendingFull<O> {
        SendingFull { response: self.parts.send(), operation: PhantomData }
    }

    /// Sends the call and returns the response body as bytes, without decoding it.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    pub async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        self.parts.send_bytes().await
    }

    /// Returns the request without sending it.
    ///
    /// It contains the credentials of the client, marked as sensitive, unless they come from a
    /// [`CredentialProvider`](crate::CredentialProvider).
    ///
    /// # Errors
    /// If a parameter is invalid.
    pub fn build(self) -> Result<http::Request<Bytes>, Error> {
        self.parts.build()
    }
}

impl<O> Clone for Call<O> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), operation: PhantomData }
    }
}

/// Shows the call, the operation, and the path template; parameters may be secrets.
impl<O> fmt::Debug for Call<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(formatter)
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Output, Error>;
    type IntoFuture = Sending<O>;

    fn into_future(self) -> Sending<O> {
        self.send()
    }
}

/// The future of a call, which returns its value.
#[must_use = "futures do nothing unless polled"]
pub struct Sending<O> {
    inner: SendingFull<O>,
}

impl<O: Operation> Future for Sending<O> {
    type Output = Result<O::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Not through the future of the whole response, which would move the value once more.
        let raw = ready!(self.inner.response.as_mut().poll(context))?;
        Poll::Ready(read::<O>(raw).map(Response::into_value))
    }
}

impl<O> fmt::Debug for Sending<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sending")
    }
}

/// The future of a call, which returns its value with status, headers and warnings.
#[must_use = "futures do nothing unless polled"]
pub struct SendingFull<O> {
    response: BoxFuture<'static, Result<RawResponse, Error>>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Future for SendingFull<O> {
    type Output = Result<Response<O::Output>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let raw = ready!(self.response.as_mut().poll(context))?;
        Poll::Ready(read::<O>(raw))
    }
}

fn read<O: Operation>(raw: RawResponse) -> Result<Response<O::Output>, Error> {
    O::Output::read(raw, const { &O::INFO }.response)
}

impl<O> fmt::Debug for SendingFull<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SendingFull")
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;
    use crate::runtime::mock::MockTransport;
    use crate::runtime::operation_info::{Idempotency, OperationInfo, Pagination, ResponseBody};

    #[derive(Clone, Copy)]
    struct Plain;

    impl Operation for Plain {
        type Output = ();
        const INFO: OperationInfo = OperationInfo {
            id: "plain",
            method: Method::PATCH,
            path: "/v1/plain",
            handle: "Client",
            handle_method: "call",
            group: "plain",
            permissions: &[],
            beta: false,
            deprecated: false,
            pagination: Pagination::None,
            idempotency: Idempotency::NotIdempotent,
            response: ResponseBody::Empty,
        };
    }

    #[test]
    fn a_body_has_its_media_type() {
        let client = MockTransport::new().client();
        let call = || Call::<Plain>::new(&client);
        let kind = "application/merge-patch+json";
        for (call, kind) in [
            (call().json(&json!({})), "application/json"),
            (call().json_as(kind, &json!({})), kind),
        ] {
            let request = call.build().unwrap();
            assert_eq!(request.headers()["content-type"], kind);
            assert_eq!(request.body(), "{}");
        }
    }
}
