//! Geometric types (PostgreSQL manual, "Geometric Types").

mod circle;
mod line;
mod lseg;
mod path;
mod pg_box;
mod point;
mod polygon;
#[cfg(test)]
mod tests;

use bytes::{Buf, BufMut, BytesMut};

pub use circle::Circle;
pub use line::Line;
pub use lseg::Lseg;
pub use path::Path;
pub use pg_box::PgBox;
pub use point::Point;
pub use polygon::Polygon;

use super::scan::Scanner;
use super::wire::BoxError;

/// Points with commas between them, at least one.
fn read_points(scanner: &mut Scanner<'_>) -> Option<Vec<Point>> {
    let mut points = vec![Point::read(scanner)?];
    while scanner.skip(",") {
        points.push(Point::read(scanner)?);
    }
    Some(points)
}

fn write_points(f: &mut std::fmt::Formatter<'_>, points: &[Point]) -> std::fmt::Result {
    for (index, point) in points.iter().enumerate() {
        write!(f, "{}{point}", if index > 0 { "," } else { "" })?;
    }
    Ok(())
}

/// The number of points, then the points.
fn decode_points(raw: &mut &[u8]) -> Result<Vec<Point>, BoxError> {
    let count = raw.try_get_u32()?;
    if count == 0 {
        return Err("there must be a point".into());
    }
    // A false count must not reserve memory.
    let mut points = Vec::with_capacity(raw.len() / 16);
    for _ in 0..count {
        points.push(Point::decode(raw)?);
    }
    Ok(points)
}

fn encode_points(points: &[Point], out: &mut BytesMut) -> Result<(), BoxError> {
    if points.is_empty() {
        return Err("there must be a point".into());
    }
    out.put_i32(i32::try_from(points.len())?);
    points.iter().try_for_each(|point| point.encode(out))
}
