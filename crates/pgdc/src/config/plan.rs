//! A configuration, checked and typed.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::config::{ChannelBinding, SslNegotiation};

use super::fault::ConfigFault;
use super::hosts::{self, Endpoint};
use super::{Config, PASSWORD, values};
use crate::hooks::Hooks;

/// What a connection is made from.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) endpoints: Vec<Endpoint>,
    /// Whether hosts and addresses are tried in a random order.
    pub(crate) shuffled: bool,
    pub(crate) session: Session,
    pub(crate) user: String,
    pub(crate) database: String,
    pub(crate) password: Option<String>,
    pub(crate) passfile: Option<PathBuf>,
    /// What tokio-postgres is told of every server alike.
    pub(crate) base: tokio_postgres::Config,
    pub(crate) tls: TlsPlan,
    /// How long an attempt may take.
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) command_timeout: Option<Duration>,
    pub(crate) hooks: Hooks,
    pub(crate) pooler: Pooler,
    /// How many statements a connection keeps prepared.
    pub(crate) statement_cache: Option<usize>,
}

/// What TLS is to do.
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "checked, and used by TLS alone"))]
#[derive(Clone)]
pub(crate) struct TlsPlan {
    pub(crate) mode: SslMode,
    /// Whether TLS begins without asking the server.
    pub(crate) direct: bool,
    pub(crate) root: Option<Root>,
    pub(crate) crl: Option<PathBuf>,
    /// Certificate and key of the client.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
    /// Whether the server is told the name that it is reached by.
    pub(crate) sni: bool,
    pub(crate) min: Option<TlsVersion>,
    pub(crate) max: Option<TlsVersion>,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// Who signs the certificates of servers.
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "checked, and used by TLS alone"))]
#[derive(Clone)]
pub(crate) enum Root {
    /// Whoever the machine trusts.
    System,
    File(PathBuf),
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum TlsVersion {
    V1_0,
    V1_1,
    V1_2,
    V1_3,
}

/// What stands between the connection and the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pooler {
    /// Nothing, or what lends a server process to each connection for as long as it lasts.
    None,
    /// A pooler that lends a server process to each transaction.
    Transaction,
}

/// Which server of several is wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Session {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

const SSL_MODES: [(&str, SslMode); 6] = [
    ("disable", SslMode::Disable),
    ("allow", SslMode::Allow),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
];

const SESSIONS: [(&str, Session); 6] = [
    ("any", Session::Any),
    ("read-write", Session::ReadWrite),
    ("read-only", Session::ReadOnly),
    ("primary", Session::Primary),
    ("standby", Session::Standby),
    ("prefer-standby", Session::PreferStandby),
];

const POOLERS: [(&str, Pooler); 2] = [("none", Pooler::None), ("transaction", Pooler::Transaction)];

const TLS_VERSIONS: [(&str, TlsVersion); 4] = [
    ("TLSv1", TlsVersion::V1_0),
    ("TLSv1.1", TlsVersion::V1_1),
    ("TLSv1.2", TlsVersion::V1_2),
    ("TLSv1.3", TlsVersion::V1_3),
];

impl Plan {
    pub(crate) fn of(config: &Config) -> Result<Self, ConfigFault> {
        let text = |key| config.value(key).map(str::to_owned);
        let user = match text("user") {
            Some(user) => user,
            None => whoami::username().map_err(|error| {
                ConfigFault::new(format!("no `user` is set, and the system has none: {error}"))
            })?,
        };
        let database = text("dbname").unwrap_or_else(|| user.clone());
        let shuffled =
            values::choice(config, "load_balance_hosts", &[("disable", false), ("random", true)])?;
        check_the_rest(config)?;
        Ok(Plan {
            endpoints: hosts::endpoints(config)?,
            shuffled: shuffled.unwrap_or(false),
            session: session(config)?.unwrap_or(Session::Any),
            base: base(config, &user, &database)?,
            user,
            database,
            password: text(PASSWORD),
            passfile: config.value("passfile").map(PathBuf::from),
            tls: tls(config)?,
            connect_timeout: values::seconds(config, "connect_timeout")?,
            command_timeout: values::fraction(config, "command_timeout")?,
            hooks: config.hooks.clone(),
            pooler: values::choice(config, "pooler", &POOLERS)?.unwrap_or(Pooler::None),
            statement_cache: values::count(config, "statement_cache_size")?,
        })
    }
}

/// Checks the value of one key that is set by name.
pub(super) fn check(config: &Config, key: &str) -> Result<(), ConfigFault> {
    match key {
        "sslmode" => ssl_mode(config).map(drop),
        _ => session(config).map(drop),
    }
}

fn session(config: &Config) -> Result<Option<Session>, ConfigFault> {
    values::choice(config, "target_session_attrs", &SESSIONS)
}

fn ssl_mode(config: &Config) -> Result<Option<SslMode>, ConfigFault> {
    values::choice(config, "sslmode", &SSL_MODES)
}

fn base(
    config: &Config,
    user: &str,
    database: &str,
) -> Result<tokio_postgres::Config, ConfigFault> {
    let mut base = tokio_postgres::Config::new();
    base.user(user).dbname(database);
    let mut options = config.value("options").unwrap_or_default().to_owned();
    if let Some(limit) = config.value("statement_timeout") {
        values::add_option(&mut options, "statement_timeout", limit);
    }
    if !options.is_empty() {
        base.options(options);
    }
    // A name that is set to nothing is none, and has no other in its place.
    let name = config.settings.get("application_name").map(String::as_str);
    if let Some(name) = name.or_else(|| config.value("fallback_application_name")) {
        base.application_name(name);
    }
    let binding = [
        ("disable", ChannelBinding::Disable),
        ("prefer", ChannelBinding::Prefer),
        ("require", ChannelBinding::Require),
    ];
    if let Some(binding) = values::choice(config, "channel_binding", &binding)? {
        base.channel_binding(binding);
    }
    base.keepalives(values::integer(config, "keepalives")?.is_none_or(|number| number != 0));
    if let Some(idle) = values::seconds(config, "keepalives_idle")? {
        base.keepalives_idle(idle);
    }
    if let Some(interval) = values::seconds(config, "keepalives_interval")? {
        base.keepalives_interval(interval);
    }
    if let Some(count) = values::positive(config, "keepalives_count")? {
        base.keepalives_retries(count);
    }
    if let Some(millis) = values::positive(config, "tcp_user_timeout")? {
        base.tcp_user_timeout(Duration::from_millis(millis.into()));
    }
    Ok(base)
}

fn tls(config: &Config) -> Result<TlsPlan, ConfigFault> {
    let path = |key| config.value(key).map(PathBuf::from);
    let root = config.value("sslrootcert").map(|root| match root {
        "system" => Root::System,
        file => Root::File(file.into()),
    });
    // As libpq has it: the machine trusts so many authorities that a name must be asked for.
    let default = match root {
        Some(Root::System) => SslMode::VerifyFull,
        _ => SslMode::Prefer,
    };
    let mode = ssl_mode(config)?.unwrap_or(default);
    if matches!(root, Some(Root::System)) && mode != SslMode::VerifyFull {
        return Err(ConfigFault::new("sslrootcert=system goes with sslmode=verify-full alone"));
    }
    let negotiation = [("postgres", SslNegotiation::Postgres), ("direct", SslNegotiation::Direct)];
    let negotiation = values::choice(config, "sslnegotiation", &negotiation)?;
    let direct = negotiation == Some(SslNegotiation::Direct);
    if direct && mode < SslMode::Require {
        return Err(ConfigFault::new(
            "sslnegotiation=direct needs sslmode=require, verify-ca or verify-full",
        ));
    }
    if cfg!(not(feature = "tls")) && mode >= SslMode::Require {
        return Err(ConfigFault::new("this sslmode needs the feature `tls` of pgdc"));
    }
    if mode >= SslMode::VerifyCa && root.is_none() {
        return Err(ConfigFault::new(
            "this sslmode needs `sslrootcert`: the file of the authority that signed the server's \
             certificate, or `system`",
        ));
    }
    let presents = values::choice(config, "sslcertmode", &[("disable", false), ("allow", true)])?;
    let identity = match (path("sslcert"), path("sslkey")) {
        _ if presents == Some(false) => None,
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (Some(_), None) => return Err(ConfigFault::new("`sslcert` needs its `sslkey`")),
        (None, _) => None,
    };
    let version = |key| values::choice(config, key, &TLS_VERSIONS);
    let (min, max) = (version("ssl_min_protocol_version")?, version("ssl_max_protocol_version")?);
    if max.is_some_and(|max| max < TlsVersion::V1_2 || min.is_some_and(|min| min > max)) {
        return Err(ConfigFault::new(
            "`ssl_max_protocol_version` must be TLSv1.2 or TLSv1.3, and not below the minimum",
        ));
    }
    let sni = values::choice(config, "sslsni", &[("0", false), ("1", true)])?.unwrap_or(true);
    Ok(TlsPlan { mode, direct, root, crl: path("sslcrl"), identity, sni, min, max })
}

/// Keys that change nothing here, for which only some values are true.
fn check_the_rest(config: &Config) -> Result<(), ConfigFault> {
    let gss = [("disable", ()), ("prefer", ())];
    values::choice(config, "gssencmode", &gss)?;
    let is_utf8 = |name: &str| {
        ["auto", "utf8", "utf-8", "unicode"].iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    match config.value("client_encoding").is_none_or(is_utf8) {
        true => Ok(()),
        false => Err(ConfigFault::value("client_encoding", "UTF8, as text is in Rust")),
    }
}
