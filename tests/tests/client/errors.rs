//! Failures over real HTTP: documented bodies as types, and bodies that hold secrets.

use std::collections::BTreeSet;

use clickhouse_cloud::{Client, Error, enums, request, response};
use codegen::ir::Shape;
use http::{Method, StatusCode};
use sdk_tests::document::API;
use sdk_tests::server::{Reply, Server};
use serde_json::{Map, Value, json};

use crate::keep;
use crate::talk::{quiet, runtime};

fn failing(status: u16, body: &Value) -> (Server, Client) {
    let server = Server::start().unwrap();
    server.prepare(Reply::new(status, "application/json", body.to_string()));
    let client = quiet(&server);
    (server, client)
}

fn wait<T>(future: impl Future<Output = Result<T, Error>>) -> Error {
    runtime().block_on(future).err().unwrap()
}

fn attach(status: u16, body: &Value) -> Error {
    let (_server, client) = failing(status, body);
    wait(
        client
            .organization("org")
            .udf("f")
            .attachment("s")
            .attach(&request::UdfAttachRequest::new())
            .send(),
    )
}

#[test]
fn a_documented_body_has_a_type() {
    let error = attach(
        424,
        &json!({
            "error": "no", "code": "SERVICE_IDLE", "serviceState": "idle", "canWake": true,
            "status": 424, "requestId": "r", "hint": 7,
        }),
    );
    let why: response::UdfAttachError424 = error.details_as().unwrap();
    assert_eq!(why.code, Some(enums::UdfAttachError424Code::ServiceIdle));
    assert_eq!(why.service_state, Some(enums::ServiceState::Idle));
    assert_eq!(why.can_wake, Some(true));
    assert_eq!(why.error.as_deref(), Some("no"));
    assert_eq!(why.extra["hint"], 7);
}

#[test]
fn an_unexpected_error_body_affects_only_its_fields() {
    let error = attach(424, &json!({ "error": "no", "code": "BRAND_NEW", "canWake": "perhaps" }));
    let why: response::UdfAttachError424 = error.details_as().unwrap();
    assert_eq!(why.code.unwrap().as_str(), "BRAND_NEW");
    assert_eq!(why.can_wake, None);
    assert_eq!(why.extra["canWake"], "perhaps");
}

#[test]
fn an_error_type_applies_only_to_its_operation_and_status() {
    let body = json!({ "error": "no", "code": "SERVICE_IDLE", "canWake": true });
    assert!(attach(409, &body).details_as::<response::UdfAttachError424>().is_none());
    let (_server, client) = failing(424, &body);
    let other = wait(client.organization("org").service("s").get().send());
    assert!(other.status() == Some(StatusCode::FAILED_DEPENDENCY));
    assert!(other.details_as::<response::UdfAttachError424>().is_none());
    for plain in [json!({ "error": "no" }), json!("no"), json!([])] {
        assert!(attach(424, &plain).details_as::<response::UdfAttachError424>().is_none());
    }
}

/// The generator and the client agree about secrets: the raw body of an error redacts each field
/// that the generator found. A snapshot lists the other fields that it redacts.
#[test]
fn raw_bodies_hide_all_secret_fields() {
    let (mut secret, mut all) = (BTreeSet::new(), BTreeSet::new());
    for model in API.models.values() {
        let Shape::Object(object) = &model.shape else { continue };
        for field in &object.fields {
            all.insert(field.wire.clone());
            if field.secret {
                secret.insert(field.wire.clone());
            }
        }
    }
    let names: Vec<&String> = all.iter().collect();
    let mut hidden = BTreeSet::new();
    for names in names.chunks(100) {
        let body: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).clone(), format!("value of {name}!").into()))
            .collect();
        let (_server, client) = failing(500, &Value::Object(body));
        let error = wait(client.request(Method::GET, "/v1/x").send());
        let raw = error.raw_body().unwrap();
        assert!(raw.contains(&format!("\"{}\"", names[99.min(names.len() - 1)])), "cut: {raw}");
        let is_hidden = |name: &&&String| !raw.contains(&format!("value of {name}!"));
        hidden.extend(names.iter().filter(is_hidden).map(|name| (*name).clone()));
    }
    assert!(secret.len() > 15, "{secret:?}");
    let shown: Vec<_> = secret.difference(&hidden).collect();
    assert!(shown.is_empty(), "{shown:?}");
    let others: Vec<&str> = hidden.difference(&secret).map(String::as_str).collect();
    keep("hidden", &others.join("\n"));
}
