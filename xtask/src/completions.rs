//! `cargo xtask completions`: a script that lets a shell complete the commands.

use clap::{Args, CommandFactory as _, ValueEnum};
use clap_complete::{Shell as Script, generate};

use crate::console::Console;
use crate::paths::Workspace;
use crate::problem::Failure;
use crate::{Cli, Exit};

/// The name that the shell completes: cargo has no way in for subcommands that are aliases.
const NAME: &str = "xtask";

/// What stands below the help.
pub(crate) const HELP: &str = "\
Shells complete programs, and `cargo xtask` is an alias of cargo; so give it a name of its own:
  alias xtask='cargo xtask'

Then:
  source <(cargo xtask completions bash)
  source <(cargo xtask completions zsh)
  cargo xtask completions fish | source";

/// What the command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// The shell to complete in
    #[arg(value_enum)]
    shell: Shell,
}

/// The shells that there are scripts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    /// GNU bash
    Bash,
    /// Z shell
    Zsh,
    /// The friendly interactive shell
    Fish,
}

/// Runs the command.
pub(crate) fn run(
    options: &Options,
    _: &Workspace,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    console.out.text(&script(options.shell))?;
    Ok(Exit::Fine)
}

fn script(shell: Shell) -> String {
    let shell = match shell {
        Shell::Bash => Script::Bash,
        Shell::Zsh => Script::Zsh,
        Shell::Fish => Script::Fish,
    };
    let mut script = Vec::new();
    generate(shell, &mut Cli::command().bin_name(NAME), NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, ValueEnum as _};

    use super::{Shell, script};
    use crate::Cli;

    #[test]
    fn every_script_knows_every_command() {
        for shell in Shell::value_variants() {
            let script = script(*shell);
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell:?} {}", command.get_name());
            }
            assert!(script.contains("xtask"));
        }
    }
}
