//! The file of what was refused.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::CsvFault;
use super::records::Signs;
use crate::error::{Error, Result};

/// Where lines go that the server refuses, each with its number and the reason.
pub(super) struct Rejects<'e> {
    /// In a lock that nobody waits for, so that futures which hold it can be sent to other threads.
    writer: Mutex<Pin<Box<dyn AsyncWrite + Send + 'e>>>,
    pub(super) count: u64,
}

impl<'e> Rejects<'e> {
    pub(super) fn new(writer: impl AsyncWrite + Send + 'e) -> Self {
        Rejects { writer: Mutex::new(Box::pin(writer)), count: 0 }
    }

    /// Writes the header.
    pub(super) async fn open(&mut self, header: &[u8]) -> Result<()> {
        self.write(header).await
    }

    /// Writes one line as the file has it.
    pub(super) async fn put(
        &mut self,
        line: u64,
        reason: &str,
        values: &[u8],
        signs: Signs,
    ) -> Result<()> {
        self.count += 1;
        let Signs { delimiter, quote, escape } = signs;
        let mut row = line.to_string().into_bytes();
        row.extend([delimiter, quote]);
        for byte in reason.bytes() {
            row.extend((byte == quote || byte == escape).then_some(escape));
            row.push(byte);
        }
        row.extend([quote, delimiter]);
        row.extend_from_slice(values);
        row.push(b'\n');
        self.write(&row).await
    }

    pub(super) async fn flush(&mut self) -> Result<()> {
        self.writer().flush().await.map_err(|error| Error::from(CsvFault::Io(error)))
    }

    fn writer(&mut self) -> &mut Pin<Box<dyn AsyncWrite + Send + 'e>> {
        self.writer.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write(&mut self, data: &[u8]) -> Result<()> {
        self.writer().write_all(data).await.map_err(|error| Error::from(CsvFault::Io(error)))
    }
}
