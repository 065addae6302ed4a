//! `pgdc completions` and `pgdc man`: what shells and `man` know of the command.

use anyhow::Result;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;

use crate::args::Args;
use crate::{Ended, report};

pub(crate) fn completions(shell: Shell) -> Result<Ended> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "pgdc", &mut text);
    report::print(&String::from_utf8(text)?)?;
    Ok(Ended::Fine)
}

/// One page, with a section for each command and those within it.
pub(crate) fn man() -> Result<Ended> {
    let mut text = Vec::new();
    let command = Args::command();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    sections(&command, "PGDC", &mut text)?;
    report::print(&String::from_utf8(text)?)?;
    Ok(Ended::Fine)
}

fn sections(of: &Command, name: &str, text: &mut Vec<u8>) -> Result<()> {
    for command in of.get_subcommands() {
        let name = format!("{name} {}", command.get_name().to_uppercase());
        text.extend(format!(".SH \"{name}\"\n").into_bytes());
        let man = clap_mangen::Man::new(command.clone());
        man.render_description_section(text)?;
        man.render_options_section(text)?;
        sections(command, &name, text)?;
    }
    Ok(())
}
