//! Connections for deadpool-postgres, whose errors can only be those of tokio-postgres.

use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;

use tokio_postgres::config::{SslMode, SslNegotiation};
use tokio_postgres::tls::{NoTlsStream, TlsConnect};
use tokio_postgres::{Config, Error};

use super::{Failure, Opened, open};
use crate::config::plan::Plan;

/// Opens the connections of a pool.
pub(crate) struct Connector(pub(crate) Arc<Plan>);

type Opening<'a> = Pin<Box<dyn Future<Output = Result<Opened, Error>> + Send + 'a>>;

impl deadpool_postgres::Connect for Connector {
    fn connect(&self, _: &Config) -> Opening<'_> {
        Box::pin(async move {
            match open(&self.0).await {
                Ok(opened) => Ok(opened),
                Err(failure) => fail_with(failure).await,
            }
        })
    }
}

/// The failure that an error carries, if it is one of [`fail_with`].
pub(crate) fn carried(error: &Error) -> Option<Arc<Failure>> {
    let carrier: &Carrier = error.source()?.downcast_ref()?;
    Some(Arc::clone(&carrier.0))
}

/// Fails with an error of tokio-postgres that carries `failure`. That of a TLS handshake is the one kind for
/// which others choose the cause, and a handshake the first thing that direct TLS does.
async fn fail_with(failure: Failure) -> Result<Opened, Error> {
    let mut config = Config::new();
    config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
    let carrier = Carrier(Arc::new(failure));
    let (client, connection) = config.connect_raw(tokio::io::empty(), carrier).await?;
    Ok((client, tokio::spawn(async move { drop(connection.await) })))
}

#[derive(Debug)]
struct Carrier(Arc<Failure>);

impl<S> TlsConnect<S> for Carrier {
    type Stream = NoTlsStream;
    type Error = Carrier;
    type Future = Ready<Result<NoTlsStream, Carrier>>;

    fn connect(self, _: S) -> Self::Future {
        ready(Err(self))
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Carrier {}
