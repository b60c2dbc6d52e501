//! The section of the changelog about an update, between two marks that name its base; no I/O.

/// The heading of what is not released yet.
pub(crate) const UNRELEASED: &str = "## [Unreleased]";

/// How the line above a section starts.
const START: &str = "<!-- api since ";

/// The line below a section.
const END: &str = "<!-- end of api -->";

/// Returns the changelog with a section below the heading of what is not released.
pub(super) fn put(changelog: &str, base: &str, section: &str) -> String {
    let block = format!(
        "{START}{base}: written by `cargo xtask regenerate` -->\n{}\n{END}\n",
        section.trim_end()
    );
    match changelog.split_once(UNRELEASED) {
        Some((head, tail)) => {
            let tail = tail.trim_start_matches('\n');
            let gap = if tail.is_empty() { "" } else { "\n" };
            format!("{head}{UNRELEASED}\n\n{block}{gap}{tail}")
        }
        None => match changelog.find("\n## ") {
            Some(at) => {
                format!("{}\n{UNRELEASED}\n\n{block}{}", &changelog[..at], &changelog[at..])
            }
            None => format!("{}\n\n{UNRELEASED}\n\n{block}", changelog.trim_end()),
        },
    }
}

/// Returns the changelog without the section about this base.
pub(super) fn without(changelog: &str, base: &str) -> String {
    let Some(from) = changelog.find(&format!("{START}{base}:")) else {
        return changelog.to_owned();
    };
    let end = format!("{END}\n");
    let Some(to) = changelog[from..].find(&end) else { return changelog.to_owned() };
    let rest = changelog[from + to + end.len()..].trim_start_matches('\n');
    format!("{}{rest}", &changelog[..from])
}

/// Returns the changelog without any marks, for a release.
pub(crate) fn without_marks(changelog: &str) -> String {
    let is_mark = |line: &str| line.starts_with(START) || line == END;
    let lines: Vec<&str> = changelog.lines().filter(|line| !is_mark(line)).collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str =
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n";

    #[test]
    fn a_section_is_replaced_by_the_next_one_about_the_same_base() {
        let first = put(CHANGELOG, "aaa", "First.\n");
        let expected = "# Changelog\n\n## [Unreleased]\n\n\
            <!-- api since aaa: written by `cargo xtask regenerate` -->\nFirst.\n<!-- end of api -->\n\n\
            ### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n";
        assert_eq!(first, expected);
        assert_eq!(without(&first, "aaa"), CHANGELOG);
        assert_eq!(without(&first, "bbb"), first, "a section about another base stays");
        let marks = without_marks(&first);
        assert!(marks.contains("First.") && !marks.contains("<!--"), "{marks}");
    }

    #[test]
    fn a_changelog_without_the_heading_gets_one() {
        let added = put("# Changelog\n\n## [0.1.0]\n\n- B.\n", "a", "Text.");
        let heading = added.find(UNRELEASED).unwrap();
        assert!(heading < added.find("## [0.1.0]").unwrap(), "{added}");
        let added = put("# Changelog\n", "a", "Text.");
        assert!(added.starts_with("# Changelog\n\n## [Unreleased]\n\n<!-- api since a"), "{added}");
    }
}
