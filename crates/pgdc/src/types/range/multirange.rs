//! Multirange types.

use bytes::{Buf, BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::Range;
use crate::IntoValue;
use crate::composite::base;
use crate::types::element;
use crate::types::wire::{BoxError, malformed, whole};

/// Ranges in order, which do not touch: PostgreSQL's `int4multirange`, `int8multirange`,
/// `nummultirange`, `datemultirange`, `tsmultirange` and `tstzmultirange` (version 14 and later).
///
/// The server sorts the ranges, merges those that touch and drops empty ones; what it returns is in that
/// form. Equality here compares the ranges as they are.
///
/// The multirange types of ranges that users create travel as text, since the driver does not tell the
/// type of their elements.
///
/// ```
/// use pgdc::types::{Multirange, Range};
///
/// let value: Multirange<i32> = [1..5, 7..9].into_iter().collect();
/// assert_eq!(value.to_string(), "{[1,5),[7,9)}");
/// assert!(value.contains(&7));
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Multirange<T>(
    /// The ranges.
    pub Vec<Range<T>>,
);

impl<T: PartialOrd> Multirange<T> {
    /// Whether `value` is in one of the ranges, by the order of `T`.
    pub fn contains(&self, value: &T) -> bool {
        self.0.iter().any(|range| range.contains(value))
    }
}

impl<T> Default for Multirange<T> {
    fn default() -> Multirange<T> {
        Multirange(Vec::new())
    }
}

impl<T> From<Vec<Range<T>>> for Multirange<T> {
    fn from(ranges: Vec<Range<T>>) -> Multirange<T> {
        Multirange(ranges)
    }
}

impl<T> From<Range<T>> for Multirange<T> {
    fn from(range: Range<T>) -> Multirange<T> {
        Multirange(vec![range])
    }
}

impl<T, R: Into<Range<T>>> FromIterator<R> for Multirange<T> {
    fn from_iter<I: IntoIterator<Item = R>>(ranges: I) -> Multirange<T> {
        Multirange(ranges.into_iter().map(Into::into).collect())
    }
}

macro_rules! into_multirange {
    ($($from:ty),+) => {$(
        impl<T> IntoValue<Multirange<T>> for $from {
            fn into_value(self) -> Multirange<T> {
                self.into()
            }
        }

        impl<T> IntoValue<Option<Multirange<T>>> for $from {
            fn into_value(self) -> Option<Multirange<T>> {
                Some(self.into())
            }
        }
    )+};
}
into_multirange!(Vec<Range<T>>, Range<T>);

fn subtype(ty: &Type) -> Option<&Type> {
    match base(ty).kind() {
        Kind::Multirange(subtype) => Some(subtype),
        _ => None,
    }
}

/// "multirange_send" and "multirange_recv" in the server's sources.
fn decode<'a, T: FromSql<'a>>(
    subtype: &Type,
    raw: &mut &'a [u8],
) -> Result<Multirange<T>, BoxError> {
    let mut ranges = Vec::new();
    for _ in 0..raw.try_get_u32()? {
        let mut range = element::next_raw(raw)?.ok_or("a range is NULL")?;
        let value = Range::decode(subtype, &mut range)?;
        ranges.push(whole(value, range)?);
    }
    Ok(Multirange(ranges))
}

impl<'a, T: FromSql<'a>> FromSql<'a> for Multirange<T> {
    fn from_sql(ty: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let subtype = subtype(ty).ok_or_else(|| format!("type {ty} is no multirange"))?;
        decode(subtype, &mut raw)
            .and_then(|value| whole(value, raw))
            .map_err(|error| malformed(ty, error))
    }

    fn accepts(ty: &Type) -> bool {
        subtype(ty).is_some_and(|subtype| T::accepts(base(subtype)))
    }
}

impl<T: ToSql> ToSql for Multirange<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        let subtype = subtype(ty).ok_or_else(|| format!("type {ty} is no multirange"))?;
        out.put_i32(i32::try_from(self.0.len())?);
        for range in &self.0 {
            element::put_sized(out, |out| {
                range.encode(subtype, out)?;
                Ok(IsNull::No)
            })?;
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        subtype(ty).is_some_and(|subtype| T::accepts(base(subtype)))
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn garbage_is_refused() {
        let garbage: &[&[u8]] = &[
            b"",
            b"\xFF\xFF\xFF\xFF",
            b"\0\0\0\x01\xFF\xFF\xFF\xFF",
            b"\0\0\0\x01\0\0\0\x02\x01\0",
            b"\0\0\0\x01\0\0\0\x01\x01\0",
        ];
        assert_garbage_is_refused::<Multirange<i32>>(&Type::INT4MULTI_RANGE, garbage);
    }
}
