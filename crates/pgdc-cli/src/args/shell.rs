//! The arguments of `pgdc completions`, and the examples of both commands for a shell.

use clap::Args;
use clap_complete::Shell;

pub(super) const EXAMPLES_COMPLETIONS: &str = "\
Examples:
  pgdc completions bash > ~/.local/share/bash-completion/completions/pgdc
  pgdc completions fish > ~/.config/fish/completions/pgdc.fish";

pub(super) const EXAMPLES_MAN: &str = "\
Examples:
  pgdc man > pgdc.1
  man ./pgdc.1";

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}
