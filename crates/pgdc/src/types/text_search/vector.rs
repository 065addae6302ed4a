//! `tsvector`, a document for text search.

use std::collections::BTreeMap;
use std::fmt;

use bytes::{Buf, BufMut, BytesMut};

use super::{check_lexeme, next_lexeme, put_lexeme};
use crate::types::ConvertError;
use crate::types::wire::{BoxError, binary_format};

/// A document for text search: PostgreSQL's `tsvector`. Distinct lexemes, sorted by their bytes as on the
/// server, each with the positions at which it stands.
///
/// ```
/// use pgdc::types::{TsPosition, TsVector, TsWeight};
///
/// let mut document = TsVector::default();
/// document.insert("rat", [TsPosition::new(3, TsWeight::A).unwrap()]).unwrap();
/// document.insert("fat", []).unwrap();
/// assert_eq!(document.to_string(), "'fat' 'rat':3A");
/// assert_eq!("rat:3A fat".parse(), Ok(document));
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct TsVector(BTreeMap<String, Vec<TsPosition>>);

/// A place in a document, from 1 to 16,383, and its weight.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TsPosition {
    position: u16,
    weight: TsWeight,
}

/// How much a lexeme counts in a ranking, the most for `A`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TsWeight {
    /// The weight of what has none, which is not printed.
    #[default]
    D,
    /// Above `D`.
    C,
    /// Above `C`.
    B,
    /// The highest weight.
    A,
}

impl TsWeight {
    /// From the lowest, as the server numbers them from 0.
    pub(super) const ALL: [TsWeight; 4] = [TsWeight::D, TsWeight::C, TsWeight::B, TsWeight::A];

    pub(super) fn from_char(c: char) -> Option<TsWeight> {
        match c.to_ascii_uppercase() {
            'A' => Some(TsWeight::A),
            'B' => Some(TsWeight::B),
            'C' => Some(TsWeight::C),
            'D' => Some(TsWeight::D),
            _ => None,
        }
    }
}

impl fmt::Display for TsWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl TsPosition {
    /// A place in a document.
    ///
    /// # Errors
    /// The position is 0 or above 16,383. The server lowers those above when it makes a document.
    pub fn new(position: u16, weight: TsWeight) -> Result<TsPosition, ConvertError> {
        if !(1..1 << WEIGHT_SHIFT).contains(&position) {
            return Err(ConvertError::new(format!("position {position} is not in 1 to 16383")));
        }
        Ok(TsPosition { position, weight })
    }

    /// The place, counted from 1.
    pub fn position(self) -> u16 {
        self.position
    }

    /// The weight.
    pub fn weight(self) -> TsWeight {
        self.weight
    }
}

/// The most positions of a lexeme ("MAXNUMPOS" in the server's sources, less the one that it drops).
const MAX_POSITIONS: usize = 255;

impl TsVector {
    /// Adds a lexeme, or positions to one that is there. Of two weights at one position the higher stays.
    ///
    /// # Errors
    /// The lexeme is empty, longer than 2,046 bytes or contains the character 0, or it would have more
    /// than 255 positions.
    pub fn insert(
        &mut self,
        lexeme: impl Into<String>,
        positions: impl IntoIterator<Item = TsPosition>,
    ) -> Result<(), ConvertError> {
        let lexeme = lexeme.into();
        check_lexeme(&lexeme)?;
        let mut all: Vec<TsPosition> = self.positions(&lexeme).unwrap_or_default().to_vec();
        all.extend(positions);
        all.sort_unstable_by_key(|place| (place.position, std::cmp::Reverse(place.weight)));
        all.dedup_by_key(|place| place.position);
        if all.len() > MAX_POSITIONS {
            return Err(ConvertError::new(format!(
                "{} positions are more than the {MAX_POSITIONS} of a lexeme",
                all.len()
            )));
        }
        self.0.insert(lexeme, all);
        Ok(())
    }

    /// The lexemes in order, each with its positions in order.
    pub fn lexemes(&self) -> impl Iterator<Item = (&str, &[TsPosition])> {
        self.0.iter().map(|(lexeme, positions)| (lexeme.as_str(), positions.as_slice()))
    }

    /// The positions of a lexeme; none if the document does not hold it.
    pub fn positions(&self, lexeme: &str) -> Option<&[TsPosition]> {
        self.0.get(lexeme).map(Vec::as_slice)
    }
}

/// A position has 14 bits; its weight stands above them.
const WEIGHT_SHIFT: u16 = 14;

/// "tsvectorsend" and "tsvectorrecv" in the server's sources.
impl TsVector {
    fn decode(raw: &mut &[u8]) -> Result<TsVector, BoxError> {
        let mut vector = TsVector::default();
        for _ in 0..raw.try_get_u32()? {
            let lexeme = next_lexeme(raw)?;
            let mut positions = Vec::new();
            for _ in 0..raw.try_get_u16()? {
                let bits = raw.try_get_u16()?;
                let weight = TsWeight::ALL[usize::from(bits >> WEIGHT_SHIFT)];
                positions.push(TsPosition::new(bits & ((1 << WEIGHT_SHIFT) - 1), weight)?);
            }
            vector.insert(lexeme, positions)?;
        }
        Ok(vector)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(self.0.len())?);
        for (lexeme, positions) in self.lexemes() {
            put_lexeme(lexeme, out);
            out.put_u16(u16::try_from(positions.len())?);
            for place in positions {
                out.put_u16((place.weight as u16) << WEIGHT_SHIFT | place.position);
            }
        }
        Ok(())
    }
}

binary_format!(TsVector: TS_VECTOR);
