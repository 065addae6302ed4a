//! The Rust types of PostgreSQL's own types and of those of its extensions.

use syn::{Type, parse_quote};

/// A Rust type that holds the values of a PostgreSQL type as the server sends them.
pub(super) struct Native {
    pub(super) value: Type,
    /// The types under `pgdc::types` that it names.
    pub(super) imports: Vec<&'static str>,
    pub(super) traits: Traits,
}

/// The module that own types are named with.
pub(crate) const TYPES: &str = "types";

/// The traits of a Rust type that decide what can be derived for a key.
#[derive(Clone, Copy)]
pub(super) struct Traits {
    pub(super) is_copy: bool,
    /// `Eq` and `Hash`.
    pub(super) is_eq: bool,
}

impl Traits {
    pub(super) const COPIED: Traits = Traits { is_copy: true, is_eq: true };
    pub(super) const OWNED: Traits = Traits { is_copy: false, is_eq: true };
    const FLOAT: Traits = Traits { is_copy: true, is_eq: false };
    const OWNED_FLOAT: Traits = Traits { is_copy: false, is_eq: false };
}

impl Native {
    pub(super) fn new(value: Type, traits: Traits) -> Self {
        Native { value, imports: Vec::new(), traits }
    }

    /// A type that the configuration asks for, of which nothing is known.
    pub(super) fn asked_for(value: &Type) -> Self {
        Native::new(parse_quote!(#value), Traits { is_copy: false, is_eq: false })
    }

    /// A type that `pgdc::types` has from elsewhere, which is named by its own name.
    fn popular(name: &'static str, traits: Traits) -> Self {
        let ident = crate::ident::ident(name);
        Native { value: parse_quote!(#ident), imports: vec![name], traits }
    }

    /// A type of `pgdc::types`' own, which is named with its module: tables may well be called `path` or
    /// `snapshot`.
    fn own(name: &str, traits: Traits) -> Self {
        let ident = crate::ident::ident(name);
        Native { value: parse_quote!(types::#ident), imports: vec![TYPES], traits }
    }

    /// One of those with this type for its elements.
    pub(super) fn own_of(name: &str, element: Native) -> Self {
        let (ident, value) = (crate::ident::ident(name), element.value);
        let mut imports = element.imports;
        imports.push(TYPES);
        let traits = Traits { is_copy: false, ..element.traits };
        Native { value: parse_quote!(types::#ident<#value>), imports, traits }
    }

    /// As the element of another type.
    pub(super) fn inside(self, outer: impl FnOnce(Type) -> Type) -> Self {
        let traits = Traits { is_copy: false, ..self.traits };
        Native { value: outer(self.value), imports: self.imports, traits }
    }
}

/// The types of `pg_catalog`; what is not listed travels as text.
pub(super) fn built_in(name: &str, modifier: Option<i32>) -> Option<Native> {
    let native = |value: Type, traits| Some(Native::new(value, traits));
    let popular = |name, traits| Some(Native::popular(name, traits));
    let own = |name, traits| Some(Native::own(name, traits));
    let of = |name, element| Some(Native::own_of(name, built_in(element, None)?));
    match name {
        "bool" => native(parse_quote!(bool), Traits::COPIED),
        "int2" => native(parse_quote!(i16), Traits::COPIED),
        "int4" => native(parse_quote!(i32), Traits::COPIED),
        "int8" => native(parse_quote!(i64), Traits::COPIED),
        "oid" => native(parse_quote!(u32), Traits::COPIED),
        "float4" => native(parse_quote!(f32), Traits::FLOAT),
        "float8" => native(parse_quote!(f64), Traits::FLOAT),
        "text" | "varchar" | "bpchar" | "name" => native(parse_quote!(String), Traits::OWNED),
        "bytea" => native(parse_quote!(Vec<u8>), Traits::OWNED),
        "int2vector" => of("Array", "int2"),
        "oidvector" => of("Array", "oid"),

        // Any value of such a column fits, but for NaN.
        "numeric" if fits_decimal(modifier) => popular("Decimal", Traits::COPIED),
        "numeric" => own("Numeric", Traits::OWNED),
        "money" => own("Money", Traits::COPIED),
        "bit" | "varbit" => own("Bits", Traits::OWNED),
        "char" => own("Char", Traits::COPIED),

        "date" => popular("Date", Traits::COPIED),
        "time" => own("TimeOfDay", Traits::COPIED),
        "timetz" => own("TimeTz", Traits::COPIED),
        "timestamp" => popular("PrimitiveDateTime", Traits::COPIED),
        "timestamptz" => popular("OffsetDateTime", Traits::COPIED),
        "interval" => own("Interval", Traits::COPIED),

        "json" | "jsonb" => popular("Json", Traits::OWNED),
        "jsonpath" => own("JsonPath", Traits::OWNED),
        "xml" => own("Xml", Traits::OWNED),
        "tsvector" => own("TsVector", Traits::OWNED),
        "tsquery" => own("TsQuery", Traits::OWNED),

        "uuid" => popular("Uuid", Traits::COPIED),
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
        ("citext", "citext") => built_in("text", None),
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
        (None, "refcursor") => Some(Native::new(parse_quote!(String), Traits::OWNED)),
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
    use quote::ToTokens;

    use super::*;

    /// The base types of extensions that the server's own packages do not have, so that no fixture can be
    /// loaded that uses them; and those that only indexes use, which remain without a Rust type.
    #[test]
    fn types_of_extensions() {
        let rust = |extension, name| {
            let native =
                of_extension(extension, name).or_else(|| by_cast("public", Some(extension), name));
            native.map(|native| native.value.to_token_stream().to_string().replace(' ', ""))
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
