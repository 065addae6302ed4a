//! `type = "varchar(160)"` as the server would print it.

use pgdc_catalog::{QualifiedName, TypeRef};
use pgdc_ddl::sql::Ident;

/// What people call types, and their names in `pg_catalog` (PostgreSQL manual, "Data Types").
const ALIASES: &[(&str, &str)] = &[
    ("\"char\"", "char"),
    ("bigint", "int8"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("decimal", "numeric"),
    ("double precision", "float8"),
    ("float", "float8"),
    ("int", "int4"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
];

/// What the server calls its types where that is not their name in `pg_catalog`: what stands before and after a
/// modifier.
const SPELLED: &[(&str, &str, &str)] = &[
    ("bool", "boolean", ""),
    ("bpchar", "character", ""),
    ("char", "\"char\"", ""),
    ("float4", "real", ""),
    ("float8", "double precision", ""),
    ("int2", "smallint", ""),
    ("int4", "integer", ""),
    ("int8", "bigint", ""),
    ("time", "time", " without time zone"),
    ("timestamp", "timestamp", " without time zone"),
    ("timestamptz", "timestamp", " with time zone"),
    ("timetz", "time", " with time zone"),
    ("varbit", "bit varying", ""),
    ("varchar", "character varying", ""),
];

/// A type of `pg_catalog` by its name there.
pub(crate) fn built_in(name: &str, dimensions: u32) -> TypeRef {
    type_ref(name, &[], None, dimensions)
}

/// A type as people write it.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn parse(text: &str) -> Result<TypeRef, String> {
    let mut element = text.trim();
    let mut dimensions = 0;
    while let Some(rest) = element.strip_suffix("[]") {
        (element, dimensions) = (rest.trim_end(), dimensions + 1);
    }
    match element.split_once('.') {
        Some(("pg_catalog", name)) => of_postgres(name, dimensions),
        Some((schema, name)) => of_database(schema, name, dimensions),
        None => of_postgres(element, dimensions),
    }
}

fn of_postgres(text: &str, dimensions: u32) -> Result<TypeRef, String> {
    let (words, numbers) = numbers(text)?;
    let words = words.to_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == words).map_or(&*words, |(_, name)| name);
    if matches!(name, "serial" | "bigserial" | "smallserial") {
        return Err(format!("`{name}` is no type; say `identity` of an integer"));
    }
    if !pgdc_codegen::is_built_in(name) {
        let hint = "a type of the database is named with its schema, `public.mood`";
        return Err(format!("PostgreSQL has no type `{text}`; {hint}"));
    }
    // Without a length, these have the length 1.
    let has_one = numbers.is_empty() && matches!(&*words, "char" | "character" | "bit");
    let numbers = if has_one { vec![1] } else { numbers };
    let modifier = modifier(name, &numbers).ok_or_else(|| format!("`{text}` is no type"))?;
    Ok(type_ref(name, &numbers, modifier, dimensions))
}

/// The words without the numbers in parentheses, and these.
fn numbers(text: &str) -> Result<(String, Vec<i32>), String> {
    let (before, numbers, after) = match text.split_once('(') {
        None => (text, Vec::new(), ""),
        Some((before, rest)) => {
            let wrong = || format!("`{text}` is no type");
            let (inside, after) = rest.split_once(')').ok_or_else(wrong)?;
            let numbers = inside.split(',').map(|number| number.trim().parse().ok());
            (before, numbers.collect::<Option<Vec<i32>>>().ok_or_else(wrong)?, after)
        }
    };
    let words: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    Ok((words.join(" "), numbers))
}

/// The modifier as PostgreSQL keeps it (`varchartypmodin` and so on in the server's sources); none where the type takes no
/// such numbers.
fn modifier(name: &str, numbers: &[i32]) -> Option<Option<i32>> {
    const HEADER: i32 = 4;
    Some(match (name, numbers) {
        (_, []) => None,
        ("varchar" | "bpchar", [length @ 1..=10_485_760]) => Some(*length + HEADER),
        ("bit" | "varbit", [length @ 1..=83_886_080]) => Some(*length),
        ("time" | "timetz" | "timestamp" | "timestamptz", [digits @ 0..=6]) => Some(*digits),
        ("numeric", [precision @ 1..=1000]) => Some((*precision << 16) + HEADER),
        ("numeric", [precision @ 1..=1000, scale @ -1000..=1000]) => {
            Some(((*precision << 16) | (*scale & 0x7ff)) + HEADER)
        }
        _ => return None,
    })
}

fn type_ref(name: &str, numbers: &[i32], modifier: Option<i32>, dimensions: u32) -> TypeRef {
    let spelled = SPELLED.iter().find(|(known, ..)| *known == name);
    let (before, after) = spelled.map_or((name, ""), |(_, before, after)| (before, after));
    // `bpchar` without a length is no `character`, which has one.
    let before = if name == "bpchar" && numbers.is_empty() { "bpchar" } else { before };
    let numbers: &[i32] = match (name, numbers) {
        ("numeric", [precision]) => &[*precision, 0],
        (_, numbers) => numbers,
    };
    let texts: Vec<String> = numbers.iter().map(i32::to_string).collect();
    let numbers = if texts.is_empty() { String::new() } else { format!("({})", texts.join(",")) };
    let array = if dimensions > 0 { "[]" } else { "" };
    let sql = format!("{before}{numbers}{after}{array}");
    TypeRef { name: QualifiedName::new("pg_catalog", name), dimensions, modifier, sql }
}

/// A type that the database has, or will have: it is not looked at.
fn of_database(schema: &str, name: &str, dimensions: u32) -> Result<TypeRef, String> {
    if schema.is_empty() || name.is_empty() {
        return Err(format!("`{schema}.{name}` is no type"));
    }
    let array = if dimensions > 0 { "[]" } else { "" };
    let sql = format!("{}.{}{array}", spelled(schema), spelled(name));
    Ok(TypeRef { name: QualifiedName::new(schema, name), dimensions, modifier: None, sql })
}

/// A name as the server prints it: quoted where it has to be.
fn spelled(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
    if is_plain { name.to_owned() } else { Ident(name).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_spelled_as_the_server_does() {
        for (text, name, modifier, sql) in [
            ("varchar(160)", "varchar", Some(164), "character varying(160)"),
            ("VARCHAR ( 160 )", "varchar", Some(164), "character varying(160)"),
            ("char", "bpchar", Some(5), "character(1)"),
            ("bpchar", "bpchar", None, "bpchar"),
            ("\"char\"", "char", None, "\"char\""),
            ("numeric(10, 2)", "numeric", Some(655_366), "numeric(10,2)"),
            ("numeric(5)", "numeric", Some(327_684), "numeric(5,0)"),
            ("double  precision", "float8", None, "double precision"),
            ("timestamp(3) with time zone", "timestamptz", Some(3), "timestamp(3) with time zone"),
            ("timestamptz", "timestamptz", None, "timestamp with time zone"),
            ("int[]", "int4", None, "integer[]"),
            ("pg_catalog.int4", "int4", None, "integer"),
            ("bit", "bit", Some(1), "bit(1)"),
        ] {
            let found = parse(text).unwrap();
            assert_eq!((&*found.name.name, found.modifier, &*found.sql), (name, modifier, sql));
        }
        let own = parse("public.mood[][]").unwrap();
        assert_eq!((own.dimensions, &*own.sql), (2, "public.mood[]"));
        assert_eq!(parse("Odd.x; drop").unwrap().sql, "\"Odd\".\"x; drop\"");
        for wrong in ["", "mood", "varchar(0)", "int4(2)", "serial", "varchar(a)", ".a", "text; x"]
        {
            parse(wrong).unwrap_err();
        }
    }
}
