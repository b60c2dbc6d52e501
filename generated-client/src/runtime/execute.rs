//! The one future that sends: limit, credentials, attempt, redirect, retry.
//!
//! It knows no types of operations, so that it exists once in a program.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};

use super::body::{Broken, decompress, excerpt, media_type};
use super::call_info::CallInfo;
use super::client::Inner;
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

/// A request that is ready, and how to send it.
pub(crate) struct Prepared {
    pub(crate) info: CallInfo,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) deadlines: Deadlines,
    pub(crate) retry: RetryPolicy,
    /// Whether the rate limit of the client is for this call.
    pub(crate) limited: bool,
    /// Whether a thread waits for the call.
    pub(crate) blocking: bool,
}

/// Where a call stands.
struct Call {
    client: Arc<Inner>,
    request: Prepared,
    start: Instant,
    deadline: Instant,
    attempts: u32,
    failures: Failures,
    /// Whether an attempt may have been executed.
    executed: bool,
    /// What the current attempt must not show.
    secrets: Vec<String>,
    /// The credentials of the current attempt.
    authorization: Option<HeaderValue>,
}

/// A failed attempt.
struct Failed {
    error: Error,
    cause: Cause,
}

/// Sends a request until it succeeds, or nothing more can be done.
pub(crate) async fn execute(client: Arc<Inner>, request: Prepared) -> Result<RawResponse, Error> {
    let span = trace::call(&request.info);
    let outcome = span.enclose(run(client, request, span.clone())).await;
    span.ended(outcome.as_ref().map(|raw| raw.attempts));
    outcome
}

async fn run(client: Arc<Inner>, request: Prepared, span: Span) -> Result<RawResponse, Error> {
    if let Some(reason) = client.clock.unusable() {
        return Err(request.info.describe(Error::config(reason)));
    }
    let start = client.clock.now();
    let deadline = after(start, request.deadlines.call());
    let mut call = Call {
        client,
        request,
        start,
        deadline,
        attempts: 0,
        failures: Failures::default(),
        executed: false,
        secrets: Vec::new(),
        authorization: None,
    };
    let mut refreshed = false;
    loop {
        let failed = match call.attempt().await {
            Ok(response) => {
                call.client.budget.pay();
                return Ok(call.raw(response, span));
            }
            Err(failed) => failed,
        };
        if failed.error.is_unauthorized()
            && !refreshed
            && call.client.credentials.rejected(call.authorization.as_ref())
        {
            // Nothing was executed, and the next attempt has other credentials.
            refreshed = true;
            continue;
        }
        let Some(delay) = call.next(&failed.cause) else {
            return Err(call.describe(failed));
        };
        trace::retry(&call.request.info, call.attempts, &failed.error, delay);
        call.client.clock.sleep(delay).await;
    }
}

impl Call {
    /// The time to wait before another attempt, if there is to be one.
    fn next(&mut self, cause: &Cause) -> Option<Duration> {
        self.executed |= cause.may_have_been_executed();
        if cause.is_throttled() {
            self.failures.throttled += 1;
        } else {
            self.failures.other += 1;
        }
        let verdict = self.request.retry.verdict(self.failures, cause);
        let repeatable = cause.is_repeatable(self.request.info.idempotency);
        let freeze = match &verdict {
            Verdict::Again { freeze, .. } => *freeze,
            Verdict::Final => cause.is_throttled().then(|| cause.hint()).flatten(),
        };
        let freeze = freeze.map(|wait| self.request.retry.tolerable(wait));
        // Other calls wait too, also where this one gives up.
        if let (Some(freeze), Some(limit)) = (freeze, self.limit()) {
            trace::throttled(&self.request.info, freeze);
            limit.limiter.throttled(freeze);
        }
        let Verdict::Again { delay, .. } = verdict else { return None };
        if !repeatable {
            return None;
        }
        let then = after(self.client.clock.now(), delay);
        let retries = self.request.deadlines.retries(self.request.retry.elapsed_limit());
        let last = after(self.start, retries).min(self.deadline);
        // What comes too late is not worth waiting for: the failure says more than a timeout.
        if then >= last || !(cause.is_throttled() || self.client.budget.take()) {
            return None;
        }
        Some(delay)
    }

    /// One attempt, with the redirects that follow from it.
    async fn attempt(&mut self) -> Result<Response<Bytes>, Failed> {
        self.attempts += 1;
        let mut uri = self.request.uri.clone();
        let mut redirects = 0;
        loop {
            let response = self.exchange(&uri).await?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            let method = &self.request.info.method;
            match redirect::target(method, &uri, status, response.headers()) {
                Some(Ok(next)) if redirects < redirect::MAX => {
                    redirects += 1;
                    uri = next;
                }
                Some(Ok(_)) => return Err(self.astray(response, "too many redirects".into())),
                Some(Err(problem)) => return Err(self.astray(response, problem)),
                None => return Err(self.refused(&uri, response)),
            }
        }
    }

    /// One request and its response.
    async fn exchange(&mut self, uri: &Uri) -> Result<Response<Bytes>, Failed> {
        // Credentials first: a provider may take its time, and a permit is for sending at once.
        let authorization = self.authorization().await?;
        let permit = self.permit().await?;
        self.secrets = authorization.secrets;
        let mut request = Request::new(self.request.body.clone());
        *request.method_mut() = self.request.info.method.clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = self.request.headers.clone();
        self.before(&mut request)?;
        // After the interceptors, which have no business with credentials.
        self.authorization = Some(authorization.header.clone());
        request.headers_mut().insert(AUTHORIZATION, authorization.header);
        let limit = self.client.body_limit;
        request.extensions_mut().insert(limit);

        let client = Arc::clone(&self.client);
        let left = self.left()?;
        let span = trace::attempt(&self.request.info, uri, self.attempts);
        let sending = span.enclose(client.transport(self.request.blocking).send(request));
        let time = left.min(self.request.deadlines.attempt());
        let mut answer = within(&*client.clock, time, sending).await;
        drop(permit);
        if let Some(Ok(response)) = &mut answer {
            conceal(response.headers_mut(), &self.secrets);
        }
        span.answered(answer.as_ref());
        self.after(answer.as_ref());
        let mut response = match answer {
            None => return Err(self.timed_out(left)),
            Some(Err(error)) => return Err(Self::broken(error)),
            Some(Ok(response)) => response,
        };
        Self::unpack(&mut response, limit)?;
        Ok(response)
    }

    /// Shows the request to the interceptors.
    fn before(&self, request: &mut Request<Bytes>) -> Result<(), Failed> {
        if self.client.interceptors.is_empty() {
            return Ok(());
        }
        let attempt = self.seen();
        let origin = |uri: &Uri| (uri.scheme().cloned(), uri.authority().cloned());
        let before = origin(request.uri());
        for interceptor in &self.client.interceptors {
            interceptor.before(&attempt, request).map_err(|source| {
                let message = format!("an interceptor refused the request: {source}");
                let error = Error::request(message).with_source(source);
                Failed { error, cause: Cause::Unsent }
            })?;
        }
        if origin(request.uri()) != before {
            let error = Error::request(
                "an interceptor sent the request to another origin, for which the credentials are not valid",
            );
            return Err(Failed { error, cause: Cause::Unsent });
        }
        Ok(())
    }

    /// Shows the outcome to the interceptors, the last one first.
    fn after(&self, answer: Option<&Result<Response<Bytes>, TransportError>>) {
        if self.client.interceptors.is_empty() {
            return;
        }
        let outcome = match answer {
            Some(Ok(response)) => Outcome::Response(response),
            Some(Err(error)) => Outcome::Error(error),
            None => Outcome::TimedOut,
        };
        let attempt = self.seen();
        for interceptor in self.client.interceptors.iter().rev() {
            interceptor.after(&attempt, &outcome);
        }
    }

    fn seen(&self) -> Attempt<'_> {
        let info = &self.request.info;
        Attempt {
            operation: (!info.id.is_empty()).then_some(info.id),
            path: &info.path,
            number: self.attempts,
        }
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
            // A transport that does not know limits has read more than is wanted.
            Ok(mut body) if !status.is_success() => {
                body.truncate(limit);
                *response.body_mut() = body;
                Ok(())
            }
            Ok(_) => Err(Self::broken(TransportError::too_large(limit))),
            Err(Broken::Cut(problem)) => Err(Self::broken(TransportError::exchange(problem))),
            Err(Broken::Hopeless(problem)) => Err(Self::broken(TransportError::hopeless(problem))),
        }
    }

    fn limit(&self) -> Option<&Limit> {
        self.client.limit.as_ref().filter(|_| self.request.limited)
    }

    /// Waits for the turn of one request.
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
                    "no rate-limiter permit within {patience:?}; `max_wait` allows no more"
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

    /// The time that is left for the call.
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

    /// The failure of a call that took too long.
    fn call_timed_out(&self, doing: &str, cause: Cause) -> Failed {
        let call = self.request.deadlines.call();
        let message = format!("timed out after {call:?}{doing}; raise `timeout` to allow more");
        Failed { error: Error::new(ErrorKind::Timeout, message), cause }
    }

    fn broken(error: TransportError) -> Failed {
        let (kind, cause, message) = if error.is_connect() {
            (ErrorKind::Connect, Cause::Connect, "connection failed")
        } else if error.is_hopeless() {
            (ErrorKind::Transport, Cause::Hopeless, "request failed")
        } else {
            (ErrorKind::Transport, Cause::Exchange, "connection interrupted")
        };
        let source = error.into_source();
        let message = format!("{message}: {}", innermost(&*source));
        Failed { error: Error::new(kind, message).with_source(source), cause }
    }

    fn astray(&self, response: Response<Bytes>, problem: String) -> Failed {
        let cause = Cause::Status(response.status(), None);
        let error = Error::new(ErrorKind::Redirect, problem);
        Failed { error: self.with_response(error, response), cause }
    }

    fn refused(&self, uri: &Uri, response: Response<Bytes>) -> Failed {
        let status = response.status();
        let wait = hint(status, response.headers(), self.client.clock.wall());
        let failure =
            Failure::read(&media_type(response.headers()), response.body(), &self.secrets);
        let is_absence = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
        let error = if is_absence && !failure.is_of_api {
            // Nobody who knows the resource has written this, so it says nothing about it.
            Error::new(ErrorKind::Routing, misrouted(status, uri, &failure))
        } else {
            Error::new(ErrorKind::Api, status.canonical_reason().unwrap_or("failure"))
                .with_failure(failure)
        };
        let cause = Cause::Status(status, wait);
        Failed { error: self.with_response(error, response), cause }
    }

    fn with_response(&self, error: Error, response: Response<Bytes>) -> Error {
        let (parts, body) = response.into_parts();
        error.with_answer(parts.status, parts.headers).with_body(excerpt(&body, &self.secrets))
    }

    /// Completes the error of the last attempt.
    fn describe(&self, failed: Failed) -> Error {
        let Failed { error, cause } = failed;
        let elapsed = self.elapsed();
        // A call that has not been sent, because of the limit or of time, is worth another try.
        let unsent = matches!(error.kind(), ErrorKind::Limiter | ErrorKind::Timeout)
            && matches!(cause, Cause::Unsent);
        let retryable = unsent || cause.is_repeatable(self.request.info.idempotency);
        self.request
            .info
            .describe(error)
            .with_trail(self.attempts, elapsed, self.executed)
            .with_retry(retryable, cause.hint())
    }

    fn raw(self, response: Response<Bytes>, span: Span) -> RawResponse {
        let elapsed = self.elapsed();
        let (parts, body) = response.into_parts();
        RawResponse {
            info: self.request.info,
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

/// The message about a path that the server at a URL does not know.
fn misrouted(status: StatusCode, uri: &Uri, failure: &Failure) -> String {
    // The query may hold what only the caller should see.
    let url = uri.to_string();
    let url = url.split('?').next().unwrap_or_default();
    let text = failure.message.as_ref().map(|text| format!(": {text:?}")).unwrap_or_default();
    format!("{status} without an error of the API{text}; is the base URL right? The URL was {url}")
}

/// Marks the headers that let somebody in, so that `Debug` does not show them: cookies and the like
/// by their names, and the credentials of the client wherever a server repeats them.
fn conceal(headers: &mut HeaderMap, secrets: &[String]) {
    for (name, value) in headers.iter_mut() {
        let repeats = |secret: &String| {
            let (value, secret) = (value.as_bytes(), secret.as_bytes());
            let is_here = |part: &[u8]| part.first() == secret.first() && part == secret;
            !secret.is_empty() && value.windows(secret.len()).any(is_here)
        };
        if opens(name.as_str()) || secrets.iter().any(repeats) {
            value.set_sensitive(true);
        }
    }
}

/// Whether the header of this name may let somebody in.
fn opens(name: &str) -> bool {
    match name {
        // On nearly every answer, and not worth the search of their names.
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

/// The cause at the end of the chain, which is the one that says something.
fn innermost<'a>(
    mut error: &'a (dyn std::error::Error + 'static),
) -> &'a (dyn std::error::Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}
