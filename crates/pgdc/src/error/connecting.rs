//! Errors of connections, and questions to those that could not be made or whose time ran out.

use super::{Error, Kind};
use crate::connect::Failure;

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Error::new(Kind::Server(error))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::new(Kind::Connect(Box::new(failure)))
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            // No statement was sent yet.
            deadpool_postgres::PoolError::Backend(error) => Error::from(error).undone(),
            deadpool_postgres::PoolError::Closed => Error::new(Kind::PoolClosed),
            other => Error::new(Kind::Pool(Box::new(other))),
        }
    }
}

impl Error {
    /// Whether the settings of a connection cannot be read; nothing was tried.
    pub fn is_config(&self) -> bool {
        matches!(self.0.kind, Kind::Config(_))
    }

    /// Whether no connection could be made. Its text names each server that was tried and why it failed.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect(_))
    }

    /// Whether the client gave up waiting: for a statement, by `timeout`, `with_timeout` or `command_timeout`, or
    /// for a connection, by `connect_timeout`. A statement was cancelled; whether it had happened by then is not known.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout { .. } => true,
            Kind::Connect(failure) => failure.is_timeout(),
            _ => false,
        }
    }

    /// Whether connecting again is of no use before somebody changes settings, here or on the server.
    pub(crate) fn is_incurable(&self) -> bool {
        match &self.0.kind {
            Kind::Config(_) => true,
            Kind::Connect(failure) => failure.is_incurable(),
            _ => false,
        }
    }

    /// Whether a pool had no connection in the time of its `acquire_timeout`. Nothing was sent.
    pub fn is_pool_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::PoolTimeout { .. })
    }

    /// Whether the pool is closed. Nothing was sent.
    pub fn is_pool_closed(&self) -> bool {
        matches!(self.0.kind, Kind::PoolClosed)
    }
}
