//! Connections and the pool: those of tokio-postgres and deadpool-postgres, with a cache of prepared
//! statements on each connection.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use deadpool_postgres::{ClientWrapper, ManagerConfig, RecyclingMethod};
use tokio_postgres::NoTls;

use crate::Config;
use crate::connect::{Connector, Opened};
use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::link::Link;
use crate::observe::{StatementEvent, Watch};

/// A pool of connections; clones share it.
///
/// As an [`Executor`] it lends a connection to each call. Statements that must see each other's changes
/// go into a transaction: [`Pool::transact`].
#[derive(Clone)]
pub struct Pool {
    inner: deadpool_postgres::Pool,
    watch: Watch,
}

impl Pool {
    /// A pool of at most `max_size` connections, which are opened when they are first needed. `config` is a
    /// [`Config`], or a URL or key-value string to read it from.
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
        let manager = deadpool_postgres::Manager::from_config(config, NoTls, recycling());
        Pool::over(manager, max_size).into()
    }

    pub(crate) fn connecting(connector: Connector, watch: Watch, max_size: usize) -> Self {
        let unused = tokio_postgres::Config::new();
        let manager = deadpool_postgres::Manager::from_connect(unused, connector, recycling());
        Pool::watched(Pool::over(manager, max_size), watch)
    }

    fn over(manager: deadpool_postgres::Manager, max_size: usize) -> deadpool_postgres::Pool {
        deadpool_postgres::Pool::builder(manager)
            .max_size(max_size)
            .build()
            // The builder fails only where a timeout is set without a runtime.
            .expect("a pool without timeouts needs no runtime")
    }

    pub(crate) fn watched(inner: deadpool_postgres::Pool, watch: Watch) -> Self {
        Pool { inner, watch }
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
    pub fn slow_after(mut self, limit: std::time::Duration) -> Self {
        self.watch.slow_after(limit);
        self
    }

    /// Takes a connection out of the pool until it is dropped; waits while all are taken.
    ///
    /// # Errors
    /// A new connection was needed and could not be made, or the pool is closed.
    pub async fn get(&self) -> Result<Connection> {
        Ok(Connection::new(Holder::Pooled(self.inner.get().await?), self.watch.clone()))
    }

    /// Closes the pool: whoever waits or asks for a connection gets an error, and each connection is
    /// closed when it comes back.
    pub fn close(&self) {
        self.inner.close();
    }
}

fn recycling() -> ManagerConfig {
    ManagerConfig { recycling_method: RecyclingMethod::Fast }
}

impl From<deadpool_postgres::Pool> for Pool {
    fn from(pool: deadpool_postgres::Pool) -> Self {
        Pool::watched(pool, Watch::default())
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("status", &self.inner.status()).finish_non_exhaustive()
    }
}

impl Executor for Pool {
    fn link(&self) -> Link<'_> {
        Link::pool(&self.inner, Some(&self.watch))
    }
}

/// A connection, out of a pool or opened alone, with its cache of prepared statements.
///
/// Dereferences to [`tokio_postgres::Client`] for everything else that can be done with one.
pub struct Connection(pub(crate) Arc<Session>);

/// The connection itself, which its transactions hold too, so that it outlives them.
pub(crate) struct Session {
    holder: Holder,
    watch: Watch,
}

enum Holder {
    Pooled(deadpool_postgres::Client),
    Alone(ClientWrapper),
}

impl Session {
    pub(crate) fn client(&self) -> &ClientWrapper {
        match &self.holder {
            Holder::Pooled(client) => client,
            Holder::Alone(client) => client,
        }
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }
}

impl Connection {
    /// Opens a connection, and spawns the task that drives it on the current tokio runtime. `config` is a
    /// [`Config`], or a URL or key-value string to read it from.
    ///
    /// # Errors
    /// The configuration cannot be used, or the server cannot be reached or refuses.
    pub async fn open<C>(config: C) -> Result<Self>
    where
        C: TryInto<Config>,
        Error: From<C::Error>,
    {
        config.try_into()?.connect().await
    }

    /// The same with a configuration of tokio-postgres, without TLS.
    ///
    /// # Errors
    /// The server cannot be reached or refuses.
    pub async fn with_config(config: &tokio_postgres::Config) -> Result<Self> {
        let (client, connection) = config.connect(NoTls).await?;
        let driver = tokio::spawn(async move {
            // What ends the connection is reported to every call that is under way.
            let _ = connection.await;
        });
        Ok(Connection::opened((client, driver), Watch::default()))
    }

    pub(crate) fn opened((client, driver): Opened, watch: Watch) -> Self {
        Connection::new(Holder::Alone(ClientWrapper::new(client, driver)), watch)
    }

    fn new(holder: Holder, watch: Watch) -> Self {
        Connection(Arc::new(Session { holder, watch }))
    }

    /// Calls `hook` after each statement that goes over this connection; see [`Pool::on_statement`].
    #[must_use]
    pub fn on_statement(self, hook: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static) -> Self {
        self.rewatched(|watch| watch.hook(hook))
    }

    /// Warns of each statement that takes longer; see [`Pool::slow_after`].
    #[cfg(feature = "tracing")]
    #[must_use]
    pub fn slow_after(self, limit: std::time::Duration) -> Self {
        self.rewatched(|watch| watch.slow_after(limit))
    }

    fn rewatched(mut self, change: impl FnOnce(&mut Watch)) -> Self {
        // Shared only by the handles of a transaction, which borrow the connection.
        if let Some(session) = Arc::get_mut(&mut self.0) {
            change(&mut session.watch);
        }
        self
    }
}

impl Deref for Connection {
    type Target = tokio_postgres::Client;

    fn deref(&self) -> &Self::Target {
        self.0.client()
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("closed", &self.is_closed()).finish_non_exhaustive()
    }
}

impl Executor for Connection {
    fn link(&self) -> Link<'_> {
        let client = self.0.client();
        Link::client(client, Some(&client.statement_cache), Some(self.0.watch()))
    }
}
