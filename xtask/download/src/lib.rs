//! One GET over HTTP: with timeouts and a size bound; only 200 is a document.
//!
//! Without the feature `tls` it reaches only servers on this machine. The program, which has it,
//! hands the result to `cargo xtask fetch` over a pipe: [`send`] and [`receive`].

#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{StatusCode, Uri, header};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(15);

/// Longer redirect chains are loops.
const REDIRECTS: u32 = 5;

/// How much a download may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time of everything together.
    pub time: Duration,
    /// The bytes of the body.
    pub size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(180), size: 64 * 1024 * 1024 }
    }
}

/// What was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The body.
    pub bytes: Vec<u8>,
    /// The header `Last-Modified`.
    pub modified: Option<String>,
}

/// Why a download failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// What is wrong with the URL or the response.
    pub reason: String,
    /// Whether the server may respond otherwise a moment later.
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

/// Downloads what a URL holds, within limits.
///
/// # Errors
///
/// If the URL is refused, the server fails or the response is anything but a complete document.
pub fn download(url: &str, limits: Limits) -> Result<Download, Failed> {
    let local = is_local(url)?;
    let mut config = Agent::config_builder()
        // A redirect from HTTPS to plain HTTP is refused as well.
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
        let reason = format!("the response is compressed as {encoding:?}, which was not accepted");
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

/// Refuses URLs that would send or record something private; returns whether the host is this one.
///
/// # Errors
///
/// If the URL has credentials, or is not `https` and not on this machine.
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

/// The reason of a URL that must not be shown.
pub const CREDENTIALS: &str = "the URL contains credentials";

/// Writes a result: the facts as a line of JSON, then the body.
///
/// # Errors
///
/// If the reader is gone.
pub fn send(result: Result<Download, Failed>, out: &mut impl Write) -> io::Result<()> {
    let (facts, bytes) = match result {
        Ok(Download { bytes, modified }) => (Ok(modified), bytes),
        Err(failed) => (Err(failed), Vec::new()),
    };
    serde_json::to_writer(&mut *out, &facts)?;
    out.write_all(b"\n")?;
    out.write_all(&bytes)?;
    out.flush()
}

/// Reads what [`send`] wrote; `None` if it is something else.
#[must_use]
pub fn receive(mut bytes: Vec<u8>) -> Option<Result<Download, Failed>> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let facts: Result<Option<String>, Failed> = serde_json::from_slice(bytes.get(..end)?).ok()?;
    bytes.drain(..=end);
    Some(facts.map(|modified| Download { bytes, modified }))
}

#[cfg(test)]
mod tests {
    use super::{Download, Failed, receive, send};

    #[test]
    fn a_result_survives_the_pipe() {
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
        for text in ["", "{}", "{\"Ok\":null}", "no facts\n{}"] {
            assert_eq!(receive(text.as_bytes().to_vec()), None, "{text}");
        }
    }
}
