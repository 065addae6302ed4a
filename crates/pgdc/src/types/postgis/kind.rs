//! The kinds of shapes, their numbers and their names.

/// What a shape is, by its number in EWKB ("WKB_…_TYPE" in the sources of PostGIS).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Point = 1,
    LineString = 2,
    Polygon = 3,
    MultiPoint = 4,
    MultiLineString = 5,
    MultiPolygon = 6,
    GeometryCollection = 7,
    CircularString = 8,
    CompoundCurve = 9,
    CurvePolygon = 10,
    MultiCurve = 11,
    MultiSurface = 12,
    PolyhedralSurface = 15,
    Tin = 16,
    Triangle = 17,
}

/// All of them, with their names in EWKT.
const KINDS: [(Kind, &str); 15] = [
    (Kind::Point, "POINT"),
    (Kind::LineString, "LINESTRING"),
    (Kind::Polygon, "POLYGON"),
    (Kind::MultiPoint, "MULTIPOINT"),
    (Kind::MultiLineString, "MULTILINESTRING"),
    (Kind::MultiPolygon, "MULTIPOLYGON"),
    (Kind::GeometryCollection, "GEOMETRYCOLLECTION"),
    (Kind::CircularString, "CIRCULARSTRING"),
    (Kind::CompoundCurve, "COMPOUNDCURVE"),
    (Kind::CurvePolygon, "CURVEPOLYGON"),
    (Kind::MultiCurve, "MULTICURVE"),
    (Kind::MultiSurface, "MULTISURFACE"),
    (Kind::PolyhedralSurface, "POLYHEDRALSURFACE"),
    (Kind::Tin, "TIN"),
    (Kind::Triangle, "TRIANGLE"),
];

impl Kind {
    pub(super) fn from_code(code: u32) -> Option<Kind> {
        KINDS.iter().find(|(kind, _)| *kind as u32 == code).map(|(kind, _)| *kind)
    }

    pub(super) fn from_name(name: &str) -> Option<Kind> {
        KINDS.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(kind, _)| *kind)
    }

    pub(super) fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Whether it takes parts of several kinds, and this one among them
    /// ("lwcollection_allows_subtype" in the sources of PostGIS).
    pub(super) fn takes(self, part: Kind) -> bool {
        use Kind::*;
        match self {
            GeometryCollection => true,
            CompoundCurve => matches!(part, LineString | CircularString),
            CurvePolygon | MultiCurve => {
                matches!(part, LineString | CircularString | CompoundCurve)
            }
            MultiSurface => matches!(part, Polygon | CurvePolygon),
            _ => false,
        }
    }

    /// The kind of part whose name EWKT leaves out.
    pub(super) fn unnamed_part(self) -> Option<Kind> {
        match self {
            Kind::CompoundCurve | Kind::CurvePolygon | Kind::MultiCurve => Some(Kind::LineString),
            Kind::MultiSurface => Some(Kind::Polygon),
            _ => None,
        }
    }
}
