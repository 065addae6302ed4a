//! Whether the database is as a generated module says.

mod known;
mod live;

use futures_util::future::BoxFuture;

use crate::error::{Error, Kind, Result};
use crate::link::Link;
use crate::schema::{Change, Impact, changes};
use crate::{Relation, TypeDef};

/// Compares what a generated module says with the database; made by the `verify_schema` of its `Db`.
///
/// Awaited, it is an error if something changed that breaks a program with this module: the columns, types,
/// NOT NULL, defaults, keys and constraints of its tables and views, the labels of its enums, the attributes of
/// its composite types. Each change is named as `pgdc check` names it, with what it breaks. Changes that break
/// nothing are fine, such as a new column with a default; [`changes`](VerifySchema::changes) has them too. Tables
/// that the module does not have are not looked at. A server of another major version may print an expression in
/// other words, which then counts as changed.
///
/// It asks for the facts of this module's tables alone, by one statement, in a transaction or savepoint of its
/// own, and reads system catalogs, for which no right is needed: what the role may do with the tables is not
/// part of the answer. On a connection that several tasks share, statements of others would become part of the
/// transaction.
///
/// ```ignore
/// let pool = Pool::builder(Config::from_env()?).build().await?;
/// Db::new(&pool).verify_schema().await?; // before the first request
/// for change in Db::new(&pool).verify_schema().changes().await? {
///     eprintln!("{}: {change}", change.impact);
/// }
/// ```
///
/// # Errors
/// - What changed breaks the program: [`Error::schema_changes`] has the changes.
/// - The statement cannot be sent, or fails.
#[must_use = "nothing is compared until it is awaited"]
#[derive(Clone, Copy)]
pub struct VerifySchema<'e> {
    link: Link<'e>,
    relations: &'static [&'static Relation],
    types: &'static [TypeDef],
}

impl<'e> VerifySchema<'e> {
    /// Of these relations and types; what generated modules call.
    pub fn new(
        link: Link<'e>,
        relations: &'static [&'static Relation],
        types: &'static [TypeDef],
    ) -> Self {
        VerifySchema { link, relations, types }
    }

    /// Every change since the module was generated, those that break nothing too, table by table.
    ///
    /// # Errors
    /// The statement cannot be sent, or fails.
    pub async fn changes(self) -> Result<Vec<Change>> {
        let old = known::facts(self.relations, self.types);
        let mut new = live::facts(self.link, &old).await?;
        known::assume(self.relations, &old, &mut new);
        Ok(changes(&old, &new))
    }

    async fn verify(self) -> Result<()> {
        let mut changes = self.changes().await?;
        changes.retain(|change| change.impact == Impact::Breaking);
        match changes.is_empty() {
            true => Ok(()),
            false => Err(Error::new(Kind::Schema(changes))),
        }
    }
}

impl<'e> IntoFuture for VerifySchema<'e> {
    type Output = Result<()>;
    type IntoFuture = BoxFuture<'e, Result<()>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.verify())
    }
}
