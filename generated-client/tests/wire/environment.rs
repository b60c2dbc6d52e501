//! Credentials of the environment and of the profiles in the home directory, each in a process of
//! its own.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::process::Command;

use clickhouse_cloud::Client;
use http::Method;

use crate::server::{Server, fine};

const KEY: &str = "CLICKHOUSE_CLOUD_API_KEY";
const SECRET: &str = "CLICKHOUSE_CLOUD_API_SECRET";
const URL: &str = "CLICKHOUSE_CLOUD_API_URL";
const PROFILE: &str = "CLICKHOUSE_CLOUD_PROFILE";

/// A home directory with a file of profiles.
struct Home(PathBuf);

impl Home {
    fn new(name: &str, profiles: &[u8]) -> Self {
        let name = format!("clickhouse-cloud-home-{name}-{}", std::process::id());
        let home = Self(std::env::temp_dir().join(name));
        std::fs::create_dir_all(home.file().parent().unwrap()).unwrap();
        std::fs::write(home.file(), profiles).unwrap();
        home
    }

    fn file(&self) -> PathBuf {
        self.0.join(".config/clickhouse-cloud/credentials.toml")
    }

    /// The output of a process that calls one of the constructors with only this environment.
    fn run(&self, how: &str, environment: &[(&str, &str)]) -> String {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env("HOME", &self.0).envs(environment.iter().copied());
        said(command, how)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn said(mut command: Command, how: &str) -> String {
    for name in [KEY, SECRET, URL, PROFILE, "HOME", "XDG_CONFIG_HOME"] {
        if !command.get_envs().any(|(set, _)| set == name) {
            command.env_remove(name);
        }
    }
    command.args(["--exact", "environment::probe", "--ignored", "--nocapture"]);
    let output = command.env("HOW", how).output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Calls the address if it is on this machine; otherwise prints what it would send, or the error.
#[tokio::test]
#[ignore = "a process that other tests start"]
async fn probe() {
    let client = match std::env::var("HOW").as_deref() {
        Ok("discover") => Client::discover(),
        Ok("environment") => Client::from_env(),
        _ => return,
    };
    let call = client.unwrap_or_else(|error| panic!("{error}")).request(Method::GET, "/v1/x");
    let uri = call.clone().build().unwrap().uri().clone();
    assert_eq!(uri.host(), Some("127.0.0.1"), "{uri}");
    call.await.unwrap();
}

#[test]
fn the_environment_comes_before_profiles_where_it_is_set() {
    let server = Server::always(fine);
    let url = server.url();
    let profiles = format!(
        "[default]\r\ntoken = 'of-default'\r\napi_url = '{url}'\r\n\r\n[staging]\r\n\
         token = 'of-staging' # soon\r\napi_url = '{url}'\r\n"
    );
    let home = Home::new("order", format!("\u{feff}{profiles}").as_bytes());
    let moved = home.0.join(".config").display().to_string();
    for (environment, expected) in [
        // `id:secret`, as files and shells may leave it.
        (
            &[(KEY, " id\r\n"), (SECRET, "secret\n"), (URL, &*format!("{url}\n"))][..],
            "Basic aWQ6c2VjcmV0",
        ),
        (&[], "Bearer of-default"),
        (&[(KEY, " "), (SECRET, "secret"), (PROFILE, "")], "Bearer of-default"),
        (&[(PROFILE, " staging\n")], "Bearer of-staging"),
        (&[("XDG_CONFIG_HOME", "")], "Bearer of-default"),
        (&[("XDG_CONFIG_HOME", &moved), ("HOME", "/nowhere")], "Bearer of-default"),
    ] {
        let before = server.count();
        let said = home.run("discover", environment);
        assert_eq!(server.count(), before + 1, "{environment:?}: {said}");
        let seen = server.seen();
        assert_eq!(seen[before].header("authorization"), Some(expected), "{environment:?}");
    }
}

#[test]
fn a_missing_variable_is_named_and_nothing_else_is_tried() {
    let home =
        Home::new("missing", b"[default]\ntoken = 'hunter2'\napi_url = 'http://127.0.0.1:9'\n");
    for (how, environment, expected) in [
        ("discover", &[(KEY, "id")][..], "`CLICKHOUSE_CLOUD_API_SECRET` is unset or empty"),
        ("environment", &[(SECRET, "hunter2")], "`CLICKHOUSE_CLOUD_API_KEY` is unset or empty"),
        (
            "environment",
            &[(KEY, ""), (SECRET, "hunter2")],
            "`CLICKHOUSE_CLOUD_API_KEY` is unset or empty",
        ),
        (
            "environment",
            &[(KEY, "id"), (SECRET, "hunter2"), (URL, "x")],
            "invalid base URL: not a URL",
        ),
        // An empty address counts as absent.
        (
            "environment",
            &[(KEY, "id"), (SECRET, "hunter2"), (URL, "")],
            "https://api.clickhouse.cloud/v1/x",
        ),
        (
            "discover",
            &[(PROFILE, "other")],
            "no profile `other` in the file; available profiles: default",
        ),
        ("discover", &[("HOME", "")], "no home directory"),
        ("discover", &[("HOME", "/nowhere")], "/nowhere/.config/clickhouse-cloud/credentials.toml"),
    ] {
        let said = home.run(how, environment);
        assert!(said.contains(expected) && !said.contains("hunter2"), "{environment:?}: {said}");
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(KEY, OsStr::from_bytes(b"\xff"));
    assert!(
        said(command, "environment").contains("`CLICKHOUSE_CLOUD_API_KEY` is not valid Unicode")
    );
}

#[test]
fn a_path_that_is_not_a_file_is_named() {
    let home = Home::new("strange", b"[default]\ntoken = '\xff'\n");
    let name = home.file().display().to_string();
    let told = home.run("discover", &[]);
    assert!(told.contains(&name) && told.contains("failed to read"), "{told}");
    std::fs::remove_file(home.file()).unwrap();
    std::fs::create_dir(home.file()).unwrap();
    let told = home.run("discover", &[]);
    assert!(told.contains(&name) && told.contains("failed to read"), "{told}");
}
