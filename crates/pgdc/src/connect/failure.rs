//! Why no connection could be made: what failed, where, and what to do.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::error::SqlState;

use super::attempt::Address;
use crate::config::hosts::Endpoint;
use crate::config::plan::Plan;

/// A connection that could not be made, by any of the servers and addresses tried.
#[derive(Debug)]
pub(crate) struct Failure {
    database: String,
    user: String,
    attempts: Vec<(String, Cause)>,
}

/// Why one attempt failed.
#[derive(Debug)]
pub(super) enum Cause {
    /// The host's name stands for no address.
    Lookup(io::Error),
    TimedOut(Duration),
    /// The address cannot be reached.
    Network(io::Error),
    /// `target_session_attrs` wants another kind of server.
    Unfit(&'static str),
    /// The settings of TLS cannot be used.
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "without TLS nothing makes it"))]
    Tls(String),
    /// The server asked for a password; why the password file was passed over, if it was.
    NoPassword(Option<&'static str>),
    Server(tokio_postgres::Error),
}

impl Failure {
    pub(super) fn new(plan: &Plan) -> Self {
        Failure { database: plan.database.clone(), user: plan.user.clone(), attempts: Vec::new() }
    }

    /// By a configuration of tokio-postgres, where no database means the one named as the user.
    pub(super) fn of(config: &Config) -> Self {
        let user = config.get_user().unwrap_or_default();
        let database = config.get_dbname().unwrap_or(user).to_owned();
        Failure { database, user: user.to_owned(), attempts: Vec::new() }
    }

    pub(super) fn add(&mut self, endpoint: &Endpoint, address: Option<&Address>, cause: Cause) {
        let mut place = endpoint.to_string();
        if let Some(Address::Tcp(ip)) = address {
            // A name may stand for several addresses.
            if !place.contains(&ip.to_string()) {
                place.push_str(&format!(" ({ip})"));
            }
        }
        self.attempts.push((place, cause));
    }

    /// What the server that was tried last reported, or tokio-postgres did.
    pub(crate) fn server(&self) -> Option<&tokio_postgres::Error> {
        match self.attempts.last() {
            Some((_, Cause::Server(error))) => Some(error),
            _ => None,
        }
    }

    /// Whether no waiting cures it: the server refuses the login or the database, or the settings of TLS cannot
    /// be used.
    pub(crate) fn is_incurable(&self) -> bool {
        match self.attempts.last() {
            Some((_, Cause::Server(error))) => error.code().is_some_and(|code| {
                let code = code.code();
                code.starts_with("28") || code == "3D000" || code == "42501"
            }),
            Some((_, Cause::NoPassword(_) | Cause::Tls(_))) => true,
            _ => false,
        }
    }

    /// Whether it may go better another time, with nothing changed on this side.
    pub(crate) fn may_pass(&self) -> bool {
        !self.attempts.iter().all(|(_, cause)| cause.is_final())
    }

    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self.attempts.last(), Some((_, Cause::TimedOut(_))))
    }
}

impl From<tokio_postgres::Error> for Cause {
    fn from(error: tokio_postgres::Error) -> Self {
        Cause::Server(error)
    }
}

impl Cause {
    /// Tells the want of a password from other failures, given what was sent.
    pub(super) fn without_password(self, config: &Config, passed: Option<&'static str>) -> Self {
        match self {
            Cause::Server(error) if config.get_password().is_none() && asks_password(&error) => {
                Cause::NoPassword(passed)
            }
            other => other,
        }
    }

    /// Whether TLS failed, or the server's not having it.
    pub(super) fn is_of_tls(&self) -> bool {
        match self {
            Cause::Tls(_) => true,
            Cause::Server(error) => error.to_string().starts_with(TLS_FAILED),
            _ => false,
        }
    }

    /// Whether the same is refused until somebody changes something: login, database, settings, certificates.
    fn is_final(&self) -> bool {
        match self {
            Cause::Lookup(_) | Cause::TimedOut(_) | Cause::Unfit(_) | Cause::Network(_) => false,
            Cause::Tls(_) | Cause::NoPassword(_) => true,
            Cause::Server(error) => match error.as_db_error() {
                Some(answer) => {
                    let refusals = ["0A", "22", "28", "3D", "42"];
                    refusals.iter().any(|class| answer.code().code().starts_with(class))
                }
                None => {
                    let cause = cause_of(error);
                    self.is_of_tls() && (of_tls(&cause).is_some() || cause.contains("certificate"))
                }
            },
        }
    }

    fn advice(&self) -> Option<&'static str> {
        match self {
            Cause::Lookup(_) => Some("check the host's name"),
            Cause::TimedOut(_) => Some("is the host right, and does a firewall let the port pass?"),
            Cause::NoPassword(None) => {
                Some("give it by `password`, PGPASSWORD or a line of the password file")
            }
            Cause::Unfit(_) | Cause::Tls(_) | Cause::NoPassword(Some(_)) => None,
            Cause::Server(error) => match error.as_db_error() {
                Some(answer) => of_sqlstate(answer.code(), answer.message()),
                // A server of TLS 1.3 refuses a client's certificate after the handshake.
                None => {
                    of_tls(&cause_of(error)).or_else(|| of_network(error.source()?.downcast_ref()?))
                }
            },
            Cause::Network(error) => of_network(error),
        }
    }
}

/// How tokio-postgres begins the text of such errors; it has no question for it.
const TLS_FAILED: &str = "error performing TLS handshake";

fn asks_password(error: &tokio_postgres::Error) -> bool {
    cause_of(error) == "password missing"
}

fn cause_of(error: &tokio_postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

fn of_sqlstate(code: &SqlState, message: &str) -> Option<&'static str> {
    match *code {
        SqlState::INVALID_PASSWORD => Some("check user and password"),
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION => match () {
            () if message.contains("no encryption") => Some(
                "the server may want TLS: try sslmode=require; or add a line to its pg_hba.conf",
            ),
            () if message.contains("pg_hba.conf") => {
                Some("pg_hba.conf of the server needs a line for this user, database and address")
            }
            () if message.contains("certificate") => {
                Some("the server wants a client certificate that it trusts: set sslcert and sslkey")
            }
            () => Some("check the user; pg_hba.conf of the server says how it may log in"),
        },
        SqlState::INVALID_CATALOG_NAME => Some("check the database's name"),
        SqlState::INSUFFICIENT_PRIVILEGE => {
            Some("the role lacks a right there: GRANT CONNECT ON DATABASE gives it")
        }
        SqlState::TOO_MANY_CONNECTIONS => {
            Some("the server has no connection left; use smaller pools, or raise max_connections")
        }
        SqlState::CANNOT_CONNECT_NOW => Some("the server is starting or stopping; try again"),
        _ => None,
    }
}

fn of_tls(cause: &str) -> Option<&'static str> {
    let known = [
        (
            "server does not support TLS",
            "turn `ssl` on in the server, or use sslmode=prefer, which does without",
        ),
        ("UnknownIssuer", "the server's certificate is signed by no authority in `sslrootcert`"),
        (
            "not valid for name",
            "the server's certificate is for another host; connect by a name that it has",
        ),
        ("Expired", "the server's certificate is too old"),
        ("CertificateRequired", "the server wants a client certificate: set sslcert and sslkey"),
        ("UnknownCA", "the server does not trust the certificate in `sslcert`"),
    ];
    known.iter().find(|(words, _)| cause.contains(words)).map(|(_, advice)| *advice)
}

fn of_network(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => {
            Some("no server listens there; is PostgreSQL running?")
        }
        io::ErrorKind::PermissionDenied => Some("the system refuses access to the socket"),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            Some("the network has no way to that host")
        }
        _ => None,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot connect to database {} as user {}", self.database, self.user)?;
        for (place, cause) in &self.attempts {
            write!(f, "; at {place}: {cause}")?;
        }
        match self.attempts.last().and_then(|(_, cause)| cause.advice()) {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Lookup(error) => write!(f, "the host is not known: {error}"),
            Cause::TimedOut(limit) => write!(f, "no answer within {limit:?}"),
            Cause::Network(error) => write!(f, "{error}"),
            Cause::Unfit(why) => f.write_str(why),
            Cause::Tls(text) => f.write_str(text),
            Cause::NoPassword(None) => f.write_str("the server asks for a password"),
            Cause::NoPassword(Some(passed)) => {
                write!(
                    f,
                    "the server asks for a password, and the password file is passed over: {passed}"
                )
            }
            Cause::Server(error) => match error.as_db_error() {
                Some(answer) => write!(f, "{} ({})", answer.message(), answer.code().code()),
                None => match error.source() {
                    Some(source) => write!(f, "{source}"),
                    None => write!(f, "{error}"),
                },
            },
        }
    }
}
