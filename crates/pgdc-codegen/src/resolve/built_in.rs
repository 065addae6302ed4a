//! The Rust types of PostgreSQL's own types and of those of its extensions.

use crate::code::{Type, quote};

use crate::Dates;
use crate::overrides::AskedFor;

/// A Rust type that holds the values of a PostgreSQL type as the server sends them.
pub(super) struct Native {
    pub(super) value: Type,
    /// What it names of `pgdc::types`.
    pub(super) imports: Vec<&'static str>,
    /// The features of pgdc that it needs.
    pub(super) features: Vec<&'static str>,
    pub(super) traits: Traits,
}

/// The module that own types are named with.
pub(crate) const TYPES: &str = "types";

/// The feature of pgdc behind which a name of `pgdc::types` is; none for one that is always there.
fn feature_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "Decimal" => "decimal",
        "Json" | "JsonOf" => "json",
        "Uuid" => "uuid",
        "Date" | "OffsetDateTime" | "PrimitiveDateTime" | "Time" => "time",
        "chrono" => "chrono",
        "jiff" => "jiff",
        "ipnet" => "ipnet",
        "geo_types" => "geo",
        "pgvector" => "pgvector",
        _ => return None,
    })
}

/// The traits of a Rust type that decide what can be derived for a type made of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Traits {
    pub(crate) is_copy: bool,
    /// `Eq` and `Hash`.
    pub(crate) is_eq: bool,
    /// `Ord`, and a text form that people read: `Display` and `FromStr`.
    pub(crate) is_plain: bool,
}

impl Traits {
    /// Numbers and the like, which keys are mostly made of.
    const PLAIN: Traits = Traits { is_copy: true, is_eq: true, is_plain: true };
    pub(super) const TEXT: Traits = Traits { is_copy: false, ..Traits::PLAIN };
    pub(super) const COPIED: Traits = Traits { is_plain: false, ..Traits::PLAIN };
    pub(super) const OWNED: Traits = Traits { is_copy: false, ..Traits::COPIED };
    /// What both have.
    pub(super) fn both(self, other: Traits) -> Traits {
        Traits {
            is_copy: self.is_copy && other.is_copy,
            is_eq: self.is_eq && other.is_eq,
            is_plain: self.is_plain && other.is_plain,
        }
    }

    const FLOAT: Traits = Traits { is_eq: false, ..Traits::COPIED };
    const OWNED_FLOAT: Traits = Traits { is_eq: false, ..Traits::OWNED };
}

impl Native {
    pub(super) fn new(value: Type, traits: Traits) -> Self {
        Native { value: value.kept(), imports: Vec::new(), features: Vec::new(), traits }
    }

    /// A type that the configuration asks for, of which nothing is known.
    pub(super) fn asked_for(asked_for: AskedFor<'_>) -> Self {
        let value = asked_for.value;
        let text = value.to_string();
        let of_pgdc = text.split("pgdc :: types :: ").skip(1);
        let names = of_pgdc.filter_map(|rest| rest.split(' ').next());
        let features = names.filter_map(feature_of).collect();
        Native { features, ..Native::new(value.clone(), Traits::OWNED_FLOAT) }
    }

    /// A type that `pgdc::types` has from elsewhere, which is named by its own name.
    fn popular(name: &'static str, traits: Traits) -> Self {
        let ident = crate::ident::ident(name);
        Native::of_crate(name, quote!(#ident), traits)
    }

    /// A type of a crate that `pgdc::types` has under its name, or the type `name` itself.
    fn of_crate(name: &'static str, value: Type, traits: Traits) -> Self {
        let features = feature_of(name).into_iter().collect();
        Native { value: value.kept(), imports: vec![name], features, traits }
    }

    /// A type of `pgdc::types`' own, which is named with its module: tables may well be called `path` or
    /// `snapshot`.
    fn own(name: &str, traits: Traits) -> Self {
        let ident = crate::ident::ident(name);
        Native { imports: vec![TYPES], ..Native::new(quote!(types::#ident), traits) }
    }

    /// One of those with this type for its elements.
    pub(super) fn own_of(name: &str, element: Native) -> Self {
        let ident = crate::ident::ident(name);
        let mut native = element.inside(|value| quote!(types::#ident<#value>));
        native.imports.push(TYPES);
        native
    }

    /// As the element of another type.
    pub(super) fn inside(self, outer: impl FnOnce(Type) -> Type) -> Self {
        let traits = Traits { is_copy: false, is_plain: false, ..self.traits };
        Native { value: outer(self.value).kept(), traits, ..self }
    }
}

/// The types of `pg_catalog`; what is not listed travels as text.
pub(super) fn built_in(name: &str, modifier: Option<i32>, dates: Dates) -> Option<Native> {
    let native = |value: Type, traits| Some(Native::new(value, traits));
    let popular = |name, traits| Some(Native::popular(name, traits));
    let own = |name, traits| Some(Native::own(name, traits));
    let of = |name, element| Some(Native::own_of(name, built_in(element, None, dates)?));
    match name {
        "bool" => native(quote!(bool), Traits::COPIED),
        "int2" => native(quote!(i16), Traits::PLAIN),
        "int4" => native(quote!(i32), Traits::PLAIN),
        "int8" => native(quote!(i64), Traits::PLAIN),
        "oid" => native(quote!(u32), Traits::PLAIN),
        "float4" => native(quote!(f32), Traits::FLOAT),
        "float8" => native(quote!(f64), Traits::FLOAT),
        "text" | "varchar" | "bpchar" | "name" => native(quote!(String), Traits::TEXT),
        "bytea" => native(quote!(Vec<u8>), Traits::OWNED),
        "int2vector" => of("Array", "int2"),
        "oidvector" => of("Array", "oid"),

        // Any value of such a column fits, but for NaN.
        "numeric" if fits_decimal(modifier) => popular("Decimal", Traits::COPIED),
        "numeric" => own("Numeric", Traits::OWNED),
        "money" => own("Money", Traits::COPIED),
        "bit" | "varbit" => own("Bits", Traits::OWNED),
        "char" => own("Char", Traits::COPIED),

        "date" | "timestamp" | "timestamptz" => Some(date(name, dates)),
        "time" => own("TimeOfDay", Traits::COPIED),
        "timetz" => own("TimeTz", Traits::COPIED),
        "interval" => own("Interval", Traits::COPIED),

        "json" | "jsonb" => popular("Json", Traits::OWNED),
        "jsonpath" => own("JsonPath", Traits::OWNED),
        "xml" => own("Xml", Traits::OWNED),
        "tsvector" => own("TsVector", Traits::OWNED),
        "tsquery" => own("TsQuery", Traits::OWNED),

        "uuid" => popular("Uuid", Traits::PLAIN),
        "inet" => own("Inet", Traits::COPIED),
        "cidr" => own("Cidr", Traits::COPIED),
        "macaddr" => own("MacAddr", Traits::COPIED),
        "macaddr8" => own("MacAddr8", Traits::COPIED),

        "point" => own("Point", Traits::FLOAT),
        "line" => own("Line", Traits::FLOAT),
        "lseg" => own("Lseg", Traits::FLOAT),
        "box" => own("PgBox", Traits::FLOAT),
        "path" => own("Path", Traits::OWNED_FLOAT),
        "polygon" => own("Polygon", Traits::OWNED_FLOAT),
        "circle" => own("Circle", Traits::FLOAT),

        "int4range" => of("Range", "int4"),
        "int8range" => of("Range", "int8"),
        "numrange" => of("Range", "numeric"),
        "tsrange" => of("Range", "timestamp"),
        "tstzrange" => of("Range", "timestamptz"),
        "daterange" => of("Range", "date"),
        "int4multirange" => of("Multirange", "int4"),
        "int8multirange" => of("Multirange", "int8"),
        "nummultirange" => of("Multirange", "numeric"),
        "tsmultirange" => of("Multirange", "timestamp"),
        "tstzmultirange" => of("Multirange", "timestamptz"),
        "datemultirange" => of("Multirange", "date"),

        "pg_lsn" => own("Lsn", Traits::COPIED),
        "xid" => own("Xid", Traits::COPIED),
        "xid8" => own("Xid8", Traits::COPIED),
        "cid" => own("Cid", Traits::COPIED),
        "tid" => own("Tid", Traits::COPIED),
        "pg_snapshot" | "txid_snapshot" => own("Snapshot", Traits::OWNED),
        _ => None,
    }
}

/// `date`, `timestamp` or `timestamptz` as a type of the crate that the configuration asks for.
fn date(name: &str, dates: Dates) -> Native {
    let popular = |name| Native::popular(name, Traits::COPIED);
    let own = |name| Native::own(name, Traits::COPIED);
    let chrono = |value| Native::of_crate("chrono", value, Traits::COPIED);
    let jiff = |value| Native::of_crate("jiff", value, Traits::COPIED);
    match (dates, name) {
        (Dates::Time, "date") => popular("Date"),
        (Dates::Time, "timestamp") => popular("PrimitiveDateTime"),
        (Dates::Time, _) => popular("OffsetDateTime"),
        (Dates::Chrono, "date") => chrono(quote!(chrono::NaiveDate)),
        (Dates::Chrono, "timestamp") => chrono(quote!(chrono::NaiveDateTime)),
        (Dates::Chrono, _) => chrono(quote!(chrono::DateTime<chrono::Utc>)),
        (Dates::Jiff, "date") => jiff(quote!(jiff::civil::Date)),
        (Dates::Jiff, "timestamp") => jiff(quote!(jiff::civil::DateTime)),
        (Dates::Jiff, _) => jiff(quote!(jiff::Timestamp)),
        (Dates::Pgdc, "date") => own("PgDate"),
        (Dates::Pgdc, "timestamp") => own("PgTimestamp"),
        (Dates::Pgdc, _) => own("PgTimestamptz"),
    }
}

/// Whether `numeric(p, s)` has no more digits than a `Decimal` holds. The modifier has the precision in its
/// upper half and the scale, which may be negative, in its lower eleven bits (`numerictypmodin` in the
/// server's sources).
fn fits_decimal(modifier: Option<i32>) -> bool {
    const DIGITS: i32 = 28;
    modifier.is_some_and(|modifier| {
        let (precision, scale) = (((modifier - 4) >> 16) & 0xffff, (modifier - 4) & 0x7ff);
        precision <= DIGITS && scale <= precision
    })
}

/// The base types of extensions.
pub(super) fn of_extension(extension: &str, name: &str) -> Option<Native> {
    let own = |name| Some(Native::own(name, Traits::OWNED));
    let own_float = |name| Some(Native::own(name, Traits::OWNED_FLOAT));
    match (extension, name) {
        ("citext", "citext") => Some(Native::new(quote!(String), Traits::TEXT)),
        ("hstore", "hstore") => own("Hstore"),
        ("ltree", "ltree") => own("Ltree"),
        ("ltree", "lquery") => own("Lquery"),
        ("ltree", "ltxtquery") => own("Ltxtquery"),
        ("cube", "cube") => own_float("Cube"),
        ("postgis", "geometry" | "geography") => own_float("Geometry"),
        ("vector", "vector") => own_float("Vector"),
        ("vector", "halfvec") => own("HalfVec"),
        ("vector", "sparsevec") => own_float("SparseVec"),
        _ => None,
    }
}

/// The types that travel as text because they have no binary format, or one that means nothing.
pub(super) fn by_cast(schema: &str, extension: Option<&str>, name: &str) -> Option<Native> {
    let own = |name| Some(Native::own(name, Traits::OWNED));
    match (extension, name) {
        (None, "aclitem") => own("AclItem"),
        (None, "refcursor") => Some(Native::new(quote!(String), Traits::OWNED)),
        (None, _) if schema == "pg_catalog" && REG_TYPES.contains(&name) => own("RegName"),
        (Some("seg"), "seg") => own("Seg"),
        (Some("intarray"), "query_int") => own("QueryInt"),
        (Some("isn"), _) => own("Isn"),
        (Some("postgis"), "box2d") => own("Box2d"),
        (Some("postgis"), "box3d") => own("Box3d"),
        (Some("postgis"), "spheroid") => own("Spheroid"),
        // Before PostGIS 3 it was a part of postgis.
        (Some("postgis_raster" | "postgis"), "raster") => own("Raster"),
        _ => None,
    }
}

/// PostgreSQL manual, "Object Identifier Types".
const REG_TYPES: &[&str] = &[
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The base types of extensions that the server's own packages do not have, so that no fixture can be
    /// loaded that uses them; and those that only indexes use, which remain without a Rust type.
    #[test]
    fn types_of_extensions() {
        let rust = |extension, name| {
            let native =
                of_extension(extension, name).or_else(|| by_cast("public", Some(extension), name));
            native.map(|native| native.value.to_string().replace(' ', ""))
        };
        for (extension, name, expected) in [
            ("postgis", "geometry", "types::Geometry"),
            ("postgis", "geography", "types::Geometry"),
            ("postgis", "box2d", "types::Box2d"),
            ("postgis", "box3d", "types::Box3d"),
            ("postgis", "spheroid", "types::Spheroid"),
            ("postgis_raster", "raster", "types::Raster"),
            ("vector", "vector", "types::Vector"),
            ("vector", "halfvec", "types::HalfVec"),
            ("vector", "sparsevec", "types::SparseVec"),
        ] {
            assert_eq!(rust(extension, name).as_deref(), Some(expected));
            assert_eq!(rust("somebodys", name), None);
        }
        for (extension, name) in [("postgis", "gidx"), ("postgis", "box2df"), ("pg_trgm", "gtrgm")]
        {
            assert_eq!(rust(extension, name), None);
        }
    }

    #[test]
    fn a_key_of_numbers_that_may_be_nan_is_not_eq() {
        let is_eq =
            |extension, name| of_extension(extension, name).map(|native| native.traits.is_eq);
        assert_eq!(is_eq("postgis", "geometry"), Some(false));
        assert_eq!(is_eq("vector", "halfvec"), Some(true));
    }
}
