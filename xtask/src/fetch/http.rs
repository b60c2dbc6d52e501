//! One GET over HTTP: with timeouts and a size bound; only 200 is a document.

use std::net::IpAddr;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{StatusCode, Uri, header};

use crate::date;
use crate::fs::SIZE_LIMIT;
use crate::problem::Problem;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(15);

/// How long everything together may take.
const TOTAL: Duration = Duration::from_secs(180);

/// Longer redirect chains are loops.
const REDIRECTS: u32 = 5;

/// The pauses before a server is asked again.
const PAUSES: [Duration; 3] =
    [Duration::from_secs(2), Duration::from_secs(8), Duration::from_secs(32)];

/// What was downloaded.
#[derive(Debug, PartialEq)]
pub(super) struct Download {
    /// The body.
    pub(super) bytes: Vec<u8>,
    /// The day of `Last-Modified`.
    pub(super) date: Option<String>,
}

/// A download that failed.
#[derive(Debug)]
pub(super) struct Failed {
    /// What is reported.
    pub(super) problem: Problem,
    /// Whether the server may respond otherwise a moment later.
    pub(super) is_transient: bool,
}

/// Returns the pauses between attempts. A server on this machine is asked again at once.
pub(super) fn pauses(url: &str) -> [Duration; 3] {
    if check_url(url).unwrap_or(false) { [Duration::ZERO; 3] } else { PAUSES }
}

/// Downloads what a URL holds.
pub(super) fn download(url: &str) -> Result<Download, Failed> {
    download_within(url, TOTAL, SIZE_LIMIT)
}

/// Downloads what a URL holds, within a time and a number of bytes.
fn download_within(url: &str, total: Duration, limit: u64) -> Result<Download, Failed> {
    let lasting = |problem| Failed { problem, is_transient: false };
    let transient = |problem| Failed { problem, is_transient: true };
    let local = check_url(url).map_err(lasting)?;
    let mut config = Agent::config_builder()
        // A redirect from HTTPS to plain HTTP is refused as well.
        .https_only(!local)
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(total))
        .accept("application/json, application/yaml;q=0.9, */*;q=0.1")
        .user_agent(concat!("clickhouse-cloud-xtask/", env!("CARGO_PKG_VERSION")));
    if local {
        config = config.proxy(None);
    }
    let agent: Agent = config.build().into();

    let failed = |error: &ureq::Error| transient(problem(url, &error.to_string()));
    let mut response = agent.get(url).call().map_err(|error| failed(&error))?;
    let status = response.status();
    if status != StatusCode::OK {
        let problem = problem(url, &format!("the response is {status}, not 200 OK"));
        let passes = status.is_server_error()
            || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
        return Err(Failed { problem, is_transient: passes });
    }
    let encoded = response.headers().get(header::CONTENT_ENCODING);
    if let Some(encoding) = encoded.filter(|encoding| *encoding != "identity") {
        let reason = format!("the response is compressed as {encoding:?}, which was not accepted");
        return Err(lasting(problem(url, &reason)));
    }
    let modified = response.headers().get(header::LAST_MODIFIED);
    let date = modified.and_then(|value| value.to_str().ok()).and_then(date::of_http);
    let body = response.body_mut().with_config().limit(limit).read_to_vec();
    let bytes = body.map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => {
            let reason = format!("the response is larger than {} MiB", SIZE_LIMIT / 1024 / 1024);
            lasting(problem(url, &reason))
        }
        error => failed(&error),
    })?;
    Ok(Download { bytes, date })
}

/// Refuses URLs that would send or record something private; says whether the host is this one.
fn check_url(url: &str) -> Result<bool, Problem> {
    let refuse = |reason: &str| Err(problem(url, reason));
    let Ok(uri) = url.parse::<Uri>() else {
        return refuse("it is not a URL");
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return refuse("it is not an absolute URL");
    };
    if authority.as_str().contains('@') {
        let problem = Problem::new("fetch-failed", "the URL contains credentials");
        return Err(problem
            .help("credentials would be recorded in spec/openapi.lock; remove them from the URL"));
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

fn problem(url: &str, reason: &str) -> Problem {
    Problem::new("fetch-failed", format!("cannot fetch {url}: {reason}"))
        .help("nothing has been changed")
        .help("to use a local file: `cargo xtask fetch --file PATH`")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{check_url, download, download_within};
    use crate::fetch::testing::{Reply, serve};

    #[test]
    fn a_body_arrives_as_it_was_sent() {
        let url = serve(vec![Reply::ok("{\n}")]);
        assert_eq!(download(&url).unwrap().bytes, b"{\n}");
    }

    #[test]
    fn every_other_response_is_an_error() {
        for (reply, reason) in [
            (Reply::status("404 Not Found", "{}"), "404"),
            (Reply::status("204 No Content", ""), "204"),
            (Reply::status("500 Internal Server Error", "{}"), "500"),
            (
                Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"openapi\""),
                "cannot fetch",
            ),
            (
                Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ope"),
                "cannot fetch",
            ),
            (
                Reply::raw(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
                ),
                "br",
            ),
            (
                Reply::raw(
                    "HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n",
                ),
                "cannot fetch",
            ),
            (Reply::raw("no HTTP at all\r\n\r\n"), "cannot fetch"),
            (Reply::raw(""), "cannot fetch"),
        ] {
            let problem = download(&serve(vec![reply.clone()])).unwrap_err().problem;
            assert_eq!(problem.code, "fetch-failed");
            assert!(problem.message.contains(reason), "{}: {reply}", problem.message);
        }
    }

    #[test]
    fn time_and_size_are_bounded() {
        let url = serve(vec![Reply::ok(&"x".repeat(5000))]);
        let problem = download_within(&url, Duration::from_secs(10), 4096).unwrap_err().problem;
        assert!(problem.message.contains("larger"), "{}", problem.message);

        let url = serve(vec![Reply::Silence]);
        let problem = download_within(&url, Duration::from_millis(200), 4096).unwrap_err().problem;
        assert!(problem.message.contains("timeout"), "{}", problem.message);
    }

    #[test]
    fn urls_that_leak_are_refused() {
        assert!(!check_url("https://api.clickhouse.cloud/v1").unwrap());
        assert!(check_url("http://127.0.0.1:8080/v1").unwrap());
        assert!(check_url("http://[::1]:8080/v1").unwrap());
        assert!(check_url("http://localhost/v1").unwrap());
        for url in [
            "http://api.clickhouse.cloud/v1",
            "http://127.0.0.1.example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "example.com",
            "/v1",
            "not a url",
        ] {
            assert!(check_url(url).is_err(), "{url}");
        }
        let problem = check_url("https://key:hidden@example.com/").unwrap_err();
        assert!(!problem.message.contains("hidden"));
    }
}
