//! The command line: the commands, and the module that runs each of them.

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::console::{Console, MessageFormat};
use crate::exit::Exit;
use crate::paths::Workspace;
use crate::problem::Failure;
use crate::{
    affected, bench, completions, corpus, diff, dump, explain, fetch, questions, regenerate,
    rehearse, release, serve, update,
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
Exit codes: 0 success, 1 failure, 2 usage, 3 --fail-on, 4 out of date; for fetch also
5 unreachable, 6 not an OpenAPI document, 7 shrank by more than a fifth, 8 not supported by the generator.
Results go to stdout, progress and errors to stderr. NO_COLOR turns colours off.

When the API changes:
  cargo xtask fetch          download and validate the new spec
  cargo xtask regenerate     generate the client from it
  cargo test --workspace     compare the API of the client with the committed snapshots";

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
  cargo xtask fetch --check            exit with 4 if the live document differs

Exit codes: 4 with --check, the document differs; 5 the document could not be downloaded
(transient failures are retried three times); 6 the response cannot be read as an OpenAPI
document, or has no operations; 7 it lost more than a fifth of its operations or schemas; 8 the generator does not
support it. In cases 6, 7 and 8, the download is saved in target/fetch/refused.";

/// Printed after the help of `corpus`.
const CORPUS_HELP: &str = "\
Examples:
  cargo xtask corpus DIR               diagnostics of each document, and the changes between them
  cargo xtask corpus DIR --compile     also compile the results and verify the verdicts
  cargo xtask corpus DIR --ageing      how much of each SDK still works with later versions of the API";

/// Printed after the help of `diff`.
const DIFF_HELP: &str = "\
Examples:
  cargo xtask diff base spec/openapi.json        what changed since the last release
  cargo xtask diff old.json new.json --docs      include edits to documentation
  cargo xtask diff git:v0.1.0 git:HEAD --format markdown > body.md
  cargo xtask diff base spec/openapi.json --fail-on source";

/// Printed after the help of `verify-diff`.
const VERIFY_DIFF_HELP: &str = "\
Examples:
  cargo xtask verify-diff base spec/openapi.json        before a fetched document is merged
  cargo xtask verify-diff old.json new.json             for any two documents";

/// Printed after the help of `release`.
const RELEASE_HELP: &str = "\
Examples:
  cargo xtask release          the version that the updates require
  cargo xtask release 1.0.0    a version of your choice";

/// Printed after the help of `dump`.
const DUMP_HELP: &str = "\
Examples:
  cargo xtask dump unions                    how the variant of each union is chosen
  cargo xtask dump ir --spec new.json        the IR: what the generator reads from a document
  cargo xtask dump lowered > lowered.json    the spec after the overlay, as OpenAPI 3.0";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate the client from the spec; after an error, write nothing
    ///
    /// Only files that differ are written, and obsolete generated files are removed. A handwritten
    /// file in the folder of the generated code stops the run before anything is written. If the
    /// API differs from the base (the last release or, before the first release, the last merged
    /// spec; recorded in spec/openapi.lock), this command also adds a section to the changelog and sets the
    /// version of generated-client that the changes require.
    #[command(after_help = REGENERATE_HELP)]
    Regenerate(regenerate::Options),

    /// Download a new version of the spec and validate it
    ///
    /// It must be an OpenAPI document that the generator supports, and must not have lost more than
    /// a fifth of its operations or schemas. Then spec/openapi.json and spec/openapi.lock are
    /// replaced. Errors that would stop `regenerate` are listed as well.
    #[command(after_help = FETCH_HELP)]
    Fetch(fetch::Options),

    /// Report what a changed spec means for released SDKs and for code that uses them
    ///
    /// Every change gets two verdicts: whether an SDK that is already released still works with
    /// the new version of the API (wire), and whether code written against it still compiles (source).
    #[command(after_help = DIFF_HELP)]
    Diff(diff::Options),

    /// Verify both verdicts of `diff` by compiling code and by calling a test server
    ///
    /// A crate that uses every public item of the old client is compiled against the new one; the
    /// report must name everything that no longer compiles. Then the old client calls all its
    /// operations on a server that implements the new document; the report must name everything that
    /// no longer works.
    #[command(after_help = VERIFY_DIFF_HELP)]
    VerifyDiff(diff::verify::Options),

    /// List the defaults that an update chose, with the overlay entry that overrides each
    ///
    /// For everything new since the base: names that may be unclear, retries, waits and pagination
    /// of operations, fields that may be secrets, requests without required fields, types that
    /// contradict the description of their property, and enum values whose words are not separated.
    Questions(questions::Options),

    /// List the handwritten lines that may use what an update removes or changes
    ///
    /// It searches tests, examples, benchmarks, guides and the runtime for the names of operations, types and
    /// fields that the update removes or changes. It compiles nothing, so a line may use something
    /// else with the same name.
    Affected(affected::Options),

    /// Release the client: set the version, date the changelog section, and create a commit and a tag
    ///
    /// The version is the current one of generated-client, which the updates since the last release
    /// have raised, or the one given here. It must be higher than the last release, the working tree
    /// must be clean, and the committed client must be up to date.
    #[command(after_help = RELEASE_HELP)]
    Release(release::Options),

    /// Prepare the pull request for a new spec: fetch, regenerate, test, write a patch and a body
    ///
    /// The workflow spec-update runs it without write access; another job checks and proposes the
    /// result. Afterwards the working tree contains the update.
    Update(update::Options),

    /// Rehearse the updates between the dated documents of a folder
    ///
    /// It works in a copy of the repository in target/rehearse. Each step runs first as in the
    /// workflow, then with the decisions of the current overlay. For each step it prints the state
    /// of the workflow, the number of errors and questions, the decisions that no error or question
    /// asked for, the handwritten lines that `affected` lists, the handwritten code that fails,
    /// which of these failures `affected` did not predict, the version, and the duration.
    /// target/rehearse/bodies has the bodies of the pull requests.
    Rehearse(rehearse::Options),

    /// Generate from every document in a folder
    ///
    /// The repository is not changed. Overlay actions without effect on a document are warnings.
    #[command(after_help = CORPUS_HELP)]
    Corpus(corpus::Options),

    /// Explain a diagnostic and what to do about it
    Explain(explain::Options),

    /// Print intermediate data of the generator, for its developers
    #[command(after_help = DUMP_HELP)]
    Dump(dump::Options),

    /// Print a completion script for a shell
    #[command(after_help = completions::HELP)]
    Completions(completions::Options),

    /// Serve the whole API of a document on loopback, to run programs without an account
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
            Self::Affected(options) => affected::run(options, workspace, console),
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

    /// Returns the form in which failures are printed.
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
