//! Range and multirange types.

mod multirange;
mod text;

use std::ops::{self, Bound, RangeBounds};

use bytes::{Buf, BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

pub use multirange::Multirange;

use super::element;
use super::wire::{BoxError, malformed, whole};
use crate::IntoValue;
use crate::composite::base;

/// The values between two bounds: PostgreSQL's `int4range`, `int8range`, `numrange`, `daterange`,
/// `tsrange`, `tstzrange`, and any other range type whose element is a `T`.
///
/// The server turns the ranges of discrete elements (integers and dates) into the form `[lower,upper)`,
/// so that `[1,4]` comes back as `[1,5)`; and a range that no value can be in into `empty`. Equality here
/// compares the bounds as they are. A lower bound above the upper one is an error of the server's.
///
/// The text form is the server's, with bounds by `Display` and `FromStr` of `T`.
///
/// ```
/// use pgdc::types::Range;
///
/// let range: Range<i32> = (1..5).into();
/// assert_eq!(range.to_string(), "[1,5)");
/// assert!(range.contains(&4));
/// assert_eq!("[1,)".parse(), Ok(Range::from(1..)));
/// assert_eq!(Range::from(5..5), Range::Empty);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Range<T> {
    /// No value is in it.
    Empty,
    /// The values from the lower bound to the upper one. An unbounded side is infinite.
    Between(Bound<T>, Bound<T>),
}

impl<T> Range<T> {
    /// The lower bound; none where it is infinite or the range is empty.
    pub fn lower(&self) -> Option<&T> {
        match self {
            Range::Between(Bound::Included(value) | Bound::Excluded(value), _) => Some(value),
            _ => None,
        }
    }

    /// The upper bound; none where it is infinite or the range is empty.
    pub fn upper(&self) -> Option<&T> {
        match self {
            Range::Between(_, Bound::Included(value) | Bound::Excluded(value)) => Some(value),
            _ => None,
        }
    }
}

impl<T: PartialOrd> Range<T> {
    /// Whether `value` is in the range, by the order of `T`.
    pub fn contains(&self, value: &T) -> bool {
        match self {
            Range::Empty => false,
            Range::Between(lower, upper) => (lower.as_ref(), upper.as_ref()).contains(value),
        }
    }
}

impl<T> From<(Bound<T>, Bound<T>)> for Range<T> {
    fn from((lower, upper): (Bound<T>, Bound<T>)) -> Range<T> {
        Range::Between(lower, upper)
    }
}

/// Empty where the standard library says so, thus also where the start is above the end.
impl<T: PartialOrd> From<ops::Range<T>> for Range<T> {
    fn from(range: ops::Range<T>) -> Range<T> {
        if range.is_empty() {
            return Range::Empty;
        }
        Range::Between(Bound::Included(range.start), Bound::Excluded(range.end))
    }
}

/// Empty where the standard library says so, thus also where the start is above the end.
impl<T: PartialOrd> From<ops::RangeInclusive<T>> for Range<T> {
    fn from(range: ops::RangeInclusive<T>) -> Range<T> {
        if range.is_empty() {
            return Range::Empty;
        }
        let (start, end) = range.into_inner();
        Range::Between(Bound::Included(start), Bound::Included(end))
    }
}

impl<T> From<ops::RangeFrom<T>> for Range<T> {
    fn from(range: ops::RangeFrom<T>) -> Range<T> {
        Range::Between(Bound::Included(range.start), Bound::Unbounded)
    }
}

impl<T> From<ops::RangeTo<T>> for Range<T> {
    fn from(range: ops::RangeTo<T>) -> Range<T> {
        Range::Between(Bound::Unbounded, Bound::Excluded(range.end))
    }
}

impl<T> From<ops::RangeToInclusive<T>> for Range<T> {
    fn from(range: ops::RangeToInclusive<T>) -> Range<T> {
        Range::Between(Bound::Unbounded, Bound::Included(range.end))
    }
}

impl<T> From<ops::RangeFull> for Range<T> {
    fn from(_: ops::RangeFull) -> Range<T> {
        Range::Between(Bound::Unbounded, Bound::Unbounded)
    }
}

macro_rules! into_range {
    ($($from:ty $(where $bound:ident)?),+) => {$(
        impl<T $(: $bound)?> IntoValue<Range<T>> for $from {
            fn into_value(self) -> Range<T> {
                self.into()
            }
        }

        impl<T $(: $bound)?> IntoValue<Option<Range<T>>> for $from {
            fn into_value(self) -> Option<Range<T>> {
                Some(self.into())
            }
        }
    )+};
}
into_range!(
    (Bound<T>, Bound<T>),
    ops::Range<T> where PartialOrd,
    ops::RangeInclusive<T> where PartialOrd,
    ops::RangeFrom<T>,
    ops::RangeTo<T>,
    ops::RangeToInclusive<T>,
    ops::RangeFull
);

// The flags of "rangetypes.h" in the server's sources.
const EMPTY: u8 = 0x01;
const LOWER_INCLUSIVE: u8 = 0x02;
const UPPER_INCLUSIVE: u8 = 0x04;
const LOWER_INFINITE: u8 = 0x08;
const UPPER_INFINITE: u8 = 0x10;

/// "range_send" and "range_recv" in the server's sources, with values of type `subtype`.
impl<T> Range<T> {
    fn decode<'a>(subtype: &Type, raw: &mut &'a [u8]) -> Result<Range<T>, BoxError>
    where
        T: FromSql<'a>,
    {
        let flags = raw.try_get_u8()?;
        if flags & EMPTY != 0 {
            return Ok(Range::Empty);
        }
        let mut bound = |infinite, inclusive| {
            if flags & infinite != 0 {
                return Ok(Bound::Unbounded);
            }
            let value = element::next(subtype, raw)?.ok_or("a bound is NULL")?;
            let wrap = if flags & inclusive != 0 { Bound::Included } else { Bound::Excluded };
            Ok::<_, BoxError>(wrap(value))
        };
        let lower = bound(LOWER_INFINITE, LOWER_INCLUSIVE)?;
        let upper = bound(UPPER_INFINITE, UPPER_INCLUSIVE)?;
        Ok(Range::Between(lower, upper))
    }

    fn encode(&self, subtype: &Type, out: &mut BytesMut) -> Result<(), BoxError>
    where
        T: ToSql,
    {
        let Range::Between(lower, upper) = self else {
            out.put_u8(EMPTY);
            return Ok(());
        };
        let flag = |bound: &Bound<T>, infinite, inclusive| match bound {
            Bound::Unbounded => infinite,
            Bound::Included(_) => inclusive,
            Bound::Excluded(_) => 0,
        };
        out.put_u8(
            flag(lower, LOWER_INFINITE, LOWER_INCLUSIVE)
                | flag(upper, UPPER_INFINITE, UPPER_INCLUSIVE),
        );
        for value in [self.lower(), self.upper()].into_iter().flatten() {
            if let IsNull::Yes = element::put(subtype, value, out)? {
                return Err("NULL cannot be the bound of a range".into());
            }
        }
        Ok(())
    }
}

fn subtype(ty: &Type) -> Option<&Type> {
    match base(ty).kind() {
        Kind::Range(subtype) => Some(subtype),
        _ => None,
    }
}

impl<'a, T: FromSql<'a>> FromSql<'a> for Range<T> {
    fn from_sql(ty: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let subtype = subtype(ty).ok_or_else(|| format!("type {ty} is no range"))?;
        Range::decode(subtype, &mut raw)
            .and_then(|value| whole(value, raw))
            .map_err(|error| malformed(ty, error))
    }

    fn accepts(ty: &Type) -> bool {
        subtype(ty).is_some_and(|subtype| T::accepts(base(subtype)))
    }
}

impl<T: ToSql> ToSql for Range<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        let subtype = subtype(ty).ok_or_else(|| format!("type {ty} is no range"))?;
        self.encode(subtype, out)?;
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
    fn ranges_of_the_standard_library_keep_their_meaning() {
        assert_eq!(Range::from(1..=4).to_string(), "[1,4]");
        assert_eq!(Range::from(..4).to_string(), "(,4)");
        assert_eq!(Range::from(..=4).to_string(), "(,4]");
        assert_eq!(Range::<i32>::from(..).to_string(), "(,)");
        assert_eq!(Range::from(std::ops::RangeInclusive::new(5, 4)), Range::Empty);
        let value: Option<Range<i32>> = (1..2).into_value();
        assert_eq!(value, Some(Range::from(1..2)));
    }

    #[test]
    fn contains_follows_the_bounds() {
        let range = Range::Between(Bound::Excluded(1), Bound::Included(3));
        assert_eq!([1, 2, 3, 4].map(|value| range.contains(&value)), [false, true, true, false]);
        assert!(Range::from(..).contains(&1));
        assert!(!Range::Empty.contains(&1));
        assert_eq!((range.lower(), range.upper()), (Some(&1), Some(&3)));
    }

    #[test]
    fn garbage_is_refused() {
        let garbage: &[&[u8]] = &[
            b"",
            b"\x01\0",
            b"\0\0\0\0\x04\0\0\0\x01",
            b"\x10\xFF\xFF\xFF\xFF",
            b"\x10\x80\0\0\0",
            b"\x10\0\0\0\x03\0\0\x01",
        ];
        assert_garbage_is_refused::<Range<i32>>(&Type::INT4_RANGE, garbage);
        assert!(<Range<i32> as FromSql<'_>>::from_sql(&Type::INT4, b"\x01").is_err());
        assert!(!<Range<i32> as FromSql<'_>>::accepts(&Type::INT8_RANGE));
        let null = Range::from(Some(1)..None);
        assert!(
            null == Range::Empty || null.to_sql(&Type::INT4_RANGE, &mut BytesMut::new()).is_err()
        );
    }
}
