//! Statements that are done together or not at all, on a connection that is held.

use futures_util::FutureExt as _;

use super::Held;
use crate::error::Result;

/// A transaction around statements; within another, a savepoint. Dropped before its end, it is undone.
pub(crate) struct Block<'h, 'e> {
    held: &'h Held<'e>,
    is_nested: bool,
    is_over: bool,
}

impl<'h, 'e> Block<'h, 'e> {
    pub(crate) async fn begin(held: &'h Held<'e>) -> Result<Self> {
        let is_nested = held.is_transaction();
        let mut block = Block { held, is_nested, is_over: false };
        let begin = if is_nested { "SAVEPOINT pgdc_block" } else { "BEGIN" };
        match held.client().batch_execute(begin).await {
            Ok(()) => Ok(block),
            Err(error) => {
                // There is nothing to undo.
                block.is_over = true;
                Err(held.failed(error))
            }
        }
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        let commit = if self.is_nested { "RELEASE SAVEPOINT pgdc_block" } else { "COMMIT" };
        let done = self.held.client().batch_execute(commit).await;
        self.is_over = done.is_ok();
        done.map_err(|error| self.held.failed(error))
    }

    pub(crate) async fn undo(mut self) -> Result<()> {
        let done = self.held.client().batch_execute(self.undoing()).await;
        self.is_over = true;
        done.map_err(|error| self.held.failed(error))
    }

    const fn undoing(&self) -> &'static str {
        match self.is_nested {
            true => "ROLLBACK TO SAVEPOINT pgdc_block; RELEASE SAVEPOINT pgdc_block",
            false => "ROLLBACK",
        }
    }
}

impl Drop for Block<'_, '_> {
    fn drop(&mut self) {
        if !self.is_over {
            // On its way after the first poll; nobody waits for the answer.
            let _ = self.held.client().batch_execute(self.undoing()).now_or_never();
        }
    }
}
