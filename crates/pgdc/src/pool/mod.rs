//! The pool: connections that are opened once and lent to many.

mod gate;
mod keeper;
mod lease;
mod manager;
mod options;
mod own;
mod share;
mod status;

use std::fmt;
use std::time::{Duration, Instant};

use deadpool::managed::{self, QueueMode};

use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::link::Link;
use crate::observe::{StatementEvent, Watch};
use crate::{Config, connect};

use gate::Gate;
pub(crate) use lease::Leased;
use manager::{Manager, Source};
use options::Options;
pub use options::{PoolBuilder, Reset};
use own::Own;
pub(crate) use own::Sharing;
use share::Share;
pub(crate) use share::Sharer;
pub use status::PoolStatus;

/// A pool of connections; clones share it.
///
/// As an [`Executor`] it lends a connection to each call, or one to several at a time
/// ([`PoolBuilder::shared`]). Statements that must see each other's changes
/// go into a transaction: [`Pool::transact`]. Who waits for a connection gets one in the order of coming.
#[derive(Clone)]
pub struct Pool {
    inner: Inner,
    watch: Watch,
}

#[derive(Clone)]
enum Inner {
    Own(Own),
    Deadpool(deadpool_postgres::Pool),
}

/// How a pool lends a connection.
pub(crate) enum Taken {
    Own(Leased),
    Deadpool(deadpool_postgres::Client),
}

impl Pool {
    /// A pool of at most `max_size` connections, which are opened when they are first needed. `config` is a
    /// [`Config`], or a URL or key-value string to read it from. [`Pool::builder`] has more to choose.
    ///
    /// # Errors
    /// The configuration cannot be used. The error quotes no value of it.
    ///
    /// ```no_run
    /// # async fn f() -> pgdc::Result<()> {
    /// let pool = pgdc::Pool::new("postgres://app@localhost/shop", 8)?;
    /// let connection = pool.get().await?;
    /// # Ok(()) }
    /// ```
    pub fn new<C>(config: C, max_size: usize) -> Result<Self>
    where
        C: TryInto<Config>,
        Error: From<C::Error>,
    {
        config.try_into()?.pool(max_size)
    }

    /// The same with a configuration of tokio-postgres, without TLS.
    pub fn with_config(config: tokio_postgres::Config, max_size: usize) -> Self {
        let source = Source::Plain(Box::new(config));
        Pool::over(source, Watch::default(), Options::new(max_size))
    }

    fn with_options(config: &Config, options: Options) -> Result<Self> {
        let plan = connect::plan(config)?;
        let watch = Watch::within(plan.command_timeout);
        Ok(Pool::over(Source::Plan(plan), watch, options))
    }

    fn over(source: Source, watch: Watch, options: Options) -> Self {
        let max_size = options.max_size;
        let share = (options.shared > 1).then(|| Share::new(options.shared));
        let pool = managed::Pool::builder(Manager::new(source, options))
            .max_size(max_size)
            // The one that was used last has its statements prepared, and those that are spare grow old.
            .queue_mode(QueueMode::Lifo)
            .build()
            // The builder fails only where a timeout is set without a runtime.
            .expect("a pool without timeouts needs no runtime");
        if let Some(pause) = keeper::pause(pool.manager()) {
            keeper::spawn(pool.weak(), pause);
        }
        Pool { inner: Inner::Own(Own { pool, gate: Gate::new(max_size), share }), watch }
    }

    /// Calls `hook` after each statement that goes over this handle of the pool, its clones and their
    /// connections, in place of the hook that was set before. It runs where the statement does, so let it be
    /// quick.
    ///
    /// ```no_run
    /// # fn f(pool: pgdc::Pool) {
    /// let pool = pool.on_statement(|statement| {
    ///     println!("{} took {:?}", statement.text, statement.elapsed);
    /// });
    /// # }
    /// ```
    #[must_use]
    pub fn on_statement(
        mut self,
        hook: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.watch.hook(hook);
        self
    }

    /// Warns of each statement that takes longer, by an event of the `tracing` crate with the target
    /// `pgdc`.
    #[cfg(feature = "tracing")]
    #[must_use]
    pub fn slow_after(mut self, limit: Duration) -> Self {
        self.watch.slow_after(limit);
        self
    }

    /// Takes a connection out of the pool until it is dropped; waits while all are taken.
    ///
    /// # Errors
    /// A new connection was needed and could not be made; it took longer than the pool's `acquire_timeout`
    /// ([`is_pool_timeout`](Error::is_pool_timeout)); or the pool is closed
    /// ([`is_pool_closed`](Error::is_pool_closed)).
    pub async fn get(&self) -> Result<Connection> {
        let taken = self.take().await?;
        if let Taken::Own(leased) = &taken {
            leased.session().note_by_hand();
        }
        Ok(Connection::taken(taken, self.watch.clone()))
    }

    /// A connection for a statement.
    pub(crate) async fn take(&self) -> Result<Taken> {
        match &self.inner {
            Inner::Own(own) => own.take().await.map(Taken::Own),
            Inner::Deadpool(pool) => Ok(Taken::Deadpool(pool.get().await?)),
        }
    }

    /// The connections that single statements share. None of a pool that shares none; nor where statements have a time
    /// limit, since one that is called off may be that of a neighbour.
    pub(crate) fn sharing(&self) -> Option<Sharing<'_>> {
        match &self.inner {
            Inner::Own(own @ Own { share: Some(share), .. }) if self.watch.limit().is_none() => {
                Some(Sharing { own, share })
            }
            _ => None,
        }
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Closes each connection that is open now: the idle ones at once, the others when they come back. New ones
    /// take their place, with what has changed meanwhile: a role's settings, a server behind the same name.
    /// No effect on a pool of deadpool-postgres.
    pub fn expire(&self) {
        if let Inner::Own(own @ Own { pool, .. }) = &self.inner {
            let manager = pool.manager();
            manager.expire();
            own.recall();
            drop(pool.retain(|pooled, metrics| !manager.is_worn(pooled, &metrics)));
        }
    }

    /// Changes how many connections there may be. Of too many, the idle ones are closed at once, the others when
    /// they come back.
    pub fn resize(&self, max_size: usize) {
        match &self.inner {
            Inner::Own(own) => {
                own.gate.resize(max_size);
                own.pool.resize(max_size);
                own.recall();
            }
            Inner::Deadpool(pool) => pool.resize(max_size),
        }
    }

    /// Closes the pool: whoever waits or asks for a connection gets an error, and each connection is
    /// closed when it comes back.
    pub fn close(&self) {
        match &self.inner {
            Inner::Own(own) => {
                own.gate.close();
                own.pool.close();
            }
            Inner::Deadpool(pool) => pool.close(),
        }
    }

    /// The same, and waits until all connections have come back. After `deadline`, those that are still out are
    /// cut off, and what they were doing fails; the server rolls it back. Returns whether all came back. Those of
    /// a pool of deadpool-postgres are waited for, and not cut off.
    pub async fn close_within(&self, deadline: Duration) -> bool {
        const PAUSE: Duration = Duration::from_millis(5);
        self.close();
        let started = Instant::now();
        while self.status().size > 0 {
            if started.elapsed() >= deadline {
                if let Inner::Own(own) = &self.inner {
                    own.pool.manager().cut_off();
                }
                return false;
            }
            tokio::time::sleep(PAUSE.min(deadline)).await;
        }
        true
    }

    /// Whether the pool is closed.
    pub fn is_closed(&self) -> bool {
        match &self.inner {
            Inner::Own(own) => own.pool.is_closed(),
            Inner::Deadpool(pool) => pool.is_closed(),
        }
    }
}

/// A pool of deadpool-postgres, with its own settings.
impl From<deadpool_postgres::Pool> for Pool {
    fn from(pool: deadpool_postgres::Pool) -> Self {
        Pool { inner: Inner::Deadpool(pool), watch: Watch::default() }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("status", &self.status()).finish_non_exhaustive()
    }
}

impl Executor for Pool {
    fn link(&self) -> Link<'_> {
        Link::pool(self)
    }
}
