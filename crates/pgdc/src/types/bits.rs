//! `bit` and `varbit`.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::ParseError;
use super::wire::{BoxError, binary_format, into_value};

/// A string of bits of any length: PostgreSQL's `bit(n)`, whose column fixes the length, and `varbit`.
///
/// It orders as PostgreSQL's do: by the first bit that differs; of two that only differ in trailing zeros
/// the longer is the greater.
///
/// ```
/// use pgdc::types::Bits;
///
/// let bits: Bits = "10101".parse().unwrap();
/// assert_eq!(bits, Bits::from(vec![true, false, true, false, true]));
/// assert_eq!(bits.to_string(), "10101");
/// assert_eq!((bits.len(), bits.get(1), bits.get(5)), (5, Some(false), None));
/// ```
// The order of the fields is the order of values.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Bits {
    /// The first bit is the highest of the first byte; what follows the last bit is zero.
    bytes: Vec<u8>,
    len: usize,
}

impl Bits {
    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none, which `varbit` alone allows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bit at `index`, counted from 0 at the left as the server's `get_bit` does.
    pub fn get(&self, index: usize) -> Option<bool> {
        (index < self.len).then(|| self.bytes[index / 8] & 0x80 >> (index % 8) != 0)
    }

    /// The bits from left to right.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = bool> {
        (0..self.len).map(|index| self.bytes[index / 8] & 0x80 >> (index % 8) != 0)
    }

    fn push(&mut self, bit: bool) {
        if self.len.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if bit {
            self.bytes[self.len / 8] |= 0x80 >> (self.len % 8);
        }
        self.len += 1;
    }
}

impl FromIterator<bool> for Bits {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Bits {
        let mut collected = Bits::default();
        bits.into_iter().for_each(|bit| collected.push(bit));
        collected
    }
}

impl From<&[bool]> for Bits {
    fn from(bits: &[bool]) -> Bits {
        bits.iter().copied().collect()
    }
}

impl From<Vec<bool>> for Bits {
    fn from(bits: Vec<bool>) -> Bits {
        bits.into_iter().collect()
    }
}

impl From<Bits> for Vec<bool> {
    fn from(bits: Bits) -> Vec<bool> {
        bits.iter().collect()
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|bit| f.write_str(if bit { "1" } else { "0" }))
    }
}

impl FromStr for Bits {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Bits, ParseError> {
        text.bytes()
            .map(|byte| match byte {
                b'0' => Ok(false),
                b'1' => Ok(true),
                _ => Err(ParseError::new("bit", "zeros and ones, as in 10101")),
            })
            .collect()
    }
}

/// "varbit_send" and "varbit_recv" in the server's sources, which `bit` shares: the number of bits, then
/// the bytes.
impl Bits {
    fn decode(raw: &mut &[u8]) -> Result<Bits, BoxError> {
        let len = usize::try_from(raw.try_get_i32()?)?;
        let size = len.div_ceil(8);
        if raw.len() < size {
            return Err(format!("{len} bits do not fit in {} bytes", raw.len()).into());
        }
        let mut bytes = raw[..size].to_vec();
        raw.advance(size);
        if let Some(last) = bytes.last_mut() {
            *last &= 0xFF << (size * 8 - len);
        }
        Ok(Bits { bytes, len })
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(self.len)?);
        out.put_slice(&self.bytes);
        Ok(())
    }
}

binary_format!(Bits: BIT, VARBIT);
into_value!(Bits: Vec<bool>, &[bool]);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{FromSql, Type};

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    fn bits(text: &str) -> Bits {
        text.parse().unwrap()
    }

    #[test]
    fn lengths_around_a_byte() {
        for len in 0..=17 {
            let text: String = (0..len).map(|n| if n % 3 == 0 { '1' } else { '0' }).collect();
            assert_eq!(bits(&text).to_string(), text);
            assert_eq!(bits(&text).len(), len);
            assert_eq!(Bits::from(Vec::<bool>::from(bits(&text))), bits(&text));
        }
    }

    #[test]
    fn the_order_is_that_of_the_server() {
        let ascending = ["", "0", "00", "000000000", "01", "010", "1", "10", "100000000", "11"];
        assert!(ascending.map(bits).is_sorted());
    }

    #[test]
    fn what_follows_the_last_bit_does_not_count() {
        assert_eq!(Bits::from_sql(&Type::VARBIT, &[0, 0, 0, 3, 0xFF]).unwrap(), bits("111"));
    }

    #[test]
    fn garbage_is_refused() {
        assert!("102".parse::<Bits>().is_err());
        let garbage: &[&[u8]] = &[
            &[0xFF; 4],
            &[0x7F, 0xFF, 0xFF, 0xFF],
            &[0, 0, 0, 9, 1],
            &[0, 0, 0, 8, 1, 2],
            &[0, 0, 0, 0, 1],
        ];
        assert_garbage_is_refused::<Bits>(&Type::VARBIT, garbage);
    }
}
