//! A client with other generated code, and a crate that uses it, compiled together.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Output};

use codegen::Generated;
use codegen::consumer::{Use, source};
use serde_json::Value;

use crate::corpus::scratch;
use crate::fs;
use crate::paths::Workspace;
use crate::problem::Problem;
use crate::regenerate::texts;

/// The crate that uses the client.
const USER: &str = "user";

const MANIFEST: &str = "\
[package]
name = \"user\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[dependencies]
bytes = \"1\"
generated-client = { path = \"../generated-client\" }
serde = \"1\"
serde_json = \"1\"
";

/// A scratch workspace of two crates.
pub(super) struct Build {
    folder: PathBuf,
    target: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
}

/// The result of the compiler.
pub(super) enum Outcome {
    /// Everything compiles.
    Fine,
    /// The uses that do not compile, by number, with the first error of each.
    Refused(BTreeMap<usize, String>),
}

impl Build {
    /// Prepares a workspace for the client that was generated.
    pub(super) fn new(
        workspace: &Workspace,
        name: &str,
        generated: &Generated,
    ) -> Result<Self, Problem> {
        let groups: Vec<&str> =
            generated.api.groups.iter().map(|group| group.name.as_str()).collect();
        let mut files = scratch::copy(workspace, &texts(generated), &groups, &[USER])?;
        files.insert(format!("{USER}/Cargo.toml"), MANIFEST.as_bytes().to_vec());
        let root = workspace.target().join("verify-diff");
        Ok(Self { folder: root.join(name), target: root.join("build"), files })
    }

    /// Compiles some uses.
    pub(super) fn compile(&self, uses: &[&Use]) -> Result<Outcome, Problem> {
        let (text, first) = source(uses);
        let mut files = self.files.clone();
        files.insert(format!("{USER}/src/lib.rs"), text.into_bytes());
        fs::mirror(&self.folder, &files)?;
        let mut output = self.check(true)?;
        if !output.status.success() && scratch::wants_network(&output) {
            output = self.check(false)?;
        }
        if output.status.success() {
            return Ok(Outcome::Fine);
        }
        let mut refused = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Some((at, said)) = serde_json::from_str(line).ok().and_then(|m| error(&m)) else {
                continue;
            };
            if let Some(index) = at.checked_sub(first).filter(|index| *index < uses.len()) {
                refused.entry(index).or_insert(said);
            }
        }
        if refused.is_empty() {
            let log = String::from_utf8_lossy(&output.stderr).into_owned();
            let shown: Vec<&str> = log.lines().take(60).collect();
            let message = format!("the client itself does not compile\n{}", shown.join("\n"));
            return Err(Problem::new("does-not-compile", message));
        }
        Ok(Outcome::Refused(refused))
    }

    fn check(&self, offline: bool) -> Result<Output, Problem> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["check", "--quiet", "--message-format", "json", "--package", USER]);
        if offline {
            command.arg("--offline");
        }
        command
            .arg("--manifest-path")
            .arg(self.folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&self.target)
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .map_err(|error| {
                Problem::new("cargo-failed", format!("failed to start cargo: {error}"))
            })
    }
}

/// Returns the line and the text of an error in the crate that uses the client.
fn error(message: &Value) -> Option<(usize, String)> {
    let is_error = message["reason"] == "compiler-message"
        && message["target"]["name"] == USER
        && message["message"]["level"] == "error";
    let spans = message["message"]["spans"].as_array().filter(|_| is_error)?;
    let own = spans.iter().filter(|span| span["file_name"].as_str().is_some_and(is_own));
    let primary = own.clone().find(|span| span["is_primary"] == true).or(own.clone().next())?;
    let line = usize::try_from(primary["line_start"].as_u64()?).ok()?;
    Some((line, message["message"]["message"].as_str().unwrap_or_default().to_owned()))
}

fn is_own(file: &str) -> bool {
    file.replace('\\', "/").ends_with("user/src/lib.rs")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::error;

    #[test]
    fn errors_are_found_by_line() {
        let message = |level: &str, target: &str| {
            json!({
                "reason": "compiler-message",
                "target": { "name": target },
                "message": {
                    "level": level,
                    "message": "no field `a`",
                    "spans": [
                        { "file_name": "generated-client/src/x.rs", "line_start": 1, "is_primary": true },
                        { "file_name": "user/src/lib.rs", "line_start": 17, "is_primary": false },
                    ],
                },
            })
        };
        assert_eq!(error(&message("error", "user")), Some((17, "no field `a`".to_owned())));
        assert_eq!(error(&message("warning", "user")), None);
        assert_eq!(error(&message("error", "clickhouse_cloud")), None);
        assert_eq!(error(&json!({ "reason": "build-finished" })), None);
    }
}
