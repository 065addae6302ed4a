//! Workers on a table of jobs: each job is done once, by one of them, and what fails is tried again later.
//!
//! A job is locked by the transaction that does it (`FOR UPDATE SKIP LOCKED`), and what it writes is committed together
//! with the word that it is done. A worker that dies, or loses its connection, leaves the job as it was.

use std::sync::Arc;
use std::time::Duration;

use pgdc::{Config, Error, Listener, Pool, Query, Result, Retry, Transaction};
use pgdc::{set, set_sql, unset};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::db::{Db, Job, JobPatch, NewReceipt};

/// Where it is told that there is a new job.
pub const CHANNEL: &str = "job";

/// A job that has failed so often stays as it is, for somebody to look at.
pub const MOST_ATTEMPTS: i32 = 8;

/// How long a worker sleeps where nothing wakes it, before it looks for jobs whose time has come.
const NAP: Duration = Duration::from_secs(1);

/// Lets so many workers do jobs until `stop` is ready; then each finishes what it is at. Returns how often a job was done
/// or failed.
///
/// # Errors
/// Those that waiting does not cure: a login that is refused, a table that is not there.
pub async fn run(
    config: &Config,
    pool: &Pool,
    workers: usize,
    stop: impl Future<Output = ()>,
) -> Result<u64> {
    let (wake, woken) = watch::channel(());
    let mut listener = config.listen([CHANNEL]).await?;
    let mut team = JoinSet::new();
    for _ in 0..workers {
        team.spawn(work(pool.clone(), woken.clone()));
    }

    tokio::select! {
        () = stop => {}
        heard = hear(&mut listener, &wake) => heard?,
        // A worker ends before it is told to for an error alone.
        Some(Ok(Err(error))) = team.join_next() => return Err(error),
    }

    drop(wake); // tells the workers that it is over
    team.join_all().await.into_iter().sum()
}

/// Wakes the workers whenever there may be a new job: when one is told of, and after a gap, in which some may have been
/// told of that nobody heard.
async fn hear(listener: &mut Listener, wake: &watch::Sender<()>) -> Result<()> {
    while let Some(event) = listener.next().await {
        event?;
        wake.send_replace(());
    }
    Ok(())
}

/// Does jobs until `wake` is closed, and sleeps where there are none.
async fn work(pool: Pool, mut wake: watch::Receiver<()>) -> Result<u64> {
    let mut count = 0;
    loop {
        // Whoever is told of a job from here on looks again, even if it is told while the last one is done.
        wake.mark_unchanged();
        while wake.has_changed().is_ok() {
            match do_one(&pool).await {
                Ok(true) => count += 1,
                Ok(false) => break,
                Err(error) if error.retry() == Retry::Never => return Err(error),
                // Whether the job was done stands in its row, so that looking again is right in any case.
                Err(_) => break,
            }
        }
        if let Ok(Err(_closed)) = tokio::time::timeout(NAP, wake.changed()).await {
            return Ok(count);
        }
    }
}

/// Does the job that is due for the longest time; false where there is none.
async fn do_one(pool: &Pool) -> Result<bool> {
    Ok(due(Db::new(pool)).claim_one(make_receipt, postpone).await?.is_some())
}

/// The jobs whose time has come, of all tenants.
fn due(db: Db<'_>) -> Query<'_, Job> {
    let jobs = db.unscoped("workers do the jobs of all tenants").job();
    let open = Job::DONE_AT.is_null().and(Job::ATTEMPTS.lt(MOST_ATTEMPTS));
    jobs.filter(open).rows_where("run_at <= now()", ()).order_by(Job::RUN_AT)
}

/// The work itself. From here on it is that of one tenant, and nobody else's rows can be reached.
async fn make_receipt(tx: Transaction<'static>, job: Arc<Job>) -> Result<JobPatch> {
    let mine = Db::new(&tx).tenant(job.tenant_id);
    let purchase = job.purchase(&mine.purchase()).one().await?;
    let product = purchase.product(&mine.product()).one().await?;
    let cents = product.cents.saturating_mul(purchase.quantity);
    mine.receipt().insert(NewReceipt { purchase: purchase.number, cents }).await?;
    Ok(JobPatch { done_at: set_sql("now()", ()), ..unset() })
}

/// What becomes of a job that failed: it is due again after 1, 2, 4 … seconds. What it wrote is undone.
fn postpone(job: &Job, error: &Error) -> JobPatch {
    let pause = f64::from(job.attempts.min(20)).exp2();
    JobPatch {
        attempts: set(job.attempts + 1),
        run_at: set_sql("now() + ? * interval '1 second'", (pause,)),
        last_error: set(error.to_string()),
        ..unset()
    }
}
