//! From a constraint that refused a write to an error of the user's own.

use super::{Error, Result};
use crate::Constraint;

/// Gives the refusals of constraints a meaning of the program's own. Implemented for the results of this
/// crate.
///
/// ```no_run
/// # use pgdc::*;
/// enum Problem {
///     NoSuchArtist,
///     TitleIsTaken,
///     Database(pgdc::Error),
/// }
/// # impl From<Error> for Problem { fn from(e: Error) -> Self { Problem::Database(e) } }
///
/// # async fn f<R: Row, V: Insert<R>>(
/// #     albums: Table<'_, R>, new: V, artist_fkey: Constraint<'static>, title_key: Constraint<'static>,
/// # ) -> std::result::Result<(), Problem> {
/// let album = albums
///     .insert(new)
///     .await
///     .map_constraint(artist_fkey, || Problem::NoSuchArtist)
///     .map_constraint(title_key, || Problem::TitleIsTaken)
///     .other()?;
/// # Ok(()) }
/// ```
pub trait MapConstraint<T, E> {
    /// The error of `meaning`, where `constraint` refused a write. Other errors stay as they are, for the
    /// next call or [`other`](MapConstraint::other).
    ///
    /// # Errors
    /// As before.
    fn map_constraint(
        self,
        constraint: Constraint<'_>,
        meaning: impl FnOnce() -> E,
    ) -> Result<T, Mapped<E>>;

    /// Makes the errors that no call has given a meaning into errors of the same type.
    ///
    /// # Errors
    /// As before.
    fn other(self) -> Result<T, E>
    where
        E: From<Error>;
}

/// An error that was given a meaning, or not yet; see [`MapConstraint`].
#[derive(Debug)]
pub enum Mapped<E> {
    /// What was given to [`MapConstraint::map_constraint`].
    Own(E),
    /// An error of another cause.
    Other(Error),
}

impl<T, E> MapConstraint<T, E> for Result<T> {
    fn map_constraint(
        self,
        constraint: Constraint<'_>,
        meaning: impl FnOnce() -> E,
    ) -> Result<T, Mapped<E>> {
        self.map_err(Mapped::Other).map_constraint(constraint, meaning)
    }

    fn other(self) -> Result<T, E>
    where
        E: From<Error>,
    {
        self.map_err(E::from)
    }
}

impl<T, E> MapConstraint<T, E> for Result<T, Mapped<E>> {
    fn map_constraint(
        self,
        constraint: Constraint<'_>,
        meaning: impl FnOnce() -> E,
    ) -> Result<T, Mapped<E>> {
        self.map_err(|error| match error {
            Mapped::Other(error) if error.constraint() == Some(constraint) => {
                Mapped::Own(meaning())
            }
            error => error,
        })
    }

    fn other(self) -> Result<T, E>
    where
        E: From<Error>,
    {
        self.map_err(|error| match error {
            Mapped::Own(error) => error,
            Mapped::Other(error) => error.into(),
        })
    }
}
