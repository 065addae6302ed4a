//! What a geometry is made of.

use super::kind::Kind;
use crate::types::ConvertError;

/// How deep parts may be nested ("LW_PARSER_MAX_DEPTH" in the sources of PostGIS).
pub(super) const MAX_DEPTH: usize = 200;

/// Which coordinates the positions of a geometry have besides x and y.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Dimensions {
    /// A third coordinate in space.
    pub z: bool,
    /// A measure.
    pub m: bool,
}

impl Dimensions {
    /// x and y.
    pub const XY: Dimensions = Dimensions { z: false, m: false };
    /// x, y and z.
    pub const XYZ: Dimensions = Dimensions { z: true, m: false };
    /// x, y and a measure.
    pub const XYM: Dimensions = Dimensions { z: false, m: true };
    /// All four.
    pub const XYZM: Dimensions = Dimensions { z: true, m: true };

    /// How many coordinates a position has.
    pub(super) fn count(self) -> usize {
        2 + usize::from(self.z) + usize::from(self.m)
    }
}

/// A place in space.
///
/// ```
/// use pgdc::types::{Geometry, Position};
///
/// let position = Position::new(1.0, 2.0).with_z(3.0);
/// assert_eq!(Geometry::from(position).to_ewkt(), "POINT(1 2 3)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// The first coordinate; the longitude on the globe.
    pub x: f64,
    /// The second coordinate; the latitude on the globe.
    pub y: f64,
    /// The third coordinate in space.
    pub z: Option<f64>,
    /// The measure.
    pub m: Option<f64>,
}

impl Position {
    /// A position in the plane or on the globe.
    pub fn new(x: f64, y: f64) -> Position {
        Position { x, y, z: None, m: None }
    }

    /// The same with a third coordinate.
    pub fn with_z(self, z: f64) -> Position {
        Position { z: Some(z), ..self }
    }

    /// The same with a measure.
    pub fn with_m(self, m: f64) -> Position {
        Position { m: Some(m), ..self }
    }

    /// Which coordinates there are.
    pub fn dimensions(self) -> Dimensions {
        Dimensions { z: self.z.is_some(), m: self.m.is_some() }
    }

    /// The coordinates that there are, in the order of EWKB.
    pub(super) fn coordinates(self) -> impl Iterator<Item = f64> {
        [Some(self.x), Some(self.y), self.z, self.m].into_iter().flatten()
    }

    /// From as many coordinates as the dimensions ask for.
    pub(super) fn from_coordinates(
        dimensions: Dimensions,
        coordinates: impl IntoIterator<Item = f64>,
    ) -> Option<Position> {
        let mut coordinates = coordinates.into_iter();
        let mut position = Position::new(coordinates.next()?, coordinates.next()?);
        if dimensions.z {
            position.z = Some(coordinates.next()?);
        }
        if dimensions.m {
            position.m = Some(coordinates.next()?);
        }
        coordinates.next().is_none().then_some(position)
    }
}

/// The shapes of PostGIS (PostGIS manual, "Geometry Objects"). Those without positions or parts are empty.
///
/// The server asks more of them than this type does: that rings are closed, for example, and that the
/// pieces of a compound curve join.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// A point, or none.
    Point(Option<Position>),
    /// Straight lines from one position to the next.
    LineString(Vec<Position>),
    /// Rings: the outer one, then those of the holes.
    Polygon(Vec<Vec<Position>>),
    /// Points, each of which may be empty.
    MultiPoint(Vec<Option<Position>>),
    /// Line strings.
    MultiLineString(Vec<Vec<Position>>),
    /// Polygons, each with its rings.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
    /// Shapes of any kind.
    GeometryCollection(Vec<Shape>),
    /// Arcs, each by its start, a position on it, and its end, which is the start of the next.
    CircularString(Vec<Position>),
    /// Line strings and circular strings, end to end.
    CompoundCurve(Vec<Shape>),
    /// Rings that are line strings, circular strings or compound curves.
    CurvePolygon(Vec<Shape>),
    /// Line strings, circular strings and compound curves.
    MultiCurve(Vec<Shape>),
    /// Polygons and curve polygons.
    MultiSurface(Vec<Shape>),
    /// Polygons that share edges, each with its rings.
    PolyhedralSurface(Vec<Vec<Vec<Position>>>),
    /// Triangles that share edges, each with its four positions, the last like the first.
    Tin(Vec<Vec<Position>>),
    /// A triangle: four positions, the last like the first.
    Triangle(Vec<Position>),
}

impl Shape {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Shape::Point(_) => Kind::Point,
            Shape::LineString(_) => Kind::LineString,
            Shape::Polygon(_) => Kind::Polygon,
            Shape::MultiPoint(_) => Kind::MultiPoint,
            Shape::MultiLineString(_) => Kind::MultiLineString,
            Shape::MultiPolygon(_) => Kind::MultiPolygon,
            Shape::GeometryCollection(_) => Kind::GeometryCollection,
            Shape::CircularString(_) => Kind::CircularString,
            Shape::CompoundCurve(_) => Kind::CompoundCurve,
            Shape::CurvePolygon(_) => Kind::CurvePolygon,
            Shape::MultiCurve(_) => Kind::MultiCurve,
            Shape::MultiSurface(_) => Kind::MultiSurface,
            Shape::PolyhedralSurface(_) => Kind::PolyhedralSurface,
            Shape::Tin(_) => Kind::Tin,
            Shape::Triangle(_) => Kind::Triangle,
        }
    }

    /// Says no to what [`Geometry::new`](super::Geometry::new) must not hold.
    pub(super) fn check(&self, dimensions: Dimensions) -> Result<(), ConvertError> {
        let fits = |position: &Position| position.dimensions() == dimensions;
        if !self.all_parts(MAX_DEPTH, &|part, inner| part.kind().takes(inner.kind()))? {
            return Err(ConvertError::new("a geometry has a part of a kind that it does not take"));
        }
        if !self.all_positions(&fits) {
            return Err(ConvertError::new("a geometry has positions of different dimensions"));
        }
        Ok(())
    }

    /// Whether there is no position in it.
    pub(super) fn is_empty(&self) -> bool {
        self.all_positions(&|_| false)
    }

    /// Whether there is anything in it, be it empty itself.
    pub(super) fn has_items(&self) -> bool {
        match self {
            Shape::Point(point) => point.is_some(),
            Shape::MultiPoint(points) => !points.is_empty(),
            Shape::LineString(line) | Shape::CircularString(line) | Shape::Triangle(line) => {
                !line.is_empty()
            }
            Shape::Polygon(lines) | Shape::MultiLineString(lines) | Shape::Tin(lines) => {
                !lines.is_empty()
            }
            Shape::MultiPolygon(polygons) | Shape::PolyhedralSurface(polygons) => {
                !polygons.is_empty()
            }
            _ => !self.parts().is_empty(),
        }
    }

    /// Whether `wanted` says yes to every shape with each of the shapes right inside of it.
    fn all_parts(
        &self,
        depth: usize,
        wanted: &impl Fn(&Shape, &Shape) -> bool,
    ) -> Result<bool, ConvertError> {
        for part in self.parts() {
            let deeper = depth
                .checked_sub(1)
                .ok_or_else(|| ConvertError::new("a geometry is nested too deep"))?;
            if !wanted(self, part) || !part.all_parts(deeper, wanted)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The shapes that it is made of, where they can be of several kinds.
    fn parts(&self) -> &[Shape] {
        match self {
            Shape::GeometryCollection(parts)
            | Shape::CompoundCurve(parts)
            | Shape::CurvePolygon(parts)
            | Shape::MultiCurve(parts)
            | Shape::MultiSurface(parts) => parts,
            _ => &[],
        }
    }

    fn all_positions(&self, wanted: &impl Fn(&Position) -> bool) -> bool {
        match self {
            Shape::Point(point) => point.iter().all(wanted),
            Shape::MultiPoint(points) => points.iter().flatten().all(wanted),
            Shape::LineString(line) | Shape::CircularString(line) | Shape::Triangle(line) => {
                line.iter().all(wanted)
            }
            Shape::Polygon(lines) | Shape::MultiLineString(lines) | Shape::Tin(lines) => {
                lines.iter().flatten().all(wanted)
            }
            Shape::MultiPolygon(polygons) | Shape::PolyhedralSurface(polygons) => {
                polygons.iter().flatten().flatten().all(wanted)
            }
            _ => self.parts().iter().all(|part| part.all_positions(wanted)),
        }
    }
}
