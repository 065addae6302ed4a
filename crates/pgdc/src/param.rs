//! Values on their way to the server.

use std::any::Any;
use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

/// A value that can be bound to a statement and kept by a handle: anything that is
/// [`ToSql`] and owned.
pub trait Param: ToSql + Send + Sync + Any {}

impl<T: ToSql + Send + Sync + Any> Param for T {}

/// A bound value, borrowed for the length of a call.
pub(crate) type Bound<'v> = &'v (dyn ToSql + Sync);

/// A value that may not be NULL, whatever its own encoder says: `scope = NULL` would match nothing,
/// and an insert would write a row without an owner.
#[derive(Debug)]
pub(crate) struct NeverNull<T>(pub(crate) T);

impl<T: ToSql> ToSql for NeverNull<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> EncodeResult {
        match self.0.to_sql(ty, out)? {
            IsNull::Yes => Err("NULL cannot be the value of a scope".into()),
            IsNull::No => Ok(IsNull::No),
        }
    }

    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }

    fn encode_format(&self, ty: &Type) -> tokio_postgres::types::Format {
        self.0.encode_format(ty)
    }

    to_sql_checked!();
}

pub(crate) type EncodeResult = Result<IsNull, Box<dyn StdError + Sync + Send>>;

/// Encodes a value by its own encoder, of which a panic is an error: that of `time::OffsetDateTime` panics
/// where the year in UTC is beyond 9999. A panic on its way through the wire library would leave half a
/// message in the connection's buffer, for the next statement to stumble over; an error clears it.
pub(crate) fn encode(value: Bound<'_>, ty: &Type, out: &mut BytesMut) -> EncodeResult {
    let encoded = catch_unwind(AssertUnwindSafe(|| value.to_sql_checked(ty, out)));
    encoded.unwrap_or_else(|panic| {
        let reason = panic.downcast_ref::<&str>().copied();
        let reason = reason.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(format!("the value's encoder panicked: {}", reason.unwrap_or("no reason given")).into())
    })
}

/// The values of one column of many rows, as a one-dimensional array for `unnest`.
#[derive(Debug)]
pub(crate) struct ColumnArray<'v>(pub(crate) Vec<Bound<'v>>);

impl ToSql for ColumnArray<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> EncodeResult {
        let Kind::Array(element) = ty.kind() else {
            return Err(format!("type {ty} is no array").into());
        };
        // The wire form of an array ("array_recv" in the server's sources): dimensions, whether NULLs
        // may follow, the element type, then length and lower bound of the one dimension.
        out.put_i32(1);
        out.put_i32(1);
        out.put_u32(element.oid());
        out.put_i32(i32::try_from(self.0.len())?);
        out.put_i32(1);
        for value in &self.0 {
            let at = out.len();
            out.put_i32(-1);
            if let IsNull::No = value.to_sql_checked(element, out)? {
                let length = i32::try_from(out.len() - at - 4)?;
                out[at..at + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.kind(), Kind::Array(_))
    }

    to_sql_checked!();
}
