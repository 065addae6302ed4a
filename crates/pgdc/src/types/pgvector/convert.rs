//! Conversions to and from the types of the pgvector crate.

use pgvector::{HalfVector, SparseVector};

use super::{HalfVec, SparseVec, Vector};
use crate::types::ConvertError;
use crate::types::wire::into_value;

impl From<pgvector::Vector> for Vector {
    fn from(vector: pgvector::Vector) -> Vector {
        Vector(vector.into())
    }
}

impl From<Vector> for pgvector::Vector {
    fn from(vector: Vector) -> pgvector::Vector {
        vector.0.into()
    }
}

impl From<HalfVector> for HalfVec {
    fn from(vector: HalfVector) -> HalfVec {
        HalfVec::from_bits(vector.as_slice().iter().map(|half| half.to_bits()).collect())
    }
}

impl From<HalfVec> for HalfVector {
    fn from(vector: HalfVec) -> HalfVector {
        HalfVector::from_f32_slice(&vector.to_vec())
    }
}

into_value!(Vector: pgvector::Vector);
into_value!(HalfVec: HalfVector);

impl TryFrom<SparseVector> for SparseVec {
    type Error = ConvertError;

    /// # Errors
    /// An index is out of range, or given twice.
    fn try_from(vector: SparseVector) -> Result<SparseVec, ConvertError> {
        let indices = vector.indices().iter().copied();
        SparseVec::new(vector.dimensions(), indices.zip(vector.values().iter().copied()))
    }
}

impl From<SparseVec> for SparseVector {
    fn from(vector: SparseVec) -> SparseVector {
        let elements = vector.elements().iter().map(|(index, element)| (index, element));
        SparseVector::from_map(elements, vector.dimensions())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        let vector = Vector(vec![1.0, -0.0]);
        assert_eq!(Vector::from(pgvector::Vector::from(vector.clone())), vector);
        let half = HalfVec::from_bits((0..0x7c00).collect());
        assert_eq!(HalfVec::from(HalfVector::from(half.clone())), half);
        let sparse = SparseVec::new(5, [(0, 1.0), (4, -2.5)]).unwrap();
        assert_eq!(SparseVec::try_from(SparseVector::from(sparse.clone())), Ok(sparse));
        let broken = SparseVector::from_map([(&9, &1.0)], 5);
        assert!(SparseVec::try_from(broken).is_err());
    }
}
