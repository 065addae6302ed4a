//! Typed, scoped access to PostgreSQL tables, for modules that `pgdc generate` writes from the database.
//!
//! A generated module holds a struct for each table and view and a `Db` with a method for each of them.
//! This crate is what those methods return: a [`Table`](struct@Table), which gets, inserts, updates, upserts, deletes
//! and queries rows over any [`Executor`]: a [`Pool`], a [`Connection`], a [`Transaction`], or those of
//! tokio-postgres and deadpool-postgres as they are.
//!
//! ```ignore
//! let db = Db::new(&pool);
//! let album =
//!     db.album().insert(NewAlbum { album_id: 9, title: "Powerage".into(), artist_id: 1 }).await?;
//! let albums =
//!     db.album().filter(Album::TITLE.like("Power%")).order_by(Album::TITLE).all().await?;
//! let mine = db.ticket().xtra(Ticket::TENANT_ID, 7); // sees and writes this tenant's rows alone
//!
//! pool.transact(async |tx| {
//!     let album = Db::new(&tx).album().one(1).await?;
//!     tx.sql("UPDATE track SET bytes = NULL WHERE album_id = ?", (album.album_id,))
//!         .execute()
//!         .await
//! })
//! .await?;
//! ```
//!
//! # Behaviour
//! - Every statement names its columns and binds its values.
//! - A handle's scope ([`Table::xtra`]) is part of every statement it sends.
//! - Connections are configured as those of libpq, by URL, environment and files: [`Config`].
//! - Statements are prepared once for each connection. Where a column's type changed since, they are
//!   prepared again.
//! - Rows are decoded as they arrive; [`Query::stream`] hands them on one by one.
//! - A future can be dropped at any point: its transaction is rolled back before anybody else gets the
//!   connection. A statement that was sent is not called back.
//! - A [`Listener`] hears notifications over one connection after the other, and says when it may have missed
//!   some. [`Config::on_notice`] and [`Config::on_close`] tell what else a server says by itself.
//! - [`Executor::sql`] sends statements of your own, of which no scope is a part; [`Executor::sql_many`] sends one
//!   with many sets of values.
//! - [`Table::copy_in`] and [`Table::copy_out`] move rows in bulk; [`Executor::copy_into`] and
//!   [`Executor::copy_from`] move CSV, text and binary data.
//! - [`Create`] makes the tables of a module that is generated with `ddl = true`, and of structs that derive
//!   `pgdc::Table`.
//! - [`Admin`] empties tables, mends sequences, makes and drops databases.
//! - [`Query::cursor`] reads rows some at a time; [`Executor::with_timeout`] limits how long a statement may take.
//!
//! # Features
//! `decimal`, `json`, `time` and `uuid` (all on by default), `chrono` and `jiff` (off by default) add the types
//! that [`types`] lists. `geo`, `ipnet` and `pgvector` add conversions to and from the types of the crates
//! geo-types, ipnet and pgvector. `tls` (on by default) encrypts connections, by rustls and ring: without it,
//! [`Config`] knows `sslmode=disable`, and `allow` and `prefer` do without. `tracing` (off by default) makes a span
//! for each statement and an event for each notice. `blocking` (off by default) adds `blocking::Runtime`, for programs
//! without `async`; `testing` (off by default) adds `testing`: databases and rows for tests. `derive` (off by default) adds
//! `#[derive(pgdc::Table)]`: what generated modules have, for structs that people write.

mod adhoc;
mod admin;
mod aggregate;
mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
mod bounds;
mod cells;
mod clause;
mod column;
mod columns;
mod composite;
mod condition;
mod config;
mod conflict;
mod connect;
mod connection;
mod copy;
mod create;
mod csv;
mod cursor;
mod enums;
mod error;
mod executor;
mod expression;
mod fetch;
mod field_values;
mod forms;
mod group;
mod guard;
mod held;
mod hooks;
mod ident;
mod link;
mod listen;
mod lock;
mod needs;
mod newtype;
mod observe;
mod order;
mod paging;
mod param;
mod parent;
mod places;
mod pool;
mod query;
mod raise;
mod raw;
mod reading;
mod reference;
mod relation;
mod render;
mod row;
mod row_stream;
mod schema;
mod scope;
mod selection;
mod session;
mod set;
mod set_field;
mod sql;
mod sql_value;
mod statements;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
mod together;
mod transaction;
mod type_def;
pub mod types;
mod value;
mod values;
mod verify;
mod write;
mod write_fault;

pub use adhoc::{
    AnyValue, ColumnIndex, Description, FromRow, Record, Records, SqlMany, SqlStatement,
};
pub use admin::{
    Admin, DatabaseOptions, DropOptions, FoundTable, RelationName, SequenceChange, TableFilter,
    TruncateOptions, VacuumOptions,
};
pub use aggregate::{
    Aggregate, Aggregates, Average, GroupCondition, GroupOrder, Ordered, Sum, count,
};
pub use batch::{Batch, Many, One};
#[cfg(feature = "json")]
pub use column::JsonDocument;
pub use column::{Column, NotNull, Nullability, Nullable, column};
pub use columns::{Columns, Output};
pub use condition::Condition;
pub use config::Config;
pub use conflict::{Arbiter, ColumnList, ConflictTarget, PrimaryKey};
pub use connect::CancelHandle;
pub use connection::Connection;
pub use copy::{CopyFormat, CopyFrom, CopyInto, CopyProgress, CopyTable};
pub use create::{Create, CreateTables, DdlOwner, DdlStep, Tables, create_all};
pub use csv::{CsvInto, CsvReport, CsvWrite};
pub use cursor::Cursor;
pub use enums::{Enum, UnknownLabel};
pub use error::{Error, MapConstraint, Mapped, Result, Retry};
pub use executor::Executor;
pub use field_values::FieldValues;
pub use group::GroupBy;
pub use hooks::Notice;
pub use ident::Ident;
pub use link::Link;
pub use listen::{Event, Gap, Listen, Listener, Notification};
pub use observe::StatementEvent;
pub use order::{Order, OrderTerm};
pub use param::Param;
pub use pool::{Pool, PoolBuilder, PoolStatus, Reset};
pub use query::{Claimed, Query};
pub use raw::{IntoParams, Params, SqlText};
pub use reference::Reference;
pub use relation::{
    ColumnDef, ColumnFacts, Constraint, Fill, NOT_NULL, NULLABLE, Relation, RelationKind,
};
pub use row::{Fields, KeyParts, Keyed, Materialized, Row, Unscoped, Writable};
pub use row_stream::RowStream;
pub use schema::{Change as SchemaChange, Impact};
pub use selection::{Groups, Selection};
pub use set::{Set, default, null, set, unset};
pub use set_field::SetField;
pub use sql_value::{SqlValue, set_sql};
pub use table::{Inserting, Loader, OnConflict, Resolve, Table, Upserted};
pub use together::{Together, together};
pub use transaction::{IsolationLevel, Transaction, TransactionOptions};
pub use type_def::TypeDef;
pub use value::IntoValue;
pub use values::{Assignments, Insert, Values, With};
pub use verify::VerifySchema;
pub use write::{Write, WriteFuture};

pub use bytes::Bytes;
#[cfg(feature = "derive")]
pub use pgdc_derive::Table;
pub use tokio_postgres;

#[cfg(pgdc_mutants)]
#[doc(hidden)]
pub use clause::mutants as __mutants;

/// What generated modules and macros name and nobody else should.
#[doc(hidden)]
pub mod __private {
    pub use bytes::BytesMut;
    pub use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

    pub use crate::composite::{CompositeReader, CompositeWriter, is_type as is_composite};
    pub use crate::enums::is_type as is_enum;
    pub use crate::set_field::{debug_values, same_values};
    pub use crate::table::whole_table;

    /// The form of generated modules that this version understands: a module made for another form does
    /// not compile, and its first error names this constant.
    pub const GENERATED_FORMAT_1: () = ();

    pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
}
