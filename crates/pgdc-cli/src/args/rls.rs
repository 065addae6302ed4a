//! The arguments of `pgdc rls`.

use std::path::PathBuf;

use clap::Args;

use super::SourceArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc rls --db postgres://app@localhost/shop --out row_security.sql
  psql --single-transaction --file row_security.sql

The settings file says which column separates tenants, and which setting holds the tenant of a session:
  [scope]
  column = \"tenant_id\"
  setting = \"app.tenant\"

A session then reaches the rows of one tenant alone, after
  SELECT set_config('app.tenant', '7', true)   until the end of the transaction";

#[derive(Args, Debug)]
pub(crate) struct RlsArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Schema whose tables to secure; may be given again [default: public]
    #[arg(long, value_name = "NAME")]
    pub(crate) namespace: Vec<String>,

    /// File to write; `-` is the standard output, the default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
