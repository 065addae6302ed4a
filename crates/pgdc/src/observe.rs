//! What statements tell those who watch: a hook of the user's, and spans of the `tracing` crate.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::sql::Sql;

/// What a hook is told of a statement that has ended; see [`Pool::on_statement`](crate::Pool::on_statement).
/// Values are no part of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct StatementEvent<'a> {
    /// Its text, with placeholders.
    pub text: &'a str,
    /// Its key word: `SELECT`, `INSERT` and so on.
    pub operation: &'a str,
    /// The table of the handle that sent it; none of a statement by [`Executor::sql`](crate::Executor::sql).
    pub table: Option<&'static str>,
    /// Why it was sent by a handle without the scope that the module declares, as the program says.
    pub unscoped: Option<&'static str>,
    /// How long it took, from being sent until its last row was read. The wait for a connection is left out.
    pub elapsed: Duration,
    /// How many rows were read; of one that returns none, how many it wrote.
    pub rows: u64,
    /// Why it failed.
    pub error: Option<&'a Error>,
}

/// Who is told of the statements of a pool or connection, and how long they may take.
#[derive(Clone, Default)]
pub(crate) struct Watch {
    hook: Option<Arc<Hook>>,
    limit: Option<Duration>,
    #[cfg(feature = "tracing")]
    slow: Option<Duration>,
}

type Hook = dyn Fn(&StatementEvent<'_>) + Send + Sync;

impl Watch {
    pub(crate) fn within(limit: Option<Duration>) -> Self {
        Watch { limit, ..Watch::default() }
    }

    pub(crate) fn limit(&self) -> Option<Duration> {
        self.limit
    }

    pub(crate) fn hook(&mut self, hook: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static) {
        self.hook = Some(Arc::new(hook));
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn slow_after(&mut self, limit: Duration) {
        self.slow = Some(limit);
    }

    fn is_told(&self) -> bool {
        #[cfg(feature = "tracing")]
        if self.slow.is_some() {
            return true;
        }
        self.hook.is_some()
    }

    fn tell(&self, event: &StatementEvent<'_>) {
        if let Some(hook) = &self.hook {
            hook(event);
        }
        #[cfg(feature = "tracing")]
        if self.slow.is_some_and(|limit| event.elapsed > limit) {
            let elapsed_ms = u64::try_from(event.elapsed.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(
                target: "pgdc",
                { db.query.text = event.text, db.collection.name = event.table, elapsed_ms },
                "slow statement"
            );
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("hook", &self.hook.is_some()).finish_non_exhaustive()
    }
}

/// Whether anybody listens to spans.
fn is_traced() -> bool {
    #[cfg(feature = "tracing")]
    return tracing::enabled!(target: "pgdc", tracing::Level::DEBUG);
    #[cfg(not(feature = "tracing"))]
    return false;
}

/// A statement under way. Ends once: with its last row, with an error, or when it is dropped.
pub(crate) struct Trace<'e>(Option<Box<Details<'e>>>);

/// What is kept where somebody watches.
struct Details<'e> {
    watch: Option<&'e Watch>,
    text: String,
    operation: String,
    table: Option<&'static str>,
    unscoped: Option<&'static str>,
    started: Instant,
    rows: u64,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl<'e> Trace<'e> {
    pub(crate) fn start(
        watch: Option<&'e Watch>,
        sql: &Sql<'_>,
        unscoped: Option<&'static str>,
    ) -> Self {
        let watch = watch.filter(|watch| watch.is_told());
        if watch.is_none() && !is_traced() {
            return Trace(None);
        }
        let first_word = || sql.text().split_whitespace().next().unwrap_or_default();
        let operation = match sql.about {
            Some((operation, _)) => operation.to_owned(),
            None => first_word().to_uppercase(),
        };
        let table = sql.about.map(|(_, relation)| relation.name);
        Trace(Some(Box::new(Details {
            watch,
            #[cfg(feature = "tracing")]
            span: span(sql, &operation, table, unscoped),
            text: sql.text().to_owned(),
            operation,
            table,
            unscoped,
            started: Instant::now(),
            rows: 0,
        })))
    }

    pub(crate) fn row(&mut self) {
        if let Some(details) = &mut self.0 {
            details.rows += 1;
        }
    }

    pub(crate) fn ended(&mut self, affected: u64) {
        if let Some(details) = &mut self.0 {
            details.rows = affected.max(details.rows);
        }
        self.end(None);
    }

    pub(crate) fn failed(&mut self, error: &Error) {
        self.end(Some(error));
    }

    fn end(&mut self, error: Option<&Error>) {
        let Some(details) = self.0.take() else { return };
        let event = StatementEvent {
            text: &details.text,
            operation: &details.operation,
            table: details.table,
            unscoped: details.unscoped,
            elapsed: details.started.elapsed(),
            rows: details.rows,
            error,
        };
        #[cfg(feature = "tracing")]
        details.span.in_scope(|| {
            details.span.record("db.response.returned_rows", event.rows);
            if let Some(error) = error {
                let code = error.code().map_or("client", |code| code.code());
                details.span.record("db.response.status_code", code);
                details.span.record("error.type", code);
            }
        });
        if let Some(watch) = details.watch {
            watch.tell(&event);
        }
    }
}

impl Drop for Trace<'_> {
    fn drop(&mut self) {
        self.end(None);
    }
}

/// By the names of OpenTelemetry ("Semantic conventions for database client spans").
#[cfg(feature = "tracing")]
fn span(
    sql: &Sql<'_>,
    operation: &str,
    table: Option<&str>,
    unscoped: Option<&str>,
) -> tracing::Span {
    let name = table.map_or_else(|| operation.to_owned(), |table| format!("{operation} {table}"));
    tracing::debug_span!(
        target: "pgdc",
        "statement",
        "otel.name" = name,
        "otel.kind" = "client",
        "db.system.name" = "postgresql",
        "db.collection.name" = table,
        "db.operation.name" = operation,
        "db.query.text" = sql.text(),
        "db.response.returned_rows" = tracing::field::Empty,
        "db.response.status_code" = tracing::field::Empty,
        "error.type" = tracing::field::Empty,
        "pgdc.unscoped" = unscoped,
    )
}
