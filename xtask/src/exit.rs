//! The exit codes of the commands.

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
    /// The changes meet `--fail-on`.
    Tripped,
    /// Something is out of date.
    OutOfDate,
    /// `fetch` could not download anything.
    Unreachable,
    /// `fetch` received a response that is not an OpenAPI document.
    Refused,
    /// `fetch` received a document that lost more than a fifth of its operations or schemas.
    Shrunk,
    /// `fetch` received a document that the generator does not support yet.
    Unsupported,
}

impl Exit {
    /// All of them.
    const ALL: [Self; 9] = [
        Self::Fine,
        Self::Failed,
        Self::Usage,
        Self::Tripped,
        Self::OutOfDate,
        Self::Unreachable,
        Self::Refused,
        Self::Shrunk,
        Self::Unsupported,
    ];

    /// Returns what the exit code of another run of this program means.
    pub(crate) fn of_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|exit| i32::from(exit.code()) == code)
    }

    /// Returns the exit code.
    const fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Tripped => 3,
            Self::OutOfDate => 4,
            Self::Unreachable => 5,
            Self::Refused => 6,
            Self::Shrunk => 7,
            Self::Unsupported => 8,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
