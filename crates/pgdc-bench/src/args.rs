//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::Parser;

/// Measures pgdc beside its peers, on a server of its own.
#[derive(Debug, Parser)]
#[command(name = "pgdc-bench")]
pub struct Args {
    /// Run for a minute: fewer calls and rounds, no memory and no instructions
    #[arg(long)]
    pub quick: bool,
    /// Exit 1 with the first target that is missed
    #[arg(long)]
    pub check: bool,
    /// Run only these workloads, for example W1,W3
    #[arg(long, value_delimiter = ',', value_name = "WORKLOADS")]
    pub only: Vec<String>,
    /// Write what was measured to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Measure the peers too: builds and runs the workspaces in crates/pgdc-bench/peers and toasty
    #[arg(long)]
    pub peers: bool,
    /// Measure asyncpg, fastasyncpg, psycopg and tracktolib too, in a virtual environment that is made for them
    #[arg(long)]
    pub python: bool,
    /// Compile the models of 200 tables with each library too, and generate those of 600 and of 10,000
    #[arg(long)]
    pub compile: bool,
    /// Only count instructions, and exit 1 where one is more than 3 % above the baseline; needs valgrind
    #[arg(long)]
    pub guard: bool,
    /// Count instructions and write them as the baseline
    #[arg(long)]
    pub bless: bool,
    /// One task of one contestant, for valgrind to watch
    #[arg(long, hide = true, num_args = 4, value_names = ["NAME", "WORKLOAD", "SIZE", "URL"])]
    pub child: Option<Vec<String>>,
}

impl Args {
    /// Whether a workload was asked for: by its number, or by that of its group.
    pub fn wants(&self, id: &str) -> bool {
        let group = id.trim_end_matches(|c: char| c.is_ascii_lowercase());
        self.only.is_empty() || self.only.iter().any(|only| only == id || only == group)
    }
}
