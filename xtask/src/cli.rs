//! The command line: what can be asked for, and which module does it.

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::console::{Console, MessageFormat};
use crate::exit::Exit;
use crate::paths::Workspace;
use crate::problem::Failure;
use crate::{
    bench, completions, corpus, diff, dump, explain, fetch, questions, regenerate, rehearse,
    release, serve, update,
};

/// Generates and maintains the client of this repository.
///
/// The committed spec (spec/openapi.json) and the overlay (spec/overlay.yaml) become the generated
/// code in generated-client/src/generated.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Printed after the help.
const AFTER_HELP: &str = "\
Exit codes: 0 fine, 1 failure, 2 usage, 3 --fail-on, 4 out of date; of fetch also
5 unreachable, 6 no OpenAPI document, 7 lost a fifth, 8 not supported by the generator.
Results go to stdout, progress and errors to stderr. NO_COLOR turns colours off.

When the API changes:
  cargo xtask fetch          download and validate the new document
  cargo xtask regenerate     generate the client from it
  cargo test --workspace     see what changed, as snapshots";

/// Printed after the help of `regenerate`.
const REGENERATE_HELP: &str = "\
Examples:
  cargo xtask regenerate                             bring generated-client up to date
  cargo xtask regenerate --check                     only check, as CI does
  cargo xtask regenerate --spec new.json --out DIR   generate from another document into DIR";

/// Printed after the help of `fetch`.
const FETCH_HELP: &str = "\
Examples:
  cargo xtask fetch                    the live document
  cargo xtask fetch --file new.yaml    a local document; YAML is stored as JSON
  cargo xtask fetch --check            exit with 4 if the live document is another one

Exit codes: 4 --check found another document; 5 the document cannot be downloaded (a request
that fails is sent four times); 6 the response is not an OpenAPI document with operations; 7 it lost a
fifth of its operations or schemas; 8 the generator does not support it yet. After 6, 7 and 8 the
download is saved in target/fetch/refused.";

/// Printed after the help of `corpus`.
const CORPUS_HELP: &str = "\
Examples:
  cargo xtask corpus DIR               diagnostics of each document, and what changed between them
  cargo xtask corpus DIR --compile     also compile the results and verify the verdicts
  cargo xtask corpus DIR --ageing      how much of each SDK works with the later services";

/// Printed after the help of `diff`.
const DIFF_HELP: &str = "\
Examples:
  cargo xtask diff base spec/openapi.json        what changed since the last release
  cargo xtask diff old.json new.json --docs      include edits of documentation
  cargo xtask diff git:v0.1.0 git:HEAD --format markdown > body.md
  cargo xtask diff base spec/openapi.json --fail-on source";

/// Printed after the help of `verify-diff`.
const VERIFY_DIFF_HELP: &str = "\
Examples:
  cargo xtask verify-diff base spec/openapi.json        before a fetched document is merged
  cargo xtask verify-diff old.json new.json             of any two documents";

/// Printed after the help of `release`.
const RELEASE_HELP: &str = "\
Examples:
  cargo xtask release          the version that the updates require
  cargo xtask release 1.0.0    another one";

/// Printed after the help of `dump`.
const DUMP_HELP: &str = "\
Examples:
  cargo xtask dump unions                    how the variant of each union is chosen
  cargo xtask dump ir --spec new.json        the IR: what the generator reads from a document
  cargo xtask dump lowered > lowered.json    the document after the overlay, as OpenAPI 3.0";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the client from the document, whole or not at all
    ///
    /// Only files that differ are written, and generated files that no longer belong are removed.
    /// A handwritten file in the folder stops the run before anything is written. Where the API
    /// differs from the base (what was last released, or merged before the first release; recorded
    /// in spec/openapi.lock), the changelog gets a section about the difference, and the version of
    /// generated-client is raised as far as the difference asks for.
    #[command(after_help = REGENERATE_HELP)]
    Regenerate(regenerate::Options),

    /// Download a new version of the document and validate it
    ///
    /// It must be an OpenAPI document that the generator supports, and must not have lost a fifth
    /// of its operations or schemas. Then spec/openapi.json and spec/openapi.lock are replaced.
    /// What `regenerate` would stop on is listed at once.
    #[command(after_help = FETCH_HELP)]
    Fetch(fetch::Options),

    /// Report what a changed document means for released SDKs and for code
    ///
    /// Every change gets two verdicts: whether an SDK that is already released still works with
    /// the new service (wire), and whether code written against it still compiles (source).
    #[command(after_help = DIFF_HELP)]
    Diff(diff::Options),

    /// Verify both verdicts of `diff`, by compiling and by calling
    ///
    /// A crate that uses everything the old client offers is compiled against the new one; the report
    /// must name everything that no longer compiles. Then the old client calls all its operations on
    /// a server made from the new document; the report must name everything that no longer works.
    #[command(after_help = VERIFY_DIFF_HELP)]
    VerifyDiff(diff::verify::Options),

    /// List what an update decided by default, with the overlay entry that decides otherwise
    ///
    /// About what is new since the base: names that may read badly, retries, waits and pages of
    /// operations, fields that may be secrets, requests without required fields, types that the
    /// description contradicts, and values whose words run together.
    Questions(questions::Options),

    /// Release what the changelog lists as unreleased: a version, a commit and a tag
    ///
    /// The version of generated-client is the one that the updates since the last release have
    /// raised it to, or the one given here. It must be above the last release, the working tree must
    /// be clean, and the committed client must be up to date.
    #[command(after_help = RELEASE_HELP)]
    Release(release::Options),

    /// Prepare the pull request about a new document: fetch, regenerate, test, patch and body
    ///
    /// The workflow spec-update runs it without write access; another job checks and proposes the
    /// result. The working tree holds the update afterwards.
    Update(update::Options),

    /// Play the dated documents of a folder, in order, through the whole update flow
    ///
    /// In a copy of the repository in target/rehearse: each step first runs as the
    /// workflow does, then with the decisions of today's overlay. It prints a line: the state of the
    /// workflow, the questions it asked, decisions that nothing asked for, handwritten code that
    /// fails, the version, and the minutes.
    Rehearse(rehearse::Options),

    /// Generate from every document in a folder
    ///
    /// Nothing of the repository changes. Overlay actions without effect on a document are warnings.
    #[command(after_help = CORPUS_HELP)]
    Corpus(corpus::Options),

    /// Explain a diagnostic and what to do about it
    Explain(explain::Options),

    /// Print intermediate data of the generator, for people who work on it
    #[command(after_help = DUMP_HELP)]
    Dump(dump::Options),

    /// Print a completion script for a shell
    #[command(after_help = completions::HELP)]
    Completions(completions::Options),

    /// Serve the whole API of a document on loopback, to try programs without an account
    ///
    /// Requests are validated against the document, and created resources exist until the server
    /// stops. docs/try-without-an-account.md is the guide.
    Serve(serve::Options),

    /// Run the benchmarks and compare with other clients
    ///
    /// The benchmarks are a separate workspace, in benches/.
    Bench(bench::Options),
}

impl Command {
    /// Runs the command.
    pub(crate) fn run(
        &self,
        workspace: &Workspace,
        console: &mut Console<'_>,
    ) -> Result<Exit, Failure> {
        match self {
            Self::Regenerate(options) => regenerate::run(options, workspace, console),
            Self::Fetch(options) => fetch::run(options, workspace, console),
            Self::Diff(options) => diff::run(options, workspace, console),
            Self::VerifyDiff(options) => diff::verify::run(options, workspace, console),
            Self::Questions(options) => questions::run(options, workspace, console),
            Self::Release(options) => release::run(options, workspace, console),
            Self::Update(options) => update::run(options, workspace, console),
            Self::Rehearse(options) => rehearse::run(options, workspace, console),
            Self::Corpus(options) => corpus::run(options, workspace, console),
            Self::Explain(options) => explain::run(options, console),
            Self::Dump(options) => dump::run(options, workspace, console),
            Self::Completions(options) => completions::run(options, Cli::command(), console),
            Self::Serve(options) => serve::run(options, workspace),
            Self::Bench(options) => bench::run(options, workspace),
        }
    }

    /// The form in which failures are printed.
    pub(crate) fn message_format(&self) -> MessageFormat {
        match self {
            Self::Regenerate(options) => options.message_format,
            _ => MessageFormat::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
