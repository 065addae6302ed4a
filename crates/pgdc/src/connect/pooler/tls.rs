//! TLS between the socket and the stream without names.

use std::pin::Pin;

use tokio_postgres::tls::TlsConnect;

use super::unnamed::Unnamed;
use crate::config::hosts::Endpoint;
use crate::config::plan::Plan;
use crate::connect::failure::Cause;
use crate::connect::socket::Socket;
use crate::connect::tls::{OverSocket, over};

/// What opens TLS below the stream that takes the names away.
pub(super) fn above(plan: &Plan, endpoint: &Endpoint) -> Result<Above, Cause> {
    over(plan, endpoint).map(Above)
}

pub(super) struct Above(OverSocket);

impl TlsConnect<Unnamed<Socket>> for Above {
    type Stream = Unnamed<<OverSocket as TlsConnect<Socket>>::Stream>;
    type Error = <OverSocket as TlsConnect<Socket>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Stream, Self::Error>> + Send>>;

    fn connect(self, stream: Unnamed<Socket>) -> Self::Future {
        Box::pin(async move { Ok(Unnamed::new(self.0.connect(stream.into_inner()).await?)) })
    }
}
