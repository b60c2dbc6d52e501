//! The program writes the result of a download to its standard output.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers as well")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use download::{Download, Failed, receive};

fn result_of(url: &str) -> Result<Download, Failed> {
    let output = Command::new(env!("CARGO_BIN_EXE_download")).arg(url).output().unwrap();
    assert!(output.status.success());
    receive(output.stdout).unwrap()
}

#[test]
fn the_program_prints_the_document() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // On loopback, the request arrives in one piece.
        assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n";
        let modified = "Last-Modified: Thu, 22 Oct 2026 05:00:00 GMT\r\n";
        write!(stream, "{head}{modified}\r\n{{\n}}").unwrap();
    });
    let modified = Some("Thu, 22 Oct 2026 05:00:00 GMT".to_owned());
    assert_eq!(result_of(&url), Ok(Download { bytes: b"{\n}".to_vec(), modified }));
    server.join().unwrap();
}

#[test]
fn the_program_prints_why_a_url_is_rejected() {
    let failed = result_of("ftp://example.com/").unwrap_err();
    assert_eq!(failed.reason, "only https URLs are supported");
    assert!(!failed.is_transient);
}
