//! A server that follows a script and records the requests, for tests of a client's wire behaviour.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::request::Request;
use crate::server::{Reply, Server};

/// A server that does with each request what its script says. It stops when it is dropped.
#[derive(Debug)]
pub struct ScriptedServer {
    server: Server,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl ScriptedServer {
    /// Starts a server on a free port. The script gets the number of the request, from 0, and may
    /// wait for other requests.
    ///
    /// # Errors
    ///
    /// If the system refuses a socket or a thread.
    pub fn start(
        script: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let server = Server::start_blocking(0, move |request: Request| {
            let number = {
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.push(request.clone());
                log.len() - 1
            };
            script(number, &request)
        })?;
        Ok(Self { server, seen })
    }

    /// The address of the server.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The base URL of the server.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The requests since the last call of this function.
    #[must_use]
    pub fn take_seen(&self) -> Vec<Request> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many requests there were so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// The bytes of a response with a status line, headers and a body.
#[must_use]
pub fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The bytes of a JSON response.
#[must_use]
pub fn json(status: u16, body: &str) -> Vec<u8> {
    response(status, &[("content-type", "application/json")], body.as_bytes())
}
