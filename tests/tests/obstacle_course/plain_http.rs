//! A transport for HTTP/1.1 without TLS to a server on this machine: the crate of the
//! obstacle course has no default transport.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use bytes::Bytes;
use http::{Request, Response};

use crate::{BoxFuture, Client, Transport, TransportError};

/// One connection for each request.
struct PlainHttp;

impl Transport for PlainHttp {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move { exchange(&request).map_err(TransportError::exchange) })
    }
}

fn exchange(request: &Request<Bytes>) -> io::Result<Response<Bytes>> {
    let uri = request.uri();
    let authority = uri.authority().unwrap();
    let path = uri.path_and_query().unwrap();
    let mut stream = TcpStream::connect(authority.as_str())?;
    write!(stream, "{} {path} HTTP/1.1\r\nhost: {authority}\r\n", request.method())?;
    for (name, value) in request.headers() {
        write!(stream, "{name}: ")?;
        stream.write_all(value.as_bytes())?;
        stream.write_all(b"\r\n")?;
    }
    write!(stream, "connection: close\r\ncontent-length: {}\r\n\r\n", request.body().len())?;
    stream.write_all(request.body())?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text)?;
    let end = text.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&text[..end]).unwrap();
    let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut response = Response::builder().status(status);
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        response = response.header(name, value);
    }
    Ok(response.body(Bytes::copy_from_slice(&text[end + 4..])).unwrap())
}

/// A client of a server on this machine.
pub(crate) fn client(url: &str) -> Client {
    let builder = Client::builder().api_key("id", "secret").base_url(url).transport(PlainHttp);
    builder.build().unwrap()
}
