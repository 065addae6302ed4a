//! `pgdc completions` and `pgdc man`: what shells and `man` know of the command.

use anyhow::Result;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Args;
use crate::{Ended, report};

pub(crate) fn completions(shell: Shell) -> Result<Ended> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "pgdc", &mut text);
    report::print(&String::from_utf8(text)?)?;
    Ok(Ended::Fine)
}

/// One page, with a section for each command.
pub(crate) fn man() -> Result<Ended> {
    let mut text = Vec::new();
    let command = Args::command();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for command in command.get_subcommands() {
        let heading = format!(".SH \"PGDC {}\"\n", command.get_name().to_uppercase());
        text.extend(heading.into_bytes());
        let man = clap_mangen::Man::new(command.clone());
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
    }
    report::print(&String::from_utf8(text)?)?;
    Ok(Ended::Fine)
}
