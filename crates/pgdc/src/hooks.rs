//! Who is told of what a server says by itself: its notices, and that a connection has ended.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio_postgres::error::{DbError, SqlState};

use crate::error::Error;
use crate::{Config, Connection};

/// What a server says beside the answers to statements: `RAISE NOTICE`, `RAISE WARNING`, its own hints; see
/// [`Config::on_notice`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Notice<'a> {
    /// `WARNING`, `NOTICE`, `INFO`, `LOG` or `DEBUG`, translated where the server is set to another language.
    pub severity: &'a str,
    /// Its SQLSTATE: `00000` of a plain notice, class `01` of warnings.
    pub code: &'a SqlState,
    /// What it says.
    pub message: &'a str,
    /// More of it.
    pub detail: Option<&'a str>,
    /// What to do about it.
    pub hint: Option<&'a str>,
    /// Where it was raised: the functions that were running.
    pub context: Option<&'a str>,
}

impl<'a> Notice<'a> {
    fn of(reported: &'a DbError) -> Self {
        Notice {
            severity: reported.severity(),
            code: reported.code(),
            message: reported.message(),
            detail: reported.detail(),
            hint: reported.hint(),
            context: reported.where_(),
        }
    }
}

type OnNotice = dyn Fn(&Notice<'_>) + Send + Sync;
type OnClose = dyn Fn(&Error) + Send + Sync;

/// The hooks of a configuration, for all connections made by it.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    notice: Option<Arc<OnNotice>>,
    close: Option<Arc<OnClose>>,
}

impl Hooks {
    pub(crate) fn tell_notice(&self, reported: &DbError) {
        #[cfg(feature = "tracing")]
        tracing::info!(target: "pgdc", "{}: {}", reported.severity(), reported.message());
        if let Some(hook) = &self.notice {
            guarded(|| hook(&Notice::of(reported)));
        }
    }

    pub(crate) fn tell_close(&self, reason: &Error) {
        if let Some(hook) = &self.close {
            guarded(|| hook(reason));
        }
    }
}

/// A hook that panics must not take the connection with it, in whose task it runs. The panic is reported as
/// all are, on standard error.
fn guarded(call: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(call));
}

/// Two are the same where they call the same functions.
impl PartialEq for Hooks {
    fn eq(&self, other: &Self) -> bool {
        fn same<T: ?Sized>(a: Option<&Arc<T>>, b: Option<&Arc<T>>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                (a, b) => a.is_none() && b.is_none(),
            }
        }
        same(self.notice.as_ref(), other.notice.as_ref())
            && same(self.close.as_ref(), other.close.as_ref())
    }
}

impl Eq for Hooks {}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("notice", &self.notice.is_some())
            .field("close", &self.close.is_some())
            .finish()
    }
}

impl Connection {
    /// Calls `hook` with each notice that the server sends over this connection, in place of the one of its
    /// configuration, until it goes back to its pool; see [`Config::on_notice`]. No effect on a connection of
    /// deadpool-postgres.
    ///
    /// ```no_run
    /// # async fn f(pool: pgdc::Pool) -> pgdc::Result<()> {
    /// use std::sync::{Arc, Mutex};
    ///
    /// let notices = Arc::new(Mutex::new(Vec::new()));
    /// let list = Arc::clone(&notices);
    /// let connection = pool.get().await?.on_notice(move |notice| {
    ///     if let Ok(mut list) = list.lock() {
    ///         list.push(notice.message.to_owned());
    ///     }
    /// });
    /// connection.batch_execute("CALL nightly_report()").await?;
    /// println!("{notices:?}");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn on_notice(self, hook: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.rehook(|hooks| hooks.notice = Some(Arc::new(hook)));
        self
    }

    /// Calls `hook` once where this connection ends without our doing, in place of the one of its configuration,
    /// until it goes back to its pool; see [`Config::on_close`]. No effect on a connection of
    /// deadpool-postgres.
    #[must_use]
    pub fn on_close(self, hook: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.rehook(|hooks| hooks.close = Some(Arc::new(hook)));
        self
    }
}

impl Config {
    /// Calls `hook` with each notice that the server sends over a connection of this configuration, in place
    /// of the hook set before. It runs in the task that drives the connection, before the statement's answer is
    /// read, so let it be quick. It has no part in the text of a configuration.
    ///
    /// Which notices are sent is up to the server's `client_min_messages`.
    ///
    /// ```no_run
    /// # async fn f() -> pgdc::Result<()> {
    /// let config = pgdc::Config::from_env()?
    ///     .on_notice(|notice| println!("{}: {}", notice.severity, notice.message))
    ///     .on_close(|reason| println!("a connection has ended: {reason}"));
    /// let pool = config.pool(8)?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn on_notice(mut self, hook: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.notice = Some(Arc::new(hook));
        self
    }

    /// Calls `hook` once for each connection of this configuration that ends without our doing, in place of the
    /// hook set before: not where it is dropped or closed, or where its pool closes it.
    ///
    /// The error is the server's own where it gave one, such as 57P01 of `pg_terminate_backend`, unless a
    /// statement was under way, which gets it instead; else it says that the connection was closed.
    #[must_use]
    pub fn on_close(mut self, hook: impl Fn(&Error) + Send + Sync + 'static) -> Self {
        self.hooks.close = Some(Arc::new(hook));
        self
    }
}
