//! `cargo xtask serve`: the double as a program of its own, for every language.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program prints for a person")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{fs, thread};

use clap::Parser;
use codegen::Input;
use codegen::diagnostic::{Names, Style, render};
use codegen::overlay::Mode;
use double::{ADMIN_PREFIX, Double, Faults, KEY, ORGANIZATION, Options, Pace, SECRET, Spec};

/// The end of the help.
const AFTER_HELP: &str = "\
Examples:
  cargo xtask serve                                    on http://127.0.0.1:8080
  cargo xtask serve --spec new.json --port 9000        the API of another spec
  cargo xtask serve --pace 0ms                         states change immediately
  cargo xtask serve --rate-limit --failures 0.1        rate limit, and one request in ten fails
  curl -X PUT -d '{\"cutNext\":1}' http://127.0.0.1:8080/_double/faults";

/// Serve the whole API of an OpenAPI document on loopback
///
/// The API key is `double-key` with the secret `double-secret`. Created resources exist until
/// the server stops or is reset.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask serve", bin_name = "cargo xtask serve", after_help = AFTER_HELP)]
struct Cli {
    /// The OpenAPI document, JSON or YAML [default: the committed one]
    ///
    /// Use an older or newer document to test how a client works with another version of the API.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,

    /// The overlay with corrections and policy [default: the committed one]
    #[arg(long, value_name = "PATH")]
    overlay: Option<PathBuf>,

    /// The port on 127.0.0.1; 0 selects a free port
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,

    /// How long a resource stays in each transitional state: a time (`500ms`, `3s`), or a number
    /// of reads of the resource (`2`)
    #[arg(long, value_name = "PACE", default_value = "2s", value_parser = pace)]
    pace: Pace,

    /// Reject more than 10 requests in 10 seconds with 429
    #[arg(long)]
    rate_limit: bool,

    /// Make all services idle: operations that require a running service fail with 424
    #[arg(long)]
    idle: bool,

    /// The delay of each response, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,

    /// The share of requests that fail, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    failures: f64,

    /// The status of requests that fail
    #[arg(long, value_name = "STATUS", default_value_t = 503)]
    status: u16,

    /// The share of connections that are interrupted after the request was executed, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    cuts: f64,

    /// The seed of the generated ids and of random faults
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

/// Reads a pace.
fn pace(text: &str) -> Result<Pace, String> {
    let number = |text: &str| text.parse::<u64>().ok();
    let milliseconds = text.strip_suffix("ms").and_then(number);
    let seconds = || text.strip_suffix('s').and_then(number).and_then(|n| n.checked_mul(1000));
    match (milliseconds.or_else(seconds), text.parse()) {
        (Some(milliseconds), _) => Ok(Pace::Milliseconds(milliseconds)),
        (None, Ok(reads)) => Ok(Pace::Reads(reads)),
        _ => Err("write a time such as 500ms or 3s, or a number of reads such as 2".to_owned()),
    }
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(double) => loop {
            // The double serves in its own thread until the program is interrupted.
            thread::sleep(Duration::from_secs(3600));
            let _ = &double;
        },
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<Double, String> {
    let spec = read(cli.spec.as_deref(), cli.overlay.as_deref())?;
    let operations = spec.operations();
    let faults = Faults {
        seed: cli.seed,
        latency: cli.latency,
        failures: cli.failures,
        status: cli.status,
        cuts: cli.cuts,
        rate_limit: cli.rate_limit,
        idle: cli.idle,
        ..Faults::default()
    };
    if let Some(problem) = faults.problem() {
        return Err(format!("error: {problem}"));
    }
    let options = Options { port: cli.port, pace: cli.pace, faults };
    let double = Double::start(spec, options).map_err(|error| {
        format!("error: failed to listen on 127.0.0.1:{}: {error}; choose another --port", cli.port)
    })?;
    println!("{operations} operations on {}", double.url());
    println!();
    println!("  export CLICKHOUSE_CLOUD_API_URL={}", double.url());
    println!("  export CLICKHOUSE_CLOUD_API_KEY={KEY}");
    println!("  export CLICKHOUSE_CLOUD_API_SECRET={SECRET}");
    println!();
    println!("The organization is {ORGANIZATION}.");
    println!("Faults, pace and requests: {}{ADMIN_PREFIX}", double.url());
    println!("Stop with Ctrl-C.");
    Ok(double)
}

/// Reads the files that were named, and takes the committed ones for the others.
fn read(spec: Option<&Path>, overlay: Option<&Path>) -> Result<Spec, String> {
    let file = |path: &Path| {
        fs::read(path).map_err(|error| format!("error: failed to read {}: {error}", path.display()))
    };
    let document = spec.map(file).transpose()?;
    let text = match overlay {
        None => double::OVERLAY.to_owned(),
        Some(path) => String::from_utf8(file(path)?)
            .map_err(|_| format!("error: {} is not UTF-8", path.display()))?,
    };
    let shown = |path: Option<&Path>, other: &str| {
        path.map_or_else(|| other.to_owned(), |path| path.display().to_string())
    };
    let (document_name, overlay_name) =
        (shown(spec, "spec/openapi.json"), shown(overlay, "spec/overlay.yaml"));
    let foreign = spec.is_some() && overlay.is_none();
    let input = Input {
        document: document.as_deref().unwrap_or(double::DOCUMENT),
        document_name: &document_name,
        overlay: &text,
        overlay_name: &overlay_name,
        overlay_mode: if foreign { Mode::Lenient } else { Mode::Strict },
    };
    Spec::read(&input).map_err(|found| {
        let names = Names { document: &document_name, overlay: &overlay_name };
        render(&found, &names, Style { color: false })
    })
}
