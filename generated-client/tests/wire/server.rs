//! The scripted server of the wire tests, and clients of it.

use std::net::SocketAddr;
use std::time::Duration;

use clickhouse_cloud::{Client, ClientBuilder, RateLimit, RetryPolicy};
use double::ScriptedServer;

pub(crate) use double::script::{json, response};
pub(crate) use double::{Reply, Request};

/// A server that follows a script.
pub(crate) struct Server(ScriptedServer);

impl Server {
    /// A server with a scripted reply for each request, numbered from 0.
    pub(crate) fn new(script: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        Self(ScriptedServer::start(script).unwrap())
    }

    /// A server with one reply for all requests.
    pub(crate) fn always(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Self {
        Self::new(move |_, _| reply())
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.0.seen()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.count()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.address()
    }

    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// A client of the server: without a limit, and with short pauses between attempts.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .api_key("key-id", "key-s3cr3t")
            .base_url(self.url())
            .rate_limit(RateLimit::off())
            .retry(quick())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// The default retries with short delays.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::default().base_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(2))
}

/// A successful envelope with the result 7.
pub(crate) fn fine() -> Reply {
    Reply::Raw(json(200, r#"{"status":200,"requestId":"r-7","result":7}"#))
}
