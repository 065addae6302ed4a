//! Sending over a connection that several threads share.
//!
//! tokio-postgres sends each request by itself. What is sent around a guarded statement belongs together: a
//! statement of another thread between would run in its transaction, and under its tenant.

use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio_postgres::Client;

/// While it is held, nobody else sends over the connection; nor over the few that share its lock.
pub(super) fn turn(client: &Client) -> MutexGuard<'static, ()> {
    // By the client's address, since a bare client has no place for a lock of its own.
    static TURNS: [Mutex<()>; 64] = [const { Mutex::new(()) }; 64];
    let at = std::ptr::from_ref(client).addr() / align_of::<Client>() % TURNS.len();
    TURNS[at].lock().unwrap_or_else(PoisonError::into_inner)
}

/// The answer to a request that is sent when its turn has come.
pub(super) async fn in_turn<F: Future>(client: &Client, request: Pin<&mut F>) -> F::Output {
    let sent = {
        let _turn = turn(client);
        Sent::send(request)
    };
    sent.answer().await
}

/// A request of tokio-postgres, which its first poll has sent.
pub(super) enum Sent<F: Future> {
    Waiting(F),
    Answered(F::Output),
}

impl<F: Future + Unpin> Sent<F> {
    pub(super) fn send(mut request: F) -> Self {
        match Pin::new(&mut request).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => Sent::Answered(answer),
            Poll::Pending => Sent::Waiting(request),
        }
    }

    pub(super) async fn answer(self) -> F::Output {
        match self {
            Sent::Waiting(request) => request.await,
            Sent::Answered(answer) => answer,
        }
    }
}
