//! A server on loopback for the document: every connection gets the reply of the moment.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The server. It ends with the process.
pub(crate) struct Server {
    /// Where it is.
    pub(crate) url: String,
    replies: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    /// Starts a server.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("the listener has an address");
        let replies = Arc::new(Mutex::new(vec![Vec::new()]));
        let shared = Arc::clone(&replies);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let reply = {
                    let mut replies = shared.lock().expect("no test panics while it holds it");
                    if replies.len() > 1 { replies.remove(0) } else { replies[0].clone() }
                };
                respond(stream, &reply);
            }
        });
        Self { url: format!("http://{address}/v1"), replies }
    }

    /// Sets the replies, one a connection; the last one is repeated.
    pub(crate) fn reply(&self, replies: Vec<Vec<u8>>) {
        *self.replies.lock().expect("no test panics while it holds it") = replies;
    }
}

/// A response with a body.
pub(crate) fn response(status: &str, body: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    format!("{head}Connection: close\r\n\r\n{body}").into_bytes()
}

/// A response that ends before its body does.
pub(crate) fn cut(body: &str) -> Vec<u8> {
    let mut bytes = response("200 OK", body);
    bytes.truncate(bytes.len() / 2);
    bytes
}

fn respond(mut stream: TcpStream, reply: &[u8]) {
    let mut request = Vec::new();
    let mut buffer = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(length) => request.extend_from_slice(&buffer[..length]),
        }
    }
    // The client may have gone; what it saw is what the test looks at.
    drop(stream.write_all(reply));
}
