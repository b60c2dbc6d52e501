//! `cargo xtask completions`: a script that lets a shell complete the commands.

use clap::{Args, Command, ValueEnum};
use clap_complete::{Shell as Script, generate};

use crate::console::Console;
use crate::exit::Exit;
use crate::problem::Failure;

/// The name that the shell completes: cargo cannot complete subcommands that are aliases.
const NAME: &str = "xtask";

/// Printed after the help.
pub(crate) const HELP: &str = "\
A shell cannot complete `cargo xtask`, because it is an alias inside cargo. Define a shell alias first:
  alias xtask='cargo xtask'

Then:
  source <(cargo xtask completions bash)
  source <(cargo xtask completions zsh)
  cargo xtask completions fish | source";

/// The arguments of the command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// The shell to complete in
    #[arg(value_enum)]
    shell: Shell,
}

/// The supported shells.
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
    command: Command,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    console.out.text(&script(options.shell, command))?;
    Ok(Exit::Fine)
}

fn script(shell: Shell, command: Command) -> String {
    let shell = match shell {
        Shell::Bash => Script::Bash,
        Shell::Zsh => Script::Zsh,
        Shell::Fish => Script::Fish,
    };
    let mut script = Vec::new();
    generate(shell, &mut command.bin_name(NAME), NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, ValueEnum as _};

    use super::{Shell, script};
    use crate::cli::Cli;

    #[test]
    fn every_script_knows_every_command() {
        for shell in Shell::value_variants() {
            let script = script(*shell, Cli::command());
            for command in Cli::command().get_subcommands() {
                assert!(script.contains(command.get_name()), "{shell:?} {}", command.get_name());
            }
            assert!(script.contains("xtask"));
        }
    }
}
