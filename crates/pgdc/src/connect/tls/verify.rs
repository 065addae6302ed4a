//! Whether a server is who it says, by the rules of `sslmode`.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::certificate::Parsed;
use super::files;
use crate::config::plan::{Root, SslMode, TlsPlan};

#[derive(Debug)]
pub(super) struct Verifier {
    /// `None` lets every server pass, whoever it is.
    trusted: Option<Trusted>,
    /// Whether the certificate must be for the host.
    checks_name: bool,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
struct Trusted {
    chains: Arc<WebPkiServerVerifier>,
    /// Certificates that are trusted as they are. webpki takes none for a server's that may sign others,
    /// which the usual self-signed ones may.
    themselves: Vec<CertificateDer<'static>>,
}

impl Verifier {
    pub(super) fn new(plan: &TlsPlan, provider: &Arc<CryptoProvider>) -> Result<Self, String> {
        let themselves = match &plan.root {
            None => None,
            Some(Root::File(path)) => Some(files::certificates(path)?),
            Some(Root::System) => Some(of_system()?),
        };
        Ok(Verifier {
            trusted: themselves.map(|roots| Trusted::new(roots, plan, provider)).transpose()?,
            checks_name: plan.mode == SslMode::VerifyFull,
            provider: Arc::clone(provider),
        })
    }
}

fn of_system() -> Result<Vec<CertificateDer<'static>>, String> {
    let found = rustls_native_certs::load_native_certs();
    match (found.certs.is_empty(), found.errors.first()) {
        (false, _) => Ok(found.certs),
        (true, Some(error)) => Err(format!("the system's certificates cannot be read: {error}")),
        (true, None) => {
            Err("the system trusts no certificates; SSL_CERT_FILE names a file of them".to_owned())
        }
    }
}

impl Trusted {
    fn new(
        roots: Vec<CertificateDer<'static>>,
        plan: &TlsPlan,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        let mut store = RootCertStore::empty();
        // A system's list may hold some that cannot be used, which then sign nothing.
        store.add_parsable_certificates(roots.iter().cloned());
        let mut builder =
            WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider));
        // As with libpq, each certificate of a chain must then be known not to be revoked.
        if let Some(path) = &plan.crl {
            builder = builder.with_crls(files::revocations(path)?);
        }
        let chains = builder
            .build()
            .map_err(|error| format!("`sslrootcert` or `sslcrl` cannot be used: {error}"))?;
        Ok(Trusted { chains, themselves: roots })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(trusted) = &self.trusted else { return Ok(ServerCertVerified::assertion()) };
        let itself = trusted.themselves.iter().any(|known| known.as_ref() == certificate.as_ref());
        let parsed = Parsed::of(certificate);
        if let Some(parsed) = parsed.as_ref().filter(|parsed| itself && parsed.is_self_signed()) {
            if !parsed.is_valid_at(now) {
                return Err(CertificateError::Expired.into());
            }
            if self.checks_name && !parsed.has_common_name(name) {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        // It looks at the name last, so that an error of the name vouches for all the rest.
        match trusted.chains.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.checks_name
                || parsed.as_ref().is_some_and(|parsed| parsed.has_common_name(name)) =>
            {
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
