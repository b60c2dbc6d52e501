//! Credentials from a TOML file in the home directory, by the name of a profile.
//!
//! Errors name the line, and never show it: it may contain a secret.

use std::env;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{Credentials, optional};
use crate::runtime::error::Error;

/// The environment variable with the name of the profile.
const ENV_PROFILE: &str = "CLICKHOUSE_CLOUD_PROFILE";
/// The name of the default profile.
const DEFAULT: &str = "default";

/// The contents of a profile.
pub(crate) struct Profile {
    pub(crate) credentials: Credentials,
    pub(crate) api_url: Option<String>,
}

/// Returns the name of the profile that the environment selects.
#[inline]
pub(crate) fn name() -> Result<String, Error> {
    Ok(optional(ENV_PROFILE)?.unwrap_or_else(|| DEFAULT.to_owned()))
}

/// Returns the path of the file.
#[inline]
pub(crate) fn path() -> Result<PathBuf, Error> {
    let directory = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let base = if cfg!(windows) {
        directory("APPDATA").map(PathBuf::from)
    } else {
        directory("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| directory("HOME").map(|home| PathBuf::from(home).join(".config")))
    };
    base.map(|base| base.join("clickhouse-cloud").join("credentials.toml")).ok_or_else(|| {
        Error::config(if cfg!(windows) {
            "no directory for the profiles: set `APPDATA`"
        } else {
            "no directory for the profiles: set `HOME` or `XDG_CONFIG_HOME`"
        })
    })
}

/// Reads a profile from a file.
#[inline]
pub(crate) fn read(path: &Path, name: &str) -> Result<Profile, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| {
        let message = format!("failed to read the profiles in `{}`", path.display());
        Error::config(message).with_source(source)
    })?;
    profile(&text, name).map_err(|problem| Error::config(format!("{}: {problem}", path.display())))
}

#[inline]
fn profile(text: &str, name: &str) -> Result<Profile, String> {
    let problem = |at: Option<Range<usize>>, what: &str| {
        let before = text.get(..at.map_or(0, |at| at.start)).unwrap_or(text);
        format!("line {}: {what}", before.matches('\n').count() + 1)
    };
    let file = DeTable::parse(text).map_err(|error| problem(error.span(), error.message()))?;
    let mut found = None;
    let mut known = Vec::new();
    for (table, value) in file.get_ref() {
        let DeValue::Table(keys) = value.get_ref() else {
            let what = "expected a profile, such as `[default]`, before the first key";
            return Err(problem(Some(table.span()), what));
        };
        known.push(table.get_ref().as_ref());
        if table.get_ref() == name {
            found = Some(keys);
        }
    }
    let Some(keys) = found else {
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(format!("no profile `{name}` in the file; available profiles: {known}"));
    };
    let [mut id, mut secret, mut token, mut api_url] = [const { None::<String> }; 4];
    for (key, value) in keys {
        let field = match key.get_ref().as_ref() {
            "api_key" => &mut id,
            "api_secret" => &mut secret,
            "token" => &mut token,
            "api_url" => &mut api_url,
            other => {
                let what = format!(
                    "unknown key `{other}` in the profile `{name}`: use api_key, api_secret, token \
                     or api_url"
                );
                return Err(problem(Some(key.span()), &what));
            }
        };
        let DeValue::String(text) = value.get_ref() else {
            return Err(problem(Some(value.span()), "expected a string in quotes"));
        };
        *field = Some(text.to_string()).filter(|text| !text.is_empty());
    }
    let credentials = match (id, secret, token) {
        (Some(id), Some(secret), None) => Credentials::api_key(id, secret),
        (None, None, Some(token)) => Credentials::bearer(token),
        _ => {
            return Err(format!(
                "the profile `{name}` needs either api_key and api_secret, or token"
            ));
        }
    };
    Ok(Profile { credentials, api_url })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}# Keys.\n\n[default]\napi_key = \"id\" # mine\napi_secret='s\\3'\n\
                        \r\n[ \"pro.d\" ]\n  token=\"a\\\"\\u0062\"\napi_url = \"https://x.example\"\n";

    fn problem(text: &str, name: &str) -> String {
        profile(text, name).err().expect("the profile is valid")
    }

    #[test]
    fn profiles_are_read() {
        let default = profile(FILE, "default").unwrap();
        assert_eq!(default.credentials, Credentials::api_key("id", "s\\3"));
        assert_eq!(default.api_url, None);
        let prod = profile(FILE, "pro.d").unwrap();
        assert_eq!(prod.credentials, Credentials::bearer("a\"b"));
        assert_eq!(prod.api_url.as_deref(), Some("https://x.example"));
    }

    #[test]
    fn all_spellings_of_toml_are_read() {
        let file = "default = { token = \"\"\"\nt\"\"\" }\n";
        assert_eq!(profile(file, "default").unwrap().credentials, Credentials::bearer("t"));
        let file = "default.api_key = 'id'\ndefault.api_secret = '''s''' # two lines\n";
        let default = profile(file, "default").unwrap();
        assert_eq!(default.credentials, Credentials::api_key("id", "s"));
    }

    #[test]
    fn an_empty_value_is_absent() {
        let file = "[default]\napi_key = \"\"\napi_secret = ''\ntoken = 't'\napi_url = ''\n";
        let default = profile(file, "default").unwrap();
        assert_eq!((default.credentials, default.api_url), (Credentials::bearer("t"), None));
    }

    #[test]
    fn an_error_names_the_line_and_shows_no_value() {
        for (text, expected) in [
            ("[default]\napi_key = hunter2", "line 2: "),
            ("[default]\napi_key = \"hunter2", "line 2: "),
            ("[default]\napi_key = \"hunter2\" x", "line 2: "),
            ("[default]\napi_key = \"hunter2\\q\"", "line 2: "),
            ("[default]\napi_key = \"hunter2\\uD800\"", "line 2: "),
            ("[default]\napi_key = \"hunter2\\u+041\"", "line 2: "),
            ("[default]\napi_key \"hunter2\"", "line 2: "),
            ("[default]\napi_key = ['hunter2']", "line 2: expected a string"),
            ("[default]\ntoken = 1234", "line 2: expected a string"),
            ("api_key = \"hunter2\"", "line 1: expected a profile"),
            ("[default", "line 1: "),
            ("[[default]]", "line 1: expected a profile"),
            ("[default]\n[default]", "line 2: duplicate key"),
            ("[default]\na='x'\na='y'", "line 3: duplicate key"),
            ("[default]\napi_key='hunter2'", "needs either"),
            ("[default]\napi_key='hunter2'\napi_secret='x'\ntoken='y'", "needs either"),
            ("[default]\napi_key='hunter2'\napi_secret='x'\nurl='y'", "line 4: unknown key"),
            (
                "[staging]\ntoken='hunter2'",
                "no profile `default` in the file; available profiles: staging",
            ),
        ] {
            let problem = problem(text, "default");
            assert!(problem.contains(expected), "{text}: {problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = read(Path::new("/nowhere/credentials.toml"), "default").err().unwrap();
        assert!(error.is_config() && error.to_string().contains("/nowhere/credentials.toml"));
    }
}
