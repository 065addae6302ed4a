//! What is said to the server.

use std::time::Duration;

use crate::admin::{Admin, DatabaseOptions, DropOptions};
use crate::error::Result;
use crate::executor::Executor as _;
use crate::raw::SqlText;
use crate::{Config, Connection, Ident};

/// How long sessions are waited for, each time and how often.
const ENDING: Duration = Duration::from_millis(2);
const ENDINGS: usize = 1_000;

/// A connection to the database of the configuration.
pub(super) struct Server {
    connection: Connection,
    /// How templates are copied, where the server lets one choose.
    strategy: Option<&'static str>,
}

impl Server {
    pub(super) async fn open(config: &Config) -> Result<Server> {
        let connection = config.clone().connect().await?;
        let text = "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000, \
                    pg_catalog.current_setting('fsync')::pg_catalog.bool";
        let (has_strategies, is_durable): (bool, bool) = connection.sql(text, ()).one().await?;
        // Files are copied faster than logged; but each time all is written out before, which a disk takes long for.
        let strategy = if is_durable { "wal_log" } else { "file_copy" };
        Ok(Server { connection, strategy: has_strategies.then_some(strategy) })
    }

    /// Takes the lock of this run, which other runs see.
    pub(super) async fn lock(&self, run: u64) -> Result<()> {
        let text = "SELECT pg_catalog.pg_advisory_lock($1)";
        self.connection.sql(text, (run.cast_signed(),)).execute().await?;
        Ok(())
    }

    /// Drops the databases of runs that are over.
    pub(super) async fn drop_leftovers(&self) -> Result<()> {
        let left = self.connection.sql(include_str!("leftovers.sql"), ());
        for name in left.items::<String>().await? {
            let _ = self.drop(&name).await;
        }
        Ok(())
    }

    pub(super) async fn create(&self, name: &str, template: Option<&str>) -> Result<()> {
        let mut options = DatabaseOptions::new();
        if let Some(template) = template {
            options = options.template(template);
            if let Some(strategy) = self.strategy {
                options = options.strategy(strategy);
            }
        }
        Admin::new(&self.connection).create_database(name, options).await
    }

    /// Nobody connects to it any more, as the server wants it of what it copies.
    pub(super) async fn close(&self, name: &str) -> Result<()> {
        let text = format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", Ident(name));
        self.connection.sql(SqlText::trusted(text), ()).execute().await?;
        self.end_sessions(name).await
    }

    pub(super) async fn drop(&self, name: &str) -> Result<()> {
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
