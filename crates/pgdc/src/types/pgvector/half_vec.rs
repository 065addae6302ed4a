//! `halfvec`.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::half::{from_f32, to_f32};
use super::{decode_elements, encode_count, parse_elements, write_elements};
use crate::types::wire::{BoxError, binary_format};
use crate::types::{ConvertError, ParseError};

/// A vector of half-precision numbers: `halfvec` of pgvector.
///
/// The server takes 1 to 16000 of them, none of which is NaN or infinite.
///
/// ```
/// use pgdc::types::HalfVec;
///
/// let vector = HalfVec::rounded(&[1.0, 0.1]).unwrap();
/// assert_eq!(vector.to_vec(), [1.0, 0.099975586]);
/// assert_eq!(vector.to_string(), "[1,0.099975586]");
/// assert!(HalfVec::rounded(&[65520.0]).is_err());
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct HalfVec {
    bits: Vec<u16>,
}

impl HalfVec {
    /// The nearest halves of these numbers, as the server rounds them: eleven binary digits are left.
    ///
    /// # Errors
    /// A finite number is out of the range of a half, ±65504.
    pub fn rounded(numbers: &[f32]) -> Result<HalfVec, ConvertError> {
        let half = |number: &f32| match from_f32(*number) {
            half if number.is_finite() && to_f32(half).is_infinite() => {
                Err(ConvertError::new(format!("{number} is out of range of halfvec")))
            }
            half => Ok(half),
        };
        Ok(HalfVec { bits: numbers.iter().map(half).collect::<Result<_, _>>()? })
    }

    /// The elements, by their bits (IEEE 754, binary16).
    pub fn from_bits(bits: Vec<u16>) -> HalfVec {
        HalfVec { bits }
    }

    /// The bits of the elements.
    pub fn bits(&self) -> &[u16] {
        &self.bits
    }

    /// The elements in single precision, which is exact.
    pub fn to_vec(&self) -> Vec<f32> {
        self.bits.iter().map(|half| to_f32(*half)).collect()
    }
}

impl fmt::Display for HalfVec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_elements(f, self.bits.iter().map(|half| to_f32(*half)))
    }
}

impl FromStr for HalfVec {
    type Err = ParseError;

    /// Numbers are rounded as the server rounds them.
    fn from_str(text: &str) -> Result<HalfVec, ParseError> {
        let vector = parse_elements(text).and_then(|numbers| HalfVec::rounded(&numbers).ok());
        vector.ok_or(ParseError::new("halfvec", "numbers up to 65504, as in [1,2.5,3]"))
    }
}

/// "halfvec_send" and "halfvec_recv" in the extension's sources.
impl HalfVec {
    fn decode(raw: &mut &[u8]) -> Result<HalfVec, BoxError> {
        decode_elements(raw, |raw| raw.try_get_u16()).map(HalfVec::from_bits)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        encode_count(self.bits.len(), out)?;
        self.bits.iter().for_each(|half| out.put_u16(*half));
        Ok(())
    }
}

binary_format!(HalfVec: extension "halfvec");
