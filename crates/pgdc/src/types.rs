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
//! Where the usual Rust types would lose a part of a value, or there is none, this module has its own.
//! They travel in the binary format, and their `Display` and `FromStr` are the server's text.
//!
//! | PostgreSQL | Rust |
//! |---|---|
//! | `numeric` | [`Numeric`] |
//! | `money` | [`Money`] |
//! | `date` | [`PgDate`] |
//! | `time`, `timetz` | [`TimeOfDay`], [`TimeTz`] |
//! | `timestamp`, `timestamptz` | [`PgTimestamp`], [`PgTimestamptz`] |
//! | `interval` | [`Interval`] |
//! | `bit(n)`, `varbit` | [`Bits`] |
//! | `"char"` | [`Char`] |
//! | `pg_lsn` | [`Lsn`] |
//! | `xid`, `xid8`, `cid`, `tid` | [`Xid`], [`Xid8`], [`Cid`], [`Tid`] |
//! | `pg_snapshot`, `txid_snapshot` | [`Snapshot`] |
//! | `int4range` and all other ranges | [`Range`] |
//! | `int4multirange` and its kin | [`Multirange`] |
//! | `inet`, `cidr` | [`Inet`], [`Cidr`] |
//! | `macaddr`, `macaddr8` | [`MacAddr`], [`MacAddr8`] |
//! | `point`, `line`, `lseg`, `box` | [`Point`], [`Line`], [`Lseg`], [`PgBox`] |
//! | `path`, `polygon`, `circle` | [`Path`], [`Polygon`], [`Circle`] |
//! | `tsvector`, `tsquery` | [`TsVector`], [`TsQuery`] |
//! | `xml`, `jsonpath` | [`Xml`], [`JsonPath`] |
//! | `hstore`, `cube` | [`Hstore`], [`Cube`] |
//! | `ltree`, `lquery`, `ltxtquery` | [`Ltree`], [`Lquery`], [`Ltxtquery`] |
//! | arrays of any shape | [`Array`] |
//!
//! These travel as `text`, by a cast in the statement:
//!
//! | PostgreSQL | Rust |
//! |---|---|
//! | `regclass` and its kin | [`RegName`] |
//! | `aclitem` | [`AclItem`] |
//! | `seg`, `query_int` | [`Seg`], [`QueryInt`] |
//! | `isbn` and its kin | [`Isn`] |
//!
//! An array of any of these is a `Vec<Option<T>>`: PostgreSQL cannot promise that no element is NULL. One that
//! was declared with several dimensions is an [`Array`]. Where a value has several, or does not begin at 1, and
//! the field is a `Vec`, reading it is an error.

mod array;
mod bits;
mod char;
mod civil;
mod clock;
mod convert;
mod cube;
mod date;
mod documents;
mod element;
mod float;
mod geometry;
mod hstore;
mod interval;
mod lsn;
mod money;
mod network;
mod numeric;
mod parse;
mod range;
mod scan;
mod snapshot;
mod text_search;
mod tid;
#[cfg(feature = "time")]
mod time_crate;
mod time_of_day;
mod timestamp;
mod timestamptz;
mod wire;
mod xid;

pub use array::{Array, Dimension};
pub use bits::Bits;
pub use char::Char;
pub use convert::ConvertError;
pub use cube::Cube;
pub use date::PgDate;
pub use documents::{
    AclItem, Isn, JsonPath, Lquery, Ltree, Ltxtquery, QueryInt, RegName, Seg, Xml,
};
pub use geometry::{Circle, Line, Lseg, Path, PgBox, Point, Polygon};
pub use hstore::Hstore;
pub use interval::Interval;
pub use lsn::Lsn;
pub use money::Money;
pub use network::{Cidr, Inet, MacAddr, MacAddr8};
pub use numeric::Numeric;
pub use parse::ParseError;
pub use range::{Multirange, Range};
pub use snapshot::Snapshot;
pub(crate) use text_search::check_no_empty_query;
pub use text_search::{TsPosition, TsQuery, TsQueryItem, TsQueryLexeme, TsVector, TsWeight};
pub use tid::Tid;
pub use time_of_day::{TimeOfDay, TimeTz};
pub use timestamp::PgTimestamp;
pub use timestamptz::PgTimestamptz;
pub use xid::{Cid, Xid, Xid8};

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
