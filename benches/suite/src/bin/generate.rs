//! Writes the committed spec, repeated under different names, to a file: `bench-generate TIMES PATH`.

use std::error::Error;

use bench_suite::generation::Sources;

fn main() -> Result<(), Box<dyn Error>> {
    let times = std::env::args().nth(1).map_or(Ok(1), |times| times.parse())?;
    // The spec is prepared in this process, so that its time and memory do not count.
    if let Some(path) = std::env::args().nth(2) {
        let prepared = Sources::committed()?.repeated(times)?;
        std::fs::write(path, prepared.document)?;
        return Ok(());
    }
    Err("usage: TIMES PATH".into())
}
