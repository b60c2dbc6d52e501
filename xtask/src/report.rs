//! What `regenerate` reports about files, for people and for programs.

use std::io;

use serde_json::json;
use similar::TextDiff;

use crate::console::{Console, MessageFormat, Stream, Tone, counted, grouped};
use crate::plan::{Entry, Plan, State};

/// No file shows more lines of its difference than this.
const DIFF_LINES: usize = 40;

/// In write mode, no kind of change names more files than this.
const LISTED_FILES: usize = 40;

/// What a report needs beside the plan.
#[derive(Debug, Clone)]
pub(crate) struct Labels {
    /// The folder of the files, as people know it.
    pub(crate) folder: String,
    /// The command that brings the files up to date.
    pub(crate) command: String,
    /// Text or JSON.
    pub(crate) format: MessageFormat,
}

/// What was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Operations of the API.
    pub(crate) operations: usize,
    /// Named types of the API.
    pub(crate) types: usize,
    /// Lines of all files.
    pub(crate) lines: usize,
}

impl State {
    /// Returns how the state is called when it is found.
    fn found(self) -> &'static str {
        match self {
            Self::Fresh => "Fresh",
            Self::Stale => "Stale",
            Self::Missing => "Missing",
            Self::Orphaned => "Orphaned",
            Self::Handwritten => "Handwritten",
        }
    }

    /// Returns how the state is called when it has been mended.
    fn mended(self) -> &'static str {
        match self {
            Self::Fresh => "Unchanged",
            Self::Stale => "Updated",
            Self::Missing => "Created",
            Self::Orphaned => "Removed",
            Self::Handwritten => "Refused",
        }
    }
}

/// All states of files that differ from what is generated.
const DIFFERENT: [State; 4] = [State::Stale, State::Missing, State::Orphaned, State::Handwritten];

/// Reports what `--check` found.
pub(crate) fn checked(
    console: &mut Console<'_>,
    plan: &Plan<'_>,
    labels: &Labels,
) -> io::Result<()> {
    for entry in plan.entries.iter().filter(|entry| entry.state != State::Fresh) {
        let path = labels.path(entry);
        match labels.format {
            MessageFormat::Json => {
                let state = entry.state.found().to_lowercase();
                console.out.json(&json!({ "kind": "file", "path": path, "state": state }))?;
            }
            MessageFormat::Text => {
                console.out.status(Tone::Bad, entry.state.found(), &path)?;
                explain(&mut console.out, entry, &path)?;
            }
        }
        if console.github && labels.format == MessageFormat::Text {
            let state = entry.state.found();
            let advice = format!("run `{}` and commit the result", labels.command);
            console.out.text(&format!("::error file={path}::{state}: {advice}\n"))?;
        }
    }
    if labels.format == MessageFormat::Json {
        return summary_json(console, plan, "checked");
    }
    let out = &mut console.out;
    let files = counted(plan.entries.len(), "file");
    if plan.is_fresh() {
        return out.status(Tone::Good, "Fresh", &format!("{files} checked"));
    }
    let mut parts = vec![format!("{} fresh", grouped(plan.count(State::Fresh)))];
    parts.extend(
        DIFFERENT.iter().filter(|state| plan.count(**state) > 0).map(|state| {
            format!("{} {}", grouped(plan.count(*state)), state.found().to_lowercase())
        }),
    );
    out.text("     -------\n")?;
    out.status(Tone::Bad, "Stale", &format!("{files} checked: {}", parts.join(", ")))?;
    out.note(&format!("(run `{}` and commit the result)", labels.command))
}

/// Reports what a run changed.
pub(crate) fn written(
    console: &mut Console<'_>,
    plan: &Plan<'_>,
    totals: Totals,
    labels: &Labels,
) -> io::Result<()> {
    if labels.format == MessageFormat::Json {
        for entry in plan.entries.iter().filter(|entry| entry.state != State::Fresh) {
            let (path, state) = (labels.path(entry), entry.state.mended().to_lowercase());
            console.out.json(&json!({ "kind": "file", "path": path, "state": state }))?;
        }
        return summary_json(console, plan, "written");
    }
    let out = &mut console.out;
    for state in DIFFERENT {
        for entry in plan.of(state).take(LISTED_FILES) {
            out.status(Tone::Notice, state.mended(), &labels.path(entry))?;
        }
        let more = plan.count(state).saturating_sub(LISTED_FILES);
        if more > 0 {
            out.note(&format!("{} more {}", grouped(more), state.mended().to_lowercase()))?;
        }
    }
    let produced = plan.entries.len() - plan.count(State::Orphaned);
    let what = format!(
        "{}, {}, {}, {}",
        counted(totals.operations, "operation"),
        counted(totals.types, "type"),
        counted(produced, "file"),
        counted(totals.lines, "line"),
    );
    if plan.is_fresh() {
        return out.status(Tone::Good, "Fresh", &what);
    }
    out.status(Tone::Good, "Regenerated", &what)?;
    let changes: Vec<String> = [State::Fresh, State::Stale, State::Missing, State::Orphaned]
        .iter()
        .filter(|state| plan.count(**state) > 0)
        .map(|state| format!("{} {}", grouped(plan.count(*state)), state.mended().to_lowercase()))
        .collect();
    out.note(&format!("({} in {})", changes.join(", "), labels.folder))
}

/// Returns the counts of a plan as one JSON object.
fn summary_json(console: &mut Console<'_>, plan: &Plan<'_>, kind: &str) -> io::Result<()> {
    console.out.json(&json!({
        "kind": "summary",
        "run": kind,
        "files": plan.entries.len(),
        "fresh": plan.count(State::Fresh),
        "stale": plan.count(State::Stale),
        "missing": plan.count(State::Missing),
        "orphaned": plan.count(State::Orphaned),
        "handwritten": plan.count(State::Handwritten),
    }))
}

/// Returns what is printed below the name of a file: its difference, or why it is there.
fn explain(out: &mut Stream<'_>, entry: &Entry<'_>, path: &str) -> io::Result<()> {
    match (entry.state, entry.current, entry.wanted) {
        (State::Handwritten, _, _) => {
            out.note("(a handwritten file in a generated folder; move it away)")
        }
        (State::Stale, Some(current), Some(wanted)) => {
            for line in difference(current, wanted, path) {
                out.note(&line)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Returns the difference between a file on disk and the generated text, cut at a bearable length.
fn difference(current: &[u8], wanted: &str, path: &str) -> Vec<String> {
    // The comparison of trees ignores line endings, so the difference does too.
    let current = String::from_utf8_lossy(current).replace("\r\n", "\n");
    let relative = path.trim_start_matches('/');
    let unified = TextDiff::from_lines(current.as_str(), wanted)
        .unified_diff()
        .header(&format!("a/{relative}"), &format!("b/{relative}"))
        .to_string();
    let lines: Vec<&str> = unified.lines().collect();
    let mut shown: Vec<String> =
        lines.iter().take(DIFF_LINES).map(|line| printable(line)).collect();
    if lines.len() > DIFF_LINES {
        let more = counted(lines.len() - DIFF_LINES, "line");
        shown.push(more.replacen(' ', " more ", 1));
    }
    shown
}

/// Returns a line without characters that would command the terminal.
fn printable(line: &str) -> String {
    line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
}

impl Labels {
    /// Returns the path of a file, as people know it.
    fn path(&self, entry: &Entry<'_>) -> String {
        format!("{}/{}", self.folder, entry.path)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Labels, Totals, checked, difference, written};
    use crate::console::MessageFormat;
    use crate::console::testing::Kept;
    use crate::plan::plan;

    const HEADER: &str = "// @generated by `cargo xtask regenerate`.\n";

    fn labels(format: MessageFormat) -> Labels {
        let (folder, command) =
            ("client/generated".to_owned(), "cargo xtask regenerate".to_owned());
        Labels { folder, command, format }
    }

    fn marked(text: &str) -> String {
        format!("{HEADER}{text}\n")
    }

    /// One file in each state.
    fn check(github: bool, format: MessageFormat) -> String {
        let (a, b, c) = (marked("a"), marked("b"), marked("c"));
        let generated = BTreeMap::from([("a.rs", &*a), ("b.rs", &*b), ("c.rs", &*c)]);
        let disk = [("a.rs", &*a), ("b.rs", &marked("old")), ("d.rs", &marked("d")), ("e.rs", "")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let disk = BTreeMap::from(disk);
        let mut kept = Kept::default();
        checked(&mut kept.console(github), &plan(&generated, &disk), &labels(format)).unwrap();
        kept.out()
    }

    #[test]
    fn a_check_names_every_difference_and_the_command() {
        let expected = "       Stale client/generated/b.rs
             --- a/client/generated/b.rs
             +++ b/client/generated/b.rs
             @@ -1,2 +1,2 @@
              // @generated by `cargo xtask regenerate`.
             -old
             +b
     Missing client/generated/c.rs
    Orphaned client/generated/d.rs
 Handwritten client/generated/e.rs
             (a handwritten file in a generated folder; move it away)
     -------
       Stale 5 files checked: 1 fresh, 1 stale, 1 missing, 1 orphaned, 1 handwritten
             (run `cargo xtask regenerate` and commit the result)
";
        assert_eq!(check(false, MessageFormat::Text), expected);
    }

    #[test]
    fn github_gets_one_error_line_a_file() {
        let text = check(true, MessageFormat::Text);
        let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("::error")).collect();
        assert_eq!(errors.len(), 4);
        assert_eq!(
            errors[0],
            "::error file=client/generated/b.rs::Stale: run `cargo xtask regenerate` and commit the result"
        );
    }

    #[test]
    fn json_has_one_object_a_file_and_a_summary() {
        let text = check(true, MessageFormat::Json);
        let values: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(values.len(), 5);
        assert_eq!(values[0]["state"], "stale");
        assert_eq!(values[4]["kind"], "summary");
        assert_eq!(values[4]["orphaned"], 1);
    }

    #[test]
    fn a_fresh_tree_is_one_line() {
        let a = marked("a");
        let disk = BTreeMap::from([("a.rs".to_owned(), a.as_bytes().to_vec())]);
        let generated = BTreeMap::from([("a.rs", &*a)]);
        let plan = plan(&generated, &disk);
        let mut kept = Kept::default();
        checked(&mut kept.console(true), &plan, &labels(MessageFormat::Text)).unwrap();
        assert_eq!(kept.out(), "       Fresh 1 file checked\n");
    }

    #[test]
    fn writing_uses_the_past_tense_and_ends_in_totals() {
        let (a, b) = (marked("a"), marked("b"));
        let generated = BTreeMap::from([("a.rs", &*a), ("b.rs", &*b)]);
        let disk = [("a.rs", marked("x")), ("c.rs", marked("c"))]
            .map(|(path, text)| (path.to_owned(), text.into_bytes()));
        let disk = BTreeMap::from(disk);
        let totals = Totals { operations: 174, types: 1, lines: 61_234 };
        let mut kept = Kept::default();
        let console = &mut kept.console(false);
        written(console, &plan(&generated, &disk), totals, &labels(MessageFormat::Text)).unwrap();
        assert_eq!(
            kept.out(),
            "     Updated client/generated/a.rs
     Created client/generated/b.rs
     Removed client/generated/c.rs
 Regenerated 174 operations, 1 type, 2 files, 61,234 lines
             (1 updated, 1 created, 1 removed in client/generated)
"
        );
    }

    #[test]
    fn a_long_list_of_written_files_is_truncated() {
        let texts: Vec<(String, String)> =
            (0..50).map(|index| (format!("{index:02}.rs"), marked("x"))).collect();
        let generated = texts.iter().map(|(path, text)| (&**path, &**text)).collect();
        let mut kept = Kept::default();
        let totals = Totals { operations: 0, types: 0, lines: 0 };
        let disk = BTreeMap::new();
        let console = &mut kept.console(false);
        written(console, &plan(&generated, &disk), totals, &labels(MessageFormat::Text)).unwrap();
        assert!(kept.out().contains("\n             10 more created\n"), "{}", kept.out());
    }

    #[test]
    fn a_difference_is_truncated_at_forty_lines_and_has_no_control_characters() {
        let lines = |word: &str| -> String {
            (0..100).fold(String::new(), |text, line| text + word + &line.to_string() + "\n")
        };
        let (current, wanted) = (lines("old "), lines("new "));
        let lines = difference(current.as_bytes(), &wanted, "a.rs");
        assert_eq!(lines.len(), 41);
        assert_eq!(lines[40], "163 more lines");
        let lines = difference(b"\x1b[2J\n", "x\n", "a.rs");
        assert!(lines.iter().all(|line| !line.contains('\x1b')));
    }
}
