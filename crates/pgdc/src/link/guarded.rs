//! A statement under a setting that the server's row-level security reads.
//!
//! Everything is sent before anything is waited for, so that it costs no round trip of its own, and without
//! a point between at which the future can be dropped: dropped before, it has sent nothing; dropped after,
//! the whole is on its way and ends as if somebody waited. So no drop leaves a transaction open, or a setting
//! that the next statement would run under.

use std::pin::pin;

use std::sync::atomic::AtomicBool;

use futures_util::future::try_join;
use tokio_postgres::Error;

use super::rows::Started;
use super::turn::{Sent, turn};
use super::wire::{InTransaction, Wire};
use crate::guard;
use crate::sql::{Sql, Value};
use crate::statements::Key;

impl Wire<'_> {
    /// Sends the statement between those that tell the server its guards and take them back: by the end of
    /// the transaction around them, or, in a transaction that goes on, by empty settings.
    pub(super) async fn start_guarded(
        self,
        sql: &Sql<'_>,
        has_left: &AtomicBool,
    ) -> Result<Started, Error> {
        let client = self.client;
        let is_alone = matches!(self.transaction, InTransaction::No);
        let (set, unset) = (guard::set(&sql.guards), guard::unset(&sql.guards));
        let (set, statement) =
            try_join(self.prepare(Key::of(&set), true), self.prepare(sql.key(), sql.recurring))
                .await?;
        let told: Vec<Value<'_>> = sql.guards.iter().map(|g| Value::Borrowed(g.value)).collect();

        let begin = pin!(client.batch_execute("BEGIN"));
        let set = pin!(client.execute_raw(&set, &told));
        let rows = pin!(client.query_raw(&statement, sql.params()));
        let end = pin!(client.simple_query_raw(if is_alone { "COMMIT" } else { &unset }));
        let (begin, sent, end) = {
            let _turn = turn(client);
            self.leaves(has_left);
            let begin = is_alone.then(|| Sent::send(begin));
            let sent = match Sent::send(set) {
                // A value that could not be sent leaves the setting as it was: the statement must not follow.
                Sent::Answered(Err(error)) => Err(error),
                set => Ok((set, Sent::send(rows))),
            };
            (begin, sent, Sent::send(end))
        };

        // The first that fails is why the others do.
        let (set, rows) = sent?;
        if let Some(begin) = begin {
            begin.answer().await?;
        }
        set.answer().await?;
        let stream = rows.answer().await?;
        // Settings are not taken back in a transaction that has failed, which does so by itself.
        let end = end.answer().await?;
        Ok(Started { statement: statement.clone(), stream, commit: is_alone.then_some(end) })
    }
}
