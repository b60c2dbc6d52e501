//! A client and its server, for tests that define the traffic themselves.

use clickhouse_cloud::{Client, RateLimit, RetryPolicy};
use sdk_tests::server::{Reply, Server};
use serde_json::{Value, json};

/// Ids for the paths of calls.
pub(crate) const ORG: &str = "c0ffee00-0000-4000-8000-000000000001";
pub(crate) const ID: &str = "c0ffee00-0000-4000-8000-000000000002";
/// The id in the responses.
pub(crate) const REQUEST: &str = "9d3a1b58-6a43-4a5d-8a44-0f3a5b3f7a01";

/// A client without retries and rate limit.
pub(crate) fn quiet(server: &Server) -> Client {
    Client::builder()
        .api_key("id", "secret")
        .base_url(server.url())
        .retry(RetryPolicy::none())
        .rate_limit(RateLimit::off())
        .build()
        .unwrap()
}

/// What runs the calls of a test.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A client, its server, and what runs them.
pub(crate) struct Talk {
    server: Server,
    runtime: tokio::runtime::Runtime,
    pub(crate) client: Client,
}

impl Talk {
    /// Starts a server and its client.
    pub(crate) fn new() -> Self {
        let server = Server::start().unwrap();
        let (client, runtime) = (quiet(&server), runtime());
        Self { server, runtime, client }
    }

    /// A talk in which every response is `result` in an envelope.
    pub(crate) fn with(result: &Value) -> Self {
        let talk = Self::new();
        talk.answer(result);
        talk
    }

    /// A talk in which every response has this body.
    pub(crate) fn with_body(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let talk = Self::new();
        talk.server.prepare(Reply::new(200, media_type, body));
        talk
    }

    /// Sets the response of the next calls: `result` in an envelope.
    pub(crate) fn answer(&self, result: &Value) {
        let body = json!({ "status": 200, "requestId": REQUEST, "result": result });
        self.server.prepare(Reply::new(200, "application/json", body.to_string()));
    }

    /// Sets the response of the next calls: a failure.
    pub(crate) fn fail(&self, status: u16, body: &Value) {
        self.server.prepare(Reply::new(status, "application/json", body.to_string()));
    }

    /// Waits for a call.
    pub(crate) fn run<F: IntoFuture>(&self, call: F) -> F::Output {
        // Timers of the client need the runtime from the start of the call.
        self.runtime.block_on(async { call.await })
    }

    /// Clears the recorded requests.
    pub(crate) fn forget(&self) {
        drop(self.server.received());
    }

    /// The method, target and JSON body of the one request that was sent.
    pub(crate) fn sent(&self) -> (String, String, Value) {
        let mut received = self.server.received();
        assert_eq!(received.len(), 1, "not exactly one request was sent");
        let request = received.remove(0).unwrap();
        let body = match &request.body[..] {
            [] => Value::Null,
            body => serde_json::from_slice(body).unwrap(),
        };
        (request.method, request.target, body)
    }
}
