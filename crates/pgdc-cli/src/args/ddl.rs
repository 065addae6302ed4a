//! The arguments of `pgdc ddl`.

use std::path::PathBuf;

use clap::Args;

use super::{SelectionArgs, SourceArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc ddl --db postgres://app@localhost/shop --out schema.sql
  pgdc ddl --catalog pgdc.json --include 'album*'
  pgdc ddl --catalog pgdc.json | psql postgres://app@localhost/empty

Functions, triggers, policies and other objects are not part of it: what is needed and what is not made is told, and
stands as comments above the statements.";

#[derive(Args, Debug)]
pub(crate) struct DdlArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    /// File to write; `-` is the standard output, the default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
