//! How a pool is to behave.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::Client;

use super::Pool;
use crate::error::{Error, Result};
use crate::{Config, Notice};

/// How a pool is to behave; made by [`Pool::builder`].
///
/// ```no_run
/// # async fn f() -> pgdc::Result<()> {
/// use std::time::Duration;
///
/// let pool = pgdc::Pool::builder("postgres://app@localhost/shop")?
///     .max_size(16)
///     .min_size(2)
///     .acquire_timeout(Duration::from_secs(5))
///     .max_lifetime(Duration::from_secs(3600))
///     .on_open(|client| {
///         Box::pin(async move { Ok(client.batch_execute("SET jit = off").await?) })
///     })
///     .build()?;
/// # Ok(()) }
/// ```
#[must_use = "nothing is made before `build`"]
pub struct PoolBuilder {
    pub(super) config: Config,
    pub(super) options: Options,
}

/// What becomes of a connection that comes back from [`Pool::get`] or a transaction, before anybody else gets it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reset {
    /// Nothing: what was set stays set.
    Nothing,
    /// A transaction left open is rolled back; settings and the role are as at first; cursors, locks of the
    /// session, temporary tables and `LISTEN` are gone. Prepared statements stay. One round trip, paid by whoever
    /// gets the connection next; statements over the pool itself leave nothing behind, and need none.
    #[default]
    Session,
}

/// Called with a connection; what it returns is awaited.
pub(super) type Hook = Arc<
    dyn for<'c> Fn(&'c Client) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'c>>
        + Send
        + Sync,
>;

#[derive(Clone)]
pub(super) struct Options {
    pub(super) max_size: usize,
    pub(super) min_size: usize,
    pub(super) max_uses: Option<u64>,
    pub(super) max_lifetime: Option<Duration>,
    pub(super) idle_lifetime: Option<Duration>,
    pub(super) acquire_timeout: Option<Duration>,
    /// In place of what the configuration says.
    pub(super) statement_cache: Option<usize>,
    pub(super) checks: bool,
    /// How many statements may be on their way over one connection.
    pub(super) shared: usize,
    pub(super) reset: Reset,
    pub(super) on_open: Option<Hook>,
    pub(super) on_acquire: Option<Hook>,
}

impl Options {
    pub(super) fn new(max_size: usize) -> Self {
        Options {
            max_size,
            min_size: 0,
            max_uses: None,
            max_lifetime: None,
            idle_lifetime: None,
            acquire_timeout: None,
            statement_cache: None,
            checks: false,
            shared: 1,
            reset: Reset::default(),
            on_open: None,
            on_acquire: None,
        }
    }
}

impl PoolBuilder {
    pub(super) fn new(config: Config) -> Self {
        PoolBuilder { config, options: Options::new(10) }
    }

    /// At most so many connections; 10 by default.
    pub fn max_size(mut self, connections: usize) -> Self {
        self.options.max_size = connections;
        self
    }

    /// Keeps at least so many connections open, from [`build`](PoolBuilder::build) on; 0 by default.
    pub fn min_size(mut self, connections: usize) -> Self {
        self.options.min_size = connections;
        self
    }

    /// Closes a connection that was handed out so many times, to each statement where it
    /// is [shared](PoolBuilder::shared), which bounds what the server keeps for it.
    pub fn max_uses(mut self, uses: u64) -> Self {
        self.options.max_uses = Some(uses);
        self
    }

    /// Closes a connection of this age when it comes back, so that all of them move to a new server, or new
    /// credentials, in time.
    pub fn max_lifetime(mut self, age: Duration) -> Self {
        self.options.max_lifetime = Some(age);
        self
    }

    /// Closes a connection that nobody used for so long, down to [`min_size`](PoolBuilder::min_size).
    pub fn idle_lifetime(mut self, idle: Duration) -> Self {
        self.options.idle_lifetime = Some(idle);
        self
    }

    /// How long to wait for a connection, a new one's opening included. Then the call fails with
    /// [`is_pool_timeout`](Error::is_pool_timeout). Without it, who comes waits for its turn.
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.options.acquire_timeout = Some(limit);
        self
    }

    /// How many statements each connection keeps prepared; by default as many as the configuration says
    /// ([`Config::statement_cache_size`]), or 256. With 0, each is prepared each time.
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.options.statement_cache = Some(statements);
        self
    }

    /// Asks the server for an answer before a connection is handed out, at the price of a round trip. Without it,
    /// one whose end is known is replaced, and one that was cut off in silence fails at its next statement.
    pub fn check_before_use(mut self, yes: bool) -> Self {
        self.options.checks = yes;
        self
    }

    /// Lets up to so many single statements be on their way over one connection at a time: what is sent while another
    /// is waited for costs no round trip of its own. For many short statements of many tasks. 1 by default: a
    /// connection does one thing after the other.
    ///
    /// Shared by: what is read to its end at once, of handles (`get`, `all`, `count`, inserts, updates, deletes …) and of
    /// [`sql`](crate::Executor::sql), where it begins with `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `VALUES`, `TABLE`
    /// or `WITH`. All else has a connection for itself, as ever: [`Pool::get`], transactions, streams, cursors, `COPY`,
    /// other statements of your own, guarded handles, and statements with a time limit
    /// ([`with_timeout`](crate::Executor::with_timeout), or `command_timeout` in the configuration, under which
    /// nothing is shared: calling one statement off could hit another.
    /// [`Config::statement_timeout`], which the server keeps, does not.)
    ///
    /// A statement takes a connection that is free, or opens one; only then it joins others, where there are fewest. Who
    /// waits for a connection, for itself or not, is served in the order of coming, and nobody joins before.
    ///
    /// It costs: a slow statement, or one that waits for a lock, holds up those behind it on its connection, even one
    /// that is given up; and so does a large result whose future is left without being polled. So what a transaction waits for must go over the
    /// transaction: a statement beside it may stand behind one that waits for the transaction's locks. A connection
    /// that ends takes all its statements with it, and each error says whether its own was carried out, as ever.
    ///
    /// ```no_run
    /// # async fn f() -> pgdc::Result<()> {
    /// let pool = pgdc::Pool::builder("postgres://app@localhost/shop")?.max_size(4).shared(16).build()?;
    /// # Ok(()) }
    /// ```
    pub fn shared(mut self, statements: usize) -> Self {
        self.options.shared = statements;
        self
    }

    /// What becomes of a connection that was in a user's hands; [`Reset::Session`] by default.
    pub fn reset(mut self, reset: Reset) -> Self {
        self.options.reset = reset;
        self
    }

    /// Called with each new connection, once. Where it fails, the connection is closed, and whoever asked for it
    /// gets the error.
    pub fn on_open<F>(mut self, hook: F) -> Self
    where
        F: for<'c> Fn(&'c Client) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'c>>
            + Send
            + Sync
            + 'static,
    {
        self.options.on_open = Some(Arc::new(hook));
        self
    }

    /// Called with a connection each time before it is handed out, a new one included; with one that is shared, before
    /// the first of its statements. Where it fails, another
    /// connection takes its place.
    pub fn on_acquire<F>(mut self, hook: F) -> Self
    where
        F: for<'c> Fn(&'c Client) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'c>>
            + Send
            + Sync
            + 'static,
    {
        self.options.on_acquire = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` with each notice that the server sends over a connection of the pool; see
    /// [`Config::on_notice`].
    pub fn on_notice(mut self, hook: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.config = self.config.on_notice(hook);
        self
    }

    /// Calls `hook` once for each connection of the pool that ends without our doing; see [`Config::on_close`].
    pub fn on_close(mut self, hook: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.config = self.config.on_close(hook);
        self
    }

    /// The pool. Connections are opened when they are first needed, but for those of
    /// [`min_size`](PoolBuilder::min_size), which a task of the current tokio runtime opens and keeps.
    ///
    /// # Errors
    /// The configuration cannot be used.
    ///
    /// # Panics
    /// Called outside of a tokio runtime where connections are to be kept or to be closed after a time.
    pub fn build(self) -> Result<Pool> {
        Pool::with_options(&self.config, self.options)
    }
}

impl Pool {
    /// A pool with more to say than [`Pool::new`]. `config` is a [`Config`], or a URL or key-value string to read
    /// it from.
    ///
    /// # Errors
    /// The string cannot be read.
    pub fn builder<C>(config: C) -> Result<PoolBuilder>
    where
        C: TryInto<Config>,
        Error: From<C::Error>,
    {
        Ok(PoolBuilder::new(config.try_into()?))
    }
}

impl fmt::Debug for PoolBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolBuilder").field("config", &self.config).finish_non_exhaustive()
    }
}
