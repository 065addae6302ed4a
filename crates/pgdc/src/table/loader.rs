//! Gets of several tasks in one statement.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use super::Table;
use crate::Keyed;
use crate::error::Result;

impl<'e, R: Keyed> Table<'e, R> {
    /// What gathers gets that are asked for at the same time into one statement, as a data loader of GraphQL does.
    /// It has the scope of this handle.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<R: Keyed<Key = i32>>(album: Table<'_, R>) -> Result<()> {
    /// let albums = album.loader();
    /// let (one, other) = tokio::try_join!(albums.get(1), albums.get(2))?; // one statement
    /// # Ok(()) }
    /// ```
    pub fn loader(&self) -> Loader<'e, R> {
        Loader { table: self.clone(), latest: Arc::default() }
    }
}

/// Gathers gets that are asked for at the same time into one statement; made by [`Table::loader`]. It can be cloned, and
/// used by several tasks.
///
/// What is asked for while a statement is under way goes with the next one, so that there is no time to choose: alone, a
/// get waits for nothing but a turn of the tasks that are ready; the more there are, the more a statement gets. Nothing is
/// kept: whoever asks again gets the row as it is then.
pub struct Loader<'e, R: Keyed> {
    table: Table<'e, R>,
    latest: Arc<Mutex<Option<Latest<'e, R>>>>,
}

/// The batch that was begun last, and what gets its rows. Whoever waits for it drives it.
struct Latest<'e, R: Keyed> {
    batch: Arc<Batch<R>>,
    work: Work<'e>,
}

type Work<'e> = Shared<BoxFuture<'e, ()>>;

/// The gets of one statement.
struct Batch<R: Keyed>(Mutex<Stage<R>>);

enum Stage<R: Keyed> {
    Gathering(Vec<R::Key>),
    Sent,
    /// In the order of the keys.
    Found(Vec<Option<R>>),
    Failed,
}

impl<'e, R: Keyed> Loader<'e, R> {
    /// The row with this primary key, if there is one in the scope of the handle.
    ///
    /// # Errors
    /// As [`Table::get`]. Where the statement for all fails, each get is sent by itself and has an error of its own.
    pub fn get(&self, key: R::Key) -> impl Future<Output = Result<Option<R>>> + Send + use<'e, R> {
        let loader = self.clone();
        async move {
            let (batch, place, work) = loader.join(key.clone());
            // So that the other tasks that are ready can join: who is next to poll the work closes the batch.
            tokio::task::yield_now().await;
            work.await;
            match batch.take(place) {
                Some(found) => Ok(found),
                None => loader.table.get(key).await,
            }
        }
    }

    /// The batch that the key is in, and its place there.
    fn join(&self, key: R::Key) -> (Arc<Batch<R>>, usize, Work<'e>) {
        let mut latest = locked(&self.latest);
        if let Some(Latest { batch, work }) = &*latest
            && let Stage::Gathering(keys) = &mut *batch.stage()
        {
            keys.push(key);
            return (Arc::clone(batch), keys.len() - 1, work.clone());
        }
        let batch = Arc::new(Batch(Mutex::new(Stage::Gathering(vec![key]))));
        let before = latest.take().map(|latest| latest.work);
        let work = find(self.table.clone(), Arc::clone(&batch), before).boxed().shared();
        *latest = Some(Latest { batch: Arc::clone(&batch), work: work.clone() });
        (batch, 0, work)
    }
}

/// Gets the rows of a batch, when the one before has its own.
async fn find<R: Keyed>(table: Table<'_, R>, batch: Arc<Batch<R>>, before: Option<Work<'_>>) {
    if let Some(before) = before {
        before.await;
    }
    let keys = match std::mem::replace(&mut *batch.stage(), Stage::Sent) {
        Stage::Gathering(keys) => keys,
        _ => Vec::new(),
    };
    let found = table.get_many(keys).await;
    *batch.stage() = found.map_or(Stage::Failed, Stage::Found);
}

impl<R: Keyed> Batch<R> {
    fn stage(&self) -> MutexGuard<'_, Stage<R>> {
        locked(&self.0)
    }

    /// The row of a place; none where the statement failed.
    fn take(&self, place: usize) -> Option<Option<R>> {
        match &mut *self.stage() {
            Stage::Found(rows) => rows.get_mut(place).map(Option::take),
            _ => None,
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Keyed> Clone for Loader<'_, R> {
    fn clone(&self) -> Self {
        Loader { table: self.table.clone(), latest: Arc::clone(&self.latest) }
    }
}

impl<R: Keyed> fmt::Debug for Loader<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Loader({:?})", self.table)
    }
}
