//! The arguments of `pgdc snapshot`.

use std::path::PathBuf;

use clap::Args;

use super::SourceArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc snapshot --db postgres://app@localhost/shop --out pgdc.json
  pgdc snapshot --schema schema.sql --out pgdc.json
  pgdc generate --catalog pgdc.json --out src/db.rs";

#[derive(Args, Debug)]
pub(crate) struct SnapshotArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Schema whose tables to read; may be given again [default: public]
    #[arg(long, value_name = "NAME")]
    pub(crate) namespace: Vec<String>,

    /// File to write; `-` is the standard output, the default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
