//! The keys of connection strings, as libpq names them, and the variables that stand for them.

/// A key, and the environment variable that libpq reads it from.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) variable: Option<&'static str>,
    pub(super) support: Support,
}

/// What becomes of a key.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Support {
    Full,
    /// It changes nothing here, since it is about what is never done: GSSAPI, or compression by TLS.
    Idle,
    /// It asks for something that is not done, so that it cannot be passed over.
    Refused,
}

const fn key(name: &'static str, variable: &'static str) -> Key {
    Key { name, variable: Some(variable), support: Support::Full }
}

const fn unnamed(name: &'static str) -> Key {
    Key { name, variable: None, support: Support::Full }
}

const fn idle(name: &'static str, variable: Option<&'static str>) -> Key {
    Key { name, variable, support: Support::Idle }
}

const fn refused(name: &'static str, variable: Option<&'static str>) -> Key {
    Key { name, variable, support: Support::Refused }
}

/// All of libpq's, and four of our own: `command_timeout`, `pooler`, `statement_cache_size` and `statement_timeout`.
pub(super) const KEYS: &[Key] = &[
    key("application_name", "PGAPPNAME"),
    key("channel_binding", "PGCHANNELBINDING"),
    // Text is always UTF-8, whatever the variable says for programs that know other encodings.
    unnamed("client_encoding"),
    unnamed("command_timeout"),
    key("connect_timeout", "PGCONNECT_TIMEOUT"),
    key("dbname", "PGDATABASE"),
    unnamed("fallback_application_name"),
    key("gssencmode", "PGGSSENCMODE"),
    key("host", "PGHOST"),
    key("hostaddr", "PGHOSTADDR"),
    unnamed("keepalives"),
    unnamed("keepalives_count"),
    unnamed("keepalives_idle"),
    unnamed("keepalives_interval"),
    key("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    key("options", "PGOPTIONS"),
    key("passfile", "PGPASSFILE"),
    key("password", "PGPASSWORD"),
    unnamed("pooler"),
    key("port", "PGPORT"),
    key("service", "PGSERVICE"),
    key("servicefile", "PGSERVICEFILE"),
    key("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
    key("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    key("sslcert", "PGSSLCERT"),
    key("sslcertmode", "PGSSLCERTMODE"),
    key("sslcrl", "PGSSLCRL"),
    key("sslkey", "PGSSLKEY"),
    key("sslmode", "PGSSLMODE"),
    key("sslnegotiation", "PGSSLNEGOTIATION"),
    key("sslrootcert", "PGSSLROOTCERT"),
    key("sslsni", "PGSSLSNI"),
    unnamed("statement_cache_size"),
    unnamed("statement_timeout"),
    key("target_session_attrs", "PGTARGETSESSIONATTRS"),
    unnamed("tcp_user_timeout"),
    key("user", "PGUSER"),
    idle("gssdelegation", Some("PGGSSDELEGATION")),
    idle("gsslib", Some("PGGSSLIB")),
    idle("krbsrvname", Some("PGKRBSRVNAME")),
    idle("sslcompression", Some("PGSSLCOMPRESSION")),
    refused("max_protocol_version", Some("PGMAXPROTOCOLVERSION")),
    refused("min_protocol_version", Some("PGMINPROTOCOLVERSION")),
    refused("replication", None),
    refused("require_auth", Some("PGREQUIREAUTH")),
    refused("requirepeer", Some("PGREQUIREPEER")),
    refused("sslcrldir", Some("PGSSLCRLDIR")),
    refused("sslkeylogfile", None),
    refused("sslpassword", None),
];

/// Variables of libpq that set a parameter of the server and have no key.
pub(super) const PARAMETERS: &[(&str, &str)] =
    &[("PGDATESTYLE", "DateStyle"), ("PGTZ", "TimeZone"), ("PGGEQO", "geqo")];

pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The key that `name` was meant to be, if it is a misspelt one. Anything else may be a piece of a password
/// that was not quoted, and is not to be shown.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let candidates = KEYS.iter().map(|key| (strsim::damerau_levenshtein(name, key.name), key.name));
    candidates.min().filter(|(distance, key)| distance * 3 <= key.len()).map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_known_and_a_piece_of_a_password_is_not() {
        for (name, key) in [
            ("sslmod", Some("sslmode")),
            ("databse", None),
            ("hots", Some("host")),
            ("aplication_name", Some("application_name")),
            ("keepalives_retries", None),
            ("ret", None),
            ("s3cret", None),
        ] {
            assert_eq!(nearest(name), key, "{name}");
        }
    }
}
