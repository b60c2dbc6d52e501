//! Faults that public reports of other clients of this API and of other SDKs name, one test each.
//! `docs/live-api.md` lists them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clickhouse_cloud::{
    BoxFuture, Call, Client, Clock, Error, ErrorKind, Operation, TokioClock, Wait, Waited, enums,
    operations, request, response,
};
use http::Method;
use serde_json::{Value, json};

use crate::server::{Reply, Server, json as body, response};

/// A server that responds with these bodies in turn, and with the last one after that.
fn results(bodies: &[Value]) -> Server {
    let bodies: Vec<String> = bodies.iter().map(Value::to_string).collect();
    Server::new(move |number, _| {
        Reply::Raw(body(200, bodies.get(number).or(bodies.last()).unwrap()))
    })
}

/// A server that shows a resource in these states.
fn states(states: &[&str]) -> Server {
    let bodies: Vec<Value> = states
        .iter()
        .map(|state| json!({ "status": 200, "result": { "id": "x", "state": state, "status": state } }))
        .collect();
    results(&bodies)
}

fn delete(client: &Client) -> Call<operations::InstanceDelete> {
    client.organization("o").service("s").delete()
}

fn service(client: &Client) -> Call<operations::InstanceGet> {
    client.organization("o").service("s").get()
}

fn pipe(server: &Server) -> Call<operations::ClickPipeGet> {
    server.client().organization("o").service("s").clickpipe("p").get()
}

fn quick<O: Operation, T>(wait: Wait<O, T>) -> Wait<O, T> {
    wait.poll_every(Duration::from_millis(1))
}

#[tokio::test]
async fn r01_a_base_url_may_end_in_the_version() {
    let server = results(&[json!({ "status": 200, "requestId": "r-1" })]);
    for end in ["", "/", "/v1", "/v1/"] {
        let client = server.builder().base_url(server.url() + end).build().unwrap();
        delete(&client).await.unwrap();
    }
    let lines: BTreeSet<String> = server.seen().into_iter().map(|seen| seen.line()).collect();
    let expected = "DELETE /v1/organizations/o/services/s HTTP/1.1".to_owned();
    assert_eq!(lines, BTreeSet::from([expected]));
}

#[tokio::test]
async fn r01_u01_a_404_that_no_api_wrote_says_nothing_about_the_resource() {
    for (status, media_type, text) in [
        (404, "text/html", "<html><h1>404 Not Found</h1></html>"),
        (404, "text/plain", "default backend - 404"),
        (404, "application/json", r#"{"message":"no Route matched with those values"}"#),
        (404, "application/json", r#"{"status":404,"error":"Not Found","path":"/v1/v1/x"}"#),
        (404, "application/json", ""),
        (410, "text/html", "<html>gone</html>"),
    ] {
        let server = Server::always(move || {
            Reply::Raw(response(status, &[("content-type", media_type)], text.as_bytes()))
        });
        let client = server.client();
        let error = delete(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Routing, "{error:?}");
        assert!(error.is_routing() && !error.is_not_found(), "{error:?}");
        assert!(!error.is_retryable() && !error.may_have_been_executed(), "{error:?}");
        let url = format!("{}/v1/organizations/o/services/s", server.url());
        assert!(error.to_string().contains(&url), "{error}");
        let error = quick(service(&client).wait_until_gone()).await.unwrap_err();
        assert!(error.is_routing(), "{error:?}");
        assert_eq!(server.count(), 2, "{text}");
    }
    let server = Server::always(|| Reply::Raw(body(404, r#"{"error":"NOT_FOUND"}"#)));
    assert!(delete(&server.client()).await.unwrap_err().is_not_found());
    quick(service(&server.client()).wait_until_gone()).await.unwrap();
}

#[tokio::test]
async fn r02_a_database_pipe_that_is_stopped_is_paused() {
    let server = states(&["Running", "Pausing", "Paused"]);
    quick(pipe(&server).wait_until_stopped()).await.unwrap();
    let server = states(&["Running", "Stopping", "Stopped"]);
    quick(pipe(&server).wait_until_stopped()).await.unwrap();
}

#[tokio::test]
async fn r03_a_state_beyond_the_target_ends_the_wait() {
    let server = states(&["Provisioning", "Running", "Completed"]);
    let pipe_after = quick(pipe(&server).wait_until_running()).await.unwrap();
    assert_eq!(pipe_after.state, Some("Completed".into()));
    assert_eq!(server.count(), 3);
    let server = states(&["Provisioning", "Completed"]);
    let error = quick(pipe(&server).wait_until_running()).await.unwrap_err();
    assert!(error.is_wait_failed() && error.last_state() == Some("Completed"), "{error:?}");
    // An idle service starts only with a query.
    let server = states(&["starting", "idle"]);
    let error = quick(service(&server.client()).wait_until_running()).await.unwrap_err();
    assert!(error.is_wait_failed() && error.last_state() == Some("idle"), "{error:?}");
}

/// For each of the ten resources with a state, a settled state other than the target ends the wait.
#[tokio::test]
async fn r03_every_wait_ends_in_a_settled_state() {
    macro_rules! check {
        ($($operation:ident: $build:expr;)*) => {$(
            let info = <operations::$operation as Operation>::WAIT.unwrap();
            let known = <<operations::$operation as Waited>::State>::VALUES;
            let settled: Vec<_> = known.iter().filter(|it| info.settled.contains(it)).collect();
            assert!(!settled.is_empty(), stringify!($operation));
            for state in settled {
                assert!([info.failed, info.leaving, info.gone].iter().all(|it| !it.contains(state)));
                let server = states(&["brand new", state]);
                let build: fn(&Client) -> Call<operations::$operation> = $build;
                let wait = build(&server.client()).wait_for("not this one");
                let error = quick(wait).await.unwrap_err();
                assert!(error.is_wait_failed(), "{} {state}: {error:?}", stringify!($operation));
                assert_eq!((error.last_state(), error.polls()), (Some(*state), 1 + info.confirm));
            }
        )*};
    }
    check! {
        InstanceGet: |it| it.organization("o").service("s").get();
        PostgresServiceGet: |it| it.organization("o").postgres("p").get();
        ClickPipeGet: |it| it.organization("o").service("s").clickpipe("p").get();
        ClickPipeReversePrivateEndpointGet: |it| it.organization("o").service("s").reverse_private_endpoint("e").get();
        OrganizationByocInfrastructureGet: |it| it.organization("o").byoc_infrastructure("b").get();
        OrganizationByocInfrastructureProgressGet: |it| it.organization("o").byoc_infrastructure("b").get_progress();
        BackupGet: |it| it.organization("o").service("s").backup("b").get();
        SnapshotGet: |it| it.organization("o").service("s").snapshot("n").get();
        UdfGet: |it| it.organization("o").udf("f").get();
        UdfAttachmentGet: |it| it.organization("o").udf("f").attachment("s").get();
    }
}

#[tokio::test]
async fn r05_a_statement_that_fails_after_its_first_rows_is_an_error() {
    let text = "Code: 395. DB::Exception: no (NAME) (version 25.8.1.1 (official build))";
    let json_body = json!({ "data": [[1]], "rows": 1, "exception": text }).to_string();
    let header = [("x-clickhouse-exception-code", "395")];
    for (headers, text_of_body) in [
        (&[][..], format!("1\n2\n{text}\n")),
        (&[], format!("\u{feff}{json_body}")),
        (&[], json_body),
        (&[], format!("{}\n{}\n", json!({ "a": 1 }), json!({ "exception": text }))),
        (&header[..], "1\n2\n".to_owned()),
    ] {
        let bytes = response(200, headers, text_of_body.as_bytes());
        let server = Server::always(move || Reply::Raw(bytes.clone()));
        let client = server.builder().query_url(server.url()).build().unwrap();
        let error = client.query("s", "SELECT 1").await.unwrap_err();
        assert!(error.kind() == ErrorKind::Api && error.may_have_been_executed(), "{error:?}");
        assert_eq!(error.code(), Some("395"), "{text_of_body}");
        assert_eq!(error.partial_body().unwrap(), text_of_body.as_bytes());
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn r05_a_failure_with_a_status_of_success_is_an_error() {
    for failure in [
        json!({ "status": 500, "error": "INTERNAL_ERROR", "requestId": "r-1" }),
        json!({ "error": { "code": "X", "details": "no" } }),
        json!({ "status": 503, "requestId": "r-1" }),
    ] {
        let server = results(std::slice::from_ref(&failure));
        let client = server.client();
        let deleted = delete(&client).await.unwrap_err();
        let read = service(&client).await.unwrap_err();
        for error in [deleted, read] {
            assert!(
                error.kind() == ErrorKind::Api && error.may_have_been_executed(),
                "{failure}: {error:?}"
            );
            assert!(!error.is_not_found() && !error.is_retryable(), "{failure}: {error:?}");
        }
    }
    // Also where text is expected.
    let failure = json!({ "status": 500, "error": "INTERNAL_ERROR", "requestId": "r-1" });
    let server = results(&[failure]);
    let error =
        server.client().organization("o").service("s").get_prometheus_metrics().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, "INTERNAL_ERROR"));
    let unusual = json!({ "status": 200, "error": null, "result": { "id": "s" } });
    service(&results(&[unusual]).client()).await.unwrap();
}

#[tokio::test]
async fn r05_an_error_beside_a_result_is_a_warning() {
    for (sign, pointer) in [
        (json!({ "status": 200, "error": "PARTIAL" }), Some("/error")),
        (json!({ "error": { "code": "X" } }), Some("/error")),
        (json!({ "status": 404, "error": null }), Some("/status")),
        (json!({ "status": 200, "error": "" }), None),
    ] {
        let mut envelope = sign.clone();
        envelope["result"] = json!({ "id": "s" });
        let server = results(&[envelope]);
        let read = service(&server.client()).send_full().await.unwrap();
        assert_eq!(read.value().id.as_deref(), Some("s"));
        let found = read.warnings().first().map(|warning| warning.pointer.as_str());
        assert_eq!((found, read.warnings().len()), (pointer, pointer.iter().len()), "{sign}");
        // The value that a warning points at is preserved.
        let value = pointer.map(|pointer| &read.extra()[&pointer[1..]]);
        assert_eq!(value, pointer.map(|pointer| &sign[&pointer[1..]]), "{sign}");
    }
}

#[tokio::test]
async fn r07_a_byte_order_mark_is_skipped() {
    let server = Server::new(|number, _| {
        let text = match number {
            0 => "\u{feff}{\"status\":200,\"requestId\":\"r-7\",\"result\":{\"id\":\"s\"}}",
            1 => "\u{feff} ",
            _ => "\u{feff}{\"error\":\"taken\",\"requestId\":\"r-8\"}",
        };
        Reply::Raw(body(if number < 2 { 200 } else { 409 }, text))
    });
    let client = server.client();
    let read = service(&client).send_full().await.unwrap();
    assert_eq!((read.value().id.as_deref(), read.request_id()), (Some("s"), Some("r-7")));
    delete(&client).await.unwrap();
    let error = service(&client).await.unwrap_err();
    assert_eq!((error.message(), error.request_id()), ("taken", Some("r-8")));
}

#[tokio::test]
async fn u07_a_missing_result_is_an_error_only_if_the_caller_needs_it() {
    // A delete needs no result.
    for text in ["deleted", "", "null", "{}", r#"{"result":null}"#, "\"ok\""] {
        let server = Server::always(move || Reply::Raw(response(200, &[], text.as_bytes())));
        delete(&server.client()).await.unwrap();
    }
    let page =
        || Reply::Raw(response(200, &[("content-type", "text/html")], b"<html>Log in</html>"));
    let error = delete(&Server::always(page).client()).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("web page"), "{error}");
    // Without a body there is no page.
    let empty = || Reply::Raw(response(200, &[("content-type", "text/html")], b""));
    delete(&Server::always(empty).client()).await.unwrap();
    // A change of state does not need the resource.
    for text in ["", "{}", r#"{"result":null}"#, "OK", "null", "[]", "\"ok\""] {
        let server = Server::always(move || Reply::Raw(body(200, text)));
        let stop =
            request::ServiceStatePatchRequest::new(enums::ServiceStatePatchRequestCommand::Stop);
        let sent = server
            .client()
            .organization("o")
            .service("s")
            .update_state(&stop)
            .send_full()
            .await
            .unwrap();
        assert_eq!(sent.value(), &response::Service::default());
        assert_eq!(sent.warnings().len(), 1, "{text}");
        assert_eq!(sent.warnings()[0].pointer, "/result");
    }
    // Other calls need the result.
    for text in ["{}", r#"{"result":null}"#] {
        let server = Server::always(move || Reply::Raw(body(200, text)));
        let client = server.client();
        for error in [
            service(&client).await.unwrap_err(),
            client.organization("o").list_services().await.unwrap_err(),
        ] {
            assert!(error.is_decode() && error.pointer() == Some("/result"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn u11_a_code_is_checked_with_its_status() {
    let failed = async |status, code: &str, can_wake: bool| -> Error {
        let text = json!({ "error": "x", "code": code, "canWake": can_wake }).to_string();
        let server = Server::always(move || Reply::Raw(body(status, &text)));
        service(&server.client()).await.unwrap_err()
    };
    assert!(failed(424, "SERVICE_IDLE", true).await.is_service_idle());
    assert!(!failed(424, "SERVICE_IDLE", false).await.is_service_idle());
    assert!(!failed(403, "SERVICE_IDLE", true).await.is_service_idle());
    let text = r#"{"error":"x","code":"SERVICE_IDLE","canWake":"false"}"#;
    let server = Server::always(move || Reply::Raw(body(424, text)));
    assert!(!service(&server.client()).await.unwrap_err().is_service_idle());
    assert!(failed(424, "SERVICE_STOPPED", false).await.is_service_stopped());
    assert!(!failed(403, "SERVICE_STOPPED", false).await.is_service_stopped());
}

#[tokio::test]
async fn u12_the_text_of_a_failure_is_shown_with_its_code() {
    let long =
        format!(r#"{{"error":{{"code":"62","details":"Syntax error {}"}}}}"#, "x".repeat(90_000));
    let server = Server::always(move || Reply::Raw(body(400, &long)));
    let client = server.builder().query_url(server.url()).build().unwrap();
    let error = client.query("s", "SELECT").await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("Syntax error") && text.contains("(code 62)"), "{text}");
    assert!(text.len() < 400, "{text}");
}

#[tokio::test]
async fn u13_the_signature_of_a_url_in_prose_is_not_shown() {
    let text = r#"{"error":"PUT https://b.example/k?X-Amz-Signature=hunter2&x=1 failed"}"#;
    let server = Server::always(move || Reply::Raw(body(400, text)));
    let error = service(&server.client()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    assert!(error.message().contains("X-Amz-Signature=[redacted]&x=1"), "{error}");
}

#[tokio::test]
async fn u14_short_pages_do_not_end_a_list() {
    let server = Server::new(|_, seen| {
        let line = seen.line();
        let query = line.split(['?', ' ']).nth(2).unwrap_or_default();
        let offset = query.split('&').find_map(|pair| pair.strip_prefix("offset="));
        let offset: usize = offset.map_or(0, |offset| offset.parse().unwrap());
        let items: Vec<Value> = (offset..8)
            .take(if offset == 3 { 2 } else { 3 })
            .map(|id| json!({ "id": id.to_string() }))
            .collect();
        Reply::Raw(body(200, &json!({ "status": 200, "result": items }).to_string()))
    });
    let list = server.client().organization("o").service("s").list_clickstack_alerts();
    let items = list.items().collect_up_to(100).await.unwrap();
    assert_eq!(items.len(), 8);
}

#[tokio::test]
async fn u14_a_page_that_repeats_in_another_order_ends_a_list() {
    let server = Server::new(|number, _| {
        let ids = if number % 2 == 0 { ["1", "2"] } else { ["2", "1"] };
        let items: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        Reply::Raw(body(200, &json!({ "status": 200, "result": items }).to_string()))
    });
    let list = server.client().organization("o").service("s").list_clickstack_alerts();
    let items = list.items().collect_up_to(100).await.unwrap();
    assert_eq!((items.len(), server.count()), (2, 2));
}

#[tokio::test]
async fn u15_a_statement_on_postgres_is_sent_once() {
    let server = Server::new(|number, _| match number {
        0 => Reply::Raw(response(200, &[], b"[\"n\"]\n[\"Int32\"]\n[1]\n")),
        _ => Reply::Raw(body(429, r#"{"error":"TOO_MANY_REQUESTS"}"#)),
    });
    let client = server.builder().bearer("t").query_url(server.url()).build().unwrap();
    let result = client.query_postgres("o", "s", "SELECT 1 AS n").await.unwrap();
    assert_eq!((result.columns, result.rows), (vec!["n".to_owned()], vec![vec![json!(1)]]));
    let error = client.query_postgres("o", "s", "SELECT 1 AS n").await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 1, "{error:?}");
    assert_eq!(server.count(), 2);
    let line = server.seen()[0].line();
    assert!(line.starts_with("POST /service/s/runPostgres?orgId=o&format="), "{line}");
}

/// A clock that skips short pauses, and records them: the delays between attempts, but no timeouts.
#[derive(Debug, Clone, Default)]
struct SkipDelays(Arc<Mutex<Vec<Duration>>>);

impl Clock for SkipDelays {
    fn now(&self) -> Instant {
        TokioClock.now() + self.0.lock().unwrap().iter().sum::<Duration>()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration >= Duration::from_secs(5) {
            return TokioClock.sleep(duration);
        }
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn r06_a_server_does_not_shorten_the_base_delay() {
    let base = Duration::from_secs(2);
    let policy = clickhouse_cloud::RetryPolicy::default().base_delay(base).max_delay(base);
    for (status, header) in [
        (503, ("retry-after", "0")),
        (503, ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")),
        (503, ("retry-after-ms", "0")),
        (429, ("x-ratelimit-reset", "0")),
    ] {
        let server = Server::new(move |number, _| match number {
            0 => Reply::Raw(response(status, &[header], b"")),
            _ => Reply::Raw(body(200, r#"{"result":7}"#)),
        });
        let clock = SkipDelays::default();
        let builder = server.builder().retry(policy.clone()).clock(clock.clone());
        let value: Value = builder.build().unwrap().request(Method::GET, "/v1/x").await.unwrap();
        assert_eq!((value, server.count()), (json!(7), 2));
        let delays = clock.0.lock().unwrap().clone();
        assert!(delays.len() == 1 && delays[0] >= base, "{header:?}: {delays:?}");
    }
}
