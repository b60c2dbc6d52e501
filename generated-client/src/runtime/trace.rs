//! Spans for calls and attempts, with the names of OpenTelemetry; nothing without the feature.
//!
//! Of a request only method and path template stand in a span: no parameters, headers or bodies,
//! and so no secrets.

#[cfg(not(feature = "tracing"))]
pub(super) use self::off::{attempt, call, retry};
#[cfg(all(feature = "redis", not(feature = "tracing")))]
pub(super) use self::off::{store_away, store_back};
#[cfg(feature = "tracing")]
pub(super) use self::on::{attempt, call, retry};
#[cfg(all(feature = "redis", feature = "tracing"))]
pub(super) use self::on::{store_away, store_back};

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Response, Uri};
    use tracing::field::Empty;
    use tracing::{Instrument as _, debug, info_span};

    use crate::runtime::call_info::CallInfo;
    use crate::runtime::error::Error;
    use crate::runtime::raw_response::RawResponse;
    use crate::runtime::transport::TransportError;

    /// The span of a call or of an attempt.
    pub(crate) struct Span(tracing::Span);

    /// The span of a whole call.
    pub(crate) fn call(info: &CallInfo) -> Span {
        let name = if info.id.is_empty() { &*info.path } else { info.id };
        Span(info_span!(
            "clickhouse_cloud.call",
            otel.name = name,
            otel.kind = "internal",
            otel.status_code = Empty,
            url.template = &*info.path,
            clickhouse_cloud.attempts = Empty,
            clickhouse_cloud.request_id = Empty,
            error.r#type = Empty,
        ))
    }

    /// The span of one HTTP request.
    pub(crate) fn attempt(info: &CallInfo, uri: &Uri, number: u32) -> Span {
        let span = info_span!(
            "http.client.request",
            otel.name = format_args!("{} {}", info.method, info.path),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = info.method.as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.template = &*info.path,
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

    /// Says that another attempt follows.
    pub(crate) fn retry(delay: Duration) {
        debug!(delay = ?delay, "the attempt failed; another one follows");
    }

    /// Says that the store of the rate limit is unavailable.
    #[cfg(feature = "redis")]
    pub(crate) fn store_away(reason: &str) {
        tracing::warn!(reason, "the store of the rate limit is away");
    }

    /// Says that the store of the rate limit answers again.
    #[cfg(feature = "redis")]
    pub(crate) fn store_back() {
        tracing::info!("the store of the rate limit is back");
    }

    impl Span {
        /// Runs a future inside the span.
        pub(crate) fn enclose<F: Future>(
            &self,
            future: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            future.instrument(self.0.clone())
        }

        /// Writes down what came of a call.
        pub(crate) fn ended(&self, outcome: &Result<RawResponse, Error>) {
            match outcome {
                Ok(raw) => {
                    self.0.record("clickhouse_cloud.attempts", raw.attempts);
                }
                Err(error) => {
                    self.0.record("clickhouse_cloud.attempts", error.attempts());
                    if let Some(id) = error.request_id() {
                        self.0.record("clickhouse_cloud.request_id", id);
                    }
                    self.failed(format_args!("{:?}", error.kind()));
                }
            }
        }

        /// Writes down what came of an attempt.
        pub(crate) fn answered(&self, answer: Option<&Result<Response<Bytes>, TransportError>>) {
            match answer {
                Some(Ok(response)) => {
                    let status = response.status();
                    self.0.record("http.response.status_code", status.as_u16());
                    if status.is_client_error() || status.is_server_error() {
                        self.failed(format_args!("{}", status.as_u16()));
                    }
                }
                Some(Err(error)) if error.is_connect() => self.failed(format_args!("connect")),
                Some(Err(_)) => self.failed(format_args!("transport")),
                None => self.failed(format_args!("timeout")),
            }
        }

        fn failed(&self, kind: std::fmt::Arguments<'_>) {
            self.0.record("error.type", tracing::field::display(kind));
            self.0.record("otel.status_code", "ERROR");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Response, Uri};

    use crate::runtime::call_info::CallInfo;
    use crate::runtime::error::Error;
    use crate::runtime::raw_response::RawResponse;
    use crate::runtime::transport::TransportError;

    pub(crate) struct Span;

    pub(crate) fn call(_: &CallInfo) -> Span {
        Span
    }

    pub(crate) fn attempt(_: &CallInfo, _: &Uri, _: u32) -> Span {
        Span
    }

    pub(crate) fn retry(_: Duration) {}

    #[cfg(feature = "redis")]
    pub(crate) fn store_away(_: &str) {}

    #[cfg(feature = "redis")]
    pub(crate) fn store_back() {}

    #[allow(clippy::unused_self, reason = "the same calls as with the feature")]
    impl Span {
        pub(crate) fn enclose<F: Future>(&self, future: F) -> F {
            future
        }

        pub(crate) fn ended(&self, _: &Result<RawResponse, Error>) {}

        pub(crate) fn answered(&self, _: Option<&Result<Response<Bytes>, TransportError>>) {}
    }
}
