//! Errors of connections, and questions to those that could not be made or whose time ran out.

use std::sync::Arc;

use super::{Error, Kind};
use crate::connect::{Failure, carried};

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Error::new(carried(&error).map_or_else(|| Kind::Server(error), Kind::Connect))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::new(Kind::Connect(Arc::new(failure)))
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
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

    /// Whether the client gave up waiting: for a statement, by `command_timeout`, or for a connection, by
    /// `connect_timeout`. A statement was cancelled; whether it had happened by then is not known.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout { .. } => true,
            Kind::Connect(failure) => failure.is_timeout(),
            _ => false,
        }
    }
}
