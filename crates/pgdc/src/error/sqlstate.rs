//! Questions about what the server reported (PostgreSQL manual, appendix A, "PostgreSQL Error Codes").

use tokio_postgres::error::{DbError, SqlState};

use super::{Error, Kind};
use crate::Constraint;

impl Error {
    /// The constraint or unique index that refused a write, where it was one.
    ///
    /// ```no_run
    /// # use pgdc::Constraint;
    /// # fn f(error: pgdc::Error, album_artist_id_fkey: Constraint<'static>) {
    /// if error.constraint() == Some(album_artist_id_fkey) {
    ///     // there is no such artist
    /// }
    /// # }
    /// ```
    pub fn constraint(&self) -> Option<Constraint<'_>> {
        let error = self.as_db_error()?;
        Some(Constraint {
            schema: error.schema().unwrap_or_default(),
            table: error.table().unwrap_or_default(),
            name: error.constraint()?,
        })
    }

    /// The SQLSTATE of an error the server reported (PostgreSQL manual, appendix A).
    pub fn code(&self) -> Option<&SqlState> {
        self.server().and_then(tokio_postgres::Error::code)
    }

    /// Everything the server reported: message, detail, hint, column and so on. Its detail can hold
    /// values of other rows.
    pub fn as_db_error(&self) -> Option<&DbError> {
        self.server().and_then(tokio_postgres::Error::as_db_error)
    }

    /// Whether the whole transaction may succeed when it is tried again: a serialization failure or a
    /// deadlock. [`retry`](Error::retry) answers for all other errors too.
    pub fn is_retryable(&self) -> bool {
        let retryable = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.code().is_some_and(|code| retryable.contains(code))
    }

    /// Whether the connection is gone. A write that was under way may have happened or not.
    pub fn is_closed(&self) -> bool {
        let gone = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::CONNECTION_FAILURE,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ];
        matches!(self.kind(), Kind::Silent { .. })
            || self.server().is_some_and(|error| {
                error.is_closed() || error.code().is_some_and(|code| gone.contains(code))
            })
    }

    /// Whether a unique constraint or index refused a write.
    pub fn is_unique_violation(&self) -> bool {
        self.code() == Some(&SqlState::UNIQUE_VIOLATION)
    }

    /// Whether a foreign key refused a write: what it refers to is not there, or what it deletes is referred
    /// to.
    pub fn is_foreign_key_violation(&self) -> bool {
        let codes = [&SqlState::FOREIGN_KEY_VIOLATION, &SqlState::RESTRICT_VIOLATION];
        self.code().is_some_and(|code| codes.contains(&code))
    }

    /// Whether NULL was refused; [`column`](Error::column) says where.
    pub fn is_not_null_violation(&self) -> bool {
        self.code() == Some(&SqlState::NOT_NULL_VIOLATION)
    }

    /// Whether a CHECK constraint refused a write, of a table or a domain, or the `WITH CHECK OPTION` of a
    /// view.
    pub fn is_check_violation(&self) -> bool {
        let codes = [&SqlState::CHECK_VIOLATION, &SqlState::WITH_CHECK_OPTION_VIOLATION];
        self.code().is_some_and(|code| codes.contains(&code))
    }

    /// Whether an exclusion constraint refused a write.
    pub fn is_exclusion_violation(&self) -> bool {
        self.code() == Some(&SqlState::EXCLUSION_VIOLATION)
    }

    /// Whether a constraint of any sort refused a write (class 23).
    pub fn is_constraint_violation(&self) -> bool {
        self.is_of_class("23")
    }

    /// Whether the server refused a value (class 22): too long, out of range, not what its type accepts.
    pub fn is_data_error(&self) -> bool {
        self.is_of_class("22")
    }

    /// Whether the user may not do this (42501), row-level security included.
    pub fn is_permission_denied(&self) -> bool {
        matches!(self.kind(), Kind::Admin(fault) if fault.is_permission_denied())
            || self.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE)
    }

    /// Whether the statement was cancelled: by `statement_timeout` or another timeout of the server's, or on
    /// request.
    pub fn is_canceled(&self) -> bool {
        self.code() == Some(&SqlState::QUERY_CANCELED)
    }

    /// Whether a lock was not to be had: `NOWAIT`, or `lock_timeout`.
    pub fn is_lock_unavailable(&self) -> bool {
        self.code() == Some(&SqlState::LOCK_NOT_AVAILABLE)
    }

    /// Whether the table, column, function or other object that a statement names is not there: the database
    /// is not the one the module was generated from.
    pub fn is_undefined(&self) -> bool {
        let codes = [
            &SqlState::UNDEFINED_TABLE,
            &SqlState::UNDEFINED_COLUMN,
            &SqlState::UNDEFINED_FUNCTION,
            &SqlState::UNDEFINED_OBJECT,
            &SqlState::INVALID_SCHEMA_NAME,
        ];
        self.code().is_some_and(|code| codes.contains(&code))
    }

    /// Whether the transaction is read only, or the server a standby (25006).
    pub fn is_read_only(&self) -> bool {
        self.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION)
    }

    /// Whether the server is out of connections, memory, disk or the like (class 53).
    pub fn is_out_of_resources(&self) -> bool {
        self.is_of_class("53")
    }

    /// The table it is about: that of the server's report, or of the handle.
    pub fn table(&self) -> Option<&str> {
        let reported = self.as_db_error().and_then(DbError::table);
        reported.or_else(|| self.0.at.map(|(relation, _)| relation.name))
    }

    /// The column it is about: that of the server's report, or whose value does not fit its field.
    pub fn column(&self) -> Option<&str> {
        let reported = self.as_db_error().and_then(DbError::column);
        reported.or_else(|| self.0.kind.column())
    }

    /// What the server suggests. It is part of the error's text too.
    pub fn hint(&self) -> Option<&str> {
        self.as_db_error().and_then(DbError::hint)
    }

    fn is_of_class(&self, class: &str) -> bool {
        self.code().is_some_and(|code| code.code().starts_with(class))
    }
}
