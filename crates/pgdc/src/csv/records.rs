//! A CSV file, taken apart into its records.

use std::pin::Pin;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::CsvFault;
use crate::copy::CHUNK;
use crate::error::{Error, Result};

/// The signs that decide where a record ends, and a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    pub(super) escape: u8,
}

/// A record as it stands in the file, without the end of its line.
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    pub(super) data: Bytes,
}

/// Reads records one after the other, and holds little more than the one it reads.
pub(super) struct Records<'e> {
    reader: Pin<Box<dyn AsyncRead + Send + 'e>>,
    buffer: BytesMut,
    is_over: bool,
    scan: Scan,
    /// The line on which the next record begins.
    line: u64,
    /// How many bytes were read.
    pub(super) bytes: u64,
}

impl<'e> Records<'e> {
    pub(super) fn new(reader: Pin<Box<dyn AsyncRead + Send + 'e>>, signs: Signs) -> Self {
        let (buffer, scan) = (BytesMut::new(), Scan::new(signs));
        Records { reader, buffer, is_over: false, scan, line: 1, bytes: 0 }
    }

    /// The next record; none after the last.
    ///
    /// # Errors
    /// The reader's, or a quote that is not closed.
    pub(super) async fn next(&mut self) -> Result<Option<Record>> {
        loop {
            if self.scan.after_return && !self.buffer.is_empty() {
                self.scan.after_return = false;
                self.buffer.advance(usize::from(self.buffer[0] == b'\n'));
            }
            if let Some(end) = self.scan.end(&self.buffer) {
                self.scan.after_return = self.buffer[end] == b'\r';
                let mut data = self.buffer.split_to(end + 1);
                data.truncate(end);
                return Ok(Some(self.record(data.freeze())));
            }
            if self.is_over {
                return self.last();
            }
            self.buffer.reserve(CHUNK);
            let read = self.reader.read_buf(&mut self.buffer).await;
            let read = read.map_err(|error| Error::from(CsvFault::Io(error)))?;
            self.bytes += read as u64;
            self.is_over = read == 0;
        }
    }

    fn last(&mut self) -> Result<Option<Record>> {
        if self.scan.is_quoted {
            return Err(Error::from(CsvFault::Unclosed).at_row("line", Some(self.line)));
        }
        let data = self.buffer.split().freeze();
        Ok((!data.is_empty()).then(|| self.record(data)))
    }

    fn record(&mut self, data: Bytes) -> Record {
        let line = self.line;
        self.line += 1 + std::mem::take(&mut self.scan.breaks);
        Record { line, data }
    }
}

/// Looks for the end of a record, as the server does ("CopyReadLineText" in its sources).
struct Scan {
    signs: Signs,
    /// Up to where the buffer was looked at.
    at: usize,
    is_quoted: bool,
    is_escaped: bool,
    /// Whether the last record ended by `\r`, of which a `\n` is a part.
    after_return: bool,
    /// Line breaks within quotes.
    breaks: u64,
}

impl Scan {
    fn new(signs: Signs) -> Self {
        Scan { signs, at: 0, is_quoted: false, is_escaped: false, after_return: false, breaks: 0 }
    }

    /// The place of the byte that ends the first record of the buffer.
    fn end(&mut self, buffer: &BytesMut) -> Option<usize> {
        while let Some(byte) = buffer.get(self.at) {
            if self.ends(*byte) {
                return Some(std::mem::take(&mut self.at));
            }
            self.at += 1;
        }
        None
    }

    fn ends(&mut self, byte: u8) -> bool {
        let Signs { quote, escape, .. } = self.signs;
        if self.is_quoted && byte == escape {
            self.is_escaped = !self.is_escaped;
        }
        if byte == quote && (!self.is_escaped || quote == escape) {
            self.is_quoted = !self.is_quoted;
        }
        if byte != escape {
            self.is_escaped = false;
        }
        match byte {
            b'\n' if self.is_quoted => self.breaks += 1,
            b'\n' | b'\r' => return !self.is_quoted,
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn records(text: &str, signs: Signs) -> Vec<(u64, String)> {
        let mut records = Records::new(Box::pin(text.as_bytes()), signs);
        let mut all = Vec::new();
        while let Some(record) = records.next().await.unwrap() {
            all.push((record.line, String::from_utf8(record.data.to_vec()).unwrap()));
        }
        all
    }

    #[tokio::test]
    async fn records_know_their_lines() {
        let signs = Signs { delimiter: b',', quote: b'"', escape: b'"' };
        let expected = |list: &[(u64, &str)]| -> Vec<(u64, String)> {
            list.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
        };
        let found = records("a,b\r\n\"x\n\"\"y\n\",1\r\n\nlast", signs).await;
        assert_eq!(found, expected(&[(1, "a,b"), (2, "\"x\n\"\"y\n\",1"), (5, ""), (6, "last")]));
        assert_eq!(records("a\rb\r", signs).await, expected(&[(1, "a"), (2, "b")]));
        assert_eq!(records("", signs).await, []);
        let signs = Signs { escape: b'\\', ..signs };
        assert_eq!(
            records("\"\\\"\n\"\n1\n", signs).await,
            expected(&[(1, "\"\\\"\n\""), (3, "1")])
        );
        let mut open = Records::new(Box::pin(&b"a\n\"b\nc\n"[..]), signs);
        assert_eq!(open.next().await.unwrap().map(|record| record.line), Some(1));
        assert_eq!(open.next().await.map(|_| ()).unwrap_err().row(), Some(2));
    }
}
