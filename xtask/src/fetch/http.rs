//! Downloads the document: over plain HTTP from a loopback address in this process, over HTTPS with
//! the program in `xtask/download`, so that other commands do not compile TLS.

use std::env;
use std::process::{Command, Stdio};
use std::time::Duration;

use download::{CREDENTIALS, Limits, is_local, receive};

use crate::date;
use crate::paths::Workspace;
use crate::problem::Problem;

/// The delays before further attempts.
const PAUSES: [Duration; 3] =
    [Duration::from_secs(2), Duration::from_secs(8), Duration::from_secs(32)];

/// A downloaded document.
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
    /// The reported problem.
    pub(super) problem: Problem,
    /// Whether another attempt may succeed.
    pub(super) is_transient: bool,
}

/// Returns the delays between attempts; for plain HTTP to a loopback address, there are none.
pub(super) fn pauses(url: &str) -> [Duration; 3] {
    if is_local(url).unwrap_or(false) { [Duration::ZERO; 3] } else { PAUSES }
}

/// Downloads the document at a URL.
pub(super) fn download(url: &str, workspace: &Workspace) -> Result<Download, Failed> {
    download_within(url, workspace, Limits::default())
}

/// Downloads the document at a URL. `limits` applies to a download in this process; the program
/// uses the default limits.
fn download_within(url: &str, workspace: &Workspace, limits: Limits) -> Result<Download, Failed> {
    let result = match is_local(url) {
        Ok(true) => download::download(url, limits),
        Ok(false) => with_program(url, workspace)?,
        Err(failed) => Err(failed),
    };
    match result {
        Ok(found) => {
            let date = found.modified.as_deref().and_then(date::of_http);
            Ok(Download { bytes: found.bytes, date })
        }
        Err(failed) => {
            let problem = problem(url, &failed.reason);
            Err(Failed { problem, is_transient: failed.is_transient })
        }
    }
}

/// Runs the program, after building it if necessary. Output of cargo goes to the terminal.
fn with_program(
    url: &str,
    workspace: &Workspace,
) -> Result<Result<download::Download, download::Failed>, Failed> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", "download", "--features", "tls"])
        .arg("--manifest-path")
        .arg(workspace.root().join("Cargo.toml"))
        .args(["--", url])
        .stderr(Stdio::inherit())
        .output();
    let failed = |message: String| {
        let problem = Problem::new("cargo-failed", message).help("nothing has been changed");
        Failed { problem, is_transient: false }
    };
    let output = output.map_err(|error| failed(format!("failed to start cargo: {error}")))?;
    let received = output.status.success().then(|| receive(output.stdout)).flatten();
    received.ok_or_else(|| {
        failed(format!("cargo failed to build or run the program that downloads {url}"))
    })
}

fn problem(url: &str, reason: &str) -> Problem {
    if reason == CREDENTIALS {
        return Problem::new("fetch-failed", reason)
            .help("credentials would be recorded in spec/openapi.lock; remove them from the URL");
    }
    Problem::new("fetch-failed", format!("cannot fetch {url}: {reason}"))
        .help("nothing has been changed")
        .help("to use a local file: `cargo xtask fetch --file PATH`")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use download::{Limits, is_local};

    use super::{Download, Failed, download_within};
    use crate::fetch::testing::{Reply, serve};
    use crate::paths::Workspace;

    fn download(url: &str) -> Result<Download, Failed> {
        super::download(url, &Workspace::find())
    }

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
        let within = |url: &str, time| {
            download_within(url, &Workspace::find(), Limits { time, size: 4096 }).unwrap_err()
        };
        let url = serve(vec![Reply::ok(&"x".repeat(5000))]);
        let problem = within(&url, Duration::from_secs(10)).problem;
        assert!(problem.message.contains("larger"), "{}", problem.message);

        let url = serve(vec![Reply::Silence]);
        let problem = within(&url, Duration::from_millis(200)).problem;
        assert!(problem.message.contains("timeout"), "{}", problem.message);
    }

    #[test]
    fn urls_that_leak_are_refused() {
        assert!(!is_local("https://api.clickhouse.cloud/v1").unwrap());
        assert!(is_local("http://127.0.0.1:8080/v1").unwrap());
        assert!(is_local("http://[::1]:8080/v1").unwrap());
        assert!(is_local("http://localhost/v1").unwrap());
        for url in [
            "http://api.clickhouse.cloud/v1",
            "http://127.0.0.1.example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "example.com",
            "/v1",
            "not a url",
        ] {
            assert!(is_local(url).is_err(), "{url}");
        }
        let problem = download("https://key:hidden@example.com/").unwrap_err().problem;
        assert!(!format!("{problem:?}").contains("hidden"));
    }
}
