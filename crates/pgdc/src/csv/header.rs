//! Which value of a line is meant for which column.

use bytes::Bytes;

use super::CsvFault;
use super::records::Signs;
use crate::error::{Error, Result};
use crate::{Executor as _, Fill, Link, Relation};

/// The names in the first record, as the file has them.
///
/// # Errors
/// There are none, or they are not in the encoding.
pub(super) async fn names(
    link: Link<'_>,
    header: &[u8],
    signs: Signs,
    encoding: Option<&str>,
) -> Result<Vec<String>> {
    // Some programs mark a file as UTF-8.
    let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
    if header.is_empty() {
        return Err(CsvFault::NoHeader.into());
    }
    let mut names = Vec::new();
    for name in values(header, signs) {
        let name = match (encoding, String::from_utf8(name)) {
            (None, Ok(name)) => name,
            (None, Err(_)) => return Err(CsvFault::Encoding.into()),
            (Some(_), Ok(name)) if name.is_ascii() => name,
            (Some(encoding), name) => {
                let bytes = name.map_or_else(|error| error.into_bytes(), String::into_bytes);
                let decode = "SELECT pg_catalog.convert_from($1, $2::text::name)";
                link.sql(decode, (bytes, encoding.to_owned())).item().await?
            }
        };
        names.push(name);
    }
    Ok(names)
}

/// The values of one record, without their quotes.
fn values(record: &[u8], signs: Signs) -> Vec<Vec<u8>> {
    let Signs { delimiter, quote, escape } = signs;
    let (mut all, mut value, mut is_quoted) = (Vec::new(), Vec::new(), false);
    let mut bytes = record.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let escapes = |next: &u8| *next == quote || *next == escape;
        if is_quoted && byte == escape && bytes.peek().is_some_and(escapes) {
            value.extend(bytes.next());
        } else if byte == quote {
            is_quoted = !is_quoted;
        } else if byte == delimiter && !is_quoted {
            all.push(std::mem::take(&mut value));
        } else {
            value.push(byte);
        }
    }
    all.push(value);
    all
}

/// The columns that a header means, each with the place of its value; without those that are skipped.
///
/// # Errors
/// A name that is no column's, or several columns' or one that was named before.
pub(super) fn columns(
    relation: &'static Relation,
    names: &[String],
    skips: &[String],
) -> Result<Vec<(u16, usize)>> {
    let mut given: Vec<(u16, usize)> = Vec::new();
    for (place, name) in names.iter().enumerate() {
        if skips.iter().any(|skip| same(skip, name)) {
            continue;
        }
        let column = column(relation, name)?;
        if given.iter().any(|(other, _)| *other == column) {
            return Err(CsvFault::Twice { column: relation.column(column).name() }.into());
        }
        given.push((column, place));
    }
    Ok(given)
}

/// Exactly that name, or the one that differs from it by case alone.
fn column(relation: &'static Relation, name: &str) -> Result<u16> {
    let all = || (0_u16..).zip(relation.columns);
    if let Some((column, _)) = all().find(|(_, column)| column.name() == name) {
        return Ok(column);
    }
    let alike: Vec<u16> =
        all().filter(|(_, column)| same(column.name(), name)).map(|(n, _)| n).collect();
    match alike.as_slice() {
        [column] => Ok(*column),
        [] => Err(unknown(relation, name)),
        several => {
            let columns = several.iter().map(|column| relation.column(*column).name()).collect();
            Err(CsvFault::Ambiguous { name: name.to_owned(), columns }.into())
        }
    }
}

fn unknown(relation: &'static Relation, name: &str) -> Error {
    let asked = name.to_lowercase();
    let near = |other: &&str| (strsim::jaro_winkler(&asked, &other.to_lowercase()) * 1000.0) as u32;
    let names = relation.columns.iter().map(|column| column.name());
    let nearest = names.max_by_key(near).filter(|other| near(other) > 800);
    CsvFault::Unknown { name: name.to_owned(), nearest }.into()
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// # Errors
/// One of the columns takes no values. An identity column takes some where rows are known by it.
pub(super) fn check_writable(
    relation: &'static Relation,
    given: &[(u16, usize)],
    is_known_by_key: bool,
) -> Result<()> {
    for (index, _) in given {
        let column = relation.column(*index);
        if column.facts().fill.is_computed() {
            return Err(CsvFault::Computed { column: column.name() }.into());
        }
        if column.facts().fill == Fill::IdentityAlways
            && !(is_known_by_key && relation.is_key(*index))
        {
            return Err(CsvFault::Identity { column: column.name() }.into());
        }
    }
    Ok(())
}

/// The header of a file of refused lines: with two columns before those of the file.
pub(super) fn with_reasons(header: &Bytes, signs: Signs) -> Vec<u8> {
    let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
    let delimiter = [signs.delimiter];
    [b"reject_line", &delimiter[..], b"reject_reason", &delimiter, header, b"\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnDef, NULLABLE};

    static RELATION: Relation = Relation::new(
        "public",
        "album",
        &[
            ColumnDef("Title", "text", NULLABLE),
            ColumnDef("year", "integer", NULLABLE),
            ColumnDef("Year", "integer", NULLABLE),
        ],
    );

    #[test]
    fn names_are_read_as_the_server_reads_values() {
        let signs = Signs { delimiter: b';', quote: b'"', escape: b'"' };
        let read = |text: &str| -> Vec<String> {
            let texts = values(text.as_bytes(), signs).into_iter();
            texts.map(|value| String::from_utf8(value).unwrap()).collect()
        };
        assert_eq!(read("a;\"b;\"\"\nc\";"), ["a", "b;\"\nc", ""]);
    }

    #[test]
    fn names_are_those_of_columns_in_any_case() {
        let found = |names: &[&str], skips: &[&str]| {
            let own = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
            let found = columns(&RELATION, &own(names), &own(skips));
            found.map_err(|error| error.to_string())
        };
        assert_eq!(
            found(&["year", "x", "TITLE", "Year"], &["X"]).unwrap(),
            [(1, 0), (0, 2), (2, 3)]
        );
        assert!(found(&["YEAR"], &[]).unwrap_err().contains("any of the columns year, Year"));
        assert!(found(&["titel"], &[]).unwrap_err().contains("did you mean \"Title\"?"));
        assert!(found(&["title", "Title"], &[]).unwrap_err().starts_with("Title: two columns"));
    }
}
