//! The arguments of `pgdc rows`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc rows album --db postgres://app@localhost/shop
  pgdc rows sales.order --where \"total > 100\" --order 'total DESC' --limit 5
  pgdc rows album --columns album_id,title --format json --all > albums.json

As text, NULL stands for no value, '' for an empty one, and long values are cut. As CSV and JSON
they are whole. The rows are read in one READ ONLY transaction.";

#[derive(Args, Debug)]
pub(crate) struct RowsArgs {
    /// The table or view, by its name or as SCHEMA.NAME, without quotes
    #[arg(value_name = "TABLE")]
    pub(crate) table: String,

    #[command(flatten)]
    pub(crate) live: LiveArgs,

    /// Only rows for which this SQL condition holds
    #[arg(long = "where", value_name = "SQL")]
    pub(crate) filter: Option<String>,

    /// Sort by this SQL, for example 'name DESC, id'
    #[arg(long, value_name = "SQL")]
    pub(crate) order: Option<String>,

    /// How many rows at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u64,

    /// Every row
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all: bool,

    /// Only these columns, in this order, with commas between
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,

    /// Print a table to look at, an array with an object a row, or CSV with a header
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Csv,
}

/// Which database rows are in.
#[derive(Args, Debug)]
pub(crate) struct LiveArgs {
    /// The database, for example postgres://app@localhost/shop [env: DATABASE_URL]
    #[arg(long, value_name = "URL", help_heading = "Source")]
    pub(crate) db: Option<String>,

    /// Settings file, of which `db` in [source] counts [default: pgdc.toml, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) config: Option<PathBuf>,
}
