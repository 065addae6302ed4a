//! EWKB (PostGIS manual, "OGC WKB and EWKB"; "lwgeom_to_wkb" and "lwgeom_from_wkb" in its sources).

use bytes::{Buf, BufMut, BytesMut};

use super::kind::Kind;
use super::shape::MAX_DEPTH;
use super::{Dimensions, Geometry, Position, Shape};
use crate::types::wire::BoxError;

/// Flags in the upper bits of the kind.
const HAS_Z: u32 = 0x8000_0000;
const HAS_M: u32 = 0x4000_0000;
const HAS_SRID: u32 = 0x2000_0000;

/// The first byte: whether the lowest byte of a number comes first.
const BIG_ENDIAN: u8 = 0;
const LITTLE_ENDIAN: u8 = 1;

impl Geometry {
    pub(super) fn decode(raw: &mut &[u8]) -> Result<Geometry, BoxError> {
        let (header, is_little) = Header::read(raw)?;
        let Header { kind, dimensions, srid } = header;
        let mut reader = Reader { raw, is_little, dimensions, srid, depth: 0 };
        let shape = reader.body(kind)?;
        Ok(Geometry::new(dimensions, shape)?.with_srid(srid.unwrap_or(0)))
    }

    pub(super) fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        let srid = Some(self.srid).filter(|srid| *srid != 0);
        Writer { out, dimensions: self.dimensions }.shape(&self.shape, srid)
    }
}

/// What every shape begins with.
struct Header {
    kind: Kind,
    dimensions: Dimensions,
    srid: Option<i32>,
}

impl Header {
    /// The header, and whether little-endian numbers follow.
    fn read(raw: &mut &[u8]) -> Result<(Header, bool), BoxError> {
        let is_little = match raw.try_get_u8()? {
            BIG_ENDIAN => false,
            LITTLE_ENDIAN => true,
            other => return Err(format!("{other} is no order of bytes").into()),
        };
        let mut number = || if is_little { raw.try_get_u32_le() } else { raw.try_get_u32() };
        let flags = number()?;
        let srid = match flags & HAS_SRID {
            0 => None,
            _ => Some(number()?.cast_signed()),
        };
        // ISO WKB, which the server reads as well, says the dimensions by thousands.
        let code = flags & !(HAS_Z | HAS_M | HAS_SRID);
        let iso = code / 1000;
        let kind = Kind::from_code(code % 1000).filter(|_| iso <= 3);
        let dimensions = Dimensions {
            z: flags & HAS_Z != 0 || matches!(iso, 1 | 3),
            m: flags & HAS_M != 0 || matches!(iso, 2 | 3),
        };
        let kind = kind.ok_or_else(|| format!("{code} is no kind of geometry"))?;
        Ok((Header { kind, dimensions, srid }, is_little))
    }
}

struct Reader<'r, 'a> {
    raw: &'r mut &'a [u8],
    /// That of the shape which is being read. Nothing of a shape follows the parts in it.
    is_little: bool,
    dimensions: Dimensions,
    srid: Option<i32>,
    depth: usize,
}

impl Reader<'_, '_> {
    /// What follows the header.
    fn body(&mut self, kind: Kind) -> Result<Shape, BoxError> {
        Ok(match kind {
            Kind::Point => Shape::Point(self.point()?),
            Kind::LineString => Shape::LineString(self.positions()?),
            Kind::Polygon => Shape::Polygon(self.rings()?),
            Kind::MultiPoint => Shape::MultiPoint(self.parts_of(Kind::Point, Self::point)?),
            Kind::MultiLineString => {
                Shape::MultiLineString(self.parts_of(Kind::LineString, Self::positions)?)
            }
            Kind::MultiPolygon => Shape::MultiPolygon(self.parts_of(Kind::Polygon, Self::rings)?),
            Kind::GeometryCollection => Shape::GeometryCollection(self.parts()?),
            Kind::CircularString => Shape::CircularString(self.positions()?),
            Kind::CompoundCurve => Shape::CompoundCurve(self.parts()?),
            Kind::CurvePolygon => Shape::CurvePolygon(self.parts()?),
            Kind::MultiCurve => Shape::MultiCurve(self.parts()?),
            Kind::MultiSurface => Shape::MultiSurface(self.parts()?),
            Kind::PolyhedralSurface => {
                Shape::PolyhedralSurface(self.parts_of(Kind::Polygon, Self::rings)?)
            }
            Kind::Tin => Shape::Tin(self.parts_of(Kind::Triangle, Self::triangle)?),
            Kind::Triangle => Shape::Triangle(self.triangle()?),
        })
    }

    /// Shapes of several kinds.
    fn parts(&mut self) -> Result<Vec<Shape>, BoxError> {
        if self.depth == MAX_DEPTH {
            return Err("it is nested too deep".into());
        }
        self.depth += 1;
        let parts = self.list(PART, |reader| {
            let kind = reader.part()?;
            reader.body(kind)
        })?;
        self.depth -= 1;
        Ok(parts)
    }

    /// Shapes of one kind.
    fn parts_of<T>(
        &mut self,
        wanted: Kind,
        body: impl Fn(&mut Self) -> Result<T, BoxError>,
    ) -> Result<Vec<T>, BoxError> {
        self.list(PART, |reader| match reader.part()? {
            kind if kind == wanted => body(reader),
            kind => Err(format!("{} where {} is expected", kind.name(), wanted.name()).into()),
        })
    }

    /// The header of a part.
    fn part(&mut self) -> Result<Kind, BoxError> {
        let (header, is_little) = Header::read(self.raw)?;
        self.is_little = is_little;
        if header.dimensions != self.dimensions {
            return Err("a part has other dimensions than the whole".into());
        }
        // The server writes it once, and reads it everywhere.
        if header.srid.is_some() && header.srid != self.srid {
            return Err("a part has another reference system than the whole".into());
        }
        Ok(header.kind)
    }

    /// The rings of a triangle are one or, if it is empty, none.
    fn triangle(&mut self) -> Result<Vec<Position>, BoxError> {
        let mut rings = self.rings()?;
        match rings.len() {
            0 | 1 => Ok(rings.pop().unwrap_or_default()),
            count => Err(format!("a triangle has {count} rings").into()),
        }
    }

    fn rings(&mut self) -> Result<Vec<Vec<Position>>, BoxError> {
        self.list(COUNT, Self::positions)
    }

    fn positions(&mut self) -> Result<Vec<Position>, BoxError> {
        self.list(8 * self.dimensions.count(), Self::position)
    }

    /// An empty point has NaN for all its coordinates.
    fn point(&mut self) -> Result<Option<Position>, BoxError> {
        let position = self.position()?;
        let is_empty = position.coordinates().all(f64::is_nan);
        Ok((!is_empty).then_some(position))
    }

    fn position(&mut self) -> Result<Position, BoxError> {
        let Dimensions { z, m } = self.dimensions;
        let mut number =
            || if self.is_little { self.raw.try_get_f64_le() } else { self.raw.try_get_f64() };
        let (x, y) = (number()?, number()?);
        let z = z.then(&mut number).transpose()?;
        let m = m.then(&mut number).transpose()?;
        Ok(Position { x, y, z, m })
    }

    /// A count, then as many items, each of which takes at least so many bytes: a false count reserves no
    /// memory.
    fn list<T>(
        &mut self,
        least: usize,
        item: impl Fn(&mut Self) -> Result<T, BoxError>,
    ) -> Result<Vec<T>, BoxError> {
        let count =
            if self.is_little { self.raw.try_get_u32_le()? } else { self.raw.try_get_u32()? };
        let count = usize::try_from(count)?;
        if count > self.raw.len() / least {
            return Err(format!("{count} items in {} bytes", self.raw.len()).into());
        }
        (0..count).map(|_| item(self)).collect()
    }
}

/// The bytes of a count.
const COUNT: usize = 4;
/// The bytes of an empty part: order, kind and count.
const PART: usize = 1 + 4 + COUNT;

/// Writes little-endian numbers, as nearly every server does.
struct Writer<'o> {
    out: &'o mut BytesMut,
    dimensions: Dimensions,
}

impl Writer<'_> {
    /// A shape with its header; parts have no reference system of their own.
    fn shape(&mut self, shape: &Shape, srid: Option<i32>) -> Result<(), BoxError> {
        self.header(shape.kind(), srid);
        match shape {
            Shape::Point(point) => self.point(*point),
            Shape::LineString(line) | Shape::CircularString(line) => self.positions(line),
            Shape::Polygon(rings) => self.list(rings, |out, ring| out.positions(ring)),
            Shape::MultiPoint(points) => {
                self.parts_of(Kind::Point, points, |out, point| out.point(*point))
            }
            Shape::MultiLineString(lines) => {
                self.parts_of(Kind::LineString, lines, |out, line| out.positions(line))
            }
            Shape::MultiPolygon(polygons) | Shape::PolyhedralSurface(polygons) => {
                self.parts_of(Kind::Polygon, polygons, |out, rings| {
                    out.list(rings, |out, ring| out.positions(ring))
                })
            }
            Shape::GeometryCollection(parts)
            | Shape::CompoundCurve(parts)
            | Shape::CurvePolygon(parts)
            | Shape::MultiCurve(parts)
            | Shape::MultiSurface(parts) => self.list(parts, |out, part| out.shape(part, None)),
            Shape::Tin(triangles) => {
                self.parts_of(Kind::Triangle, triangles, |out, ring| out.triangle(ring))
            }
            Shape::Triangle(ring) => self.triangle(ring),
        }
    }

    fn header(&mut self, kind: Kind, srid: Option<i32>) {
        let flag = |is_set: bool, flag| if is_set { flag } else { 0 };
        let Dimensions { z, m } = self.dimensions;
        let flags = flag(z, HAS_Z) | flag(m, HAS_M) | flag(srid.is_some(), HAS_SRID);
        self.out.put_u8(LITTLE_ENDIAN);
        self.out.put_u32_le(kind as u32 | flags);
        if let Some(srid) = srid {
            self.out.put_i32_le(srid);
        }
    }

    fn parts_of<T>(
        &mut self,
        kind: Kind,
        parts: &[T],
        body: impl Fn(&mut Self, &T) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        self.list(parts, |out, part| {
            out.header(kind, None);
            body(out, part)
        })
    }

    fn triangle(&mut self, ring: &[Position]) -> Result<(), BoxError> {
        let rings: &[&[Position]] = if ring.is_empty() { &[] } else { &[ring] };
        self.list(rings, |out, ring| out.positions(ring))
    }

    fn positions(&mut self, positions: &[Position]) -> Result<(), BoxError> {
        self.list(positions, |out, position| out.point(Some(*position)))
    }

    fn point(&mut self, point: Option<Position>) -> Result<(), BoxError> {
        match point {
            Some(position) => position.coordinates().for_each(|number| self.out.put_f64_le(number)),
            None => (0..self.dimensions.count()).for_each(|_| self.out.put_f64_le(f64::NAN)),
        }
        Ok(())
    }

    fn list<T>(
        &mut self,
        items: &[T],
        item: impl Fn(&mut Self, &T) -> Result<(), BoxError>,
    ) -> Result<(), BoxError> {
        self.out.put_u32_le(u32::try_from(items.len())?);
        items.iter().try_for_each(|part| item(self, part))
    }
}
