//! How a transaction is begun, and how often it is tried.

/// What a transaction sees of others (PostgreSQL manual, "Transaction Isolation").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum IsolationLevel {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// All statements see what was committed before the first of them.
    RepeatableRead,
    /// As if transactions ran one after another. Be ready to [retry](crate::Pool::retry).
    Serializable,
}

/// How a transaction is begun, and how often [`Pool::retry`](crate::Pool::retry) tries it. What is not said
/// here is as the server's settings say.
///
/// An [`IsolationLevel`] can stand for one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TransactionOptions {
    isolation: Option<IsolationLevel>,
    read_only: bool,
    deferrable: bool,
    pub(super) attempts: u32,
}

impl Default for TransactionOptions {
    fn default() -> Self {
        TransactionOptions { isolation: None, read_only: false, deferrable: false, attempts: 5 }
    }
}

impl TransactionOptions {
    /// As the server's settings say; tried five times at most where it is retried.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this isolation level.
    #[must_use]
    pub fn isolation(mut self, level: IsolationLevel) -> Self {
        self.isolation = Some(level);
        self
    }

    /// Statements that write are refused.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Waits, where it is serializable and read only, until it can run without any risk of a
    /// serialization failure.
    #[must_use]
    pub fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// Tried so many times at most by [`Pool::retry`](crate::Pool::retry), the first time included.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.read_only
    }

    pub(super) fn begin(&self) -> String {
        let isolation = self.isolation.map_or("", |level| match level {
            IsolationLevel::ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
            IsolationLevel::RepeatableRead => " ISOLATION LEVEL REPEATABLE READ",
            IsolationLevel::Serializable => " ISOLATION LEVEL SERIALIZABLE",
        });
        let read_only = if self.read_only { " READ ONLY" } else { "" };
        let deferrable = if self.deferrable { " DEFERRABLE" } else { "" };
        format!("BEGIN{isolation}{read_only}{deferrable}")
    }
}

impl From<IsolationLevel> for TransactionOptions {
    fn from(level: IsolationLevel) -> Self {
        TransactionOptions::new().isolation(level)
    }
}
