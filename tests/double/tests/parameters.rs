//! Headers, cookies and bodies that are not JSON are checked as strictly as everything else, and the
//! document that says so can be read.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod connection;

use connection::Connection;
use double::{Double, Options, Spec};

/// A document with parameters in all places, and with bodies of all kinds.
const DOCUMENT: &str = include_str!("../../fixtures/constructs/3_1.json");
const OVERLAY: &str = include_str!("../../fixtures/no_overlay.yaml");

fn double() -> Double {
    Double::start(Spec::of(DOCUMENT.as_bytes(), OVERLAY).unwrap(), Options::default()).unwrap()
}

/// The status of a response, and the message of an error with the places of its issues.
fn outcome(
    double: &Double,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
) -> (u16, String) {
    let mut connection = Connection::open(double);
    connection.send_with(method, path, headers, body);
    let (status, _, body) = connection.receive().unwrap();
    (status, body["error"].as_str().unwrap_or_default().to_owned())
}

/// The headers that are required, with a list of others.
fn lookup(double: &Double, query: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut all = headers.to_vec();
    for required in [("x-tenant", "acme"), ("cookie", "theme=red")] {
        if !all.iter().any(|(name, _)| *name == required.0) {
            all.push(required);
        }
    }
    all.retain(|(_, value)| *value != "-");
    outcome(double, ("GET", &format!("/v1/lookup{query}")), &all, b"")
}

#[test]
fn headers_are_checked() {
    let double = double();
    for (headers, refused) in [
        (&[][..], ""),
        (&[("x-depth", "3"), ("x-hues", "red, blue"), ("x-other", "?")], ""),
        (&[("x-hues", "red"), ("x-hues", "blue")], ""),
        (&[("x-tenant", "-")], "header X-Tenant is required"),
        (&[("x-depth", "deep")], "parameter X-Depth: must be of type"),
        (&[("x-depth", "1"), ("x-depth", "2")], "header X-Depth is given twice"),
        (&[("x-hues", "red,mauve")], "parameter X-Hues: \"mauve\" is none"),
    ] {
        let (status, error) = lookup(&double, "", headers);
        assert_eq!(status, if refused.is_empty() { 200 } else { 400 }, "{headers:?}: {error}");
        assert!(error.contains(refused), "{headers:?}: {error}");
    }
}

#[test]
fn cookies_are_checked() {
    let double = double();
    for (cookies, refused) in [
        ("theme=red; region=eu%3B1; other=?", ""),
        ("region=eu;theme=blue", ""),
        ("-", "cookie theme is required"),
        ("region=eu", "cookie theme is required"),
        ("theme=mauve", "parameter theme: \"mauve\" is none"),
        ("theme=red; theme=blue", "cookie theme is given twice"),
        ("theme=red; region=%2", "invalid percent-escape"),
    ] {
        let (status, error) = lookup(&double, "", &[("cookie", cookies)]);
        assert_eq!(status, if refused.is_empty() { 200 } else { 400 }, "{cookies}: {error}");
        assert!(error.contains(refused), "{cookies}: {error}");
    }
}

#[test]
fn lists_in_the_query_are_checked_as_they_are_written() {
    let double = double();
    for (query, refused) in [
        ("?tags=a%2Cb,c&hues=red&hues=blue", ""),
        ("?tags=a&tags=b", ""),
        // The values of this list are not joined.
        ("?hues=red,blue", "parameter hues: \"red,blue\" is none"),
        ("?hues=red&hues=mauve", "parameter hues: \"mauve\" is none"),
        ("?x-depth=1", "unknown query parameter x-depth"),
    ] {
        let (status, error) = lookup(&double, query, &[]);
        assert_eq!(status, if refused.is_empty() { 200 } else { 400 }, "{query}: {error}");
        assert!(error.contains(refused), "{query}: {error}");
    }

    let joined = DOCUMENT.replace("\"explode\": true", "\"explode\": false");
    let spec = Spec::of(joined.as_bytes(), OVERLAY).unwrap();
    let double = Double::start(spec, Options::default()).unwrap();
    assert_eq!(lookup(&double, "?hues=red,blue", &[]).0, 200);
    // This comma belongs to the value.
    assert_eq!(lookup(&double, "?hues=red%2Cblue", &[]).0, 400);
}

/// A form with these parts: the head of each after its name, and the content.
fn form(parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let part = |(name, head, content): &(&str, &str, &str)| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n{content}\r\n")
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!("{}--B--\r\n", parts.concat()).into_bytes()
}

#[test]
fn forms_are_checked() {
    let double = double();
    let post = ("POST", "/v1/form");
    let kind = [("content-type", "multipart/form-data; boundary=B")];
    let (file, json) =
        ("; filename=\"a.csv\"\r\nContent-Type: text/csv", "\r\nContent-Type: application/json");
    let required = [("file", file, "a,b"), ("title", "", "t")];
    for (more, refused) in [
        (&[][..], ""),
        (&[("others", file, "1"), ("others", file, "2"), ("count", "", "3")], ""),
        (&[("hues", "", "red"), ("hues", "", "blue"), ("town", json, "{\"name\":\"n\"}")], ""),
        (&[("count", "", "many")], "request body.count: must be of type"),
        (&[("count", "", "1"), ("count", "", "2")], "request body.count: is given twice"),
        (&[("title", "", "u")], "request body.title: is given twice"),
        (&[("hues", "", "mauve")], "request body.hues: \"mauve\" is none"),
        (&[("town", json, "{\"brandNew\":1}")], "request body.town.brandNew: is not a known"),
        (&[("brandNew", "", "1")], "request body.brandNew: is not a known part"),
    ] {
        let body = form(&[&required, more].concat());
        let (status, error) = outcome(&double, post, &kind, &body);
        assert_eq!(status, if refused.is_empty() { 200 } else { 400 }, "{more:?}: {error}");
        assert!(error.contains(refused), "{more:?}: {error}");
    }
    let missing = outcome(&double, post, &kind, &form(&required[..1]));
    assert_eq!(missing, (400, "BAD_REQUEST: request body.title: is required".to_owned()));
    assert_eq!(outcome(&double, post, &[], b"").0, 400);
    let json = [("content-type", "application/json")];
    assert_eq!(outcome(&double, post, &json, b"{\"title\":\"t\"}").0, 415);
    let (status, error) = outcome(&double, post, &kind, b"--B\r\n");
    assert_eq!((status, error.as_str()), (400, "BAD_REQUEST: the form does not end"));
}

#[test]
fn files_have_the_media_type_of_the_document() {
    let double = double();
    let file = [("content-type", "application/octet-stream")];
    assert_eq!(outcome(&double, ("PUT", "/v1/file"), &file, b"\xff\x00").0, 200);
    assert_eq!(outcome(&double, ("PUT", "/v1/file"), &file, b"").0, 400);
    assert_eq!(outcome(&double, ("PUT", "/v1/file"), &[], b"\xff").0, 415);
    // This media type has no schema.
    let picture = ("PUT", "/v1/picture");
    assert_eq!(outcome(&double, picture, &[("content-type", "image/png")], b"\x89PNG").0, 204);
    assert_eq!(outcome(&double, picture, &file, b"\x89PNG").0, 415);
}

#[test]
fn the_document_is_served_to_everybody() {
    let double = double();
    let mut connection = Connection::open(&double);
    let request = b"GET /v1 HTTP/1.1\r\nhost: localhost:1\r\n\r\n";
    std::io::Write::write_all(&mut connection.0, request).unwrap();
    let (status, _, document) = connection.receive().unwrap();
    assert_eq!((status, &document["servers"][0]["url"]), (200, &"http://localhost:1".into()));
    let operations = Spec::of(DOCUMENT.as_bytes(), OVERLAY).unwrap().operations();
    assert_eq!(
        Spec::of(document.to_string().as_bytes(), OVERLAY).unwrap().operations(),
        operations
    );
}
