//! A database for each test, copied from one that was made once.

mod keeper;
mod server;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::{Config, Connection, Pool};
use keeper::Keeper;

/// A database with a schema in it, of which tests get copies.
///
/// Tests of one program share it, and may ask at once:
///
/// ```no_run
/// # use pgdc::*;
/// use pgdc::testing::{Template, TestDatabase};
/// use tokio::sync::OnceCell;
///
/// async fn database() -> Result<TestDatabase> {
///     static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
///     let load = async |conn: Connection| conn.batch("CREATE TABLE album (title text)").await;
///     let template = TEMPLATE.get_or_try_init(async || Template::new(Config::from_env()?, load).await);
///     template.await?.database().await
/// }
/// ```
///
/// A thread of its own makes and drops the databases, over two connections to the database of the configuration, so
/// that it does not matter which runtime a test has, nor that it panics. One of them holds an advisory lock, by
/// which the next run knows the databases of one that was killed, and drops them. Rust drops nothing that is `static`:
/// of a template like the one above, the next run finds it and drops it.
///
/// The role needs the right to make databases (`CREATEDB`), and a connection to the server itself, not to a pooler.
pub struct Template {
    shared: Arc<Shared>,
}

/// A database of one test. It is dropped with this value, whoever is connected to it: within a tenth of a second, or,
/// where the server takes longer, while the next test runs. What the end of the process comes before, the next run
/// drops.
pub struct TestDatabase {
    config: Config,
    name: String,
    shared: Arc<Shared>,
}

/// How long a test waits until its database is gone.
const BRIEFLY: Duration = Duration::from_millis(100);
/// How long the end of a template waits until all are gone.
const AT_LAST: Duration = Duration::from_secs(30);

struct Shared {
    keeper: Keeper,
    config: Config,
    /// The name of the template.
    name: String,
    /// The number of the next copy.
    next: AtomicU64,
}

impl Template {
    /// Makes a database on the server of `config`, and gives `load` a connection to it, to make tables and rows.
    /// Databases of runs that were killed are dropped meanwhile.
    ///
    /// # Errors
    /// Those of `load`; the server cannot be reached; the role may not make databases
    /// ([`is_permission_denied`](Error::is_permission_denied)).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f() -> Result<()> {
    /// let schema = "CREATE TABLE album (title text)";
    /// let load = async |conn: Connection| conn.batch(schema).await;
    /// let template = testing::Template::new("postgres://postgres@localhost/postgres", load).await?;
    /// # Ok(()) }
    /// ```
    pub async fn new<C, E, F>(config: C, load: impl FnOnce(Connection) -> F) -> Result<Self, E>
    where
        C: TryInto<Config>,
        Error: From<C::Error>,
        F: Future<Output = Result<(), E>>,
        E: From<Error>,
    {
        let config = config.try_into().map_err(Error::from)?;
        let keeper = Keeper::start(config.clone()).await?;
        let name = keeper.name("template");
        keeper.create(&name, None).await?;
        let own = config.clone().dbname(&name);
        // From here on, it is dropped with this value.
        let shared = Arc::new(Shared { keeper, config, name, next: AtomicU64::new(1) });
        load(own.connect().await?).await?;
        shared.keeper.close(&shared.name).await?;
        Ok(Template { shared })
    }

    /// A copy of its own, in some milliseconds.
    ///
    /// # Errors
    /// The server's: it is gone, or its disk is full.
    pub async fn database(&self) -> Result<TestDatabase> {
        let shared = Arc::clone(&self.shared);
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        let name = shared.keeper.name(&number.to_string());
        let config = shared.config.clone().dbname(&name);
        let database = TestDatabase { config, name, shared };
        database.shared.keeper.create(&database.name, Some(&database.shared.name)).await?;
        Ok(database)
    }
}

impl TestDatabase {
    /// How to reach it.
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A pool of at most so many connections to it.
    ///
    /// # Errors
    /// The configuration cannot be used.
    pub fn pool(&self, max_size: usize) -> Result<Pool> {
        self.config().pool(max_size)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.shared.keeper.drop(&self.name, BRIEFLY);
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // After all copies.
        self.keeper.drop(&self.name, AT_LAST);
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template").field("name", &self.shared.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for TestDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestDatabase").field("name", &self.name).finish_non_exhaustive()
    }
}
