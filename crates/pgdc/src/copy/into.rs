//! `COPY … FROM STDIN` over an executor.

use std::path::Path;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::format::Kind;
use super::inflow::{Inflow, row_of};
use super::progress::{Lines, Teller};
use super::statement::check_options;
use super::{CHUNK, CopyFault, CopyFormat, CopyProgress, CopyTable};
use crate::__private::BoxError;
use crate::error::{Error, Result};
use crate::link::{Held, Link};
use crate::raw::{Params, RawCondition, SqlText};

/// Data on its way into a table, by `COPY … FROM STDIN`; made by
/// [`Executor::copy_into`](crate::Executor::copy_into).
///
/// Nothing is sent before one of the methods that return a future is awaited. Either all rows are written or none;
/// a future that is dropped writes none. At most some 100 KiB of data are held at a time.
///
/// # Errors
/// Of each method: the server's, with the line of the data ([`Error::row`]); those of the file or the reader; a
/// condition that is refused. A COPY that the server refuses before it reads any data costs the connection, for the
/// driver has no other way; most reasons are found by asking first.
#[must_use = "data is copied by `from_file`, `from_reader`, `from_bytes` or `from_stream`"]
pub struct CopyInto<'e> {
    link: Link<'e>,
    table: CopyTable,
    format: CopyFormat,
    filter: Option<Result<RawCondition<'static>>>,
    teller: Teller<'e>,
}

impl<'e> CopyInto<'e> {
    pub(crate) fn new(link: Link<'e>, table: CopyTable) -> Self {
        let (format, teller) = (CopyFormat::text(), Teller::nobody());
        CopyInto { link, table, format, filter: None, teller }
    }

    /// The format of the data; [`CopyFormat::text`] by default.
    pub fn format(mut self, format: CopyFormat) -> Self {
        self.format = format;
        self
    }

    /// Writes the rows alone for which the SQL condition holds. It has no placeholders, since `COPY` binds no
    /// values; it is checked as that of [`Query::rows_where`](crate::Query::rows_where).
    pub fn rows_where(mut self, text: impl Into<SqlText>) -> Self {
        let condition = RawCondition::new(text.into(), Params::default());
        self.filter = Some(condition.map_err(Error::from));
        self
    }

    /// Calls `callback` as data is sent, about once for each 100 KiB.
    pub fn progress(mut self, callback: impl FnMut(CopyProgress) + Send + 'e) -> Self {
        self.teller = Teller::to(callback);
        self
    }

    /// The data of a file. Returns the number of rows written.
    pub async fn from_file(self, path: impl AsRef<Path> + Send) -> Result<u64> {
        let file = tokio::fs::File::open(path).await.map_err(CopyFault::Io)?;
        self.from_reader(file).await
    }

    /// What a reader gives until its end. Returns the number of rows written.
    pub async fn from_reader(self, reader: impl AsyncRead + Send) -> Result<u64> {
        let reader = Box::pin(reader);
        let chunks = stream::try_unfold(reader, |mut reader| async {
            let mut chunk = BytesMut::with_capacity(CHUNK);
            while chunk.len() < CHUNK {
                if reader.read_buf(&mut chunk).await.map_err(CopyFault::Io)? == 0 {
                    break;
                }
            }
            Ok((!chunk.is_empty()).then(|| (chunk.freeze(), reader)))
        });
        self.feed(chunks).await
    }

    /// Data in memory. Returns the number of rows written.
    pub async fn from_bytes(self, data: impl Into<Bytes> + Send) -> Result<u64> {
        self.feed(stream::iter([Ok(data.into())])).await
    }

    /// The data of a stream, whose pieces may end anywhere. Returns the number of rows written; where the stream
    /// gives an error, none are.
    pub async fn from_stream<B, X>(
        self,
        data: impl Stream<Item = Result<B, X>> + Send,
    ) -> Result<u64>
    where
        B: Into<Bytes> + Send,
        X: Into<BoxError> + Send,
    {
        let given = |error: X| Error::from(CopyFault::Given(error.into()));
        self.feed(data.map_ok(Into::into).map_err(given)).await
    }

    async fn feed(mut self, data: impl Stream<Item = Result<Bytes>> + Send) -> Result<u64> {
        let mut inflow = self.open().await?;
        let mut lines = Lines::new(&self.format);
        let mut data = std::pin::pin!(data);
        while let Some(piece) = data.next().await {
            let mut piece = piece?;
            while !piece.is_empty() {
                let chunk = piece.split_to(piece.len().min(CHUNK));
                if !self.teller.is_nobody() {
                    self.teller.so_far.rows += lines.count(&chunk);
                    self.teller.so_far.bytes += chunk.len() as u64;
                    self.teller.tell();
                }
                inflow.send(chunk).await.map_err(|error| self.at(error))?;
            }
        }
        inflow.finish().await.map_err(|error| self.at(error))
    }

    async fn open(&mut self) -> Result<Inflow<'e>> {
        let filter = self.filter.take().transpose()?;
        let held = self.link.hold().await?;
        self.check(&held, filter.as_ref()).await?;
        let sql = self.table.copy_in(&self.format, filter.as_ref());
        Inflow::open(held, &sql, self.format.kind == Kind::Binary).await
    }

    /// Asks the server what it would refuse.
    async fn check(&self, held: &Held<'_>, filter: Option<&RawCondition<'_>>) -> Result<()> {
        let refused = |error: tokio_postgres::Error| held.failed(error);
        held.client().simple_query(self.table.check().text()).await.map_err(refused)?;
        if let Some(filter) = filter {
            held.prepare(&self.table.check_filter(filter)).await?;
        }
        if self.format.has_options() {
            let sql = check_options(&self.format);
            held.client().copy_out(sql.text()).await.map_err(refused)?;
        }
        Ok(())
    }

    fn at(&self, error: Error) -> Error {
        let row = row_of(&error, &self.table.name);
        error.at_row("line", row)
    }
}
