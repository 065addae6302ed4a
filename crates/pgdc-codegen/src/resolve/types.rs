//! Which Rust type a PostgreSQL type becomes.

use std::collections::BTreeMap;

use pgdc_catalog::{Catalog, QualifiedName, TypeKind, TypeRef};
use proc_macro2::Ident;
use syn::{Type, parse_quote};

use crate::model::Transport;

/// What is known of a column's type.
pub(super) struct Mapped {
    pub(super) value: Type,
    pub(super) import: Option<&'static str>,
    pub(super) transport: Transport,
    pub(super) traits: Traits,
}

/// The traits of a Rust type that decide what can be derived for a key.
#[derive(Clone, Copy)]
pub(super) struct Traits {
    pub(super) is_copy: bool,
    pub(super) is_eq: bool,
}

/// The Rust enums of the enumerated types: where each can be named from the module at hand.
pub(super) type Enums = BTreeMap<QualifiedName, EnumPlace>;

pub(super) struct EnumPlace {
    /// The module it is in; none when all is in one.
    pub(super) module: Option<Ident>,
    pub(super) ident: Ident,
}

pub(super) struct Types<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) enums: &'c Enums,
    /// The module in which the types will be named.
    pub(super) module: Option<&'c Ident>,
}

/// A type that values are sent and received in as they are.
struct Native {
    value: Type,
    import: Option<&'static str>,
    traits: Traits,
}

impl Types<'_> {
    /// The Rust type of a use of a type, or text, which every type can be written as.
    pub(super) fn map(&self, used: &TypeRef) -> Mapped {
        let own_cast = used.modifier.map(|_| cast(used));
        let (base, transport) = match self.domain_base(used) {
            Some(base) => (base, Transport::Base(cast(base))),
            None => (used, Transport::Plain { cast: own_cast.clone() }),
        };
        let Some(native) = self.native(&base.name) else { return as_text(own_cast) };
        if base.dimensions == 0 {
            let Native { value, import, traits } = native;
            return Mapped { value, import, transport, traits };
        }
        let element = native.value;
        Mapped {
            value: parse_quote!(Vec<Option<#element>>),
            import: native.import,
            transport,
            traits: Traits { is_copy: false, ..native.traits },
        }
    }

    /// What a domain is over in the end; none for a type that is no domain.
    fn domain_base<'t>(&'t self, used: &'t TypeRef) -> Option<&'t TypeRef> {
        if used.dimensions > 0 {
            return None;
        }
        match &self.catalog.find_type(&used.name)?.kind {
            TypeKind::Domain { base, .. } => Some(self.domain_base(base).unwrap_or(base)),
            _ => None,
        }
    }

    fn native(&self, name: &QualifiedName) -> Option<Native> {
        if name.schema == "pg_catalog" {
            return built_in(&name.name);
        }
        if let Some(place) = self.enums.get(name) {
            let ident = &place.ident;
            let value = match &place.module {
                Some(module) if Some(module) != self.module => parse_quote!(super::#module::#ident),
                _ => parse_quote!(#ident),
            };
            return Some(Native {
                value,
                import: None,
                traits: Traits { is_copy: true, is_eq: true },
            });
        }
        let found = self.catalog.find_type(name)?;
        let is_citext = found.extension.as_deref() == Some("citext") && name.name == "citext";
        if is_citext { built_in("text") } else { None }
    }
}

/// The types of `pg_catalog`; what is not listed travels as text.
fn built_in(name: &str) -> Option<Native> {
    let copied = Traits { is_copy: true, is_eq: true };
    let owned = Traits { is_copy: false, is_eq: true };
    let float = Traits { is_copy: true, is_eq: false };
    let native = |value: Type, traits| Some(Native { value, import: None, traits });
    let imported =
        |value: Type, import, traits| Some(Native { value, import: Some(import), traits });
    match name {
        "bool" => native(parse_quote!(bool), copied),
        "int2" => native(parse_quote!(i16), copied),
        "int4" => native(parse_quote!(i32), copied),
        "int8" => native(parse_quote!(i64), copied),
        "oid" => native(parse_quote!(u32), copied),
        "float4" => native(parse_quote!(f32), float),
        "float8" => native(parse_quote!(f64), float),
        "text" | "varchar" | "bpchar" | "name" => native(parse_quote!(String), owned),
        "bytea" => native(parse_quote!(Vec<u8>), owned),
        "numeric" => imported(parse_quote!(Decimal), "Decimal", copied),
        "json" | "jsonb" => imported(parse_quote!(Json), "Json", owned),
        "uuid" => imported(parse_quote!(Uuid), "Uuid", copied),
        "date" => imported(parse_quote!(Date), "Date", copied),
        "time" => imported(parse_quote!(Time), "Time", copied),
        "timestamp" => imported(parse_quote!(PrimitiveDateTime), "PrimitiveDateTime", copied),
        "timestamptz" => imported(parse_quote!(OffsetDateTime), "OffsetDateTime", copied),
        _ => None,
    }
}

fn as_text(cast: Option<String>) -> Mapped {
    Mapped {
        value: parse_quote!(String),
        import: None,
        transport: Transport::Text { cast },
        traits: Traits { is_copy: false, is_eq: true },
    }
}

/// The type without its modifier, as a cast spells it. `varchar(160)` in a cast would cut a longer value
/// short in silence, and plain `bit` or `char` would mean a length of one.
fn cast(used: &TypeRef) -> String {
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let QualifiedName { schema, name } = &used.name;
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
    };
    let array = if used.dimensions > 0 { "[]" } else { "" };
    if schema == "pg_catalog" && plain(name) && !matches!(name.as_str(), "bit" | "char") {
        return format!("pg_catalog.{name}{array}");
    }
    format!("{}.{}{array}", quote(schema), quote(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_names_the_type_without_its_modifier() {
        let used = |schema: &str, name: &str, dimensions| TypeRef {
            name: QualifiedName::new(schema, name),
            dimensions,
            modifier: Some(1),
            sql: String::new(),
        };
        assert_eq!(cast(&used("pg_catalog", "varchar", 0)), "pg_catalog.varchar");
        assert_eq!(cast(&used("pg_catalog", "varchar", 2)), "pg_catalog.varchar[]");
        assert_eq!(cast(&used("pg_catalog", "bit", 0)), r#""pg_catalog"."bit""#);
        assert_eq!(cast(&used("a\"b", "c", 0)), r#""a""b"."c""#);
    }
}
