//! `COPY … TO STDOUT` over an executor.

use std::path::Path;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{Stream, TryStreamExt as _, try_unfold};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio_postgres::CopyOutStream;

use super::format::Kind;
use super::progress::Teller;
use super::statement::{copy_json, copy_query};
use super::{CHUNK, CopyFault, CopyFormat, CopyProgress, CopyTable};
use crate::error::{Error, Result};
use crate::link::{Held, Link};
use crate::observe::Trace;
use crate::raw::{Params, RawStatement, SqlText};

/// Data on its way out of a table or a query, by `COPY … TO STDOUT`; made by
/// [`Executor::copy_from`](crate::Executor::copy_from) and [`Executor::copy_query`](crate::Executor::copy_query).
///
/// Nothing is sent before one of the methods that return a future is awaited.
///
/// # Errors
/// Of each method: the server's; those of the file or the writer; a query that is refused.
#[must_use = "data is copied by `to_file`, `to_writer`, `to_vec` or `stream`"]
pub struct CopyFrom<'e> {
    link: Link<'e>,
    source: Source,
    format: CopyFormat,
    is_json: bool,
    teller: Teller<'e>,
}

enum Source {
    Table(CopyTable),
    Query(Result<RawStatement<'static>>),
}

impl<'e> CopyFrom<'e> {
    pub(crate) fn table(link: Link<'e>, table: CopyTable) -> Self {
        CopyFrom::new(link, Source::Table(table))
    }

    pub(crate) fn query(link: Link<'e>, text: SqlText) -> Self {
        let query = RawStatement::new(text, Params::default()).map_err(Error::from);
        CopyFrom::new(link, Source::Query(query))
    }

    fn new(link: Link<'e>, source: Source) -> Self {
        let (format, teller) = (CopyFormat::text(), Teller::nobody());
        CopyFrom { link, source, format, is_json: false, teller }
    }

    /// The format of the data; [`CopyFormat::text`] by default.
    pub fn format(mut self, format: CopyFormat) -> Self {
        self.format = format;
        self.is_json = false;
        self
    }

    /// JSON lines: each row an object, as `row_to_json` makes it, with the columns of a table or those that a query
    /// returns; of a table without a list of columns, generated ones too. What is not a `SELECT` is refused.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// pool.copy_from("album").json_lines().to_file("albums.jsonl").await?;
    /// # Ok(()) }
    /// ```
    pub fn json_lines(mut self) -> Self {
        self.format = CopyFormat::bare();
        self.is_json = true;
        self
    }

    /// Calls `callback` as data arrives, about once for each 100 KiB.
    pub fn progress(mut self, callback: impl FnMut(CopyProgress) + Send + 'e) -> Self {
        self.teller = Teller::to(callback);
        self
    }

    /// Into a file, which is made anew. Returns the number of rows. Where it fails, what was written stays.
    pub async fn to_file(self, path: impl AsRef<Path> + Send) -> Result<u64> {
        let file = tokio::fs::File::create(path).await.map_err(CopyFault::Io)?;
        self.to_writer(file).await
    }

    /// Into a writer, which is flushed in the end. Returns the number of rows.
    pub async fn to_writer(self, writer: impl AsyncWrite + Send) -> Result<u64> {
        let mut writer = std::pin::pin!(writer);
        let mut outflow = self.open().await?;
        while let Some(mut chunk) = outflow.next().await? {
            writer.write_all_buf(&mut chunk).await.map_err(CopyFault::Io)?;
        }
        writer.flush().await.map_err(CopyFault::Io)?;
        Ok(outflow.teller.so_far.rows)
    }

    /// Into memory.
    pub async fn to_vec(self) -> Result<Vec<u8>> {
        let mut outflow = self.open().await?;
        let mut data = Vec::new();
        while let Some(chunk) = outflow.next().await? {
            data.extend_from_slice(&chunk);
        }
        Ok(data)
    }

    /// In pieces of some 100 KiB as it arrives; rows are whole in them. The connection is in use until the stream
    /// ends or is dropped.
    pub fn stream(self) -> Pin<Box<dyn Stream<Item = Result<Bytes>> + Send + 'e>> {
        /// The copy, and then its data.
        enum State<'e> {
            Unsent(Box<CopyFrom<'e>>),
            Sent(Outflow<'e>),
        }
        Box::pin(try_unfold(State::Unsent(Box::new(self)), |state| async {
            let mut outflow = match state {
                State::Unsent(copy) => copy.open().await?,
                State::Sent(outflow) => outflow,
            };
            let chunk = outflow.next().await?;
            Ok(chunk.map(|chunk| (chunk, State::Sent(outflow))))
        }))
    }

    async fn open(self) -> Result<Outflow<'e>> {
        let query;
        let sql = match self.source {
            Source::Table(table) if self.is_json => copy_json(|sql| table.write_source(sql)),
            Source::Table(table) => table.copy_out(&self.format),
            Source::Query(given) => {
                query = given?;
                match self.is_json {
                    true => copy_json(|sql| {
                        sql.push("(");
                        query.write(sql);
                        // A comment at the end of the text ends with its line.
                        sql.push("\n)");
                    }),
                    false => copy_query(&query, &self.format),
                }
            }
        };
        let held = self.link.hold().await?;
        let mut trace = held.trace(&sql);
        let stream = held.client().copy_out(sql.text()).await;
        let stream = stream.map_err(|error| failed(&held, &mut trace, error))?;
        // Beside one message for each row, there is one for the header of text, and one for the end of binary.
        let extra = u64::from(self.format.has_header() || self.format.kind == Kind::Binary);
        Ok(Outflow {
            stream: Box::pin(stream),
            extra,
            is_done: false,
            trace,
            held,
            teller: self.teller,
        })
    }
}

/// A COPY that gives data.
struct Outflow<'e> {
    stream: Pin<Box<CopyOutStream>>,
    /// Messages that are no rows and still to come.
    extra: u64,
    is_done: bool,
    trace: Trace<'e>,
    held: Held<'e>,
    teller: Teller<'e>,
}

impl Outflow<'_> {
    /// The next piece; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let mut chunk = BytesMut::new();
        while !self.is_done && chunk.len() < CHUNK {
            let next = self.stream.try_next().await;
            match next.map_err(|error| failed(&self.held, &mut self.trace, error))? {
                Some(row) => {
                    chunk.extend_from_slice(&row);
                    let extra = self.extra.min(1);
                    self.extra -= extra;
                    self.teller.so_far.rows += 1 - extra;
                }
                None => self.end().await?,
            }
        }
        if chunk.is_empty() {
            return Ok(None);
        }
        self.teller.so_far.bytes += chunk.len() as u64;
        self.teller.tell();
        Ok(Some(chunk.freeze()))
    }

    /// The driver's stream ends before the server has said whether all went well: a query that writes may fail in
    /// its end. What follows are two messages that the stream does not know, or an error.
    async fn end(&mut self) -> Result<()> {
        self.is_done = true;
        for _ in 0..2 {
            match self.stream.try_next().await {
                Err(error) if error.as_db_error().is_some() || error.is_closed() => {
                    return Err(failed(&self.held, &mut self.trace, error));
                }
                _ => {}
            }
        }
        self.trace.ended(self.teller.so_far.rows);
        Ok(())
    }
}

fn failed(held: &Held<'_>, trace: &mut Trace<'_>, error: tokio_postgres::Error) -> Error {
    let error = held.failed(error);
    trace.failed(&error);
    error
}
