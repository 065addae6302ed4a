//! Making connections: which server, by which address, with or without TLS.

mod attempt;
mod cancel;
mod driver;
mod failure;
mod limit;
mod pooler;
mod road;
mod session;
mod socket;
#[cfg(feature = "tls")]
mod tls;

use std::sync::Arc;

use rand::seq::SliceRandom as _;
use tokio_postgres::Client;

use crate::config::plan::{Plan, Session};
use crate::error::{Error, Kind, Result};
use crate::hooks::Hooks;
use crate::observe::Watch;
use crate::{Config, Connection, Pool};
use attempt::Address;
pub use cancel::CancelHandle;
pub(crate) use cancel::settle;
pub(crate) use driver::{Heard, Manners, Opened};
pub(crate) use failure::Failure;
pub(crate) use limit::Allowance;
pub(crate) use pooler::ROUTINE as POOLER_ROUTINE;
pub(crate) use road::Road;

impl Config {
    /// Opens a connection, and spawns the task that drives it on the current tokio runtime.
    ///
    /// # Errors
    /// A setting cannot be used, or no server could be connected to. The error names each server that was
    /// tried, why it failed, and what may help.
    ///
    /// ```no_run
    /// # async fn f() -> pgdc::Result<()> {
    /// let config: pgdc::Config = "postgres://app@db.example/shop?sslrootcert=system".parse()?;
    /// let connection = config.connect().await?;
    /// # Ok(()) }
    /// ```
    pub async fn connect(&self) -> Result<Connection> {
        let plan = plan(self)?;
        let opened = open(&plan).await?;
        let watch = Watch::within(plan.command_timeout);
        Ok(Connection::opened(opened, watch, Some(plan)))
    }

    /// A pool of at most `max_size` connections, which are opened when they are first needed.
    ///
    /// # Errors
    /// A setting cannot be used. Files of TLS and the password file are read when a connection is opened.
    pub fn pool(&self, max_size: usize) -> Result<Pool> {
        Pool::builder(self.clone())?.max_size(max_size).build()
    }

    /// A client of tokio-postgres, driven by a task of the current tokio runtime; `command_timeout` does not
    /// hold for it.
    ///
    /// # Errors
    /// As for [`connect`](Config::connect).
    pub async fn client(&self) -> Result<Client> {
        Ok(open(&plan(self)?).await?.client)
    }
}

/// What a configuration comes to.
pub(crate) fn plan(config: &Config) -> Result<Arc<Plan>> {
    let plan = Plan::of(config).map_err(|fault| Error::new(Kind::Config(fault)))?;
    Ok(Arc::new(plan))
}

/// Connects as a configuration of tokio-postgres says, without TLS.
pub(crate) async fn open_plain(config: &tokio_postgres::Config) -> Result<Opened> {
    let connected = config.connect(tokio_postgres::NoTls).await;
    let connected = connected.map_err(|error| Error::from(error).undone())?;
    let opened = driver::spawn(connected, Hooks::default());
    Ok(opened.by(Road::ToOneOf(Box::new(config.clone()))))
}

/// Connects to the first server that will do.
pub(crate) async fn open(plan: &Arc<Plan>) -> Result<Opened, Failure> {
    let passes: &[Session] = match &plan.session {
        Session::PreferStandby => &[Session::Standby, Session::Any],
        session => std::slice::from_ref(session),
    };
    let mut failure = Failure::new(plan);
    for session in passes {
        failure = Failure::new(plan);
        for endpoint in in_order(plan, plan.endpoints.iter().collect()) {
            let addresses = match Address::all(endpoint).await {
                Ok(addresses) => in_order(plan, addresses),
                Err(cause) => {
                    failure.add(endpoint, None, cause);
                    continue;
                }
            };
            for address in addresses {
                match attempt::attempt(plan, endpoint, &address, *session).await {
                    Ok(opened) => {
                        let (plan, endpoint) = (Arc::clone(plan), endpoint.clone());
                        return Ok(opened.by(Road::To { plan, endpoint, address }));
                    }
                    Err(cause) => {
                        let is_last = !cause.lets_others_try();
                        failure.add(endpoint, Some(&address), cause);
                        if is_last {
                            return Err(failure);
                        }
                    }
                }
            }
        }
    }
    Err(failure)
}

fn in_order<T>(plan: &Plan, mut places: Vec<T>) -> Vec<T> {
    if plan.shuffled {
        places.shuffle(&mut rand::rng());
    }
    places
}
