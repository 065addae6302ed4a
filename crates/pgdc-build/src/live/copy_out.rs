//! Rows of a table or a query into a CSV file.

use std::io::Write;

use pgdc::Ident;

use super::read::{reading, write_csv};
use super::{CsvForm, Live, LiveTable};
use crate::Error;

/// What is copied out.
#[derive(Clone, Copy, Debug)]
pub enum CopyOut<'a> {
    /// A table or view, but for its generated columns, which no table takes back.
    Table(&'a LiveTable),
    /// What a query returns. It is read only.
    Query(&'a str),
}

impl Live {
    /// Writes rows as CSV as they arrive, all of one moment. `progress` is told bytes and rows, about once for each
    /// 100 KiB. Returns the number of rows.
    ///
    /// # Errors
    /// The server's, and those of the writer.
    pub fn copy_out(
        &mut self,
        what: CopyOut<'_>,
        form: &CsvForm,
        out: &mut dyn Write,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<u64, Error> {
        let name = what.name();
        self.run(&format!("copy {name} out"), async |connection| {
            let tx = connection.transaction_with(reading()).await;
            let tx = tx.map_err(|error| super::failed(&name, &error))?;
            write_csv(&tx, &name, what.query(), form.format(), out, progress).await
        })
    }
}

impl CopyOut<'_> {
    fn name(&self) -> String {
        match self {
            CopyOut::Table(table) => table.name.to_string(),
            CopyOut::Query(_) => "the query".to_owned(),
        }
    }

    fn query(&self) -> String {
        match self {
            CopyOut::Table(table) => {
                let given = table.columns.iter().filter(|column| !column.is_generated);
                let names: Vec<String> =
                    given.map(|column| Ident(&column.name).to_string()).collect();
                format!("SELECT {} FROM {}", names.join(", "), table.quoted())
            }
            CopyOut::Query(text) => (*text).to_owned(),
        }
    }
}
