//! Which Rust type a PostgreSQL type becomes, and how its values travel.

use std::collections::BTreeMap;

use crate::code::{Type, quote};
use crate::ident::Ident;
use pgdc_catalog::{Attribute, Catalog, QualifiedName, TypeKind, TypeRef};
use pgdc_ddl::sql::qualified;

use super::brands::Brands;
use super::built_in::{Native, Traits, built_in, by_cast, of_extension};
use crate::model::Transport;
use crate::overrides::Overrides;
use crate::scoping::Scoping;

/// What is known of a column's type.
pub(super) struct Mapped {
    pub(super) native: Native,
    pub(super) transport: Transport,
    /// Whether no Rust type is known, so that text stands in for it.
    pub(super) is_fallback: bool,
    /// The setting that asks for the Rust type: `[generate.types] "mood"`.
    pub(super) setting: Option<String>,
}

/// What a column takes from its domain.
#[derive(Default)]
pub(super) struct DomainFacts<'c> {
    pub(super) not_null: bool,
    pub(super) default: Option<&'c str>,
}

/// The Rust types made for types of the database: where each can be named.
pub(super) type Places = BTreeMap<QualifiedName, Place>;

pub(super) struct Place {
    /// The place of its part in the layout.
    pub(super) home: usize,
    /// The module it is in; none when all is in one.
    pub(super) module: Option<Ident>,
    pub(super) ident: Ident,
}

#[derive(Clone, Copy)]
pub(super) struct Types<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) places: &'c Places,
    pub(super) brands: &'c Brands,
    pub(super) scoping: &'c Scoping,
    /// What holds the value of each level of the scope.
    pub(super) scope_ids: &'c [Ident],
    pub(super) overrides: &'c Overrides,
    /// The module in which the types will be named.
    pub(super) module: Option<&'c Ident>,
}

impl Types<'_> {
    /// The Rust type of a column, or text, which every type can be written as.
    pub(super) fn column(&self, relation: &QualifiedName, attribute: &Attribute) -> Mapped {
        let mapped = self.map(&attribute.type_ref);
        if let Some(asked_for) = self.overrides.of_column(relation, &attribute.name) {
            let used = &attribute.type_ref;
            let transport = match mapped.transport {
                // What was asked for holds the values as the server sends them.
                Transport::Via(_) | Transport::Text { .. } => {
                    Transport::Plain { cast: own_cast(used) }
                }
                transport => transport,
            };
            let (native, setting) = (Native::asked_for(asked_for), Some(asked_for.to_string()));
            return Mapped { native, transport, is_fallback: false, setting };
        }
        let brand = self.brands.of_column(relation, &attribute.name);
        match self.scope_id(relation, &attribute.name).or(brand.map(|place| self.at(place))) {
            Some(own) => {
                let native = Native::new(own, mapped.native.traits);
                Mapped { native, ..mapped }
            }
            None => mapped,
        }
    }

    /// The type of the level's value that the column holds.
    fn scope_id(&self, relation: &QualifiedName, column: &str) -> Option<Type> {
        let id = self.scope_ids.get(self.scoping.level(relation, column)?)?;
        // Each module imports these.
        Some(quote!(#id))
    }

    /// The Rust type of what is inside of a key's own type.
    pub(super) fn inside_key(&self, attribute: &Attribute) -> Native {
        self.map(&attribute.type_ref).native
    }

    fn map(&self, used: &TypeRef) -> Mapped {
        match self.plain(used) {
            Some((native, transport)) => {
                let native = self.newtype(used, &native).unwrap_or(native);
                let setting = self.overrides.of_type(&used.name).map(|asked| asked.to_string());
                Mapped { native, transport, is_fallback: false, setting }
            }
            None => {
                let native = Native::new(quote!(String), Traits::TEXT);
                let cast = own_cast(used);
                let transport = Transport::Text { cast, is_array: false };
                Mapped { native, transport, is_fallback: true, setting: None }
            }
        }
    }

    /// The Rust type, with no type of its own for a domain; none for what nothing is known of.
    pub(super) fn plain(&self, used: &TypeRef) -> Option<(Native, Transport)> {
        let native = self.native(used).or_else(|| self.base(used));
        native.map(|native| (native, self.transport(used))).or_else(|| self.by_cast(used))
    }

    /// How the values travel where they have a binary format.
    fn transport(&self, used: &TypeRef) -> Transport {
        let base = self.domain_base(used);
        let inner = base.as_ref().unwrap_or(used);
        match (self.without_domains(used), &base) {
            _ if self.is_composite(inner) => Transport::Composite { own: cast(inner) },
            // An array of a domain, or a domain over one.
            (Some(plain), _) if plain != *inner => Transport::Via(cast(&plain)),
            (_, Some(base)) => Transport::Domain { base: cast(base) },
            _ if lacks_operators(used) => Transport::Domain { base: cast(used) },
            _ => Transport::Plain { cast: own_cast(used) },
        }
    }

    fn by_cast(&self, used: &TypeRef) -> Option<(Native, Transport)> {
        let base = self.without_domains(used)?;
        let found = self.catalog.find_type(&base.name);
        let extension = found.and_then(|found| found.extension.as_deref());
        let element = by_cast(&base.name.schema, extension, &base.name.name)?;
        let (cast, is_array) = (own_cast(used), base.dimensions > 0);
        Some((array_of(element, base.dimensions), Transport::Text { cast, is_array }))
    }

    /// The Rust type of a field of a composite type; there domains are looked through.
    pub(super) fn field(&self, used: &TypeRef) -> Option<Native> {
        let native = self.base(used)?;
        Some(self.newtype(used, &native).unwrap_or(native))
    }

    /// The same, with no type of its own for a domain; the elements of an array may have one.
    pub(super) fn base(&self, used: &TypeRef) -> Option<Native> {
        let base = self.without_domains(used)?;
        let inner = self.scalar(&base)?;
        let array = self.domain_base(used).unwrap_or_else(|| used.clone());
        let element = TypeRef { dimensions: 0, ..array };
        match base.dimensions {
            0 => Some(inner),
            n => Some(array_of(self.newtype(&element, &inner).unwrap_or(inner), n)),
        }
    }

    /// The type made for a domain whose values are held by `inner`.
    fn newtype(&self, used: &TypeRef, inner: &Native) -> Option<Native> {
        let is_domain = used.dimensions == 0 && self.domain_base(used).is_some();
        let place = self.places.get(&used.name).filter(|_| is_domain)?;
        Some(Native::new(self.at(place), inner.traits))
    }

    fn is_composite(&self, used: &TypeRef) -> bool {
        let found = self.catalog.find_type(&used.name);
        let is_composite = found.is_some_and(|found| matches!(found.kind, TypeKind::Composite(_)));
        used.dimensions == 0 && is_composite
    }

    /// What the domain says of a column of it, through all domains it is over.
    pub(super) fn domain_facts(&self, used: &TypeRef) -> DomainFacts<'_> {
        let mut facts = DomainFacts::default();
        let mut at = used;
        while at.dimensions == 0
            && let Some(found) = self.catalog.find_type(&at.name)
            && let TypeKind::Domain { base, not_null, default, .. } = &found.kind
        {
            facts.not_null |= not_null;
            facts.default = facts.default.or(default.as_deref());
            at = base;
        }
        facts
    }

    /// What a domain is over in the end; none for a type that is no domain.
    fn domain_base(&self, used: &TypeRef) -> Option<TypeRef> {
        if used.dimensions > 0 {
            return None;
        }
        match &self.catalog.find_type(&used.name)?.kind {
            TypeKind::Domain { base, .. } => Some(self.domain_base(base).unwrap_or(base.clone())),
            _ => None,
        }
    }

    /// What is left of a type when domains are looked through: its own and those of an array's elements.
    /// None for an array whose elements are arrays under a domain.
    fn without_domains(&self, used: &TypeRef) -> Option<TypeRef> {
        let used = self.domain_base(used).unwrap_or_else(|| used.clone());
        let element = TypeRef { dimensions: 0, ..used.clone() };
        match self.domain_base(&element) {
            None => Some(used),
            Some(base) if base.dimensions > 0 => None,
            Some(base) => Some(TypeRef { dimensions: used.dimensions, ..base }),
        }
    }

    /// The Rust type that holds the values as the server sends them.
    fn native(&self, used: &TypeRef) -> Option<Native> {
        Some(array_of(self.scalar(used)?, used.dimensions))
    }

    fn scalar(&self, used: &TypeRef) -> Option<Native> {
        let name = &used.name;
        if let Some(value) = self.overrides.of_type(name) {
            return Some(Native::asked_for(value));
        }
        if name.schema == "pg_catalog" {
            return built_in(&name.name, used.modifier, self.overrides.dates);
        }
        let found = self.catalog.find_type(name)?;
        match (&found.kind, &found.extension) {
            (TypeKind::Base, Some(extension)) => of_extension(extension, &name.name),
            (TypeKind::Enum(_), _) => {
                let is_copy = !self.overrides.is_open(name);
                Some(Native::new(self.made(name)?, Traits { is_copy, ..Traits::COPIED }))
            }
            (TypeKind::Composite(fields), _) => {
                let fields = fields.iter().map(|field| self.field(&field.type_ref));
                let fields = fields.collect::<Option<Vec<Native>>>()?;
                let is_eq = fields.iter().all(|field| field.traits.is_eq);
                Some(Native::new(self.made(name)?, Traits { is_eq, ..Traits::OWNED }))
            }
            (TypeKind::Range { subtype, .. }, _) => {
                Some(Native::own_of("Range", self.base(subtype)?))
            }
            // tokio-postgres does not tell what a user's multirange is made of, so it travels as text.
            _ => None,
        }
    }

    /// The path of the Rust type made for an enumerated or composite type.
    fn made(&self, name: &QualifiedName) -> Option<Type> {
        self.places.get(name).map(|place| self.at(place))
    }

    fn at(&self, Place { module, ident, .. }: &Place) -> Type {
        match (module, self.module) {
            (Some(module), None) => quote!(#module::#ident),
            (Some(module), Some(own)) if module != own => quote!(super::#module::#ident),
            _ => quote!(#ident),
        }
    }
}

/// An array that was declared with so many dimensions; the element itself for none.
fn array_of(element: Native, dimensions: u32) -> Native {
    match dimensions {
        0 => element,
        1 => element.inside(|element| quote!(Vec<Option<#element>>)),
        _ => Native::own_of("Array", element),
    }
}

/// Whether the type is compared by the operators of another, for which the server would take a parameter
/// next to them.
fn lacks_operators(used: &TypeRef) -> bool {
    used.dimensions == 0 && used.name.schema == "pg_catalog" && used.name.name == "cidr"
}

/// How a cast spells the type, where its own spelling has a modifier.
fn own_cast(used: &TypeRef) -> Option<String> {
    used.modifier.map(|_| cast(used))
}

/// The type without its modifier, as a cast spells it. `varchar(160)` in a cast would cut a longer value
/// short in silence, and plain `bit` or `char` would mean a length of one.
fn cast(used: &TypeRef) -> String {
    let QualifiedName { schema, name } = &used.name;
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
    };
    let array = if used.dimensions > 0 { "[]" } else { "" };
    if schema == "pg_catalog" && plain(name) && !matches!(name.as_str(), "bit" | "char") {
        return format!("pg_catalog.{name}{array}");
    }
    format!("{}{array}", qualified(&used.name))
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
