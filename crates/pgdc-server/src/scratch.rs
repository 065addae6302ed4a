//! A database of our own on a server that somebody else runs.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Socket};

use crate::database::Connector;
use crate::{Database, Error};

const PREFIX: &str = "pgdc_scratch_";

/// From its creation to its first connection a scratch database looks abandoned.
const GRACE: Duration = Duration::from_secs(60);

/// Makes an empty UTF-8 database on a server that the user gave; it is dropped with the result.
///
/// `config` needs a database to connect to first and a role that may create databases. Give
/// [`NoTls`](tokio_postgres::NoTls) as `tls` where none is used. Scratch databases that a killed
/// process left on this server are dropped on the way.
///
/// # Errors
/// When the server cannot be reached or refuses to create a database.
pub async fn scratch<T>(config: &Config, tls: T) -> Result<Database, Error>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let connector = Connector::new(tls);
    let admin = connector.connect(config).await?;
    drop_abandoned(&admin).await?;

    let name = format!("{PREFIX}{}_{}", since_epoch().as_secs(), unique());
    // The encoding and sort order of a throw-away server, so that both give the same catalog.
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    );
    admin.batch_execute(&create).await.map_err(|error| {
        Error::caused(
            "cannot create a scratch database; the role needs CREATEDB (ALTER ROLE … CREATEDB)",
            error,
        )
    })?;
    let mut keeper =
        Keeper { admin: config.clone(), connector: connector.clone(), name, presence: None };
    let mut own = config.clone();
    own.dbname(&keeper.name);
    keeper.presence = Some(connector.connect(&own).await?);
    Ok(Database::new(own, connector, Some(keeper)))
}

/// Drops the database at the end, and until then shows others by a connection that it is in use.
pub(crate) struct Keeper {
    admin: Config,
    connector: Connector,
    name: String,
    presence: Option<Client>,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.presence = None;
        let (admin, connector) = (self.admin.clone(), self.connector.clone());
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A thread of its own: the caller's runtime may be this one, or be gone. What fails here is
        // repeated by the next call of `scratch`.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                let _ = runtime.block_on(async {
                    let admin = connector.connect(&admin).await?;
                    admin.batch_execute(&drop).await.map_err(|error| Error::caused("", error))
                });
            }
        });
        let _ = dropping.join();
    }
}

/// Drops the scratch databases of this role to which nobody is connected.
async fn drop_abandoned(admin: &Client) -> Result<(), Error> {
    let failed = |error| Error::caused("cannot look for abandoned scratch databases", error);
    let rows = admin
        .query(
            "SELECT datname::text FROM pg_catalog.pg_database d \
             WHERE starts_with(datname::text, $1) AND pg_catalog.pg_has_role(datdba, 'USAGE') \
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)",
            &[&PREFIX],
        )
        .await
        .map_err(failed)?;
    for row in rows {
        let name: String = row.try_get(0).map_err(failed)?;
        if is_abandoned(&name, since_epoch()) {
            // Another process may drop it at the same time.
            let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
    Ok(())
}

/// Whether the name is one of ours and old enough.
fn is_abandoned(name: &str, now: Duration) -> bool {
    let Some((created, unique)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'))
    else {
        return false;
    };
    let plain = unique.bytes().all(|byte| byte.is_ascii_hexdigit());
    let created = created.parse().map(Duration::from_secs);
    plain && created.is_ok_and(|created| created + GRACE < now)
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn unique() -> String {
    format!("{:x}{:x}", std::process::id(), since_epoch().subsec_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_databases_with_our_names_count_as_abandoned() {
        let now = Duration::from_secs(1_000_000);
        assert!(is_abandoned("pgdc_scratch_999000_1a2b", now));
        assert!(!is_abandoned("pgdc_scratch_999990_1a2b", now));
        assert!(!is_abandoned("pgdc_scratch_data", now));
        assert!(!is_abandoned("pgdc_scratch_1_a;b", now));
    }
}
