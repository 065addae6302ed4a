//! The places where a scope holds, each with a name.
//!
//! Nothing reads a scope to put it into a statement but by [`Scope::at`], which asks for the place. A build
//! with `--cfg pgdc_mutants` can leave out one of them, so that tests can show that each is missed. In
//! every other build the name is not even passed.

use crate::scope::Scope;

macro_rules! clauses {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// A place where a scope holds.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Clause {
            $($(#[$doc])+ $name,)+
        }

        #[cfg(pgdc_mutants)]
        const ALL: &[Clause] = &[$(Clause::$name),+];
    };
}

clauses! {
    /// Statements of other scopes have other texts.
    Shape,
    /// `WHERE` of a query of rows, groups or aggregates, and of its plan.
    Select,
    /// `WHERE` of the rows nearest to the end of an order.
    SelectNearest,
    /// `WHERE` of a number of rows.
    Count,
    /// `WHERE` of the question whether there is a row.
    Exists,
    /// `WHERE` of rows by their keys.
    ByKeys,
    /// `WHERE` of rows that are related to others.
    Related,
    /// `WHERE` of an update, by key or filter.
    Update,
    /// `WHERE` of an update that minds the version.
    UpdateVersion,
    /// `WHERE` of updates and deletes of many rows by their keys.
    Each,
    /// `WHERE` of a delete, by key or filter.
    Delete,
    /// What an update writes: check and columns.
    UpdateSet,
    /// The same where it minds the version.
    UpdateVersionSet,
    /// The same for many rows by their keys.
    EachSet,
    /// What an insert writes: check and columns.
    InsertSet,
    /// A scope column holds the scope's value in new rows.
    InsertedValue,
    /// A scope column is not set by an update.
    UnsetColumn,
    /// A written value does not contradict the scope.
    WrittenValue,
    /// A handle narrowed twice by one column writes nothing, unless by one value.
    NarrowedTwice,
    /// A version is no scope column.
    Version,
    /// A key column of the scope is checked by an update of a whole row.
    KeyOfUpdate,
    /// The same for many rows.
    KeyOfEach,
    /// The same where an update minds the version.
    KeyOfVersion,
    /// `DO UPDATE` sets no scope column.
    ConflictSet,
    /// `DO UPDATE` sets no scope column to its own value.
    ConflictIdle,
    /// `DO UPDATE … WHERE` for one row.
    ConflictWhere,
    /// The same, which raises an error.
    ConflictRaise,
    /// Whether a row was inserted, where no system column tells.
    IsInserted,
    /// The old row that an upsert reads.
    ReadOld,
    /// What an insert references.
    ParentOfInsert,
    /// What an update references, by key or filter.
    ParentOfUpdate,
    /// The same where it minds the version.
    ParentOfVersion,
    /// The same for many rows by their keys.
    ParentOfEach,
    /// The patch of a job that was done, or failed.
    ClaimedPatch,
    /// No sub-select in a raw condition.
    SelectInFilter,
    /// No sub-select in the SQL value of a column.
    SelectInValue,
    /// No sub-select in the raw condition of an upsert.
    SelectInConflict,
    /// No cost of a query that tells of other rows.
    Analyze,
    /// No refresh of all rows.
    Refresh,
    /// What a COPY references.
    ParentOfCopy,
    /// What a COPY writes: check and columns.
    CopySet,
    /// No COPY of all rows.
    CopyOut,
    /// What a CSV file references.
    ParentOfCsv,
    /// What rows of a CSV file are given: check and columns.
    CsvSet,
    /// No value of a CSV file contradicts the scope.
    CsvValue,
    /// The old row from which a row of a CSV file takes what it must have.
    CsvOld,
}

impl Scope {
    /// The scope, as it is to hold at `clause`.
    #[cfg(not(pgdc_mutants))]
    #[inline(always)]
    pub(crate) fn at(&self, _: Clause) -> &Scope {
        self
    }

    /// The same, or none where the clause is left out.
    #[cfg(pgdc_mutants)]
    pub(crate) fn at(&self, clause: Clause) -> &Scope {
        static NONE: std::sync::LazyLock<Scope> = std::sync::LazyLock::new(Scope::default);
        match mutants::is_left_out(clause) {
            true => &NONE,
            false => self,
        }
    }
}

/// The switch, for `scope-mutants` of pgdc-golden alone.
#[cfg(pgdc_mutants)]
pub mod mutants {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{ALL, Clause};

    static LEFT_OUT: AtomicUsize = AtomicUsize::new(usize::MAX);

    /// The names of all clauses.
    pub fn names() -> Vec<String> {
        ALL.iter().map(|clause| format!("{clause:?}")).collect()
    }

    /// Leaves out the clause with this place in [`names`] in the whole process, and no other.
    pub fn leave_out(clause: Option<usize>) {
        LEFT_OUT.store(clause.unwrap_or(usize::MAX), Ordering::SeqCst);
    }

    /// Its place, with which no text that was written without it is mistaken for one with it.
    pub(crate) fn left_out() -> u16 {
        u16::try_from(LEFT_OUT.load(Ordering::SeqCst)).unwrap_or(u16::MAX)
    }

    pub(super) fn is_left_out(clause: Clause) -> bool {
        ALL.get(LEFT_OUT.load(Ordering::SeqCst)) == Some(&clause)
    }
}
