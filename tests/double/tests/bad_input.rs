//! What no client should do, and faults: a response or a clear error every time, and bounded memory.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod connection;

use std::io::{ErrorKind, Read as _, Write as _};

use connection::Connection;
use double::{Double, MAX_RESOURCES, ORGANIZATION, Options, Spec};
use serde_json::{Value, json};

fn double() -> Double {
    Double::start(Spec::committed().unwrap(), Options::default()).unwrap()
}

fn organization(rest: &str) -> String {
    format!("/v1/organizations/{ORGANIZATION}{rest}")
}

fn faults(connection: &mut Connection, faults: &Value) -> u16 {
    connection.call("PUT", "/_double/faults", Some(faults)).0
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let first = double();
    let options = Options { port: first.address().port(), ..Options::default() };
    let error = Double::start(Spec::committed().unwrap(), options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[test]
fn a_document_that_the_generator_refuses_is_explained() {
    let refused = |document: &str| Spec::of(document.as_bytes(), double::OVERLAY).unwrap_err();
    assert!(refused("{ not JSON").contains("error[invalid-json]"));
    assert!(refused("{\"swagger\":\"2.0\"}").contains("error["));
    let unknown = r#"{"openapi":"3.1.1","info":{"title":"t","version":"1"},"paths":{"/v1/a":{"get":
        {"operationId":"a","responses":{"200":{"description":"d","content":{"application/json":
        {"schema":{"type":"string","brandNewKeyword":1}}}}}}}}}"#;
    let text = refused(unknown);
    assert!(text.contains("brandNewKeyword") && text.contains("#/paths/"), "{text}");
    // The overlay is for another document, which is not what is wrong with this one.
    assert!(!text.contains("warning["), "{text}");
}

#[test]
fn invalid_http_affects_no_other_connection() {
    let double = double();
    for bytes in [&b"hello\r\n\r\n"[..], b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"\r\n", b""] {
        let mut connection = Connection::open(&double);
        connection.0.write_all(bytes).unwrap();
        connection.0.shutdown(std::net::Shutdown::Write).unwrap();
        // A refusal or the end of the connection, but an end.
        let mut rest = Vec::new();
        let _ = connection.0.read_to_end(&mut rest);
        let text = String::from_utf8_lossy(&rest);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 400 "), "{text}");
    }
    let (status, _) = Connection::open(&double).call("GET", "/v1/organizations", None);
    assert_eq!(status, 200);
}

#[test]
fn bad_requests_are_refused_in_the_form_of_the_api() {
    let double = double();
    let mut connection = Connection::open(&double);
    for (path, status) in [
        ("/v1/nothing", 404),
        ("/v1/organizations/%2", 400),
        ("/v1/organizations?limit=many", 400),
        ("/v1/organizations?brandNew=1", 400),
        ("/v1/organizations?limit", 400),
    ] {
        let (found, body) = connection.call("GET", path, None);
        assert_eq!(found, status, "{path}: {body}");
        assert!(body["error"].is_string() && body["requestId"].is_string(), "{body}");
    }
    let keys = organization("/keys");
    for body in [json!({}), json!([]), json!({ "name": 1 }), json!({ "name": "a", "other": 1 })] {
        let (status, found) = connection.call("POST", &keys, Some(&body));
        assert_eq!(status, 400, "{body}: {found}");
        assert!(!found["issues"].as_array().unwrap().is_empty(), "{found}");
    }
}

#[test]
fn ten_thousand_resources_are_served_up_to_a_limit() {
    let double = double();
    let mut connection = Connection::open(&double);
    let id = |number: usize| format!("6f1f4c3e-8a0c-4ad5-9c53-{number:012}");
    for number in 0..10_000 {
        let id = id(number);
        double.put(organization(&format!("/keys/{id}")), json!({ "id": id }));
    }
    let (status, page) = connection.call("GET", &organization("/keys?limit=250"), None);
    assert_eq!((status, page["result"].as_array().map(Vec::len)), (200, Some(250)));
    assert!(page["nextCursor"].is_string(), "{}", page["nextCursor"]);
    let last = organization(&format!("/keys/{}", id(9_999)));
    let (status, key) = connection.call("GET", &last, None);
    assert_eq!((status, &key["result"]["id"]), (200, &json!(id(9_999))));

    for number in 0..MAX_RESOURCES {
        double.put(format!("/v1/others/{number}"), Value::Null);
    }
    let one_more = "/_double/resources/v1/one-more";
    let (status, body) = connection.call("PUT", one_more, Some(&json!({})));
    assert_eq!(status, 507, "{body}");
    let (status, _) =
        connection.call("POST", &organization("/keys"), Some(&json!({ "name": "a" })));
    assert_eq!(status, 507);
    // What exists can still be replaced.
    let (status, _) = connection.call("PUT", "/_double/resources/v1/others/1", Some(&json!({})));
    assert_eq!(status, 200);
    assert_eq!(connection.call("POST", "/_double/reset", None).0, 200);
    assert_eq!(connection.call("PUT", one_more, Some(&json!({}))).0, 200);
}

#[test]
fn a_thousand_connections_get_their_responses() {
    let double = double();
    let mut connections = Vec::new();
    // As many at a time as the system allows; the others follow.
    let mut served = 0;
    while served < 1_000 {
        while connections.len() < 200 {
            connections.push(Connection::open(&double));
        }
        for connection in &mut connections {
            connection.send("GET", "/v1/organizations", None);
        }
        for connection in &mut connections {
            assert_eq!(connection.receive().unwrap().0, 200);
            served += 1;
        }
        connections.clear();
    }
    assert_eq!(double.requests().len(), 1_000);
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let double = double();
    let mut connection = Connection::open(&double);
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n",
        organization("/keys"),
        double::MAX_BODY + 1
    );
    connection.0.write_all(head.as_bytes()).unwrap();
    assert_eq!(connection.receive().unwrap().0, 413);
}

#[test]
fn faults_are_set_over_http() {
    let double = double();
    let mut connection = Connection::open(&double);
    let list = |connection: &mut Connection| {
        connection.send("GET", "/v1/organizations", None);
        connection.receive()
    };
    assert_eq!(faults(&mut connection, &json!({ "failNext": 1, "status": 502 })), 200);
    let (status, _, body) = list(&mut connection).unwrap();
    assert_eq!((status, &body["status"]), (502, &json!(502)));
    assert_eq!(list(&mut connection).unwrap().0, 200);

    assert_eq!(faults(&mut connection, &json!({ "cutNext": 1 })), 200);
    assert!(list(&mut connection).is_none());
    connection = Connection::open(&double);

    assert_eq!(faults(&mut connection, &json!({ "rateLimit": true })), 200);
    for _ in 0..10 {
        assert_eq!(list(&mut connection).unwrap().0, 200);
    }
    let (status, head, body) = list(&mut connection).unwrap();
    assert_eq!((status, &body), (429, &json!({ "error": "TOO_MANY_REQUESTS" })));
    assert!(head.contains("x-ratelimit-reset: "), "{head}");

    assert_eq!(faults(&mut connection, &json!({ "idle": true })), 200);
    let service = organization("/services/6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1");
    double.put(service.as_str(), json!({ "state": "running" }));
    let pipes = format!("{service}/clickpipes");
    let (status, body) = connection.call("GET", &pipes, None);
    assert_eq!(status, 424, "{body}");

    assert_eq!(faults(&mut connection, &json!({ "failures": 1.0, "status": 500 })), 200);
    assert_eq!(list(&mut connection).unwrap().0, 500);
    for wrong in [json!({ "failures": 2 }), json!({ "status": 200 }), json!({ "brandNew": 1 })] {
        assert_eq!(faults(&mut connection, &wrong), 400, "{wrong}");
    }
    assert_eq!(faults(&mut connection, &json!({})), 200);
    assert_eq!(list(&mut connection).unwrap().0, 200);
    assert_eq!(connection.call("GET", "/_double/nothing", None).0, 404);
}
