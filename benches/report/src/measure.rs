//! What a process cost: processor time with that of its children, peak memory, and what it said.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use wait4::Wait4;

use crate::BoxError;

/// What a process cost.
#[derive(Debug)]
pub(crate) struct Cost {
    /// Seconds of processor time, user and system, with that of all its children.
    pub(crate) cpu: f64,
    /// The most memory that one process of them held, in bytes.
    pub(crate) peak: u64,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a process to its end. One that fails is an error.
pub(crate) fn checked(command: &mut Command) -> Result<Cost, BoxError> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stderr = child.stderr.take();
    let reader = thread::spawn(move || read(stderr));
    let stdout = read(child.stdout.take());
    let stderr = reader.join().unwrap_or_default();
    let used = child.wait4()?;
    if !used.status.success() {
        return Err(format!("{name} failed ({}):\n{stderr}", used.status).into());
    }
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Ok(Cost { cpu, peak: used.rusage.maxrss, stdout, stderr })
}

fn read(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        // What cannot be read is missing in a message, nothing more.
        let _ = stream.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
