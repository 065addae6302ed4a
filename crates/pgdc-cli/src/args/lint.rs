//! The arguments of `pgdc lint`.

use clap::Args;

use super::SourceArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc lint --db postgres://app@localhost/shop
  pgdc lint --schema schema.sql --json

The settings file says which column separates tenants:
  [scope]
  column = \"tenant_id\"
  shared = [\"country\", \"plan\"]

Mend one finding, then look again: its statements may mend others too. They refuse rows that break what
they ask for, such as a reference to another tenant's row.

Exit codes: 0 nothing was found, 1 something was, 2 wrong usage or any error.";

#[derive(Args, Debug)]
pub(crate) struct LintArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Schema whose tables to look at; may be given again [default: public]
    #[arg(long, value_name = "NAME")]
    pub(crate) namespace: Vec<String>,

    /// Print the findings as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
