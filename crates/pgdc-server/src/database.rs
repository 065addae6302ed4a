//! One database, on a throw-away server or on one that was given.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio_postgres::config::Host;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Socket};

use crate::Error;

type Connecting = Pin<Box<dyn Future<Output = Result<Client, tokio_postgres::Error>> + Send>>;

/// Opens a connection and drives it in a task: the TLS settings of a server, as a value.
#[derive(Clone)]
pub(crate) struct Connector(Arc<dyn Fn(Config) -> Connecting + Send + Sync>);

impl Connector {
    pub(crate) fn new<T>(tls: T) -> Connector
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        Connector(Arc::new(move |config| {
            let tls = tls.clone();
            Box::pin(async move {
                let (client, connection) = config.connect(tls).await?;
                // A broken connection shows in the client's next call.
                tokio::spawn(async move { drop(connection.await) });
                Ok(client)
            })
        }))
    }

    pub(crate) async fn connect(&self, config: &Config) -> Result<Client, Error> {
        (self.0)(config.clone()).await.map_err(|error| {
            Error::caused(format!("cannot connect to {}", printable_url(config)), error)
        })
    }
}

/// A database to work in.
///
/// On a throw-away [`Server`](crate::Server) it stays until the server goes, which must outlive it.
/// One made by [`scratch`](crate::scratch) is dropped from its server when this value is dropped.
pub struct Database {
    config: Config,
    connector: Connector,
    /// Keeps a scratch database, and removes it at the end.
    _keeper: Option<crate::scratch::Keeper>,
}

impl Database {
    pub(crate) fn new(
        config: Config,
        connector: Connector,
        keeper: Option<crate::scratch::Keeper>,
    ) -> Database {
        Database { config, connector, _keeper: keeper }
    }

    /// The settings of a connection to it, for tokio-postgres and pools built on it.
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// Its libpq URL, good for psql too: `postgres://postgres@/db?host=/socket/dir&port=5433`.
    /// A password is left out: give it to psql by `PGPASSWORD` or a password file.
    pub fn url(&self) -> String {
        printable_url(&self.config)
    }

    /// Opens a connection, driven by a task of the current tokio runtime.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub async fn connect(&self) -> Result<Client, Error> {
        self.connector.connect(&self.config).await
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// A connection's URL without its password.
fn printable_url(config: &Config) -> String {
    let mut url = String::from("postgres://");
    if let Some(user) = config.get_user() {
        url.push_str(&percent_encoded(user));
    }
    url.push_str("@/");
    if let Some(name) = config.get_dbname() {
        url.push_str(&percent_encoded(name));
    }
    let hosts: Vec<String> = config.get_hosts().iter().map(host_text).collect();
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    let mut separator = '?';
    for (key, values) in [("host", hosts), ("port", ports)] {
        if !values.is_empty() {
            url.push_str(&format!("{separator}{key}={}", values.join(",")));
            separator = '&';
        }
    }
    url
}

fn host_text(host: &Host) -> String {
    match host {
        Host::Tcp(name) => percent_encoded(name),
        Host::Unix(folder) => percent_encoded(&folder.to_string_lossy()),
    }
}

fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_readable_and_holds_no_password() {
        let mut config = Config::new();
        config.user("postgres").password("secret").dbname("db 1").host("/tmp/a&b").port(5433);
        assert_eq!(printable_url(&config), "postgres://postgres@/db%201?host=/tmp/a%26b&port=5433");
        let read: Config = printable_url(&config).parse().unwrap();
        assert_eq!(read.get_dbname(), Some("db 1"));
        assert_eq!(read.get_hosts(), [Host::Unix("/tmp/a&b".into())]);
    }
}
