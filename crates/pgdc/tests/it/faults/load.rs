//! Many tasks that read and write over a pool, and the account of what became of each write.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use pgdc::{Error, Executor as _, Pool, Result, Retry};
use tokio::task::JoinHandle;

/// No key, so that a write that happens twice shows.
pub(crate) const TABLE: &str = "CREATE TABLE ledger (id bigint NOT NULL, part int NOT NULL)";

/// The limits of a call's parts, as keys of a connection string and of the pool.
pub(crate) const LIMITS: &str = "connect_timeout=2 command_timeout=1";
pub(crate) const ACQUIRE: Duration = Duration::from_secs(3);

/// A transaction is at most a wait for the pool and five round trips (`BEGIN`, two statements, `COMMIT` or
/// `ROLLBACK`, each with what is left to its end), of which all but one end at once when the first has not
/// answered and the connection is closed.
const DEADLINE: Duration = Duration::from_secs(3 + 5 * 2);

/// What became of the writes, by their ids.
#[derive(Default)]
pub(crate) struct Account {
    /// With how many rows each.
    committed: BTreeMap<i64, i64>,
    unknown: BTreeMap<i64, i64>,
    /// Whether a request may arrive as another one.
    is_garbled: bool,
    /// Tried last when the load ended, and undone.
    undone: BTreeSet<i64>,
    retried: usize,
    reads: usize,
    errors: BTreeMap<String, usize>,
    longest: Duration,
    /// When calls succeeded last, and the longest time between two.
    succeeded: Option<Instant>,
    longest_gap: Duration,
}

/// Tasks at work until they are told to stop.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<Account>>,
}

impl Load {
    /// Starts so many tasks.
    pub(crate) fn start(pool: &Pool, tasks: u64, seed: u64) -> Load {
        Load::start_garbled(pool, tasks, seed, false)
    }

    /// The same; and a request may arrive as another one.
    pub(crate) fn start_garbled(pool: &Pool, tasks: u64, seed: u64, is_garbled: bool) -> Load {
        let (stop, ids) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(1)));
        let task = |task| {
            let (pool, stop, ids) = (pool.clone(), Arc::clone(&stop), Arc::clone(&ids));
            let mut rng = Rng::with_seed(seed.wrapping_add(task));
            tokio::spawn(async move {
                let mut account = Account { is_garbled, ..Account::default() };
                while !stop.load(Ordering::Relaxed) {
                    match rng.u8(..3) {
                        0 => account.read(&pool, &mut rng, &stop).await,
                        kind => {
                            let id = ids.fetch_add(1, Ordering::Relaxed);
                            account.write(&pool, id, kind.into(), &stop).await;
                        }
                    }
                }
                account
            })
        };
        let tasks = (0..tasks).map(task).collect();
        Load { stop, tasks }
    }

    /// Ends the tasks, and adds up their accounts.
    pub(crate) async fn stop(self) -> Account {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Account::default();
        for task in self.tasks {
            all.add(task.await.expect("no wrong result and no hang"));
        }
        all
    }
}

impl Account {
    async fn read(&mut self, pool: &Pool, rng: &mut Rng, stop: &AtomicBool) {
        let (first, rows) = (rng.i64(..1000), rng.i64(1..50));
        let sql = "SELECT n, 'row ' || n FROM generate_series(?::bigint, ?) n";
        while !stop.load(Ordering::Relaxed) {
            let read = pool.sql(sql, (first, first + rows - 1)).all::<(i64, String)>();
            match self.timed(read).await {
                Ok(found) => {
                    let expected: Vec<_> =
                        (first..first + rows).map(|n| (n, format!("row {n}"))).collect();
                    assert_eq!(found, expected);
                    self.reads += 1;
                    return;
                }
                // A read does no harm twice.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Writes by a statement of its own, or two rows in a transaction; again where that is said to be safe.
    async fn write(&mut self, pool: &Pool, id: i64, rows: i64, stop: &AtomicBool) {
        loop {
            let written = match rows {
                1 => self.timed(one(pool, id)).await,
                _ => self.timed(two(pool, id)).await,
            };
            let Err(error) = written else {
                self.committed.insert(id, rows);
                return;
            };
            match error.retry() {
                Retry::Unknown => {
                    self.unknown.insert(id, rows);
                    return;
                }
                // What arrives garbled is another request, and can be refused for any reason.
                Retry::Never if self.is_garbled => {
                    self.unknown.insert(id, rows);
                    return;
                }
                Retry::Never => panic!("a fault of the write itself: {error}"),
                Retry::Safe if stop.load(Ordering::Relaxed) => {
                    self.undone.insert(id);
                    return;
                }
                Retry::Safe => self.retried += 1,
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn timed<T>(&mut self, call: impl Future<Output = Result<T>>) -> Result<T> {
        let started = Instant::now();
        let called = tokio::time::timeout(DEADLINE, call).await.expect("an end in time");
        self.longest = self.longest.max(started.elapsed());
        match &called {
            Ok(_) => {
                let now = Instant::now();
                let gap = self.succeeded.map_or(Duration::ZERO, |last| now - last);
                self.longest_gap = self.longest_gap.max(gap);
                self.succeeded = Some(now);
            }
            Err(error) => *self.errors.entry(class(error)).or_default() += 1,
        }
        called
    }

    fn add(&mut self, other: Account) {
        self.committed.extend(other.committed);
        self.unknown.extend(other.unknown);
        self.undone.extend(other.undone);
        self.retried += other.retried;
        self.reads += other.reads;
        for (class, count) in other.errors {
            *self.errors.entry(class).or_default() += count;
        }
        self.longest = self.longest.max(other.longest);
        self.longest_gap = self.longest_gap.max(other.longest_gap);
    }

    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Compares with what the table holds, and prints the figures.
    pub(crate) async fn check(&self, test: &str, direct: &Pool) {
        let rows = "SELECT id, count(*), count(DISTINCT part) FROM ledger GROUP BY id";
        let rows: Vec<(i64, i64, i64)> = direct.sql(rows, ()).all().await.expect("the ledger");
        let found: BTreeMap<i64, i64> = rows.iter().map(|(id, rows, _)| (*id, *rows)).collect();
        for (id, rows, parts) in &rows {
            let expected = self.committed.get(id).or_else(|| self.unknown.get(id));
            assert_eq!(Some(rows), expected, "{id}: undone, doubled or half");
            assert_eq!(rows, parts, "{id} is doubled");
        }
        let lost: Vec<_> = self.committed.keys().filter(|id| !found.contains_key(id)).collect();
        assert!(lost.is_empty(), "committed, and not there: {lost:?}");
        let happened = self.unknown.keys().filter(|id| found.contains_key(id)).count();
        println!("{test}: {self}; {happened} of the unknown happened");
        assert!(self.committed.len() > 50, "too little was done");
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} reads, {} writes committed, {} unknown, {} undone, {} retries; longest call {:?}, longest time \
             of a task without success {:?}; errors {:?}",
            self.reads,
            self.committed.len(),
            self.unknown.len(),
            self.undone.len(),
            self.retried,
            self.longest,
            self.longest_gap,
            self.errors
        )
    }
}

async fn one(pool: &Pool, id: i64) -> Result<()> {
    pool.sql("INSERT INTO ledger VALUES (?, 1)", (id,)).execute().await.map(drop)
}

async fn two(pool: &Pool, id: i64) -> Result<()> {
    pool.transact(async |tx| {
        tx.sql("INSERT INTO ledger VALUES (?, 1)", (id,)).execute().await?;
        tx.sql("INSERT INTO ledger VALUES (?, 2)", (id,)).execute().await?;
        Ok(())
    })
    .await
}

fn class(error: &Error) -> String {
    let what = match error.code() {
        Some(code) => code.code(),
        None if error.is_pool_timeout() => "pool timeout",
        None if error.is_connect() => "connect",
        None if error.is_timeout() => "timeout",
        None if error.is_closed() => "closed",
        None => "other",
    };
    format!("{what} {:?}", error.retry())
}

/// How long it takes until twice as many tasks as connections all get an answer.
pub(crate) async fn recovery(test: &str, pool: &Pool) {
    let started = Instant::now();
    loop {
        let tasks = (0..2 * pool.status().max_size).map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { pool.sql("SELECT 1", ()).item::<i32>().await })
        });
        let mut answers = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            answers.push(task.await.expect("no panic"));
        }
        if answers.iter().all(Result::is_ok) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(15), "{answers:?}");
    }
    let status = pool.status();
    assert!(status.size <= status.max_size, "{status:?}");
    println!("{test}: the pool works again after {:?}: {status:?}", started.elapsed());
}
