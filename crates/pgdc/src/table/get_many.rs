//! Many rows by their keys.

use std::future::Future;

use super::Table;
use crate::error::{Operation, Result};
use crate::places::Places;
use crate::render::Statement;
use crate::row::KeyParts;
use crate::{Keyed, Row, fetch};

impl<'e, R: Row> Table<'e, R> {
    /// The rows with these primary keys, in the order of the keys, in one statement whatever their number.
    /// `None` stands where there is no such row in the handle's scope.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed<Key = i32>>(album: Table<'_, R>) -> Result<()> {
    /// let albums: Vec<Option<R>> = album.get_many([3, 1, 4]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Table::get`]; besides, keys with array or composite parts must fit the protocol's limit of
    /// 65535 values a statement.
    pub fn get_many<K>(
        &self,
        keys: K,
    ) -> impl Future<Output = Result<Vec<Option<R>>>> + Send + use<'e, R, K>
    where
        R: Keyed,
        K: IntoIterator<Item = R::Key>,
    {
        let table = self.clone();
        let keys: Vec<R::Key> = keys.into_iter().collect();
        async move {
            if keys.is_empty() {
                return Ok(Vec::new());
            }
            let parts = keys.iter().map(KeyParts::of::<R>).collect();
            let places = Places::of::<R>(&keys);
            let statement = match places {
                Some(_) => Statement::AnyOfKeys { keys: parts },
                None => Statement::ByKeys { keys: parts },
            };
            let sql = table.sql_of(statement, Operation::Select)?;
            match places {
                Some(places) => fetch::by_keys(&table.link, &sql, keys.len(), &places).await,
                None => fetch::by_places(&table.link, &sql, keys.len()).await,
            }
        }
    }
}
