//! Conditions on columns of `json`, `jsonb` and `hstore` (PostgreSQL manual, "JSON Functions and Operators",
//! "hstore").

use crate::condition::Condition;
use crate::param::Param;
use crate::types::Hstore;
use crate::{Column, IntoValue, Row};

#[cfg(feature = "json")]
use crate::types::{Json, JsonOf, JsonPath};

/// Rust types of JSON documents: [`Json`] and [`JsonOf`]. Sealed.
#[cfg(feature = "json")]
#[diagnostic::on_unimplemented(message = "a column of `{Self}` holds no JSON documents")]
pub trait JsonDocument: sealed::Sealed {}

#[cfg(feature = "json")]
impl JsonDocument for Json {}
#[cfg(feature = "json")]
impl<T> JsonDocument for JsonOf<T> {}

#[cfg(feature = "json")]
mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Json {}
    impl<T> Sealed for super::JsonOf<T> {}
}

/// A GIN index on a `jsonb` column serves all of these but `contained_by`; a column of `json` is cast to
/// `jsonb` in every row.
#[cfg(feature = "json")]
impl<R: Row, T: JsonDocument, N> Column<R, T, N> {
    /// `column @> document`: what is in the document is in the column.
    ///
    /// ```no_run
    /// # use pgdc::{types::Json, *};
    /// # async fn f<R: Row>(ticket: Table<'_, R>, meta: Column<R, Json>, wanted: Json) -> Result<()> {
    /// let found = ticket.filter(meta.contains(wanted).and(meta.has_key("source"))).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn contains(self, document: impl Into<Json>) -> Condition<R> {
        self.json("@>", document.into(), "pg_catalog.jsonb")
    }

    /// `column <@ document`: what is in the column is in the document.
    pub fn contained_by(self, document: impl Into<Json>) -> Condition<R> {
        self.json("<@", document.into(), "pg_catalog.jsonb")
    }

    /// `column ? key`: it is an object with the key, or an array with that text.
    pub fn has_key(self, key: impl IntoValue<String>) -> Condition<R> {
        self.json("?", key.into_value(), "pg_catalog.text")
    }

    /// `column ?| keys`: it has at least one of the keys.
    pub fn has_any_key<K: IntoValue<String>>(
        self,
        keys: impl IntoIterator<Item = K>,
    ) -> Condition<R> {
        self.json("?|", collect(keys), "pg_catalog.text[]")
    }

    /// `column ?& keys`: it has all of the keys.
    pub fn has_all_keys<K: IntoValue<String>>(
        self,
        keys: impl IntoIterator<Item = K>,
    ) -> Condition<R> {
        self.json("?&", collect(keys), "pg_catalog.text[]")
    }

    /// `column @? path`: the path finds something in it.
    pub fn path_exists(self, path: impl Into<JsonPath>) -> Condition<R> {
        self.json("@?", path.into(), "pg_catalog.jsonpath")
    }

    fn json(
        self,
        operator: &'static str,
        value: impl Param,
        value_cast: &'static str,
    ) -> Condition<R> {
        let own = self.def().parameter_type();
        let is_jsonb = ["jsonb", "pg_catalog.jsonb"].contains(&own);
        let cast = if is_jsonb { None } else { Some("pg_catalog.jsonb") };
        self.operate_as(operator, Box::new(value), cast, Some(value_cast))
    }
}

/// GiST and GIN indexes serve all of these.
impl<R: Row, N> Column<R, Hstore, N> {
    /// `column @> pairs`: it has all the pairs.
    pub fn contains(self, pairs: impl Into<Hstore>) -> Condition<R> {
        self.operate("@>", pairs.into())
    }

    /// `column ? key`: it has the key.
    pub fn has_key(self, key: impl IntoValue<String>) -> Condition<R> {
        self.by_key("?", key.into_value(), "pg_catalog.text")
    }

    /// `column ?| keys`: it has at least one of the keys.
    pub fn has_any_key<K: IntoValue<String>>(
        self,
        keys: impl IntoIterator<Item = K>,
    ) -> Condition<R> {
        self.by_key("?|", collect(keys), "pg_catalog.text[]")
    }

    /// `column ?& keys`: it has all of the keys.
    pub fn has_all_keys<K: IntoValue<String>>(
        self,
        keys: impl IntoIterator<Item = K>,
    ) -> Condition<R> {
        self.by_key("?&", collect(keys), "pg_catalog.text[]")
    }

    fn by_key(
        self,
        operator: &'static str,
        value: impl Param,
        value_cast: &'static str,
    ) -> Condition<R> {
        self.operate_as(operator, Box::new(value), None, Some(value_cast))
    }
}

fn collect<K: IntoValue<String>>(keys: impl IntoIterator<Item = K>) -> Vec<String> {
    keys.into_iter().map(IntoValue::into_value).collect()
}
