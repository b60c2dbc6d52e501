//! Responses that no correct server sends: each ends in a value or a typed error, in bounded
//! memory, and none in a panic or an endless wait.

use std::io::Write as _;
use std::time::Duration;

use clickhouse_cloud::{Error, ErrorKind, Response, RetryPolicy};
use http::Method;
use serde_json::Value;

use crate::server::{Reply, Server, response};

const JSON: (&str, &str) = ("content-type", "application/json");
const FINE: &[u8] = br#"{"status":200,"requestId":"r","result":7}"#;

/// One attempt, after which the server closes the connection.
async fn send(bytes: Vec<u8>) -> Result<Response<Value>, Error> {
    let server = Server::always(move || Reply::Close(bytes.clone()));
    let client = server
        .builder()
        .retry(RetryPolicy::none())
        .attempt_timeout(Duration::from_secs(20))
        .max_body(8 << 20)
        .build()
        .unwrap();
    let outcome = client.request(Method::GET, "/v1/x").send_as::<Value>().await;
    if let Err(error) = &outcome {
        let said = format!("{error} {error:?}");
        assert!(said.len() < 300_000, "an error of {} bytes", said.len());
        assert!(!said.contains("s3cr3t"), "{said}");
    }
    outcome
}

/// The kind of the failure, and its status.
async fn failure(bytes: Vec<u8>) -> (ErrorKind, Option<u16>) {
    match send(bytes).await {
        Ok(response) => panic!("accepted: {:?}", response.value()),
        Err(error) => (error.kind(), error.status().map(|status| status.as_u16())),
    }
}

fn raw(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\r\n\r\n", body].concat()
}

fn chunked(body: &[u8]) -> Vec<u8> {
    raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked", body)
}

fn gzip(bytes: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bytes.into_iter().for_each(|part| encoder.write_all(&part).unwrap());
    encoder.finish().unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    response(200, &[JSON, ("content-encoding", "gzip")], bytes)
}

#[tokio::test]
async fn malformed_chunks_break_the_exchange() {
    let cases: [&[u8]; 9] = [
        b"zz\r\n{}\r\n0\r\n\r\n",
        b"-1\r\n{}\r\n0\r\n\r\n",
        b"ffffffffffffffff\r\n{}",
        b"fffffffffffffffffffffff\r\n{}",
        b"5\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}XX0\r\n\r\n",
        b"2\r\n{}\r\n",
        b"2",
        b"",
    ];
    for body in cases {
        let (kind, _) = failure(chunked(body)).await;
        assert_eq!(kind, ErrorKind::Transport, "{}", String::from_utf8_lossy(body));
    }
    let sound = chunked(b"29;ext=\"x\"\r\n{\"status\":200,\"requestId\":\"r\",\"result\":7}\r\n0\r\ntrailer: x\r\n\r\n");
    assert_eq!(*send(sound).await.unwrap().value(), 7);
}

#[tokio::test]
async fn wrong_content_lengths_are_errors() {
    let with = |length: &str| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}"
        );
        raw(&head, FINE)
    };
    for length in ["1000", "18446744073709551614", "99999999999999999999999", "-1", "0x10", "7, 8"]
    {
        let (kind, _) = failure(with(length)).await;
        assert_eq!(kind, ErrorKind::Transport, "{length}");
    }
    // A body that is longer than its length ends too early; the rest belongs to no request.
    assert_eq!(failure(with("10")).await, (ErrorKind::Decode, Some(200)));
    assert_eq!(failure(with("0")).await, (ErrorKind::Decode, Some(200)));
    let two = raw("HTTP/1.1 200 OK\r\ncontent-length: 41\r\ncontent-length: 7", FINE);
    assert_eq!(failure(two).await.0, ErrorKind::Transport);
    let until_closed = raw("HTTP/1.1 200 OK\r\ncontent-type: application/json", FINE);
    assert_eq!(*send(until_closed).await.unwrap().value(), 7);
}

#[tokio::test]
async fn bombs_are_not_unpacked() {
    let megabyte = vec![b' '; 1 << 20];
    let bomb = gzip(std::iter::repeat_n(megabyte.clone(), 64));
    assert!(bomb.len() < 1 << 20);
    assert_eq!(failure(packed(&bomb)).await.0, ErrorKind::Transport);
    let failed = response(500, &[("content-encoding", "gzip")], &bomb);
    let (kind, status) = failure(failed).await;
    assert!(kind == ErrorKind::Transport || status == Some(500), "{kind:?} {status:?}");
    // Compressed twice, although the header names one encoding.
    let twice = gzip([gzip([megabyte])]);
    assert_eq!(failure(packed(&twice)).await, (ErrorKind::Decode, Some(200)));
}

#[tokio::test]
async fn invalid_gzip_is_an_error() {
    let whole = gzip([FINE.to_vec()]);
    for cut in [0, 1, 5, 10, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
        let outcome = send(packed(&whole[..cut])).await;
        let error = outcome.expect_err("half of it is not enough");
        assert!(error.is_transport() || error.is_decode(), "{cut}: {error:?}");
    }
    let mut wrong = whole.clone();
    wrong.iter_mut().skip(12).for_each(|byte| *byte ^= 0x55);
    assert_eq!(failure(packed(&wrong)).await.0, ErrorKind::Transport);
    assert_eq!(failure(packed(FINE)).await.0, ErrorKind::Transport);
    let unknown = response(200, &[JSON, ("content-encoding", "zstd")], FINE);
    let (kind, _) = failure(unknown).await;
    assert!(matches!(kind, ErrorKind::Transport | ErrorKind::Decode), "{kind:?}");
}

#[tokio::test]
async fn deep_values_are_refused() {
    for depth in [200, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let body = format!("{{\"status\":200,\"requestId\":\"r\",\"result\":{deep}}}");
            assert_eq!(
                failure(response(200, &[JSON], body.as_bytes())).await,
                (ErrorKind::Decode, Some(200))
            );
            // A failure status is a failure, whatever the body.
            assert_eq!(
                failure(response(400, &[JSON], body.as_bytes())).await,
                (ErrorKind::Api, Some(400))
            );
        }
    }
}

#[tokio::test]
async fn invalid_utf8_is_handled() {
    for body in [
        b"{\"result\":\"\xff\xfe\"}".as_slice(),
        b"{\"result\":\"\xed\xa0\x80\"}",
        b"\xff\xfe{\0}\0",
        b"\0\0\0\0",
        b"{\"result\":\"a\0b\"}",
        b"\x1b[2J",
        b"{\"result\":7}{\"result\":8}",
        b"{\"result\":7",
        b"null",
        b"[]",
    ] {
        let shown = String::from_utf8_lossy(body).into_owned();
        assert_eq!(
            failure(response(200, &[JSON], body)).await,
            (ErrorKind::Decode, Some(200)),
            "{shown}"
        );
        assert_eq!(
            failure(response(404, &[JSON], body)).await,
            (ErrorKind::Routing, Some(404)),
            "{shown}"
        );
    }
    // Bodies that can be decoded are decoded.
    let half = response(200, &[JSON], b"{\"result\":\"\\ud800\"}");
    assert_eq!(*send(half).await.unwrap().value(), "\u{fffd}");
    if let Err(error) = send(response(200, &[JSON], b"{\"result\":1e999}")).await {
        assert!(error.is_decode(), "{error:?}");
    }
    let mark = [b"\xef\xbb\xbf".as_slice(), FINE].concat();
    assert!(send(response(200, &[JSON], &mark)).await.is_ok());
}

#[tokio::test]
async fn contradictory_statuses_and_bodies_are_errors() {
    let page = b"<html>Log in</html>";
    assert_eq!(
        failure(response(200, &[("content-type", "text/html")], page)).await,
        (ErrorKind::Decode, Some(200))
    );
    assert_eq!(failure(response(200, &[], b"")).await, (ErrorKind::Decode, Some(200)));
    for status in [203, 206, 226, 299] {
        let outcome = send(response(status, &[JSON], FINE)).await.unwrap();
        assert_eq!(*outcome.value(), 7, "{status}");
    }
    for status in [400, 418, 451, 499, 500, 511, 599] {
        // The body reports success; the status decides.
        assert_eq!(failure(response(status, &[JSON], FINE)).await, (ErrorKind::Api, Some(status)));
    }
    for status in [600, 999] {
        let (kind, said) = failure(response(status, &[JSON], FINE)).await;
        assert!(kind == ErrorKind::Transport || said == Some(status), "{status}: {kind:?}");
    }
    for status in [0, 42, 1000, 99_999] {
        assert_eq!(
            failure(response(status_of(status), &[JSON], FINE)).await.0,
            ErrorKind::Transport,
            "{status}"
        );
    }
}

/// A valid status for the helper; the status line is what matters.
fn status_of(status: u32) -> u16 {
    u16::try_from(status).unwrap_or(0)
}

#[tokio::test]
async fn unexpected_bodies_leave_no_bytes_behind() {
    // The body of a 204 would be the beginning of the next response.
    let server = Server::new(|number, _| match number {
        0 => Reply::Raw(response(204, &[JSON], FINE)),
        _ => Reply::Raw(response(200, &[JSON], FINE)),
    });
    let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
    let first = client.request(Method::DELETE, "/v1/x").send_as::<Value>().await;
    match first {
        Ok(response) => assert!(response.value().is_null(), "{:?}", response.value()),
        Err(error) => assert!(error.is_decode(), "{error:?}"),
    }
    // A poisoned connection may fail the next call, but must not return the old body.
    match client.request(Method::GET, "/v1/y").send_as::<Value>().await {
        Ok(response) => assert_eq!(*response.value(), 7),
        Err(error) => assert!(error.is_transport(), "{error:?}"),
    }
}

#[tokio::test]
async fn invalid_redirects_are_errors() {
    for status in [301, 302, 303, 307, 308] {
        for location in [
            "",
            "http://",
            "http://[::1",
            "//",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://evil.example/",
            "\\\\evil\\x",
            "https://user:pw@evil.example",
        ] {
            let (kind, said) = failure(response(status, &[("location", location)], b"")).await;
            assert!(
                matches!(kind, ErrorKind::Redirect | ErrorKind::Api | ErrorKind::Transport),
                "{status} {location}: {kind:?} {said:?}"
            );
        }
        let (kind, _) = failure(response(status, &[], b"")).await;
        assert!(matches!(kind, ErrorKind::Redirect | ErrorKind::Api), "{status}: {kind:?}");
    }
    for status in [300, 304, 305, 399] {
        let (kind, said) = failure(response(status, &[], b"")).await;
        assert!(
            matches!(kind, ErrorKind::Redirect | ErrorKind::Api),
            "{status}: {kind:?} {said:?}"
        );
    }
}

#[tokio::test]
async fn interim_responses_are_skipped() {
    let interim = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(5);
    let bytes = [interim, response(200, &[JSON], FINE)].concat();
    assert_eq!(*send(bytes).await.unwrap().value(), 7);
    // Interim responses alone are no final response.
    let endless = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000);
    assert_eq!(failure(endless).await.0, ErrorKind::Transport);
    let (kind, _) =
        failure(raw("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket", b"")).await;
    assert!(matches!(kind, ErrorKind::Transport | ErrorKind::Api | ErrorKind::Decode), "{kind:?}");
}

#[tokio::test]
async fn excessive_headers_are_errors() {
    let long = "x".repeat(1 << 20);
    let (kind, _) = failure(response(200, &[JSON, ("x-long", &long)], FINE)).await;
    assert_eq!(kind, ErrorKind::Transport);
    let many = "x-many: y\r\n".repeat(20_000);
    let bytes = raw(&format!("HTTP/1.1 200 OK\r\n{many}content-length: 41"), FINE);
    assert_eq!(failure(bytes).await.0, ErrorKind::Transport);
    // Valid header values are returned unchanged.
    for value in ["a\tb", "\u{e9}", "'; DROP TABLE", "%00"] {
        let response = send(response(200, &[JSON, ("x-strange", value)], FINE)).await.unwrap();
        assert_eq!(response.headers()["x-strange"].as_bytes(), value.as_bytes());
    }
    for line in ["x strange: y", ": y", "x\0y: z", "x-a: b\0c", " folded"] {
        let bytes = raw(&format!("HTTP/1.1 200 OK\r\n{line}\r\ncontent-length: 41"), FINE);
        assert_eq!(failure(bytes).await.0, ErrorKind::Transport, "{line:?}");
    }
}

#[tokio::test]
async fn invalid_retry_hints_are_ignored() {
    for (name, value) in [
        ("retry-after", "-1"),
        ("retry-after", "99999999999999999999"),
        ("retry-after", "Fri, 99 Foo 9999 99:99:99 GMT"),
        ("retry-after", "\u{fffd}"),
        ("x-ratelimit-reset", "1e308"),
        ("x-ratelimit-reset", "NaN"),
        ("x-ratelimit-remaining", "-9223372036854775809"),
        ("x-ratelimit-limit", "0"),
        ("content-type", "\"; charset=\u{ff}"),
        ("date", "yesterday"),
    ] {
        let (kind, status) = failure(response(429, &[(name, value)], b"{}")).await;
        assert_eq!((kind, status), (ErrorKind::Api, Some(429)), "{name}: {value}");
    }
}

#[tokio::test]
async fn failures_of_any_shape_are_failures() {
    for body in [
        r#"{"error":{"a":[1,2,{"b":null}]},"status":"x","requestId":7,"issues":"no list"}"#,
        r#"{"error":null,"issues":[null,1,"x",{"path":{}}]}"#,
        r#"{"error":"\u0000\u001b[2J\u202e"}"#,
        r#"[{"error":"x"}]"#,
        r#""text""#,
        "7",
        "{",
    ] {
        let error = send(response(400, &[JSON], body.as_bytes())).await.unwrap_err();
        assert_eq!((error.kind(), error.status().map(|s| s.as_u16())), (ErrorKind::Api, Some(400)));
        let _ = (error.message(), error.issues(), error.request_id(), error.raw_body());
    }
}
