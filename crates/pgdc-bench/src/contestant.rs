//! What takes part: a library, as a program would use it.

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use crate::AnyError;
use crate::task::Task;

/// A library with its connections open and its statements ready, as its users would have it.
pub trait Contestant: Send + Sync {
    /// Starts the task, unless the library has no way of its own to do it.
    fn run(&self, task: Task) -> Option<Running<'_>>;
}

/// A task under way.
pub type Running<'a> = BoxFuture<'a, Result<Outcome, AnyError>>;

/// What came of a task.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// How many rows were read or written, by which the bench sees that all contestants did the same.
    pub rows: u64,
    /// How long it took, without what was made ready before.
    pub elapsed: Duration,
}

/// Runs the part of a task that counts, and gives its time; `work` gives its number of rows.
///
/// # Errors
/// Those of `work`.
pub async fn timed<E: Into<AnyError>>(
    work: impl Future<Output = Result<u64, E>>,
) -> Result<Outcome, AnyError> {
    let started = Instant::now();
    let rows = work.await.map_err(Into::into)?;
    Ok(Outcome { rows, elapsed: started.elapsed() })
}

/// A contestant on its way.
pub type Opening = BoxFuture<'static, Result<Box<dyn Contestant>, AnyError>>;

/// How a contestant is called, and how it comes to be.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The heading of its column.
    pub name: &'static str,
    /// The packages whose versions are reported.
    pub packages: &'static [&'static str],
    /// Connects to the database with this URL.
    pub open: fn(String) -> Opening,
}
