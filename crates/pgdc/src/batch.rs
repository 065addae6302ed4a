//! One new row or many: what differs in the answers.

use crate::{Insert, Row, Upserted};

/// What an insert was given: [`One`] row, or [`Many`]. Sealed.
pub trait Batch<R: Row>: sealed::Sealed + Send + Sync {
    /// What the rows are given as.
    type New: Insert<R>;
    /// What an insert returns.
    type Inserted;
    /// What an insert returns that ignores rows whose key is taken.
    type Ignored;
    /// What an insert returns that updates rows in the way.
    type Resolved;
    /// The same where a condition decides which of them are updated.
    type Sifted;

    /// The rows to insert.
    #[doc(hidden)]
    fn rows(&self) -> &[Self::New];

    /// None where a row is missing.
    #[doc(hidden)]
    fn inserted(rows: Vec<R>) -> Option<Self::Inserted>;

    #[doc(hidden)]
    fn ignored(rows: Vec<R>) -> Self::Ignored;

    /// None where a row is missing.
    #[doc(hidden)]
    fn resolved(rows: Vec<Upserted<R>>) -> Option<Self::Resolved>;

    #[doc(hidden)]
    fn sifted(rows: Vec<Upserted<R>>) -> Self::Sifted;
}

/// One row.
#[derive(Debug)]
pub struct One<V>(pub(crate) V);

/// Any number of rows.
#[derive(Debug)]
pub struct Many<V>(pub(crate) Vec<V>);

impl<R: Row, V: Insert<R>> Batch<R> for One<V> {
    type New = V;
    type Inserted = R;
    type Ignored = Option<R>;
    type Resolved = Upserted<R>;
    type Sifted = Option<Upserted<R>>;

    fn rows(&self) -> &[V] {
        std::slice::from_ref(&self.0)
    }

    fn inserted(mut rows: Vec<R>) -> Option<R> {
        rows.pop()
    }

    fn ignored(mut rows: Vec<R>) -> Option<R> {
        rows.pop()
    }

    fn resolved(mut rows: Vec<Upserted<R>>) -> Option<Upserted<R>> {
        rows.pop()
    }

    fn sifted(mut rows: Vec<Upserted<R>>) -> Option<Upserted<R>> {
        rows.pop()
    }
}

impl<R: Row, V: Insert<R>> Batch<R> for Many<V> {
    type New = V;
    type Inserted = Vec<R>;
    type Ignored = Vec<R>;
    type Resolved = Vec<Upserted<R>>;
    type Sifted = Vec<Upserted<R>>;

    fn rows(&self) -> &[V] {
        &self.0
    }

    fn inserted(rows: Vec<R>) -> Option<Vec<R>> {
        Some(rows)
    }

    fn ignored(rows: Vec<R>) -> Vec<R> {
        rows
    }

    fn resolved(rows: Vec<Upserted<R>>) -> Option<Vec<Upserted<R>>> {
        Some(rows)
    }

    fn sifted(rows: Vec<Upserted<R>>) -> Vec<Upserted<R>> {
        rows
    }
}

mod sealed {
    pub trait Sealed {}
    impl<V> Sealed for super::One<V> {}
    impl<V> Sealed for super::Many<V> {}
}
