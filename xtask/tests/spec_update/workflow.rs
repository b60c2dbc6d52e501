//! Runs the steps of `.github/workflows/spec-update.yml` as they are written there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::{Mapping, Value};

/// A workflow file, and where its jobs run.
pub(crate) struct Workflow {
    file: Mapping,
    /// A folder for the clones of the jobs and for artifacts.
    pub(crate) work: PathBuf,
    /// The bare repository that is checked out.
    pub(crate) origin: PathBuf,
    /// What the environment of every step has.
    pub(crate) variables: BTreeMap<String, String>,
}

/// How a run ended: the name and the exit code of each step that ran, and what all of them printed.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) steps: Vec<(String, i32)>,
    pub(crate) log: String,
}

impl Workflow {
    /// Reads the workflow of this repository.
    pub(crate) fn read(
        work: PathBuf,
        origin: PathBuf,
        variables: BTreeMap<String, String>,
    ) -> Self {
        let path = super::root().join(".github/workflows/spec-update.yml");
        let text = fs::read_to_string(path).expect("the workflow is there");
        let file = serde_yaml::from_str(&text).expect("the workflow is YAML");
        Self { file, work, origin, variables }
    }

    /// Runs all jobs, in the order of the file, until a step fails.
    pub(crate) fn run(&self) -> Run {
        let mut run = Run::default();
        let jobs = self.file["jobs"].as_mapping().expect("a workflow has jobs");
        for (name, job) in jobs {
            let name = name.as_str().expect("a job has a name");
            if !self.job(name, job, &mut run) {
                break;
            }
        }
        run
    }

    fn job(&self, name: &str, job: &Value, run: &mut Run) -> bool {
        assert!(job.get("if").is_none(), "conditions are not emulated");
        let clone = self.work.join(name);
        if clone.exists() {
            fs::remove_dir_all(&clone).expect("the last clone can be removed");
        }
        fs::create_dir_all(&clone).expect("a folder can be made");
        for step in job["steps"].as_sequence().expect("a job has steps") {
            assert!(step.get("if").is_none(), "conditions are not emulated");
            let done = match step.get("uses").and_then(Value::as_str) {
                Some(action) => {
                    self.action(action, step, &clone);
                    ("uses".to_owned(), 0)
                }
                None => self.shell(step, &clone, run),
            };
            let code = done.1;
            run.steps.push(done);
            if code != 0 {
                return false;
            }
        }
        true
    }

    fn action(&self, action: &str, step: &Value, clone: &Path) {
        let with = |key: &str| step["with"][key].as_str().expect("the action has it").to_owned();
        match action.split('@').next().unwrap_or_default() {
            "actions/checkout" => {
                assert_eq!(step["with"]["fetch-depth"].as_u64(), Some(0));
                assert_eq!(step["with"]["persist-credentials"].as_bool(), Some(false));
                super::git(
                    &self.work,
                    &["clone", "--quiet", &self.origin.to_string_lossy(), &clone.to_string_lossy()],
                );
            }
            "actions/upload-artifact" => {
                copy(&clone.join(with("path")), &self.work.join("artifacts").join(with("name")));
            }
            "actions/download-artifact" => {
                copy(&self.work.join("artifacts").join(with("name")), &clone.join(with("path")));
            }
            other => panic!("the action {other} is not emulated"),
        }
    }

    fn shell(&self, step: &Value, clone: &Path, run: &mut Run) -> (String, i32) {
        let script = step["run"].as_str().expect("a step runs something");
        let name = step["name"].as_str().unwrap_or(script).to_owned();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]);
        command.current_dir(clone);
        for scope in [self.file.get("env"), step.get("env")].into_iter().flatten() {
            for (key, value) in scope.as_mapping().expect("env is a mapping") {
                command.env(key.as_str().expect("a name"), self::value(value));
            }
        }
        // The outside decides where the document is; everything else is as in the file.
        command.envs(&self.variables);
        for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_TARGET_DIR", "GITHUB_ACTIONS"] {
            command.env_remove(name);
        }
        let output = command.output().expect("bash is installed");
        run.log.push_str(&String::from_utf8_lossy(&output.stdout));
        run.log.push_str(&String::from_utf8_lossy(&output.stderr));
        (name, output.status.code().unwrap_or(-1))
    }
}

/// The value of a variable of the environment.
fn value(value: &Value) -> String {
    match value.as_str().expect("values of env are strings") {
        "${{ github.token }}" => "a token".to_owned(),
        text => {
            assert!(!text.contains("${{"), "{text} is not emulated");
            text.to_owned()
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the artifact is there") {
        let entry = entry.expect("the artifact is readable");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a file can be copied");
    }
}
