//! Rows in the binary format of `COPY` ("COPY", "Binary Format" in the manual).

use bytes::{BufMut as _, Bytes, BytesMut};
use tokio_postgres::types::{Format, IsNull, ToSql as _, Type};

use super::{CHUNK, CopyFault};
use crate::__private::BoxError;
use crate::Relation;
use crate::composite::{put_member, without_domains};
use crate::error::{Error, Result};
use crate::relation::Transport;
use crate::sql::Value;
use crate::values::{Assigned, Columns};

/// What stands before the rows: the signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Rows on their way into one buffer.
pub(super) struct Encoder {
    relation: &'static Relation,
    columns: Vec<u16>,
    slots: Vec<Slot>,
    buffer: BytesMut,
}

impl Encoder {
    /// For rows that set these columns, whose types the server told.
    pub(super) fn new(relation: &'static Relation, columns: Vec<u16>, types: Vec<Type>) -> Self {
        let mut buffer = BytesMut::with_capacity(CHUNK + CHUNK / 8);
        buffer.put_slice(HEADER);
        let slots = types.into_iter().map(Slot::new).collect();
        Encoder { relation, columns, slots, buffer }
    }

    pub(super) fn row(&mut self, row: &Columns<'_>) -> Result<()> {
        if !row.as_slice().iter().map(|(column, _)| column).eq(&self.columns) {
            return Err(CopyFault::OtherColumns.into());
        }
        self.buffer.put_i16(i16::try_from(self.columns.len()).unwrap_or(i16::MAX));
        for ((column, value), slot) in row.as_slice().iter().zip(&self.slots) {
            let relation = self.relation;
            let name = || relation.column(*column).name;
            if let Assigned::Sql(_) = value {
                return Err(CopyFault::Expression { column: name() }.into());
            }
            let value = Value::Borrowed(value.bound());
            if let Format::Text = value.encode_format(&slot.ty) {
                return Err(no_binary(relation, *column));
            }
            slot.write(&value, &mut self.buffer)
                .map_err(|source| CopyFault::Value { column: name(), source })?;
        }
        Ok(())
    }

    /// Whether it is time to send what there is.
    pub(super) fn is_full(&self) -> bool {
        self.buffer.len() >= CHUNK
    }

    /// The rows since the last call.
    pub(super) fn take(&mut self) -> Bytes {
        let full = self.buffer.split().freeze();
        self.buffer.reserve(CHUNK + CHUNK / 8);
        full
    }

    /// The last rows, and that there are no more.
    pub(super) fn end(mut self) -> Bytes {
        self.buffer.put_i16(-1);
        self.buffer.freeze()
    }
}

/// What the values of a column are written as.
struct Slot {
    /// The type without its domains, which is what Rust types claim to fit.
    ty: Type,
    /// The type itself, where that is another.
    declared: Option<Type>,
}

impl Slot {
    fn new(declared: Type) -> Self {
        let ty = without_domains(&declared);
        let declared = Some(declared).filter(|declared| *declared != ty);
        Slot { ty, declared }
    }

    /// The length of a value, or -1 for NULL, and the value.
    fn write(&self, value: &Value<'_>, out: &mut BytesMut) -> Result<(), BoxError> {
        let at = out.len();
        out.put_i32(-1);
        if let IsNull::No = value.to_sql_checked(&self.ty, out)? {
            let length = i32::try_from(out.len() - at - 4)?;
            out[at..at + 4].copy_from_slice(&length.to_be_bytes());
            if let Some(declared) = &self.declared {
                put_member(declared, &mut out[at + 4..]);
            }
        }
        Ok(())
    }
}

/// # Errors
/// A column whose values pgdc does not know in binary.
pub(super) fn check_columns(relation: &'static Relation, columns: &[u16]) -> Result<()> {
    let by_text =
        |column: &&u16| matches!(relation.column(**column).transport, Transport::Text { .. });
    match columns.iter().find(by_text) {
        Some(column) => Err(no_binary(relation, *column)),
        None if columns.is_empty() => Err(CopyFault::NoColumns.into()),
        None => Ok(()),
    }
}

fn no_binary(relation: &'static Relation, column: u16) -> Error {
    let column = relation.column(column);
    CopyFault::NoBinary { column: column.name, sql_type: column.sql_type }.into()
}
