//! The reasons why a command fails: diagnostics of the document, and problems of its environment.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use codegen::diagnostic::{self, Diagnostic, Style};

use crate::console::{Console, MessageFormat};
use crate::exit::Exit;

/// A problem outside the document: a file, the network, another program.
///
/// It is printed like a diagnostic of the generator, so that both read alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// A stable name in kebab-case: `unreadable-file`.
    pub(crate) code: &'static str,
    /// What is wrong, in lower case and without a full stop.
    pub(crate) message: String,
    /// What to do about it; one line each.
    pub(crate) help: Vec<String>,
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// All problems that were found.
    Found(Found),
    /// The result could not be written to its reader.
    Output(io::Error),
}

/// Problems and diagnostics found in one run.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Problems outside the document.
    pub(crate) problems: Vec<Problem>,
    /// Diagnostics of the document and the overlay.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The names of both, for the diagnostics.
    pub(crate) names: Names,
    /// How the command ends.
    pub(crate) exit: Exit,
}

/// The names of the two inputs in messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// The document.
    pub(crate) document: String,
    /// The overlay.
    pub(crate) overlay: String,
}

impl Problem {
    /// Creates a problem without advice yet.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: Vec::new() }
    }

    /// Adds a line of advice.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Returns a file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::new("unreadable-file", format!("cannot read {}: {error}", path.display()))
    }

    /// Returns a file that cannot be written.
    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        Self::new("unwritable-file", format!("cannot write {}: {error}", path.display()))
    }

    /// Returns the problem as text, in the layout of a diagnostic.
    pub(crate) fn render(&self, color: bool) -> String {
        let (red, bold, off) =
            if color { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{red}error[{}]{off}{bold}: {}{off}\n", self.code, self.message);
        for (index, line) in self.help.iter().enumerate() {
            let label = if index == 0 { "   help: " } else { "         " };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{label}{line}");
        }
        text
    }

    /// Returns the problem as one JSON object, with the properties of a diagnostic.
    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "severity": "error",
            "code": self.code,
            "message": self.message,
            "help": self.help.join("\n"),
        })
    }
}

impl Failure {
    /// Prints everything that was found.
    pub(crate) fn print(&self, console: &mut Console<'_>, format: MessageFormat) -> io::Result<()> {
        match self {
            Self::Output(error) => {
                let problem = Problem::new("output", format!("cannot write the result: {error}"));
                console.err.text(&problem.render(console.err.color()))
            }
            Self::Found(found) => found.print(console, format),
        }
    }

    /// Returns the exit code of the command.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Found(found) => found.exit,
            Self::Output(_) => Exit::Failed,
        }
    }

    /// Whether the output pipe was closed, which is not an error of the command.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Found {
    fn print(&self, console: &mut Console<'_>, format: MessageFormat) -> io::Result<()> {
        for problem in &self.problems {
            match format {
                MessageFormat::Text => {
                    let text = problem.render(console.err.color());
                    console.err.text(&text)?;
                }
                MessageFormat::Json => console.out.json(&problem.json())?,
            }
        }
        print_diagnostics(&self.diagnostics, &self.names, console, format)
    }
}

/// Prints diagnostics: text beside the progress, JSON among the results.
pub(crate) fn print_diagnostics(
    diagnostics: &[Diagnostic],
    names: &Names,
    console: &mut Console<'_>,
    format: MessageFormat,
) -> io::Result<()> {
    if diagnostics.is_empty() {
        return Ok(());
    }
    match format {
        MessageFormat::Text => {
            let files = diagnostic::Names { document: &names.document, overlay: &names.overlay };
            let style = Style { color: console.err.color() };
            console.err.text(&with_newline(diagnostic::render(diagnostics, &files, style)))
        }
        MessageFormat::Json => console.out.text(&with_newline(diagnostic::to_json(diagnostics))),
    }
}

/// Text that ends its last line.
fn with_newline(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::from(vec![problem])
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Found(Found { problems, ..Found::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Problem};
    use crate::console::MessageFormat;
    use crate::console::testing::Kept;

    fn failure() -> Failure {
        Failure::from(Problem::new("fetch-failed", "no answer").help("try again").help("or wait"))
    }

    #[test]
    fn text_reads_like_a_diagnostic_and_goes_to_stderr() {
        let mut kept = Kept::default();
        failure().print(&mut kept.console(false), MessageFormat::Text).unwrap();
        assert_eq!(
            kept.err(),
            "error[fetch-failed]: no answer\n   help: try again\n         or wait\n"
        );
        assert_eq!(kept.out(), "");
    }

    #[test]
    fn json_is_one_object_a_line_on_stdout() {
        let mut kept = Kept::default();
        failure().print(&mut kept.console(false), MessageFormat::Json).unwrap();
        assert_eq!(kept.err(), "");
        assert_eq!(kept.out().lines().count(), 1);
        let value: serde_json::Value = serde_json::from_str(&kept.out()).unwrap();
        assert_eq!(value["code"], "fetch-failed");
        assert_eq!(value["help"], "try again\nor wait");
    }

    #[test]
    fn colour_marks_the_code() {
        assert!(Problem::new("x", "y").render(true).starts_with("\x1b[1;31merror[x]"));
    }
}
