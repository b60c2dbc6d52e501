//! A server that sends what a test has prepared, and checks each request strictly.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use double::{Request, ScriptedServer};

/// The characters of a target, besides letters and digits, by RFC 3986: unreserved characters,
/// delimiters, and the percent sign of escapes.
const TARGET: &str = "-._~!$&'()*+,;=:@/?%";

/// What the server sends.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers, without those that frame the body.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A response with a body of a media type.
    #[must_use]
    pub fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    fn bytes(&self) -> Vec<u8> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        double::script::response(self.status, &headers.collect::<Vec<_>>(), &self.body)
    }
}

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    server: ScriptedServer,
    reply: Arc<Mutex<Reply>>,
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// If the system refuses a socket or a thread.
    pub fn start() -> io::Result<Self> {
        let reply = Arc::new(Mutex::new(Reply::new(404, "text/plain", "nothing is prepared")));
        let prepared = Arc::clone(&reply);
        let server = ScriptedServer::start(move |_, _| {
            let reply = prepared.lock().unwrap_or_else(PoisonError::into_inner);
            double::Reply::Raw(reply.bytes())
        })?;
        Ok(Self { server, reply })
    }

    /// The base URL of the server.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Prepares the response to all requests to come.
    pub fn prepare(&self, reply: Reply) {
        *self.reply.lock().unwrap_or_else(PoisonError::into_inner) = reply;
    }

    /// The requests since the last call, or what was wrong with them.
    #[must_use]
    pub fn received(&self) -> Vec<Result<Request, String>> {
        let host = self.server.address().to_string();
        self.server.take_seen().into_iter().map(|request| check(request, &host)).collect()
    }
}

/// Checks what the HTTP library accepts, but no good client sends.
fn check(request: Request, host: &str) -> Result<Request, String> {
    let target = &request.target;
    if !target.starts_with('/') {
        return Err(format!("the target is not a path: {target:?}"));
    }
    if let Some(wrong) =
        target.chars().find(|c| !(c.is_ascii_alphanumeric() || TARGET.contains(*c)))
    {
        return Err(format!("{wrong:?} must be escaped in {target:?}"));
    }
    request.segments()?;
    if !request.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("not a method: {:?}", request.method));
    }
    let mut names = BTreeSet::new();
    if let Some((name, _)) = request.headers.iter().find(|(name, _)| !names.insert(name.as_str())) {
        return Err(format!("the header {name} was sent twice"));
    }
    if request.header("host") != Some(host) {
        return Err(format!("the host is {:?}", request.header("host")));
    }
    if let Some(encoding) = request.header("transfer-encoding") {
        return Err(format!("a body of unknown length: {encoding}"));
    }
    Ok(request)
}
