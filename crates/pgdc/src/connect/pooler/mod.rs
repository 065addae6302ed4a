//! Connections through a pooler that gives each transaction whichever server process is free, as pgbouncer does
//! with `pool_mode = transaction`.
//!
//! A server process keeps what a statement was named, and the next transaction finds another process. So over
//! these connections nothing is named: see [`names`].

mod message;
mod names;
#[cfg(test)]
mod names_tests;
#[cfg(feature = "tls")]
mod tls;
mod unnamed;

use tokio_postgres::{Config, NoTls};

use super::attempt::Address;
use super::failure::Cause;
use super::socket::Socket;
use super::{Opened, driver};
use crate::config::hosts::Endpoint;
use crate::config::plan::Plan;
pub(crate) use names::ROUTINE;
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
