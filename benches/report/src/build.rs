//! The folders of the repository, and calls of cargo.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::BoxError;
use crate::measure::checked;

/// The repository and its target folder.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

/// The two workspaces.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Workspace {
    /// The workspace of the generator and the client.
    Main,
    /// The workspace of the benches.
    Benches,
}

impl Repository {
    pub(crate) fn find() -> Result<Self, BoxError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        Ok(Self { root, target })
    }

    /// Returns a call of cargo.
    pub(crate) fn cargo(&self, workspace: Workspace, arguments: &[&str]) -> Command {
        let manifest = match workspace {
            Workspace::Main => self.root.join("Cargo.toml"),
            Workspace::Benches => self.root.join("benches").join("Cargo.toml"),
        };
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .arg("--manifest-path")
            .arg(manifest)
            .env("CARGO_TARGET_DIR", &self.target)
            // Crates from a registry are never built incrementally, so ours must not be, either.
            .env("CARGO_INCREMENTAL", "0");
        command
    }

    /// Builds a package of the benches for release.
    pub(crate) fn build(&self, package: &str, features: &str) -> Result<(), BoxError> {
        eprintln!("   Building {package} {features}");
        let arguments = ["build", "--quiet", "--release", "-p", package, "--features", features];
        checked(&mut self.cargo(Workspace::Benches, &arguments))?;
        Ok(())
    }

    /// Returns the path of a release build of a program of the benches.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name)
    }
}
