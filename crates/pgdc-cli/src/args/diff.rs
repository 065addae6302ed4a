//! The arguments of `pgdc diff`.

use clap::Args;

use super::{ReadingArgs, SelectionArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc diff pgdc.json postgres://app@localhost/shop    what changed since the snapshot
  pgdc diff old.sql new.sql --json

Each is a snapshot (a name that ends in .json), a file of CREATE statements or the output of pg_dump, or the
URL of a database. Each change is told with what it does to a program that was generated from the first.

Exit codes: 0 nothing has changed, 1 there is a difference, 2 wrong usage or any error.";

#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    /// What was: a snapshot, a DDL file or the URL of a database
    #[arg(value_name = "OLD")]
    pub(crate) old: String,

    /// What is now
    #[arg(value_name = "NEW")]
    pub(crate) new: String,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Print the changes as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
