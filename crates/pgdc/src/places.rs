//! Which rows belong to which of the keys that were asked for, told by the bytes of the keys.

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, Type};

use crate::__private::BoxError;
use crate::relation::Transport;
use crate::row::KeyParts;
use crate::{Keyed, Relation};

/// A key of one column whose values are equal where their bytes are, which take no more room than this. Not so of
/// texts, whose collation may take two for one, and of numbers with digits.
type Bytes = [u8; 16];

/// The places of keys.
pub(crate) struct Places {
    /// The column of the key.
    column: usize,
    /// In the order of the keys.
    sorted: Vec<(Bytes, usize)>,
}

impl Places {
    /// None where keys of the relation cannot be told apart so.
    pub(crate) fn of<R: Keyed>(keys: &[R::Key]) -> Option<Self> {
        let (column, ty) = key_type(R::RELATION)?;
        let bytes = keys.iter().map(|key| bytes::<R>(key, &ty)).enumerate();
        let mut sorted: Vec<(Bytes, usize)> =
            bytes.map(|(place, bytes)| Some((bytes?, place))).collect::<Option<_>>()?;
        sorted.sort_unstable();
        Some(Places { column, sorted })
    }

    /// The places of the key of a row of the relation: several, where a key was given more than once.
    ///
    /// # Errors
    /// The wire library's.
    pub(crate) fn of_row(
        &self,
        row: &tokio_postgres::Row,
    ) -> Result<impl Iterator<Item = usize>, tokio_postgres::Error> {
        let Sent(own) = row.try_get(self.column)?;
        let from = self.sorted.partition_point(|(bytes, _)| *bytes < own);
        let same = self.sorted[from..].iter().take_while(move |(bytes, _)| *bytes == own);
        Ok(same.map(|(_, place)| *place))
    }
}

/// The bytes of a key as the server sends them.
struct Sent(Bytes);

impl<'r> FromSql<'r> for Sent {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, BoxError> {
        padded(raw).map(Sent).ok_or_else(|| "the key has more bytes than its type".into())
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn padded(written: &[u8]) -> Option<Bytes> {
    let mut bytes = Bytes::default();
    bytes.get_mut(..written.len())?.copy_from_slice(written);
    Some(bytes)
}

/// The column of such a key, and its type.
fn key_type(relation: &Relation) -> Option<(usize, Type)> {
    let [key] = relation.key else { return None };
    let column = relation.column(*key);
    let ty = match (column.facts().transport, column.sql_type()) {
        (Transport::Plain { .. }, "smallint") => Type::INT2,
        (Transport::Plain { .. }, "integer") => Type::INT4,
        (Transport::Plain { .. }, "bigint") => Type::INT8,
        (Transport::Plain { .. }, "uuid") => Type::UUID,
        _ => return None,
    };
    Some((usize::from(*key), ty))
}

fn bytes<R: Keyed>(key: &R::Key, ty: &Type) -> Option<Bytes> {
    let parts = KeyParts::of::<R>(key);
    let [part] = parts.as_slice() else { return None };
    let mut written = BytesMut::with_capacity(size_of::<Bytes>());
    match part.to_sql_checked(ty, &mut written) {
        Ok(IsNull::No) => padded(&written),
        _ => None,
    }
}
