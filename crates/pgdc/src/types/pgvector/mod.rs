//! `vector`, `halfvec` and `sparsevec` of pgvector.

#[cfg(feature = "pgvector")]
mod convert;
mod half;
mod half_vec;
mod sparse_vec;
#[cfg(test)]
mod tests;
mod vector;

use std::fmt;

use bytes::{Buf, BufMut, BytesMut};

pub use half_vec::HalfVec;
pub use sparse_vec::SparseVec;
pub use vector::Vector;

use super::float::Real;
use super::scan::Scanner;
use super::wire::BoxError;

/// The number of elements, then a number for which there is no use yet, then the elements.
fn decode_elements<T>(
    raw: &mut &[u8],
    mut element: impl FnMut(&mut &[u8]) -> Result<T, bytes::TryGetError>,
) -> Result<Vec<T>, BoxError> {
    let count = raw.try_get_u16()?;
    expect_unused(raw.try_get_u16()?.into())?;
    // At most 65535, which reserves little even where it is false.
    let mut elements = Vec::with_capacity(count.into());
    for _ in 0..count {
        elements.push(element(raw)?);
    }
    Ok(elements)
}

fn expect_unused(number: u32) -> Result<(), BoxError> {
    match number {
        0 => Ok(()),
        _ => Err(format!("{number} where there must be 0").into()),
    }
}

fn encode_count(count: usize, out: &mut BytesMut) -> Result<(), BoxError> {
    // A signed number; the server takes 16000.
    out.put_i16(i16::try_from(count)?);
    out.put_i16(0);
    Ok(())
}

/// `[1,2,3]`.
fn write_elements(
    f: &mut fmt::Formatter<'_>,
    elements: impl IntoIterator<Item = f32>,
) -> fmt::Result {
    f.write_str("[")?;
    for (index, element) in elements.into_iter().enumerate() {
        write!(f, "{}{}", if index > 0 { "," } else { "" }, Real(element))?;
    }
    f.write_str("]")
}

fn parse_elements(text: &str) -> Option<Vec<f32>> {
    Scanner::whole(text, |scanner| {
        let mut elements = Vec::new();
        scanner.expect("[")?;
        while scanner.peek()? != ']' {
            if !elements.is_empty() {
                scanner.expect(",")?;
            }
            elements.push(scanner.real()?);
            scanner.skip_spaces();
        }
        scanner.expect("]")?;
        Some(elements)
    })
}
