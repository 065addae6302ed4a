//! What can be typed.

mod check;
mod copy;
mod ddl;
mod diff;
mod docs;
mod generate;
mod init;
mod inspect;
mod lint;
mod rls;
mod rows;
mod selection;
mod shell;
mod snapshot;
mod source;
mod watch;

use clap::{Parser, Subcommand};

pub(crate) use check::CheckArgs;
pub(crate) use copy::{CopyCommand, CopyInArgs, CopyOutArgs, FormArgs, LoadArgs, OutFormat};
pub(crate) use ddl::DdlArgs;
pub(crate) use diff::DiffArgs;
pub(crate) use docs::{DocsArgs, PageFormat};
pub(crate) use generate::GenerateArgs;
pub(crate) use init::{InitArgs, Way};
pub(crate) use inspect::InspectArgs;
pub(crate) use lint::LintArgs;
pub(crate) use rls::RlsArgs;
pub(crate) use rows::{Format, LiveArgs, RowsArgs};
pub(crate) use selection::SelectionArgs;
pub(crate) use shell::CompletionsArgs;
pub(crate) use snapshot::SnapshotArgs;
pub(crate) use source::{FromArgs, ReadingArgs, ServerArgs, SourceArgs};
pub(crate) use watch::WatchArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  `pgdc check` or `pgdc diff` found a difference, `pgdc lint` something to mend
  2  wrong usage, or any error";

/// Else their place in the help of a command would depend on how many commands there are.
const AFTER_OTHERS: usize = 900;

/// Typed Rust modules from PostgreSQL tables
#[derive(Debug, Parser)]
#[command(name = "pgdc", version, max_term_width = 100, after_help = about_pgdc(), disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print nothing but errors and what was asked for
    #[arg(long, short, global = true, display_order = AFTER_OTHERS)]
    pub(crate) quiet: bool,

    /// Say what is read and written, from where, and how long it takes
    #[arg(long, short, global = true, display_order = AFTER_OTHERS, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set up an existing crate: settings, the module, and what its manifest needs
    #[command(after_help = init::EXAMPLES)]
    Init(InitArgs),
    /// Write a Rust module with a type for every table and view
    #[command(after_help = generate::EXAMPLES)]
    Generate(GenerateArgs),
    /// Compare a generated file with what would be generated now, and show the difference
    #[command(after_help = check::EXAMPLES)]
    Check(CheckArgs),
    /// Say what changed between two schemas, and what breaks by it
    #[command(after_help = diff::EXAMPLES)]
    Diff(DiffArgs),
    /// Write what is known of the tables as JSON, to generate from without a database
    #[command(after_help = snapshot::EXAMPLES)]
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
    /// Write documentation of the tables: a page of HTML with a diagram, or Markdown
    #[command(after_help = docs::EXAMPLES)]
    Docs(DocsArgs),
    /// Write the DDL of the tables: SQL that makes them in an empty database
    #[command(after_help = ddl::EXAMPLES)]
    Ddl(DdlArgs),
    /// Say what lets one tenant reach another's rows, with the SQL that mends it
    #[command(after_help = lint::EXAMPLES)]
    Lint(LintArgs),
    /// Write SQL that makes the server keep tenants apart: row-level security
    #[command(after_help = rls::EXAMPLES)]
    Rls(RlsArgs),
    /// Write what completes commands and flags in a shell
    #[command(after_help = shell::EXAMPLES_COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Write the manual page
    #[command(after_help = shell::EXAMPLES_MAN)]
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_of_arguments_is_sound() {
        super::Args::command().debug_assert();
    }
}
