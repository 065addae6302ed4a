//! A loader of CSV files: all lines of a file become products of one tenant, or none do.

use std::fmt;
use std::path::Path;

use pgdc::{Pool, set, unset};
use serde::Deserialize;

use crate::db::{Db, NewProduct, ProductPatch, TenantId};

/// After how many lines there is progress to tell.
const STEP: u64 = 1000;

/// A line of the file, whose first line names the columns, in any order. It has no tenant: whose products they are is
/// for whoever starts the loader to say.
#[derive(Deserialize)]
struct Line {
    sku: String,
    name: String,
    cents: i32,
    /// May be empty.
    stock: Option<i32>,
}

/// Loads `file` and returns the number of its products. `progress` is told the number of lines read, now and then.
///
/// The lines are read, checked and sent one by one, so that a file of any length takes the same memory. Reading blocks
/// the thread, which is right for a program that does nothing else meanwhile.
///
/// # Errors
/// The file cannot be read, or a line in it, which the error names; or PostgreSQL refuses a row. Nothing is written then.
pub async fn load(
    pool: &Pool,
    tenant: TenantId,
    file: &Path,
    mut progress: impl FnMut(u64) + Send,
) -> Result<u64, Failure> {
    let mut reader = csv::Reader::from_path(file)?;
    pool.transact(async |tx| {
        // COPY takes rows, not errors: they end at the first line that is wrong, whose error is kept for afterwards.
        let mut wrong = None;
        let lines = reader.deserialize::<Line>().zip(1..);
        let rows = lines.map_while(|(line, number)| {
            if number % STEP == 0 {
                progress(number);
            }
            line.map_err(|error| wrong = Some(error)).ok().map(row)
        });
        let count = Db::new(&tx).tenant(tenant).product().copy_in(rows).await?;
        match wrong {
            Some(error) => Err(error.into()), // which rolls back what was copied before it
            None => Ok(count),
        }
    })
    .await
}

fn row(line: Line) -> pgdc::With<NewProduct, ProductPatch> {
    let Line { sku, name, cents, stock } = line;
    NewProduct { sku, name, cents }.with(ProductPatch { stock: set(stock.unwrap_or(0)), ..unset() })
}

/// Why a file was not loaded.
#[derive(Debug)]
pub enum Failure {
    /// The file, or a line of it.
    File(csv::Error),
    /// A row, or the connection.
    Database(pgdc::Error),
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        Failure::File(error)
    }
}

impl From<pgdc::Error> for Failure {
    fn from(error: pgdc::Error) -> Self {
        Failure::Database(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::File(error) => write!(f, "nothing was loaded: {error}"),
            Failure::Database(error) => write!(f, "nothing was loaded: {error}"),
        }
    }
}

impl std::error::Error for Failure {}
