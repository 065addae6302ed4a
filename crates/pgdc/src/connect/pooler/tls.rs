//! TLS between the socket and the stream without names.

use std::pin::Pin;

use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::socket::Socket;
use super::unnamed::Unnamed;
use crate::config::hosts::Endpoint;
use crate::config::plan::Plan;
use crate::connect::failure::Cause;
use crate::connect::tls::connector;

type Below = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;

/// What opens TLS on a socket.
pub(super) fn below(plan: &Plan, endpoint: &Endpoint) -> Result<Below, Cause> {
    let mut tls = connector(&plan.tls).map_err(Cause::Tls)?;
    let name = endpoint.name().unwrap_or_else(|| "localhost".to_owned());
    let Ok(connect) = MakeTlsConnect::<Socket>::make_tls_connect(&mut tls, &name);
    Ok(connect)
}

/// What opens TLS below the stream that takes the names away.
pub(super) fn above(plan: &Plan, endpoint: &Endpoint) -> Result<Above, Cause> {
    below(plan, endpoint).map(Above)
}

pub(super) struct Above(Below);

impl TlsConnect<Unnamed<Socket>> for Above {
    type Stream = Unnamed<<Below as TlsConnect<Socket>>::Stream>;
    type Error = <Below as TlsConnect<Socket>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Stream, Self::Error>> + Send>>;

    fn connect(self, stream: Unnamed<Socket>) -> Self::Future {
        Box::pin(async move { Ok(Unnamed::new(self.0.connect(stream.into_inner()).await?)) })
    }
}
