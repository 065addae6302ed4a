//! `cube`, boxes of any number of dimensions.

use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};

use super::float::Float;
use super::scan::Scanner;
use super::wire::{BoxError, binary_format};
use super::{ConvertError, ParseError};

/// The most dimensions ("CUBE_MAX_DIM" in the extension's sources).
const MAX_DIMENSIONS: usize = 100;

/// A point or a box in up to 100 dimensions: `cube` of the extension of that name.
///
/// Equality is that of the numbers; the server also takes boxes for equal that differ in the order of
/// their corners or in dimensions that are zero.
///
/// ```
/// use pgdc::types::Cube;
///
/// let cube = Cube::new(vec![0.0, 0.0], vec![1.0, 2.5]).unwrap();
/// assert_eq!(cube.to_string(), "(0, 0),(1, 2.5)");
/// assert_eq!(Cube::point(vec![1.0]).unwrap().to_string(), "(1)");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cube {
    corner: Vec<f64>,
    /// None for a point.
    opposite: Option<Vec<f64>>,
}

impl Cube {
    /// The box between two opposite corners, or the point where they are equal.
    ///
    /// # Errors
    /// The corners differ in their number of dimensions, or have more than 100.
    pub fn new(corner: Vec<f64>, opposite: Vec<f64>) -> Result<Cube, ConvertError> {
        if corner.len() != opposite.len() {
            return Err(ConvertError::new(format!(
                "one corner has {} dimensions and the other {}",
                corner.len(),
                opposite.len()
            )));
        }
        let is_point = corner == opposite;
        Ok(Cube { opposite: (!is_point).then_some(opposite), ..Cube::point(corner)? })
    }

    /// A point.
    ///
    /// # Errors
    /// It has more than 100 dimensions.
    pub fn point(coordinates: Vec<f64>) -> Result<Cube, ConvertError> {
        if coordinates.len() > MAX_DIMENSIONS {
            return Err(ConvertError::new(format!(
                "{} dimensions are more than the {MAX_DIMENSIONS} of a cube",
                coordinates.len()
            )));
        }
        Ok(Cube { corner: coordinates, opposite: None })
    }

    /// One corner, or the point.
    pub fn corner(&self) -> &[f64] {
        &self.corner
    }

    /// The opposite corner; the same as the other for a point.
    pub fn opposite(&self) -> &[f64] {
        self.opposite.as_deref().unwrap_or(&self.corner)
    }
}

impl fmt::Display for Cube {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_corner(f, &self.corner)?;
        let Some(opposite) = &self.opposite else { return Ok(()) };
        f.write_str(",")?;
        write_corner(f, opposite)
    }
}

fn write_corner(f: &mut fmt::Formatter<'_>, coordinates: &[f64]) -> fmt::Result {
    f.write_str("(")?;
    for (index, coordinate) in coordinates.iter().enumerate() {
        write!(f, "{}{}", if index > 0 { ", " } else { "" }, Float(*coordinate))?;
    }
    f.write_str(")")
}

impl FromStr for Cube {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Cube, ParseError> {
        let read = |scanner: &mut Scanner<'_>| {
            let corner = corner(scanner)?;
            if scanner.skip(",") {
                return Cube::new(corner, self::corner(scanner)?).ok();
            }
            Cube::point(corner).ok()
        };
        Scanner::whole(text, read)
            .ok_or(ParseError::new("cube", "a point or two, as in (1, 2) or (0, 0),(1, 2)"))
    }
}

fn corner(scanner: &mut Scanner<'_>) -> Option<Vec<f64>> {
    let mut coordinates = Vec::new();
    scanner.expect("(")?;
    if scanner.peek() != Some(')') {
        coordinates.push(scanner.float()?);
        scanner.skip_spaces();
        while scanner.skip(",") {
            coordinates.push(scanner.float()?);
            scanner.skip_spaces();
        }
    }
    scanner.expect(")")?;
    Some(coordinates)
}

/// Set where the opposite corner is left out ("POINT_BIT" in the extension's sources).
const POINT: u32 = 1 << 31;

/// "cube_send" and "cube_recv" in the extension's sources.
impl Cube {
    fn decode(raw: &mut &[u8]) -> Result<Cube, BoxError> {
        let header = raw.try_get_u32()?;
        let count = usize::try_from(header & !POINT)?;
        if count > MAX_DIMENSIONS {
            return Err(format!("{count} dimensions are too many").into());
        }
        let mut corner =
            || (0..count).map(|_| Ok(raw.try_get_f64()?)).collect::<Result<Vec<f64>, BoxError>>();
        if header & POINT != 0 {
            return Ok(Cube::point(corner()?)?);
        }
        Ok(Cube::new(corner()?, corner()?)?)
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        let count = u32::try_from(self.corner.len())?;
        out.put_u32(if self.opposite.is_some() { count } else { count | POINT });
        for coordinate in self.corner.iter().chain(self.opposite.iter().flatten()) {
            out.put_f64(*coordinate);
        }
        Ok(())
    }
}

binary_format!(Cube: extension "cube");

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{Kind, Type};

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn texts() {
        for text in ["()", "(1)", "(1, -2)", "(1),(0)", "(0, NaN),(1e+20, Infinity)"] {
            assert_eq!(text.parse::<Cube>().unwrap().to_string(), text);
        }
        assert_eq!(" ( 1,2 ) , ( 1 , 2 ) ".parse(), Ok(Cube::point(vec![1.0, 2.0]).unwrap()));
        for text in ["", "1", "(1", "(1,)", "(1),(1,2)", "(1)(2)", "(1),"] {
            assert!(text.parse::<Cube>().is_err(), "{text}");
        }
        assert!(Cube::point(vec![0.0; 101]).is_err());
    }

    #[test]
    fn garbage_is_refused() {
        let cube = Type::new("cube".into(), 70_000, Kind::Simple, "public".into());
        let garbage: &[&[u8]] = &[
            b"",
            b"\0\0\0\x01\0\0\0\0\0\0\0\0",
            b"\x80\0\0\x01\0\0\0\0\0\0\0",
            b"\xFF\xFF\xFF\xFF",
            b"\x80\0\0\0\0",
        ];
        assert_garbage_is_refused::<Cube>(&cube, garbage);
    }
}
