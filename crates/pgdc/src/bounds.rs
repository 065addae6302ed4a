//! Lower bounds of arrays. A `Vec` has no room for one, and its decoder drops it in silence, so that the array
//! would be written back as another.

use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, FromSqlOwned, Kind, Type};

use crate::composite::base;

type BoxError = Box<dyn StdError + Sync + Send>;

/// # Errors
/// `raw` is an array of one dimension that does not begin at 1, and `T` would not say so.
pub(crate) fn check<T: FromSqlOwned>(ty: &Type, raw: Option<&[u8]>) -> Result<(), BoxError> {
    if !is_array(ty) || keeps_bounds::<T>() {
        return Ok(());
    }
    match raw.and_then(lower_bound) {
        None | Some(1) => Ok(()),
        Some(bound) => Err(format!(
            "the array begins at {bound}, which a Vec does not hold; `pgdc::types::Array` does"
        )
        .into()),
    }
}

/// Whether values of the type are arrays.
pub(crate) fn is_array(ty: &Type) -> bool {
    matches!(base(ty).kind(), Kind::Array(_))
}

/// [`Array`](crate::types::Array) says that it does by accepting `anyarray`, of which there are no values.
fn keeps_bounds<T: FromSqlOwned>() -> bool {
    T::accepts(&Type::ANYARRAY)
}

/// The lower bound of an array of one dimension. It follows the number of dimensions, the flags, the type of
/// the elements and the length ("array_send" in the server's sources).
fn lower_bound(raw: &[u8]) -> Option<i32> {
    let int = |at: usize| Some(i32::from_be_bytes(raw.get(at..at + 4)?.try_into().ok()?));
    int(16).filter(|_| int(0) == Some(1))
}

/// The bytes of any value.
pub(crate) struct Raw<'r>(pub(crate) &'r [u8]);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, BoxError> {
        Ok(Raw(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
