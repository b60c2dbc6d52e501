//! A server on loopback for tests: it sends prepared replies, one per connection.

use std::fmt;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// What the server does with a connection.
#[derive(Clone)]
pub(super) enum Reply {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Sends nothing for a while.
    Silence,
}

impl Reply {
    /// 200 with a body.
    pub(super) fn ok(body: &str) -> Self {
        Self::status("200 OK", body)
    }

    /// A status with a body.
    pub(super) fn status(status: &str, body: &str) -> Self {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n");
        Self::raw(&format!("{head}\r\n{body}"))
    }

    /// Bytes as they are.
    pub(super) fn raw(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => f.write_str(&String::from_utf8_lossy(bytes)),
            Self::Silence => f.write_str("silence"),
        }
    }
}

/// Starts a server for as many connections as there are replies; returns its URL.
pub(super) fn serve(replies: Vec<Reply>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    thread::spawn(move || {
        for reply in replies {
            let Ok((stream, _)) = listener.accept() else { return };
            answer(stream, &reply);
        }
    });
    url
}

fn answer(mut stream: TcpStream, reply: &Reply) {
    let mut request = Vec::new();
    let mut buffer = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(length) => request.extend_from_slice(&buffer[..length]),
        }
    }
    match reply {
        // The client may have gone; what it saw is what the test looks at.
        Reply::Bytes(bytes) => drop(stream.write_all(bytes)),
        Reply::Silence => thread::sleep(Duration::from_secs(3)),
    }
}
