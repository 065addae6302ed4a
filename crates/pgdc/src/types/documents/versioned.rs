//! Types whose binary format is a version and the text.

use super::text_type;
use crate::types::wire::{BoxError, binary_format};
use bytes::{Buf, BufMut, BytesMut};

text_type! {
    /// A path into a JSON document: PostgreSQL's `jsonpath`.
    ///
    /// The server returns it in its own spelling: `$.a` as `$."a"`.
    ///
    /// ```
    /// use pgdc::types::JsonPath;
    ///
    /// assert_eq!(JsonPath::from("$.\"a\"[*]").to_string(), "$.\"a\"[*]");
    /// ```
    JsonPath
}

text_type! {
    /// The path of a node in a tree: `ltree` of the extension of that name.
    ///
    /// ```
    /// use pgdc::types::Ltree;
    ///
    /// assert_eq!(Ltree::from("top.science").to_string(), "top.science");
    /// ```
    Ltree
}

text_type! {
    /// A pattern for [`Ltree`]: `lquery` of the extension ltree.
    ///
    /// ```
    /// use pgdc::types::Lquery;
    ///
    /// assert_eq!(Lquery::from("top.*{0,2}").to_string(), "top.*{0,2}");
    /// ```
    Lquery
}

text_type! {
    /// A full-text-like pattern for [`Ltree`]: `ltxtquery` of the extension ltree.
    ///
    /// ```
    /// use pgdc::types::Ltxtquery;
    ///
    /// assert_eq!(Ltxtquery::from("science & !art*").to_string(), "science & !art*");
    /// ```
    Ltxtquery
}

/// The only version there is.
const VERSION: u8 = 1;

macro_rules! versioned_format {
    ($name:ident: $($types:tt)+) => {
        impl $name {
            fn decode(raw: &mut &[u8]) -> Result<$name, BoxError> {
                decode(raw).map($name)
            }

            fn encode(&self, out: &mut BytesMut) -> Result<(), BoxError> {
                out.put_u8(VERSION);
                out.put_slice(self.0.as_bytes());
                Ok(())
            }
        }

        binary_format!($name: $($types)+);
    };
}

fn decode(raw: &mut &[u8]) -> Result<String, BoxError> {
    match raw.try_get_u8()? {
        VERSION => Ok(std::str::from_utf8(std::mem::take(raw))?.to_owned()),
        other => Err(format!("version {other} of the format is not known").into()),
    }
}

// "jsonpath_send", "ltree_send", "lquery_send" and "ltxtq_send" in the server's sources, and their
// counterparts "…_recv".
versioned_format!(JsonPath: JSONPATH);
versioned_format!(Ltree: extension "ltree");
versioned_format!(Lquery: extension "lquery");
versioned_format!(Ltxtquery: extension "ltxtquery");

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{FromSql, Kind, Type};

    use super::*;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn garbage_is_refused() {
        assert_garbage_is_refused::<JsonPath>(&Type::JSONPATH, &[b"", b"\x02$", b"\x01\xFF"]);
    }

    #[test]
    fn types_of_extensions_are_known_by_name_in_any_schema_and_under_domains() {
        let ltree = Type::new("ltree".into(), 70_000, Kind::Simple, "extensions".into());
        let domain = Type::new("place".into(), 70_001, Kind::Domain(ltree.clone()), "app".into());
        assert!(<Ltree as FromSql<'_>>::accepts(&ltree));
        assert!(<Ltree as FromSql<'_>>::accepts(&domain));
        assert!(!<Lquery as FromSql<'_>>::accepts(&ltree));
        let namesake = Type::new("ltree".into(), 70_002, Kind::Composite(vec![]), "app".into());
        assert!(!<Ltree as FromSql<'_>>::accepts(&namesake));
    }
}
