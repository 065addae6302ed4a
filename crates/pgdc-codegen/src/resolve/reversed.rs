//! From a Rust type to the PostgreSQL type that holds its values: the table of the built-in types, turned round.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::built_in::{built_in, by_cast};
use crate::Dates;

/// The built-in types, in the order of preference: of those that one Rust type stands for, the first one is meant.
/// Types with a length of one where none is said, such as `bit`, are left out.
const NAMES: &[&str] = &[
    "bool",
    "int2",
    "int4",
    "int8",
    "oid",
    "float4",
    "float8",
    "text",
    "bytea",
    "numeric",
    "money",
    "varbit",
    "char",
    "date",
    "timestamp",
    "timestamptz",
    "time",
    "timetz",
    "interval",
    "jsonb",
    "jsonpath",
    "xml",
    "tsvector",
    "tsquery",
    "uuid",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "tsmultirange",
    "tstzmultirange",
    "datemultirange",
    "pg_lsn",
    "xid",
    "xid8",
    "cid",
    "tid",
    "pg_snapshot",
];

/// What other crates call their types that the generator never asks for, or not by that name.
const OTHERS: &[(&str, &str)] =
    &[("Decimal", "numeric"), ("Value", "jsonb"), ("Time", "time"), ("NaiveTime", "time")];

static REVERSED: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut reversed: BTreeMap<_, _> =
        OTHERS.iter().map(|(rust, name)| ((*rust).to_owned(), *name)).collect();
    for name in NAMES {
        for dates in [Dates::Time, Dates::Chrono, Dates::Jiff, Dates::Pgdc] {
            let native = built_in(name, None, dates);
            if let Some(rust) = native.and_then(|native| canonical(&native.value.to_string())) {
                reversed.entry(rust).or_insert(*name);
            }
        }
    }
    reversed
});

/// The name in `pg_catalog` of the type whose values a Rust type holds, and the dimensions of an array: 0 for none. A
/// type is known by the last part of its path. None for a type that no built-in one stands for, `Option` included.
///
/// ```
/// use pgdc_codegen::built_in_of;
///
/// assert_eq!(built_in_of("f64"), Some(("float8", 0)));
/// assert_eq!(built_in_of("Vec<Option<uuid::Uuid>>"), Some(("uuid", 1)));
/// assert_eq!(built_in_of("pgdc::types::Range<i32>"), Some(("int4range", 0)));
/// assert_eq!(built_in_of("u64"), None);
/// ```
pub fn built_in_of(rust: &str) -> Option<(&'static str, u32)> {
    let canonical = canonical(rust)?;
    if canonical.starts_with("JsonOf<") {
        return Some(("jsonb", 0));
    }
    if let Some(name) = REVERSED.get(&canonical) {
        return Some((name, 0));
    }
    let element = inside(&canonical, "Vec<")?;
    let element = inside(element, "Option<").unwrap_or(element);
    match built_in_of(element)? {
        (name, 0) => Some((name, 1)),
        _ => None,
    }
}

/// Whether `pg_catalog` has a type of that name for which a Rust type is known.
///
/// ```
/// assert!(pgdc_codegen::is_built_in("regclass") && !pgdc_codegen::is_built_in("mood"));
/// ```
pub fn is_built_in(name: &str) -> bool {
    built_in(name, None, Dates::default()).is_some() || by_cast("pg_catalog", None, name).is_some()
}

/// Whether values of a built-in type may be held by a Rust type: only where one of those that are known stands for another
/// one is it known that they are not.
///
/// ```
/// use pgdc_codegen::may_hold;
///
/// assert!(may_hold("String", "varchar", 0) && may_hold("Mood", "varchar", 0));
/// assert!(!may_hold("String", "int4", 0) && !may_hold("Vec<String>", "text", 0));
/// ```
pub fn may_hold(rust: &str, name: &str, dimensions: u32) -> bool {
    let Some(held) = built_in_of(rust) else { return true };
    let usual = built_in(name, None, Dates::default());
    let usual = usual.and_then(|native| canonical(&native.value.to_string()));
    let usual = usual.and_then(|usual| REVERSED.get(&usual).copied());
    held == (name, dimensions) || usual.is_some_and(|usual| held == (usual, dimensions))
}

fn inside<'t>(text: &'t str, outer: &str) -> Option<&'t str> {
    text.strip_prefix(outer)?.strip_suffix('>')
}

/// A type by the last parts of its paths: `std::vec::Vec<time::Date>` is `Vec<Date>`. None for what is no path.
pub(crate) fn canonical(rust: &str) -> Option<String> {
    of_type(&syn::parse_str(rust).ok()?)
}

fn of_type(rust: &syn::Type) -> Option<String> {
    let path = match rust {
        syn::Type::Path(path) if path.qself.is_none() => path,
        syn::Type::Group(group) => return of_type(&group.elem),
        syn::Type::Paren(paren) => return of_type(&paren.elem),
        _ => return None,
    };
    let last = path.path.segments.last()?;
    let arguments = match &last.arguments {
        syn::PathArguments::None => return Some(last.ident.to_string()),
        syn::PathArguments::AngleBracketed(arguments) => arguments,
        syn::PathArguments::Parenthesized(_) => return None,
    };
    let arguments = arguments.args.iter().map(|argument| match argument {
        syn::GenericArgument::Type(argument) => of_type(argument),
        _ => None,
    });
    let arguments = arguments.collect::<Option<Vec<String>>>()?;
    Some(format!("{}<{}>", last.ident, arguments.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_that_of_a_type() {
        for name in NAMES {
            assert!(is_built_in(name), "{name}");
        }
    }

    #[test]
    fn types_of_every_crate_are_known() {
        for (rust, expected) in [
            ("String", Some(("text", 0))),
            ("Vec<u8>", Some(("bytea", 0))),
            ("Vec<Vec<u8>>", Some(("bytea", 1))),
            ("time::OffsetDateTime", Some(("timestamptz", 0))),
            ("chrono::DateTime<chrono::Utc>", Some(("timestamptz", 0))),
            ("DateTime", Some(("timestamp", 0))),
            ("jiff::Timestamp", Some(("timestamptz", 0))),
            ("serde_json::Value", Some(("jsonb", 0))),
            ("JsonOf<Meta>", Some(("jsonb", 0))),
            ("rust_decimal::Decimal", Some(("numeric", 0))),
            ("types::PgTimestamptz", Some(("timestamptz", 0))),
            ("types::Range<types::Numeric>", Some(("numrange", 0))),
            ("types::Bits", Some(("varbit", 0))),
            ("Vec<Vec<i32>>", None),
            ("u32", Some(("oid", 0))),
            ("u64", None),
            ("&str", None),
            ("Mood", None),
        ] {
            assert_eq!(built_in_of(rust), expected, "{rust}");
        }
    }
}
