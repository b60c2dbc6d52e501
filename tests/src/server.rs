//! An HTTP server on loopback that forgives nothing, to see what a client really sends.
//!
//! It takes one request per connection, checks it by the letter of HTTP/1.1, keeps it, and
//! answers what the test has laid ready. It is written here so that a test does not trust the
//! leniency of somebody else's parser.

mod request;

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

pub use request::{Received, decode};

/// What the server answers.
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
    /// An answer with a body of a media type.
    #[must_use]
    pub fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
        Self { status, headers, body: body.into() }
    }
}

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    reply: Mutex<Reply>,
    /// Requests, or what was wrong with them.
    received: Mutex<Vec<Result<Received, String>>>,
    stop: AtomicBool,
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// If the system gives no port.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            reply: Mutex::new(Reply::new(404, "text/plain", "nothing is laid ready")),
            received: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let thread = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for stream in listener.incoming() {
                    if shared.stop.load(Ordering::SeqCst) {
                        break;
                    }
                    if let Ok(stream) = stream {
                        shared.serve(stream, address);
                    }
                }
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// The base URL of the server.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lays an answer ready for all requests to come.
    pub fn lay_ready(&self, reply: Reply) {
        *self.shared.reply.lock().unwrap_or_else(PoisonError::into_inner) = reply;
    }

    /// The requests since the last time, or what was wrong with them.
    #[must_use]
    pub fn received(&self) -> Vec<Result<Received, String>> {
        std::mem::take(&mut *self.shared.received.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream, address: SocketAddr) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
        let request = Received::read(&mut stream, &address.to_string());
        let reply = self.reply.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.received.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        // A client that went away has its own test to fail.
        let _ = answer(&mut stream, &reply);
    }
}

fn answer(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Test\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    }
    head.push_str("Content-Length: ");
    head.push_str(&reply.body.len().to_string());
    head.push_str("\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(&reply.body)?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn send(server: &Server, text: &str) -> String {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(text.replace("HOST", &server.address.to_string()).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_request_is_kept_and_answered() {
        let server = Server::start().unwrap();
        server.lay_ready(Reply::new(201, "application/json", "{}"));
        let answer = send(
            &server,
            "POST /v1/a%20b/%3F?x=1&x=%26+2 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\nA: b\r\n\r\nhi",
        );
        assert!(answer.starts_with("HTTP/1.1 201 ") && answer.ends_with("\r\n\r\n{}"), "{answer}");
        let received = server.received().pop().unwrap().unwrap();
        assert_eq!(received.method, "POST");
        assert_eq!(received.segments().unwrap(), ["v1", "a b", "?"]);
        let query =
            [("x", "1"), ("x", "& 2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(received.query().unwrap(), query);
        assert_eq!(received.header("a"), Some("b"));
        assert_eq!(received.body, b"hi");
        assert!(server.received().is_empty());
    }

    #[test]
    fn what_is_not_by_the_letter_is_reported() {
        let server = Server::start().unwrap();
        let wrong = [
            "get / HTTP/1.1\r\nHost: HOST\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: HOST\r\n\r\n",
            "GET x HTTP/1.1\r\nHost: HOST\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: HOST\r\n\r\n",
            "GET /é HTTP/1.1\r\nHost: HOST\r\n\r\n",
            "GET /a%2 HTTP/1.1\r\nHost: HOST\r\n\r\n",
            "GET /a#b HTTP/1.1\r\nHost: HOST\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: HOST\r\nA: b\r\na: c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: HOST\r\nnothing\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ];
        for request in wrong {
            send(&server, request);
            assert!(server.received().pop().unwrap().is_err(), "{request}");
        }
    }
}
