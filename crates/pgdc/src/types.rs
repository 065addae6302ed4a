//! The Rust types of PostgreSQL's, under one roof, so that generated modules name this crate alone.
//!
//! | PostgreSQL | Rust | feature |
//! |---|---|---|
//! | `boolean` | `bool` | |
//! | `smallint`, `integer`, `bigint` | `i16`, `i32`, `i64` | |
//! | `oid` | `u32` | |
//! | `real`, `double precision` | `f32`, `f64` | |
//! | `text`, `varchar`, `char(n)`, `name`, `citext` | `String` | |
//! | `bytea` | `Vec<u8>` | |
//! | `numeric` | [`Decimal`] | `decimal` |
//! | `json`, `jsonb` | [`Json`] | `json` |
//! | `uuid` | [`Uuid`] | `uuid` |
//! | `date`, `time` | [`Date`], [`Time`] | `time` |
//! | `timestamp`, `timestamptz` | [`PrimitiveDateTime`], [`OffsetDateTime`] | `time` |
//! | `inet` | [`IpAddr`](std::net::IpAddr) | |
//!
//! An array of any of these is a `Vec<Option<T>>`: PostgreSQL cannot promise that no element is NULL.

#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
/// A JSON document, for `json` and `jsonb`.
#[cfg(feature = "json")]
pub use serde_json::Value as Json;
#[cfg(feature = "time")]
pub use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};
/// A JSON document that is read into, and written from, a type of the user's through serde; for a column
/// in `[generate.columns]`.
#[cfg(feature = "json")]
pub use tokio_postgres::types::Json as JsonOf;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;
