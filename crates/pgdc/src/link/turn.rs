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

/// The answer to a request, which its first poll sends when its turn has come.
pub(super) struct InTurn<'a, F> {
    /// Whose turn it is to be, until it was sent.
    client: Option<&'a Client>,
    request: F,
}

impl<'a, F> InTurn<'a, F> {
    pub(super) fn new(client: &'a Client, request: F) -> Self {
        InTurn { client: Some(client), request }
    }
}

impl<F: Future + Unpin> Future for InTurn<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let _turn = self.client.take().map(turn);
        Pin::new(&mut self.request).poll(context)
    }
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
