//! The workloads of the table, each with how much of it is done between two looks at the clock.

use crate::task::{Kind, STORED, Task};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// Its number, by which `--only` chooses.
    pub id: &'static str,
    /// What is done.
    pub name: &'static str,
    /// What a figure is for.
    pub unit: &'static str,
    kind: Kind,
    size: usize,
    quick: usize,
}

impl Workload {
    /// What contestants are asked to do.
    pub fn task(&self, quick: bool) -> Task {
        Task { kind: self.kind, size: if quick { self.quick } else { self.size } }
    }

    /// Whether the rows that are there are read and not written.
    pub fn is_read(&self) -> bool {
        use Kind::*;
        matches!(
            self.kind,
            Get | GetTogether
                | GetGathered
                | GetPooled
                | GetPooledInTurn
                | List
                | Stream
                | ScopedGet
                | ScopedList
        )
    }

    /// How many rows a table that is written holds beforehand.
    pub fn written_rows(&self, task: Task) -> usize {
        match self.kind {
            Kind::Update | Kind::UpdateMany | Kind::Delete => task.size,
            // Half of them are there.
            Kind::Upsert => task.size / 2,
            _ => 0,
        }
    }
}

const fn calls(id: &'static str, name: &'static str, kind: Kind) -> Workload {
    Workload { id, name, unit: "call", kind, size: 320, quick: 320 }
}

const fn rows(id: &'static str, name: &'static str, kind: Kind, size: usize) -> Workload {
    Workload { id, name, unit: "row", kind, size, quick: size }
}

/// Every workload whose time is taken.
pub const WORKLOADS: &[Workload] = &[
    calls("W1", "get by key", Kind::Get),
    calls("W2a", "get, 16 tasks, one connection", Kind::GetTogether),
    calls("W2b", "get, 16 tasks, pool of 4, shared if it can be", Kind::GetPooled),
    calls("W2c", "get, 16 tasks, gathered by a loader", Kind::GetGathered),
    calls("W2d", "as W2b, a connection for each call", Kind::GetPooledInTurn),
    rows("W3a", "10,000 rows into structs", Kind::List, 10_000),
    Workload { quick: 0, ..rows("W3b", "100,000 rows into structs", Kind::List, STORED) },
    calls("W4", "insert returning", Kind::Insert),
    rows("W5a", "insert 10,000 rows, count", Kind::InsertMany, 10_000),
    rows("W5b", "insert 10,000 rows, returning", Kind::InsertManyReturning, 10_000),
    rows("W5c", "10,000 rows by COPY", Kind::CopyIn, 10_000),
    calls("W6", "update by key", Kind::Update),
    calls("W7", "upsert returning", Kind::Upsert),
    rows("W8", "update 10,000 rows", Kind::UpdateMany, 10_000),
    calls("W9", "delete by key", Kind::Delete),
    calls("W11a", "scoped get", Kind::ScopedGet),
    rows("W11b", "scoped list of 10,000 rows", Kind::ScopedList, 10_000),
];

/// The workload whose memory is looked at.
pub const STREAM: Workload = rows("W10", "stream of 1,000,000 rows", Kind::Stream, 1_000_000);

/// The workloads whose instructions are counted, by what is done so and so often.
pub const COUNTED: &[Workload] = &[
    Workload { size: 400, ..calls("W1", "get by key", Kind::Get) },
    rows("W3", "list of rows", Kind::List, 4000),
    Workload { size: 400, ..calls("W4", "insert returning", Kind::Insert) },
    rows("W5a", "bulk insert, count", Kind::InsertMany, 4000),
    rows("W5b", "bulk insert, returning", Kind::InsertManyReturning, 4000),
    rows("W5c", "rows by COPY", Kind::CopyIn, 4000),
    Workload { size: 400, ..calls("W11a", "scoped get", Kind::ScopedGet) },
    rows("W11b", "scoped list", Kind::ScopedList, 4000),
];
