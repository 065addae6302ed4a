//! Conversions to and from the types of the geo-types crate.

use geo_types::{
    Coord, GeometryCollection, Line, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon, Rect, Triangle,
};

use super::{Dimensions, Geometry, Position, Shape};
use crate::types::ConvertError;
use crate::types::wire::into_value;

impl TryFrom<Geometry> for geo_types::Geometry<f64> {
    type Error = ConvertError;

    /// # Errors
    /// The geometry has a reference system, a third coordinate, a measure, an empty point, a ring that is
    /// not closed, or a curve or surface that geo-types does not have.
    fn try_from(geometry: Geometry) -> Result<geo_types::Geometry<f64>, ConvertError> {
        if geometry.srid != 0 {
            return Err(ConvertError::new(format!(
                "geo_types has no reference system, and the geometry is in {}; call with_srid(0) first",
                geometry.srid
            )));
        }
        if geometry.dimensions != Dimensions::XY {
            return Err(ConvertError::new(
                "geo_types has x and y alone, and the geometry has more",
            ));
        }
        shape(geometry.shape)
    }
}

fn shape(shape: Shape) -> Result<geo_types::Geometry<f64>, ConvertError> {
    Ok(match shape {
        Shape::Point(at) => point(at)?.into(),
        Shape::LineString(positions) => line(positions).into(),
        Shape::Polygon(rings) => polygon(rings)?.into(),
        Shape::MultiPoint(points) => MultiPoint(each(points, point)?).into(),
        Shape::MultiLineString(lines) => {
            MultiLineString(lines.into_iter().map(line).collect()).into()
        }
        Shape::MultiPolygon(polygons) => MultiPolygon(each(polygons, polygon)?).into(),
        Shape::GeometryCollection(parts) => {
            geo_types::Geometry::GeometryCollection(GeometryCollection(each(parts, self::shape)?))
        }
        Shape::Triangle(ring) => triangle(&ring)?.into(),
        other => {
            return Err(ConvertError::new(format!("geo_types has no {}", other.kind().name())));
        }
    })
}

fn each<S, T>(
    items: Vec<S>,
    convert: impl Fn(S) -> Result<T, ConvertError>,
) -> Result<Vec<T>, ConvertError> {
    items.into_iter().map(convert).collect()
}

fn coord(position: &Position) -> Coord<f64> {
    Coord { x: position.x, y: position.y }
}

fn point(position: Option<Position>) -> Result<Point<f64>, ConvertError> {
    let position = position.ok_or_else(|| ConvertError::new("geo_types has no empty point"))?;
    Ok(Point(coord(&position)))
}

fn line(positions: Vec<Position>) -> LineString<f64> {
    LineString(positions.iter().map(coord).collect())
}

fn polygon(rings: Vec<Vec<Position>>) -> Result<Polygon<f64>, ConvertError> {
    // A polygon of geo-types closes its rings, which adds a position.
    if rings.iter().any(|ring| ring.first() != ring.last()) {
        return Err(ConvertError::new("a ring is not closed"));
    }
    let mut rings = rings.into_iter().map(line);
    let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
    Ok(Polygon::new(outer, rings.collect()))
}

fn triangle(ring: &[Position]) -> Result<Triangle<f64>, ConvertError> {
    match ring {
        [a, b, c, end] if a == end => Ok(Triangle(coord(a), coord(b), coord(c))),
        _ => Err(ConvertError::new(
            "a triangle does not have four positions, the last like the first",
        )),
    }
}

/// Conversions of the parts: each into a geometry, and back where it is of that kind.
macro_rules! part {
    ($($name:ident => $shape:expr;)+) => {$(
        impl From<$name<f64>> for Geometry {
            fn from(part: $name<f64>) -> Geometry {
                let shape: fn($name<f64>) -> Shape = $shape;
                Geometry { srid: 0, dimensions: Dimensions::XY, shape: shape(part) }
            }
        }

        impl TryFrom<Geometry> for $name<f64> {
            type Error = ConvertError;

            fn try_from(geometry: Geometry) -> Result<$name<f64>, ConvertError> {
                let geometry = geo_types::Geometry::try_from(geometry)?;
                geometry.try_into().map_err(|error: geo_types::Error| ConvertError::new(error.to_string()))
            }
        }

        into_value!(Geometry: $name<f64>);
    )+};
}

part! {
    Point => |point| Shape::Point(Some(position(point.0)));
    LineString => |line| Shape::LineString(positions(line));
    Polygon => |polygon| Shape::Polygon(rings(polygon));
    MultiPoint => |points| {
        Shape::MultiPoint(points.into_iter().map(|point| Some(position(point.0))).collect())
    };
    MultiLineString => |lines| Shape::MultiLineString(lines.into_iter().map(positions).collect());
    MultiPolygon => |polygons| Shape::MultiPolygon(polygons.into_iter().map(rings).collect());
    Triangle => |triangle| {
        let [a, b, c] = triangle.to_array().map(position);
        Shape::Triangle(vec![a, b, c, a])
    };
}

impl From<geo_types::Geometry<f64>> for Geometry {
    /// A line becomes a line string of two positions, and a rectangle a polygon.
    fn from(geometry: geo_types::Geometry<f64>) -> Geometry {
        use geo_types::Geometry as Geo;
        match geometry {
            Geo::Point(point) => point.into(),
            Geo::Line(line) => line.into(),
            Geo::LineString(line) => line.into(),
            Geo::Polygon(polygon) => polygon.into(),
            Geo::MultiPoint(points) => points.into(),
            Geo::MultiLineString(lines) => lines.into(),
            Geo::MultiPolygon(polygons) => polygons.into(),
            Geo::GeometryCollection(parts) => parts.into(),
            Geo::Rect(rect) => rect.into(),
            Geo::Triangle(triangle) => triangle.into(),
        }
    }
}

impl From<Line<f64>> for Geometry {
    fn from(line: Line<f64>) -> Geometry {
        LineString::from(line).into()
    }
}

impl From<Rect<f64>> for Geometry {
    fn from(rect: Rect<f64>) -> Geometry {
        rect.to_polygon().into()
    }
}

impl From<GeometryCollection<f64>> for Geometry {
    fn from(parts: GeometryCollection<f64>) -> Geometry {
        let parts = parts.into_iter().map(|part| Geometry::from(part).shape).collect();
        Geometry { srid: 0, dimensions: Dimensions::XY, shape: Shape::GeometryCollection(parts) }
    }
}

into_value!(Geometry: geo_types::Geometry<f64>, Line<f64>, Rect<f64>, GeometryCollection<f64>);

fn position(coord: Coord<f64>) -> Position {
    Position::new(coord.x, coord.y)
}

fn positions(line: LineString<f64>) -> Vec<Position> {
    line.into_iter().map(position).collect()
}

/// None of a polygon that is empty, for which PostGIS has no rings at all.
fn rings(polygon: Polygon<f64>) -> Vec<Vec<Position>> {
    let (outer, holes) = polygon.into_inner();
    if outer.0.is_empty() && holes.is_empty() {
        return Vec::new();
    }
    std::iter::once(outer).chain(holes).map(positions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geo(ewkt: &str) -> Result<geo_types::Geometry<f64>, ConvertError> {
        geo_types::Geometry::try_from(ewkt.parse::<Geometry>().unwrap())
    }

    #[test]
    fn what_geo_types_has_comes_back() {
        for ewkt in [
            "POINT(1 2)",
            "LINESTRING EMPTY",
            "LINESTRING(0 0,1 1)",
            "POLYGON EMPTY",
            "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
            "MULTIPOINT(1 2,3 4)",
            "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
            "MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((5 5,6 5,6 6,5 5)))",
            "GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION EMPTY)",
            "TRIANGLE((0 0,0 9,9 0,0 0))",
        ] {
            assert_eq!(Geometry::from(geo(ewkt).unwrap()).to_ewkt(), ewkt);
        }
    }

    #[test]
    fn what_would_be_lost_is_an_error() {
        for (ewkt, message) in [
            ("SRID=4326;POINT(1 2)", "the geometry is in 4326; call with_srid(0) first"),
            ("POINT(1 2 3)", "x and y alone"),
            ("POINTM(1 2 3)", "x and y alone"),
            ("POINT EMPTY", "no empty point"),
            ("MULTIPOINT(1 2,EMPTY)", "no empty point"),
            ("POLYGON((0 0,4 0,4 4))", "not closed"),
            ("TRIANGLE EMPTY", "four positions"),
            ("CIRCULARSTRING(0 0,1 1,2 0)", "no CIRCULARSTRING"),
            ("GEOMETRYCOLLECTION(TIN EMPTY)", "no TIN"),
        ] {
            let error = geo(ewkt).unwrap_err().to_string();
            assert!(error.contains(message), "{ewkt}: {error}");
        }
    }

    #[test]
    fn parts_are_converted_by_themselves() {
        let point = Point::new(1.0, 2.0);
        assert_eq!(Geometry::from(point), Geometry::point(1.0, 2.0));
        assert_eq!(Point::try_from(Geometry::point(1.0, 2.0)), Ok(point));
        assert!(Polygon::try_from(Geometry::point(1.0, 2.0)).is_err());
        let rect = Rect::new((0.0, 0.0), (1.0, 2.0));
        assert!(Geometry::from(rect).to_ewkt().starts_with("POLYGON(("));
        let line = Line::new((0.0, 0.0), (1.0, 2.0));
        assert_eq!(Geometry::from(line).to_ewkt(), "LINESTRING(0 0,1 2)");
    }
}
