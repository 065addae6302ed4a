//! `vector`.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::{decode_elements, encode_count, parse_elements, write_elements};
use crate::types::ParseError;
use crate::types::wire::{BoxError, binary_format, into_value};

/// A vector of single-precision numbers: `vector` of pgvector.
///
/// The server takes 1 to 16000 of them, none of which is NaN or infinite.
///
/// ```
/// use pgdc::types::Vector;
///
/// let vector = Vector(vec![1.0, -2.5, 0.1]);
/// assert_eq!(vector.to_string(), "[1,-2.5,0.1]");
/// assert_eq!("[1, -2.5, 0.1]".parse(), Ok(vector));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vector(
    /// The elements.
    pub Vec<f32>,
);

impl From<Vec<f32>> for Vector {
    fn from(elements: Vec<f32>) -> Vector {
        Vector(elements)
    }
}

impl From<&[f32]> for Vector {
    fn from(elements: &[f32]) -> Vector {
        Vector(elements.to_vec())
    }
}

impl From<Vector> for Vec<f32> {
    fn from(vector: Vector) -> Vec<f32> {
        vector.0
    }
}

into_value!(Vector: Vec<f32>, &[f32]);

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_elements(f, self.0.iter().copied())
    }
}

impl FromStr for Vector {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Vector, ParseError> {
        let elements = parse_elements(text);
        elements.map(Vector).ok_or(ParseError::new("vector", "numbers, as in [1,2.5,3]"))
    }
}

/// "vector_send" and "vector_recv" in the extension's sources.
impl Vector {
    fn decode(raw: &mut &[u8]) -> Result<Vector, BoxError> {
        decode_elements(raw, |raw| raw.try_get_f32()).map(Vector)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        encode_count(self.0.len(), out)?;
        self.0.iter().for_each(|element| out.put_f32(*element));
        Ok(())
    }
}

binary_format!(Vector: extension "vector");
