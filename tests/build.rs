//! Writes the tables that the tests of the generated client run over: one row for each operation,
//! one for each type. The document decides what is in them, so that no test is written 174 times.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "that is how build scripts speak")]

#[path = "build/hostile.rs"]
mod hostile;
#[path = "build/obstacle_course.rs"]
mod obstacle_course;
#[path = "build/reads.rs"]
mod reads;
#[path = "build/types.rs"]
mod types;
#[path = "build/waits.rs"]
mod waits;

/// What the build script shares with the tests.
#[path = "src"]
#[allow(dead_code, unreachable_pub, reason = "the build script needs a part of it")]
mod shared {
    pub(crate) mod hostile;
}

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use codegen::Input;
use codegen::diagnostic::{Diagnostic, Names, Style, render};
use codegen::overlay::Mode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let (api, _) = said("../spec/openapi.json", "../spec/overlay.yaml", codegen::read)?;
    fs::write(out.join("operations.rs"), codegen::rows::table(&api))?;
    fs::write(out.join("reads.rs"), reads::table(&api))?;
    fs::write(out.join("types.rs"), types::table(&api))?;
    fs::write(out.join("waits.rs"), waits::table(&api))?;
    fs::write(out.join("slots.rs"), types::slots(&api))?;
    let course = obstacle_course::document(&[
        Path::new("fixtures/obstacle_course.json"),
        Path::new("fixtures/constructs/3_1.json"),
    ])?;
    let course = said_of(
        &course,
        "fixtures/obstacle_course.json",
        "fixtures/no_overlay.yaml",
        codegen::generate,
    )?;
    obstacle_course::write(&course, &out)?;
    hostile::write(&out)
}

/// What the generator makes of a document, or what it says against it.
fn said<T>(
    document_name: &str,
    overlay_name: &str,
    generator: fn(&Input<'_>) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={document_name}");
    said_of(&fs::read(document_name)?, document_name, overlay_name, generator)
}

/// The same of the text of a document.
fn said_of<T>(
    document: &[u8],
    document_name: &str,
    overlay_name: &str,
    generator: fn(&Input<'_>) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={overlay_name}");
    let overlay = fs::read_to_string(overlay_name)?;
    let input = Input {
        document,
        document_name,
        overlay: &overlay,
        overlay_name,
        overlay_mode: Mode::Strict,
    };
    generator(&input).map_err(|diagnostics| {
        let names = Names { document: document_name, overlay: overlay_name };
        render(&diagnostics, &names, Style { color: false }).into()
    })
}
