//! `cargo xtask explain`: what a diagnostic means, and what to do about it.

use clap::Args;
use codegen::diagnostic::Code;

use crate::console::Console;
use crate::exit::Exit;
use crate::problem::{Failure, Problem};

/// The arguments of the command.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// The code of a diagnostic, such as `unknown-keyword`; without one, all codes are listed
    code: Option<String>,
}

/// Runs the command.
pub(crate) fn run(options: &Options, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let Some(wanted) = &options.code else {
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        console.out.text(&format!("{}\n", names.join("\n")))?;
        return Ok(Exit::Fine);
    };
    let Some(code) = Code::ALL.iter().find(|code| code.as_str() == wanted) else {
        let problem = Problem::new("unknown-code", format!("there is no diagnostic `{wanted}`"));
        return Err(problem.help("`cargo xtask explain` lists all codes").into());
    };
    let text =
        format!("{code}\n\n{}\n\nAn example is in docs/diagnostics/{code}.md.\n", code.explain());
    console.out.text(&text)?;
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use codegen::diagnostic::Code;

    use super::{Options, run};
    use crate::console::testing::Kept;

    #[test]
    fn codes_are_explained_and_listed() {
        for code in Code::ALL {
            let mut kept = Kept::default();
            run(&Options { code: Some(code.to_string()) }, &mut kept.console(false)).unwrap();
            assert!(kept.out().contains(code.explain()), "{code}");
        }
        let mut kept = Kept::default();
        run(&Options::default(), &mut kept.console(false)).unwrap();
        assert_eq!(kept.out().lines().count(), Code::ALL.len());
        let unknown = Options { code: Some("no-such-code".to_owned()) };
        run(&unknown, &mut Kept::default().console(false)).unwrap_err();
    }
}
