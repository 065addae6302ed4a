//! What the server says of a statement.

use tokio_postgres::types::Type;

use super::SqlStatement;
use crate::error::Result;
use crate::link::Block;
use crate::sql::Sql;

/// What a statement takes and returns; see [`SqlStatement::describe`].
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Description {
    /// The types of its values, in the order in which the server numbers them.
    pub parameters: Vec<Type>,
    /// The names and types of the columns that it returns.
    pub columns: Vec<(String, Type)>,
}

impl SqlStatement<'_> {
    /// The types of its parameters and columns, as the server finds them: it is prepared, and not run.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let found = pool.sql("SELECT title FROM album WHERE album_id = ?", (0,)).describe().await?;
    /// assert_eq!(found.parameters[0].name(), "int4");
    /// assert_eq!(found.columns[0].0, "title");
    /// # Ok(()) }
    /// ```
    pub async fn describe(self) -> Result<Description> {
        let statement = self.statement?;
        let mut sql = Sql::new();
        statement.write(&mut sql);
        let prepared = self.link.hold().await?.prepare(&sql).await?;
        let columns = prepared.columns().iter();
        Ok(Description {
            parameters: prepared.params().to_vec(),
            columns: columns
                .map(|column| (column.name().to_owned(), column.type_().clone()))
                .collect(),
        })
    }

    /// The server's plan (`EXPLAIN`); the statement is not run.
    pub async fn explain(self) -> Result<String> {
        self.plan("EXPLAIN ").await
    }

    /// The plan with what it really cost (`EXPLAIN (ANALYZE, BUFFERS)`). The statement is run, and what it wrote is
    /// rolled back: in a transaction of its own, or a savepoint of the one that it is in. Sequences stay where they
    /// are then, as ever.
    pub async fn explain_analyze(self) -> Result<String> {
        let held = self.link.hold().await?;
        let statement = self.statement?;
        let mut sql = Sql::new();
        sql.push("EXPLAIN (ANALYZE, BUFFERS) ");
        statement.write(&mut sql);
        let block = Block::begin(&held).await?;
        let prepared = held.prepare(&sql).await?;
        let mut trace = held.trace(&sql);
        let lines = held.in_time(held.client().query(&prepared, &sql.values())).await;
        let lines = lines.inspect_err(|error| trace.failed(error))?;
        trace.ended(lines.len() as u64);
        block.undo().await?;
        let lines = lines.iter().map(|line| Ok(line.try_get::<_, String>(0)?));
        Ok(lines.collect::<Result<Vec<_>>>()?.join("\n"))
    }

    async fn plan(self, explain: &str) -> Result<String> {
        let mut rows = self.start(explain, "").await?;
        let mut lines: Vec<String> = Vec::new();
        while let Some(line) = rows.next().await? {
            lines.push(line.try_get(0)?);
        }
        Ok(lines.join("\n"))
    }
}
