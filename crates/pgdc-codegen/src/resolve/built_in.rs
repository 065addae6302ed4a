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
pub(super) fn built_in(name: &str) -> Option<Native> {
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
        "numeric" => pgdc("Decimal", Traits::COPIED),
        "json" | "jsonb" => pgdc("Json", Traits::OWNED),
        "uuid" => pgdc("Uuid", Traits::COPIED),
        "date" => pgdc("Date", Traits::COPIED),
        "time" => pgdc("Time", Traits::COPIED),
        "timestamp" => pgdc("PrimitiveDateTime", Traits::COPIED),
        "timestamptz" => pgdc("OffsetDateTime", Traits::COPIED),
        _ => None,
    }
}

/// The base types of extensions.
pub(super) fn of_extension(extension: &str, name: &str) -> Option<Native> {
    match (extension, name) {
        ("citext", "citext") => built_in("text"),
        _ => None,
    }
}
