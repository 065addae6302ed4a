//! Reading EWKT ("lwin_wkt_parse.y" in the sources of PostGIS).

use super::kind::Kind;
use super::shape::MAX_DEPTH;
use super::{Dimensions, Geometry, Position, Shape};
use crate::types::scan::Scanner;

impl Geometry {
    pub(super) fn from_ewkt(text: &str) -> Option<Geometry> {
        Scanner::whole(text, |scanner| {
            let srid = srid(scanner)?;
            let mut parser = Parser { scanner, dimensions: None, depth: 0 };
            let shape = parser.shape()?;
            let dimensions = parser.dimensions.unwrap_or_default();
            Some(Geometry::new(dimensions, shape).ok()?.with_srid(srid))
        })
    }
}

/// The number in `SRID=4326;`, or 0.
fn srid(scanner: &mut Scanner<'_>) -> Option<i32> {
    let mut ahead = *scanner;
    if !word(&mut ahead).eq_ignore_ascii_case("SRID") {
        return Some(0);
    }
    ahead.expect("=")?;
    let srid = ahead.take_while(|c| c.is_ascii_digit() || c == '-').parse().ok()?;
    ahead.expect(";")?;
    *scanner = ahead;
    Some(srid)
}

fn word<'t>(scanner: &mut Scanner<'t>) -> &'t str {
    scanner.skip_spaces();
    scanner.take_while(|c| c.is_ascii_alphabetic())
}

struct Parser<'s, 't> {
    scanner: &'s mut Scanner<'t>,
    /// Those of the whole; unknown before the first letters or position that tell.
    dimensions: Option<Dimensions>,
    depth: usize,
}

impl Parser<'_, '_> {
    /// A shape with its name.
    fn shape(&mut self) -> Option<Shape> {
        let name = word(self.scanner).to_ascii_uppercase();
        let (kind, dimensions) = named(&name)?;
        let dimensions = dimensions.or_else(|| self.dimensions_apart());
        if let Some(dimensions) = dimensions
            && *self.dimensions.get_or_insert(dimensions) != dimensions
        {
            return None;
        }
        self.body(kind)
    }

    /// The letters after the name, with a blank between, if there are any.
    fn dimensions_apart(&mut self) -> Option<Dimensions> {
        let mut ahead = *self.scanner;
        let dimensions = letters(&word(&mut ahead).to_ascii_uppercase())?;
        *self.scanner = ahead;
        Some(dimensions)
    }

    fn body(&mut self, kind: Kind) -> Option<Shape> {
        Some(match kind {
            Kind::Point => Shape::Point(self.point()?),
            Kind::LineString => Shape::LineString(self.positions()?),
            Kind::Polygon => Shape::Polygon(self.rings()?),
            Kind::MultiPoint => Shape::MultiPoint(self.list(Self::point_of_many)?),
            Kind::MultiLineString => Shape::MultiLineString(self.rings()?),
            Kind::MultiPolygon => Shape::MultiPolygon(self.list(Self::rings)?),
            Kind::GeometryCollection => Shape::GeometryCollection(self.parts(kind)?),
            Kind::CircularString => Shape::CircularString(self.positions()?),
            Kind::CompoundCurve => Shape::CompoundCurve(self.parts(kind)?),
            Kind::CurvePolygon => Shape::CurvePolygon(self.parts(kind)?),
            Kind::MultiCurve => Shape::MultiCurve(self.parts(kind)?),
            Kind::MultiSurface => Shape::MultiSurface(self.parts(kind)?),
            Kind::PolyhedralSurface => Shape::PolyhedralSurface(self.list(Self::rings)?),
            Kind::Tin => Shape::Tin(self.list(Self::triangle)?),
            Kind::Triangle => Shape::Triangle(self.triangle()?),
        })
    }

    /// Shapes of several kinds, where one of them may go without its name.
    fn parts(&mut self, of: Kind) -> Option<Vec<Shape>> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let parts = self.list(|parser| match of.unnamed_part() {
            Some(kind) if parser.is_unnamed() => parser.body(kind),
            _ => parser.shape(),
        })?;
        self.depth -= 1;
        Some(parts)
    }

    fn is_unnamed(&self) -> bool {
        let mut ahead = *self.scanner;
        matches!(word(&mut ahead).to_ascii_uppercase().as_str(), "" | "EMPTY")
    }

    fn rings(&mut self) -> Option<Vec<Vec<Position>>> {
        self.list(Self::positions)
    }

    fn triangle(&mut self) -> Option<Vec<Position>> {
        let mut rings = self.rings()?;
        let ring = rings.pop().unwrap_or_default();
        rings.is_empty().then_some(ring)
    }

    fn positions(&mut self) -> Option<Vec<Position>> {
        self.list(Self::position)
    }

    fn point(&mut self) -> Option<Option<Position>> {
        let mut positions = self.positions()?;
        let position = positions.pop();
        positions.is_empty().then_some(position)
    }

    /// A point of several, which may go without brackets.
    fn point_of_many(&mut self) -> Option<Option<Position>> {
        self.scanner.skip_spaces();
        match self.scanner.peek()? {
            '(' | 'E' | 'e' => self.point(),
            _ => self.position().map(Some),
        }
    }

    fn position(&mut self) -> Option<Position> {
        let mut numbers = Vec::with_capacity(4);
        while !matches!(self.scanner.peek(), None | Some(',' | ')')) {
            numbers.push(self.scanner.float()?);
            self.scanner.skip_spaces();
        }
        let told = match numbers.len() {
            2 => Dimensions::XY,
            3 => Dimensions::XYZ,
            _ => Dimensions::XYZM,
        };
        Position::from_coordinates(*self.dimensions.get_or_insert(told), numbers)
    }

    /// `EMPTY`, or items in brackets.
    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut ahead = *self.scanner;
        if word(&mut ahead).eq_ignore_ascii_case("EMPTY") {
            ahead.skip_spaces();
            *self.scanner = ahead;
            return Some(Vec::new());
        }
        self.scanner.expect("(")?;
        let mut items = vec![item(self)?];
        while self.scanner.skip(",") {
            self.scanner.skip_spaces();
            items.push(item(self)?);
        }
        self.scanner.expect(")")?;
        Some(items)
    }
}

/// The kind of a name, and the dimensions of the letters that follow it right away.
fn named(name: &str) -> Option<(Kind, Option<Dimensions>)> {
    if let Some(kind) = Kind::from_name(name) {
        return Some((kind, None));
    }
    ["ZM", "Z", "M"].iter().find_map(|suffix| {
        let kind = Kind::from_name(name.strip_suffix(suffix)?)?;
        Some((kind, letters(suffix)))
    })
}

fn letters(letters: &str) -> Option<Dimensions> {
    match letters {
        "Z" => Some(Dimensions::XYZ),
        "M" => Some(Dimensions::XYM),
        "ZM" => Some(Dimensions::XYZM),
        _ => None,
    }
}
