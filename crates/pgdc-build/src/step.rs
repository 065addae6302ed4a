//! What a front end is told of work that may take long.

use std::time::{Duration, Instant};

/// A step of the work, told to [`Settings::on_step`](crate::Settings::on_step). Its text says what is done and
/// where, without a password: `read database shop at localhost:5432`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// It begins.
    Begins(&'a str),
    /// It has ended well, and took so long.
    Ended(&'a str, Duration),
    /// It has failed; the error says why.
    Failed(&'a str),
}

/// Who is told, if anybody is.
pub(crate) type Tell = Option<fn(Step<'_>)>;

/// Does a piece of the work, and tells of it.
pub(crate) fn step<T, E>(
    tell: Tell,
    what: &str,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let Some(tell) = tell else { return work() };
    let begun = Instant::now();
    tell(Step::Begins(what));
    let done = work();
    tell(match done {
        Ok(_) => Step::Ended(what, begun.elapsed()),
        Err(_) => Step::Failed(what),
    });
    done
}
