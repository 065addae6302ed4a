//! TLS by rustls, with libpq's meaning of its settings.

mod certificate;
mod files;
mod verify;

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, SupportedProtocolVersion};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::Cause;
use super::socket::Socket;
use crate::config::hosts::Endpoint;
use crate::config::plan::{Plan, TlsPlan, TlsVersion};
use verify::Verifier;

/// Reads the files that the settings name and makes of them what opens TLS. They are read for each
/// connection, so that a renewed certificate is taken up.
///
/// # Errors
/// A text that names the file and what is wrong with it.
pub(super) fn connector(plan: &TlsPlan) -> Result<MakeRustlsConnect, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new(plan, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider as Arc<CryptoProvider>)
        .with_protocol_versions(&versions(plan))
        .map_err(|error| format!("TLS cannot be used: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &plan.identity {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let chain = files::certificates(certificate)?;
            builder.with_client_auth_cert(chain, files::key(key)?).map_err(|error| {
                format!("{} and {} are no pair: {error}", certificate.display(), key.display())
            })?
        }
    };
    config.enable_sni = plan.sni;
    // Servers of version 17 and later insist on it where TLS begins at once.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

/// What opens TLS on a socket of our own.
pub(super) type OverSocket = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;

/// What opens TLS on a socket to this server.
pub(super) fn over(plan: &Plan, endpoint: &Endpoint) -> Result<OverSocket, Cause> {
    let mut tls = connector(&plan.tls).map_err(Cause::Tls)?;
    let name = endpoint.name().unwrap_or_else(|| "localhost".to_owned());
    let Ok(connect) = MakeTlsConnect::<Socket>::make_tls_connect(&mut tls, &name);
    Ok(connect)
}

/// Those of the range asked for that rustls has, which are none below 1.2.
fn versions(plan: &TlsPlan) -> Vec<&'static SupportedProtocolVersion> {
    let is_wanted = |version: TlsVersion| {
        plan.min.is_none_or(|min| min <= version) && plan.max.is_none_or(|max| version <= max)
    };
    let known = [(TlsVersion::V1_3, &TLS13), (TlsVersion::V1_2, &TLS12)];
    known.iter().filter(|(version, _)| is_wanted(*version)).map(|(_, version)| *version).collect()
}
