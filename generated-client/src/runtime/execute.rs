//! Sends requests: credentials, rate limit, attempts, redirects, retries.
//!
//! Nothing here is generic over operations, so a program contains it once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};

use super::BoxFuture;
use super::body::{Undecodable, decompress, excerpt, media_type};
use super::call_info::CallInfo;
use super::client::{Auth, Inner};
use super::clock::{after, within};
use super::credentials::Authorization;
use super::deadlines::Deadlines;
use super::error::{Error, ErrorKind, Failure};
use super::interceptor::{Attempt, Outcome};
use super::rate_limit::{Limit, Permit};
use super::raw_response::RawResponse;
use super::redirect;
use super::retry::{Cause, Failures, RetryPolicy, Verdict, hint};
use super::trace::{self, Span};
use super::transport::{BodyLimit, TransportError};
use crate::model::looks_secret;

/// A request that is ready to be sent, with its settings.
pub(crate) struct Prepared {
    pub(crate) info: CallInfo,
    pub(crate) uri: Uri,
    /// The headers of the call, in addition to those of the client.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) deadlines: Deadlines,
    /// The policy of the call, if it is not that of the client.
    pub(crate) retry: Option<Box<RetryPolicy>>,
    /// Whether the rate limit of the client applies to the call.
    pub(crate) is_limited: bool,
    /// Whether the call blocks a thread.
    pub(crate) blocking: bool,
}

/// The progress of a call.
struct Call<'a> {
    client: &'a Inner,
    request: &'a Prepared,
    start: Instant,
    deadline: Instant,
    attempts: u32,
    failures: Failures,
    /// Whether an attempt may have been executed.
    executed: bool,
    /// The texts that an error of the current attempt must not show.
    secrets: Arc<[String]>,
    /// The credentials of the current attempt.
    authorization: Option<HeaderValue>,
}

/// A request that is being sent.
type Sending = BoxFuture<'static, Result<Response<Bytes>, TransportError>>;

/// A failed attempt.
struct Failed {
    error: Error,
    cause: Cause,
}

/// Sends a request until it succeeds or another attempt is not allowed.
///
/// The future is a block, because that of an `async fn` would contain the request twice.
pub(crate) fn execute(
    client: Arc<Inner>,
    request: Prepared,
) -> BoxFuture<'static, Result<RawResponse, Error>> {
    Box::pin(async move {
        let span = trace::call(&request.info);
        let outcome = span.enclose(run(&client, &request, span.clone())).await;
        span.ended(outcome.as_ref().map(|raw| raw.attempts));
        outcome
    })
}

async fn run(client: &Inner, request: &Prepared, span: Span) -> Result<RawResponse, Error> {
    if let Some(reason) = client.clock.unusable() {
        return Err(Error::config(reason).with_call(&request.info));
    }
    let start = client.clock.now();
    let mut call = Call {
        client,
        request,
        start,
        deadline: after(start, request.deadlines.call()),
        attempts: 0,
        failures: Failures::default(),
        executed: false,
        secrets: Arc::default(),
        authorization: None,
    };
    let mut refreshed = false;
    loop {
        let failed = match call.attempt().await {
            Ok(response) => {
                client.budget.pay();
                return Ok(call.raw(response, span));
            }
            Err(failed) => failed,
        };
        if failed.error.is_unauthorized()
            && !refreshed
            && client.credentials.rejected(call.authorization.as_ref())
        {
            // A 401 means that nothing was executed, and the next attempt has other credentials.
            refreshed = true;
            continue;
        }
        let Some(delay) = call.next(&failed.cause) else {
            return Err(call.describe(failed));
        };
        trace::retry(&request.info, call.attempts, &failed.error, delay);
        client.clock.sleep(delay).await;
    }
}

impl<'a> Call<'a> {
    /// Returns the delay before another attempt, if one is allowed.
    fn next(&mut self, cause: &Cause) -> Option<Duration> {
        self.executed |= cause.may_have_been_executed();
        if cause.is_throttled() {
            self.failures.throttled += 1;
        } else {
            self.failures.other += 1;
        }
        let policy = self.request.retry.as_deref().unwrap_or(&self.client.retry);
        let verdict = policy.verdict(self.failures, cause);
        let repeatable = cause.is_repeatable(self.request.info.idempotency());
        let freeze = match &verdict {
            Verdict::Again { freeze, .. } => *freeze,
            Verdict::Final => policy.freeze(self.failures, cause),
        };
        let freeze = freeze.map(|wait| policy.tolerable(wait));
        // Other calls wait too, even if this one fails.
        if let (Some(freeze), Some(limit)) = (freeze, self.limit()) {
            trace::throttled(&self.request.info, freeze);
            limit.limiter.throttled(freeze);
        }
        let Verdict::Again { delay, .. } = verdict else { return None };
        if !repeatable {
            return None;
        }
        let then = after(self.client.clock.now(), delay);
        let retries = self.request.deadlines.retries(policy.elapsed_limit());
        let last = after(self.start, retries).min(self.deadline);
        // An attempt after the deadline is useless, and the failure says more than a timeout.
        if then >= last || !(cause.is_throttled() || self.client.budget.take()) {
            return None;
        }
        Some(delay)
    }

    /// Makes one attempt, and follows redirects.
    async fn attempt(&mut self) -> Result<Response<Bytes>, Failed> {
        self.attempts += 1;
        let request = self.request;
        let mut redirected: Option<Uri> = None;
        let mut redirects = 0;
        loop {
            let uri = redirected.as_ref().unwrap_or(&request.uri);
            let response = self.exchange(uri).await?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            match redirect::target(request.info.method(), uri, status, response.headers()) {
                Some(Ok(next)) if redirects < redirect::MAX => {
                    redirects += 1;
                    redirected = Some(next);
                }
                Some(Ok(_)) => {
                    return Err(self.redirect_error(response, "too many redirects".into()));
                }
                Some(Err(problem)) => return Err(self.redirect_error(response, problem)),
                None => return Err(self.status_error(uri, response)),
            }
        }
    }

    /// Sends one request and returns its response.
    async fn exchange(&mut self, uri: &Uri) -> Result<Response<Bytes>, Failed> {
        // Credentials first: a provider may be slow, and the request must follow its permit.
        // Without a provider there is nothing to wait for, and no future to create.
        let authorization = match &self.client.credentials {
            Auth::Static(authorization) => authorization.clone(),
            Auth::Provider { .. } => self.authorization().await?,
        };
        let permit = self.permit().await?;
        let (sending, left, span) = self.begin_attempt(uri, authorization)?;
        let time = left.min(self.request.deadlines.attempt());
        let outcome = within(&*self.client.clock, time, span.enclose(sending)).await;
        drop(permit);
        self.end(outcome, left, &span)
    }

    /// Starts to send a request; returns the time that is left for it, and its span.
    fn begin_attempt(
        &mut self,
        uri: &Uri,
        authorization: Authorization,
    ) -> Result<(Sending, Duration, Span), Failed> {
        let mut request = Request::new(self.request.body.clone());
        *request.method_mut() = self.request.info.method().clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = self.client.headers_with(&self.request.headers);
        self.secrets = authorization.secrets;
        let is_static = matches!(self.client.credentials, Auth::Static(_));
        if !is_static || !self.client.interceptors.is_empty() {
            // Interceptors must not see the credentials.
            request.headers_mut().remove(AUTHORIZATION);
            self.before(&mut request)?;
            request.headers_mut().insert(AUTHORIZATION, authorization.header.clone());
        }
        self.authorization = Some(authorization.header);
        let left = self.left()?;
        let span = trace::attempt(&self.request.info, uri, self.attempts);
        let transport = self.client.transport(self.request.blocking);
        let sending = transport.send_limited(request, self.client.body_limit);
        Ok((sending, left, span))
    }

    /// Checks and decompresses a response.
    fn end(
        &self,
        mut outcome: Option<Result<Response<Bytes>, TransportError>>,
        left: Duration,
        span: &Span,
    ) -> Result<Response<Bytes>, Failed> {
        if let Some(Ok(response)) = &mut outcome {
            conceal(response.headers_mut(), &self.secrets);
        }
        span.responded(outcome.as_ref());
        self.after(outcome.as_ref());
        let mut response = match outcome {
            None => return Err(self.timed_out(left)),
            Some(Err(error)) => return Err(Self::transport_error(error)),
            Some(Ok(response)) => response,
        };
        Self::unpack(&mut response, self.client.body_limit)?;
        Ok(response)
    }

    /// Runs the interceptors before the request.
    fn before(&self, request: &mut Request<Bytes>) -> Result<(), Failed> {
        if self.client.interceptors.is_empty() {
            return Ok(());
        }
        let attempt = self.current();
        let origin = |uri: &Uri| (uri.scheme().cloned(), uri.authority().cloned());
        let before = origin(request.uri());
        for interceptor in &self.client.interceptors {
            interceptor.before(&attempt, request).map_err(|source| {
                let message = "an interceptor rejected the request";
                let error = Error::request(message).with_source(source);
                Failed { error, cause: Cause::Unsent }
            })?;
        }
        if origin(request.uri()) != before {
            let error = Error::request(
                "an interceptor changed the origin of the request; credentials are sent only to the configured URLs",
            );
            return Err(Failed { error, cause: Cause::Unsent });
        }
        Ok(())
    }

    /// Runs the interceptors after the request, the last one first.
    fn after(&self, outcome: Option<&Result<Response<Bytes>, TransportError>>) {
        if self.client.interceptors.is_empty() {
            return;
        }
        let outcome = match outcome {
            Some(Ok(response)) => Outcome::Response(response),
            Some(Err(error)) => Outcome::Error(error),
            None => Outcome::TimedOut,
        };
        let attempt = self.current();
        for interceptor in self.client.interceptors.iter().rev() {
            interceptor.after(&attempt, &outcome);
        }
    }

    fn current(&self) -> Attempt<'_> {
        let info = &self.request.info;
        Attempt { operation: info.id(), path: info.path(), number: self.attempts }
    }

    fn unpack(response: &mut Response<Bytes>, limit: BodyLimit) -> Result<(), Failed> {
        let status = response.status();
        let packed = std::mem::take(response.body_mut());
        let limit = limit.of(status);
        match decompress(response.headers_mut(), packed, limit, !status.is_success()) {
            Ok(body) if body.len() <= limit => {
                *response.body_mut() = body;
                Ok(())
            }
            // The transport ignored the limit.
            Ok(mut body) if !status.is_success() => {
                body.truncate(limit);
                *response.body_mut() = body;
                Ok(())
            }
            Ok(_) => Err(Self::transport_error(TransportError::too_large(limit))),
            Err(Undecodable::Damaged(problem)) => {
                let error = Error::new(ErrorKind::Transport, "cannot decompress the response body");
                Err(Failed { error: error.with_source(problem), cause: Cause::Exchange })
            }
            Err(Undecodable::Final(problem)) => {
                Err(Self::transport_error(TransportError::permanent(problem)))
            }
        }
    }

    fn limit(&self) -> Option<&'a Limit> {
        self.client.limit.as_ref().filter(|_| self.request.is_limited)
    }

    /// Waits for a rate-limiter permit.
    async fn permit(&self) -> Result<Permit, Failed> {
        let Some(limit) = self.limit() else { return Ok(Permit::new()) };
        let left = self.left()?;
        let patience = limit.max_wait.unwrap_or(left).min(left);
        let start = self.client.clock.now();
        let mut acquire = limit.limiter.acquire();
        let mut waits = false;
        let acquire = std::future::poll_fn(|context| {
            let permit = acquire.as_mut().poll(context);
            if permit.is_pending() && !std::mem::replace(&mut waits, true) {
                trace::limited(&self.request.info);
            }
            permit
        });
        match within(&*self.client.clock, patience, acquire).await {
            Some(Ok(permit)) => {
                if waits {
                    let waited = self.client.clock.now().saturating_duration_since(start);
                    trace::permitted(&self.request.info, waited);
                }
                Ok(permit)
            }
            Some(Err(source)) => {
                let message = "the rate limiter failed";
                let error = Error::new(ErrorKind::Limiter, message).with_source(source);
                Err(Failed { error, cause: Cause::Unsent })
            }
            None if patience < left => {
                let message = format!(
                    "no rate-limiter permit within {patience:?}; raise `max_wait` to wait longer"
                );
                let error = Error::new(ErrorKind::Limiter, message);
                Err(Failed { error, cause: Cause::Unsent })
            }
            None => Err(self.call_timed_out(" waiting for a rate-limiter permit", Cause::Unsent)),
        }
    }

    async fn authorization(&self) -> Result<Authorization, Failed> {
        let left = self.left()?;
        match within(&*self.client.clock, left, self.client.credentials.authorization()).await {
            Some(Ok(authorization)) => Ok(authorization),
            Some(Err(error)) => Err(Failed { error, cause: Cause::Unsent }),
            None => Err(self.call_timed_out(" waiting for credentials", Cause::Unsent)),
        }
    }

    /// Returns the time that is left for the call.
    fn left(&self) -> Result<Duration, Failed> {
        let left = self.deadline.saturating_duration_since(self.client.clock.now());
        if left.is_zero() {
            return Err(self.call_timed_out("", Cause::Unsent));
        }
        Ok(left)
    }

    fn timed_out(&self, left: Duration) -> Failed {
        let attempt = self.request.deadlines.attempt();
        if left <= attempt {
            return self.call_timed_out("", Cause::Exchange);
        }
        let message = format!(
            "an attempt timed out after {attempt:?}; raise `attempt_timeout` to allow more"
        );
        Failed { error: Error::new(ErrorKind::Timeout, message), cause: Cause::Exchange }
    }

    /// Returns the failure of a call that timed out.
    fn call_timed_out(&self, doing: &str, cause: Cause) -> Failed {
        let call = self.request.deadlines.call();
        let message = if self.request.deadlines.ends_with_wait() {
            format!(
                "timed out after {call:?}{doing}, at the deadline of the wait; raise `deadline` to allow more"
            )
        } else {
            format!("timed out after {call:?}{doing}; raise `timeout` to allow more")
        };
        Failed { error: Error::new(ErrorKind::Timeout, message), cause }
    }

    fn transport_error(error: TransportError) -> Failed {
        let (kind, cause, message) = if error.is_connect() {
            (ErrorKind::Connect, Cause::Connect, "connection failed")
        } else if error.is_permanent() {
            (ErrorKind::Transport, Cause::Permanent, "request failed")
        } else {
            (ErrorKind::Transport, Cause::Exchange, "connection interrupted")
        };
        Failed { error: Error::new(kind, message).with_source(error.into_source()), cause }
    }

    fn redirect_error(&self, response: Response<Bytes>, problem: String) -> Failed {
        let cause = Cause::Status(response.status(), None);
        let error = Error::new(ErrorKind::Redirect, problem);
        Failed { error: self.with_response(error, response), cause }
    }

    fn status_error(&self, uri: &Uri, response: Response<Bytes>) -> Failed {
        let status = response.status();
        let wait = hint(status, response.headers(), self.client.clock.wall());
        let failure =
            Failure::read(&media_type(response.headers()), response.body(), &self.secrets);
        let is_absence = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
        let error = if is_absence && !failure.is_of_api {
            // The response is not from the API, so it says nothing about the resource.
            Error::new(ErrorKind::Routing, routing_message(status, uri, &failure))
        } else {
            Error::new(ErrorKind::Api, status.canonical_reason().unwrap_or("failure"))
                .with_failure(failure)
        };
        let cause = Cause::Status(status, wait);
        Failed { error: self.with_response(error, response), cause }
    }

    fn with_response(&self, error: Error, response: Response<Bytes>) -> Error {
        let (parts, body) = response.into_parts();
        error.with_response(parts.status, parts.headers).with_body(excerpt(&body, &self.secrets))
    }

    /// Adds the call and its attempts to the error of the last attempt.
    fn describe(&self, failed: Failed) -> Error {
        let Failed { error, cause } = failed;
        let elapsed = self.elapsed();
        // A call that was not sent, because of the rate limit or a timeout, can be retried.
        let unsent = matches!(error.kind(), ErrorKind::Limiter | ErrorKind::Timeout)
            && matches!(cause, Cause::Unsent);
        let retryable = unsent || cause.is_repeatable(self.request.info.idempotency());
        error
            .with_call(&self.request.info)
            .with_trail(self.attempts, elapsed, self.executed)
            .with_retry(retryable, cause.hint())
    }

    fn raw(self, response: Response<Bytes>, span: Span) -> RawResponse {
        let elapsed = self.elapsed();
        let (parts, body) = response.into_parts();
        RawResponse {
            info: self.request.info.clone(),
            status: parts.status,
            headers: parts.headers,
            body,
            attempts: self.attempts,
            elapsed,
            secrets: self.secrets,
            span,
        }
    }

    fn elapsed(&self) -> Duration {
        self.client.clock.now().saturating_duration_since(self.start)
    }
}

/// Returns the message about a path that the server does not know.
fn routing_message(status: StatusCode, uri: &Uri, failure: &Failure) -> String {
    // The query may contain secrets.
    let url = uri.to_string();
    let url = url.split('?').next().unwrap_or_default();
    let text = failure.message.as_ref().map(|text| format!(": {text:?}")).unwrap_or_default();
    format!("{status}{text} for {url}; the response is not from the API: check the base URL")
}

/// Marks headers as sensitive, so that `Debug` does not show them: those that may contain
/// credentials, such as cookies, and those in which the server repeats the credentials of the
/// client.
fn conceal(headers: &mut HeaderMap, secrets: &[String]) {
    for (name, value) in headers.iter_mut() {
        let repeats = |secret: &String| {
            let (value, secret) = (value.as_bytes(), secret.as_bytes());
            let is_here = |part: &[u8]| part.first() == secret.first() && part == secret;
            !secret.is_empty() && value.windows(secret.len()).any(is_here)
        };
        if is_credential(name.as_str()) || secrets.iter().any(repeats) {
            value.set_sensitive(true);
        }
    }
}

/// Whether a header of this name may contain credentials.
fn is_credential(name: &str) -> bool {
    match name {
        // Nearly every response has these; the search of their names would cost time.
        "cache-control"
        | "connection"
        | "content-encoding"
        | "content-length"
        | "content-type"
        | "date"
        | "etag"
        | "server"
        | "transfer-encoding"
        | "vary"
        | "x-ratelimit-limit"
        | "x-ratelimit-remaining"
        | "x-ratelimit-reset"
        | "x-request-id" => false,
        "set-cookie" | "authorization" | "www-authenticate" => true,
        name => looks_secret(name),
    }
}
