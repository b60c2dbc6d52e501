//! An SDK that is called with untyped arguments: in this process, or as a program of its own.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A call of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The id of the operation.
    pub operation: String,
    /// The values of parameters by wire name; several for arrays.
    pub parameters: BTreeMap<String, Vec<String>>,
    /// The request body.
    pub body: Option<Value>,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The SDK has no way to send it.
    NotSent(String),
    /// The call failed.
    Failed(String),
    /// The response was read.
    Read {
        /// The value, written as JSON again.
        value: Value,
        /// The warnings, each with its JSON pointer first.
        warnings: Vec<String>,
    },
}

/// An SDK.
pub trait Sdk {
    /// Makes a call to the service at a URL.
    ///
    /// # Errors
    ///
    /// If the SDK cannot be reached; a call that fails is an [`Outcome`].
    fn call(&mut self, url: &str, call: &Call) -> io::Result<Outcome>;
}

/// A program that reads calls and writes outcomes, one JSON object a line. It ends when it is
/// dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Program {
    /// Starts the program.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start(path: &Path) -> io::Result<Self> {
        let mut child = Command::new(path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let missing = || io::Error::other("the program has no input or output");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        Ok(Self { child, input, output })
    }
}

impl Sdk for Program {
    fn call(&mut self, url: &str, call: &Call) -> io::Result<Outcome> {
        writeln!(self.input, "{}", json!({ "url": url, "call": call }))?;
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            let call = json!(call);
            return Err(io::Error::other(format!(
                "the program of the SDK ended at the call {call}"
            )));
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
