//! Who is calling, as the server sees it.

use std::sync::atomic::{AtomicUsize, Ordering};

use clickhouse_cloud::{BoxError, BoxFuture, Client, CredentialProvider, Credentials};
use http::Method;

use crate::server::{Server, fine};

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

/// A vault that is closed.
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
    let client = server.builder().credentials(Closed).build().unwrap();
    let error = client.request(Method::POST, "/v1/x").await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("vault is closed"), "{error}");
    assert!(!error.may_have_been_executed());
    assert_eq!(server.count(), 0);
}

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
async fn nothing_shows_the_secret() {
    let echo = crate::server::answer(
        500,
        &[("content-type", "text/html")],
        b"<pre>Authorization: Basic a2V5LWlkOmtleS1zM2NyM3Q= key-s3cr3t</pre>",
    );
    let server = Server::always(move || crate::server::Act::Answer(echo.clone()));
    let error = server.client().request(Method::GET, "/v1/x").await.unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), error.raw_body().unwrap().to_owned()] {
        assert!(
            !text.contains("key-s3cr3t") && !text.contains("a2V5LWlkOmtleS1zM2NyM3Q="),
            "{text}"
        );
    }
    assert!(error.raw_body().unwrap().contains("[redacted]"));
}
