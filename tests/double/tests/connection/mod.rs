//! A connection to a double, which sends whatever a test needs.

#![allow(dead_code, reason = "each test program uses some of it")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use double::Double;
use serde_json::Value;

/// `double-key:double-secret`, as Basic authentication writes it.
const AUTHORIZATION: &str = "Basic ZG91YmxlLWtleTpkb3VibGUtc2VjcmV0";

/// A connection to a double.
pub(crate) struct Connection(pub(crate) TcpStream);

impl Connection {
    pub(crate) fn open(double: &Double) -> Self {
        Self(TcpStream::connect(double.address()).unwrap())
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: Option<&Value>) {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send_with(method, path, &[("content-type", "application/json")], body.as_bytes());
    }

    pub(crate) fn send_with(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) {
        let headers: String =
            headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: {AUTHORIZATION}\r\n\
             {headers}content-length: {}\r\n\r\n",
            body.len()
        );
        self.0.write_all(head.as_bytes()).unwrap();
        self.0.write_all(body).unwrap();
    }

    /// Status, head and body of the next response; `None` if the connection was closed before one.
    pub(crate) fn receive(&mut self) -> Option<(u16, String, Value)> {
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !bytes.ends_with(b"\r\n\r\n") {
            if self.0.read(&mut byte).unwrap_or(0) == 0 {
                return None;
            }
            bytes.push(byte[0]);
        }
        let head = String::from_utf8(bytes).unwrap().to_lowercase();
        // A response without content does not say how long it is.
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        self.0.read_exact(&mut body).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Some((status, head, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        self.send(method, path, body);
        let (status, _, body) = self.receive().expect("a response");
        (status, body)
    }
}
