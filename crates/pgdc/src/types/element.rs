//! Values inside of arrays and ranges: a length, then the bytes.

use bytes::{Buf, BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

use super::wire::BoxError;
use crate::composite::base;

/// The bytes of the next value; none where it is NULL.
pub(crate) fn next_raw<'a>(raw: &mut &'a [u8]) -> Result<Option<&'a [u8]>, BoxError> {
    let length = raw.try_get_i32()?;
    if length == -1 {
        return Ok(None);
    }
    let length = usize::try_from(length).map_err(|_| "the length of a value is negative")?;
    let (value, rest) = raw.split_at_checked(length).ok_or("a value is cut off")?;
    *raw = rest;
    Ok(Some(value))
}

/// The next value, of type `ty` or, where that is a domain, of its base.
pub(crate) fn next<'a, T: FromSql<'a>>(
    ty: &Type,
    raw: &mut &'a [u8],
) -> Result<Option<T>, BoxError> {
    next_raw(raw)?.map(|value| T::from_sql(base(ty), value)).transpose()
}

/// Writes the length of what `encode` writes, then that; the length of NULL is -1.
pub(crate) fn put_sized(
    out: &mut BytesMut,
    encode: impl FnOnce(&mut BytesMut) -> Result<IsNull, BoxError>,
) -> Result<IsNull, BoxError> {
    let at = out.len();
    out.put_i32(-1);
    let written = encode(out)?;
    if let IsNull::No = written {
        let length = i32::try_from(out.len() - at - 4)?;
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(written)
}

/// Writes `value`, of type `ty` or, where that is a domain, of its base.
pub(crate) fn put<T: ToSql>(ty: &Type, value: &T, out: &mut BytesMut) -> Result<IsNull, BoxError> {
    put_sized(out, |out| value.to_sql(base(ty), out))
}
