//! One attempt: one address of one server.

use std::net::IpAddr;
use std::path::PathBuf;

use tokio_postgres::config::{SslMode as Tls, SslNegotiation};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, NoTls};

use super::failure::Cause;
use super::{Opened, driver, pooler, session};
use crate::config::hosts::{Endpoint, Host};
use crate::config::passfile::{self, Found, Login};
use crate::config::plan::{Plan, Pooler, Session, SslMode};

/// Where a server is.
pub(crate) enum Address {
    Socket(PathBuf),
    Tcp(IpAddr),
}

impl Address {
    /// All addresses of a server, at least one.
    pub(super) async fn all(endpoint: &Endpoint) -> Result<Vec<Address>, Cause> {
        if let Some(address) = endpoint.address {
            return Ok(vec![Address::Tcp(address)]);
        }
        if let Some(folder) = endpoint.folder() {
            return Ok(vec![Address::Socket(folder)]);
        }
        let name = match &endpoint.host {
            Host::Tcp(name) => name.as_str(),
            _ => "localhost",
        };
        let found = tokio::net::lookup_host((name, endpoint.port)).await.map_err(Cause::Lookup)?;
        let mut addresses = Vec::new();
        for address in found {
            addresses.push(Address::Tcp(address.ip()));
        }
        match addresses.is_empty() {
            true => Err(Cause::Lookup(std::io::ErrorKind::NotFound.into())),
            false => Ok(addresses),
        }
    }
}

/// Connects, logs in and looks whether the session is of the kind that is wanted.
pub(super) async fn attempt(
    plan: &Plan,
    endpoint: &Endpoint,
    address: &Address,
    wanted: Session,
) -> Result<Opened, Cause> {
    let attempt = async {
        let opened = log_in(plan, endpoint, address).await?;
        session::check(&opened.client, wanted).await?;
        Ok(opened)
    };
    match plan.connect_timeout {
        Some(limit) => {
            tokio::time::timeout(limit, attempt).await.unwrap_or(Err(Cause::TimedOut(limit)))
        }
        None => attempt.await,
    }
}

/// Logs in, first in the way that `sslmode` puts first, then in the other one if the first is to blame.
async fn log_in(plan: &Plan, endpoint: &Endpoint, address: &Address) -> Result<Opened, Cause> {
    let (mut config, passed) = config(plan, endpoint, address);
    let (first, second) = ways(plan, endpoint);
    let failed = match once(plan, endpoint, address, config.ssl_mode(first)).await {
        Ok(opened) => return Ok(opened),
        Err(cause) => cause,
    };
    let failed = match second.filter(|_| failed.may_be_due_to_encryption()) {
        Some(second) => match once(plan, endpoint, address, config.ssl_mode(second)).await {
            Ok(opened) => return Ok(opened),
            // What was tried first is what was wanted, and its failure the one to tell.
            Err(_) if first == Tls::Prefer => failed,
            Err(cause) => cause,
        },
        None => failed,
    };
    Err(failed.without_password(&config, passed))
}

fn ways(plan: &Plan, endpoint: &Endpoint) -> (Tls, Option<Tls>) {
    if endpoint.is_local() || cfg!(not(feature = "tls")) {
        return (Tls::Disable, None);
    }
    match plan.tls.mode {
        SslMode::Disable => (Tls::Disable, None),
        SslMode::Allow => (Tls::Disable, Some(Tls::Require)),
        SslMode::Prefer => (Tls::Prefer, Some(Tls::Disable)),
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => (Tls::Require, None),
    }
}

/// The settings of one server for tokio-postgres, and why the password file was passed over if it was.
fn config(plan: &Plan, endpoint: &Endpoint, address: &Address) -> (Config, Option<&'static str>) {
    let mut config = plan.base.clone();
    config.port(endpoint.port);
    let name = endpoint.name();
    match address {
        Address::Socket(folder) => config.host_path(folder),
        Address::Tcp(ip) => {
            config.hostaddr(*ip).host(name.clone().unwrap_or_else(|| "localhost".to_owned()))
        }
    };
    if plan.tls.direct && !endpoint.is_local() {
        config.ssl_negotiation(SslNegotiation::Direct);
    }
    let login = Login {
        host: name.as_deref(),
        port: endpoint.port,
        database: &plan.database,
        user: &plan.user,
    };
    let looked_up = || plan.passfile.as_ref().map(|file| passfile::look_up(file, &login));
    let found = match &plan.password {
        Some(password) => Found::Password(password.clone()),
        None => looked_up().unwrap_or(Found::Nothing),
    };
    match found {
        Found::Password(password) => {
            config.password(password);
            (config, None)
        }
        Found::Nothing => (config, None),
        Found::Passed(reason) => (config, Some(reason)),
    }
}

async fn once(
    plan: &Plan,
    endpoint: &Endpoint,
    address: &Address,
    config: &Config,
) -> Result<Opened, Cause> {
    if plan.pooler == Pooler::Transaction {
        return pooler::log_in(plan, endpoint, address, config).await;
    }
    #[cfg(feature = "tls")]
    if config.get_ssl_mode() != Tls::Disable {
        let tls = super::tls::connector(&plan.tls).map_err(Cause::Tls)?;
        return Ok(driver::spawn(config.connect(tls).await?, plan.hooks.clone()));
    }
    Ok(driver::spawn(config.connect(NoTls).await?, plan.hooks.clone()))
}

impl Cause {
    /// Whether the next server of a list is to be tried, as libpq does: not where this one refuses the login.
    pub(super) fn lets_others_try(&self) -> bool {
        match self {
            Cause::Lookup(_) | Cause::TimedOut(_) | Cause::Unfit(_) | Cause::Network(_) => true,
            Cause::Tls(_) | Cause::NoPassword(_) => false,
            Cause::Server(error) => match error.as_db_error() {
                // It starts or stops; or it stopped while the session was looked at.
                Some(error) => [
                    SqlState::CANNOT_CONNECT_NOW,
                    SqlState::ADMIN_SHUTDOWN,
                    SqlState::CRASH_SHUTDOWN,
                ]
                .contains(error.code()),
                None => !self.is_of_tls(),
            },
        }
    }

    /// Whether it might have gone better with TLS, or without.
    fn may_be_due_to_encryption(&self) -> bool {
        match self {
            Cause::Server(error) => match error.as_db_error() {
                Some(error) => error.code().code().starts_with("28"),
                None => self.is_of_tls(),
            },
            _ => false,
        }
    }
}
