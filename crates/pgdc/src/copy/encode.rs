//! Rows in the binary format of `COPY` ("COPY", "Binary Format" in the manual).

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use tokio_postgres::types::Type;

use super::{CHUNK, CopyFault};
use crate::__private::BoxError;
use crate::cells::{Cells, TextOnly};
use crate::composite::{put_member, without_domains};
use crate::error::{Error, Result};
use crate::param::panicked;
use crate::relation::Transport;
use crate::types::check_no_empty_query;
use crate::values::{Assigned, Columns};
use crate::{Relation, bounds};

/// What stands before the rows: the signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// How much is made room for: a message, and the row that fills it.
const ROOM: usize = CHUNK + CHUNK / 8;

/// Rows on their way into one buffer.
pub(super) struct Encoder {
    relation: &'static Relation,
    slots: Vec<Slot>,
    /// Which of them is being written.
    place: usize,
    buffer: Vec<u8>,
    /// What was sent, as far as it may still be on its way.
    sent: Vec<Bytes>,
}

impl Encoder {
    /// For rows that set these columns, whose types the server told.
    pub(super) fn new(relation: &'static Relation, columns: &[u16], types: Vec<Type>) -> Self {
        let mut buffer = Vec::with_capacity(ROOM);
        buffer.extend_from_slice(HEADER);
        let slot = |(column, ty)| Slot::new(column, ty);
        let slots = columns.iter().copied().zip(types).map(slot).collect();
        Encoder { relation, slots, place: 0, buffer, sent: Vec::new() }
    }

    pub(super) fn row(&mut self, row: &Columns<'_>) -> Result<()> {
        // A panic is an error of the value; see `param::encode`.
        let encoded = catch_unwind(AssertUnwindSafe(|| self.cells(row.as_slice())));
        encoded.unwrap_or_else(|panic| Err(self.fault(panicked(&*panic))))
    }

    fn cells(&mut self, row: &[(u16, Assigned<'_>)]) -> Result<()> {
        if row.len() != self.slots.len() {
            return Err(CopyFault::OtherColumns.into());
        }
        let columns = i16::try_from(row.len()).unwrap_or(i16::MAX);
        self.buffer.extend_from_slice(&columns.to_be_bytes());
        for (place, ((column, value), slot)) in row.iter().zip(&mut self.slots).enumerate() {
            if *column != slot.column {
                return Err(CopyFault::OtherColumns.into());
            }
            self.place = place;
            let written = match value {
                Assigned::Value(value) => {
                    slot.write(&mut self.buffer, |cells, out| cells.write(*value, out))
                }
                Assigned::Scope(value) => {
                    slot.write(&mut self.buffer, |cells, out| cells.write_bound(*value, out))
                }
                Assigned::Sql(_) => {
                    let column = self.relation.column(*column).name();
                    return Err(CopyFault::Expression { column }.into());
                }
                // A column that takes its default is left out.
                Assigned::Default => return Err(CopyFault::OtherColumns.into()),
            };
            match written {
                Ok(()) => {}
                Err(source) if source.is::<TextOnly>() => {
                    return Err(no_binary(self.relation, *column));
                }
                Err(source) => return Err(self.fault(source)),
            }
        }
        Ok(())
    }

    #[cold]
    fn fault(&self, source: BoxError) -> Error {
        let column =
            self.slots.get(self.place).map_or("?", |s| self.relation.column(s.column).name());
        CopyFault::Value { column, source }.into()
    }

    /// Whether it is time to send what there is.
    pub(super) fn is_full(&self) -> bool {
        self.buffer.len() >= CHUNK
    }

    /// The rows since the last call.
    pub(super) fn take(&mut self) -> Bytes {
        // What has arrived leaves its room to the next rows.
        let arrived = self.sent.iter().position(Bytes::is_unique);
        let mut room = arrived.map_or_else(Vec::new, |at| Vec::from(self.sent.swap_remove(at)));
        room.clear();
        room.reserve(ROOM);
        let full = Bytes::from(std::mem::replace(&mut self.buffer, room));
        self.sent.push(full.clone());
        full
    }

    /// The last rows, and that there are no more.
    pub(super) fn end(mut self) -> Bytes {
        self.buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        self.buffer.into()
    }
}

/// What the values of a column are written as.
struct Slot {
    column: u16,
    /// Of the type without its domains, which is what Rust types claim to fit.
    cells: Cells,
    /// The type itself, where that is another.
    declared: Option<Type>,
    holds_arrays: bool,
}

impl Slot {
    fn new(column: u16, declared: Type) -> Self {
        let ty = without_domains(&declared);
        let holds_arrays = bounds::is_array(&ty);
        let declared = Some(declared).filter(|declared| *declared != ty);
        Slot { column, cells: Cells::new(ty), declared, holds_arrays }
    }

    #[inline]
    fn write(
        &mut self,
        out: &mut Vec<u8>,
        write: impl FnOnce(&mut Cells, &mut Vec<u8>) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        let at = out.len();
        write(&mut self.cells, out)?;
        if self.holds_arrays || self.declared.is_some() {
            self.finish(&mut out[at..])?;
        }
        Ok(())
    }

    /// What is to be seen to once the value stands there, after its length.
    fn finish(&self, cell: &mut [u8]) -> Result<(), BoxError> {
        let value = &mut cell[4..];
        if self.holds_arrays && !value.is_empty() {
            check_no_empty_query(self.cells.ty(), value)?;
        }
        if let Some(declared) = &self.declared {
            put_member(declared, value);
        }
        Ok(())
    }
}

/// # Errors
/// A column whose values pgdc does not know in binary.
pub(super) fn check_columns(relation: &'static Relation, columns: &[u16]) -> Result<()> {
    let by_text = |column: &&u16| {
        matches!(relation.column(**column).facts().transport, Transport::Text { .. })
    };
    match columns.iter().find(by_text) {
        Some(column) => Err(no_binary(relation, *column)),
        None if columns.is_empty() => Err(CopyFault::NoColumns.into()),
        None => Ok(()),
    }
}

fn no_binary(relation: &'static Relation, column: u16) -> Error {
    let column = relation.column(column);
    CopyFault::NoBinary { column: column.name(), sql_type: column.sql_type() }.into()
}
