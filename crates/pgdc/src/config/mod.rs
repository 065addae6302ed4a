//! How to reach a database: settings, read as libpq reads them.

mod complete;
mod fault;
pub(crate) mod hosts;
mod keys;
mod pairs;
pub(crate) mod passfile;
pub(crate) mod plan;
mod service;
mod text;
mod url;
mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::hooks::Hooks;
pub(crate) use fault::ConfigFault;
use keys::Support;

/// How to reach a database: hosts, user, password, TLS, timeouts.
///
/// It is read as libpq, and so psql, reads it, from a URL, a key-value string or the environment:
///
/// ```
/// # fn main() -> pgdc::Result<()> {
/// use std::time::Duration;
/// use pgdc::Config;
///
/// let config: Config = "postgres://app@db1,db2:5433/shop?sslrootcert=system".parse()?;
/// let config = config
///     .application_name("checkout")
///     .target_session_attrs("read-write")?
///     .command_timeout(Duration::from_secs(30));
/// assert_eq!(config.get("port"), Some(",5433"));
/// let pool = config.pool(8)?; // connects when it is first used
/// # Ok(()) }
/// ```
///
/// # What a string leaves out
/// comes from the first of these that has it: the service (`service=`, `PGSERVICE`) in the service file
/// (`PGSERVICEFILE`, `~/.pg_service.conf`, `pg_service.conf` in the folder `PGSYSCONFDIR`); the variables of
/// libpq (`PGHOST`, `PGPORT`, `PGDATABASE`, `PGUSER`, `PGPASSWORD`, `PGSSLMODE` and so on); the defaults of
/// libpq: the server's socket on this machine, port 5432, the user of the operating system, a database of the
/// user's name. A password that is nowhere else is looked up in the password file (`passfile=`, `PGPASSFILE`,
/// `~/.pgpass`).
///
/// # TLS
/// By `sslmode`, with the feature `tls`, which is on by default. Over a Unix socket there is none.
///
/// | `sslmode` | TLS | the server's certificate |
/// |---|---|---|
/// | `disable` | never | |
/// | `allow` | when the server refuses to do without | as for `require` |
/// | `prefer`, the default | when the server has it | as for `require` |
/// | `require` | always | **not verified**, unless there is an `sslrootcert` |
/// | `verify-ca` | always | must be signed by an authority of `sslrootcert` |
/// | `verify-full` | always | and be for the host that is connected to |
///
/// `sslrootcert` is a file of certificates, by default `~/.postgresql/root.crt` if that exists, or `system` for
/// the authorities that the machine trusts, which stands for `verify-full`. `sslcert` and `sslkey` are the
/// client's own, by default `~/.postgresql/postgresql.crt` and `.key`.
///
/// # Keys
/// Those of libpq, and `command_timeout`: seconds that a statement may keep its caller waiting; and
/// `statement_timeout`: milliseconds that the server works on one; and `pooler`: `none`, or `transaction` where
/// [a pooler](Config::transaction_pooler) lends a server process to each transaction. An unknown key is an error.
/// Not supported, and refused, are `sslpassword`, `sslcrldir`, `sslkeylogfile`, `requirepeer`, `require_auth`,
/// `replication` and the choice of a protocol version; `gssencmode=require`, since there is no GSSAPI;
/// `sslcertmode=require`; and abstract sockets.
///
/// `Display` and `Debug` show a key-value string without the password, good for psql too, which a `Config` can
/// be read from again.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Config {
    settings: BTreeMap<&'static str, String>,
    pub(crate) hooks: Hooks,
}

impl Config {
    /// Nothing is set, and nothing is read from the environment: the defaults, for the methods below.
    pub fn new() -> Self {
        Config::default()
    }

    /// What the environment says: `DATABASE_URL`, where it is set, and the variables of libpq.
    ///
    /// # Errors
    /// A variable or a file that it names cannot be read.
    ///
    /// ```no_run
    /// # async fn f() -> pgdc::Result<()> {
    /// let connection = pgdc::Config::from_env()?.connect().await?;
    /// # Ok(()) }
    /// ```
    pub fn from_env() -> Result<Self> {
        let url = environment("DATABASE_URL").unwrap_or_default();
        Config::with_vars(&url, environment)
    }

    /// The settings of `text`, a URL or key-value string, and for what it leaves out those of `variables`, a
    /// function from a variable's name to its value. It stands in for the environment, `HOME` included.
    ///
    /// # Errors
    /// As for [`from_str`](std::str::FromStr::from_str).
    ///
    /// ```
    /// # fn main() -> pgdc::Result<()> {
    /// let vars = |name: &str| (name == "PGUSER").then(|| "app".to_owned());
    /// let config = pgdc::Config::with_vars("host=db port=1 password=secret", vars)?;
    /// assert_eq!(config.to_string(), "host=db port=1 user=app");
    /// # Ok(()) }
    /// ```
    pub fn with_vars(text: &str, variables: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let read = || {
            let mut config = Config::new();
            for (key, value) in url::parse(text).unwrap_or_else(|| pairs::parse(text))? {
                config.put(&key, value)?;
            }
            complete::complete(&mut config, &variables)?;
            plan::Plan::of(&config)?;
            Ok(config)
        };
        read().map_err(|fault| Error::new(Kind::Config(fault)))
    }

    /// Sets a key of libpq's; an empty value stands for its default (libpq refuses some empty values). Whether the value is a possible one
    /// shows when the configuration is used.
    ///
    /// # Errors
    /// There is no such key.
    pub fn set(mut self, key: &str, value: impl Into<String>) -> Result<Self> {
        self.put(key, value.into()).map_err(|fault| Error::new(Kind::Config(fault)))?;
        Ok(self)
    }

    /// What a key is set to. The password is not told.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.value(key).filter(|_| key != PASSWORD)
    }

    /// The host: a name, an address, or the folder of a socket; several with commas between.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        self.with("host", host.into())
    }

    /// The port of all hosts.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        self.with("port", port.to_string())
    }

    /// The user to log in as.
    #[must_use]
    pub fn user(self, user: impl Into<String>) -> Self {
        self.with("user", user.into())
    }

    /// The password. It is never shown.
    #[must_use]
    pub fn password(self, password: impl Into<String>) -> Self {
        self.with(PASSWORD, password.into())
    }

    /// The database.
    #[must_use]
    pub fn dbname(self, name: impl Into<String>) -> Self {
        self.with("dbname", name.into())
    }

    /// The name that the server shows for the connection.
    #[must_use]
    pub fn application_name(self, name: impl Into<String>) -> Self {
        self.with("application_name", name.into())
    }

    /// A setting of the server for each session, such as `search_path` or `lock_timeout`, beside those set
    /// before.
    ///
    /// ```
    /// let config = pgdc::Config::new().server_setting("search_path", "shop, public");
    /// assert_eq!(config.get("options"), Some(r"-c search_path=shop,\ public"));
    /// ```
    #[must_use]
    pub fn server_setting(mut self, name: &str, value: &str) -> Self {
        values::add_option(self.settings.entry("options").or_default(), name, value);
        self
    }

    /// The kind of TLS, by libpq's name: see the table above.
    ///
    /// # Errors
    /// There is no such mode.
    pub fn sslmode(self, mode: &str) -> Result<Self> {
        self.checked("sslmode", mode)
    }

    /// Which of several servers: `any`, `read-write`, `read-only`, `primary`, `standby`, `prefer-standby`.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn target_session_attrs(self, kind: &str) -> Result<Self> {
        self.checked("target_session_attrs", kind)
    }

    /// How long each attempt to connect may take, its login included, rounded up to seconds. Without it,
    /// attempts wait as long as the network does.
    #[must_use]
    pub fn connect_timeout(self, limit: Duration) -> Self {
        let seconds = limit.as_secs() + u64::from(limit.subsec_nanos() > 0);
        self.with("connect_timeout", seconds.max(1).to_string())
    }

    /// How long the server works on a statement before it gives up, rounded up to milliseconds.
    #[must_use]
    pub fn statement_timeout(self, limit: Duration) -> Self {
        let millis = limit.as_nanos().div_ceil(1_000_000).max(1);
        self.with("statement_timeout", millis.to_string())
    }

    /// How long a statement of a handle or of [`Executor::sql`](crate::Executor::sql) may keep its caller
    /// waiting for the server. Then it is cancelled on the server and fails with
    /// [`is_timeout`](Error::is_timeout). The time that the caller takes between the rows of a stream does not
    /// count, nor does the wait for a connection.
    #[must_use]
    pub fn command_timeout(self, limit: Duration) -> Self {
        self.with("command_timeout", limit.as_secs_f64().to_string())
    }

    /// Says that a pooler stands before the server which lends a server process to each transaction, as pgbouncer
    /// does with `pool_mode = transaction`: the key `pooler=transaction`.
    ///
    /// No statement has a name on the server then, those of tokio-postgres and its questions about custom types
    /// included, and all that pgdc does works: tables, statements of your own, transactions, savepoints, locks
    /// and settings of a transaction (`SET LOCAL`), `COPY` both ways, `command_timeout`. Each statement is sent with
    /// its text and parsed each time, which is what it costs.
    ///
    /// What belongs to a session is lost or another's after each transaction, as with every client of such a
    /// pooler: `LISTEN`, `SET`, advisory locks of a session, temporary tables, cursors `WITH HOLD`, `PREPARE`.
    /// pgbouncer refuses settings of the server for each session ([`server_setting`](Config::server_setting),
    /// [`statement_timeout`](Config::statement_timeout)) unless its `ignore_startup_parameters` has `options`,
    /// which drops them.
    ///
    /// Where the columns of a table change, a write that returns them, and a statement of your own, fails once
    /// for each connection, after it was carried out ([`is_stale_plan`](Error::is_stale_plan)).
    ///
    /// ```
    /// let config = pgdc::Config::new().host("pgbouncer.example").port(6432).transaction_pooler();
    /// assert_eq!(config.get("pooler"), Some("transaction"));
    /// ```
    #[must_use]
    pub fn transaction_pooler(self) -> Self {
        self.with("pooler", "transaction".to_owned())
    }

    fn checked(self, key: &'static str, value: &str) -> Result<Self> {
        let config = self.with(key, value.to_owned());
        match plan::check(&config, key) {
            Ok(()) => Ok(config),
            Err(fault) => Err(Error::new(Kind::Config(fault))),
        }
    }

    fn with(mut self, key: &'static str, value: String) -> Self {
        self.settings.insert(key, value);
        self
    }

    fn put(&mut self, key: &str, value: String) -> Result<(), ConfigFault> {
        let Some(known) = keys::find(key) else {
            return Err(ConfigFault::new(match keys::nearest(key) {
                Some(nearest) => format!("there is no key `{key}`; did you mean `{nearest}`?"),
                None => {
                    "there is an unknown key among the settings; a value with blanks or `&` in it \
                         must be quoted"
                        .to_owned()
                }
            }));
        };
        if known.support == Support::Refused && !value.is_empty() {
            return Err(ConfigFault::new(format!("pgdc does not support `{}`", known.name)));
        }
        self.settings.insert(known.name, value);
        Ok(())
    }

    /// What a key is set to, if that is anything.
    fn value(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }
}

const PASSWORD: &str = "password";

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
