//! Servers, databases and loads, against a real PostgreSQL.

mod databases;
mod lifecycle;
mod load_errors;
mod load_policy;
mod real_schemas;
mod restart;
mod scratch;
