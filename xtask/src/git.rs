//! Git, as far as the commands need it: what was committed, and the commit and tag of a release.

use std::process::{Command, Output};

use crate::paths::Workspace;
use crate::problem::Problem;

/// The branches that may hold what is merged, where the remote does not name its own.
const DEFAULT_BRANCHES: [&str; 4] = ["origin/main", "origin/master", "main", "master"];

/// The git repository of a workspace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Git<'a> {
    workspace: &'a Workspace,
}

impl<'a> Git<'a> {
    /// Creates the repository that holds the workspace.
    pub(crate) fn of(workspace: &'a Workspace) -> Self {
        Self { workspace }
    }

    /// Returns a file as it was committed at a revision.
    pub(crate) fn file(self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, Problem> {
        self.read(&["cat-file", "blob", &format!("{revision}:{path}")])
    }

    /// Returns the id of a file as it was committed at a revision.
    pub(crate) fn blob_id(self, revision: &str, path: &str) -> Result<Option<String>, Problem> {
        self.line(&["rev-parse", "--verify", "--quiet", &format!("{revision}:{path}")])
    }

    /// Returns the content of a committed file by its id.
    pub(crate) fn blob(self, id: &str) -> Result<Option<Vec<u8>>, Problem> {
        self.read(&["cat-file", "blob", id])
    }

    /// Returns the commit that a revision names.
    pub(crate) fn commit_id(self, revision: &str) -> Result<Option<String>, Problem> {
        if revision.is_empty() || revision.starts_with('-') {
            return Ok(None);
        }
        self.line(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])
    }

    /// Returns the last merged commit: the newest one that both this branch and the default branch
    /// hold. Where no default branch is known, it is the last commit.
    pub(crate) fn merged(self) -> Result<Option<String>, Problem> {
        let named =
            self.line(&["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])?;
        let candidates = named.iter().map(String::as_str).chain(DEFAULT_BRANCHES);
        for branch in candidates {
            if self.commit_id(branch)?.is_some() {
                return self.line(&["merge-base", "HEAD", branch]);
            }
        }
        self.commit_id("HEAD")
    }

    /// Returns the changed and untracked files, one a line; nothing where the tree is clean.
    pub(crate) fn status(self) -> Result<Option<String>, Problem> {
        let status = self.read(&["status", "--porcelain"])?;
        Ok(status.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Returns the names of all tags.
    pub(crate) fn tags(self) -> Result<Vec<String>, Problem> {
        let tags = self.read(&["tag", "--list"])?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&tags).lines().map(str::to_owned).collect())
    }

    /// Whether git knows who commits.
    pub(crate) fn has_identity(self) -> Result<bool, Problem> {
        Ok(self.read(&["var", "GIT_COMMITTER_IDENT"])?.is_some())
    }

    /// Returns the tracked files that match one of the pathspecs.
    pub(crate) fn tracked(self, pathspecs: &[&str]) -> Result<Vec<String>, Problem> {
        let arguments = [&["ls-files", "--"], pathspecs].concat();
        let files = self.read(&arguments)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&files).lines().map(str::to_owned).collect())
    }

    /// Runs a command that changes the repository, and fails with what git says.
    pub(crate) fn change(self, arguments: &[&str]) -> Result<(), Problem> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let command = arguments.first().copied().unwrap_or_default();
        Err(Problem::new("git-failed", format!("`git {command}` failed: {said}")))
    }

    fn line(self, arguments: &[&str]) -> Result<Option<String>, Problem> {
        let bytes = self.read(arguments)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    /// Returns what git prints; `None` if it fails.
    fn read(self, arguments: &[&str]) -> Result<Option<Vec<u8>>, Problem> {
        let output = self.run(arguments)?;
        Ok(output.status.success().then_some(output.stdout))
    }

    fn run(self, arguments: &[&str]) -> Result<Output, Problem> {
        Command::new("git")
            .arg("-C")
            .arg(self.workspace.root())
            .args(arguments)
            .output()
            .map_err(|error| Problem::new("git-failed", format!("failed to start git: {error}")))
    }
}
