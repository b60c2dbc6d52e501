//! Downloads a document with one GET request, with timeouts and a size limit. Only a response with
//! the status 200 is accepted.
//!
//! Without the feature `tls`, only plain HTTP to loopback addresses is possible. The program has
//! this feature, and passes the result to `cargo xtask fetch` through a pipe: see [`send`] and
//! [`receive`].

#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{StatusCode, Uri, header};

/// The timeout for connecting.
const CONNECT: Duration = Duration::from_secs(15);

/// The maximum number of redirects.
const REDIRECTS: u32 = 5;

/// The maximum size of a document in bytes: 64 MiB.
pub const SIZE: u64 = 64 * 1024 * 1024;

/// The limits of a download.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The maximum duration of the download.
    pub time: Duration,
    /// The maximum size of the body in bytes.
    pub size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(180), size: SIZE }
    }
}

/// A downloaded document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The body.
    pub bytes: Vec<u8>,
    /// The header `Last-Modified`.
    pub modified: Option<String>,
}

/// A failed download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// The problem with the URL or the response.
    pub reason: String,
    /// Whether another attempt may succeed.
    pub is_transient: bool,
}

impl Failed {
    fn lasting(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_transient: false }
    }

    fn transient(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_transient: true }
    }
}

/// Downloads the document at a URL, within limits.
///
/// # Errors
///
/// Fails if the URL is rejected, if the server fails, or if the response is not a complete
/// document.
pub fn download(url: &str, limits: Limits) -> Result<Download, Failed> {
    let local = is_local(url)?;
    let mut config = Agent::config_builder()
        // Also rejects a redirect from HTTPS to plain HTTP.
        .https_only(!local)
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(limits.time))
        .accept("application/json, application/yaml;q=0.9, */*;q=0.1")
        .user_agent(concat!("clickhouse-cloud-xtask/", env!("CARGO_PKG_VERSION")));
    if local {
        config = config.proxy(None);
    }
    let agent: Agent = config.build().into();

    let failed = |error: &ureq::Error| Failed::transient(error.to_string());
    let mut response = agent.get(url).call().map_err(|error| failed(&error))?;
    let status = response.status();
    if status != StatusCode::OK {
        let is_transient = status.is_server_error()
            || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
        let reason = format!("the response is {status}, not 200 OK");
        return Err(Failed { reason, is_transient });
    }
    let encoded = response.headers().get(header::CONTENT_ENCODING);
    if let Some(encoding) = encoded.filter(|encoding| *encoding != "identity") {
        let reason =
            format!("the response has the content encoding {encoding:?}, which is not supported");
        return Err(Failed::lasting(reason));
    }
    let modified = response.headers().get(header::LAST_MODIFIED);
    let modified = modified.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = response.body_mut().with_config().limit(limits.size).read_to_vec();
    let bytes = body.map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => {
            Failed::lasting(format!("the response is larger than {} bytes", limits.size))
        }
        error => failed(&error),
    })?;
    Ok(Download { bytes, modified })
}

/// Returns whether the URL is plain HTTP to a loopback address, which needs no TLS.
///
/// # Errors
///
/// Fails if the URL is not absolute, contains credentials, or is neither `https` nor plain HTTP to
/// a loopback address.
pub fn is_local(url: &str) -> Result<bool, Failed> {
    let refuse = |reason: &str| Err(Failed::lasting(reason));
    let Ok(uri) = url.parse::<Uri>() else {
        return refuse("it is not a URL");
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return refuse("it is not an absolute URL");
    };
    if authority.as_str().contains('@') {
        return refuse(CREDENTIALS);
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let local = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    match scheme {
        "https" => Ok(false),
        "http" if local => Ok(true),
        "http" => refuse("plain HTTP is allowed for loopback addresses only; use https"),
        _ => refuse("only https URLs are supported"),
    }
}

/// The reason for rejecting a URL with credentials, which must not be printed.
pub const CREDENTIALS: &str = "the URL contains credentials";

/// Writes a result: a line of JSON with the header or the failure, then the body.
///
/// # Errors
///
/// Fails if the pipe is closed.
pub fn send(result: Result<Download, Failed>, out: &mut impl Write) -> io::Result<()> {
    let (head, bytes) = match result {
        Ok(Download { bytes, modified }) => (Ok(modified), bytes),
        Err(failed) => (Err(failed), Vec::new()),
    };
    serde_json::to_writer(&mut *out, &head)?;
    out.write_all(b"\n")?;
    out.write_all(&bytes)?;
    out.flush()
}

/// Reads a result that [`send`] wrote; returns `None` for any other input.
#[must_use]
pub fn receive(mut bytes: Vec<u8>) -> Option<Result<Download, Failed>> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: Result<Option<String>, Failed> = serde_json::from_slice(bytes.get(..end)?).ok()?;
    bytes.drain(..=end);
    Some(head.map(|modified| Download { bytes, modified }))
}

#[cfg(test)]
mod tests {
    use super::{Download, Failed, receive, send};

    #[test]
    fn a_result_is_read_as_it_was_written() {
        let modified = Some("Thu, 22 Oct 2026 05:00:00 GMT".to_owned());
        for result in [
            Ok(Download { bytes: b"{\n}\r\n\0".to_vec(), modified }),
            Ok(Download { bytes: Vec::new(), modified: None }),
            Err(Failed { reason: "a \"reason\"\n".to_owned(), is_transient: true }),
        ] {
            let mut sent = Vec::new();
            send(result.clone(), &mut sent).unwrap();
            assert_eq!(receive(sent), Some(result));
        }
        for text in ["", "{}", "{\"Ok\":null}", "no head\n{}"] {
            assert_eq!(receive(text.as_bytes().to_vec()), None, "{text}");
        }
    }
}
