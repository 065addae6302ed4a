//! Values of base types, by the name of the type.

use super::Maker;
use crate::testing::check::Limits;

/// None where no value of the type is known.
pub(super) fn value(
    make: &mut Maker<'_>,
    name: &str,
    modifier: i32,
    limits: &Limits,
) -> Option<String> {
    let n = make.n;
    let small = if make.unique { n } else { make.rng.below(100) };
    Some(match name {
        "int2" => make.number(0, -32_768, 32_767, limits),
        "int4" | "serial" => make.number(0, i32::MIN.into(), i32::MAX.into(), limits),
        "int8" => make.number(0, i64::MIN.into(), i64::MAX.into(), limits),
        "oid" | "xid" | "cid" | "xid8" => make.number(0, 1, u32::MAX.into(), limits),
        "numeric" => {
            let (digits, scale) = precision(modifier);
            let most = 10_i128.pow(digits) - 1;
            make.number(scale, -most, most, limits)
        }
        "float4" | "float8" | "money" => make.number(2, -99_999_999_999, 99_999_999_999, limits),
        "bool" => {
            (if make.unique { n.is_multiple_of(2) } else { make.rng.below(2) == 0 }).to_string()
        }
        "date" => make.date(limits),
        "timestamp" => make.timestamp(limits),
        "timestamptz" => format!("{}+00", make.timestamp(limits)),
        "time" => make.time(),
        "timetz" => format!("{}+00", make.time()),
        "interval" => format!("{} minutes", small + 1),
        "text" | "citext" | "refcursor" => make.text(None, limits),
        "varchar" | "bpchar" => {
            let most = usize::try_from(modifier - 4).ok();
            make.text(most.filter(|_| modifier > 4), limits)
        }
        "name" => make.text(Some(63), limits),
        "char" => make.text(Some(1), limits),
        "uuid" => uuid(make),
        "bytea" => bytes(make, limits),
        "json" | "jsonb" => format!("{{\"value\": {small}}}"),
        "jsonpath" => "$.value".to_owned(),
        "xml" => format!("<value>{small}</value>"),
        "inet" => format!("192.0.2.{}", small % 256),
        "cidr" => format!("10.{}.{}.0/24", small / 256 % 256, small % 256),
        "macaddr" => format!("02:00:00:00:{:02x}:{:02x}", small / 256 % 256, small % 256),
        "macaddr8" => format!("02:00:00:ff:fe:00:{:02x}:{:02x}", small / 256 % 256, small % 256),
        "bit" => format!("{small:0width$b}", width = width(modifier))
            .chars()
            .rev()
            .take(width(modifier))
            .collect(),
        "varbit" => format!("{:b}", small % 2_u64.pow(width(modifier).min(16) as u32)),
        "point" => format!("({small},{small})"),
        "line" => format!("{{1,2,{small}}}"),
        "lseg" => format!("[({small},0),({small},1)]"),
        "box" => format!("({small},1),({small},0)"),
        "path" => format!("[({small},0),({small},1)]"),
        "polygon" => format!("(({small},0),({small},1),(0,1))"),
        "circle" => format!("<({small},0),1>"),
        "tsvector" => format!("'value':{}", small % 1000 + 1),
        "tsquery" => format!("'value{small}'"),
        "hstore" => format!("\"value\"=>\"{small}\""),
        "ltree" => format!("top.value{small}"),
        "lquery" => "top.*".to_owned(),
        "ltxtquery" => "top".to_owned(),
        "cube" => format!("({small},{small})"),
        "vector" | "halfvec" => format!("[{}]", vec![small.to_string(); width(modifier)].join(",")),
        "sparsevec" => format!("{{1:{}}}/{}", small + 1, width(modifier)),
        "geometry" | "geography" => geometry(modifier, small)?,
        "box2d" => "BOX(0 0,1 1)".to_owned(),
        "pg_lsn" => format!("0/{small:X}"),
        "pg_snapshot" | "txid_snapshot" => "10:20:10,14,15".to_owned(),
        "tid" => format!("(0,{})", small % 1000 + 1),
        "int2vector" | "oidvector" => "1 2".to_owned(),
        "regclass" => "pg_catalog.pg_class".to_owned(),
        "regtype" => "pg_catalog.int4".to_owned(),
        "regproc" => "pg_catalog.now".to_owned(),
        "regprocedure" => "pg_catalog.now()".to_owned(),
        "regoper" => "pg_catalog.||/".to_owned(),
        "regoperator" => "pg_catalog.+(integer,integer)".to_owned(),
        "regnamespace" => "pg_catalog".to_owned(),
        "regrole" => "-".to_owned(),
        "regconfig" => "pg_catalog.simple".to_owned(),
        "regdictionary" => "pg_catalog.simple".to_owned(),
        "regcollation" => "pg_catalog.\"C\"".to_owned(),
        // Of a type that nobody here has heard of, one of these may be a value.
        _ => {
            let tried = ["1", "a", "", "{}", "()", "[1]", "1.0", "(0,0)"];
            (*tried.get(make.attempt as usize % tried.len())?).to_owned()
        }
    })
}

/// The digits of a `numeric`, and how many of them stand after the point.
fn precision(modifier: i32) -> (u32, u32) {
    if modifier < 4 {
        return (14, 2);
    }
    let (digits, scale) = ((modifier - 4) >> 16 & 0xffff, (modifier - 4) & 0x7ff);
    // One that is negative, or larger than the number itself, is rare.
    let scale = if scale < 0x400 { scale } else { 0 };
    let shown = scale.clamp(0, 18);
    let digits = digits.clamp(1, 36 - shown) - (scale - shown);
    (digits.max(1).cast_unsigned(), shown.cast_unsigned())
}

/// The modifier of a type whose modifier is its length.
fn width(modifier: i32) -> usize {
    usize::try_from(modifier).ok().filter(|width| *width > 0).unwrap_or(8)
}

/// One of version 4.
fn uuid(make: &mut Maker<'_>) -> String {
    let (a, b) = (make.rng.next(), make.rng.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xfff,
        0x8000 | b >> 48 & 0x3fff,
        b & 0xffff_ffff_ffff
    )
}

fn bytes(make: &mut Maker<'_>, limits: &Limits) -> String {
    let most = limits.longest.unwrap_or(limits.shortest.max(16));
    let count = 16.clamp(limits.shortest.min(most), most);
    let bytes = (0..count).map(|_| format!("{:02x}", make.rng.below(256)));
    format!("\\x{}", bytes.collect::<String>())
}

/// As PostGIS packs the shape, its dimensions and its system into the modifier.
fn geometry(modifier: i32, n: u64) -> Option<String> {
    let (shape, srid) =
        if modifier < 0 { (1, 0) } else { (modifier >> 2 & 0x3f, modifier >> 8 & 0x1f_ffff) };
    let more = match modifier.max(0) & 3 {
        0 => "",
        3 => " 0 0",
        _ => " 0",
    };
    let mark = if modifier >= 0 && modifier & 3 == 1 { " M" } else { "" };
    let (x, y) = (n % 80, n % 70);
    let at = |dx: u64, dy: u64| format!("{} {}{more}", x + dx, y + dy);
    let line = format!("({},{})", at(0, 0), at(1, 1));
    let ring = format!("(({},{},{},{}))", at(0, 0), at(0, 1), at(1, 1), at(0, 0));
    let text = match shape {
        0 | 1 => format!("POINT{mark} ({})", at(0, 0)),
        2 => format!("LINESTRING{mark} {line}"),
        3 => format!("POLYGON{mark} {ring}"),
        4 => format!("MULTIPOINT{mark} ({})", at(0, 0)),
        5 => format!("MULTILINESTRING{mark} ({line})"),
        6 => format!("MULTIPOLYGON{mark} ({ring})"),
        7 => format!("GEOMETRYCOLLECTION{mark} (POINT{mark} ({}))", at(0, 0)),
        13 => format!("POLYHEDRALSURFACE{mark} ({ring})"),
        15 => format!("TIN{mark} ({ring})"),
        _ => return None,
    };
    Some(if srid > 0 { format!("SRID={srid};{text}") } else { text })
}
