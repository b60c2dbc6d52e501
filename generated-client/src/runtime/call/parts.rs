//! The parts of a call, without the type of its operation.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Request, Uri};

use crate::model::{Slot, encode};
use crate::runtime::BoxFuture;
use crate::runtime::builder::{check_header, check_timeout};
use crate::runtime::call_info::{CallInfo, Untyped};
use crate::runtime::client::Client;
use crate::runtime::clock::Clock;
use crate::runtime::deadlines::Deadlines;
use crate::runtime::encode;
use crate::runtime::envelope::Read;
use crate::runtime::error::Error;
use crate::runtime::execute::{Prepared, execute};
use crate::runtime::form::{Form, Part};
use crate::runtime::ids::Ids;
use crate::runtime::operation_info::{Idempotency, OperationInfo, ResponseBody};
use crate::runtime::raw_response::RawResponse;
use crate::runtime::response::Response;
use crate::runtime::retry::RetryPolicy;

/// The parts of a call.
#[derive(Clone)]
pub(crate) struct Parts {
    client: Client,
    info: CallInfo,
    /// The values of path parameters, in their order.
    ids: Option<Arc<Ids>>,
    /// The values of other path parameters, by name.
    path: Vec<(Cow<'static, str>, String)>,
    query: Vec<(Cow<'static, str>, String)>,
    /// The query parameters whose values are joined by commas.
    joined: Vec<&'static str>,
    headers: HeaderMap,
    cookies: Vec<(&'static str, String)>,
    body: Option<Bytes>,
    form: Form,
    deadlines: Deadlines,
    /// Boxed, because few calls have their own.
    retry: Option<Box<RetryPolicy>>,
    /// Whether the call is sent to the query endpoints, to which the rate limit of the client does
    /// not apply.
    is_query: bool,
    /// Whether the call blocks a thread.
    blocking: bool,
    /// The first problem with a parameter, which is reported when the call is sent.
    problem: Option<String>,
}

impl Parts {
    pub(crate) fn new(client: &Client, info: &'static OperationInfo) -> Self {
        Self::of(client, CallInfo::Operation(info), None)
    }

    pub(crate) fn below(client: &Client, info: &'static OperationInfo, ids: &Arc<Ids>) -> Self {
        Self::of(client, CallInfo::Operation(info), Some(Arc::clone(ids)))
    }

    pub(crate) fn untyped(client: &Client, request: Untyped) -> Self {
        Self::of(client, CallInfo::Untyped(Box::new(request)), None)
    }

    fn of(client: &Client, info: CallInfo, ids: Option<Arc<Ids>>) -> Self {
        Self {
            client: client.clone(),
            info,
            ids,
            path: Vec::new(),
            query: Vec::new(),
            joined: Vec::new(),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: None,
            form: Form::default(),
            deadlines: Deadlines::default(),
            retry: None,
            is_query: false,
            blocking: false,
            problem: None,
        }
    }
}

impl Parts {
    pub(crate) fn path(&mut self, name: impl Into<Cow<'static, str>>, value: String) {
        self.path.push((name.into(), value));
    }

    pub(crate) fn add_query(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: Result<String, &'static str>,
    ) {
        let name = name.into();
        match value {
            Ok(value) => self.query.push((name, value)),
            Err(problem) => self.fail(|| format!("invalid query parameter `{name}`: {problem}")),
        }
    }

    pub(crate) fn set_query(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: Result<String, &'static str>,
    ) {
        let name = name.into();
        self.query.retain(|(other, _)| *other != name);
        self.add_query(name, value);
    }

    pub(crate) fn join_query(&mut self, name: &'static str, value: Result<String, &'static str>) {
        if !self.joined.contains(&name) {
            self.joined.push(name);
        }
        self.add_query(name, value);
    }

    /// Sets a header parameter, or adds a value to it.
    pub(crate) fn set_header(
        &mut self,
        name: &'static str,
        value: Result<String, &'static str>,
        add: bool,
    ) {
        let value = match value {
            Ok(value) => value,
            Err(problem) => return self.fail(|| format!("invalid header `{name}`: {problem}")),
        };
        let before = self.headers.get(name).map(HeaderValue::as_bytes);
        let before = before.and_then(|before| std::str::from_utf8(before).ok());
        match before.filter(|_| add).map(|before| format!("{before},{value}")) {
            Some(all) => self.header(name, &all),
            None => self.header(name, &value),
        }
    }

    pub(crate) fn set_cookie(&mut self, name: &'static str, value: Result<String, &'static str>) {
        self.cookies.retain(|(other, _)| *other != name);
        match value {
            Ok(value) => self.cookies.push((name, value)),
            Err(problem) => self.fail(|| format!("invalid cookie `{name}`: {problem}")),
        }
    }

    pub(crate) fn remove_part(&mut self, name: &str) {
        self.form.remove(name);
    }

    pub(crate) fn add_part(&mut self, name: &'static str, part: Part) {
        if let Err(problem) = self.form.add(name, part) {
            self.fail(|| problem);
        }
    }

    /// Returns the value of a query parameter, the last one if there are several.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match check_header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.fail(|| error.message().to_owned()),
        }
    }

    pub(crate) fn json(&mut self, media_type: &'static str, body: &dyn Slot) {
        match encode(body) {
            Ok(body) => self.body(media_type, Bytes::from(body)),
            Err(problem) => {
                self.fail(|| format!("failed to serialize the request body: {problem}"));
            }
        }
    }

    pub(crate) fn body(&mut self, media_type: &'static str, body: Bytes) {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        self.body = Some(body);
    }

    pub(crate) fn timeout(&mut self, limit: Duration) {
        match check_timeout("timeout", limit) {
            Ok(()) => self.deadlines.timeout = Some(limit),
            Err(error) => self.fail(|| error.message().to_owned()),
        }
    }

    /// Limits the duration of the call further.
    pub(crate) fn at_most(&mut self, limit: Duration) {
        self.deadlines.left = Some(limit);
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.client.inner.clock)
    }

    pub(crate) fn attempt_timeout(&mut self, limit: Duration) {
        match check_timeout("attempt_timeout", limit) {
            Ok(()) => self.deadlines.attempt = Some(limit),
            Err(error) => self.fail(|| error.message().to_owned()),
        }
    }

    pub(crate) fn retry(&mut self, policy: RetryPolicy) {
        match policy.check() {
            Ok(()) => self.retry = Some(Box::new(policy)),
            Err(error) => self.fail(|| error.message().to_owned()),
        }
    }

    /// Sets the idempotency of an untyped call; that of an operation is in the spec.
    pub(crate) fn set_idempotency(&mut self, idempotency: Idempotency) {
        if let CallInfo::Untyped(request) = &mut self.info {
            request.idempotency = idempotency;
        }
    }

    /// Sends the call to the query endpoints, to which the rate limit of the client does not apply.
    #[inline]
    #[allow(dead_code, reason = "SQL statements use it, which not all groups have")]
    pub(crate) fn use_query_endpoints(&mut self) {
        self.is_query = true;
        if self.client.inner.query_base.is_none() {
            self.fail(|| {
                "the URL of the query endpoints cannot be derived from the base URL: set \
                 `query_url` on the builder of the client"
                    .to_owned()
            });
        }
    }

    /// Marks the call as blocking a thread.
    #[cfg(feature = "blocking")]
    pub(crate) fn block(&mut self) {
        self.blocking = true;
    }

    pub(crate) fn fail(&mut self, problem: impl FnOnce() -> String) {
        self.problem.get_or_insert_with(problem);
    }

    pub(crate) fn info(&self) -> &CallInfo {
        &self.info
    }

    /// Sends the call.
    pub(crate) fn send(self) -> BoxFuture<'static, Result<RawResponse, Error>> {
        let client = self.client.inner.clone();
        match self.prepare() {
            Ok(request) => execute(client, request),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }

    /// Sends the call and returns the response body without decoding it.
    pub(crate) async fn send_bytes(self) -> Result<Response<Bytes>, Error> {
        let mut raw = self.send().await?;
        let body = std::mem::take(&mut raw.body);
        Ok(Response::new(body, Read::of(raw).meta))
    }

    /// Returns the request, with the credentials of the client unless a provider supplies them.
    pub(crate) fn build(self) -> Result<Request<Bytes>, Error> {
        let client = self.client.inner.clone();
        let prepared = self.prepare()?;
        let mut request = Request::new(prepared.body);
        *request.method_mut() = prepared.info.method().clone();
        *request.uri_mut() = prepared.uri;
        *request.headers_mut() = client.headers_with(&prepared.headers);
        Ok(request)
    }

    /// Writes cookies and the form, now that all of them are known.
    fn finish(&mut self) {
        if !self.cookies.is_empty() {
            let own = self.headers.get(COOKIE).map(HeaderValue::as_bytes);
            let own = own.map(|own| String::from_utf8_lossy(own).into_owned());
            let cookies = self.cookies.iter();
            let cookies = cookies.map(|(name, value)| format!("{name}={}", encode::value(value)));
            let all: Vec<String> = own.into_iter().chain(cookies).collect();
            self.header(COOKIE.as_str(), &all.join("; "));
        }
        if !self.form.is_empty() {
            let (media_type, body) = self.form.encode();
            if let Ok(media_type) = HeaderValue::try_from(media_type) {
                self.headers.insert(CONTENT_TYPE, media_type);
            }
            self.body = Some(body);
        }
    }

    /// Returns the URL, if all parts are valid.
    fn uri(&self) -> Result<Uri, String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let client = &self.client.inner;
        let base = client.query_base.as_ref().filter(|_| self.is_query).unwrap_or(&client.base);
        base.join(|text| {
            encode::push_path(text, self.info.path(), self.ids.as_deref(), &self.path)?;
            encode::push_query(text, &self.query, &self.joined);
            Ok(())
        })
    }

    /// Checks the parts and builds the request.
    fn prepare(mut self) -> Result<Prepared, Error> {
        self.finish();
        let client = &self.client.inner;
        let uri = self.uri().map_err(|problem| Error::request(problem).with_call(&self.info))?;
        let mut headers = self.headers;
        let accept = match self.info.operation().map(|info| info.response) {
            Some(ResponseBody::Text) => Some("text/plain, */*;q=0.5"),
            Some(ResponseBody::Bytes) => Some("*/*"),
            // The default of the client.
            _ => None,
        };
        if let Some(accept) = accept.filter(|_| !client.has_accept) {
            headers.entry(ACCEPT).or_insert(HeaderValue::from_static(accept));
        }
        Ok(Prepared {
            info: self.info,
            uri,
            headers,
            body: self.body.unwrap_or_default(),
            deadlines: self.deadlines.or(client.deadlines),
            is_limited: !self.is_query,
            blocking: self.blocking,
            retry: self.retry,
        })
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Call");
        self.info.debug(&mut shown);
        shown.finish_non_exhaustive()
    }
}
