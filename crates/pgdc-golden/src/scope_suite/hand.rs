//! What an operation works with: handles of one tenant on one database, and dice.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use pgdc::{Error, Executor as _, Link, Pool, Result, Set, Table, set};

use super::subject::Subject;

/// What came of an operation: its values as text, or the kind of its error.
pub type Outcome = Result<String, String>;

/// A tenant on one database. Two hands with the same dice do the same.
pub struct Hand<'a> {
    /// What statements are sent over.
    pub link: Link<'a>,
    /// For what takes a connection of its own.
    pub pool: &'a Pool,
    /// The tenant whose rows are meant.
    pub tenant: i32,
    /// All tenants there are.
    pub tenants: &'a [i32],
    /// In a database without other tenants: the one that has them.
    pub shared: Option<Link<'a>>,
    dice: Mutex<Rng>,
    notes: Mutex<Notes>,
}

/// What an operation says of itself while it draws its values.
#[derive(Default)]
pub struct Notes {
    /// It contradicts its scope, so that nothing but a scope violation may come of it.
    pub violates: bool,
    /// Keys that it writes into tables whose keys all tenants share, each with the query of those that
    /// others have.
    pub met: Vec<(&'static str, String)>,
}

impl<'a> Hand<'a> {
    /// A hand whose dice fall as `seed` says.
    pub fn new(link: Link<'a>, pool: &'a Pool, tenant: i32, tenants: &'a [i32], seed: u64) -> Self {
        Hand {
            link,
            pool,
            tenant,
            tenants,
            shared: None,
            dice: Mutex::new(Rng::with_seed(seed)),
            notes: Mutex::default(),
        }
    }

    /// The same in a database of the tenant's own, beside the one at `shared`.
    pub fn alone(self, shared: Link<'a>) -> Self {
        Hand { shared: Some(shared), ..self }
    }

    /// The rows of the tenant.
    pub fn of<R: Subject>(&self) -> Table<'a, R> {
        R::of(self)
    }

    /// A number from 1 to `most`.
    pub fn upto(&self, most: i32) -> i32 {
        self.dice().i32(1..=most)
    }

    /// True once in so many times.
    pub fn once_in(&self, times: i32) -> bool {
        self.upto(times) == 1
    }

    /// A short text, or none.
    pub fn text(&self) -> Option<String> {
        ["red", "green", "blue"].get(self.dice().usize(0..4)).map(|text| (*text).to_owned())
    }

    /// Another tenant.
    pub fn other(&self) -> i32 {
        let others: Vec<i32> =
            self.tenants.iter().copied().filter(|tenant| *tenant != self.tenant).collect();
        others[self.dice().usize(0..others.len())]
    }

    /// The tenant, or sometimes another: for what is read.
    pub fn any_tenant(&self) -> i32 {
        if self.once_in(3) { self.other() } else { self.tenant }
    }

    /// A row to write. Once in a while it is another tenant's, which no write may accept.
    pub fn row<R: Subject>(&self) -> R {
        let tenant = if self.once_in(12) { self.other() } else { self.tenant };
        self.notes().violates |= tenant != self.tenant;
        let row = R::draw(self, tenant);
        self.meet::<R>(&row.key());
        row
    }

    /// One to four of them.
    pub fn rows<R: Subject>(&self) -> Vec<R> {
        (0..self.upto(4)).map(|_| self.row()).collect()
    }

    /// What a patch may say of the tenant.
    pub fn tenant_in_patch(&self) -> Set<i32> {
        let (said, violates) = match self.upto(24) {
            1 => (set(self.other()), true),
            2 => (pgdc::default(), true),
            3 => (pgdc::set_sql("0 + ?", (self.tenant,)), true),
            4..=7 => (set(self.tenant), false),
            _ => (Set::Unset, false),
        };
        self.notes().violates |= violates;
        said
    }

    /// Says that the key is written.
    pub fn meet<R: Subject>(&self, key: &R::Key) {
        if let Some(foreign) = R::FOREIGN_KEYS {
            self.notes().met.push((foreign, R::key_text(key)));
        }
    }

    /// Says that nothing but a scope violation may come of it.
    pub fn violates(&self) {
        self.notes().violates = true;
    }

    /// The rows whose keys no other tenant has, where this is for the hand to know: `DO NOTHING` leaves out
    /// a row whose key is taken, also where the one who took it cannot be seen. Rows that contradict the scope
    /// are none to take out.
    ///
    /// # Errors
    /// The server's.
    pub async fn free<R: Subject>(&self, mut rows: Vec<R>) -> Result<Vec<R>> {
        if self.notes().violates {
            return Ok(rows);
        }
        if let (Some(shared), Some(foreign)) = (self.shared, R::FOREIGN_KEYS) {
            let taken = foreign_keys(shared, foreign, self.tenant).await?;
            rows.retain(|row| !taken.contains(&R::key_text(&row.key())));
        }
        Ok(rows)
    }

    /// What was said so far.
    pub fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dice(&self) -> MutexGuard<'_, Rng> {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The keys of a table that are those of other tenants.
///
/// # Errors
/// The server's.
pub async fn foreign_keys(
    shared: Link<'_>,
    foreign: &'static str,
    tenant: i32,
) -> Result<BTreeSet<String>> {
    let keys: Vec<(String,)> = shared.sql(foreign, (tenant,)).all().await?;
    Ok(keys.into_iter().map(|(key,)| key).collect())
}

/// A value as it is.
pub fn said<T: Debug>(result: Result<T>) -> Outcome {
    result.map(|value| format!("{value:?}")).map_err(|error| kind(&error))
}

/// Values that come in no certain order.
pub fn sorted<T: Debug>(result: Result<Vec<T>>) -> Outcome {
    let text = |values: Vec<T>| {
        let mut texts: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
        texts.sort();
        texts.join("\n")
    };
    result.map(text).map_err(|error| kind(&error))
}

/// What no operation should meet starts with this.
pub const UNEXPECTED: &str = "unexpected: ";

/// A scope violation.
pub const VIOLATION: &str = "scope violation";

/// A key that is taken.
pub const TAKEN: &str = "unique violation";

/// The kind of an error that operations may meet.
fn kind(error: &Error) -> String {
    let kinds = [
        (error.is_scope_violation(), VIOLATION),
        (error.is_unique_violation(), TAKEN),
        (error.is_not_found(), "not found"),
        (error.is_not_unique(), "not unique"),
        (error.is_foreign_key_violation(), "foreign key violation"),
        (error.is_check_violation(), "check violation"),
        (error.is_stale_row(), "stale row"),
        (error.is_given_twice(), "given twice"),
    ];
    match kinds.iter().find(|(is, _)| *is) {
        Some((_, kind)) => (*kind).to_owned(),
        None => format!("{UNEXPECTED}{error}"),
    }
}
