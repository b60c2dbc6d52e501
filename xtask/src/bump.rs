//! `cargo xtask bump`: the version that the changelog suggests, written to the manifest.

use clap::Args;
use codegen::diff::Bump;

use crate::Exit;
use crate::changelog::{FILES, UNRELEASED, suggested};
use crate::console::{Console, Tone};
use crate::diff::version;
use crate::fetch::today;
use crate::fs;
use crate::paths::Workspace;
use crate::problem::{Failure, Problem};

/// What the command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The new version [default: what the unreleased sections of CHANGELOG.md suggest]
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
    let changelog = fs::read_text(&workspace.root().join(FILES[0]))?;
    let next = next(options.version.as_deref(), &current, suggested(&changelog))?;
    version::set(workspace, &current, &next)?;
    let heading = format!("## [{next}] - {}", today());
    for file in FILES {
        let path = workspace.root().join(file);
        if path.is_file() {
            let text = fs::read_text(&path)?;
            fs::replace(&path, released(&text, &heading).as_bytes())?;
        }
    }
    let text =
        format!("{current} → {next}; run `cargo update --workspace` to bring Cargo.lock along");
    console.out.status(Tone::Good, "Version", &text)?;
    Ok(Exit::Fine)
}

fn next(wanted: Option<&str>, current: &str, suggested: Bump) -> Result<String, Problem> {
    if let Some(wanted) = wanted {
        // Growing by nothing leaves a plain version as it is.
        return Bump::None.apply(wanted).ok_or_else(|| {
            Problem::new("invalid-version", format!("`{wanted}` is not a version such as 1.2.3"))
        });
    }
    if suggested == Bump::None {
        let message = "CHANGELOG.md has no unreleased section that suggests a version";
        return Err(Problem::new("nothing-to-release", message).help("name the version to release"));
    }
    suggested.apply(current).ok_or_else(|| {
        Problem::new("invalid-version", format!("`{current}` is not a version such as 1.2.3"))
    })
}

/// A changelog whose unreleased sections are those of a release.
fn released(changelog: &str, heading: &str) -> String {
    let is_mark = |line: &&str| line.starts_with("<!-- api ") || *line == "<!-- end of api -->";
    let lines: Vec<&str> = changelog.lines().filter(|line| !is_mark(line)).collect();
    let text = lines.join("\n") + "\n";
    text.replacen(UNRELEASED, &format!("{UNRELEASED}\n\n{heading}"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_named_or_suggested() {
        assert_eq!(next(Some("1.0.0"), "0.1.0", Bump::None).unwrap(), "1.0.0");
        assert_eq!(next(None, "0.1.0", Bump::Major).unwrap(), "0.2.0");
        assert_eq!(next(None, "1.1.0", Bump::Minor).unwrap(), "1.2.0");
        assert_eq!(next(None, "0.1.0", Bump::None).unwrap_err().code, "nothing-to-release");
        assert_eq!(next(Some("v1"), "0.1.0", Bump::None).unwrap_err().code, "invalid-version");
    }

    #[test]
    fn what_was_unreleased_gets_the_version() {
        let text =
            "# C\n\n## [Unreleased]\n\n<!-- api a..b major: x -->\nText.\n<!-- end of api -->\n";
        let heading = "## [0.2.0] - 2026-10-22";
        assert_eq!(
            released(text, heading),
            format!("# C\n\n## [Unreleased]\n\n{heading}\n\nText.\n")
        );
    }
}
