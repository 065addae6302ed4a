//! What an operation works with: handles of one tenant on one database, and dice.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use pgdc::{Column, Error, Executor as _, Link, Pool, Result, Row, Set, Table, set};

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
    /// What keeps the tenant to its rows.
    pub kept: KeptBy,
    /// Where it is compared with a hand that policies alone keep, or is that hand: one that they do not hold
    /// for. Writes say their tenant then.
    pub beside_policies: Option<Link<'a>>,
    dice: Mutex<Rng>,
    notes: Mutex<Notes>,
}

/// What keeps a tenant to its rows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeptBy {
    /// Narrowed handles.
    Xtra,
    /// Narrowed handles that tell the server the tenant, and its row-level security.
    Both,
    /// Row-level security of a session that is the tenant's; handles are not narrowed.
    Policies,
}

/// The setting that policies compare the tenant with.
pub const SETTING: &str = pgdc_lint::DEFAULT_SETTING;

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
            kept: KeptBy::Xtra,
            beside_policies: None,
            dice: Mutex::new(Rng::with_seed(seed)),
            notes: Mutex::default(),
        }
    }

    /// The same in a database of the tenant's own, beside the one at `shared`.
    pub fn alone(self, shared: Link<'a>) -> Self {
        Hand { shared: Some(shared), ..self }
    }

    /// The same, kept to its rows in another way.
    pub fn kept_by(self, kept: KeptBy) -> Self {
        Hand { kept, ..self }
    }

    /// The same, compared with one that policies alone keep; `owner` sees all rows.
    pub fn beside_policies(self, owner: Link<'a>) -> Self {
        Hand { beside_policies: Some(owner), ..self }
    }

    /// Whether writes have to say their tenant.
    pub fn says_tenant(&self) -> bool {
        self.beside_policies.is_some()
    }

    /// The rows of the tenant.
    pub fn of<R: Subject>(&self) -> Table<'a, R> {
        R::of(self)
    }

    /// The rows of that tenant.
    pub fn narrow<'e, R: Row, N>(
        &self,
        table: &Table<'e, R>,
        column: Column<R, i32, N>,
        tenant: i32,
    ) -> Table<'e, R> {
        match self.kept {
            KeptBy::Xtra => table.xtra(column, tenant),
            KeptBy::Both => table.xtra_guarded(column, tenant, SETTING),
            KeptBy::Policies if tenant == self.tenant => table.clone(),
            KeptBy::Policies => table.xtra(column, tenant),
        }
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
            // Handles refuse all expressions here; policies those of another tenant.
            3 if self.says_tenant() => (pgdc::set_sql("0 + ?", (self.other(),)), true),
            3 => (pgdc::set_sql("0 + ?", (self.tenant,)), true),
            // A handle that is not narrowed writes it again, and so writes a row that has nothing to write.
            4..=7 if !self.says_tenant() => (set(self.tenant), false),
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
    pub async fn free<R: Subject>(&self, rows: Vec<R>) -> Result<Vec<R>> {
        self.free_in(self.shared, rows).await
    }

    /// The same for writes with a condition on the row in the way: where that does not hold, policies let it be,
    /// and handles refuse.
    ///
    /// # Errors
    /// The server's.
    pub async fn free_beside_policies<R: Subject>(&self, rows: Vec<R>) -> Result<Vec<R>> {
        self.free_in(self.beside_policies, rows).await
    }

    async fn free_in<R: Subject>(
        &self,
        shared: Option<Link<'_>>,
        mut rows: Vec<R>,
    ) -> Result<Vec<R>> {
        if self.notes().violates {
            return Ok(rows);
        }
        if let (Some(shared), Some(foreign)) = (shared, R::FOREIGN_KEYS) {
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

/// What a policy did not let through.
pub const REFUSED: &str = "refused by a policy";

/// The kind of an error that operations may meet.
fn kind(error: &Error) -> String {
    let kinds = [
        (error.is_scope_violation(), VIOLATION),
        (error.is_unique_violation(), TAKEN),
        (error.to_string().contains("COPY cannot look at"), "no copy"),
        (error.is_not_found(), "not found"),
        (error.is_not_unique(), "not unique"),
        (error.is_foreign_key_violation(), "foreign key violation"),
        (error.is_check_violation(), "check violation"),
        (error.is_not_null_violation(), "null violation"),
        (error.is_stale_row(), "stale row"),
        (error.is_given_twice(), "given twice"),
    ];
    let is_refused = error.code().is_some_and(|code| code.code() == "42501");
    match kinds.iter().find(|(is, _)| *is) {
        Some((_, kind)) => (*kind).to_owned(),
        None if is_refused => REFUSED.to_owned(),
        None => format!("{UNEXPECTED}{error}"),
    }
}
