//! `sparsevec`.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::expect_unused;
use crate::types::float::Real;
use crate::types::scan::Scanner;
use crate::types::wire::{BoxError, binary_format};
use crate::types::{ConvertError, ParseError};

/// A vector most of whose single-precision numbers are zero: `sparsevec` of pgvector.
///
/// Indices count from 0 here and in the binary format, and from 1 in the text. The server takes up to
/// 10⁹ dimensions and 16000 elements, none of which is NaN or infinite.
///
/// ```
/// use pgdc::types::SparseVec;
///
/// let vector = SparseVec::new(5, [(0, 1.0), (2, 2.5)]).unwrap();
/// assert_eq!(vector.to_string(), "{1:1,3:2.5}/5");
/// assert_eq!("{1:1,3:2.5}/5".parse(), Ok(vector));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SparseVec {
    dimensions: i32,
    /// In the order of their indices, none of them zero.
    elements: Vec<(i32, f32)>,
}

impl SparseVec {
    /// The elements by their indices, from 0, in any order. Zeros are left out.
    ///
    /// # Errors
    /// An index is negative, not below the number of dimensions, or given twice.
    pub fn new(
        dimensions: i32,
        elements: impl IntoIterator<Item = (i32, f32)>,
    ) -> Result<SparseVec, ConvertError> {
        let mut elements: Vec<(i32, f32)> = elements.into_iter().collect();
        elements.sort_by_key(|(index, _)| *index);
        if elements.iter().any(|(index, _)| !(0..dimensions).contains(index)) {
            return Err(ConvertError::new(format!(
                "an index is out of range of {dimensions} dimensions"
            )));
        }
        if elements.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(ConvertError::new("an index is given twice"));
        }
        elements.retain(|(_, element)| *element != 0.0);
        Ok(SparseVec { dimensions, elements })
    }

    /// How many elements there are, zeros included.
    pub fn dimensions(&self) -> i32 {
        self.dimensions
    }

    /// The elements other than zero, in the order of their indices, which count from 0.
    pub fn elements(&self) -> &[(i32, f32)] {
        &self.elements
    }
}

impl fmt::Display for SparseVec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (n, (index, element)) in self.elements.iter().enumerate() {
            write!(f, "{}{}:{}", if n > 0 { "," } else { "" }, index + 1, Real(*element))?;
        }
        write!(f, "}}/{}", self.dimensions)
    }
}

impl FromStr for SparseVec {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<SparseVec, ParseError> {
        Scanner::whole(text, read)
            .ok_or(ParseError::new("sparsevec", "indices from 1 with numbers, as in {1:1,3:2.5}/5"))
    }
}

fn read(scanner: &mut Scanner<'_>) -> Option<SparseVec> {
    let mut elements = Vec::new();
    scanner.expect("{")?;
    while scanner.peek()? != '}' {
        if !elements.is_empty() {
            scanner.expect(",")?;
        }
        let index = integer(scanner)?;
        scanner.expect(":")?;
        elements.push((index.checked_sub(1)?, scanner.real()?));
        scanner.skip_spaces();
    }
    scanner.expect("}")?;
    scanner.expect("/")?;
    SparseVec::new(integer(scanner)?, elements).ok()
}

fn integer(scanner: &mut Scanner<'_>) -> Option<i32> {
    scanner.take_while(|c| c.is_ascii_digit() || c == '-').parse().ok()
}

/// "sparsevec_send" and "sparsevec_recv" in the extension's sources.
impl SparseVec {
    fn decode(raw: &mut &[u8]) -> Result<SparseVec, BoxError> {
        let dimensions = raw.try_get_i32()?;
        let count = usize::try_from(raw.try_get_u32()?)?;
        expect_unused(raw.try_get_u32()?)?;
        // A false count must not reserve memory.
        if count > raw.len() / 8 {
            return Err(format!("{count} elements in {} bytes", raw.len()).into());
        }
        let indices = (0..count).map(|_| raw.try_get_i32()).collect::<Result<Vec<_>, _>>()?;
        let numbers = (0..count).map(|_| raw.try_get_f32()).collect::<Result<Vec<_>, _>>()?;
        Ok(SparseVec::new(dimensions, indices.into_iter().zip(numbers))?)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(self.dimensions);
        out.put_i32(i32::try_from(self.elements.len())?);
        out.put_i32(0);
        self.elements.iter().for_each(|(index, _)| out.put_i32(*index));
        self.elements.iter().for_each(|(_, element)| out.put_f32(*element));
        Ok(())
    }
}

binary_format!(SparseVec: extension "sparsevec");
