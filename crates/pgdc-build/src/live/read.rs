//! Rows of a table, read.

use std::io::Write;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use pgdc::{Executor as _, IsolationLevel, SqlText, Transaction, TransactionOptions};

use super::rows::Chosen;
use super::{CsvForm, Live, LiveTable, OutForm, RowChoice, RowFormat, RowsRead, TextRows, failed};
use crate::Error;

/// How long the server may count rows that nobody asked for.
const COUNTING: Duration = Duration::from_secs(3);

impl Live {
    /// Reads rows as text, to be shown: of each value no more than `longest` letters. All are held in memory.
    ///
    /// # Errors
    /// A column that is not there; SQL that is no expression; the server's. Nothing is written to the database.
    pub fn read_rows(
        &mut self,
        table: &LiveTable,
        choice: &RowChoice,
        longest: usize,
    ) -> Result<TextRows, Error> {
        let chosen = Chosen::new(table, choice)?;
        let name = table.name.to_string();
        self.run(&format!("read rows of {name}"), async |connection| {
            let failed = |error| failed(&name, &error);
            let tx = connection.transaction_with(reading()).await.map_err(failed)?;
            let text = SqlText::trusted(chosen.query_texts(longest));
            let rows: Vec<Vec<Option<String>>> = tx.sql(text, ()).items().await.map_err(failed)?;
            let read = counted(&tx, &chosen, rows.len() as u64).await;
            let columns = chosen.columns.iter().map(|column| (*column).clone()).collect();
            Ok(TextRows { columns, rows, read })
        })
    }

    /// Writes rows as they arrive.
    ///
    /// # Errors
    /// As [`Live::read_rows`]; those of the writer.
    pub fn write_rows(
        &mut self,
        table: &LiveTable,
        choice: &RowChoice,
        format: RowFormat,
        out: &mut dyn Write,
    ) -> Result<RowsRead, Error> {
        let chosen = Chosen::new(table, choice)?;
        let name = table.name.to_string();
        self.run(&format!("read rows of {name}"), async |connection| {
            let failed = |error| failed(&name, &error);
            let tx = connection.transaction_with(reading()).await.map_err(failed)?;
            let rows = match format {
                RowFormat::Csv => {
                    let form = OutForm::Csv(CsvForm::default());
                    write_copy(&tx, &name, chosen.query(), &form, out, &mut |_, _| {}).await?
                }
                RowFormat::Json => write_json(&tx, &name, chosen.query_json(), out).await?,
            };
            Ok(counted(&tx, &chosen, rows).await)
        })
    }
}

/// What is read is of one moment, and nothing is written.
pub(super) fn reading() -> TransactionOptions {
    TransactionOptions::new().isolation(IsolationLevel::RepeatableRead).read_only()
}

/// How many more rows there are, where the limit may have cut some off. It is the last of the transaction, which fails
/// where that takes too long.
async fn counted(tx: &Transaction<'_>, chosen: &Chosen<'_>, rows: u64) -> RowsRead {
    if chosen.limit().is_none_or(|limit| rows < limit) {
        return RowsRead { rows, more: Some(0) };
    }
    let count = tx.sql(SqlText::trusted(chosen.query_count()), ()).timeout(COUNTING);
    let all = count.item::<i64>().await.ok();
    RowsRead { rows, more: all.map(|all| all.unsigned_abs().saturating_sub(rows)) }
}

/// Writes what a query returns; tells bytes and rows as they go.
pub(super) async fn write_copy(
    tx: &Transaction<'_>,
    name: &str,
    query: String,
    form: &OutForm,
    out: &mut dyn Write,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<u64, Error> {
    let mut rows = 0;
    {
        let copy = form.of(tx.copy_query(SqlText::trusted(query))).progress(|so_far| {
            rows = so_far.rows;
            progress(so_far.bytes, so_far.rows);
        });
        let mut pieces = copy.stream();
        while let Some(piece) = pieces.try_next().await.map_err(|error| failed(name, &error))? {
            out.write_all(&piece).map_err(cannot_write)?;
        }
    }
    out.flush().map_err(cannot_write)?;
    Ok(rows)
}

async fn write_json(
    tx: &Transaction<'_>,
    name: &str,
    query: String,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let mut rows = 0;
    let mut objects = tx.sql(SqlText::trusted(query), ()).stream::<(String,)>();
    while let Some((object,)) = objects.try_next().await.map_err(|error| failed(name, &error))? {
        let before = if rows == 0 { "[\n" } else { ",\n" };
        write!(out, "{before}{object}").map_err(cannot_write)?;
        rows += 1;
    }
    let end = if rows == 0 { "[]\n" } else { "\n]\n" };
    out.write_all(end.as_bytes()).and_then(|()| out.flush()).map_err(cannot_write)?;
    Ok(rows)
}

fn cannot_write(error: std::io::Error) -> Error {
    Error::caused("the rows cannot be written", error)
}
