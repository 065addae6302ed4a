//! How far a `COPY` is.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::format::{CopyFormat, Kind};

/// How far a `COPY` is; told to the callback of [`CopyInto::progress`](super::CopyInto::progress) and
/// [`CopyFrom::progress`](super::CopyFrom::progress).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct CopyProgress {
    /// How many bytes went in or out.
    pub bytes: u64,
    /// How many rows; 0 of binary data on its way in, of which only the server knows. On its way in a row counts
    /// when it is sent, and a condition may leave it out.
    pub rows: u64,
}

type Callback<'e> = Box<dyn FnMut(CopyProgress) + Send + 'e>;

/// The callback, with what it was told.
pub(crate) struct Teller<'e> {
    /// In a lock that nobody waits for, so that futures which hold it can be sent to other threads.
    callback: Option<Mutex<Callback<'e>>>,
    pub(crate) so_far: CopyProgress,
}

impl<'e> Teller<'e> {
    pub(crate) const fn nobody() -> Self {
        Teller { callback: None, so_far: CopyProgress { bytes: 0, rows: 0 } }
    }

    pub(crate) fn to(callback: impl FnMut(CopyProgress) + Send + 'e) -> Self {
        Teller { callback: Some(Mutex::new(Box::new(callback))), ..Teller::nobody() }
    }

    pub(super) fn is_nobody(&self) -> bool {
        self.callback.is_none()
    }

    pub(crate) fn tell(&mut self) {
        if let Some(callback) = &mut self.callback {
            callback.get_mut().unwrap_or_else(PoisonError::into_inner)(self.so_far);
        }
    }
}

impl fmt::Debug for Teller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.so_far.fmt(f)
    }
}

/// Counts the rows of data whose pieces may end anywhere: lines, but for those within quotes.
pub(super) struct Lines {
    kind: Kind,
    quote: char,
    escape: char,
    is_quoted: bool,
    is_escaped: bool,
    /// Lines that are no rows and still to come.
    headers: u64,
}

impl Lines {
    pub(super) fn new(format: &CopyFormat) -> Self {
        let (quote, escape) = format.quotes();
        let headers = u64::from(format.has_header());
        Lines { kind: format.kind, quote, escape, is_quoted: false, is_escaped: false, headers }
    }

    /// How many rows end in this piece.
    pub(super) fn count(&mut self, piece: &[u8]) -> u64 {
        let ends = match self.kind {
            Kind::Binary => 0,
            // A line break within a value is written `\n`.
            Kind::Text => piece.iter().filter(|byte| **byte == b'\n').count() as u64,
            Kind::Csv => piece.iter().filter(|byte| self.ends(char::from(**byte))).count() as u64,
        };
        let headers = self.headers.min(ends);
        self.headers -= headers;
        ends - headers
    }

    fn ends(&mut self, c: char) -> bool {
        let was_escaped = std::mem::take(&mut self.is_escaped);
        if was_escaped {
            return false;
        }
        if self.is_quoted && c == self.escape && self.escape != self.quote {
            self.is_escaped = true;
        } else if c == self.quote {
            // A doubled quote closes and opens.
            self.is_quoted = !self.is_quoted;
        }
        c == '\n' && !self.is_quoted
    }
}

#[cfg(test)]
mod tests {
    use super::{CopyFormat, Lines};

    #[test]
    fn lines_within_quotes_are_none() {
        let count = |format: CopyFormat, pieces: &[&str]| -> u64 {
            let mut lines = Lines::new(&format);
            pieces.iter().map(|piece| lines.count(piece.as_bytes())).sum()
        };
        assert_eq!(count(CopyFormat::csv(), &["a,\"b\n", "\"\"\n\",c\nd\n"]), 2);
        assert_eq!(count(CopyFormat::csv().header(), &["a\n", "1\n2\n"]), 2);
        assert_eq!(count(CopyFormat::csv().escape('\\'), &["\"\\", "\"\n\"\n"]), 1);
        assert_eq!(count(CopyFormat::csv().quote('\''), &["\"\n'\n'\n"]), 2);
        assert_eq!(count(CopyFormat::text().header(), &["a\tb\n\"\n\"\n"]), 2);
        assert_eq!(count(CopyFormat::binary(), &["\n\n"]), 0);
    }
}
