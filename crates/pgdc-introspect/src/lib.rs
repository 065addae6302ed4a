//! Reads the catalog of a PostgreSQL database.
//!
//! [`introspect`] turns what PostgreSQL's system catalogs say of the schemas asked for into a
//! [`Catalog`]: relations of every kind, their attributes, constraints and indexes, the types they use
//! and the sequences beside them. Nothing is decided here.
//!
//! ```no_run
//! # async fn example(client: &mut tokio_postgres::Client) -> Result<(), pgdc_introspect::Error> {
//! use pgdc_introspect::{Selection, introspect};
//!
//! let selection = Selection { schemas: vec!["public".to_owned()] };
//! let catalog = introspect(client, &selection).await?;
//! for relation in &catalog.relations {
//!     let names: Vec<&str> = relation.attributes.iter().map(|a| a.name.as_str()).collect();
//!     let line = format!("{}: {}", relation.name, names.join(", "));
//!     # drop(line);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it costs
//!
//! Eleven queries, however many tables there are. They are the files in `src/queries`, each of which runs
//! in psql as it stands; the setting `pgdc.schemas` tells it which schemas to read. They work on
//! PostgreSQL 14 to 18 and give equal catalogs for equal schemas there, up to how a version prints an
//! expression.
//!
//! # Consistency
//!
//! Everything is read in one READ ONLY transaction at REPEATABLE READ. PostgreSQL's functions that
//! print expressions and types look past its snapshot, so DDL that runs meanwhile can still show in
//! such a text.

mod attributes;
mod constraints;
mod error;
mod indexes;
mod others;
mod query;
mod relations;
mod schemas;
mod sequences;
mod type_rows;
mod types;

pub use error::Error;

use futures_util::future::{try_join, try_join4};
use pgdc_catalog::{Catalog, FORMAT};
use tokio_postgres::{Client, IsolationLevel, Transaction};

use crate::query::{Query, fetch};
use crate::relations::Relations;
use crate::types::Types;

/// Which part of a database to read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Selection {
    /// The names of the schemas, in any order; none stands for every schema that is not a system
    /// schema.
    pub schemas: Vec<String>,
}

/// Reads what `selection` names, in one transaction on `client`, which must not be in one already.
///
/// Reading the system catalogs takes no privilege beyond connecting. The connection is afterwards as it
/// was before, also after an error and when the future is dropped half-way.
///
/// # Errors
///
/// When a schema asked for does not exist, when the server refuses a query, and when the connection
/// breaks; see [`Error`].
pub async fn introspect(client: &mut Client, selection: &Selection) -> Result<Catalog, Error> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await
        .map_err(|source| Error::server("transaction", source))?;
    let catalog = read(&transaction, selection).await?;
    transaction.commit().await.map_err(|source| Error::server("transaction", source))?;
    Ok(catalog)
}

async fn read(transaction: &Transaction<'_>, selection: &Selection) -> Result<Catalog, Error> {
    let server_version = pin_settings(transaction).await?;
    let (schemas, other_schemas) = schemas::select(fetch(transaction).await?, selection)?;
    schemas::set_scope(transaction, &schemas).await?;

    let ((relations, attributes, constraints, indexes), (index_keys, types, sequences, others)) =
        try_join(
            try_join4(
                fetch(transaction),
                fetch(transaction),
                fetch(transaction),
                fetch(transaction),
            ),
            try_join4(
                fetch(transaction),
                fetch(transaction),
                fetch(transaction),
                fetch(transaction),
            ),
        )
        .await?;

    let mut relations = Relations::new(relations)?;
    let mut types = Types::new(types);
    attributes::attach(attributes, &mut relations, &mut types)?;
    constraints::attach(constraints, &mut relations)?;
    indexes::attach(indexes, index_keys, &mut relations)?;

    let (extensions, others) = others::lists(others);

    let mut catalog = Catalog {
        format: FORMAT,
        server_version,
        schemas,
        relations: relations.into_list(),
        types: types.into_used()?,
        sequences: sequences::list(sequences),
        extensions,
        others,
        other_schemas,
    };
    catalog.sort();
    Ok(catalog)
}

/// Pins the settings that the texts of expressions depend on, and gives the server's version.
async fn pin_settings(transaction: &Transaction<'_>) -> Result<String, Error> {
    const SETTINGS: Query = Query { what: "settings", sql: include_str!("queries/settings.sql") };
    let row = transaction
        .query_typed_one(SETTINGS.sql, &[])
        .await
        .map_err(|source| Error::server(SETTINGS.what, source))?;
    row.try_get(0).map_err(|source| Error::server(SETTINGS.what, source))
}
