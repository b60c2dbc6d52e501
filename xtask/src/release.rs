//! `cargo xtask release`: what is unreleased in the changelogs becomes a release.

use clap::Args;
use codegen::diff::Bump;

use crate::Exit;
use crate::changelog::{FILES, UNRELEASED, without_marks};
use crate::console::{Console, Tone};
use crate::diff::version;
use crate::fetch::today;
use crate::fs;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};

/// What the command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The version to release [default: that of generated-client, which updates have raised]
    #[arg(value_name = "VERSION")]
    version: Option<String>,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let current = version::of_client(workspace)?;
    let next = options.version.clone().unwrap_or_else(|| current.clone());
    // Growing by nothing leaves a plain version as it is.
    if Bump::None.apply(&next).as_ref() != Some(&next) {
        let message = format!("`{next}` is not a version such as 1.2.3");
        return Err(Problem::new("invalid-version", message).into());
    }
    let heading = format!("## [{next}] - {}", today());
    let mut texts = Vec::new();
    for file in FILES {
        let path = workspace.root().join(file);
        let text = released(&fs::read_text(&path)?, &heading).ok_or_else(|| {
            Problem::new("nothing-to-release", format!("{file} has nothing below {UNRELEASED}"))
                .help("write down what has changed; regenerating after a fetch does it for the API")
        })?;
        texts.push((path, text));
    }
    if next != current {
        version::set(workspace, &current, &next)?;
    }
    for (path, text) in texts {
        fs::replace(&path, text.as_bytes())?;
    }
    let text = format!("{next}: commit, and publish generated-client");
    console.out.status(Tone::Good, "Released", &text)?;
    Ok(Exit::Fine)
}

/// A changelog whose unreleased sections are those of a release; none without such a section.
fn released(changelog: &str, heading: &str) -> Option<String> {
    let (_, rest) = changelog.split_once(UNRELEASED)?;
    let unreleased = rest.split("\n## ").next().unwrap_or_default();
    if unreleased.trim().is_empty() {
        return None;
    }
    let text = without_marks(changelog);
    Some(text.replacen(UNRELEASED, &format!("{UNRELEASED}\n\n{heading}"), 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DOCUMENT, Repository};

    const HEADING: &str = "## [0.2.0] - 2026-10-22";

    #[test]
    fn what_was_unreleased_gets_the_version() {
        let text = "# C\n\n## [Unreleased]\n\n<!-- api a..b major from 0.1.0: x -->\nText.\n\
            <!-- end of api -->\n";
        let expected = format!("# C\n\n## [Unreleased]\n\n{HEADING}\n\nText.\n");
        assert_eq!(released(text, HEADING), Some(expected.clone()));
        assert_eq!(released(&expected, HEADING), None, "there is nothing to release twice");
        assert_eq!(released("# C\n", HEADING), None);
    }

    #[test]
    fn a_release_writes_all_files_or_none() {
        let mut repository = Repository::new(DOCUMENT);
        repository.write("generated-client/Cargo.toml", "[package]\nversion = \"0.2.0\"\n");
        repository.write(FILES[0], "# C\n\n## [Unreleased]\n\n- A.\n");
        repository.write(FILES[1], "# C\n\n## [Unreleased]\n");
        let workspace = repository.workspace.clone();
        let release = |repository: &mut Repository, version: Option<&str>| {
            let options = Options { version: version.map(str::to_owned) };
            run(&options, &workspace, &mut repository.kept.console(false)).is_ok()
        };
        let before = repository.everything();
        assert!(!release(&mut repository, None), "one of the changelogs is empty");
        assert!(!release(&mut repository, Some("v1")));
        assert_eq!(repository.everything(), before);
        repository.write(FILES[1], "# C\n\n## [Unreleased]\n\n- A.\n");
        assert!(release(&mut repository, Some("1.0.0")));
        let date = today();
        for file in FILES {
            let expected = format!("# C\n\n## [Unreleased]\n\n## [1.0.0] - {date}\n\n- A.\n");
            assert_eq!(repository.read(file), expected);
        }
        assert_eq!(version::of_client(&repository.workspace).unwrap(), "1.0.0");
    }
}
