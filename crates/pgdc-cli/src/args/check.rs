//! The arguments of `pgdc check`.

use std::path::PathBuf;

use clap::Args;

use super::{SelectionArgs, SourceArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc check --schema schema.sql --out src/db.rs
  pgdc check                  with the settings of pgdc.toml, or from DATABASE_URL

Each change of the database is told with what it does to a program that was built from the file as it is:
nothing (safe), or that something which it does can fail (breaking).

Exit codes: 0 nothing has changed, 1 there is a difference, 2 wrong usage or any error.";

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    /// File to check
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// With the statements that make the tables, for `Db::create_all` and `Album::create_table`
    #[arg(long)]
    pub(crate) ddl: bool,

    /// Show the lines of the file that differ, too
    #[arg(long)]
    pub(crate) diff: bool,

    /// Print the changes of the database as JSON
    #[arg(long, conflicts_with = "diff")]
    pub(crate) json: bool,
}
