//! Measures what the largest hostile documents cost:
//! `cargo run --release -p sdk-tests --example limits -- [BYTES [NAME…]]`. Each runs in a process
//! of its own; memory is the peak of the process, which is known on Linux only.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "it is a command for people")]

use std::env;
use std::fs;
use std::process::Command;
use std::time::Instant;

use codegen::Input;
use codegen::overlay::Mode;
use sdk_tests::document::NO_OVERLAY;
use sdk_tests::hostile::large::all;

/// Documents are at most this large.
const BYTES: usize = 20_000_000;

fn main() {
    let mut arguments = env::args().skip(1);
    let size: usize = arguments.next().map_or(BYTES, |size| size.parse().unwrap());
    let names: Vec<String> = arguments.collect();
    if let [name, file] = names.as_slice()
        && name == "--file"
    {
        return one(file);
    }
    println!("{:<36} {:>9} {:>8} {:>8}  ends in", "document", "bytes", "s", "MiB");
    for large in
        all().iter().filter(|large| names.is_empty() || names.contains(&large.name.to_owned()))
    {
        // What makes the document takes memory as well, so another process reads it.
        let file = format!("{}.{}", large.name, large.format);
        let file = env::temp_dir().join(file);
        fs::write(&file, (large.make)(size)).unwrap();
        let status = Command::new(env::current_exe().unwrap())
            .args([size.to_string().as_ref(), "--file".as_ref(), file.as_os_str()])
            .status()
            .unwrap();
        fs::remove_file(&file).unwrap();
        if !status.success() {
            println!("{:<36} DIED: {status}", large.name);
        }
    }
}

/// Measures one document in this process.
fn one(file: &str) {
    let document = fs::read(file).unwrap();
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let input = Input {
        document: &document,
        document_name: name,
        overlay: NO_OVERLAY,
        overlay_name: "overlay.yaml",
        overlay_mode: Mode::Strict,
    };
    let start = Instant::now();
    // A small stack, as that of a thread.
    let end = std::thread::scope(|scope| {
        let run = || match codegen::generate(&input) {
            Ok(generated) => {
                let bytes: usize = generated.files.iter().map(|(_, text)| text.len()).sum();
                format!("{} files, {} MB", generated.files.len(), bytes / 1_000_000)
            }
            Err(found) => format!("{} × {}", found.len(), found[0].code),
        };
        scope.spawn(run).join().unwrap()
    });
    let seconds = start.elapsed().as_secs_f64();
    let (bytes, peak) = (document.len(), peak());
    println!("{name:<36} {bytes:>9} {seconds:>8.2} {peak:>8}  {end}");
}

/// The peak of resident memory so far, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    kib / 1024
}
