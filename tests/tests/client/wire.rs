//! One call of every operation over real HTTP: the request follows the document, and the response
//! is decoded.

use clickhouse_cloud::Client;
use double::Request;
use sdk_tests::document::DOCUMENT;
use sdk_tests::json::{same, same_up_to_nulls};
use sdk_tests::sample::Style;
use sdk_tests::server::{Reply, Server};
use serde_json::{Value, json};

use crate::expectation::{self, Expectation};
use crate::rows::{OPERATIONS, row};
use crate::talk::{quiet, runtime};

/// `id:secret`, as Basic authentication writes it.
const AUTHORIZATION: &str = "Basic aWQ6c2VjcmV0";

/// A client and the server that it talks to.
struct Pair {
    server: Server,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Pair {
    fn new() -> Self {
        let server = Server::start().unwrap();
        let (client, runtime) = (quiet(&server), runtime());
        Self { server, client, runtime }
    }

    /// Makes the call and compares everything with the expectation.
    fn check(&self, expected: &Expectation) -> Result<(), String> {
        self.server.prepare(expected.reply.clone());
        let prepared = (row(&expected.id).call)(&self.client, &expected.arguments)
            .map_err(|error| format!("the body cannot be read: {error}"))?;
        let answer = self.runtime.block_on(prepared.sending);
        let mut received = self.server.received();
        let (Some(request), true) = (received.pop(), received.is_empty()) else {
            return Err("not exactly one request was sent".to_owned());
        };
        let request = request?;
        check_request(&request, expected)?;

        let built = prepared.built?;
        let target = built.uri().path_and_query().map_or("", http::uri::PathAndQuery::as_str);
        equal("build(): the method", &built.method().as_str(), &expected.method.as_str())?;
        equal("build(): the target", &target, &request.target.as_str())?;
        equal("build(): the body", &built.body().as_ref(), &&request.body[..])?;
        for (name, value) in built.headers() {
            equal(
                &format!("build(): {name}"),
                &value.to_str().ok(),
                &request.header(name.as_str()),
            )?;
        }

        let answer = answer?;
        equal("the status", &answer.status, &expected.reply.status)?;
        // The least of a union with an optional tag may be any of its variants.
        let is_undecided =
            |it: &String| it.contains("a discriminator, or properties of only one variant");
        let warnings: Vec<_> = answer.warnings.iter().filter(|it| !is_undecided(it)).collect();
        equal("the warnings", &warnings, &Vec::new())?;
        if !same_up_to_nulls(&answer.value, &expected.value) {
            return Err(format!("the value is {}, not {}", answer.value, expected.value));
        }
        Ok(())
    }
}

fn check_request(request: &Request, expected: &Expectation) -> Result<(), String> {
    equal("the method", &request.method, &expected.method)?;
    equal("the path", &request.segments()?, &expected.segments)?;
    let mut query = request.query()?;
    query.sort_by(|(left, _), (right, _)| left.cmp(right));
    equal("the query", &query, &expected.query)?;
    equal("the authorization", &request.header("authorization"), &Some(AUTHORIZATION))?;
    let media_type = expected.body.as_ref().map(|_| "application/json");
    equal("the content type", &request.header("content-type"), &media_type)?;
    if request.header("accept").is_none() || request.header("user-agent").is_none() {
        return Err("accept and user-agent must be said".to_owned());
    }
    match &expected.body {
        None => equal("the body", &request.body, &bytes::Bytes::new()),
        Some(expected) => {
            let body: Value =
                serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
            // Nulls count here: null, absent, empty and zero are four different things.
            if same(&body, expected) {
                Ok(())
            } else {
                Err(format!("the body is {body}, not {expected}"))
            }
        }
    }
}

fn equal<T: PartialEq + std::fmt::Debug>(
    what: &str,
    actual: &T,
    expected: &T,
) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("{what} is {actual:?}, not {expected:?}")) }
}

fn check_all(style: &Style) {
    let pair = Pair::new();
    let expectations = expectation::all(&DOCUMENT, style);
    assert_eq!(expectations.len(), OPERATIONS.len());
    let failures: Vec<String> = expectations
        .iter()
        .filter_map(|expected| {
            pair.check(expected).err().map(|error| format!("{}: {error}", expected.id))
        })
        .collect();
    assert!(failures.is_empty(), "{} operations:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_operation_with_all_properties() {
    check_all(&Style::Full);
}

#[test]
fn every_operation_with_what_is_required() {
    check_all(&Style::Minimal);
}

#[test]
fn every_operation_with_null_where_it_is_allowed() {
    check_all(&Style::Null);
}

/// Each part of an expectation, made wrong, must fail the check.
#[test]
fn a_wrong_expectation_fails() {
    let pair = Pair::new();
    let all = expectation::all(&DOCUMENT, &Style::Full);
    let right = |id: &str| all.iter().find(|expected| expected.id == id).unwrap().clone();
    let post = right("instanceCreate");
    let list = right("usageCostGet");
    pair.check(&post).unwrap();
    pair.check(&list).unwrap();
    let mut wrong: Vec<(&str, Expectation)> = Vec::new();
    wrong.push(("method", Expectation { method: "PUT".to_owned(), ..post.clone() }));
    let mut segments = post.segments.clone();
    segments.push("more".to_owned());
    wrong.push(("path", Expectation { segments, ..post.clone() }));
    wrong.push(("query", Expectation { query: Vec::new(), ..list.clone() }));
    let mut body = post.body.clone().unwrap();
    body["name"] = json!(null);
    wrong.push(("body", Expectation { body: Some(body), ..post.clone() }));
    wrong.push(("no body", Expectation { body: None, ..post.clone() }));
    wrong.push(("value", Expectation { value: json!({ "other": 1 }), ..post.clone() }));
    let unusual =
        json!({ "status": 200, "requestId": "r", "result": { "service": { "numReplicas": 0.5 } } });
    wrong.push((
        "warnings",
        Expectation {
            reply: Reply::new(200, "application/json", unusual.to_string()),
            value: unusual["result"].clone(),
            ..post
        },
    ));
    for (what, expected) in wrong {
        assert!(pair.check(&expected).is_err(), "a wrong {what} was not noticed");
    }
}
