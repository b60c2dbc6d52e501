//! Every kind of error: its text names the call, and no text is repeated by the error above it.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clickhouse_cloud::{
    Attempt, BoxError, BoxFuture, Call, Client, CredentialProvider, Credentials, Error, ErrorKind,
    Interceptor, Limiter, Permit, RateLimit, RetryPolicy, operations,
};
use http::{Method, Request};

use crate::server::{Reply, Server, json, response};

/// An error with a source of its own, from code of the user.
#[derive(Debug)]
struct Outer(Inner);

#[derive(Debug)]
struct Inner;

impl fmt::Display for Outer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the vault is sealed")
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("quorum lost")
    }
}

impl StdError for Inner {}

impl StdError for Outer {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

/// Code of the user that always fails.
struct Broken;

impl CredentialProvider for Broken {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err(Outer(Inner).into()) })
    }
}

impl Interceptor for Broken {
    fn before(&self, _: &Attempt<'_>, _: &mut Request<Bytes>) -> Result<(), BoxError> {
        Err(Outer(Inner).into())
    }
}

impl Limiter for Broken {
    fn acquire(&self) -> BoxFuture<'_, Result<Permit, BoxError>> {
        Box::pin(async { Err(Outer(Inner).into()) })
    }

    fn throttled(&self, _: Duration) {}
}

fn get(client: &Client) -> Call<operations::InstanceGet> {
    client.organization("o").service("s").get()
}

/// A client of a server that always responds like this.
fn replies(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (Server, Client) {
    let server = Server::always(reply);
    let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
    (server, client)
}

fn raw(status: u16, body: &'static str) -> impl Fn() -> Reply + Send + Sync {
    move || Reply::Raw(json(status, body))
}

/// One error of each kind and cause.
async fn errors() -> Vec<Error> {
    let mut errors = Vec::new();
    let built = |builder: clickhouse_cloud::ClientBuilder| builder.build().unwrap_err();
    let (server, client) = replies(raw(200, "{}"));
    errors.push(built(server.builder().base_url("ftp://example.com")));
    errors.push(built(server.builder().timeout(Duration::ZERO)));
    #[cfg(feature = "profiles")]
    errors.extend(server.builder().from_profile_in("/nowhere/p.toml".as_ref(), "default").err());
    #[cfg(feature = "rustls")]
    errors.push(built(
        server
            .builder()
            .base_url("https://localhost")
            .ca_certificates("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"),
    ));
    errors.push(get(&client).header("a b", "c").await.unwrap_err());
    errors.push(client.organization("..").get().await.unwrap_err());
    // A required result is absent.
    errors.push(get(&client).await.unwrap_err());
    let with = async |builder: clickhouse_cloud::ClientBuilder| {
        get(&builder.build().unwrap()).await.unwrap_err()
    };
    errors.push(with(server.builder().credentials_provider(Broken)).await);
    errors.push(with(server.builder().interceptor(Broken)).await);
    errors.push(with(server.builder().rate_limit(RateLimit::shared(Arc::new(Broken)))).await);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    errors.push(
        with(server.builder().base_url(format!("http://{closed}")).retry(RetryPolicy::none()))
            .await,
    );

    let (_server, client) =
        replies(|| Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec()));
    errors.push(get(&client).await.unwrap_err());
    let (_server, client) = replies(|| Reply::Raw(b"not http at all\r\n\r\n".to_vec()));
    errors.push(get(&client).await.unwrap_err());
    let (_server, client) = replies(|| Reply::Hang);
    errors.push(get(&client).attempt_timeout(Duration::from_millis(50)).await.unwrap_err());
    let (_server, client) =
        replies(|| Reply::Raw(response(307, &[("location", "https://example.com/")], b"")));
    errors.push(get(&client).await.unwrap_err());
    let (_server, client) = replies(raw(404, "default backend"));
    errors.push(get(&client).await.unwrap_err());
    let (_server, client) = replies(raw(400, r#"{"error":"BAD_REQUEST: no","requestId":"r-1"}"#));
    errors.push(get(&client).await.unwrap_err());
    let (_server, client) = replies(raw(200, "<html>"));
    errors.push(get(&client).await.unwrap_err());
    let (_server, client) = replies(raw(200, r#"{"result":{"state":"failed"}}"#));
    errors.push(get(&client).wait_until_running().await.unwrap_err());
    errors
        .push(get(&client).wait_until_gone().deadline(Duration::from_millis(1)).await.unwrap_err());
    let (_server, client) = replies(raw(503, r#"{"error":"busy","status":503}"#));
    errors.push(
        get(&client).wait_until_running().deadline(Duration::from_millis(1)).await.unwrap_err(),
    );
    let none = None::<String>;
    errors.push(clickhouse_cloud::require!(none).unwrap_err().into());
    errors
}

#[tokio::test]
async fn no_error_repeats_its_source() {
    let errors = errors().await;
    for error in &errors {
        let mut above: &dyn StdError = error;
        while let Some(source) = above.source() {
            let (text, cause) = (above.to_string(), source.to_string());
            assert!(!text.contains(&cause), "`{text}` repeats `{cause}`: {error:?}");
            above = source;
        }
        // The alternate form contains all messages.
        let (short, all) = (error.to_string(), format!("{error:#}"));
        assert!(all.starts_with(&short), "{all}");
        assert!(all.ends_with(&above.to_string()) || error.source().is_none(), "{all}");
        assert!(!all.contains('\n') && !short.ends_with('.'), "{all}");
        assert!(short.chars().next().is_some_and(|first| !first.is_uppercase()), "{short}");
    }
    let kinds: BTreeSet<String> =
        errors.iter().map(|error| format!("{:?}", error.kind())).collect();
    let all = [
        ErrorKind::Config,
        ErrorKind::Credentials,
        ErrorKind::Request,
        ErrorKind::Connect,
        ErrorKind::Transport,
        ErrorKind::Timeout,
        ErrorKind::Limiter,
        ErrorKind::Redirect,
        ErrorKind::Routing,
        ErrorKind::Api,
        ErrorKind::Decode,
        ErrorKind::WaitFailed,
    ];
    assert_eq!(kinds, all.iter().map(|kind| format!("{kind:?}")).collect());
    assert!(errors.iter().filter(|error| error.source().is_some()).count() >= 6);
}

#[tokio::test]
async fn errors_of_calls_name_the_call() {
    let name = "service.get (instanceGet): ";
    for error in errors().await {
        match error.operation() {
            Some("instanceGet") => {
                assert!(error.to_string().starts_with(name), "{error}");
                assert_eq!(error.call().as_deref(), Some("service.get"));
                assert!(format!("{error:?}").contains(r#"call: "service.get""#), "{error:?}");
            }
            Some(other) => assert_eq!(other, "organizationGet"),
            None => assert!(error.call().is_none(), "{error}"),
        }
    }
}

#[tokio::test]
async fn an_api_error_is_one_line() {
    let body = r#"{"error":"BAD_REQUEST: no such region","requestId":"r-1","status":400}"#;
    let (server, client) = replies(raw(400, body));
    let error = get(&client).await.unwrap_err();
    let line =
        "service.get (instanceGet): 400 Bad Request: BAD_REQUEST: no such region; request id r-1";
    assert_eq!(format!("{error:#}"), line);

    let untyped = client.request(Method::GET, "/v1/{id}").path("id", "7").await.unwrap_err();
    assert!(untyped.to_string().starts_with("GET /v1/{id}: 400 Bad Request: "), "{untyped}");
    assert_eq!((untyped.operation(), untyped.call().as_deref()), (None, Some("client.request")));

    let sql = server.builder().query_url(server.url()).build().unwrap();
    let error = sql.query("s", "SELECT 1").await.unwrap_err();
    assert!(error.to_string().starts_with("client.query: 400 Bad Request: "), "{error}");
    assert_eq!(error.operation(), None);
}

#[tokio::test]
async fn a_wrong_path_shows_the_url() {
    let (server, client) = replies(raw(404, "default backend - 404"));
    let error = get(&client).await.unwrap_err();
    let url = format!("{}/v1/organizations/o/services/s", server.url());
    assert!(error.is_routing() && error.to_string().contains(&url), "{error}");
}
