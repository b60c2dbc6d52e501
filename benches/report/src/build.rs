//! Where things lie, and how cargo is called.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::BoxError;
use crate::measure::checked;

/// The repository, and where cargo puts what it builds.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

/// The two workspaces.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Workspace {
    /// That of the generator and the client.
    Main,
    /// That of the benches.
    Benches,
}

impl Repository {
    pub(crate) fn find() -> Result<Self, BoxError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        Ok(Self { root, target })
    }

    /// A call of cargo.
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
            // A crate from the registry is never built incrementally; neither is ours, then.
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

    /// A program of the benches, built for release.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name)
    }
}
