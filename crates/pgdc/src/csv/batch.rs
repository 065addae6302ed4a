//! Lines on their way to the server, each with its number.

use bytes::Bytes;

use super::records::{Record, Signs};

/// Enough that a COPY costs little beside its lines, and few enough for memory.
const FULL: usize = 1024 * 1024;

/// Some records, as they are sent to the server: each with its line before its values.
pub(super) struct Batch {
    signs: Signs,
    data: Vec<u8>,
    lines: Vec<Line>,
}

struct Line {
    /// The line of the file.
    number: u64,
    /// Where its data starts, and where its own values do.
    start: usize,
    values: usize,
}

impl Batch {
    pub(super) fn new(signs: Signs) -> Self {
        Batch { signs, data: Vec::new(), lines: Vec::new() }
    }

    pub(super) fn push(&mut self, record: &Record) {
        let Signs { delimiter, quote, .. } = self.signs;
        let start = self.data.len();
        // Within quotes it is no NULL, whatever stands for that.
        self.data.push(quote);
        self.data.extend_from_slice(record.line.to_string().as_bytes());
        self.data.extend([quote, delimiter]);
        self.lines.push(Line { number: record.line, start, values: self.data.len() });
        self.data.extend_from_slice(&record.data);
        self.data.push(b'\n');
    }

    pub(super) fn is_full(&self) -> bool {
        self.data.len() >= FULL
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn clear(&mut self) {
        self.data.clear();
        self.lines.clear();
    }

    /// The data of some records.
    pub(super) fn data(&self, from: usize, to: usize) -> Bytes {
        Bytes::copy_from_slice(&self.data[self.start(from)..self.start(to)])
    }

    /// The line of a record in the file.
    pub(super) fn line(&self, place: usize) -> u64 {
        self.lines[place].number
    }

    /// A record as the file has it.
    pub(super) fn values(&self, place: usize) -> &[u8] {
        &self.data[self.lines[place].values..self.start(place + 1) - 1]
    }

    /// The record that has this line of the data from that record on, as the server counts lines.
    pub(super) fn find(&self, from: usize, line: u64) -> Option<usize> {
        let mut last = 0;
        (from..self.len()).find(|place| {
            // What ends a line it knows after the first one; until then it counts `\r` alone within quotes.
            let end = if *place == from { b'\r' } else { b'\n' };
            last += 1 + self.values(*place).iter().filter(|byte| **byte == end).count() as u64;
            line <= last
        })
    }

    fn start(&self, place: usize) -> usize {
        self.lines.get(place).map_or(self.data.len(), |line| line.start)
    }
}
