//! Values on their way to the server.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::__private::BoxError;
use crate::cells::Cells;

/// A value that can be bound to a statement and kept by a handle: anything that is
/// [`ToSql`] and owned.
pub trait Param: ToSql + Send + Sync + Any {
    /// Encodes the value for a type that it is known to fit ([`ToSql::accepts`]).
    #[doc(hidden)]
    fn to_sql_known(&self, ty: &Type, out: &mut BytesMut) -> EncodeResult;
}

impl<T: ToSql + Send + Sync + Any> Param for T {
    fn to_sql_known(&self, ty: &Type, out: &mut BytesMut) -> EncodeResult {
        self.to_sql(ty, out)
    }
}

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

pub(crate) type EncodeResult = Result<IsNull, BoxError>;

/// Encodes a value by its own encoder, of which a panic is an error: that of `time::OffsetDateTime` panics
/// where the year in UTC is beyond 9999. A panic on its way through the wire library would leave half a
/// message in the connection's buffer, for the next statement to stumble over; an error clears it.
pub(crate) fn encode(value: Bound<'_>, ty: &Type, out: &mut BytesMut) -> EncodeResult {
    let encoded = catch_unwind(AssertUnwindSafe(|| value.to_sql_checked(ty, out)));
    encoded.unwrap_or_else(|panic| Err(panicked(&*panic)))
}

/// The error for a panic of an encoder.
#[cold]
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> BoxError {
    let reason = panic.downcast_ref::<&str>().copied();
    let reason = reason.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the value's encoder panicked: {}", reason.unwrap_or("no reason given")).into()
}

/// The values of one column of many rows, as a one-dimensional array for `unnest`.
#[derive(Debug)]
pub(crate) struct ColumnArray<'v>(pub(crate) Vec<&'v dyn Param>);

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
        let (mut cells, mut written) = (Cells::new(element.clone()), Vec::new());
        for value in &self.0 {
            cells.write(*value, &mut written)?;
        }
        out.put_slice(&written);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.kind(), Kind::Array(_))
    }

    to_sql_checked!();
}
