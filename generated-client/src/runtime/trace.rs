//! Spans and events for operators; empty without the feature `tracing`.
//!
//! The HTTP fields of the spans have the names of OpenTelemetry. The targets and names of the
//! events are listed in `docs/tracing.md` and are stable. They contain the method and the path
//! template of a request, but no parameters, headers or bodies, and therefore no secrets.

#[cfg(not(feature = "tracing"))]
pub(super) use self::off::*;
#[cfg(feature = "tracing")]
pub(super) use self::on::*;

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Response, Uri};
    use tracing::field::Empty;
    use tracing::{Instrument as _, debug, info_span, warn};

    use crate::runtime::call_info::CallInfo;
    use crate::runtime::error::Error;
    use crate::runtime::response::Meta;
    use crate::runtime::transport::TransportError;

    /// The span of a call or of an attempt.
    #[derive(Clone)]
    pub(crate) struct Span(tracing::Span);

    /// Creates the span of a whole call.
    pub(crate) fn call(info: &CallInfo) -> Span {
        Span(info_span!(
            "clickhouse_cloud.call",
            otel.name = %info,
            otel.kind = "internal",
            otel.status_code = Empty,
            operation = info.name(),
            call = %info.call(),
            url.template = info.path(),
            clickhouse_cloud.attempts = Empty,
            clickhouse_cloud.request_id = Empty,
            error.r#type = Empty,
        ))
    }

    /// Creates the span of one HTTP request.
    pub(crate) fn attempt(info: &CallInfo, uri: &Uri, number: u32) -> Span {
        let span = info_span!(
            "http.client.request",
            otel.name = format_args!("{} {}", info.method(), info.path()),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = info.method().as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.template = info.path(),
            server.address = uri.host().unwrap_or_default(),
            server.port = uri.port_u16().unwrap_or(match uri.scheme_str() {
                Some("http") => 80,
                _ => 443,
            }),
            error.r#type = Empty,
        );
        if number > 1 {
            span.record("http.request.resend_count", number - 1);
        }
        Span(span)
    }

    /// Reports that another attempt follows, and why.
    pub(crate) fn retry(info: &CallInfo, attempt: u32, error: &Error, delay: Duration) {
        warn!(
            name: "retry",
            target: "clickhouse_cloud::retry",
            operation = info.name(),
            call = %info.call(),
            attempt,
            http.response.status_code = error.status().map(|status| status.as_u16()),
            error.r#type = ?error.kind(),
            error.message = %error.cause(),
            clickhouse_cloud.request_id = error.request_id(),
            delay_ms = millis(delay),
            "an attempt failed; the call is retried"
        );
    }

    /// Reports that a call waits for the rate limit.
    pub(crate) fn limited(info: &CallInfo) {
        debug!(
            name: "rate_limit.wait",
            target: "clickhouse_cloud::rate_limit",
            operation = info.name(),
            call = %info.call(),
            "the call waits for a rate-limiter permit"
        );
    }

    /// Reports that the wait for the rate limit is over.
    pub(crate) fn permitted(info: &CallInfo, waited: Duration) {
        tracing::info!(
            name: "rate_limit.permit",
            target: "clickhouse_cloud::rate_limit",
            operation = info.name(),
            call = %info.call(),
            waited_ms = millis(waited),
            "the call waited for a rate-limiter permit"
        );
    }

    /// Reports that the API asked all calls of the key to wait.
    pub(crate) fn throttled(info: &CallInfo, wait: Duration) {
        warn!(
            name: "rate_limit.throttled",
            target: "clickhouse_cloud::rate_limit",
            operation = info.name(),
            call = %info.call(),
            wait_ms = millis(wait),
            "the API responded with 429; all calls of the client wait"
        );
    }

    /// Reports a poll of a wait.
    pub(crate) fn poll(info: &CallInfo, number: u32, state: Option<&str>, failure: Option<&str>) {
        debug!(
            name: "wait.poll",
            target: "clickhouse_cloud::wait",
            operation = info.name(),
            call = %info.call(),
            poll = number,
            state,
            failure,
            "a wait polled the resource"
        );
    }

    /// Reports that a wait has failed, and why.
    pub(crate) fn wait_failed(info: &CallInfo, error: &Error) {
        warn!(
            name: "wait.failed",
            target: "clickhouse_cloud::wait",
            operation = info.name(),
            call = %info.call(),
            polls = error.polls(),
            state = error.last_state(),
            error.r#type = ?error.kind(),
            error.message = %error.cause(),
            "the wait failed"
        );
    }

    /// Reports a list whose end is uncertain.
    pub(crate) fn pages_repeat(reason: &'static str) {
        warn!(
            name: "pages.repeat",
            target: "clickhouse_cloud::pages",
            reason,
            "a page repeats the one before; the list may be incomplete"
        );
    }

    /// Reports that the rate-limit store became unavailable.
    #[cfg(feature = "redis")]
    pub(crate) fn store_unavailable(reason: &str) {
        warn!(
            name: "rate_limit.store_unavailable",
            target: "clickhouse_cloud::rate_limit",
            reason,
            "the rate-limit store is unavailable"
        );
    }

    /// Reports that the rate-limit store is available again.
    #[cfg(feature = "redis")]
    pub(crate) fn store_available() {
        tracing::info!(
            name: "rate_limit.store_available",
            target: "clickhouse_cloud::rate_limit",
            "the rate-limit store is available again"
        );
    }

    impl Span {
        /// Runs a future inside the span.
        pub(crate) fn enclose<F: Future>(
            &self,
            future: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            future.instrument(self.0.clone())
        }

        /// Records the attempts of a call, or its failure, before the response is read.
        pub(crate) fn ended(&self, outcome: Result<u32, &Error>) {
            match outcome {
                Ok(attempts) => {
                    self.0.record("clickhouse_cloud.attempts", attempts);
                }
                Err(error) => {
                    self.0.record("clickhouse_cloud.attempts", error.attempts());
                    self.failed(error);
                }
            }
        }

        /// Records a call that succeeded, and reports values of unexpected types in its response.
        pub(crate) fn succeeded(&self, meta: &Meta) {
            let request_id = meta.request_id.as_deref();
            if let Some(id) = request_id {
                self.0.record("clickhouse_cloud.request_id", id);
            }
            self.0.in_scope(|| {
                debug!(
                    name: "call.succeeded",
                    target: "clickhouse_cloud::call",
                    attempts = meta.attempts,
                    http.response.status_code = meta.status.as_u16(),
                    clickhouse_cloud.request_id = request_id,
                    elapsed_ms = millis(meta.elapsed),
                    "the call succeeded"
                );
                if let Some(first) = meta.warnings.first() {
                    warn!(
                        name: "response.warnings",
                        target: "clickhouse_cloud::response",
                        count = meta.warnings.len(),
                        clickhouse_cloud.request_id = request_id,
                        pointer = first.pointer,
                        expected = first.expected,
                        found = first.found,
                        "the response has values of unexpected types; `pointer` is the first"
                    );
                }
            });
        }

        /// Records a call that failed.
        pub(crate) fn failed(&self, error: &Error) {
            if let Some(id) = error.request_id() {
                self.0.record("clickhouse_cloud.request_id", id);
            }
            self.is_error(format_args!("{:?}", error.kind()));
            self.0.in_scope(|| {
                warn!(
                    name: "call.failed",
                    target: "clickhouse_cloud::call",
                    attempts = error.attempts(),
                    http.response.status_code = error.status().map(|status| status.as_u16()),
                    error.r#type = ?error.kind(),
                    error.message = %error.cause(),
                    clickhouse_cloud.request_id = error.request_id(),
                    elapsed_ms = millis(error.elapsed()),
                    "the call failed"
                );
            });
        }

        /// Records the outcome of an attempt.
        pub(crate) fn responded(&self, outcome: Option<&Result<Response<Bytes>, TransportError>>) {
            match outcome {
                Some(Ok(response)) => {
                    let status = response.status();
                    self.0.record("http.response.status_code", status.as_u16());
                    if status.is_client_error() || status.is_server_error() {
                        self.is_error(format_args!("{}", status.as_u16()));
                    }
                }
                Some(Err(error)) if error.is_connect() => self.is_error(format_args!("connect")),
                Some(Err(_)) => self.is_error(format_args!("transport")),
                None => self.is_error(format_args!("timeout")),
            }
        }

        fn is_error(&self, kind: std::fmt::Arguments<'_>) {
            self.0.record("error.type", tracing::field::display(kind));
            self.0.record("otel.status_code", "ERROR");
        }
    }

    fn millis(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Response, Uri};

    use crate::runtime::call_info::CallInfo;
    use crate::runtime::error::Error;
    use crate::runtime::response::Meta;
    use crate::runtime::transport::TransportError;

    #[derive(Clone)]
    pub(crate) struct Span;

    pub(crate) fn call(_: &CallInfo) -> Span {
        Span
    }

    pub(crate) fn attempt(_: &CallInfo, _: &Uri, _: u32) -> Span {
        Span
    }

    pub(crate) fn retry(_: &CallInfo, _: u32, _: &Error, _: Duration) {}

    pub(crate) fn limited(_: &CallInfo) {}

    pub(crate) fn permitted(_: &CallInfo, _: Duration) {}

    pub(crate) fn throttled(_: &CallInfo, _: Duration) {}

    pub(crate) fn poll(_: &CallInfo, _: u32, _: Option<&str>, _: Option<&str>) {}

    pub(crate) fn wait_failed(_: &CallInfo, _: &Error) {}

    pub(crate) fn pages_repeat(_: &'static str) {}

    #[cfg(feature = "redis")]
    pub(crate) fn store_unavailable(_: &str) {}

    #[cfg(feature = "redis")]
    pub(crate) fn store_available() {}

    #[allow(clippy::unused_self, reason = "the same calls as with the feature")]
    impl Span {
        pub(crate) fn enclose<F: Future>(&self, future: F) -> F {
            future
        }

        pub(crate) fn ended(&self, _: Result<u32, &Error>) {}

        pub(crate) fn succeeded(&self, _: &Meta) {}

        pub(crate) fn failed(&self, _: &Error) {}

        pub(crate) fn responded(&self, _: Option<&Result<Response<Bytes>, TransportError>>) {}
    }
}
