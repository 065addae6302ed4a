//! The arguments of `pgdc init`.

use std::path::PathBuf;

use clap::Args;

use super::{FromArgs, ServerArgs};

pub(super) const EXAMPLES: &str = "\
Examples:
  pgdc init                                            asks
  pgdc init --schema schema.sql --yes                  src/db.rs, and `mod db;` in src/main.rs
  pgdc init --db postgres://app@localhost/shop --build-rs --yes

It writes pgdc.toml, and the module, or build.rs and a snapshot. No file is overwritten. Cargo.toml
and src/main.rs or src/lib.rs are changed with --yes, or when asked; else it is printed what belongs
there. A URL with a password is written nowhere: it belongs in DATABASE_URL.";

#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) from: FromArgs,

    /// Schema whose tables to generate; may be given again [default: public]
    #[arg(long, value_name = "NAME")]
    pub(crate) namespace: Vec<String>,

    /// The module is a file of the crate, checked in; the default
    #[arg(long, group = "way")]
    checked_in: bool,

    /// The module is made whenever the crate is built, from a snapshot that is checked in
    #[arg(long, group = "way")]
    build_rs: bool,

    /// File of the module, or of the snapshot for --build-rs [default: src/db.rs, or pgdc.json]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Manifest of the crate [default: Cargo.toml of this folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest_path: Option<PathBuf>,

    /// Ask nothing, and change Cargo.toml and src/main.rs or src/lib.rs too
    #[arg(long, short)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

/// How a module gets into a crate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// As a file that is checked in.
    CheckedIn,
    /// By its build script.
    BuildRs,
}

impl InitArgs {
    pub(crate) fn way(&self) -> Option<Way> {
        match (self.checked_in, self.build_rs) {
            (true, _) => Some(Way::CheckedIn),
            (_, true) => Some(Way::BuildRs),
            (false, false) => None,
        }
    }
}
