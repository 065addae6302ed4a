//! The Rust types of PostgreSQL's own types and of those of its extensions.

use syn::{Type, parse_quote};

/// A Rust type that holds the values of a PostgreSQL type as the server sends them.
pub(super) struct Native {
    pub(super) value: Type,
    /// The types under `pgdc::types` that it names.
    pub(super) imports: Vec<&'static str>,
    pub(super) traits: Traits,
}

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
}

impl Native {
    pub(super) fn new(value: Type, traits: Traits) -> Self {
        Native { value, imports: Vec::new(), traits }
    }

    /// A type that the configuration asks for, of which nothing is known.
    pub(super) fn asked_for(value: &Type) -> Self {
        Native::new(parse_quote!(#value), Traits { is_copy: false, is_eq: false })
    }

    /// A type of `pgdc::types`.
    fn of_pgdc(name: &'static str, traits: Traits) -> Self {
        let ident = crate::ident::ident(name);
        Native { value: parse_quote!(#ident), imports: vec![name], traits }
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
    let pgdc = |name, traits| Some(Native::of_pgdc(name, traits));
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
        // Any value of such a column fits, but for NaN.
        "numeric" if fits_decimal(modifier) => pgdc("Decimal", Traits::COPIED),
        "numeric" => pgdc("Numeric", Traits::OWNED),
        "money" => pgdc("Money", Traits::COPIED),
        "json" | "jsonb" => pgdc("Json", Traits::OWNED),
        "uuid" => pgdc("Uuid", Traits::COPIED),
        "date" => pgdc("Date", Traits::COPIED),
        "time" => pgdc("TimeOfDay", Traits::COPIED),
        "timetz" => pgdc("TimeTz", Traits::COPIED),
        "interval" => pgdc("Interval", Traits::COPIED),
        "timestamp" => pgdc("PrimitiveDateTime", Traits::COPIED),
        "timestamptz" => pgdc("OffsetDateTime", Traits::COPIED),
        "bit" | "varbit" => pgdc("Bits", Traits::OWNED),
        "char" => pgdc("Char", Traits::COPIED),
        "pg_lsn" => pgdc("Lsn", Traits::COPIED),
        "xid" => pgdc("Xid", Traits::COPIED),
        "xid8" => pgdc("Xid8", Traits::COPIED),
        "cid" => pgdc("Cid", Traits::COPIED),
        "tid" => pgdc("Tid", Traits::COPIED),
        "pg_snapshot" | "txid_snapshot" => pgdc("Snapshot", Traits::OWNED),
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
    match (extension, name) {
        ("citext", "citext") => built_in("text", None),
        _ => None,
    }
}
