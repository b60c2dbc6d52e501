//! The server of these tests records requests, and checks them strictly.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use sdk_tests::server::{Reply, Server};

/// The beginning of the response to some bytes.
fn send(server: &Server, text: &str) -> String {
    let url = server.url();
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.replace("HOST", address).as_bytes()).unwrap();
    let mut response = vec![0; 1_000];
    let length = stream.read(&mut response).unwrap();
    String::from_utf8_lossy(&response[..length]).into_owned()
}

#[test]
fn a_request_is_recorded_and_gets_the_prepared_response() {
    let server = Server::start().unwrap();
    server.prepare(Reply::new(201, "application/json", "{}"));
    let response = send(
        &server,
        "POST /v1/a%20b/%3F?x=1&x=%26+2 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\nA: b\r\n\r\nhi",
    );
    assert!(
        response.starts_with("HTTP/1.1 201 ") && response.ends_with("\r\n\r\n{}"),
        "{response}"
    );
    let received = server.received().pop().unwrap().unwrap();
    assert_eq!(received.method, "POST");
    assert_eq!(received.segments().unwrap(), ["v1", "a b", "?"]);
    let query = [("x", "1"), ("x", "& 2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(received.query().unwrap(), query);
    assert_eq!(received.header("a"), Some("b"));
    assert_eq!(received.body, "hi");
    assert!(server.received().is_empty());
}

#[test]
fn a_request_that_no_good_client_sends_is_reported() {
    let server = Server::start().unwrap();
    let wrong = [
        "get / HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET x HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /a%2 HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /a\"b HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: HOST\r\nA: b\r\na: c\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ];
    for request in wrong {
        send(&server, request);
        assert!(server.received().pop().unwrap().is_err(), "{request}");
    }
    // The HTTP library refuses these itself.
    for request in [
        "GET /a b HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: HOST\r\nnothing\r\n\r\n",
    ] {
        assert!(send(&server, request).starts_with("HTTP/1.1 400 "), "{request}");
    }
}
