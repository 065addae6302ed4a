//! The thread that makes and drops databases. One at a time, since the server copies no database that another copy
//! is being made of, and a runtime of its own, since that of a test ends with the test.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::admin::{Admin, DatabaseOptions, DropOptions};
use crate::error::{Error, Kind, Result};
use crate::executor::Executor as _;
use crate::raw::SqlText;
use crate::testing::fault::TestingFault;
use crate::{Config, Connection, Ident};

/// How long a test waits for its database to be dropped. After it, the thread goes on by itself.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long sessions may take to end.
const ENDING: Duration = Duration::from_millis(2);
const ENDINGS: usize = 1_000;
/// The first version that knows `STRATEGY`.
const HAS_STRATEGY: i32 = 150_000;

/// The other end of the thread, which ends when this is dropped.
pub(super) struct Keeper {
    orders: UnboundedSender<Order>,
    /// In the names of its databases, and its lock.
    run: u64,
}

enum Order {
    Create {
        name: String,
        template: Option<String>,
        done: oneshot::Sender<Result<()>>,
    },
    /// Nobody connects to it any more.
    Close {
        name: String,
        done: oneshot::Sender<Result<()>>,
    },
    Drop {
        name: String,
        done: mpsc::Sender<()>,
    },
}

impl Keeper {
    /// # Errors
    /// The server cannot be reached, or there is no thread left.
    pub(super) async fn start(config: Config) -> Result<Keeper> {
        let run: u64 = rand::random();
        let (orders, received) = unbounded_channel();
        let (ready, started) = oneshot::channel();
        let work = move || match runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(keep(config, run, ready, received)),
            Err(error) => drop(ready.send(Err(no_thread(error)))),
        };
        let thread = thread::Builder::new().name("pgdc testing".to_owned());
        thread.spawn(work).map_err(no_thread)?;
        started.await.unwrap_or_else(|_| Err(TestingFault::KeeperGone.into()))?;
        Ok(Keeper { orders, run })
    }

    /// A name that no other process has.
    pub(super) fn name(&self, what: &str) -> String {
        format!("pgdc_test_{:016x}_{what}", self.run)
    }

    pub(super) async fn create(&self, name: &str, template: Option<&str>) -> Result<()> {
        let (name, template) = (name.to_owned(), template.map(str::to_owned));
        self.order(|done| Order::Create { name, template, done }).await
    }

    pub(super) async fn close(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.order(|done| Order::Close { name, done }).await
    }

    async fn order(&self, order: impl FnOnce(oneshot::Sender<Result<()>>) -> Order) -> Result<()> {
        let (done, answer) = oneshot::channel();
        // Where the thread is gone, there is no answer either.
        let _ = self.orders.send(order(done));
        answer.await.unwrap_or_else(|_| Err(TestingFault::KeeperGone.into()))
    }

    /// Waits, whatever runtime there is.
    pub(super) fn drop(&self, name: &str) {
        let (done, answer) = mpsc::channel();
        let _ = self.orders.send(Order::Drop { name: name.to_owned(), done });
        // What stays is dropped by the next run.
        let _ = answer.recv_timeout(PATIENCE);
    }
}

fn no_thread(error: std::io::Error) -> Error {
    Error::new(Kind::Testing(Box::new(TestingFault::NoThread { error })))
}

async fn keep(
    config: Config,
    run: u64,
    ready: oneshot::Sender<Result<()>>,
    mut orders: UnboundedReceiver<Order>,
) {
    let server = match Server::open(config, run).await {
        Ok(server) => server,
        Err(error) => return drop(ready.send(Err(error))),
    };
    let _ = ready.send(Ok(()));
    // Whoever asked may be gone.
    while let Some(order) = orders.recv().await {
        match order {
            Order::Create { name, template, done } => {
                drop(done.send(server.create(&name, template.as_deref()).await));
            }
            Order::Close { name, done } => drop(done.send(server.close(&name).await)),
            Order::Drop { name, done } => {
                // What stays is dropped by the next run.
                let _ = server.drop(&name).await;
                drop(done);
            }
        }
    }
}

struct Server {
    connection: Connection,
    has_strategy: bool,
}

impl Server {
    /// Takes the lock of this run, and drops what other runs have left.
    async fn open(config: Config, run: u64) -> Result<Server> {
        let connection = config.connect().await?;
        let text = "SELECT pg_catalog.pg_advisory_lock($1)";
        connection.sql(text, (run.cast_signed(),)).execute().await?;
        let text = "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4";
        let version: i32 = connection.sql(text, ()).item().await?;
        let server = Server { connection, has_strategy: version >= HAS_STRATEGY };
        let left = server.connection.sql(include_str!("leftovers.sql"), ());
        for name in left.items::<String>().await? {
            // Another process may be dropping it too, or it is another role's.
            let _ = server.drop(&name).await;
        }
        Ok(server)
    }

    async fn create(&self, name: &str, template: Option<&str>) -> Result<()> {
        let mut options = DatabaseOptions::new();
        if let Some(template) = template {
            options = options.template(template);
            if self.has_strategy {
                options = options.strategy(STRATEGY);
            }
        }
        Admin::new(&self.connection).create_database(name, options).await
    }

    async fn close(&self, name: &str) -> Result<()> {
        let text = format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", Ident(name));
        self.connection.sql(SqlText::trusted(text), ()).execute().await?;
        self.end_sessions(name).await
    }

    async fn drop(&self, name: &str) -> Result<()> {
        // `FORCE` ends them too, but looks after 100 milliseconds whether they have ended.
        let _ = self.end_sessions(name).await;
        let options = DropOptions::new().if_exists().force();
        Admin::new(&self.connection).drop_database(name, options).await
    }

    async fn end_sessions(&self, name: &str) -> Result<()> {
        let text = "SELECT pg_catalog.count(pg_catalog.pg_terminate_backend(pid)) \
                    FROM pg_catalog.pg_stat_activity WHERE datname::pg_catalog.text = $1";
        for _ in 0..ENDINGS {
            let sessions: i64 = self.connection.sql(text, (name,)).item().await?;
            if sessions == 0 {
                break;
            }
            tokio::time::sleep(ENDING).await;
        }
        Ok(())
    }
}

/// How templates are copied. Of a small one, the faster way.
const STRATEGY: &str = "wal_log";
