//! Writing EWKT ("lwgeom_to_wkt" in the sources of PostGIS).

use std::fmt::{self, Display, Formatter};

use super::{Dimensions, Geometry, Position, Shape};
use crate::types::float::Float;

impl Geometry {
    /// The text form for people: `SRID=4326;POINT(1 2)`.
    ///
    /// It is what `ST_AsEWKT` makes of it, but that every number has all its digits, as those of
    /// `double precision` have, and that what is empty and has a third coordinate says so:
    /// `POINT Z EMPTY`.
    pub fn to_ewkt(&self) -> String {
        let shape = Named { shape: &self.shape, dimensions: self.dimensions };
        match self.srid {
            0 => shape.to_string(),
            srid => format!("SRID={srid};{shape}"),
        }
    }
}

/// A shape with its name.
struct Named<'s> {
    shape: &'s Shape,
    dimensions: Dimensions,
}

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Named { shape, dimensions } = self;
        f.write_str(shape.kind().name())?;
        // A third and a fourth number say what they are; no number does not.
        f.write_str(match (dimensions.z, dimensions.m) {
            (false, true) => "M",
            (true, false) if shape.is_empty() => " Z",
            (true, true) if shape.is_empty() => " ZM",
            _ => "",
        })?;
        if !shape.has_items() {
            f.write_str(" ")?;
        }
        body(f, shape, *dimensions)
    }
}

fn body(f: &mut Formatter<'_>, shape: &Shape, dimensions: Dimensions) -> fmt::Result {
    match shape {
        Shape::Point(point) => list(f, point.as_slice(), position),
        Shape::LineString(line) | Shape::CircularString(line) => positions(f, line),
        Shape::Polygon(lines) | Shape::MultiLineString(lines) => rings(f, lines),
        Shape::MultiPoint(points) => list(f, points, |f, point| match point {
            Some(point) => position(f, point),
            None => f.write_str("EMPTY"),
        }),
        Shape::MultiPolygon(polygons) | Shape::PolyhedralSurface(polygons) => {
            list(f, polygons, |f, polygon| rings(f, polygon))
        }
        Shape::GeometryCollection(parts)
        | Shape::CompoundCurve(parts)
        | Shape::CurvePolygon(parts)
        | Shape::MultiCurve(parts)
        | Shape::MultiSurface(parts) => {
            list(f, parts, |f, part| match shape.kind().unnamed_part() == Some(part.kind()) {
                true => body(f, part, dimensions),
                false => Named { shape: part, dimensions }.fmt(f),
            })
        }
        Shape::Tin(triangles) => list(f, triangles, |f, ring| triangle(f, ring)),
        Shape::Triangle(ring) => triangle(f, ring),
    }
}

/// The list of one ring, or of none.
fn triangle(f: &mut Formatter<'_>, ring: &[Position]) -> fmt::Result {
    let rings: &[&[Position]] = if ring.is_empty() { &[] } else { &[ring] };
    list(f, rings, |f, ring| positions(f, ring))
}

fn rings(f: &mut Formatter<'_>, rings: &[Vec<Position>]) -> fmt::Result {
    list(f, rings, |f, ring| positions(f, ring))
}

fn positions(f: &mut Formatter<'_>, positions: &[Position]) -> fmt::Result {
    list(f, positions, position)
}

fn position(f: &mut Formatter<'_>, position: &Position) -> fmt::Result {
    for (index, number) in position.coordinates().enumerate() {
        write!(f, "{}{}", if index > 0 { " " } else { "" }, Float(number))?;
    }
    Ok(())
}

fn list<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    item: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if items.is_empty() {
        return f.write_str("EMPTY");
    }
    f.write_str("(")?;
    for (index, part) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        item(f, part)?;
    }
    f.write_str(")")
}
