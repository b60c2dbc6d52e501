//! A handwritten call of one operation: a request and a typed response.

use std::sync::Arc;

use bench_twins::Envelope;
use bench_twins::derived::Service;
use rustls_platform_verifier::BuilderVerifierExt as _;

/// Any error.
pub type BoxError = Box<dyn std::error::Error>;

/// Returns an HTTP client with the TLS of the SDK.
///
/// # Errors
///
/// Fails if the platform has no certificates.
pub fn http(secure: bool) -> Result<reqwest::Client, BoxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?;
    let config = if secure {
        config.with_platform_verifier()?
    } else {
        config.with_root_certificates(rustls::RootCertStore::empty())
    };
    let builder =
        reqwest::Client::builder().tls_backend_preconfigured(config.with_no_client_auth());
    Ok(if secure { builder } else { builder.no_proxy() }.build()?)
}

/// Calls `GET …/services/{serviceId}`.
///
/// # Errors
///
/// Fails if the request fails or the response cannot be decoded.
pub async fn service(
    http: &reqwest::Client,
    url: &str,
    organization: &str,
    service: &str,
) -> Result<Service, BoxError> {
    let url = format!("{url}/v1/organizations/{organization}/services/{service}");
    let response =
        http.get(url).basic_auth("key", Some("secret")).send().await?.error_for_status()?;
    let envelope: Envelope<Service> = serde_json::from_slice(&response.bytes().await?)?;
    Ok(envelope.result)
}
