//! How a command ends, as an exit code.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command did what was asked.
    Fine,
    /// Something failed, and has been reported.
    #[default]
    Failed,
    /// The command line of another program was wrong; our own is judged before anything runs.
    Usage,
    /// What `--fail-on` names has happened.
    Tripped,
    /// Something is out of date.
    OutOfDate,
    /// `fetch` could not download anything.
    Unreachable,
    /// `fetch` received something that is no OpenAPI document.
    Refused,
    /// `fetch` received a document that lost a fifth of its operations or schemas.
    Shrunk,
    /// `fetch` received a document that the generator does not support yet.
    Unsupported,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Tripped => 3,
            Exit::OutOfDate => 4,
            Exit::Unreachable => 5,
            Exit::Refused => 6,
            Exit::Shrunk => 7,
            Exit::Unsupported => 8,
        })
    }
}
