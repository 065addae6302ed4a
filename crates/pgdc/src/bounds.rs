//! Lower bounds of arrays. A `Vec` has no room for one, and its decoder drops it in silence, so that the array
//! would be written back as another.

use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, FromSqlOwned, Kind, Type};

use crate::composite::base;

type BoxError = Box<dyn StdError + Sync + Send>;

/// # Errors
/// `raw` is an array of one dimension that does not begin at 1, and `T` would not say so.
pub(crate) fn check<T: FromSqlOwned>(ty: &Type, raw: Option<&[u8]>) -> Result<(), BoxError> {
    match raw.and_then(lower_bound) {
        None | Some(1) => Ok(()),
        Some(bound) => refuse::<T>(ty, bound),
    }
}

/// Looked at after the bytes: few that are no array look like one, and to ask a type what it is takes longer.
#[cold]
fn refuse<T: FromSqlOwned>(ty: &Type, bound: i32) -> Result<(), BoxError> {
    if !is_array(ty) || keeps_bounds::<T>() {
        return Ok(());
    }
    let message = format!(
        "the array begins at {bound}, which a Vec does not hold; `pgdc::types::Array` does"
    );
    Err(message.into())
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
#[inline]
fn lower_bound(raw: &[u8]) -> Option<i32> {
    let (header, bound) = (raw.first_chunk::<20>()?, raw[16..20].first_chunk()?);
    header.starts_with(&1_i32.to_be_bytes()).then(|| i32::from_be_bytes(*bound))
}

/// A value that is decoded only if [`check`] lets it.
pub(crate) struct Checked<T>(pub(crate) T);

impl<'r, T: FromSqlOwned> FromSql<'r> for Checked<T> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, BoxError> {
        check::<T>(ty, Some(raw))?;
        T::from_sql(ty, raw).map(Checked)
    }

    fn from_sql_null(ty: &Type) -> Result<Self, BoxError> {
        T::from_sql_null(ty).map(Checked)
    }

    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }
}
