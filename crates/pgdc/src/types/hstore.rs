//! `hstore`, keys with values.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use bytes::{Buf, BufMut, BytesMut};
use tokio_postgres::types::IsNull;

use super::scan::{Scanner, is_space, write_quoted};
use super::wire::{BoxError, binary_format, into_value};
use super::{ParseError, element};

/// Keys with values, which may be NULL: `hstore` of the extension of that name.
///
/// Displays in the server's order: shorter keys first, those of one length by their bytes.
///
/// ```
/// use pgdc::types::Hstore;
///
/// let map: Hstore = [("colour", Some("red")), ("size", None)].into_iter().collect();
/// assert_eq!(map.to_string(), r#""size"=>NULL, "colour"=>"red""#);
/// assert_eq!(r#"size=>NULL, colour=>red"#.parse(), Ok(map));
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Hstore(
    /// The values by their keys. NULL is `None`.
    pub BTreeMap<String, Option<String>>,
);

impl<K: Into<String>, V: Into<String>> FromIterator<(K, Option<V>)> for Hstore {
    fn from_iter<I: IntoIterator<Item = (K, Option<V>)>>(pairs: I) -> Hstore {
        let own = |(key, value): (K, Option<V>)| (key.into(), value.map(Into::into));
        Hstore(pairs.into_iter().map(own).collect())
    }
}

impl From<BTreeMap<String, Option<String>>> for Hstore {
    fn from(map: BTreeMap<String, Option<String>>) -> Hstore {
        Hstore(map)
    }
}

impl From<Hstore> for BTreeMap<String, Option<String>> {
    fn from(hstore: Hstore) -> BTreeMap<String, Option<String>> {
        hstore.0
    }
}

into_value!(Hstore: BTreeMap<String, Option<String>>);

impl fmt::Display for Hstore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pairs: Vec<_> = self.0.iter().collect();
        pairs.sort_by_key(|(key, _)| key.len());
        for (index, (key, value)) in pairs.into_iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write_quoted(f, key, '"', '\\')?;
            f.write_str("=>")?;
            match value {
                Some(value) => write_quoted(f, value, '"', '\\')?,
                None => f.write_str("NULL")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Hstore {
    type Err = ParseError;

    /// Of a key that is given twice the first value counts, as on the server.
    fn from_str(text: &str) -> Result<Hstore, ParseError> {
        Scanner::whole(text, read)
            .ok_or(ParseError::new("hstore", "keys and values, as in \"a\"=>\"1\", \"b\"=>NULL"))
    }
}

fn read(scanner: &mut Scanner<'_>) -> Option<Hstore> {
    let mut map = BTreeMap::new();
    while !scanner.is_at_end() {
        let (key, _) = word(scanner)?;
        scanner.expect("=>")?;
        let (value, quoted) = word(scanner)?;
        let is_null = !quoted && value.eq_ignore_ascii_case("NULL");
        map.entry(key).or_insert((!is_null).then_some(value));
        scanner.skip_spaces();
        if !scanner.is_at_end() {
            scanner.expect(",")?;
        }
    }
    Some(Hstore(map))
}

/// A key or a value, and whether it was quoted.
fn word(scanner: &mut Scanner<'_>) -> Option<(String, bool)> {
    if scanner.skip("\"") {
        return Some((scanner.quoted('"')?, true));
    }
    let text = scanner.bare(|c| is_space(c) || matches!(c, '=' | ',' | '"'))?;
    if text.is_empty() { None } else { Some((text, false)) }
}

/// "hstore_send" and "hstore_recv" in the extension's sources.
impl Hstore {
    fn decode(raw: &mut &[u8]) -> Result<Hstore, BoxError> {
        let mut map = BTreeMap::new();
        for _ in 0..raw.try_get_u32()? {
            let key = text(raw)?.ok_or("a key is NULL")?;
            map.insert(key, text(raw)?);
        }
        Ok(Hstore(map))
    }

    fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
        out.put_i32(i32::try_from(self.0.len())?);
        for (key, value) in &self.0 {
            put_text(Some(key), out)?;
            put_text(value.as_ref(), out)?;
        }
        Ok(())
    }
}

fn text(raw: &mut &[u8]) -> Result<Option<String>, BoxError> {
    let bytes = element::next_raw(raw)?;
    Ok(bytes.map(std::str::from_utf8).transpose()?.map(str::to_owned))
}

fn put_text(text: Option<&String>, out: &mut BytesMut) -> Result<(), BoxError> {
    element::put_sized(out, |out| {
        let Some(text) = text else { return Ok(IsNull::Yes) };
        out.put_slice(text.as_bytes());
        Ok(IsNull::No)
    })?;
    Ok(())
}

binary_format!(Hstore: extension "hstore");

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{Kind, Type};

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn texts() {
        let map: Hstore =
            [("a", Some("NULL")), ("", None), ("\"\\", Some(", =>"))].into_iter().collect();
        assert_eq!(map.to_string(), r#"""=>NULL, "a"=>"NULL", "\"\\"=>", =>""#);
        assert_eq!(map.to_string().parse(), Ok(map));
        assert_eq!(" ".parse(), Ok(Hstore::default()));
        let first: Hstore = [("a", Some("1"))].into_iter().collect();
        assert_eq!("a => 1 , a=>2".parse(), Ok(first));
        for text in ["a", "a=>", "=>1", "a=>1 b=>2", "\"a=>1", "a=1", "a=>1,,"] {
            assert!(text.parse::<Hstore>().is_err(), "{text}");
        }
    }

    #[test]
    fn garbage_is_refused() {
        let hstore = Type::new("hstore".into(), 70_000, Kind::Simple, "public".into());
        let garbage: &[&[u8]] = &[
            b"",
            b"\xFF\xFF\xFF\xFF",
            b"\0\0\0\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
            b"\0\0\0\x01\0\0\0\x01a\0\0\0\x01\xFF",
            b"\0\0\0\x01\x7F\xFF\xFF\xFFa",
            b"\0\0\0\0\0",
        ];
        assert_garbage_is_refused::<Hstore>(&hstore, garbage);
    }
}
