//! A CSV file into a table by way of a temporary one: upserts, and lines that are refused.

use std::path::PathBuf;

use pgdc::{
    ColumnDef, Connection, CsvInto, CsvReport, Executor as _, Fill, NOT_NULL, NULLABLE, Relation,
};

use super::copy_in::cannot_read;
use super::{CsvForm, Input, Live, LiveTable, failed};
use crate::Error;

/// What a load does besides inserting.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LoadChoice {
    /// Whether rows that are there are updated.
    pub upsert: bool,
    /// The unique index by which they are known; the primary key by default.
    pub by: Option<String>,
    /// Whether the last of several lines with one key is written.
    pub last_wins: bool,
    /// Columns of the file that are left out.
    pub skip: Vec<String>,
    /// The file that gets the lines which the server refuses.
    pub rejects: Option<PathBuf>,
}

impl Live {
    /// Loads a CSV file into a table: its header names the columns, in any order and case. All rows are written or
    /// none, but for those that go to the rejects. `progress` is told bytes and rows, about once for each MiB.
    ///
    /// # Errors
    /// As [`pgdc::Table::upsert_csv`]; a file cannot be read or written.
    pub fn load(
        &mut self,
        table: &LiveTable,
        input: &Input,
        form: &CsvForm,
        choice: &LoadChoice,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<CsvReport, Error> {
        let name = input.name();
        self.run(&format!("load {name} into {}", table.name), async |connection| {
            let data = input.open().await.map_err(|error| cannot_read(&name, error))?;
            let relation = relation(connection, table).await?;
            let mut load = CsvInto::new(&*connection, relation, data);
            load = load.delimiter(form.delimiter()).null(form.null());
            load = load.progress(|so_far| progress(so_far.bytes, so_far.rows));
            if choice.upsert {
                load = load.upsert(choice.by.clone());
            }
            if choice.last_wins {
                load = load.last_wins();
            }
            for column in &choice.skip {
                load = load.skip(column);
            }
            if let Some(path) = &choice.rejects {
                let file = tokio::fs::File::create(path).await.map_err(|error| {
                    Error::caused(format!("cannot write {}", path.display()), error)
                })?;
                load = load.rejects(file);
            }
            load.run().await.map_err(|error| refused(&error, &name))
        })
    }
}

/// The table as the runtime knows those of generated modules, which are there as long as the program: a few hundred
/// bytes for each load.
async fn relation(connection: &Connection, table: &LiveTable) -> Result<&'static Relation, Error> {
    type Facts = (String, String, bool, bool, bool, bool, i32);
    let key = (table.name.schema.clone(), table.name.name.clone());
    let columns = connection.sql(include_str!("queries/load_columns.sql"), key).all().await;
    let columns: Vec<Facts> = columns.map_err(|error| failed("the columns", &error))?;
    let mut key: Vec<(i32, u16)> = Vec::new();
    let mut defs = Vec::new();
    for (index, column) in (0_u16..).zip(columns) {
        let (name, sql_type, not_null, is_generated, is_identity, has_default, place) = column;
        let facts = if not_null { NOT_NULL } else { NULLABLE };
        let facts = facts.fill(match (is_generated, is_identity, has_default) {
            (true, ..) => Fill::Generated(""),
            (_, true, _) => Fill::IdentityAlways,
            (.., true) => Fill::Default(""),
            _ => Fill::Null,
        });
        defs.push(ColumnDef(name.leak(), sql_type.leak(), facts));
        key.extend((place > 0).then_some((place, index)));
    }
    key.sort_unstable();
    let key: Vec<u16> = key.into_iter().map(|(_, column)| column).collect();
    let (schema, name) = (table.name.schema.clone().leak(), table.name.name.clone().leak());
    Ok(Box::leak(Box::new(Relation::new(schema, name, defs.leak()).key(key.leak()))))
}

/// The error with the file. Its detail is told too: it is of the user's own rows.
fn refused(error: &pgdc::Error, name: &str) -> Error {
    let line = error.row().map_or_else(String::new, |line| format!(":{line}"));
    let message = format!("{name}{line}: {error}");
    match error.as_db_error().and_then(|error| error.detail()) {
        Some(detail) => Error::caused(message, detail.to_owned()),
        None => Error::new(message),
    }
}
