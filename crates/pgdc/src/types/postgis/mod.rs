//! `geometry` and `geography` of PostGIS.

mod ewkb;
mod ewkt;
mod ewkt_parse;
#[cfg(feature = "geo")]
mod geo;
mod hex;
mod kind;
mod shape;
#[cfg(test)]
mod tests;

pub use shape::{Dimensions, Position, Shape};

use crate::types::ConvertError;
use crate::types::wire::{binary_format, into_value};

/// A shape in space: `geometry` and `geography` of PostGIS, with nothing left out.
///
/// Its text form is the server's, EWKB in hexadecimal digits; [`to_ewkt`](Geometry::to_ewkt) is for people,
/// and [`FromStr`](std::str::FromStr) reads both.
///
/// Equality is that of the numbers, their order and the dimensions; the server's operator `=` differs for
/// `geography` and between versions of PostGIS.
///
/// ```
/// use pgdc::types::Geometry;
///
/// let berlin = Geometry::point(13.4, 52.5).with_srid(4326);
/// assert_eq!(berlin.to_string(), "0101000020E6100000CDCCCCCCCCCC2A400000000000404A40");
/// assert_eq!(berlin.to_ewkt(), "SRID=4326;POINT(13.4 52.5)");
/// assert_eq!("SRID=4326;POINT(13.4 52.5)".parse(), Ok(berlin));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    srid: i32,
    dimensions: Dimensions,
    shape: Shape,
}

impl Geometry {
    /// A shape whose positions have these dimensions, without a reference system. The dimensions are
    /// part of the value where there is no position, too.
    ///
    /// # Errors
    /// A position has other dimensions, a part is of a kind that its whole does not take (a polygon in a
    /// compound curve), or parts are nested more than 200 deep.
    pub fn new(dimensions: Dimensions, shape: Shape) -> Result<Geometry, ConvertError> {
        shape.check(dimensions)?;
        Ok(Geometry { srid: 0, dimensions, shape })
    }

    /// A point of the plane, or of the globe: longitude, then latitude.
    pub fn point(x: f64, y: f64) -> Geometry {
        Position::new(x, y).into()
    }

    /// The same in the reference system of this number in `spatial_ref_sys`, 1 to 999999; 0 for none.
    /// The coordinates stay as they are.
    ///
    /// The server takes a `geography` without one for 4326, longitude and latitude.
    pub fn with_srid(self, srid: i32) -> Geometry {
        Geometry { srid, ..self }
    }

    /// The number of the reference system, or 0 where it is not known, as `ST_SRID` has it.
    pub fn srid(&self) -> i32 {
        self.srid
    }

    /// Which coordinates every position has.
    pub fn dimensions(&self) -> Dimensions {
        self.dimensions
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The shape, without the reference system.
    pub fn into_shape(self) -> Shape {
        self.shape
    }
}

impl From<Position> for Geometry {
    fn from(position: Position) -> Geometry {
        let dimensions = position.dimensions();
        Geometry { srid: 0, dimensions, shape: Shape::Point(Some(position)) }
    }
}

binary_format!(Geometry: extension "geometry", "geography");
into_value!(Geometry: Position);
