//! Other ways to send: a custom `reqwest` client, a custom transport, and blocking calls.

use bytes::Bytes;
use clickhouse_cloud::{BoxFuture, Client, Transport, TransportError};
use http::{Method, Request, Response};

use crate::server::{Server, fine};

#[cfg(feature = "rustls")]
#[tokio::test]
async fn a_custom_reqwest_client_is_used() {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let http = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .default_headers([(http::header::VIA, "mine".parse().unwrap())].into_iter().collect())
        .build()
        .unwrap();
    let server = Server::always(fine);
    let client = server.builder().http_client(http).build().unwrap();
    assert_eq!(client.request(Method::GET, "/v1/x").await.unwrap(), 7);
    assert_eq!(server.seen()[0].header("via"), Some("mine"));
    assert!(server.seen()[0].header("authorization").is_some());
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn r08_a_helper_lets_other_clients_of_reqwest_work() {
    clickhouse_cloud::install_crypto_provider();
    // The second time, a provider is already installed.
    clickhouse_cloud::install_crypto_provider();
    let builder = reqwest::Client::builder().tls_backend_rustls();
    let server = Server::always(fine);
    let response = builder.build().unwrap().get(server.url()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    drop(reqwest::Client::new());
}

#[test]
fn r11_invalid_certificates_are_refused() {
    let builder = || Client::builder().api_key("a", "b");
    for pem in ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"] {
        let error = builder().ca_certificates(pem).build().unwrap_err();
        assert!(error.is_config() && error.to_string().contains("no certificate"), "{error}");
    }
    // A valid one before or after does not hide one that contains nothing.
    let valid = include_str!("tls/ca.pem");
    for [one, other] in [[valid, ""], ["# nothing", valid]] {
        let error = builder().ca_certificates(one).ca_certificates(other).build().unwrap_err();
        assert!(error.to_string().contains("no certificate"), "{error}");
    }
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    assert!(builder().ca_certificates(broken).build().unwrap_err().is_config());
    let own = builder().transport(Echo).ca_certificates(broken).build().unwrap_err();
    assert!(own.to_string().contains("custom transport"), "{own}");
}

/// A transport that responds without a server.
pub(crate) struct Echo;

impl Transport for Echo {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let body = serde_json::json!({ "result": request.uri().to_string() });
            Ok(Response::new(Bytes::from(body.to_string())))
        })
    }
}

#[tokio::test]
async fn a_custom_transport_is_used() {
    let client = Client::builder().api_key("a", "b").transport(Echo).build().unwrap();
    let said = client.request(Method::GET, "/v1/x").query("a", "b").await.unwrap();
    assert_eq!(said, "https://api.clickhouse.cloud/v1/x?a=b");
}

#[tokio::test]
async fn the_accept_header_of_the_call_wins_over_that_of_the_client() {
    let server = Server::always(fine);
    let plain = server.client();
    let own = server.builder().header("accept", "application/own").build().unwrap();
    let text = |client: &Client| client.organization("o").service("s").get_prometheus_metrics();
    let json = |client: &Client| client.organization("o").service("s").get();
    let expected = [
        (text(&plain).build(), "text/plain, */*;q=0.5"),
        (json(&plain).build(), "application/json"),
        (text(&own).build(), "application/own"),
        (text(&own).header("accept", "text/csv").build(), "text/csv"),
    ];
    for (request, accept) in expected {
        assert_eq!(request.unwrap().headers()["accept"], accept);
    }
    let _ = text(&plain).await;
    let _ = json(&own).header("accept", "text/csv").await;
    let seen = server.seen();
    assert_eq!(seen[0].header("accept"), Some("text/plain, */*;q=0.5"));
    assert_eq!(seen[1].header("accept"), Some("text/csv"));
    for request in &seen {
        assert_eq!(request.header("accept-encoding"), Some("gzip"));
        assert!(request.header("user-agent").is_some());
    }
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::*;

    #[test]
    fn threads_can_wait_for_calls() {
        let server = Server::always(fine);
        let client = server.client();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    assert_eq!(client.request(Method::GET, "/v1/x").send_blocking().unwrap(), 7);
                });
            }
        });
        assert_eq!(server.count(), 8);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn one_client_serves_async_and_blocking_calls() {
        let server = Server::always(fine);
        // A connection that belongs to the waiting thread would not respond before the attempt
        // ends.
        let client = server
            .builder()
            .attempt_timeout(std::time::Duration::from_secs(3))
            .retry(clickhouse_cloud::RetryPolicy::none())
            .build()
            .unwrap();
        for _ in 0..3 {
            assert_eq!(client.request(Method::GET, "/v1/x").await.unwrap(), 7);
            assert_eq!(client.request(Method::GET, "/v1/x").send_blocking().unwrap(), 7);
        }
    }
}
