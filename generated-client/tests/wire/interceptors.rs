//! Interceptors of the user, around real requests.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use clickhouse_cloud::{Attempt, BoxError, Interceptor, Outcome};
use http::{HeaderValue, Method, Request, Uri};

use crate::server::{Reply, Server, fine, json as body};

/// Records what it sees.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>, &'static str);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Interceptor for Log {
    fn before(&self, attempt: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        assert!(!request.headers().contains_key("authorization"));
        request.headers_mut().insert("x-interceptor", HeaderValue::from_static("seen"));
        let line = format!("{} before {} {}", self.1, attempt.number, attempt.path);
        self.0.lock().unwrap().push(line);
        Ok(())
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let outcome = match outcome {
            Outcome::Response(response) => response.status().as_u16().to_string(),
            Outcome::Error(error) => format!("connect: {}", error.is_connect()),
            _ => "timeout".to_owned(),
        };
        self.0.lock().unwrap().push(format!("{} after {} {outcome}", self.1, attempt.number));
    }
}

/// Rejects or redirects requests.
struct Bad(Option<&'static str>);

impl Interceptor for Bad {
    fn before(&self, _: &Attempt<'_>, request: &mut Request<Bytes>) -> Result<(), BoxError> {
        match self.0 {
            None => return Err("not today".into()),
            Some(uri) => *request.uri_mut() = Uri::from_static(uri),
        }
        Ok(())
    }
}

#[tokio::test]
async fn interceptors_see_every_attempt_in_order() {
    let server = Server::new(|number, _| match number {
        0 => Reply::Raw(body(503, "{}")),
        1 => Reply::Close(Vec::new()),
        _ => fine(),
    });
    let lines = Arc::default();
    let interceptor = |name| Log(Arc::clone(&lines), name);
    let client = server
        .builder()
        .interceptor(interceptor("outer"))
        .interceptor(interceptor("inner"))
        .build()
        .unwrap();
    client.request(Method::GET, "/v1/{x}").path("x", "secret-id").await.unwrap();
    let expected = [
        "outer before 1 /v1/{x}",
        "inner before 1 /v1/{x}",
        "inner after 1 503",
        "outer after 1 503",
        "outer before 2 /v1/{x}",
        "inner before 2 /v1/{x}",
        "inner after 2 connect: false",
        "outer after 2 connect: false",
        "outer before 3 /v1/{x}",
        "inner before 3 /v1/{x}",
        "inner after 3 200",
        "outer after 3 200",
    ];
    assert_eq!(interceptor("").lines(), expected);
    assert!(server.seen().iter().all(|request| request.header("x-interceptor") == Some("seen")));
    assert!(server.seen().iter().all(|request| request.header("authorization").is_some()));
}

#[tokio::test]
async fn interceptors_can_reject_but_not_redirect_requests() {
    let server = Server::always(fine);
    for (interceptor, expected) in [
        (Bad(None), "not today"),
        (Bad(Some("http://127.0.0.1:9/v1/x")), "changed the origin"),
        (Bad(Some("https://evil.example/v1/x")), "changed the origin"),
    ] {
        let log = Log::default();
        let client =
            server.builder().interceptor(log.clone()).interceptor(interceptor).build().unwrap();
        let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
        assert!(error.is_request() && format!("{error:#}").contains(expected), "{error:#}");
        assert!(!error.may_have_been_executed());
        assert_eq!(log.lines(), [" before 1 /v1/x"]);
    }
    assert_eq!(server.count(), 0);
}
