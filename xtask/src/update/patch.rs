//! The update as a patch: the files that an update may change, and no others.

use std::process::Command;

use crate::fs;
use crate::paths::Workspace;
use crate::problem::Problem;

/// The list of those files, as pathspecs of git. `propose` checks the patch against it.
const PATHS: &str = ".github/spec-update/paths";

/// Returns the difference between the last commit and the working tree. The index of the
/// repository is unchanged.
pub(super) fn make(workspace: &Workspace) -> Result<Vec<u8>, Problem> {
    let list = fs::read_text(&workspace.root().join(PATHS))?;
    let paths: Vec<&str> =
        list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let index = workspace.target().join("update-index");
    // Makes the folder; git wants an index of its own or none, not an empty file.
    fs::replace(&index, b"")?;
    fs::remove(&index)?;
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(workspace.root())
            .args(arguments)
            .env("GIT_INDEX_FILE", &index)
            .output()
            .map_err(|error| Problem::new("git-failed", format!("failed to start git: {error}")))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let stderr = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Problem::new("git-failed", format!("git failed to create the patch: {stderr}")))
    };
    git(&["read-tree", "HEAD"])?;
    git(&["add", "--all"])?;
    let mut diff = vec!["diff", "--cached", "--binary", "--full-index", "--no-renames"];
    diff.extend(["--no-ext-diff", "--no-color", "HEAD", "--"]);
    diff.extend(paths);
    git(&diff)
}
