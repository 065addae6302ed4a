//! Typed modules from PostgreSQL schemas, without a terminal: for build scripts, and for the `pgdc`
//! command, which is this crate with arguments and messages.
//!
//! In `build.rs`, from a snapshot that `pgdc snapshot` wrote:
//!
//! ```no_run
//! fn main() -> Result<(), pgdc_build::Error> {
//!     pgdc_build::Config::new().catalog("pgdc.json").generate("db.rs")
//! }
//! ```
//!
//! and in the program:
//!
//! ```ignore
//! mod db {
//!     include!(concat!(env!("OUT_DIR"), "/db.rs"));
//! }
//! ```
//!
//! Every front end fills a [`Settings`]; [`Settings::generate`] does the rest. The same tables give the
//! same module from all three kinds of [`Source`].
//!
//! # Features
//! - none: from a snapshot (JSON). Needs no server and compiles no async runtime.
//! - `database`: from a live database too, and its rows, by `Settings::connect`.
//! - `schema`: from a DDL file too, loaded into a throw-away server (Unix only).
//!
//! Functions block. Those that reach a server run a tokio runtime of their own and must not be called
//! from within one.

#[cfg(unix)]
mod beside;
mod builder;
mod check;
mod database_url;
mod ddl;
mod error;
mod inspect;
mod lint;
mod nearest;
mod reading;
mod scope_table;
mod settings;
mod snapshot;
mod step;
mod toml_file;
mod write;

#[cfg(feature = "database")]
mod database;
#[cfg(feature = "database")]
mod live;
#[cfg(feature = "schema")]
mod schema;

pub use builder::Config;
pub use check::{Check, Diff, changes_json};
pub use database_url::DatabaseUrl;
pub use ddl::Script;
pub use error::Error;
pub use inspect::{Inspected, Inspection, Size, relations_json};
pub use lint::{Lint, RowSecurity, findings_json};
pub use pgdc_catalog::Catalog;
pub use pgdc_codegen::{DEFAULT_FEATURES, Feature, Form, normalise};
pub use pgdc_drift::{Change, Impact};
pub use pgdc_lint::{Finding, Rule, Severity};
pub use pgdc_scope::{Level, Scope};
pub use reading::{Module, Reading};
pub use settings::{ServerSettings, Settings, Source};
pub use snapshot::{read_snapshot, snapshot_text};
pub use step::Step;
pub use write::{Outcome, write_if_changed, write_whole};

#[cfg(feature = "database")]
pub use live::{
    CopyOut, CsvForm, Input, Live, LiveColumn, LiveTable, LoadChoice, OutForm, RowChoice,
    RowFormat, RowsRead, TextRows,
};
