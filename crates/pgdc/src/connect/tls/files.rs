//! The files of TLS: certificates, keys, revocation lists.

use std::fs;
use std::path::Path;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};

/// The certificates in a PEM file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    all(path, "certificate")
}

/// The revocation lists in a PEM file, at least one.
pub(super) fn revocations(
    path: &Path,
) -> Result<Vec<CertificateRevocationListDer<'static>>, String> {
    all(path, "revocation list")
}

fn all<T: PemObject>(path: &Path, what: &str) -> Result<Vec<T>, String> {
    let items = T::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<T>, _>>);
    match items {
        Ok(items) if items.is_empty() => Err(format!("{} holds no {what}", path.display())),
        Ok(items) => Ok(items),
        Err(error) => Err(format!("cannot read a {what} from {}: {error}", path.display())),
    }
}

/// The private key in a PEM file, which others must not be able to read.
pub(super) fn key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let metadata = fs::metadata(path)
        .map_err(|error| format!("cannot read the key {}: {error}", path.display()))?;
    if is_open_to_others(&metadata) {
        let path = path.display();
        return Err(format!("others may read the key {path}; run chmod 0600 on it"));
    }
    PrivateKeyDer::from_pem_file(path).map_err(|error| {
        let path = path.display();
        format!("cannot read a key from {path}: {error}; a key under a password cannot be used")
    })
}

/// As libpq has it: root's may be readable for a group.
#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let forbidden = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    metadata.mode() & forbidden != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}
