//! The arguments of `pgdc generate`.

use std::path::PathBuf;

use clap::Args;

use super::{SelectionArgs, SourceArgs, WatchArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc generate --schema schema.sql --out src/db.rs
  pgdc generate --db postgres://app@localhost/shop --namespace sales --namespace audit
  pgdc generate --catalog pgdc.json --include 'user*' --exclude '*_log'
  pgdc generate               with the settings of pgdc.toml, or from DATABASE_URL
  pgdc generate --watch       again and again, as the schema changes

Nothing is written when the file is the same already, or when anything fails.";

#[derive(Args, Debug)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    /// File to write; `-` is the standard output, the default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// With the statements that make the tables, for `Db::create_all` and `Album::create_table`
    #[arg(long)]
    pub(crate) ddl: bool,

    /// Write nothing when there is a warning
    #[arg(long)]
    pub(crate) strict: bool,

    #[command(flatten)]
    pub(crate) watch: WatchArgs,
}
