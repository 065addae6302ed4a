//! The arguments of `pgdc generate --watch`.

use std::time::Duration;

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct WatchArgs {
    /// Generate again whenever the schema, snapshot or settings file changes, until Ctrl-C
    #[arg(long, help_heading = "Watching")]
    pub(crate) watch: bool,

    /// How often to look at a live database, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 2, requires = "watch", help_heading = "Watching", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

impl WatchArgs {
    pub(crate) fn every(&self) -> Duration {
        Duration::from_secs(self.every)
    }
}
