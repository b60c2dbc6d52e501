//! A repository on a server, for the workflow to run against.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::{Server, response};
use super::workflow::{Run, Workflow};

/// The document of the repository, and of the server at first.
pub(super) const DOCUMENT: &str = include_str!("../fixtures/things.json");
/// The heading of the record of enums in the overlay.
pub(super) const RECORD: &str =
    "  # Which enums share a type. `cargo xtask regenerate` writes this action.\n";
/// The branch of the proposal.
pub(super) const BRANCH: &str = "spec-update";

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in a workspace").to_owned()
}

pub(super) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A Person", "-c", "user.email=person@example.com"])
        .args(arguments)
        .output()
        .expect("git is installed");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {error}");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// Runs the program in a repository, where it must succeed.
pub(super) fn xtask(repository: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(repository)
        .env("CARGO_MANIFEST_DIR", repository.join("xtask"))
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("GITHUB_ACTIONS")
        .output()
        .expect("the program starts");
    let log = [output.stderr, output.stdout].concat();
    let log = String::from_utf8_lossy(&log).into_owned();
    assert!(output.status.success(), "xtask {arguments:?}: {log}");
    log
}

/// A repository on a server, and everything around it.
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) server: Server,
}

impl World {
    /// A repository whose document is `DOCUMENT`; the server has the same one.
    pub(super) fn new() -> Self {
        let folder = TempDir::new().expect("there is room for a test");
        let world = Self { folder, server: Server::start() };
        let seed = world.path("seed");
        let write = |path: &str, text: &str| {
            let path = seed.join(path);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("it is made");
            fs::write(path, text).expect("it is written");
        };
        write("spec/openapi.json", DOCUMENT);
        // The record of enums is a part that `regenerate` fills.
        let overlay = format!("{}\n{RECORD}", include_str!("../fixtures/overlay.yaml"));
        write("spec/overlay.yaml", &overlay);
        write(
            "spec/openapi.lock",
            &format!(
                "source = \"file: things.json\"\ndate = \"2026-01-01\"\nlicence = \"Apache-2.0\"\nsize = {}\n\
             sha256 = \"{}\"\nopenapi = \"3.1.1\"\noperations = 1\n",
                DOCUMENT.len(),
                world.sha256(DOCUMENT),
            ),
        );
        let package = "name = \"generated-client\"\nversion = \"0.1.0\"\n";
        write("generated-client/Cargo.toml", &format!("[package]\n{package}"));
        for lock in ["Cargo.lock", "benches/Cargo.lock", "fuzz/Cargo.lock"] {
            write(lock, &format!("version = 4\n\n[[package]]\n{package}"));
        }
        write("generated-client/CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
        write("xtask/Cargo.toml", "");
        write("tests/snapshots/operations/things.snap", "");
        write("tests/snapshots/operations/gone.snap", "");
        write(".gitignore", "target/\n");
        for file in [".github/spec-update/propose", ".github/spec-update/paths"] {
            write(file, "");
            fs::copy(root().join(file), seed.join(file)).expect("the workflow has this file");
        }
        git(&seed, &["init", "--quiet", "--initial-branch", "main"]);
        xtask(&seed, &["regenerate"]);
        git(&seed, &["add", "."]);
        git(&seed, &["commit", "--quiet", "--message", "first"]);
        git(world.folder.path(), &["clone", "--quiet", "--bare", "seed", "origin.git"]);

        fs::create_dir(world.path("gh")).expect("it is made");
        for (name, value) in
            [("pulls", json!([])), ("issues", json!([])), ("comments", json!({ "comments": [] }))]
        {
            world.write_state(name, &value.to_string());
        }
        world.write_state("calls", "");
        world.tests("", 0);
        world.serve(DOCUMENT);
        world
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn state(&self, name: &str) -> String {
        fs::read_to_string(self.path("gh").join(name)).expect("the state is there")
    }

    pub(super) fn write_state(&self, name: &str, text: &str) {
        fs::write(self.path("gh").join(name), text).expect("the state is written");
    }

    /// What `cargo test` says.
    pub(super) fn tests(&self, log: &str, code: i32) {
        self.write_state("tests", log);
        self.write_state("tests.code", &code.to_string());
    }

    pub(super) fn serve(&self, document: &str) {
        self.server.reply(vec![response("200 OK", document)]);
    }

    pub(super) fn sha256(&self, text: &str) -> String {
        let file = self.path("hashed");
        fs::write(&file, text).expect("it is written");
        let output = Command::new("sha256sum").arg(&file).output().expect("it is installed");
        String::from_utf8_lossy(&output.stdout)[..64].to_owned()
    }

    /// Runs the workflow.
    pub(super) fn run(&self) -> Run {
        let stubs = root().join("xtask/tests/spec_update");
        let path = format!("{}:{}", stubs.display(), std::env::var("PATH").unwrap_or_default());
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let variables = BTreeMap::from([
            ("PATH".to_owned(), path),
            ("HOME".to_owned(), text(self.folder.path())),
            ("SPEC_URL".to_owned(), self.server.url.clone()),
            ("XTASK".to_owned(), env!("CARGO_BIN_EXE_xtask").to_owned()),
            ("GH_STATE".to_owned(), text(&self.path("gh"))),
        ]);
        let work = self.path("runner");
        fs::create_dir_all(&work).expect("it is made");
        Workflow::read(work, self.path("origin.git"), variables).run()
    }

    /// Runs the workflow, every step of which must succeed.
    pub(super) fn succeed(&self) -> Run {
        let run = self.run();
        let failed: Vec<_> = run.steps.iter().filter(|(_, code)| *code != 0).collect();
        assert!(failed.is_empty(), "{failed:?}\n{}", run.log);
        assert_eq!(run.steps.iter().filter(|(name, _)| name != "uses").count(), 3);
        run
    }

    pub(super) fn branch(&self) -> Option<String> {
        let branches =
            git(&self.path("origin.git"), &["branch", "--list", BRANCH, "--format=%(objectname)"]);
        Some(branches).filter(|id| !id.is_empty())
    }

    /// The files that the branch changes.
    pub(super) fn changed(&self) -> Vec<String> {
        let origin = self.path("origin.git");
        let files = git(&origin, &["diff", "--name-only", "main", BRANCH]);
        files.lines().map(str::to_owned).collect()
    }

    pub(super) fn show(&self, path: &str) -> String {
        git(&self.path("origin.git"), &["show", &format!("{BRANCH}:{path}")])
    }

    /// The pull requests.
    pub(super) fn pulls(&self) -> Vec<Value> {
        serde_json::from_str(&self.state("pulls")).expect("the state is JSON")
    }

    /// The only pull request: its title, whether it is a draft, and its body.
    pub(super) fn pull(&self) -> (String, bool, String) {
        let pulls = self.pulls();
        assert_eq!(pulls.len(), 1, "{pulls:?}");
        let text = |key: &str| pulls[0][key].as_str().expect("a text").to_owned();
        (text("title"), pulls[0]["draft"].as_bool().expect("a boolean"), text("body"))
    }

    pub(super) fn issues(&self) -> Vec<Value> {
        serde_json::from_str(&self.state("issues")).expect("the state is JSON")
    }

    /// A commit of a person on the branch of the update.
    pub(super) fn person_commits(&self) {
        let clone = self.path("person");
        let origin = self.path("origin.git").to_string_lossy().into_owned();
        git(self.folder.path(), &["clone", "--quiet", "--branch", BRANCH, &origin, "person"]);
        fs::write(clone.join("notes.txt"), "mine").expect("it is written");
        git(&clone, &["add", "."]);
        git(&clone, &["commit", "--quiet", "--message", "my work"]);
        git(&clone, &["push", "--quiet"]);
    }
}
