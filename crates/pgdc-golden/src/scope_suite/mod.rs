//! Shows that a scope is airtight: what a tenant does by narrowed handles in a database that it shares with
//! others comes to the same as in a database of its own, and the others' rows stay as they are.
//!
//! Tenants take turns at random [operations](ops::Operation). Each is done twice with the same dice: on the
//! shared database, and on the tenant's own. What they return must be equal, and every few operations all
//! rows are compared. There is one permitted difference: a key that another tenant has, in a table whose keys
//! all tenants share, is taken. Such an operation must have failed as a whole, and is not done on the
//! tenant's own database.
//!
//! The binary `scope-mutants` shows that each clause of the runtime that holds a scope is missed here.
//!
//! `PGDC_SCOPE_OPERATIONS` (20000) and `PGDC_SCOPE_SEED` (1) say how many operations and which. A long run:
//!
//! ```sh
//! PGDC_SCOPE_OPERATIONS=1000000 PGDC_SCOPE_SEED=$RANDOM cargo test --release -p pgdc-golden scope_suite
//! ```

pub mod hand;
pub mod lot;
pub mod ops;
pub mod part;
pub mod security;
pub mod subject;
pub mod twins;
pub mod world;

use std::collections::BTreeMap;
use std::error::Error;

use pgdc::Unscoped as _;

use hand::{Outcome, TAKEN, UNEXPECTED, VIOLATION};
use ops::Operation;
use world::World;

use crate::tickets::{Device, Note};

/// How much is done, and what.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many operations.
    pub operations: usize,
    /// What the dice start from.
    pub seed: u64,
}

/// Operations between two comparisons of all rows.
const STRIDE: usize = 6;

/// Worlds that are run at once.
const WORLDS: usize = 4;

/// Those who share a database.
pub const TENANTS: [i32; 3] = [5, 6, 7];

type AnyError = Box<dyn Error + Send + Sync>;

impl Settings {
    /// What the environment says.
    pub fn from_env() -> Self {
        let number = |name: &str| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
        Settings {
            operations: number("PGDC_SCOPE_OPERATIONS").map_or(20_000, |n| n as usize),
            seed: number("PGDC_SCOPE_SEED").unwrap_or(1),
        }
    }

    /// What the n-th of so many runs at once does.
    fn part(self, n: usize, of: usize) -> Self {
        let seed = self.seed.wrapping_mul(1_000_003).wrapping_add(n as u64);
        Settings { seed, ..self.share(of) }
    }

    /// The same with one operation in so many.
    pub fn share(self, of: usize) -> Self {
        Settings { operations: self.operations.div_ceil(of), ..self }
    }
}

/// How often each operation did what it is there for.
#[derive(Debug, Default)]
pub struct Report {
    /// By table and name: how many were done, and how many of them came to something.
    pub operations: BTreeMap<(&'static str, &'static str), (usize, usize)>,
    /// How many met a key of another tenant.
    pub taken: usize,
}

impl Report {
    /// How many operations there were.
    pub fn total(&self) -> usize {
        self.operations.values().map(|(done, _)| done).sum()
    }

    /// Operations that never came to anything, so that they prove nothing.
    pub fn vain(&self) -> Vec<String> {
        let vain = self.operations.iter().filter(|(_, (_, came))| *came == 0);
        vain.map(|((table, name), _)| format!("{table}.{name}")).collect()
    }

    fn add(&mut self, other: Report) {
        self.taken += other.taken;
        for (operation, (done, came)) in other.operations {
            let sums = self.operations.entry(operation).or_default();
            *sums = (sums.0 + done, sums.1 + came);
        }
    }
}

/// Does the operations in several worlds at once.
///
/// # Errors
/// Where a tenant's operation did not do what it does alone, or the others' rows changed; with the seed.
pub async fn run(settings: Settings) -> Result<Report, AnyError> {
    let mut runs = Vec::new();
    for n in 0..WORLDS {
        runs.push(tokio::spawn(run_world(settings.part(n, WORLDS))));
    }
    let mut report = Report::default();
    for run in runs {
        let part = run.await?.map_err(|error| format!("seed {}: {error}", settings.seed))?;
        report.add(part);
    }
    Ok(report)
}

async fn run_world(settings: Settings) -> Result<Report, AnyError> {
    run_in(&World::new(TENANTS.to_vec()).await?, settings).await
}

/// Does the operations in one world, which is at its first rows.
///
/// # Errors
/// As [`run`].
pub async fn run_in(world: &World, settings: Settings) -> Result<Report, AnyError> {
    let operations = ops::all();
    let mut dice = fastrand::Rng::with_seed(settings.seed);
    let mut report = Report::default();
    let mut since = Vec::new();
    // Beside the tenants' handles there are some without a scope, whose statements are others.
    Device::table(&world.shared.connection).get(String::new()).await?;
    Note::table(&world.shared.connection).get(0).await?;
    for at in 1..=settings.operations {
        let operation = draw(&operations, &report, &mut dice);
        let (tenant, seed) = (dice.usize(0..world.tenants.len()), dice.u64(..));
        let what = format!("{}.{} by {}", operation.table, operation.name, world.tenants[tenant]);
        step(world, operation, tenant, seed, &mut report)
            .await
            .map_err(|error| format!("operation {at}, {what}: {error}"))?;
        since.push(what);
        if at % STRIDE == 0 || at == settings.operations {
            if let Some(difference) = world.difference().await? {
                return Err(format!("operation {at}, after {since:?}: {difference}").into());
            }
            since.clear();
        }
    }
    Ok(report)
}

/// Any operation; once in a while, one that never came to anything yet: some seldom do, and prove nothing before.
fn draw<'o>(
    operations: &'o [Operation],
    report: &Report,
    dice: &mut fastrand::Rng,
) -> &'o Operation {
    if dice.u8(..) < 48 {
        let is_vain = |operation: &&Operation| {
            let counts = report.operations.get(&(operation.table, operation.name));
            counts.is_none_or(|(_, came)| *came == 0)
        };
        let vain: Vec<&Operation> = operations.iter().filter(is_vain).collect();
        if let Some(operation) = dice.choice(&vain) {
            return operation;
        }
    }
    &operations[dice.usize(0..operations.len())]
}

/// Does one operation in both databases.
async fn step(
    world: &World,
    operation: &Operation,
    tenant: usize,
    seed: u64,
    report: &mut Report,
) -> Result<(), AnyError> {
    let (shared, alone) = world.hands(tenant, seed);
    let outcome = (operation.run)(&shared).await;
    let counts = report.operations.entry((operation.table, operation.name)).or_default();
    counts.0 += 1;
    let violates = shared.notes().violates;
    let may_be_taken = is(&outcome, VIOLATION) || is(&outcome, TAKEN);
    if !violates && may_be_taken && world.met(&shared).await? {
        report.taken += 1;
        return Ok(());
    }
    if violates && !is(&outcome, VIOLATION) {
        return Err(format!("contradicts its scope, and came to {outcome:?}").into());
    }
    if matches!(&outcome, Err(kind) if kind.starts_with(UNEXPECTED)) {
        return Err(format!("came to {outcome:?}").into());
    }
    let by_itself = (operation.run)(&alone).await;
    if outcome != by_itself {
        return Err(format!("shared {outcome:#?}, alone {by_itself:#?}").into());
    }
    counts.1 += usize::from(outcome.is_ok() || violates);
    Ok(())
}

fn is(outcome: &Outcome, kind: &str) -> bool {
    matches!(outcome, Err(other) if other == kind)
}
