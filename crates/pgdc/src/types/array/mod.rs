//! Arrays of any shape.

#[cfg(test)]
mod tests;
mod text;

use std::ops::Index;

use bytes::{Buf, BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::wire::{BoxError, is_one_of, malformed, whole};
use super::{ConvertError, element};
use crate::IntoValue;
use crate::composite::base;

/// The most dimensions of an array ("MAXDIM" in the server's sources).
const MAX_DIMENSIONS: usize = 6;

/// One dimension of an [`Array`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Dimension {
    /// How many subscripts there are.
    pub length: usize,
    /// The first of them; 1 unless somebody chose otherwise.
    pub lower_bound: i32,
}

/// An array of any PostgreSQL type, as PostgreSQL has it: up to six dimensions, lower bounds other than
/// 1, and elements that may be NULL.
///
/// The type of an array column says nothing of its dimensions: each value may have others. An empty array
/// has none. For the ordinary case, one dimension from 1, `Vec<Option<T>>` does.
///
/// The text form is the server's, with elements by `Display` and `FromStr` of `T`. Two element types
/// differ: `bool` displays as `true`, which the server reads, and prints as `t`, which is not parsed; and
/// arrays of `box` have semicolons between their elements, see [`Array::to_text`].
///
/// ```
/// use pgdc::types::{Array, Dimension};
///
/// let grid: Array<i32> = "[0:1][1:2]={{1,2},{3,NULL}}".parse().unwrap();
/// assert_eq!(grid.dimensions()[0], Dimension { length: 2, lower_bound: 0 });
/// assert_eq!(grid[[1, 1]], Some(3));
/// assert_eq!(grid[[1, 2]], None);
/// assert_eq!(grid.get(&[2, 1]), None);
/// assert_eq!(Array::from(vec![1, 2]).to_string(), "{1,2}");
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Array<T> {
    dimensions: Vec<Dimension>,
    elements: Vec<Option<T>>,
}

impl<T> Array<T> {
    /// An array of these dimensions, outermost first, and its elements, the last subscript running
    /// fastest. Without elements it has no dimensions.
    ///
    /// # Errors
    /// There are more than six dimensions, a subscript is above `i32::MAX`, or the dimensions hold
    /// another number of elements.
    pub fn new(
        dimensions: Vec<Dimension>,
        elements: Vec<Option<T>>,
    ) -> Result<Array<T>, ConvertError> {
        let error = |message: String| Err(ConvertError::new(message));
        if dimensions.len() > MAX_DIMENSIONS {
            return error(format!(
                "{} dimensions are more than the {MAX_DIMENSIONS} of an array",
                dimensions.len()
            ));
        }
        for Dimension { length, lower_bound } in &dimensions {
            if i32::try_from(*length).ok().and_then(|n| lower_bound.checked_add(n)).is_none() {
                return error(format!("{length} subscripts from {lower_bound} exceed an integer"));
            }
        }
        let lengths = dimensions.iter().map(|dimension| dimension.length);
        let size = match dimensions.len() {
            0 => Some(0),
            _ => lengths.clone().try_fold(1, usize::checked_mul),
        };
        if size != Some(elements.len()) {
            let lengths: Vec<usize> = lengths.collect();
            return error(format!(
                "{} elements do not fill dimensions of {lengths:?}",
                elements.len()
            ));
        }
        if elements.is_empty() {
            return Ok(Array::default());
        }
        Ok(Array { dimensions, elements })
    }

    /// The dimensions, outermost first; none where the array is empty.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The elements, the last subscript running fastest. NULL is `None`.
    pub fn elements(&self) -> &[Option<T>] {
        &self.elements
    }

    /// The same, without the dimensions.
    pub fn into_elements(self) -> Vec<Option<T>> {
        self.elements
    }

    /// The element at a subscript for each dimension, counted from its lower bound; `None` outside of
    /// the array or where their number is not that of the dimensions.
    pub fn get(&self, subscripts: &[i32]) -> Option<&Option<T>> {
        if subscripts.len() != self.dimensions.len() {
            return None;
        }
        let mut at = 0;
        for (subscript, dimension) in subscripts.iter().zip(&self.dimensions) {
            let offset = i64::from(*subscript) - i64::from(dimension.lower_bound);
            let offset = usize::try_from(offset).ok().filter(|n| *n < dimension.length)?;
            at = at * dimension.length + offset;
        }
        self.elements.get(at)
    }

    fn one_dimensional(elements: Vec<Option<T>>) -> Array<T> {
        if elements.is_empty() {
            return Array::default();
        }
        let dimension = Dimension { length: elements.len(), lower_bound: 1 };
        Array { dimensions: vec![dimension], elements }
    }

    fn into_one_dimension(self) -> Result<Vec<Option<T>>, ConvertError> {
        match self.dimensions[..] {
            [] | [Dimension { lower_bound: 1, .. }] => Ok(self.elements),
            [Dimension { lower_bound, .. }] => Err(ConvertError::new(format!(
                "the array begins at {lower_bound}, which a Vec does not hold"
            ))),
            _ => {
                let lengths: Vec<_> = self.dimensions.iter().map(|d| d.length).collect();
                Err(ConvertError::new(format!(
                    "the array has dimensions of {lengths:?}, and a Vec holds one"
                )))
            }
        }
    }
}

impl<T> Default for Array<T> {
    fn default() -> Array<T> {
        Array { dimensions: Vec::new(), elements: Vec::new() }
    }
}

/// The element at a subscript for each dimension, as [`Array::get`]. NULL is `None`.
///
/// # Panics
/// Outside of the array, or where the number of subscripts is not that of the dimensions.
impl<T, const N: usize> Index<[i32; N]> for Array<T> {
    type Output = Option<T>;

    fn index(&self, subscripts: [i32; N]) -> &Option<T> {
        self.get(&subscripts).unwrap_or_else(|| panic!("{subscripts:?} is outside of the array"))
    }
}

impl<T> From<Vec<T>> for Array<T> {
    fn from(elements: Vec<T>) -> Array<T> {
        Array::one_dimensional(elements.into_iter().map(Some).collect())
    }
}

impl<T> From<Vec<Option<T>>> for Array<T> {
    fn from(elements: Vec<Option<T>>) -> Array<T> {
        Array::one_dimensional(elements)
    }
}

impl<T> TryFrom<Array<T>> for Vec<Option<T>> {
    type Error = ConvertError;

    fn try_from(array: Array<T>) -> Result<Vec<Option<T>>, ConvertError> {
        array.into_one_dimension()
    }
}

impl<T> TryFrom<Array<T>> for Vec<T> {
    type Error = ConvertError;

    fn try_from(array: Array<T>) -> Result<Vec<T>, ConvertError> {
        let elements = array.into_one_dimension()?;
        let all: Option<Vec<T>> = elements.into_iter().collect();
        all.ok_or(ConvertError::new("the array has an element that is NULL"))
    }
}

macro_rules! into_array {
    ($($from:ty),+) => {$(
        impl<T> IntoValue<Array<T>> for $from {
            fn into_value(self) -> Array<T> {
                self.into()
            }
        }

        impl<T> IntoValue<Option<Array<T>>> for $from {
            fn into_value(self) -> Option<Array<T>> {
                Some(self.into())
            }
        }
    )+};
}
into_array!(Vec<T>, Vec<Option<T>>);

fn member(ty: &Type) -> Option<&Type> {
    match base(ty).kind() {
        Kind::Array(member) => Some(member),
        _ => None,
    }
}

/// "array_send" and "array_recv" in the server's sources.
impl<T> Array<T> {
    fn decode<'a>(member: &Type, raw: &mut &'a [u8]) -> Result<Array<T>, BoxError>
    where
        T: FromSql<'a>,
    {
        let count = usize::try_from(raw.try_get_i32()?)?;
        let _has_nulls = raw.try_get_i32()?;
        let _member = raw.try_get_u32()?;
        if count > MAX_DIMENSIONS {
            return Err(format!("{count} dimensions are too many").into());
        }
        let mut dimensions = Vec::with_capacity(count);
        for _ in 0..count {
            let length = usize::try_from(raw.try_get_i32()?)?;
            dimensions.push(Dimension { length, lower_bound: raw.try_get_i32()? });
        }
        let mut elements = Vec::with_capacity(raw.len() / 8);
        while !raw.is_empty() {
            elements.push(element::next(member, raw)?);
        }
        Ok(Array::new(dimensions, elements)?)
    }

    fn encode(&self, member: &Type, out: &mut BytesMut) -> Result<(), BoxError>
    where
        T: ToSql,
    {
        out.put_i32(i32::try_from(self.dimensions.len())?);
        out.put_i32(self.elements.iter().any(Option::is_none).into());
        out.put_u32(member.oid());
        for Dimension { length, lower_bound } in &self.dimensions {
            out.put_i32(i32::try_from(*length)?);
            out.put_i32(*lower_bound);
        }
        for value in &self.elements {
            element::put(member, value, out)?;
        }
        Ok(())
    }
}

impl<'a, T: FromSql<'a>> FromSql<'a> for Array<T> {
    fn from_sql(ty: &Type, mut raw: &'a [u8]) -> Result<Self, BoxError> {
        let member = member(ty).ok_or_else(|| format!("type {ty} is no array"))?;
        Array::decode(member, &mut raw)
            .and_then(|value| whole(value, raw))
            .map_err(|error| malformed(ty, error))
    }

    /// Also `anyarray`, by which `crate::bounds` knows that lower bounds are kept.
    fn accepts(ty: &Type) -> bool {
        *ty == Type::ANYARRAY || member(ty).is_some_and(|member| T::accepts(base(member)))
    }
}

impl<T: ToSql> ToSql for Array<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        let member = member(ty).ok_or_else(|| format!("type {ty} is no array"))?;
        if self.dimensions.is_empty() && is_one_of(ty, &[Type::INT2_VECTOR, Type::OID_VECTOR]) {
            // "int2vectorrecv" wants one dimension, and "array_recv" leaves none to an empty array.
            return Err(format!("the server takes no empty {ty} as a parameter").into());
        }
        self.encode(member, out)?;
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        member(ty).is_some_and(|member| T::accepts(base(member)))
    }

    to_sql_checked!();
}
