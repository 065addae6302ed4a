//! Whether what failed may be done again.

use tokio_postgres::error::SqlState;

use super::{Error, Kind, Operation, is_stale_plan};

/// Whether what failed may be done again; see [`Error::retry`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Retry {
    /// Nothing of it was kept, and trying again can help: it was not sent, the server says that it rolled back,
    /// or it only reads.
    Safe,
    /// It may have been done or not. Look first, or make it such that doing it twice does no harm: a key of the
    /// program's own with `on_conflict().ignore()`, say.
    Unknown,
    /// Trying the same again is of no use: it was refused for what it is, or it was done and its answer cannot
    /// be read.
    Never,
}

impl Error {
    /// Whether the same may be done again.
    ///
    /// Within a transaction this is about all of the transaction: roll back, and begin another. A transaction
    /// whose `COMMIT` was not sent leaves nothing behind, however it ended.
    ///
    /// | what failed | outside of a transaction, or its `COMMIT` | in a transaction |
    /// |---|---|---|
    /// | serialization failure, deadlock (40001, 40P01; [`is_retryable`](Error::is_retryable)) | `Safe` | `Safe` |
    /// | lock not to be had, object in use (55P03, 55006) | `Safe` | `Safe` |
    /// | cancelled by the server or on request (57014) | `Safe` | `Safe` |
    /// | out of connections, memory, disk (53…; [`is_out_of_resources`](Error::is_out_of_resources)) | `Safe` | `Safe` |
    /// | the server starts, or ended an idle session (57P03, 57P05, 25P03) | `Safe` | `Safe` |
    /// | a prepared statement is stale ([`is_stale_plan`](Error::is_stale_plan)) | `Safe` | `Safe` |
    /// | read only (25006), from a pool with `target_session_attrs=read-write`, which replaces the connection | `Safe` | `Safe` |
    /// | read only (25006) otherwise | `Never` | `Never` |
    /// | no connection in time ([`is_pool_timeout`](Error::is_pool_timeout)) | `Safe` | |
    /// | no connection could be made ([`is_connect`](Error::is_connect)): network, timeout, server starting or full, none of the kind wanted | `Safe` | |
    /// | no connection could be made: login, database, TLS, settings | `Never` | |
    /// | the connection was gone before the statement was sent, or while it was prepared | `Safe` | `Safe` |
    /// | the connection broke, or the server ended it (57P01, 57P02), after the statement was sent | `Unknown` | `Safe` |
    /// | the same of a `SELECT` by a table handle | `Safe` | `Safe` |
    /// | the answer makes no sense | `Unknown` | `Safe` |
    /// | `command_timeout` ([`is_timeout`](Error::is_timeout)) after the statement was sent | `Unknown` | `Safe` |
    /// | constraints, values, syntax, permissions, and every other report of the server | `Never` | `Never` |
    /// | not found, not unique, refused, scope, decoding | `Never` | `Never` |
    /// | the pool is closed ([`is_pool_closed`](Error::is_pool_closed)) | `Never` | |
    ///
    /// A `SELECT` by a handle counts as one that only reads: functions in conditions of the program's own are
    /// not looked into. An error that a transaction had failed before (25P02) is `Never`; the first one says why.
    /// Errors of [`tokio_postgres`] that are made into this type by `?` are taken as of sent statements.
    ///
    /// ```no_run
    /// # use pgdc::{Pool, Retry, Result, Executor as _};
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let sql = "INSERT INTO payment (id, cents) VALUES (?, ?)";
    /// loop {
    ///     match pool.sql(sql, (17, 4200)).execute().await {
    ///         Ok(_) => return Ok(()),
    ///         // Sleep here, and count how often.
    ///         Err(error) if error.retry() == Retry::Safe => continue,
    ///         // `Unknown`: look for payment 17 first.
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn retry(&self) -> Retry {
        if self.0.is_safe {
            return Retry::Safe;
        }
        match (self.0.kind.retry(), self.0.at) {
            (Retry::Unknown, Some((_, Operation::Select))) => Retry::Safe,
            (retry, _) => retry,
        }
    }

    /// Of something that has left nothing behind, however it failed.
    pub(crate) fn undone(mut self) -> Self {
        self.0.is_safe |= self.0.kind.retry() == Retry::Unknown;
        self
    }

    /// Of something that was refused where it was sent to, and may be accepted elsewhere.
    pub(crate) fn misplaced(mut self) -> Self {
        self.0.is_safe = true;
        self
    }

    /// Whether the server's answer is none that the protocol knows.
    pub(crate) fn is_garbled(&self) -> bool {
        const GARBLED: [&str; 2] =
            ["unexpected message from server", "error parsing response from server"];
        self.server().is_some_and(|error| is_one_of(error, &GARBLED))
    }
}

impl Kind {
    fn retry(&self) -> Retry {
        match self {
            Kind::Server(error) => of_server(error),
            Kind::Connect(failure) if failure.may_pass() => Retry::Safe,
            Kind::PoolTimeout { .. } | Kind::Pool(_) => Retry::Safe,
            Kind::Timeout { .. } => Retry::Unknown,
            _ => Retry::Never,
        }
    }
}

fn of_server(error: &tokio_postgres::Error) -> Retry {
    /// How tokio-postgres begins the texts of what is wrong on this side; it has no question for it.
    const OWN_FAULTS: [&str; 9] = [
        "error serializing parameter",
        "error encoding message",
        "expected ",
        "error deserializing column",
        "invalid column",
        "query returned an unexpected number",
        "authentication error",
        "error performing TLS handshake",
        "invalid con",
    ];
    match error.code() {
        Some(_) if is_stale_plan(error) => Retry::Safe,
        Some(code) => of_sqlstate(code),
        None if is_one_of(error, &OWN_FAULTS) => Retry::Never,
        None => Retry::Unknown,
    }
}

fn is_one_of(error: &tokio_postgres::Error, beginnings: &[&str]) -> bool {
    let text = error.to_string();
    error.as_db_error().is_none() && beginnings.iter().any(|beginning| text.starts_with(beginning))
}

/// What a report of the server says (PostgreSQL manual, appendix A).
fn of_sqlstate(code: &SqlState) -> Retry {
    match code.code() {
        "40000" | "40001" | "40P01" | "55P03" | "55006" | "57014" | "57P03" | "57P05" | "25P03" => {
            Retry::Safe
        }
        // The session was ended, perhaps between the commit and its answer.
        "40003" | "57000" | "57P01" | "57P02" | "57P04" | "25P04" => Retry::Unknown,
        code if code.starts_with("53") => Retry::Safe,
        code if code.starts_with("08") => Retry::Unknown,
        _ => Retry::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_report_has_an_answer() {
        let of = |code: &str| of_sqlstate(&SqlState::from_code(code));
        for (expected, codes) in [
            (Retry::Safe, ["40001", "40P01", "53300", "57P03"]),
            (Retry::Unknown, ["08006", "57P01", "40003", "08003"]),
            (Retry::Never, ["23505", "42601", "25006", "25P02"]),
        ] {
            assert_eq!(codes.map(of), [expected; 4]);
        }
    }
}
