//! What can be typed.

mod copy;
mod inspect;
mod rows;

pub(crate) use copy::{CopyCommand, CopyInArgs, CopyOutArgs, FormArgs, LoadArgs};
pub(crate) use inspect::InspectArgs;
pub(crate) use rows::{Format, LiveArgs, RowsArgs};

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  `pgdc check` or `pgdc diff` found a difference, `pgdc lint` something to mend
  2  wrong usage, or any error";

/// Typed Rust modules from PostgreSQL tables
#[derive(Debug, Parser)]
#[command(name = "pgdc", version, max_term_width = 100, after_help = about_pgdc(), disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print nothing but errors and what was asked for
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// Say what is read and written, from where, and how long it takes
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a Rust module with a type for every table and view
    #[command(after_help = EXAMPLES_GENERATE)]
    Generate(GenerateArgs),
    /// Compare a generated file with what would be generated now, and show the difference
    #[command(after_help = EXAMPLES_CHECK)]
    Check(CheckArgs),
    /// Say what changed between two schemas, and what breaks by it
    #[command(after_help = EXAMPLES_DIFF)]
    Diff(DiffArgs),
    /// Write what is known of the tables as JSON, to generate from without a database
    #[command(after_help = EXAMPLES_SNAPSHOT)]
    Snapshot(SnapshotArgs),
    /// Show tables and views: columns, keys, indexes, sizes
    #[command(after_help = inspect::EXAMPLES)]
    Inspect(InspectArgs),
    /// Show rows of a table or view, or print them as JSON or CSV
    #[command(after_help = rows::EXAMPLES)]
    Rows(RowsArgs),
    /// Copy CSV files into tables, and tables and queries into CSV files
    #[command(subcommand, after_help = copy::EXAMPLES)]
    Copy(CopyCommand),
    /// Say what lets one tenant reach another's rows, with the SQL that mends it
    #[command(after_help = EXAMPLES_LINT)]
    Lint(LintArgs),
    /// Write SQL that makes the server keep tenants apart: row-level security
    #[command(after_help = EXAMPLES_RLS)]
    Rls(RlsArgs),
    /// Write what completes commands and flags in a shell
    #[command(after_help = EXAMPLES_COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual page
    #[command(after_help = EXAMPLES_MAN)]
    Man,
}

fn about_pgdc() -> String {
    format!(
        "\
Examples:
  pgdc generate --schema schema.sql --out src/db.rs   from a file; no server needs to run
  pgdc generate --db postgres://localhost/shop        from a database, to the screen
  pgdc check                                          in CI, with the settings of pgdc.toml

{EXIT_CODES}"
    )
}

const EXAMPLES_GENERATE: &str = "\
Examples:
  pgdc generate --schema schema.sql --out src/db.rs
  pgdc generate --db postgres://app@localhost/shop --namespace sales --namespace audit
  pgdc generate --catalog pgdc.json --include 'user*' --exclude '*_log'
  pgdc generate               with the settings of pgdc.toml, or from DATABASE_URL

Nothing is written when the file is the same already, or when anything fails.";

const EXAMPLES_CHECK: &str = "\
Examples:
  pgdc check --schema schema.sql --out src/db.rs
  pgdc check                  with the settings of pgdc.toml, or from DATABASE_URL

Each change of the database is told with what it does to a program that was built from the file as it is:
nothing (safe), or that something which it does can fail (breaking).

Exit codes: 0 nothing has changed, 1 there is a difference, 2 wrong usage or any error.";

const EXAMPLES_DIFF: &str = "\
Examples:
  pgdc diff pgdc.json postgres://app@localhost/shop    what changed since the snapshot
  pgdc diff old.sql new.sql --json

Each is a snapshot (a name that ends in .json), a file of CREATE statements or the output of pg_dump, or the
URL of a database. Each change is told with what it does to a program that was generated from the first.

Exit codes: 0 nothing has changed, 1 there is a difference, 2 wrong usage or any error.";

const EXAMPLES_COMPLETIONS: &str = "\
Examples:
  pgdc completions bash > ~/.local/share/bash-completion/completions/pgdc
  pgdc completions fish > ~/.config/fish/completions/pgdc.fish";

const EXAMPLES_MAN: &str = "\
Examples:
  pgdc man > pgdc.1
  man ./pgdc.1";

const EXAMPLES_SNAPSHOT: &str = "\
Examples:
  pgdc snapshot --db postgres://app@localhost/shop --out pgdc.json
  pgdc snapshot --schema schema.sql --out pgdc.json
  pgdc generate --catalog pgdc.json --out src/db.rs";

const EXAMPLES_LINT: &str = "\
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

const EXAMPLES_RLS: &str = "\
Examples:
  pgdc rls --db postgres://app@localhost/shop --out row_security.sql
  psql --single-transaction --file row_security.sql

The settings file says which column separates tenants, and which setting holds the tenant of a session:
  [scope]
  column = \"tenant_id\"
  setting = \"app.tenant\"

A session then reaches the rows of one tenant alone, after
  SELECT set_config('app.tenant', '7', true)   until the end of the transaction";

#[derive(ClapArgs, Debug)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    /// File to write; `-` is the standard output, the default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Write nothing when there is a warning
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    /// File to check
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Show the lines of the file that differ, too
    #[arg(long)]
    pub(crate) diff: bool,

    /// Print the changes of the database as JSON
    #[arg(long, conflicts_with = "diff")]
    pub(crate) json: bool,
}

#[derive(ClapArgs, Debug)]
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

#[derive(ClapArgs, Debug)]
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

#[derive(ClapArgs, Debug)]
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

#[derive(ClapArgs, Debug)]
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

/// Where the tables are read from, and how.
#[derive(ClapArgs, Debug)]
pub(crate) struct SourceArgs {
    /// Read a live database, for example postgres://app@localhost/shop
    #[arg(long, value_name = "URL", group = "source", help_heading = "Source")]
    pub(crate) db: Option<String>,

    /// Read a file of CREATE statements, the output of pg_dump, or a folder of migrations
    #[arg(long, value_name = "PATH", group = "source", help_heading = "Source")]
    pub(crate) schema: Option<PathBuf>,

    /// Read a snapshot that `pgdc snapshot` wrote
    #[arg(long, value_name = "FILE", group = "source", help_heading = "Source")]
    pub(crate) catalog: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// How it is read.
#[derive(ClapArgs, Debug)]
pub(crate) struct ReadingArgs {
    /// Settings file [default: pgdc.toml, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) config: Option<PathBuf>,

    /// Load the schema in a scratch database on this server, and drop it again
    #[arg(long, value_name = "URL", help_heading = "Server for --schema")]
    pub(crate) server: Option<String>,

    /// Start the PostgreSQL in this folder [env: PGDC_PG_BIN]
    #[arg(long, value_name = "DIR", help_heading = "Server for --schema")]
    pub(crate) pg_bin: Option<PathBuf>,

    /// Start this major version of PostgreSQL, for example 17 [env: PGDC_PG_VERSION]
    #[arg(long, value_name = "MAJOR", help_heading = "Server for --schema")]
    pub(crate) pg_version: Option<u32>,

    /// Never fetch PostgreSQL by npm or pip when none is found [env: PGDC_OFFLINE]
    #[arg(long, help_heading = "Server for --schema")]
    pub(crate) offline: bool,

    /// Leave out this extension; may be given again
    #[arg(long, value_name = "NAME", help_heading = "Server for --schema")]
    pub(crate) skip_extension: Vec<String>,
}

/// What to generate.
#[derive(ClapArgs, Debug)]
pub(crate) struct SelectionArgs {
    /// Schema whose tables to generate; may be given again [default: public]
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(crate) namespace: Vec<String>,

    /// Generate only tables of this name, `*` stands for any text; may be given again
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) include: Vec<String>,

    /// Leave out tables of this name; may be given again
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) exclude: Vec<String>,

    /// Leave out views
    #[arg(long, help_heading = "Selection")]
    pub(crate) no_views: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_of_arguments_is_sound() {
        super::Args::command().debug_assert();
    }
}
