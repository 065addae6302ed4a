//! A CSV file into a table.

use std::path::{Path, PathBuf};

use pgdc::{CopyTable, Executor as _};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};

use super::{CsvForm, Live, LiveTable, failed};
use crate::Error;

/// A header line that is longer is none.
const LONGEST_HEADER: u64 = 1024 * 1024;

/// Where a CSV file is read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// The standard input.
    Stdin,
}

impl Live {
    /// Copies a CSV file into a table: its header names the columns, in any order. All rows are written or none.
    /// `progress` is told bytes and rows, about once for each 100 KiB. Returns the number of rows.
    ///
    /// # Errors
    /// The file cannot be read; its header names a column that the table has not; a row that the server refuses, by
    /// line and column.
    pub fn copy_in(
        &mut self,
        table: &LiveTable,
        input: &Input,
        form: &CsvForm,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<u64, Error> {
        let name = input.name();
        self.run(&format!("copy {name} into {}", table.name), async |connection| {
            let mut data = input.open().await.map_err(|error| cannot_read(&name, error))?;
            let header = read_header(&mut data).await.map_err(|error| cannot_read(&name, error))?;
            let columns = columns(table, form, &header, &name)?;
            let target =
                CopyTable::new(&table.name.name).in_schema(&table.name.schema).columns(columns);
            // The server passes over the header, and so counts lines as the file has them.
            let whole = std::io::Cursor::new(header).chain(data);
            let copy = connection.copy_into(target).format(form.format());
            let copy = copy.progress(|so_far| progress(so_far.bytes, so_far.rows));
            let copied = copy.from_reader(whole).await;
            copied.map_err(|error| refused(&error, table, &name))
        })
    }
}

impl Input {
    pub(super) fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "standard input".to_owned(),
        }
    }

    pub(super) async fn open(
        &self,
    ) -> std::io::Result<BufReader<Box<dyn AsyncRead + Send + Unpin>>> {
        let reader: Box<dyn AsyncRead + Send + Unpin> = match self {
            Input::File(path) => Box::new(open_file(path).await?),
            Input::Stdin => Box::new(tokio::io::stdin()),
        };
        Ok(BufReader::new(reader))
    }
}

/// A folder can be opened, and is no file.
async fn open_file(path: &Path) -> std::io::Result<tokio::fs::File> {
    let file = tokio::fs::File::open(path).await?;
    match file.metadata().await?.is_dir() {
        true => Err(std::io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    }
}

pub(super) fn cannot_read(name: &str, error: std::io::Error) -> Error {
    Error::caused(format!("cannot read {name}"), error)
}

/// The first line, or lines where a name within quotes has several.
async fn read_header(
    data: &mut BufReader<Box<dyn AsyncRead + Send + Unpin>>,
) -> std::io::Result<Vec<u8>> {
    let mut header = Vec::new();
    let mut data = data.take(LONGEST_HEADER);
    loop {
        let read = data.read_until(b'\n', &mut header).await?;
        let quotes = header.iter().filter(|byte| **byte == b'"').count();
        if read == 0 || quotes.is_multiple_of(2) {
            return Ok(header);
        }
    }
}

/// The columns that a header names.
fn columns(
    table: &LiveTable,
    form: &CsvForm,
    header: &[u8],
    name: &str,
) -> Result<Vec<String>, Error> {
    let names = form
        .names(header)
        .map_err(|error| Error::caused(format!("{name}:1: the header cannot be read"), error))?;
    if names.is_empty() {
        return Err(Error::new(format!("{name} has no header"))
            .with_help("its first line names the columns, with the same delimiter as the values"));
    }
    for (n, column) in names.iter().enumerate() {
        let found = table.column(column).map_err(|error| {
            let help = error.help().unwrap_or_default().to_owned();
            Error::new(format!("{name}:1: {error}")).with_help(help)
        })?;
        if found.is_generated {
            return Err(Error::new(format!(
                "{name}:1: the server computes the column `{column}` and takes no values for it"
            ))
            .with_help("leave it out of the file"));
        }
        if names[..n].contains(column) {
            return Err(Error::new(format!("{name}:1: the column `{column}` stands there twice")));
        }
    }
    Ok(names)
}

/// The server's error, with line and column of the file. Its detail is told too: it is of the user's own rows.
fn refused(error: &pgdc::Error, table: &LiveTable, name: &str) -> Error {
    let Some(server) = error.as_db_error() else { return failed(name, error) };
    let line = error.row().map_or_else(String::new, |line| format!(":{line}"));
    let column = server
        .where_()
        .and_then(|context| column_of(context, table))
        .map_or_else(String::new, |column| format!(": column `{column}`"));
    let message = format!(
        "{name}{line}{column}: {} ({}); {} is as it was",
        server.message(),
        server.code().code(),
        table.name
    );
    match server.detail() {
        Some(detail) => Error::caused(message, detail.to_owned()),
        None => Error::new(message),
    }
}

/// The column in `COPY album, line 3, column title: "…"`.
fn column_of<'t>(context: &str, table: &'t LiveTable) -> Option<&'t str> {
    let named = context.strip_prefix("COPY ")?.strip_prefix(&table.name.name)?;
    let (_, rest) = named.split_once(", column ")?;
    let names = table.columns.iter().map(|column| column.name.as_str());
    names.filter(|name| rest.starts_with(name)).max_by_key(|name| name.len())
}
