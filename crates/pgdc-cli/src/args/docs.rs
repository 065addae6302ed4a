//! The arguments of `pgdc docs`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{SelectionArgs, SourceArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc docs --db postgres://app@localhost/shop --out shop.html
  pgdc docs --schema schema.sql --out docs/schema.md
  pgdc docs --schema schema.sql --out public/          writes public/index.html

The page of HTML is one file that loads nothing from anywhere.";

#[derive(Args, Debug)]
pub(crate) struct DocsArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    /// File to write, or folder to write `index.html` or `index.md` in; `-` is the standard output, the default
    #[arg(long, short, value_name = "FILE|DIR")]
    pub(crate) out: Option<PathBuf>,

    /// What to write [default: html for a name in .html and for folders, else markdown]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<PageFormat>,

    /// What stands above it [default: the names of the schemas]
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
}

/// What documentation is written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum PageFormat {
    /// One page with a diagram and a search box
    Html,
    /// With tables, as GitHub shows it
    Markdown,
}
