//! What contestants are asked to do.

use std::ops::Range;

/// Work on the table `event` of `fixtures/schemas/events.sql`, of a size that the workload gives.
///
/// Reads find the rows 1 to [`STORED`]; writes find as many rows of the ids that they are to write as the size says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// What is done.
    pub kind: Kind,
    /// How often it is done, or how many rows it is done to.
    pub size: usize,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A row by its key, one call after the other.
    Get,
    /// The same in [`TASKS`] tasks on one connection.
    GetTogether,
    /// The same, gathered into fewer statements where the library does that.
    GetGathered,
    /// The same in [`TASKS`] tasks on a pool of [`POOL`] connections, which calls share where the library does that.
    GetPooled,
    /// The same, where each connection has one call after the other, though the library could do otherwise.
    GetPooledInTurn,
    /// The rows up to an id, as a list of structs.
    List,
    /// A row inserted and returned, one call after the other.
    Insert,
    /// Rows inserted in bulk and counted, the fastest way that stays one call.
    InsertMany,
    /// Rows inserted in bulk and returned.
    InsertManyReturning,
    /// Rows by `COPY`.
    CopyIn,
    /// Two columns of a row written by its key, one call after the other.
    Update,
    /// A row inserted or, where its key is there, written, and returned, one call after the other.
    Upsert,
    /// Two columns of each row written by its key, in bulk.
    UpdateMany,
    /// A row deleted by its key, one call after the other.
    Delete,
    /// The rows up to an id, as a stream of which nothing is kept.
    Stream,
    /// A row by its key and its tenant: by a scope, where the library has one.
    ScopedGet,
    /// The rows of a tenant up to an id, as a list of structs.
    ScopedList,
}

/// How many tasks share connections.
pub const TASKS: usize = 16;
/// How many connections a pool has.
pub const POOL: usize = 4;
/// How many rows there are to read.
pub const STORED: usize = 100_000;
/// How many tenants have them, in turn.
pub const TENANTS: usize = 10;

impl Task {
    /// The ids that calls are about, each in its turn: spread over the stored rows.
    pub fn ids(self) -> impl Iterator<Item = i64> {
        spread(0..self.size)
    }

    /// The ids that the `nth` of [`TASKS`] tasks is about.
    pub fn ids_of(self, nth: usize) -> impl Iterator<Item = i64> + Send + use<> {
        let each = self.size / TASKS;
        spread(nth * each..(nth + 1) * each)
    }

    /// The greatest id that a list or stream of so many rows has.
    pub fn last_id(self) -> i64 {
        as_id(self.size)
    }

    /// The greatest id that a list of so many rows of one tenant has.
    pub fn last_id_of_tenant(self) -> i64 {
        as_id(self.size * TENANTS)
    }

    /// The ids that writes are about.
    pub fn written_ids(self) -> Range<i64> {
        1..as_id(self.size) + 1
    }
}

/// The tenant of a row.
pub fn tenant_of(id: i64) -> i32 {
    i32::try_from(id % as_id(TENANTS)).unwrap_or_default()
}

/// The tenant whose rows are listed.
pub const TENANT: i32 = 7;

fn spread(numbers: Range<usize>) -> impl Iterator<Item = i64> + Send {
    // A prime that shares nothing with the number of rows, so that each row has its turn.
    numbers.map(|number| as_id(number * 7919 % STORED + 1))
}

fn as_id(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
