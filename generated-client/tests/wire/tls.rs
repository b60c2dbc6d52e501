//! TLS with a certificate authority that no platform trusts.
//!
//! The files in `tls/` are for this test alone: an authority without a key, and a server that it
//! certified for `localhost` and 127.0.0.1, for a hundred years.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use clickhouse_cloud::{Client, RateLimit, RetryPolicy};
use http::Method;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::server::json;

const AUTHORITY: &[u8] = include_bytes!("tls/ca.pem");

/// The address of a server that responds once to each connection.
fn server() -> String {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server.key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream);
            // A client that does not trust the server ends the handshake.
            if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                let _ = stream.write_all(&json(200, r#"{"result":7}"#));
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    format!("https://{address}")
}

#[tokio::test]
async fn r11_a_certificate_authority_can_be_added() {
    let url = server();
    let builder = || {
        let builder = Client::builder().api_key("a", "b").base_url(url.clone()).no_proxy();
        builder.rate_limit(RateLimit::off()).retry(RetryPolicy::none())
    };
    let call = |client: Client| async move { client.request(Method::GET, "/v1/x").await };
    let error = call(builder().build().unwrap()).await.unwrap_err();
    assert!(error.is_connect() && format!("{error:#}").contains("certificate"), "{error:#}");
    // A bundle may have text around its certificates, and come in parts.
    let bundle = [b"# The authority.\n".as_slice(), AUTHORITY, b"\n"].concat();
    let client = builder().ca_certificates(bundle).ca_certificates(AUTHORITY).build().unwrap();
    assert_eq!(call(client).await.unwrap(), 7);
}
