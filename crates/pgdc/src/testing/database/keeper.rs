//! The thread that makes and drops databases, with a runtime of its own, since that of a test ends with the test. It has
//! two connections, each of which does one thing after the other: to drop a database the server writes out what it holds
//! in memory, which can take a second, and nobody's new database is to wait for it.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures_util::future::join;
use tokio::runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::server::Server;
use crate::Config;
use crate::error::Result;
use crate::testing::fault::TestingFault;

/// The other end of the thread, which ends when this is dropped.
pub(super) struct Keeper {
    orders: UnboundedSender<Order>,
    drops: UnboundedSender<Drop>,
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
}

struct Drop {
    name: String,
    done: mpsc::Sender<()>,
}

impl Keeper {
    /// # Errors
    /// The server cannot be reached, or there is no thread left.
    pub(super) async fn start(config: Config) -> Result<Keeper> {
        let run: u64 = rand::random();
        let (orders, ordered) = unbounded_channel();
        let (drops, dropped) = unbounded_channel();
        let (ready, started) = oneshot::channel();
        let work = move || match runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(keep(config, run, ready, ordered, dropped)),
            Err(error) => drop(ready.send(Err(TestingFault::NoThread { error }.into()))),
        };
        let thread = thread::Builder::new().name("pgdc testing".to_owned());
        thread.spawn(work).map_err(|error| TestingFault::NoThread { error })?;
        started.await.unwrap_or_else(|_| Err(TestingFault::KeeperGone.into()))?;
        Ok(Keeper { orders, drops, run })
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

    /// Drops a database, and waits for it no longer than this, whatever runtime there is. The thread goes on.
    pub(super) fn drop(&self, name: &str, patience: Duration) {
        let (done, answer) = mpsc::channel();
        let _ = self.drops.send(Drop { name: name.to_owned(), done });
        // What stays, since the process ends, is dropped by the next run.
        let _ = answer.recv_timeout(patience);
    }
}

async fn keep(
    config: Config,
    run: u64,
    ready: oneshot::Sender<Result<()>>,
    ordered: UnboundedReceiver<Order>,
    dropped: UnboundedReceiver<Drop>,
) {
    let connected = async {
        let server = Server::open(&config).await?;
        server.lock(run).await?;
        Ok((server, Server::open(&config).await?))
    };
    match connected.await {
        Ok((maker, dropper)) => {
            // Whoever asked may be gone, here and below.
            let _ = ready.send(Ok(()));
            join(make(maker, ordered), unmake(dropper, dropped)).await;
        }
        Err(error) => drop(ready.send(Err(error))),
    }
}

/// Keeps the lock until nothing is asked for any more.
async fn make(server: Server, mut orders: UnboundedReceiver<Order>) {
    while let Some(order) = orders.recv().await {
        match order {
            Order::Create { name, template, done } => {
                drop(done.send(server.create(&name, template.as_deref()).await));
            }
            Order::Close { name, done } => drop(done.send(server.close(&name).await)),
        }
    }
}

async fn unmake(server: Server, mut drops: UnboundedReceiver<Drop>) {
    // Another process may be dropping them too, or they are another role's.
    let _ = server.drop_leftovers().await;
    while let Some(Drop { name, done }) = drops.recv().await {
        let _ = server.drop(&name).await;
        drop(done);
    }
}
