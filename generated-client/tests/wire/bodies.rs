//! Tests of bodies as servers and gateways really send them.

use std::io::Write as _;

use clickhouse_cloud::{Error, ErrorKind, Response};
use http::Method;
use serde_json::{Value, json};

use crate::server::{Reply, Server, json as body, response};

async fn send(bytes: Vec<u8>) -> Result<Response<Value>, Error> {
    let server = Server::always(move || Reply::Raw(bytes.clone()));
    server.client().request(Method::GET, "/v1/x").send_as::<Value>().await
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn gzip_is_unpacked() {
    let packed = gzip(r#"{"result":"packed"}"#);
    let bytes = response(
        200,
        &[("content-type", "application/json"), ("content-encoding", "gzip")],
        &packed,
    );
    assert_eq!(*send(bytes).await.unwrap().value(), "packed");
    let bytes = response(400, &[("content-encoding", "gzip")], &gzip(r#"{"error":"packed"}"#));
    assert_eq!(send(bytes).await.unwrap_err().message(), "packed");
}

#[tokio::test]
async fn invalid_gzip_is_a_transport_error() {
    let packed = gzip(r#"{"result":"packed"}"#);
    let half = &packed[..packed.len() / 2];
    let bytes = response(200, &[("content-encoding", "gzip")], half);
    let error = send(bytes).await.unwrap_err();
    assert!(error.is_transport() && error.may_have_been_executed(), "{error:?}");
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn an_html_page_from_a_gateway_is_an_error() {
    let page = b"<html><body>Log in to the network</body></html>";
    let error =
        send(response(200, &[("content-type", "application/json")], page)).await.unwrap_err();
    assert!(error.is_decode() && error.may_have_been_executed(), "{error:?}");
    assert!(error.raw_body().unwrap().contains("Log in"));
    let error = send(response(502, &[("content-type", "text/html")], page)).await.unwrap_err();
    assert!(error.is_server_error());
    assert_eq!(error.message(), "Bad Gateway");
    assert!(error.raw_body().unwrap().contains("Log in"));
}

#[tokio::test]
async fn a_wrong_content_type_is_ignored() {
    for media_type in ["text/html", "text/plain", "application/octet-stream", "nonsense", ""] {
        let bytes = response(200, &[("content-type", media_type)], br#"{"result":{"name":"n"}}"#);
        let server = Server::always(move || Reply::Raw(bytes.clone()));
        let value = server.client().request(Method::GET, "/v1/x").await.unwrap();
        assert_eq!(value, json!({ "name": "n" }), "{media_type}");
        #[cfg(feature = "services")]
        {
            let service = server.client().organization("o").service("s").get().await.unwrap();
            assert_eq!(service.name.as_deref(), Some("n"), "{media_type}");
        }
        let failure = br#"{"error":"NO","requestId":"r"}"#;
        let error =
            send(response(400, &[("content-type", media_type)], failure)).await.unwrap_err();
        assert_eq!((error.message(), error.request_id()), ("NO", Some("r")), "{media_type}");
    }
}

#[cfg(feature = "services")]
#[tokio::test]
async fn a_typed_call_can_return_the_bytes() {
    let text = r#"{ "requestId": "r", "result": {"name": 1.50} }"#;
    let server = Server::always(move || Reply::Raw(body(200, text)));
    let response = server.client().organization("o").service("s").get().send_bytes().await.unwrap();
    assert_eq!(response.value(), text.as_bytes());
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn text_failures_are_read() {
    let error = send(response(502, &[("content-type", "text/plain")], b"upstream is gone\n")).await;
    assert_eq!(error.unwrap_err().message(), "upstream is gone");
    let error = send(response(503, &[], b"")).await.unwrap_err();
    assert_eq!(error.to_string(), "GET /v1/x: 503 Service Unavailable; after 3 attempts");
    let error = send(body(429, r#"{"error":"TOO_MANY_REQUESTS"}"#));
    // Retries after a 429 without a delay take seconds; the first response is enough here.
    let error = tokio::time::timeout(std::time::Duration::from_millis(500), error).await;
    assert!(error.is_err());
}

#[tokio::test]
async fn five_megabytes_of_error_are_truncated() {
    let huge = vec![b'x'; 5_000_000];
    let error = send(response(500, &[("content-type", "text/plain")], &huge)).await.unwrap_err();
    assert!(error.is_server_error());
    assert!(error.raw_body().unwrap().len() <= 16 * 1024);
    assert!(error.message().len() <= 200);
}

#[tokio::test]
async fn an_endless_body_is_not_read_completely() {
    for (status, kind) in [(200, ErrorKind::Transport), (500, ErrorKind::Api)] {
        let server = Server::always(move || Reply::Endless(status));
        let client = server.builder().max_body(100_000).build().unwrap();
        let start = std::time::Instant::now();
        let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 1), "{error:?}");
        assert!(start.elapsed() < std::time::Duration::from_secs(5));
    }
}

#[tokio::test]
async fn a_response_that_is_too_large_is_an_error() {
    let bytes = body(200, &format!(r#"{{"result":"{}"}}"#, "x".repeat(10_000)));
    let chunked = {
        let mut text = b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        for _ in 0..20 {
            text.extend_from_slice(b"400\r\n");
            text.extend_from_slice(&[b'x'; 1024]);
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"0\r\n\r\n");
        text
    };
    let bomb = response(200, &[("content-encoding", "gzip")], &gzip(&"x".repeat(1_000_000)));
    for bytes in [bytes, chunked, bomb] {
        let server = Server::always(move || Reply::Raw(bytes.clone()));
        let client = server.builder().max_body(5_000).build().unwrap();
        let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
        assert!(error.is_transport(), "{error:?}");
        assert!(format!("{error:#}").contains("5000 bytes"), "{error:#}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn an_envelope_without_a_result_has_a_request_id() {
    for (text, place) in [
        (r#"{"status":200,"requestId":"r-1"}"#, "/result"),
        (r#"{"status":200,"requestId":"r-1","result":null}"#, "/result"),
    ] {
        let error = send(body(200, text)).await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert_eq!((error.request_id(), error.pointer()), (Some("r-1"), Some(place)));
        assert!(error.raw_body().unwrap().contains("r-1"));
    }
    let error = send(body(200, r#"{"result":{"password":"hunter2","#)).await.unwrap_err();
    assert!(error.is_decode() && !error.raw_body().unwrap().contains("hunter2"), "{error:?}");
    let error = send(body(200, "[]")).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("expected"), "{error}");
    let error = send(response(200, &[], b"")).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("empty"), "{error}");
}

#[tokio::test]
async fn lists_strings_and_empty_results_are_read() {
    let server = Server::new(|_, request| {
        Reply::Raw(match request.line().split(' ').nth(1).unwrap() {
            "/list" => body(200, r#"{"result":["a",1,"b"],"requestId":"r","new":true}"#),
            "/text" => response(200, &[("content-type", "text/plain; charset=UTF-8")], b"up 1\n"),
            "/empty-text" => response(200, &[("content-type", "text/plain")], b""),
            "/page" => response(200, &[("content-type", "text/html")], b"<p>Log in</p>"),
            "/gone" => body(200, r#"{"status":200,"requestId":"r"}"#),
            "/no-content" => b"HTTP/1.1 204 X\r\n\r\n".to_vec(),
            other => panic!("{other}"),
        })
    });
    let client = server.client();
    let call = |path: &str| client.request(Method::GET, path);
    let list = call("/list").send_as::<Vec<String>>().await.unwrap();
    // One invalid item does not affect the others.
    assert_eq!(*list.value(), ["a", "b"]);
    assert_eq!(list.warnings()[0].pointer, "/result/1");
    assert_eq!(list.extra()["new"], true);
    assert_eq!(list.extra()["result"], json!(["a", 1, "b"]));
    assert_eq!(*call("/text").send_as::<String>().await.unwrap().value(), "up 1\n");
    assert_eq!(*call("/empty-text").send_as::<String>().await.unwrap().value(), "");
    let error = call("/page").send_as::<String>().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("web page"), "{error}");
    call("/gone").send_as::<()>().await.unwrap();
    call("/no-content").send_as::<()>().await.unwrap();
    assert_eq!(call("/no-content").await.unwrap(), Value::Null);
    assert_eq!(&call("/text").send_bytes().await.unwrap().value()[..], b"up 1\n");
}

#[tokio::test]
async fn a_403_names_a_permission_only_if_the_spec_lists_it() {
    let error = send(body(403, r#"{"error":"FORBIDDEN","status":403}"#)).await.unwrap_err();
    assert!(error.is_forbidden() && error.required_permissions().is_empty());
}
