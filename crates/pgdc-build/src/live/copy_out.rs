//! Rows of a table or a query into a file.

use std::io::Write;

use pgdc::{CopyFormat, CopyFrom, Ident};

use super::read::{reading, write_copy};
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

/// What a file of rows is to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OutForm {
    /// CSV, the names of the columns in the first line.
    Csv(CsvForm),
    /// JSON lines: an object a row.
    JsonLines,
    /// The binary format of `COPY`.
    Binary,
}

impl OutForm {
    pub(super) fn of<'e>(&self, copy: CopyFrom<'e>) -> CopyFrom<'e> {
        match self {
            OutForm::Csv(form) => copy.format(form.format()),
            OutForm::JsonLines => copy.json_lines(),
            OutForm::Binary => copy.format(CopyFormat::binary()),
        }
    }
}

impl Live {
    /// Writes rows as they arrive, all of one moment. `progress` is told bytes and rows, about once for each
    /// 100 KiB. Returns the number of rows.
    ///
    /// # Errors
    /// The server's, and those of the writer.
    pub fn copy_out(
        &mut self,
        what: CopyOut<'_>,
        form: &OutForm,
        out: &mut dyn Write,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<u64, Error> {
        let name = what.name();
        self.run(&format!("copy {name} out"), async |connection| {
            let tx = connection.transaction_with(reading()).await;
            let tx = tx.map_err(|error| super::failed(&name, &error))?;
            write_copy(&tx, &name, what.query(), form, out, progress).await
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
