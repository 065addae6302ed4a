//! Values of the types of PostGIS.

/// A geometry that fits the modifier of its column ("TYPMOD_GET_…" in the sources of PostGIS: the measure
/// in the lowest bit, the third coordinate in the next, the kind in six, the reference system in 21).
pub(crate) fn geometry(modifier: Option<i32>, seed: usize) -> String {
    let modifier = modifier.unwrap_or(0);
    let (has_m, has_z) = (modifier & 1 != 0, modifier & 2 != 0);
    let (kind, srid) = ((modifier >> 2) & 0x3f, (modifier >> 8) & 0x1f_ffff);
    let at = |x: usize, y: usize| {
        let more = [has_z.then_some(" 3"), has_m.then_some(" 4")].map(Option::unwrap_or_default);
        format!("{}.1 {}{}", x + seed % 9, y, more.concat())
    };
    let dimensions = [has_z.then_some("Z"), has_m.then_some("M")].map(Option::unwrap_or_default);
    let dimensions = dimensions.concat();
    let point = at(0, 1);
    let line = format!("({},{},{})", at(0, 0), at(1, 1), at(2, 0));
    let ring = format!("({},{},{},{})", at(0, 0), at(1, 1), at(2, 0), at(0, 0));
    let shape = match kind {
        // Of any kind.
        0 => match seed % 3 {
            0 => format!("GEOMETRYCOLLECTION{dimensions}(POINT{dimensions}({point}))"),
            1 => format!("POLYGON{dimensions}({ring})"),
            _ => format!("POINT{dimensions} EMPTY"),
        },
        1 => format!("POINT{dimensions}({point})"),
        2 => format!("LINESTRING{dimensions}{line}"),
        3 => format!("POLYGON{dimensions}({ring})"),
        4 => format!("MULTIPOINT{dimensions}{line}"),
        5 => format!("MULTILINESTRING{dimensions}({line})"),
        6 => format!("MULTIPOLYGON{dimensions}(({ring}))"),
        7 => format!("GEOMETRYCOLLECTION{dimensions}(POINT{dimensions}({point}))"),
        8 => format!("CIRCULARSTRING{dimensions}{line}"),
        9 => format!("COMPOUNDCURVE{dimensions}({line})"),
        10 => format!("CURVEPOLYGON{dimensions}({ring})"),
        11 => format!("MULTICURVE{dimensions}({line},CIRCULARSTRING{dimensions}{line})"),
        12 => format!("MULTISURFACE{dimensions}(({ring}))"),
        13 => format!("POLYHEDRALSURFACE{dimensions}(({ring}))"),
        14 => format!("TRIANGLE{dimensions}({ring})"),
        _ => format!("TIN{dimensions}(({ring}))"),
    };
    format!("SRID={srid};{shape}")
}

/// One pixel without bands: its size and place in doubles, the reference system, width and height.
pub(crate) fn raster() -> String {
    let (zero, one) = ("0000000000000000", "000000000000F03F");
    let place = [one, one, zero, zero, zero, zero].concat();
    format!("0100000000{place}00000000{width}{height}", width = "0100", height = "0100")
}
