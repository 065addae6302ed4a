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
//! | `date`, `time` | `chrono::NaiveDate`, `chrono::NaiveTime` | `chrono` |
//! | `timestamp`, `timestamptz` | `chrono::NaiveDateTime`, `chrono::DateTime<chrono::Utc>` | `chrono` |
//! | `date`, `time` | `jiff::civil::Date`, `jiff::civil::Time` | `jiff` |
//! | `timestamp`, `timestamptz` | `jiff::civil::DateTime`, `jiff::Timestamp` | `jiff` |
//! | `inet` | [`IpAddr`](std::net::IpAddr), which is read without the prefix | |
//!
//! The features `chrono`, `jiff` and `ipnet` are off by default. Each re-exports its crate here, as
//! `types::chrono` and so on. `ipnet` adds no type of a column, but conversions of [`Inet`] and [`Cidr`] to
//! and from `IpNet`, `Ipv4Net` and `Ipv6Net`.
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
//! | `geometry`, `geography` of PostGIS | [`Geometry`] |
//! | `vector`, `halfvec`, `sparsevec` of pgvector | [`Vector`], [`HalfVec`], [`SparseVec`] |
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
//! | `box2d`, `box3d`, `spheroid`, `raster` of PostGIS | [`Box2d`], [`Box3d`], [`Spheroid`], [`Raster`] |
//!
//! Those of the crates geo-types and pgvector convert to and from these with the features `geo` and
//! `pgvector`, and an error where a part of a value would be lost.
//!
//! An array of any of these is a `Vec<Option<T>>`: PostgreSQL cannot promise that no element is NULL. One that
//! was declared with several dimensions is an [`Array`]. Where a value has several, or does not begin at 1, and
//! the field is a `Vec`, reading it is an error.
//!
//! # Dates and times of other crates
//!
//! [`PgDate`], [`TimeOfDay`], [`PgTimestamp`], [`PgTimestamptz`] and [`Interval`] convert to and from the
//! types of `time`, `chrono` and `jiff` (and [`TimeTz`] to and from those of the last two, with their
//! offsets) by `TryFrom`, and the error says what would be lost. As types of columns, the crates' own are
//! read and written by `postgres-types`, which differs at the ends:
//!
//! | value | `time` | `chrono` | `jiff` |
//! |---|---|---|---|
//! | `infinity`, `-infinity` | error | error | error |
//! | years BC, from 4714 BC on | held | held | held |
//! | years from 10000 on | error | held up to 262142, then an error | error |
//! | a `timestamptz` from 9999-12-30 22:00:01 UTC on | held | held | error |
//! | a `timestamp` from 9999-12-30 22:00:01 on | held | held | read; an error when written |
//! | 24:00:00, read from a `time` | **00:00:00** | **00:00:00** | error |
//! | a date before 4714 BC, written | error | error | error |
//! | less than a microsecond, written | **cut** | **cut** | **cut** |
//! | a leap second, written | none | **the second that follows** | none |
//!
//! - A timestamp is cut towards 2000-01-01: a later one loses its last digits, an earlier one is rounded up.
//!   1999-12-31 23:59:59.9999999 is written as 2000-01-01 00:00:00.
//! - In a leap second, the `timestamp` 2016-12-31 23:59:60.5 is written as 2017-01-01 00:00:00.5. The `time`
//!   23:59:60 is written as 24:00:00; a later one is an error.
//! - The encoder of [`OffsetDateTime`] panics where the year in UTC is beyond 9999, on either side. pgdc
//!   makes that an error, but the panic hook runs first, and a program built with `panic = "abort"` ends.
//! - When any crate of a build turns on the feature `large-dates` of the `time` crate, years up to 294276 are
//!   held in timestamps, but `infinity` is read as 294277-01-09 04:00:54.775807 and `-infinity` as
//!   -290278-12-22 19:59:05.224192.
//!
//! Where one of these matters, hold our type, which has every value of the server's, or convert to it before
//! writing.

mod array;
mod bits;
mod char;
#[cfg(feature = "chrono")]
mod chrono_crate;
pub(crate) mod civil;
mod clock;
mod convert;
mod cube;
mod date;
mod documents;
pub(crate) mod element;
mod float;
mod geometry;
mod hstore;
mod interval;
#[cfg(feature = "jiff")]
mod jiff_crate;
mod lsn;
mod money;
mod network;
mod numeric;
mod parse;
mod pgvector;
mod postgis;
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
    AclItem, Box2d, Box3d, Isn, JsonPath, Lquery, Ltree, Ltxtquery, QueryInt, Raster, RegName, Seg,
    Spheroid, Xml,
};
pub use geometry::{Circle, Line, Lseg, Path, PgBox, Point, Polygon};
pub use hstore::Hstore;
pub use interval::Interval;
pub use lsn::Lsn;
pub use money::Money;
pub use network::{Cidr, Inet, MacAddr, MacAddr8};
pub use numeric::Numeric;
pub use parse::ParseError;
pub use pgvector::{HalfVec, SparseVec, Vector};
pub use postgis::{Dimensions, Geometry, Position, Shape};
pub use range::{Multirange, Range};
pub use snapshot::Snapshot;
pub(crate) use text_search::check_no_empty_query;
pub use text_search::{TsPosition, TsQuery, TsQueryItem, TsQueryLexeme, TsVector, TsWeight};
pub use tid::Tid;
pub use time_of_day::{TimeOfDay, TimeTz};
pub use timestamp::PgTimestamp;
pub use timestamptz::PgTimestamptz;
pub use xid::{Cid, Xid, Xid8};

#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "geo")]
pub use geo_types;
#[cfg(feature = "ipnet")]
pub use ipnet;
#[cfg(feature = "jiff")]
pub use jiff;
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
