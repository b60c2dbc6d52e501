//! `cargo xtask release`: turns the unreleased part of the changelog into a release: a version, a
//! commit and a tag.

use clap::Args;
use semver::Version;

use crate::base;
use crate::changelog::{FILE, UNRELEASED, without_marks};
use crate::console::{Console, Tone};
use crate::date::today;
use crate::exit::Exit;
use crate::fs;
use crate::git::Git;
use crate::lock::Lock;
use crate::paths::{LOCK, Workspace};
use crate::problem::{Failure, Problem};
use crate::regenerate;
use crate::version;

/// How many files a message names.
const SHOWN: usize = 10;

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The version to release [default: the current version of generated-client]
    #[arg(value_name = "VERSION")]
    pub(crate) version: Option<String>,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    workspace: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let git = Git::of(workspace);
    let next = next(options, workspace, git)?;
    check_tree(git)?;
    check_fresh(workspace, console)?;
    let lock = Lock::read(&workspace.lock())?;
    let base = base::of_release(workspace, &next, &lock.date)?;
    let heading = format!("## [{next}] - {}", today());
    let changelog =
        released(&fs::read_text(&workspace.root().join(FILE))?, &heading).ok_or_else(|| {
            Problem::new(
                "nothing-to-release",
                format!("the section {UNRELEASED} of {FILE} is missing or empty"),
            )
            .help("describe what changed; `cargo xtask regenerate` describes updates of the API")
        })?;
    let mut files = version::edits(workspace, &next)?;
    files.push((FILE, changelog));
    files.push((LOCK, Lock { base: Some(base), ..lock }.to_text()?));
    let writes: Vec<(&str, &[u8])> =
        files.iter().map(|(file, text)| (*file, text.as_bytes())).collect();
    fs::apply(workspace.root(), &writes, &[])?;

    let tag = tag(&next);
    let message = format!("Release {next}");
    let mut commit = vec!["commit", "--quiet", "--message", &message, "--"];
    commit.extend(files.iter().map(|(file, _)| *file));
    git.change(&commit)?;
    git.change(&["tag", "--annotate", &tag, "--message", &message])?;
    let text = format!("{next}, with the tag {tag}");
    console.out.status(Tone::Good, "Released", &text)?;
    console.out.note(&format!("(next: open a pull request with this commit and merge it without squashing; then push {tag}, and `release.yml` publishes it)"))?;
    Ok(Exit::Fine)
}

/// Returns the version to release, if it may be released.
fn next(options: &Options, workspace: &Workspace, git: Git<'_>) -> Result<Version, Problem> {
    let current = version::of_client(workspace)?;
    let next = match &options.version {
        None => current.clone(),
        Some(text) => Version::parse(text).map_err(|error| {
            let message = format!("`{text}` is not a semantic version: {error}");
            Problem::new("invalid-version", message).help("a version looks like 1.2.3")
        })?,
    };
    if let Some(last) = last_release(workspace, git)?.filter(|last| next <= *last) {
        let message = format!("{next} is not higher than the last release, {last}");
        let example = version::after(&last, codegen::diff::Bump::Patch);
        return Err(Problem::new("version-not-above", message)
            .help(format!("name a higher version: `cargo xtask release {example}`")));
    }
    if next < current {
        let message = format!(
            "{next} is lower than {current}, the version that the updates of the API require"
        );
        return Err(Problem::new("version-not-above", message)
            .help("`cargo xtask release` releases that version"));
    }
    Ok(next)
}

/// Returns the version that was released last, by the tags and by the lock.
fn last_release(workspace: &Workspace, git: Git<'_>) -> Result<Option<Version>, Problem> {
    let tagged = git.tags()?;
    let tagged = tagged.iter().filter_map(|tag| Version::parse(tag.strip_prefix('v')?).ok());
    let recorded = base::recorded(workspace)?.filter(|base| base.released);
    Ok(tagged.chain(recorded.map(|base| base.version)).max())
}

/// Checks that the working tree is clean: a release contains only what is committed.
fn check_tree(git: Git<'_>) -> Result<(), Problem> {
    let Some(status) = git.status()? else {
        let message = "this is not a git repository; a release needs one for its commit and tag";
        return Err(Problem::new("git-failed", message));
    };
    if !status.is_empty() {
        let files: Vec<&str> = status.lines().take(SHOWN).collect();
        let message = format!("the working tree is not clean:\n{}", files.join("\n"));
        return Err(Problem::new("dirty-tree", message)
            .help("commit or stash these changes; nothing has been released"));
    }
    if !git.has_identity()? {
        return Err(Problem::new("git-failed", "git has no committer identity")
            .help("set `user.name` and `user.email` with `git config`"));
    }
    Ok(())
}

/// Checks that the committed client is the one that the generator makes of the document.
fn check_fresh(workspace: &Workspace, console: &mut Console<'_>) -> Result<(), Failure> {
    let options = regenerate::Options { check: true, ..regenerate::Options::default() };
    match regenerate::run(&options, workspace, console)? {
        Exit::Fine => Ok(()),
        _ => Err(Problem::new("client-out-of-date", "the committed client is out of date")
            .help(format!("run `{}`, commit the result, and release again", regenerate::COMMAND))
            .into()),
    }
}

fn tag(version: &Version) -> String {
    format!("v{version}")
}

/// Returns a changelog whose unreleased sections are those of a release; none without such a
/// section.
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
    fn unreleased_entries_get_the_version() {
        let text = "# C\n\n## [Unreleased]\n\n<!-- api since a: x -->\nText.\n\
            <!-- end of api -->\n";
        let expected = format!("# C\n\n## [Unreleased]\n\n{HEADING}\n\nText.\n");
        assert_eq!(released(text, HEADING), Some(expected.clone()));
        assert_eq!(released(&expected, HEADING), None, "there is nothing to release twice");
        assert_eq!(released("# C\n", HEADING), None);
    }

    /// Returns a committed repository with something to release.
    fn repository() -> Repository {
        let mut repository = Repository::new(DOCUMENT);
        repository.write(FILE, "# C\n\n## [Unreleased]\n\n- A.\n");
        let (options, workspace) = (regenerate::Options::default(), repository.workspace.clone());
        regenerate::run(&options, &workspace, &mut repository.kept.console(false)).unwrap();
        repository.commit("first");
        repository
    }

    fn release(repository: &mut Repository, version: Option<&str>) -> Result<(), &'static str> {
        let options = Options { version: version.map(str::to_owned) };
        let workspace = repository.workspace.clone();
        match run(&options, &workspace, &mut repository.kept.console(false)) {
            Ok(exit) => {
                assert_eq!(exit, Exit::Fine);
                Ok(())
            }
            Err(Failure::Found(found)) => Err(found.problems[0].code),
            Err(Failure::Output(error)) => panic!("{error}"),
        }
    }

    /// Adds something to release.
    fn more(repository: &Repository) {
        let changelog = repository.read(FILE);
        repository.write(FILE, &changelog.replacen(UNRELEASED, "## [Unreleased]\n\n- More.", 1));
        repository.commit("more");
    }

    #[test]
    fn a_release_is_a_version_a_commit_and_a_tag() {
        let mut repository = repository();
        release(&mut repository, Some("1.0.0")).unwrap();
        assert_eq!(version::of_client(&repository.workspace).unwrap(), Version::new(1, 0, 0));
        let expected = format!("# C\n\n## [Unreleased]\n\n## [1.0.0] - {}\n\n- A.\n", today());
        assert_eq!(repository.read(FILE), expected);
        let git = Git::of(&repository.workspace);
        assert_eq!(git.tags().unwrap(), ["v1.0.0"]);
        assert_eq!(git.commit_id("v1.0.0").unwrap(), git.commit_id("HEAD").unwrap());
        assert_eq!(git.status().unwrap().as_deref(), Some(""), "everything is committed");
        let base = base::recorded(&repository.workspace).unwrap().unwrap();
        assert!(base.released);
        assert_eq!(base.version, Version::new(1, 0, 0));
        let contents = base::Contents::read(&base, &repository.workspace).unwrap();
        assert_eq!(contents.document, DOCUMENT.as_bytes());
        for lock in version::LOCKS {
            let text = repository.read(lock);
            assert!(text.contains("name = \"generated-client\"\nversion = \"1.0.0\""), "{lock}");
        }
    }

    #[test]
    fn a_version_that_is_not_above_the_last_one_is_refused() {
        let mut repository = repository();
        assert_eq!(release(&mut repository, Some("0.0.1")), Err("version-not-above"));
        assert_eq!(release(&mut repository, Some("v1")), Err("invalid-version"));
        release(&mut repository, None).unwrap();
        more(&repository);
        let before = repository.everything();
        for version in [None, Some("0.1.0"), Some("0.0.1"), Some("0.1.0-rc.1")] {
            assert_eq!(release(&mut repository, version), Err("version-not-above"), "{version:?}");
        }
        assert_eq!(repository.everything(), before);
        release(&mut repository, Some("0.1.1")).unwrap();
        assert_eq!(release(&mut repository, Some("0.1.2")), Err("nothing-to-release"));
    }

    #[test]
    fn a_client_that_is_out_of_date_stops_a_release() {
        let mut repository = repository();
        let file = "generated-client/src/generated/mod.rs";
        let text = repository.read(file);
        repository.write(file, &format!("{text}// more\n"));
        repository.commit("an edit by hand");
        let before = repository.everything();
        assert_eq!(release(&mut repository, None), Err("client-out-of-date"));
        assert_eq!(repository.everything(), before);
        assert!(Git::of(&repository.workspace).tags().unwrap().is_empty());
    }

    #[test]
    fn a_changed_file_stops_a_release() {
        let mut repository = repository();
        repository.write("notes.txt", "x");
        let before = repository.everything();
        assert_eq!(release(&mut repository, None), Err("dirty-tree"));
        assert_eq!(repository.everything(), before);
    }
}
