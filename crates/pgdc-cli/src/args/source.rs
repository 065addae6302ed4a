//! The arguments that say where tables are read from, and how.

use std::path::PathBuf;

use clap::Args;

/// Where the tables are read from, and how.
#[derive(Args, Debug)]
pub(crate) struct SourceArgs {
    #[command(flatten)]
    pub(crate) from: FromArgs,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Where they are read from.
#[derive(Args, Debug)]
pub(crate) struct FromArgs {
    /// Read a live database, for example postgres://app@localhost/shop
    #[arg(long, value_name = "URL", group = "source", help_heading = "Source")]
    pub(crate) db: Option<String>,

    /// Read a file of CREATE statements, the output of pg_dump, or a folder of migrations
    #[arg(long, value_name = "PATH", group = "source", help_heading = "Source")]
    pub(crate) schema: Option<PathBuf>,

    /// Read a snapshot that `pgdc snapshot` wrote
    #[arg(long, value_name = "FILE", group = "source", help_heading = "Source")]
    pub(crate) catalog: Option<PathBuf>,
}

/// How it is read.
#[derive(Args, Debug)]
pub(crate) struct ReadingArgs {
    /// Settings file [default: pgdc.toml, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

/// Which server loads a schema.
#[derive(Args, Debug)]
pub(crate) struct ServerArgs {
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
