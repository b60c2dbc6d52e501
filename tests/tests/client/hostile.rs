//! Responses that no service should send: each ends in a value or in an error with a location, and
//! never in a panic.

use clickhouse_cloud::{Error, Response, response};
use serde_json::{Value, json};

use crate::talk::{ID, ORG, REQUEST, Talk};

/// The result of `instance_get` for a body.
fn service(body: impl Into<Vec<u8>>) -> Result<Response<response::Service>, Error> {
    let talk = Talk::with_body("application/json", body);
    talk.run(talk.client.organization(ORG).service(ID).get().send_full())
}

/// The result of `instance_get` for the JSON of a service.
fn of(result: &str) -> Response<response::Service> {
    let body = format!("{{\"requestId\":\"{REQUEST}\",\"status\":200,\"result\":{result}}}");
    service(body).unwrap_or_else(|error| panic!("{result}: {error}"))
}

/// An error with everything that a person needs.
fn refused(body: &[u8], place: Option<&str>, request_id: Option<&str>) -> Error {
    let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
    let error = service(body).err().unwrap_or_else(|| panic!("{shown} was read"));
    assert!(error.is_decode() && error.may_have_been_executed(), "{shown}: {error:?}");
    assert_eq!(error.operation(), Some("instanceGet"), "{shown}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200), "{shown}");
    assert_eq!(error.pointer(), place, "{shown}: {error}");
    assert_eq!(error.request_id(), request_id, "{shown}");
    let raw = error.raw_body().unwrap_or_else(|| panic!("{shown}: no body in {error:?}"));
    assert!(raw.len() <= 16 * 1024, "{shown}: {} bytes are kept", raw.len());
    error
}

#[test]
fn a_body_that_is_not_json_is_an_error() {
    let whole =
        format!("{{\"status\":200,\"requestId\":\"{REQUEST}\",\"result\":{{\"name\":\"n\"}}}}");
    for cut in 0..whole.len() {
        refused(&whole.as_bytes()[..cut], None, None);
    }
    for body in [
        &b"\xff\xfe{\0}\0"[..],
        b"{\"result\":{\"name\":\"\xff\"}}",
        b"{\"result\":{\"name\":\"\xed\xa0\x80\"}}",
        b"{\"result\":{\"name\":\"a\nb\"}}",
        b"{\"result\":{}} trailing",
        b"{\"result\":{}}{\"result\":{}}",
        b"{\"result\":{},}",
        b"{'result':{}}",
        b"{\"result\":NaN}",
        b"{\"result\":{\"numReplicas\":01}}",
        b"\0",
        b"[",
    ] {
        refused(body, None, None);
    }
}

#[test]
fn a_response_without_a_usable_result_is_an_error() {
    let id = Some(REQUEST);
    let body = |result: &str| {
        format!("{{\"status\":200,\"requestId\":\"{REQUEST}\"{result}}}").into_bytes()
    };
    refused(&body(""), Some("/result"), id);
    for result in ["null", "7", "\"text\"", "true", "[]", "[{\"name\":\"n\"}]", "0.5"] {
        let error = refused(&body(&format!(",\"result\":{result}")), Some("/result"), id);
        assert!(error.to_string().contains("; at /result"), "{error}");
    }
    for body in [&b"null"[..], b"[]", b"7", b"\"text\"", b"[{\"result\":{}}]"] {
        let error = refused(body, Some(""), None);
        assert!(error.message().starts_with("unexpected JSON: "), "{error}");
    }
}

#[test]
fn a_byte_order_mark_is_not_part_of_json() {
    // RFC 8259 allows a parser to ignore it.
    let mut body = b"\xef\xbb\xbf".to_vec();
    body.extend(b"{\"result\":{\"name\":\"n\"}}");
    match service(body.clone()) {
        Ok(service) => assert_eq!(service.value().name.as_deref(), Some("n")),
        Err(_) => drop(refused(&body, None, None)),
    }
}

#[test]
fn excessive_depth_is_an_error_everywhere() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + "1" + &close.repeat(100_000);
    for nested in [deep("[", "]"), deep("{\"a\":", "}"), deep("[{\"endpoints\":", "}]")] {
        for place in ["result", "brandNewMember", "requestId", "status"] {
            refused(format!("{{\"{place}\":{nested}}}").as_bytes(), None, None);
        }
        for member in ["name", "endpoints", "numReplicas", "brandNewMember", "scalingSchedule"] {
            let body = format!("{{\"result\":{{\"{member}\":{nested}}}}}");
            refused(body.as_bytes(), None, None);
        }
    }
    // Without an end, it is cut off and too deep.
    refused("[".repeat(1_000_000).as_bytes(), None, None);
    refused("{\"result\":".repeat(100_000).as_bytes(), None, None);
}

#[test]
fn large_responses_are_read() {
    let entry = "{\"source\":\"10.0.0.1/32\",\"description\":\"\"}";
    let list = vec![entry; 100_000].join(",");
    let service = of(&format!("{{\"ipAccessList\":[{list}],\"name\":\"n\"}}"));
    assert_eq!(service.value().ip_access_list.as_ref().unwrap().len(), 100_000);
    // Garbage of the same size affects its field, with a bounded number of warnings.
    let list = vec!["7"; 500_000].join(",");
    let service = of(&format!("{{\"ipAccessList\":[{list}],\"name\":\"n\"}}"));
    assert!(service.warnings().len() <= 10_000, "{}", service.warnings().len());
    assert_eq!(service.value().name.as_deref(), Some("n"));
    assert_eq!(service.value().extra["ipAccessList"].as_array().unwrap().len(), 500_000);
}

/// Spellings of numbers, with the integer and the number that a field of that type holds.
const NUMBERS: [(&str, Option<i64>, Option<f64>); 17] = [
    ("9007199254740993", Some(9_007_199_254_740_993), None),
    ("9440.0", Some(9_440), Some(9_440.0)),
    ("\"9440\"", Some(9_440), None),
    ("9.44e3", Some(9_440), Some(9_440.0)),
    ("-0.0", Some(0), Some(-0.0)),
    ("-0", Some(0), Some(-0.0)),
    ("0", Some(0), Some(0.0)),
    ("18446744073709551615", None, None),
    ("18446744073709551616", None, None),
    ("-9223372036854775808", Some(i64::MIN), None),
    ("-9223372036854775809", None, None),
    ("1e400", None, None),
    ("-1e400", None, None),
    ("1e-400", Some(0), Some(0.0)),
    ("0.1", None, Some(0.1)),
    ("\"9440.0\"", None, None),
    ("\"\"", None, None),
];

#[test]
fn numbers_are_preserved() {
    for (text, integer, number) in NUMBERS {
        let service =
            of(&format!("{{\"numReplicas\":{text},\"replicaMemoryGb\":{text},\"name\":\"n\"}}"));
        let value = service.value();
        assert_eq!(value.num_replicas, integer, "{text}");
        let bits = |it: Option<f64>| it.map(f64::to_bits);
        assert_eq!(bits(value.replica_memory_gb), bits(number), "{text}");
        assert_eq!(value.name.as_deref(), Some("n"), "{text}");
        let unusual = usize::from(integer.is_none()) + usize::from(number.is_none());
        assert_eq!(service.warnings().len(), unusual, "{text}: {:?}", service.warnings());
        // Unrepresentable numbers are preserved in their own spelling.
        let back = serde_json::to_string(value).unwrap();
        if integer.is_none() {
            let bare = text.trim_matches('"');
            assert!(back.contains(bare), "{text} came back in {back}");
        }
    }
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let service =
        of(r#"{"name":"a","name":"b","numReplicas":"x","numReplicas":3,"new":1,"new":2}"#);
    let value = service.value();
    assert_eq!((value.name.as_deref(), value.num_replicas), (Some("b"), Some(3)));
    assert_eq!(
        serde_json::to_value(value).unwrap(),
        json!({ "name": "b", "numReplicas": 3, "new": 2 })
    );
    let service = of(r#"{"numReplicas":3,"numReplicas":"x"}"#);
    assert_eq!(service.value().num_replicas, None);
    assert_eq!(serde_json::to_value(service.value()).unwrap(), json!({ "numReplicas": "x" }));
    // The same applies to two results.
    let service = self::service(r#"{"result":{"name":"a"},"result":{"state":"idle"}}"#).unwrap();
    let value: Value = serde_json::to_value(service.value()).unwrap();
    assert_eq!(value["state"], "idle");
}

#[test]
fn null_is_absent_at_every_depth() {
    let service = of(
        r#"{"name":null,"endpoints":[null,{"port":null,"host":"h"},[null]],"tags":null,"scalingSchedule":null,"new":null}"#,
    );
    let endpoints = service.value().endpoints.as_ref().unwrap();
    assert_eq!(endpoints.len(), 1);
    assert_eq!(endpoints[0].host.as_deref(), Some("h"));
    let places: Vec<&str> = service.warnings().iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(places, ["/result/endpoints/0", "/result/endpoints/2"]);
}

#[test]
fn unpaired_surrogates_affect_only_themselves() {
    let service = of(r#"{"name":"cut \ud83d","region":"\ude00","new":"\ud83d\ude00"}"#);
    assert_eq!(service.value().name.as_deref(), Some("cut \u{fffd}"));
    assert_eq!(service.value().extra["new"], "\u{1f600}");
    let service = of(r#"{"name":"\u0000","na\u006de2":"n","":"empty"}"#);
    assert_eq!(service.value().name.as_deref(), Some("\0"));
    assert_eq!(service.value().extra["name2"], "n");
    assert_eq!(service.value().extra[""], "empty");
}

#[test]
fn secrets_are_in_no_error() {
    let talk = Talk::with_body(
        "application/json",
        r#"{"requestId":"r","result":[{"password":"p4ss","connectionString":"postgres://u:p4ss@h"}]}"#,
    );
    let error = talk.run(talk.client.organization(ORG).postgres(ID).get()).unwrap_err();
    assert_eq!(error.pointer(), Some("/result"));
    let shown = format!("{error} {error:?} {error:#?} {:?}", error.raw_body());
    assert!(!shown.contains("p4ss"), "{shown}");
    // The same applies to truncated text.
    for cut in 20..90 {
        let body = r#"{"requestId":"r","result":{"password":"p4ss-p4ss-p4ss-p4ss-p4ss-p4ss-p4ss-p4ss-p4ss"}}"#;
        let talk = Talk::with_body("application/json", &body.as_bytes()[..cut.min(body.len() - 1)]);
        let error = talk.run(talk.client.organization(ORG).postgres(ID).get()).unwrap_err();
        let shown = format!("{error} {error:?} {:?}", error.raw_body());
        assert!(!shown.contains("p4s"), "{shown}");
    }
}
