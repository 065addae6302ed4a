//! The road that a connection was made by, to send requests after it.

use std::sync::Arc;

use tokio::time::timeout;
use tokio_postgres::config::Host as TheirHost;
use tokio_postgres::{CancelToken, Config, NoTls};

use super::attempt::Address;
use super::failure::{Cause, Failure};
use super::socket::Socket;
use crate::config::hosts::{Endpoint, Host};
use crate::config::plan::Plan;
use crate::error::Result;

/// The road that a connection was made by.
pub(crate) enum Road {
    /// To an address of a server.
    To { plan: Arc<Plan>, endpoint: Endpoint, address: Address },
    /// To one of the servers of a configuration of tokio-postgres, which does not tell which.
    ToOneOf(Box<Config>),
}

impl Road {
    /// Sends the request to cancel what the connection is at, encrypted as the connection is. When this returns, the
    /// server has done with the request, and it cannot hit what is sent later.
    pub(super) async fn cancel(&self, token: &CancelToken) -> Result<()> {
        match self {
            Road::To { plan, endpoint, address } => {
                cancel_at(plan, endpoint, address, token).await.map_err(|cause| {
                    let mut failure = Failure::new(plan);
                    failure.add(endpoint, Some(address), cause);
                    failure.into()
                })
            }
            Road::ToOneOf(config) => cancel_at_all(config, token).await,
        }
    }
}

/// Asks every server, since those that do not know the connection pass over the request. An error where none could be
/// asked.
async fn cancel_at_all(config: &Config, token: &CancelToken) -> Result<()> {
    let mut failure = Failure::of(config);
    let mut sent = false;
    for endpoint in endpoints(config) {
        let addresses = match Address::all(&endpoint).await {
            Ok(addresses) => addresses,
            Err(cause) => {
                failure.add(&endpoint, None, cause);
                continue;
            }
        };
        for address in addresses {
            match cancel_over(&address, endpoint.port, config, token).await {
                Ok(()) => sent = true,
                Err(cause) => failure.add(&endpoint, Some(&address), cause),
            }
        }
    }
    if sent { Ok(()) } else { Err(failure.into()) }
}

async fn cancel_at(
    plan: &Plan,
    endpoint: &Endpoint,
    address: &Address,
    token: &CancelToken,
) -> Result<(), Cause> {
    let sent = async {
        #[cfg(feature = "tls")]
        if !endpoint.is_local() {
            let socket = Socket::connect(address, endpoint.port, &plan.base).await;
            let socket = socket.map_err(Cause::Network)?.patient();
            return Ok(token.cancel_query_raw(socket, super::tls::over(plan, endpoint)?).await?);
        }
        cancel_over(address, endpoint.port, &plan.base, token).await
    };
    match plan.connect_timeout {
        Some(limit) => timeout(limit, sent).await.unwrap_or(Err(Cause::TimedOut(limit))),
        None => sent.await,
    }
}

async fn cancel_over(
    address: &Address,
    port: u16,
    config: &Config,
    token: &CancelToken,
) -> Result<(), Cause> {
    let socket = Socket::connect(address, port, config).await.map_err(Cause::Network)?;
    Ok(token.cancel_query_raw(socket.patient(), NoTls).await?)
}

/// The servers of a configuration of tokio-postgres, as it reads them itself.
fn endpoints(config: &Config) -> impl Iterator<Item = Endpoint> {
    let (hosts, addresses, ports) =
        (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    (0..hosts.len().max(addresses.len())).map(|n| Endpoint {
        host: match hosts.get(n) {
            Some(TheirHost::Tcp(name)) => Host::Tcp(name.clone()),
            #[cfg(unix)]
            Some(TheirHost::Unix(folder)) => Host::Unix(folder.clone()),
            None => Host::Default,
        },
        address: addresses.get(n).copied(),
        port: ports.get(n).or(ports.first()).copied().unwrap_or(5432),
    })
}
