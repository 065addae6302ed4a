//! The arguments of `pgdc inspect`.

use clap::Args;

use super::SourceArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc inspect --db postgres://app@localhost/shop       every table and view, column by column
  pgdc inspect 'order*' --table                         one line each
  pgdc inspect album --schema schema.sql --json

How many rows there are is what the server last counted (ANALYZE), and so about right; sizes hold
indexes and long values. Both are known of a live database alone.";

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    /// Tables and views to show, `*` stands for any text, `sales.*` for those of a schema; all by default
    #[arg(value_name = "PATTERN")]
    pub(crate) patterns: Vec<String>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    /// Schema to look at; may be given again [default: public]
    #[arg(long, value_name = "NAME")]
    pub(crate) namespace: Vec<String>,

    /// One line for each table and view
    #[arg(long, conflicts_with = "json")]
    pub(crate) table: bool,

    /// Print all that is known as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
