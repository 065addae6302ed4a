//! Several values of a row at once.

use tokio_postgres::types::FromSqlOwned;

use crate::Fields;
use crate::error::Result;

/// What [`Fields::values`] reads: a tuple of up to sixteen values. Sealed.
///
/// Generated modules read rows by it, since one `?` for many values takes the compiler a third of the time that it takes
/// for one each.
pub trait FieldValues: sealed::FieldValues {}

impl<T: sealed::FieldValues> FieldValues for T {}

mod sealed {
    use super::{Fields, Result};

    pub trait FieldValues: Sized {
        /// The values of the columns from `first` on.
        fn read(row: &Fields<'_>, first: usize) -> Result<Self>;
    }
}

/// Reads the values of the columns from `first` on.
#[inline]
pub(crate) fn read<T: FieldValues>(row: &Fields<'_>, first: usize) -> Result<T> {
    T::read(row, first)
}

macro_rules! tuples {
    ($(($($type:ident $at:literal)+))+) => {$(
        impl<$($type: FromSqlOwned),+> sealed::FieldValues for ($($type,)+) {
            #[inline]
            fn read(row: &Fields<'_>, first: usize) -> Result<Self> {
                Ok(($(row.get(first + $at)?,)+))
            }
        }
    )+};
}

tuples! {
    (A 0) (A 0 B 1) (A 0 B 1 C 2) (A 0 B 1 C 2 D 3) (A 0 B 1 C 2 D 3 E 4) (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6) (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8) (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15)
}
