//! Tests of proxies: what they see, and what they do not see.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use clickhouse_cloud::{Client, ClientBuilder, ErrorKind, RateLimit};
use http::Method;

use crate::server::{Server, fine, quick};

/// A host that does not resolve, so that only a proxy can connect to it.
const API: &str = "https://api.invalid";

/// What a proxy receives: the head of the request for a tunnel, and the first bytes in it.
struct Told {
    head: Vec<String>,
    tunnel: Vec<u8>,
}

impl Told {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().skip(1).find_map(|line| {
            let (other, value) = line.split_once(": ")?;
            other.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Asserts that the call is encrypted.
    fn check(&self) {
        // The record of a TLS handshake.
        assert_eq!(self.tunnel[..2], [0x16, 3], "{:?}", self.tunnel);
        let all = self.head.join("\n") + &String::from_utf8_lossy(&self.tunnel);
        for hidden in ["key-id", "key-s3cr3t", "a2V5LWlkOmtleS1zM2NyM3Q", "/v1/x", "secret-id"] {
            assert!(!all.contains(hidden), "{hidden} in {all}");
        }
        assert_eq!(self.header("authorization"), None);
    }
}

fn listen(serve: impl Fn(TcpStream) -> Option<Told> + Send + 'static) -> (String, Receiver<Told>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            if let Some(told) = serve(stream) {
                let _ = sender.send(told);
            }
        }
    });
    (address, told)
}

/// Reads the first bytes in a tunnel, and closes it.
fn first_bytes(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = vec![0; 4096];
    let read = stream.read(&mut bytes).unwrap_or(0);
    bytes.truncate(read);
    bytes
}

/// A proxy with this response to a request for a tunnel.
fn http_proxy(answer: &'static str) -> (String, Receiver<Told>) {
    listen(move |stream| {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
            if line.trim_end().is_empty() {
                break;
            }
            head.push(line.trim_end().to_owned());
        }
        (&stream).write_all(answer.as_bytes()).ok()?;
        Some(Told { head, tunnel: first_bytes(reader) })
    })
}

fn builder() -> ClientBuilder {
    Client::builder()
        .api_key("key-id", "key-s3cr3t")
        .base_url(API)
        .rate_limit(RateLimit::off())
        .retry(quick().max_attempts(1))
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_proxy_opens_a_tunnel_and_sees_nothing_else() {
    let (address, told) = http_proxy("HTTP/1.1 200 Connection established\r\n\r\n");
    let client = builder().proxy(format!("http://me:hunter2@{address}")).build().unwrap();
    let call = client.request(Method::POST, "/v1/x/{id}").path("id", "secret-id");
    let error = call.header("x-secret", "key-s3cr3t").await.unwrap_err();
    // The tunnel broke before the request was sent.
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(!error.may_have_been_executed());
    assert!(!format!("{error} {error:?} {client:?}").contains("hunter2"));
    let told = told.recv().unwrap();
    assert_eq!(told.head[0], "CONNECT api.invalid:443 HTTP/1.1");
    // `me:hunter2`, which is for the proxy.
    assert_eq!(told.header("proxy-authorization"), Some("Basic bWU6aHVudGVyMg=="));
    told.check();
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_proxy_that_rejects_the_tunnel_is_a_connection_error() {
    for answer in [
        "HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n",
        "nonsense\r\n\r\n",
        "",
    ] {
        let (address, told) = http_proxy(answer);
        let client = builder().proxy(format!("http://me:hunter2@{address}")).build().unwrap();
        let error = client.request(Method::POST, "/v1/x");
        let error = error.timeout(std::time::Duration::from_secs(2)).await.unwrap_err();
        assert!(error.is_connect() || error.is_timeout(), "{answer}: {error:?}");
        if error.is_connect() {
            assert!(!error.may_have_been_executed(), "{error:?}");
        }
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        drop(told);
    }
}

#[cfg(all(feature = "blocking", any(feature = "rustls", feature = "native-tls")))]
#[test]
fn blocking_calls_take_the_same_proxy() {
    let (address, told) = http_proxy("HTTP/1.1 200 Connection established\r\n\r\n");
    let client = builder().proxy(format!("http://{address}")).build().unwrap();
    client.request(Method::GET, "/v1/x").send_blocking().unwrap_err();
    told.recv().unwrap().check();
}

#[cfg(all(feature = "socks", any(feature = "rustls", feature = "native-tls")))]
#[tokio::test]
async fn socks_proxies_are_supported() {
    let (address, told) = listen(|mut stream| {
        let mut read = |length: usize| {
            let mut bytes = vec![0; length];
            stream.read_exact(&mut bytes).ok().map(|()| bytes)
        };
        let methods = read(2)?;
        read(methods[1].into())?;
        (&stream).write_all(&[5, 2]).ok()?;
        let mut read = |length: usize| {
            let mut bytes = vec![0; length];
            stream.read_exact(&mut bytes).ok().map(|()| bytes)
        };
        let name = read(2)?[1];
        let name = read(name.into())?;
        let password = read(1)?[0];
        let password = read(password.into())?;
        (&stream).write_all(&[1, 0]).ok()?;
        let mut head = vec![0; 5];
        (&stream).read_exact(&mut head).ok()?;
        let mut host = vec![0; usize::from(head[4]) + 2];
        (&stream).read_exact(&mut host).ok()?;
        let port = host.split_off(host.len() - 2);
        (&stream).write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let port = u16::from_be_bytes([port[0], port[1]]).to_string();
        let head = vec![text(name), text(password), text(host), port];
        Some(Told { head, tunnel: first_bytes(&stream) })
    });
    let client = builder().proxy(format!("socks5h://me:hunter2@{address}")).build().unwrap();
    let error = client.request(Method::GET, "/v1/x").await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    let told = told.recv().unwrap();
    assert_eq!(told.head, ["me", "hunter2", "api.invalid", "443"]);
    told.check();
}

#[test]
fn an_unusable_proxy_is_refused() {
    let problem = |builder: ClientBuilder| {
        let error = builder.build().unwrap_err();
        assert!(error.is_config() && !error.to_string().contains("hunter2"), "{error:?}");
        error.to_string()
    };
    for url in ["", "nonsense", "http://", "127.0.0.1:3128", "ftp://x", "http://me:hunter2@"] {
        assert!(problem(builder().proxy(url)).contains("proxy"), "{url}");
    }
    let socks = builder().proxy("socks5://me:hunter2@127.0.0.1:1080");
    if cfg!(not(feature = "socks")) {
        assert!(problem(socks).contains("`socks`"));
    } else if cfg!(any(feature = "rustls", feature = "native-tls")) {
        socks.build().unwrap();
    }
    let plain = builder().base_url("http://127.0.0.1:9").query_url("http://127.0.0.1:9");
    assert!(problem(plain.proxy("http://me:hunter2@localhost:3128")).contains("plain"));
    let own = builder().transport(crate::clients::Echo);
    assert!(problem(own.no_proxy()).contains("custom transport"));
}

/// Runs the probe below in a process with this environment; returns its output.
fn probe(url: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "proxies::probe_environment", "--ignored", "--test-threads", "1"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("PROBE", url).envs(environment.iter().copied()).stdout(Stdio::null());
    assert!(command.status().unwrap().success());
}

/// One call, with the proxies of the environment.
#[tokio::test]
#[ignore = "a process that other tests start"]
async fn probe_environment() {
    let Ok(url) = std::env::var("PROBE") else { return };
    let mut builder = builder().base_url(url);
    if std::env::var_os("NEVER").is_some() {
        builder = builder.no_proxy();
    }
    let call = builder.build().unwrap().request(Method::GET, "/v1/x");
    let _ = call.timeout(std::time::Duration::from_secs(5)).await;
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn the_environment_names_proxies() {
    let (address, told) = http_proxy("HTTP/1.1 200 Connection established\r\n\r\n");
    let proxy = format!("http://{address}");
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        probe(API, &[(name, &proxy)]);
        let told = told.recv().unwrap();
        assert_eq!(told.head[0], "CONNECT api.invalid:443 HTTP/1.1", "{name}");
        told.check();
    }
    probe(API, &[("HTTPS_PROXY", &proxy), ("NO_PROXY", "other.invalid,.invalid")]);
    probe(API, &[("HTTPS_PROXY", &proxy), ("NEVER", "1")]);
    assert!(told.try_recv().is_err());
}

#[test]
fn plain_http_ignores_the_proxies_of_the_environment() {
    let (address, told) = http_proxy("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
    let proxy = format!("http://{address}");
    let server = Server::always(fine);
    probe(&server.url(), &[("HTTP_PROXY", &proxy), ("http_proxy", &proxy), ("ALL_PROXY", &proxy)]);
    assert_eq!(server.count(), 1);
    // The request goes to the server itself, in origin form.
    assert_eq!(server.seen()[0].line(), "GET /v1/x HTTP/1.1");
    assert!(told.try_recv().is_err());
}
