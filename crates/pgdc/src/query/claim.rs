//! A table as a queue of jobs.

use std::sync::Arc;

use super::Query;
use crate::clause::Clause;
use crate::error::{Error, Kind, Operation, Result};
use crate::reading::Reading;
use crate::transaction::{Failure, Open, run};
use crate::{Executor as _, Keyed, Table, Transaction, TransactionOptions, Writable};

/// What became of a job that was claimed.
#[derive(Debug)]
pub enum Claimed<R, E> {
    /// It was done; this is its row then.
    Completed(R),
    /// It failed: its row then, and why.
    Failed(R, E),
}

impl<'e, R: Keyed + Writable> Query<'e, R> {
    /// At most `rows` of the rows, which are locked for this transaction until it ends
    /// (`FOR UPDATE SKIP LOCKED`). Rows that others have locked are passed over, so that two workers never
    /// get the same.
    ///
    /// # Errors
    /// The handle is not on a transaction; else as [`Query::all`].
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Unscoped + Keyed<Key = i32> + Writable>(pool: Pool, ready: Column<R, bool>, id: Column<R, i32>) -> Result<()> {
    /// pool.transact(async |tx| {
    ///     let jobs: Table<'_, R> = Table::new(&tx);
    ///     for job in jobs.filter(ready.eq(true)).order_by(id).claim(10).await? {
    ///         // …
    ///         jobs.delete(job.key()).await?;
    ///     }
    ///     Ok::<_, Error>(())
    /// })
    /// .await?;
    /// # Ok(()) }
    /// ```
    pub async fn claim(mut self, rows: u32) -> Result<Vec<R>> {
        if !self.reading.link.is_transaction() {
            return Err(Error::new(Kind::NoTransaction).at(R::RELATION, Operation::Claim));
        }
        self.reading.cap(i64::from(rows));
        self.for_update().skip_locked().all().await
    }

    /// Does one job: claims the first of the rows in a transaction on a connection of its own, runs `work`
    /// with it, and writes the patch that it returns to the row; or, where it fails, the patch of `failed`,
    /// which can count attempts. None when there is nothing to do.
    ///
    /// What `work` writes by the transaction it is given is kept if it succeeds and undone if it fails, in
    /// the same commit that says so in the row. A worker that dies leaves the job as it was, for others to
    /// claim at once.
    ///
    /// # Errors
    /// The handle is not on a pool; or a statement for the job fails, and everything is rolled back. That
    /// `work` failed is no error, but [`Claimed::Failed`].
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed + Writable>(jobs: Table<'_, R>, ready: Column<R, bool>, id: Column<R, i32>, done: R::Patch, attempted: fn(&R) -> R::Patch) -> Result<()> {
    /// let claimed = jobs
    ///     .filter(ready.eq(true))
    ///     .order_by(id)
    ///     .claim_one(
    ///         async |tx, job| {
    ///             // …
    ///             Ok::<_, Error>(done)
    ///         },
    ///         |job, error| attempted(job),
    ///     )
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub async fn claim_one<E, F>(
        self,
        work: impl FnOnce(Transaction<'static>, Arc<R>) -> F,
        failed: impl FnOnce(&R, &E) -> R::Patch,
    ) -> Result<Option<Claimed<R, E>>>
    where
        F: Future<Output = Result<R::Patch, E>>,
        E: From<Error>,
    {
        let at = |error: Error| error.at(R::RELATION, Operation::Claim);
        let connection = self.reading.link.connection().await.map_err(at)?;
        let open = Open::begin(&connection.0, &TransactionOptions::new()).await.map_err(at)?;
        let tx = Transaction::new(Arc::clone(&open));
        let jobs =
            Table::<R>::scoped(tx.link(), self.reading.scope.at(Clause::ClaimedPatch).clone());

        let reading = Reading { link: tx.link(), ..self.reading };
        let query = Query { reading, ..self };
        let Some(job) = query.claim(1).await?.pop() else { return Ok(None) };
        let job = Arc::new(job);
        let key = job.key();

        let savepoint = Open::nest(&open).await.map_err(at)?;
        let worked = run(savepoint, |tx| work(tx, Arc::clone(&job))).await;
        let claimed = match worked.map_err(Failure::into_error) {
            Ok(patch) => Claimed::Completed(jobs.patch(key, patch).await?),
            Err(error) => {
                let patch = failed(&job, &error);
                Claimed::Failed(jobs.patch(key, patch).await?, error)
            }
        };
        open.commit().await.map_err(at)?;
        Ok(Some(claimed))
    }
}
