//! Empty queries inside of other values.

use bytes::Buf;
use tokio_postgres::types::Type;

use crate::types::element::next_raw;
use crate::types::wire::{BoxError, is_one_of};

/// Checks the bytes of a value on its way to the server, where they are a part of another, or an array.
/// "tsqueryrecv" in the server's sources takes no empty query, and the text form, in which one is sent by
/// itself, cannot be a part of a binary value.
///
/// # Errors
/// `raw` is an empty query, or an array with one.
pub(crate) fn check(ty: &Type, raw: &[u8]) -> Result<(), BoxError> {
    let is_empty = if is_one_of(ty, &[Type::TSQUERY]) {
        raw.is_empty()
    } else if is_one_of(ty, &[Type::TSQUERY_ARRAY]) {
        has_empty_element(raw)?
    } else {
        false
    };
    match is_empty {
        true => Err("the server takes an empty tsquery neither in an array nor as a field".into()),
        false => Ok(()),
    }
}

/// The elements follow the number of dimensions, the flags, the type of the elements and the dimensions.
fn has_empty_element(mut raw: &[u8]) -> Result<bool, BoxError> {
    const HEAD: usize = 12;
    const DIMENSION: usize = 8;
    let dimensions = usize::try_from(raw.try_get_i32()?)?;
    raw = raw.get(HEAD - 4 + DIMENSION * dimensions..).ok_or("an array is cut off")?;
    while !raw.is_empty() {
        if next_raw(&mut raw)?.is_some_and(<[u8]>::is_empty) {
            return Ok(true);
        }
    }
    Ok(false)
}
