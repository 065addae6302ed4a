//! Programs to learn pgdc from: a shop of many tenants, in three parts that share one database.
//!
//! - [`service`]: an HTTP service, on axum, whose requests reach the rows of one tenant alone;
//! - [`load`]: a loader of CSV files;
//! - [`worker`]: the worker that does what purchases leave to be done.
//!
//! The tables are those of `schema.sql`; `pgdc generate` in this folder wrote [`db`] from it, by `pgdc.toml`. The
//! programs themselves are in `examples/`: `cargo run -p pgdc-examples --example service`.

#[allow(missing_docs, reason = "it is generated")]
pub mod db;
pub mod load;
pub mod service;
pub mod worker;
