//! The cost of a process: processor time including its children, peak memory, and output.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use wait4::Wait4;

use crate::BoxError;

/// The cost of a process.
#[derive(Debug)]
pub(crate) struct Cost {
    /// Seconds of processor time, user and system, including all its children.
    pub(crate) cpu: f64,
    /// The peak memory of the largest of these processes, in bytes.
    pub(crate) peak: u64,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a process to its end. An exit code other than 0 is an error.
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
        // Output that cannot be read is only missing in a message.
        let _ = stream.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
