//! Plausible values of every type, as SQL.

use pgdc_catalog::{Catalog, TypeKind, TypeRef};

use crate::spatial;

/// A value of the type, different for each `seed` where the type has so many; none where no value is
/// known.
pub(crate) fn value(catalog: &Catalog, used: &TypeRef, seed: usize) -> Option<String> {
    if used.dimensions > 0 {
        let element = TypeRef { dimensions: 0, sql: String::new(), ..used.clone() };
        let element = value(catalog, &element, seed)?;
        return Some(format!("ARRAY[{element}, NULL]::{}", used.sql));
    }
    if used.name.schema == "pg_catalog" {
        return built_in(used, seed);
    }
    let found = catalog.find_type(&used.name)?;
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let name = format!("{}.{}", quoted(&used.name.schema), quoted(&used.name.name));
    match &found.kind {
        TypeKind::Enum(labels) => {
            let label = labels.get(seed % labels.len().max(1))?;
            Some(format!("'{}'::{name}", label.replace('\'', "''")))
        }
        // Its CHECK asks for a place on the ground: of extension earthdistance.
        TypeKind::Domain { .. } if used.name.name == "earth" && found.extension.is_some() => {
            Some(format!("'(6378168,0,0)'::{name}"))
        }
        TypeKind::Domain { base, .. } => Some(format!("{}::{name}", value(catalog, base, seed)?)),
        TypeKind::Composite(fields) => {
            let field = |(n, field): (usize, &pgdc_catalog::Field)| match n % 3 {
                2 => Some("NULL".to_owned()),
                _ => value(catalog, &field.type_ref, seed),
            };
            let fields = fields.iter().enumerate().map(field).collect::<Option<Vec<_>>>()?;
            Some(format!("ROW({})::{name}", fields.join(", ")))
        }
        TypeKind::Range { .. } => Some(format!("'empty'::{name}")),
        TypeKind::Multirange { .. } => Some(format!("'{{}}'::{name}")),
        TypeKind::Base => {
            let text = match used.name.name.as_str() {
                "citext" => format!("CiText {seed}"),
                "hstore" => format!("a=>{seed}, b=>NULL"),
                "ltree" => format!("top.l{seed}"),
                "lquery" => "top.*".to_owned(),
                "ltxtquery" => "top & leaf".to_owned(),
                "cube" => format!("({seed}, 2, 3)"),
                "seg" => format!("{seed} .. 9"),
                "isbn" | "isbn13" => "978-0-393-04002-9".to_owned(),
                "issn" | "issn13" => "1436-4522".to_owned(),
                "ismn" | "ismn13" => "979-0-060-11561-5".to_owned(),
                "ean13" => "022-035648348-1".to_owned(),
                "upc" => "220356483481".to_owned(),
                "query_int" => "1&2".to_owned(),
                "geometry" | "geography" => spatial::geometry(used.modifier, seed),
                "box2d" => format!("BOX({seed} 2,30 4)"),
                "box3d" => format!("BOX3D({seed} 2 3,40 5 6)"),
                "spheroid" => "SPHEROID(\"GRS_1980\",6378137,298.257222101)".to_owned(),
                "raster" => spatial::raster(),
                "vector" | "halfvec" => {
                    let element = |n: usize| (n + seed).to_string();
                    format!("[{}]", (0..elements(used)).map(element).collect::<Vec<_>>().join(","))
                }
                "sparsevec" => format!("{{1:{}.5}}/{}", seed, elements(used)),
                _ => return None,
            };
            Some(format!("'{text}'::{name}"))
        }
    }
}

/// How many elements a vector of pgvector has.
fn elements(used: &TypeRef) -> usize {
    used.modifier.and_then(|modifier| usize::try_from(modifier).ok()).unwrap_or(3)
}

fn built_in(used: &TypeRef, seed: usize) -> Option<String> {
    let length = used.modifier.and_then(|modifier| usize::try_from(modifier - 4).ok());
    let text = match used.name.name.as_str() {
        "bool" => seed.is_multiple_of(2).to_string(),
        "int2" | "int4" | "int8" | "oid" | "float4" | "float8" | "xid" | "cid" | "xid8"
        | "money" => (seed + 1).to_string(),
        // The precision stands in the upper half of the modifier, the scale in the lower one.
        "numeric" => match used.modifier.map(|m| (m - 4) & 0x7ff) {
            Some(scale) if (1..=100).contains(&scale) => format!("0.{}", 1 + seed % 9),
            _ => (1 + seed % 9).to_string(),
        },
        "text" | "varchar" | "bpchar" | "name" => {
            let text = format!("{seed}é'\"\\ x");
            let text: String = text.chars().take(length.unwrap_or(63)).collect();
            return Some(format!("'{}'::{}", text.replace('\'', "''"), sql(used)));
        }
        "char" => "a".to_owned(),
        "bytea" => format!("\\x00ff{:02x}", seed % 256),
        "uuid" => format!("00000000-0000-0000-0000-{seed:012}"),
        "date" => format!("2024-02-{:02}", 1 + seed % 29),
        "time" => format!("23:59:59.{seed:06}"),
        "timetz" => format!("12:00:00.{seed:06}+05:30"),
        "timestamp" => format!("2024-02-29 12:00:00.{seed:06}"),
        "timestamptz" => format!("2024-02-29 12:00:00.{seed:06}+00"),
        "interval" => format!("1 mon {seed} days 00:00:03.5"),
        "json" | "jsonb" => format!("{{\"a\":[{seed},null,\"é\"]}}"),
        "jsonpath" => "$.\"a\"[*]".to_owned(),
        "xml" => format!("<a>{seed}</a>"),
        "inet" => format!("10.0.{}.1/8", seed % 256),
        "cidr" => format!("10.{}.0.0/16", seed % 256),
        "macaddr" => format!("08:00:2b:01:02:{:02x}", seed % 256),
        "macaddr8" => format!("08:00:2b:01:02:03:04:{:02x}", seed % 256),
        "bit" => "1".repeat(usize::try_from(used.modifier.unwrap_or(1)).unwrap_or(1)),
        "varbit" => {
            "101".chars().take(usize::try_from(used.modifier.unwrap_or(3)).unwrap_or(3)).collect()
        }
        "point" => format!("({seed},2)"),
        "line" => "{1,2,3}".to_owned(),
        "lseg" => "[(1,2),(3,4)]".to_owned(),
        "box" => "(3,4),(1,2)".to_owned(),
        "path" => "[(1,2),(3,4)]".to_owned(),
        "polygon" => "((1,2),(3,4),(5,6))".to_owned(),
        "circle" => "<(1,2),3>".to_owned(),
        "int4range" | "int8range" | "numrange" => format!("[{seed},{})", seed + 5),
        "tsrange" => "[2024-01-01 00:00,2024-02-01 00:00)".to_owned(),
        "tstzrange" => "[2024-01-01 00:00+00,)".to_owned(),
        "daterange" => "(,2024-02-01)".to_owned(),
        "int4multirange" | "int8multirange" | "nummultirange" => "{[1,3),[7,9)}".to_owned(),
        "tsmultirange" | "tstzmultirange" | "datemultirange" => "{}".to_owned(),
        "tsvector" => "'cat':1A 'dog':2,3".to_owned(),
        "tsquery" => "'cat' & ('dog' | !'cow')".to_owned(),
        "pg_lsn" => format!("16/{seed:X}"),
        "txid_snapshot" | "pg_snapshot" => "10:20:10,14".to_owned(),
        "tid" => format!("(0,{})", 1 + seed % 9),
        "regclass" => "pg_class".to_owned(),
        "regtype" => "integer".to_owned(),
        "regproc" => "now".to_owned(),
        "regprocedure" => "now()".to_owned(),
        "regoper" => "!~~".to_owned(),
        "regoperator" => "+(integer,integer)".to_owned(),
        "regrole" => "postgres".to_owned(),
        "regnamespace" => "pg_catalog".to_owned(),
        "regconfig" => "simple".to_owned(),
        "regdictionary" => "simple".to_owned(),
        "regcollation" => "\"C\"".to_owned(),
        "int2vector" | "oidvector" => "1 2".to_owned(),
        "refcursor" => "c".to_owned(),
        _ => return None,
    };
    Some(format!("'{}'::{}", text.replace('\'', "''"), sql(used)))
}

/// The type as SQL; without its text, which an element of an array lacks, by its quoted name.
fn sql(used: &TypeRef) -> String {
    match used.sql.is_empty() {
        true => format!("pg_catalog.\"{}\"", used.name.name),
        false => used.sql.clone(),
    }
}
