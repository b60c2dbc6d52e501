//! Downloads the document at a URL, and writes the result to stdout for [`download::receive`].
//! `cargo xtask fetch` runs this program.

#![forbid(unsafe_code)]

use std::env;
use std::io;
use std::process::ExitCode;

use download::{Limits, download, send};

fn main() -> ExitCode {
    let Some(url) = env::args().nth(1) else { return ExitCode::from(2) };
    match send(download(&url, Limits::default()), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
