//! The arguments of `pgdc copy`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::LiveArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc copy in album albums.csv --db postgres://app@localhost/shop
  pgdc copy out album albums.csv --delimiter ';'
  pgdc copy out --query 'SELECT title FROM album' - | head";

const EXAMPLES_IN: &str = "\
Examples:
  pgdc copy in album albums.csv
  pgdc copy in album albums.csv --upsert --rejects refused.csv
  zcat albums.csv.gz | pgdc copy in sales.album - --delimiter tab --null NULL

The first line names the columns, in any order; those it leaves out get their defaults. Either all
rows are written or none.";

const EXAMPLES_OUT: &str = "\
Examples:
  pgdc copy out album albums.csv
  pgdc copy out album albums.jsonl --format jsonl
  pgdc copy out --query 'SELECT title FROM album' - | head

The file is replaced when all is written. Of a table, generated columns are left out, so that it can
be copied in again.";

#[derive(Debug, Subcommand)]
pub(crate) enum CopyCommand {
    /// Write the rows of a CSV file into a table
    #[command(after_help = EXAMPLES_IN)]
    In(CopyInArgs),
    /// Write the rows of a table, a view or a query into a file
    #[command(after_help = EXAMPLES_OUT, allow_missing_positional = true)]
    Out(CopyOutArgs),
}

#[derive(Args, Debug)]
pub(crate) struct CopyInArgs {
    /// The table, by its name or as SCHEMA.NAME, without quotes
    #[arg(value_name = "TABLE")]
    pub(crate) table: String,

    /// The file to read; `-` is the standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) load: LoadArgs,

    #[command(flatten)]
    pub(crate) live: LiveArgs,

    #[command(flatten)]
    pub(crate) form: FormArgs,
}

#[derive(Args, Debug)]
pub(crate) struct LoadArgs {
    /// Update the rows that are there; columns that the file leaves out keep their values
    #[arg(long)]
    pub(crate) upsert: bool,

    /// The unique index by which rows that are there are known, instead of the primary key
    #[arg(long, value_name = "INDEX", requires = "upsert")]
    pub(crate) by: Option<String>,

    /// Of lines with one key, write the last
    #[arg(long, requires = "upsert")]
    pub(crate) last_wins: bool,

    /// Leave out this column of the file; can be given several times
    #[arg(long, value_name = "COLUMN")]
    pub(crate) skip: Vec<String>,

    /// Write the lines that the server refuses into this file, with the reasons, and all others into the table
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct CopyOutArgs {
    /// The table or view, by its name or as SCHEMA.NAME, without quotes
    #[arg(value_name = "TABLE", conflicts_with = "query")]
    pub(crate) table: Option<String>,

    /// The file to write; `-` is the standard output
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// What this SQL query returns
    #[arg(long, value_name = "SQL")]
    pub(crate) query: Option<String>,

    /// CSV, JSON lines, or what COPY reads fastest
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: OutFormat,

    #[command(flatten)]
    pub(crate) live: LiveArgs,

    #[command(flatten)]
    pub(crate) form: FormArgs,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum OutFormat {
    /// Comma-separated values, the names in the first line
    #[default]
    Csv,
    /// An object a line
    Jsonl,
    /// The binary format of COPY
    Binary,
}

#[derive(Args, Debug)]
pub(crate) struct FormArgs {
    /// What stands between values; `tab` is one
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    pub(crate) delimiter: char,

    /// What stands for NULL, without quotes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) null: String,
}

fn delimiter(typed: &str) -> Result<char, String> {
    let mut letters = typed.chars();
    match (typed, letters.next(), letters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(one), None) => Ok(one),
        _ => Err("it is one character".to_owned()),
    }
}
