//! Connections through a pooler that gives each transaction whichever server process is free, as pgbouncer does
//! with `pool_mode = transaction`.
//!
//! A server process keeps what a statement was named, and the next transaction finds another process. So over
//! these connections nothing is named: see [`names`].

mod message;
mod names;
#[cfg(test)]
mod names_tests;
mod socket;
#[cfg(feature = "tls")]
mod tls;
mod unnamed;

use std::sync::Arc;

use tokio_postgres::{CancelToken, Config, NoTls};

use super::attempt::Address;
use super::failure::Cause;
use super::{Opened, driver};
use crate::config::hosts::Endpoint;
use crate::config::plan::Plan;
pub(crate) use names::ROUTINE;
use socket::Socket;
use unnamed::Unnamed;

/// Logs in at one address of a server, with TLS where `config` says so.
pub(super) async fn log_in(
    plan: &Plan,
    endpoint: &Endpoint,
    address: &Address,
    config: &Config,
) -> Result<Opened, Cause> {
    let socket = Socket::connect(address, endpoint.port, config).await.map_err(Cause::Network)?;
    let stream = Unnamed::new(socket);
    #[cfg(feature = "tls")]
    if config.get_ssl_mode() != tokio_postgres::config::SslMode::Disable {
        let tls = tls::above(plan, endpoint)?;
        return Ok(driver::spawn(config.connect_raw(stream, tls).await?, plan.hooks.clone()));
    }
    Ok(driver::spawn(config.connect_raw(stream, NoTls).await?, plan.hooks.clone()))
}

/// Cancels what a connection is at. It may be to any of the servers; those that do not know it pass over the
/// request.
pub(super) async fn cancel(plan: Arc<Plan>, token: CancelToken) {
    for endpoint in &plan.endpoints {
        for address in Address::all(endpoint).await.unwrap_or_default() {
            let Ok(socket) = Socket::connect(&address, endpoint.port, &plan.base).await else {
                continue;
            };
            let socket = socket.patient();
            #[cfg(feature = "tls")]
            if !endpoint.is_local()
                && let Ok(tls) = tls::below(&plan, endpoint)
            {
                let _ = token.cancel_query_raw(socket, tls).await;
                continue;
            }
            let _ = token.cancel_query_raw(socket, NoTls).await;
        }
    }
}
