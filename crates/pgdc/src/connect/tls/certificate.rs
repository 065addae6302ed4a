//! What webpki does not look at in a certificate.

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use x509_cert::Certificate;
use x509_cert::der::asn1::{PrintableStringRef, TeletexStringRef, Utf8StringRef};
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::der::oid::db::rfc5280::ID_CE_SUBJECT_ALT_NAME;
use x509_cert::der::{Decode, asn1::ObjectIdentifier};

/// A certificate, parsed once more.
pub(super) struct Parsed(Certificate);

impl Parsed {
    pub(super) fn of(der: &CertificateDer<'_>) -> Option<Self> {
        Certificate::from_der(der).ok().map(Parsed)
    }

    /// Whether it names itself as its issuer.
    pub(super) fn is_self_signed(&self) -> bool {
        self.0.tbs_certificate.subject == self.0.tbs_certificate.issuer
    }

    pub(super) fn is_valid_at(&self, now: UnixTime) -> bool {
        let validity = &self.0.tbs_certificate.validity;
        let begin = validity.not_before.to_unix_duration().as_secs();
        let end = validity.not_after.to_unix_duration().as_secs();
        (begin..=end).contains(&now.as_secs())
    }

    /// Whether its common name is `name`. As in libpq, that of a certificate with alternative names says
    /// nothing.
    pub(super) fn has_common_name(&self, name: &ServerName<'_>) -> bool {
        let ServerName::DnsName(name) = name else { return false };
        let extensions = self.0.tbs_certificate.extensions.iter().flatten();
        if extensions.into_iter().any(|extension| extension.extn_id == ID_CE_SUBJECT_ALT_NAME) {
            return false;
        }
        self.text(COMMON_NAME).is_some_and(|pattern| matches(&pattern, name.as_ref()))
    }

    fn text(&self, attribute: ObjectIdentifier) -> Option<String> {
        let names = self.0.tbs_certificate.subject.0.iter().flat_map(|name| name.0.iter());
        let value = &names.into_iter().find(|name| name.oid == attribute)?.value;
        let utf8 = || Utf8StringRef::try_from(value).ok().map(|text| text.to_string());
        let printable = || PrintableStringRef::try_from(value).ok().map(|text| text.to_string());
        let teletex = || TeletexStringRef::try_from(value).ok().map(|text| text.to_string());
        utf8().or_else(printable).or_else(teletex)
    }
}

/// A star stands for the first label alone.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(domain) => name
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(domain)),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_one_label() {
        for (pattern, name, expected) in [
            ("db.example", "DB.example", true),
            ("*.example", "db.example", true),
            ("*.example", "a.db.example", false),
            ("*.example", ".example", false),
            ("*.example", "example", false),
            ("*", "example", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
