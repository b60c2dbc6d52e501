//! API keys from a file in the home directory, by the name of a profile.
//!
//! The file is TOML, but only as much of it as such a file needs is understood: tables, strings
//! and comments. Anything else is refused rather than misread, with its line.

use std::env;
use std::path::{Path, PathBuf};

use super::{Credentials, optional};
use crate::runtime::error::Error;

/// The environment variable with the name of the profile.
const ENV_PROFILE: &str = "CLICKHOUSE_CLOUD_PROFILE";
/// The profile of those who do not name one.
const DEFAULT: &str = "default";

/// What a profile says.
pub(crate) struct Profile {
    pub(crate) credentials: Credentials,
    pub(crate) api_url: Option<String>,
}

/// The name of the profile that the environment asks for.
#[inline]
pub(crate) fn name() -> Result<String, Error> {
    Ok(optional(ENV_PROFILE)?.unwrap_or_else(|| DEFAULT.to_owned()))
}

/// Where the file is.
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
    base.map(|base| base.join("clickhouse-cloud").join("credentials.toml"))
        .ok_or_else(|| Error::config("there is no home directory to look for profiles in"))
}

/// Reads a profile from a file.
#[inline]
pub(crate) fn read(path: &Path, name: &str) -> Result<Profile, Error> {
    let text = std::fs::read_to_string(path).map_err(|source| {
        let message = format!("the profiles in {} cannot be read: {source}", path.display());
        Error::config(message).with_source(source)
    })?;
    profile(&text, name).map_err(|problem| Error::config(format!("{}: {problem}", path.display())))
}

#[inline]
fn profile(text: &str, name: &str) -> Result<Profile, String> {
    let mut tables = parse(text)?;
    let Some((_, table)) = tables.iter_mut().find(|(table, _)| table == name) else {
        let known: Vec<_> = tables.iter().map(|(table, _)| table.as_str()).collect();
        return Err(format!("there is no profile `{name}`, only: {}", known.join(", ")));
    };
    let mut take = |key: &str| {
        let index = table.iter().position(|(name, _)| name == key)?;
        Some(table.remove(index).1).filter(|value| !value.is_empty())
    };
    let (id, secret, token) = (take("api_key"), take("api_secret"), take("token"));
    let api_url = take("api_url");
    if let Some((key, _)) = table.first() {
        return Err(format!(
            "the profile `{name}` holds `{key}`; known are api_key, api_secret, token, api_url"
        ));
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

/// The tables and their keys, in the order of the file. There are few of both.
type Tables = Vec<(String, Vec<(String, String)>)>;

#[inline]
fn parse(text: &str) -> Result<Tables, String> {
    let mut tables = Tables::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.lines().enumerate() {
        // The line itself is not shown in an error: it may hold a secret.
        let problem = |what: &str| format!("line {}: {what}", index + 1);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let (name, rest) = key(rest.trim_start()).map_err(problem)?;
            let rest = rest.strip_prefix(']').ok_or_else(|| problem("expected `]`"))?;
            end(rest).map_err(problem)?;
            if tables.iter().any(|(table, _)| *table == name) {
                return Err(problem("the profile is there twice"));
            }
            tables.push((name, Vec::new()));
            continue;
        }
        let (name, rest) = key(line).map_err(problem)?;
        let rest = rest.strip_prefix('=').ok_or_else(|| problem("expected `=`"))?;
        let (value, rest) = string(rest.trim_start()).map_err(problem)?;
        end(rest).map_err(problem)?;
        let Some((_, table)) = tables.last_mut() else {
            return Err(problem("a value before the first profile; begin with `[default]`"));
        };
        if table.iter().any(|(key, _)| *key == name) {
            return Err(problem("the key is there twice"));
        }
        table.push((name, value));
    }
    Ok(tables)
}

/// A bare or quoted key, and what follows it.
#[inline]
fn key(text: &str) -> Result<(String, &str), &'static str> {
    if text.starts_with(['"', '\'']) {
        let (key, rest) = string(text)?;
        return Ok((key, rest.trim_start()));
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        .unwrap_or(text.len());
    if end == 0 {
        return Err("expected a name");
    }
    Ok((
        text.get(..end).unwrap_or_default().to_owned(),
        text.get(end..).unwrap_or_default().trim_start(),
    ))
}

/// A basic or a literal string, and what follows it.
#[inline]
fn string(text: &str) -> Result<(String, &str), &'static str> {
    if text.starts_with("\"\"\"") || text.starts_with("'''") {
        return Err("strings over several lines are not understood here");
    }
    if let Some(rest) = text.strip_prefix('\'') {
        let (value, rest) = rest.split_once('\'').ok_or("the string does not end")?;
        return Ok((value.to_owned(), rest));
    }
    let rest = text.strip_prefix('"').ok_or("expected a string in quotes")?;
    let mut value = String::new();
    let mut chars = rest.char_indices();
    while let Some((index, c)) = chars.next() {
        match c {
            '"' => return Ok((value, rest.get(index + 1..).unwrap_or_default())),
            '\\' => value.push(match chars.next().map(|(_, c)| c) {
                Some('"') => '"',
                Some('\\') => '\\',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => unicode(&mut chars, 4)?,
                Some('U') => unicode(&mut chars, 8)?,
                _ => return Err("the string holds an escape that is not understood"),
            }),
            c => value.push(c),
        }
    }
    Err("the string does not end")
}

#[inline]
fn unicode(
    chars: &mut impl Iterator<Item = (usize, char)>,
    digits: usize,
) -> Result<char, &'static str> {
    let digits: String = chars.take(digits).map(|(_, c)| c).collect();
    // Rust also reads a sign.
    let number = Some(&digits).filter(|digits| !digits.starts_with('+'));
    number
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32)
        .ok_or("the string holds an escape that is not a character")
}

#[inline]
fn end(text: &str) -> Result<(), &'static str> {
    let text = text.trim_start();
    if text.is_empty() || text.starts_with('#') {
        Ok(())
    } else {
        Err("expected the end of the line")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}# Keys.\n\n[default]\napi_key = \"id\" # mine\napi_secret='s\\3'\n\
                        \r\n[ \"pro.d\" ]\n  token=\"a\\\"\\u0062\"\napi_url = \"https://x.example\"\n";

    fn problem(text: &str, name: &str) -> String {
        profile(text, name).err().expect("it was understood")
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
    fn what_is_empty_is_not_there() {
        let file = "[default]\napi_key = \"\"\napi_secret = ''\ntoken = 't'\napi_url = ''\n";
        let default = profile(file, "default").unwrap();
        assert_eq!((default.credentials, default.api_url), (Credentials::bearer("t"), None));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_without_values() {
        for (text, expected) in [
            ("[default]\napi_key = hunter2", "line 2: expected a string"),
            ("[default]\napi_key = \"hunter2", "line 2: the string does not end"),
            ("[default]\napi_key = \"hunter2\" x", "line 2: expected the end"),
            ("[default]\napi_key = \"hunter2\\x\"", "line 2: the string holds an escape"),
            ("[default]\napi_key = \"hunter2\\uD800\"", "line 2: the string holds an escape"),
            ("[default]\napi_key = \"hunter2\\u+041\"", "line 2: the string holds an escape"),
            ("[default]\napi_key = '''hunter2'''", "line 2: strings over several lines"),
            ("[default]\napi_key \"hunter2\"", "line 2: expected `=`"),
            ("api_key = \"hunter2\"", "line 1: a value before"),
            ("[default", "line 1: expected `]`"),
            ("[[default]]", "line 1: expected a name"),
            ("[default]\n[default]", "line 2: the profile is there twice"),
            ("[default]\na='x'\na='y'", "line 3: the key is there twice"),
            ("[default]\napi_key='hunter2'", "needs either"),
            ("[default]\napi_key='hunter2'\napi_secret='x'\ntoken='y'", "needs either"),
            ("[default]\napi_key='hunter2'\napi_secret='x'\nurl='y'", "holds `url`"),
            ("[staging]\ntoken='hunter2'", "no profile `default`, only: staging"),
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
