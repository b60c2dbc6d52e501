//! A copy of the client crate with other generated code, compiled on its own.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::{Command, Output};

use toml::{Table, Value};

use crate::fs;
use crate::paths::Workspace;
use crate::problem::Problem;

/// The folder of the client, in the repository and in the copy.
const CLIENT: &str = "generated-client";

/// The folder of generated code, in the client.
const GENERATED: &str = "src/generated/";

/// No failed compilation shows more lines than this.
const SHOWN_LINES: usize = 120;

/// Compiles the client with these files as its generated code.
pub(super) fn check(
    workspace: &Workspace,
    name: &str,
    generated: &BTreeMap<&str, &str>,
    groups: &[&str],
) -> Result<(), Problem> {
    let files = copy(workspace, generated, groups, &[])?;
    let folder = workspace.target().join("corpus").join(name);
    fs::mirror(&folder, &files)?;
    let build = workspace.target().join("corpus-build");
    let mut output = cargo_check(&folder, &build, true)?;
    if !output.status.success() && wants_network(&output) {
        output = cargo_check(&folder, &build, false)?;
    }
    if output.status.success() {
        return Ok(());
    }
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let shown: Vec<&str> = log.lines().take(SHOWN_LINES).collect();
    let message =
        format!("the client generated from {name} does not compile\n{}", shown.join("\n"));
    Err(Problem::new("does-not-compile", message)
        .help(format!("its source is in {}", workspace.show(&folder))))
}

/// Returns the files of the copy: a workspace of its own with the client, and whatever crates the
/// caller adds next to it, as its `members`.
pub(crate) fn copy(
    workspace: &Workspace,
    generated: &BTreeMap<&str, &str>,
    groups: &[&str],
    beside: &[&str],
) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
    let mut files = BTreeMap::new();
    let root = workspace.root();
    let manifest = workspace_manifest(table(&root.join("Cargo.toml"))?, beside);
    files.insert("Cargo.toml".to_owned(), manifest.to_string().into_bytes());
    // The lock makes cargo take the versions that are on this machine already.
    if let Ok(lock) = fs::read(&root.join("Cargo.lock")) {
        files.insert("Cargo.lock".to_owned(), lock);
    }

    let client = workspace.client();
    let manifest = client_manifest(table(&client.join("Cargo.toml"))?, groups);
    for name in ["README.md", "CHANGELOG.md", "LICENSE", "build.rs"] {
        if let Ok(bytes) = fs::read(&client.join(name)) {
            files.insert(format!("{CLIENT}/{name}"), bytes);
        }
    }
    for (path, bytes) in fs::read_tree(&client.join("src"))?.files {
        let path = format!("src/{path}");
        if !path.starts_with(GENERATED) {
            files.insert(format!("{CLIENT}/{path}"), bytes);
        }
    }
    for (path, text) in generated {
        files.insert(format!("{CLIENT}/{GENERATED}{path}"), text.as_bytes().to_vec());
    }
    files.insert(format!("{CLIENT}/Cargo.toml"), manifest.to_string().into_bytes());
    Ok(files)
}

/// Returns the manifest of the repository, reduced to the client and the crates beside it.
fn workspace_manifest(mut manifest: Table, beside: &[&str]) -> Table {
    manifest.remove("profile");
    if let Some(workspace) = manifest.get_mut("workspace").and_then(Value::as_table_mut) {
        let members = [CLIENT].iter().chain(beside).map(|&member| member.into()).collect();
        workspace.insert("members".to_owned(), Value::Array(members));
        workspace.remove("default-members");
        workspace.remove("exclude");
        if let Some(list) = workspace.get_mut("dependencies").and_then(Value::as_table_mut) {
            list.retain(|_, dependency| dependency.get("path").is_none());
        }
    }
    manifest
}

/// Returns the manifest of the client, with features for the groups of another document and without
/// what is not copied: tests, examples, benchmarks and what only these use.
fn client_manifest(mut manifest: Table, groups: &[&str]) -> Table {
    for key in ["dev-dependencies", "test", "example", "bench"] {
        manifest.remove(key);
    }
    let features = manifest.entry("features").or_insert_with(|| Value::Table(Table::new()));
    let Some(features) = features.as_table_mut() else { return manifest };
    for group in groups {
        if !features.contains_key(*group) {
            features.insert((*group).to_owned(), Value::Array(Vec::new()));
            let default = features.entry("default").or_insert_with(|| Value::Array(Vec::new()));
            if let Some(default) = default.as_array_mut() {
                default.push((*group).into());
            }
        }
    }
    manifest
}

fn table(path: &Path) -> Result<Table, Problem> {
    fs::read_text(path)?.parse().map_err(|error: toml::de::Error| {
        let message = format!("{} is not TOML: {}", path.display(), error.message());
        Problem::new("invalid-manifest", message)
    })
}

fn cargo_check(folder: &Path, build: &Path, offline: bool) -> Result<Output, Problem> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["check", "--quiet", "--lib"]);
    if offline {
        command.arg("--offline");
    }
    command
        .arg("--manifest-path")
        .arg(folder.join(CLIENT).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(build)
        .env("RUSTFLAGS", "-D warnings")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
        .output()
        .map_err(|error| Problem::new("cargo-failed", format!("failed to start cargo: {error}")))
}

/// Whether cargo failed only because a package is not on this machine yet.
pub(crate) fn wants_network(output: &Output) -> bool {
    let log = String::from_utf8_lossy(&output.stderr);
    log.contains("--offline") || log.contains("offline mode")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use toml::Table;

    use super::{check, client_manifest, workspace_manifest};
    use crate::paths::Workspace;

    fn table(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn the_manifests_are_reduced_to_what_is_copied() {
        let whole = "[workspace]\nmembers = [\"a\", \"b\"]\n[workspace.dependencies]\n\
             a = { path = \"a\" }\nserde = \"1\"\n[profile.dev.package.a]\nopt-level = 1\n";
        for (beside, members) in [(&[][..], ""), (&["user"][..], ", \"user\"")] {
            let reduced = format!(
                "[workspace]\nmembers = [\"generated-client\"{members}]\n\
                 [workspace.dependencies]\nserde = \"1\"\n"
            );
            assert_eq!(workspace_manifest(table(whole), beside), table(&reduced));
        }
        let client = client_manifest(
            table(
                "[features]\ndefault = [\"a\"]\na = []\n[dev-dependencies]\nx = \"1\"\n\
                 [[example]]\nname = \"x\"\n",
            ),
            &["a", "b"],
        );
        assert_eq!(client, table("[features]\ndefault = [\"a\", \"b\"]\na = []\nb = []\n"));
    }

    /// Returns a repository with a client that uses nothing from a registry.
    fn repository() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("generated-client/src/generated")).unwrap();
        fs::write(root.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"x\"]\n")
            .unwrap();
        fs::write(
            root.join("generated-client/Cargo.toml"),
            "[package]\nname = \"generated-client\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        )
        .unwrap();
        fs::write(root.join("generated-client/src/lib.rs"), "//! Doc.\npub mod generated;\n")
            .unwrap();
        fs::write(root.join("generated-client/src/generated/mod.rs"), "not rust").unwrap();
        let workspace = Workspace::at(root.to_path_buf(), None);
        (folder, workspace)
    }

    #[test]
    fn a_copy_compiles_with_the_new_files_alone() {
        let (_folder, workspace) = repository();
        let good =
            BTreeMap::from([("mod.rs", "//! Doc.\n#[cfg(feature = \"b\")]\npub fn f() {}\n")]);
        check(&workspace, "a.json", &good, &["b"]).unwrap();
        assert_eq!(
            fs::read_to_string(workspace.generated().join("mod.rs")).unwrap(),
            "not rust",
            "the repository is not changed",
        );
    }

    #[test]
    fn errors_and_warnings_fail_with_what_the_compiler_said() {
        let (_folder, workspace) = repository();
        for (text, said) in [("fn unused() {}\n", "unused"), ("pub fn f() -> u8 { \"\" }\n", "u8")]
        {
            let files = BTreeMap::from([("mod.rs", text)]);
            let problem = check(&workspace, "a.json", &files, &[]).unwrap_err();
            assert_eq!(problem.code, "does-not-compile");
            assert!(problem.message.contains(said), "{}", problem.message);
        }
    }
}
