//! Tests of credentials, from the view of the server.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

#[cfg(feature = "profiles")]
use clickhouse_cloud::Client;
use clickhouse_cloud::{BoxError, BoxFuture, CredentialProvider, Credentials};
use http::Method;

use crate::server::{Reply, Server, fine, json, response};

/// A provider whose first token is stale.
#[derive(Default)]
pub(crate) struct Vault(AtomicUsize);

impl CredentialProvider for Vault {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let stale = self.0.load(Ordering::SeqCst) == 0;
            Ok(Credentials::bearer(if stale { "stale" } else { "fresh" }))
        })
    }

    fn rejected(&self) -> bool {
        self.0.fetch_add(1, Ordering::SeqCst) == 0
    }
}

/// A provider that fails.
struct Closed;

impl CredentialProvider for Closed {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Err("the vault is closed".into()) })
    }
}

#[tokio::test]
async fn keys_and_tokens_go_over_the_wire() {
    let server = Server::always(fine);
    let client = server.client();
    client.request(Method::GET, "/v1/x").await.unwrap();
    let client = server.builder().bearer("t0ken").build().unwrap();
    client.request(Method::GET, "/v1/x").await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].header("authorization"), Some("Basic a2V5LWlkOmtleS1zM2NyM3Q="));
    assert_eq!(seen[1].header("authorization"), Some("Bearer t0ken"));
    assert!(seen[0].header("user-agent").unwrap().starts_with("clickhouse-cloud-rust/"));
    assert_eq!(seen[0].header("accept-encoding"), Some("gzip"));
}

#[tokio::test]
async fn a_provider_that_fails_sends_nothing() {
    let server = Server::always(fine);
    let client = server.builder().credentials_provider(Closed).build().unwrap();
    let error = client.request(Method::POST, "/v1/x").await.unwrap_err();
    assert!(error.is_config() && format!("{error:#}").contains("vault is closed"), "{error:#}");
    assert!(!error.may_have_been_executed());
    assert_eq!(server.count(), 0);
}

#[cfg(feature = "profiles")]
#[tokio::test]
async fn profiles_come_from_a_file() {
    let server = Server::always(fine);
    let directory = std::env::temp_dir().join(format!("clickhouse-cloud-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("credentials.toml");
    let text = format!("[test]\ntoken = \"from-file\"\napi_url = \"{}\"\n", server.url());
    std::fs::write(&file, text).unwrap();
    let client = Client::builder().from_profile_in(&file, "test").unwrap().build().unwrap();
    client.request(Method::GET, "/v1/x").await.unwrap();
    assert_eq!(server.seen()[0].header("authorization"), Some("Bearer from-file"));
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn secrets_are_redacted_everywhere() {
    let echo = crate::server::response(
        500,
        &[("content-type", "text/html")],
        b"<pre>Authorization: Basic a2V5LWlkOmtleS1zM2NyM3Q= key-s3cr3t</pre>",
    );
    let server = Server::always(move || crate::server::Reply::Raw(echo.clone()));
    let error = server.client().request(Method::GET, "/v1/x").await.unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), error.raw_body().unwrap().to_owned()] {
        assert!(
            !text.contains("key-s3cr3t") && !text.contains("a2V5LWlkOmtleS1zM2NyM3Q="),
            "{text}"
        );
    }
    assert!(error.raw_body().unwrap().contains("[redacted]"));
}

/// A provider that creates a new token for each rejection. Only the newest token is valid, so that
/// an extra notification would invalidate it.
#[derive(Clone, Default)]
struct Rotating(Arc<AtomicUsize>);

impl CredentialProvider for Rotating {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        let newest = self.0.load(Ordering::SeqCst);
        Box::pin(async move { Ok(Credentials::bearer(format!("token-{newest}"))) })
    }

    fn rejected(&self) -> bool {
        self.0.fetch_add(1, Ordering::SeqCst);
        true
    }
}

#[tokio::test]
async fn many_calls_with_a_stale_token_refresh_it_once() {
    const CALLS: usize = 16;
    let provider = Rotating::default();
    let newest = Arc::clone(&provider.0);
    let all = Arc::new(Barrier::new(CALLS));
    let server = Server::new(move |number, request| {
        // All calls are in progress with the stale token before the first is rejected.
        if number < CALLS {
            all.wait();
        }
        let good = match newest.load(Ordering::SeqCst) {
            0 => None,
            newest => Some(format!("Bearer token-{newest}")),
        };
        if good.is_some() && request.header("authorization") == good.as_deref() {
            fine()
        } else {
            Reply::Raw(json(401, "{}"))
        }
    });
    let client = server.builder().credentials_provider(provider.clone()).build().unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CALLS {
        let call = client.request(Method::POST, "/v1/x");
        calls.spawn(async move { call.await.map_err(|error| error.to_string()) });
    }
    for outcome in calls.join_all().await {
        assert_eq!(outcome, Ok(7.into()));
    }
    assert_eq!(provider.0.load(Ordering::SeqCst), 1);
}

/// A provider that has only one token.
struct Stubborn(Rotating);
impl CredentialProvider for Stubborn {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(Credentials::bearer("same")) })
    }

    fn rejected(&self) -> bool {
        self.0.rejected()
    }
}

#[tokio::test]
async fn repeated_credentials_can_be_rejected_again() {
    let told = Rotating::default();
    let server = Server::always(|| Reply::Raw(json(401, "{}")));
    let client = server.builder().credentials_provider(Stubborn(told.clone())).build().unwrap();
    for calls in 1..4 {
        let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
        assert!(error.is_unauthorized() && !error.may_have_been_executed(), "{error:?}");
        assert_eq!((told.0.load(Ordering::SeqCst), server.count()), (calls, 2 * calls));
    }
}

#[tokio::test]
async fn nothing_that_a_server_repeats_shows_the_secret() {
    const ENCODED: &str = "a2V5LWlkOmtleS1zM2NyM3Q=";
    let text = format!(
        r#"{{"error":"bad {ENCODED} of key-s3cr3t, sent {{\"password\":\"key-s3cr3t\"}}",
            "code":"key-s3cr3t","requestId":"key-s3cr3t","detail":["{ENCODED}"],
            "issues":[{{"path":["key-s3cr3t"],"message":"key-s3cr3t"}}]}}"#
    );
    for status in [200, 400] {
        let headers = [
            ("x-echo", "Basic a2V5LWlkOmtleS1zM2NyM3Q="),
            ("set-cookie", "sid=hunter2"),
            ("x-auth-token", "hunter2"),
            ("x-request-id", "r-1"),
        ];
        let bytes = response(status, &headers, text.replace("error", "result").as_bytes());
        let bytes = if status == 200 { bytes } else { response(status, &headers, text.as_bytes()) };
        let server = Server::always(move || Reply::Raw(bytes.clone()));
        let call = server.client().request(Method::GET, "/v1/x");
        let shown = match call.send_as::<serde_json::Value>().await {
            // The value and the envelope are as the server sent them; headers are redacted, because
            // programs log them.
            Ok(response) => {
                assert_eq!(response.headers()["set-cookie"], "sid=hunter2");
                format!("{:?}", response.headers()) + &format!("{:?}", response.map(drop).headers())
            }
            Err(error) => {
                assert!(error.message().starts_with("bad [redacted] of [redacted], sent {"));
                format!("{error} {error:?} {:?}", error.details())
            }
        };
        for secret in ["key-s3cr3t", ENCODED, "hunter2"] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
        assert!(shown.contains("r-1") || status == 400, "{shown}");
    }
}
