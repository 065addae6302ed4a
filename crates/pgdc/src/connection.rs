//! A connection, out of a pool or opened alone.

mod server;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::Config;
use crate::config::plan::Plan;
use crate::connect::{self, Opened};
use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::link::{Link, Prepared};
use crate::observe::{StatementEvent, Watch};
use crate::pool::Taken;
use crate::session::Session;
use crate::statements::{CAPACITY, Statements};

/// A connection, out of a pool or opened alone, with its cache of prepared statements.
///
/// Dereferences to [`tokio_postgres::Client`] for everything else that can be done with one.
pub struct Connection(pub(crate) Arc<Owned>);

/// The connection itself, which its transactions hold too, so that it outlives them.
pub(crate) struct Owned {
    holder: Holder,
    watch: Watch,
}

enum Holder {
    Taken(Taken),
    Alone(Session),
}

impl Owned {
    pub(crate) fn client(&self) -> &tokio_postgres::Client {
        match &self.holder {
            Holder::Taken(taken) => taken.client(),
            Holder::Alone(session) => session.client(),
        }
    }

    pub(crate) fn prepared(&self) -> Prepared<'_> {
        match &self.holder {
            Holder::Taken(taken) => taken.prepared(),
            Holder::Alone(session) => Prepared::Own(session),
        }
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }
}

impl Taken {
    pub(crate) fn client(&self) -> &tokio_postgres::Client {
        match self {
            Taken::Own(leased) => leased.session().client(),
            Taken::Deadpool(client) => client,
        }
    }

    /// Closes the connection; the pool makes another.
    pub(crate) fn discard(self) {
        match self {
            Taken::Own(leased) => leased.session().cut(),
            Taken::Deadpool(client) => drop(deadpool_postgres::Object::take(client)),
        }
    }

    pub(crate) fn prepared(&self) -> Prepared<'_> {
        match self {
            Taken::Own(leased) => Prepared::Own(leased.session()),
            Taken::Deadpool(client) => Prepared::Deadpool(&client.statement_cache),
        }
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
        Ok(Connection::opened(connect::open_plain(config).await?, Watch::default(), None))
    }

    pub(crate) fn opened(opened: Opened, watch: Watch, plan: Option<Arc<Plan>>) -> Self {
        let room = plan.as_ref().and_then(|plan| plan.statement_cache).unwrap_or(CAPACITY);
        let statements = Statements::new(room, Arc::default());
        let session = Session::new(opened, statements, plan);
        Connection::new(Holder::Alone(session), watch)
    }

    pub(crate) fn taken(taken: Taken, watch: Watch) -> Self {
        Connection::new(Holder::Taken(taken), watch)
    }

    fn new(holder: Holder, watch: Watch) -> Self {
        Connection(Arc::new(Owned { holder, watch }))
    }

    /// Calls `hook` after each statement that goes over this connection; see
    /// [`Pool::on_statement`](crate::Pool::on_statement).
    #[must_use]
    pub fn on_statement(self, hook: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static) -> Self {
        self.rewatched(|watch| watch.hook(hook))
    }

    /// Warns of each statement that takes longer; see [`Pool::slow_after`](crate::Pool::slow_after).
    #[cfg(feature = "tracing")]
    #[must_use]
    pub fn slow_after(self, limit: std::time::Duration) -> Self {
        self.rewatched(|watch| watch.slow_after(limit))
    }

    fn rewatched(mut self, change: impl FnOnce(&mut Watch)) -> Self {
        // Shared only by the handles of a transaction, which borrow the connection.
        if let Some(held) = Arc::get_mut(&mut self.0) {
            change(&mut held.watch);
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
        Link::client(self.0.client(), self.0.prepared(), Some(self.0.watch()))
    }
}
