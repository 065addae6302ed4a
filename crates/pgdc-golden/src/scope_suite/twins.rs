//! The suite beside row-level security: two databases with the rows of the same tenants, one without policies
//! where narrowed handles of a superuser work, one with the policies of `pgdc rls` and a role that they hold
//! for. Tenants take turns at random operations; each is done on both with the same dice. What they come to
//! must be equal, refusals included, and every few operations all rows are compared.
//!
//! COPY and cursors are left out of both: they take several messages, and the server is told a scope for the time
//! of one.
//!
//! [`KeptBy::Both`]: handles on the second are narrowed and tell the server so. One thing may differ. Where
//! `update_many` or `patch_many` is refused for two reasons, the server tells the one that it meets first
//! (`given twice`, or the constraint that the second row of a key breaks), which its plan decides, and policies
//! are part of plans.
//!
//! [`KeptBy::Policies`]: handles on the second are not narrowed, and the connection is the tenant's by the
//! setting alone. This differs besides, since it is another statement that is sent:
//! - What contradicts the scope is a scope violation of the handle on the first, before anything is sent. The
//!   server refuses what it would write (42501), or an earlier check does (NOT NULL), or it finds no row of
//!   that tenant (not found, nothing to do); plans of `explain_analyze` it gives. It writes nothing either: rows
//!   are compared.
//! - An upsert onto a row of another tenant is a scope violation on the first, and 42501 on the second. With a
//!   condition on that row, the second leaves out the row where the condition does not hold: such rows are
//!   taken out of both before.
//! - A write says its tenant itself, since nothing adds it; and no patch says the tenant it has, which a narrowed
//!   handle leaves out, but one that is not narrowed writes. Triggers that refuse to write it are dropped.
//! - An expression for the tenant is of another tenant's value: a narrowed handle refuses them all.
//! - Texts of statements are not compared: one has a scope in it.
//! - The table whose handles look at what a row references is left out, and so are sub-selects in SQL text, which
//!   narrowed handles refuse: policies let references pass, and hold in sub-selects by themselves.
//!
//! Checks of foreign and unique keys are outside of policies on both.

use pgdc::{Executor as _, Row as _};

use super::hand::{Hand, KeptBy, Outcome, REFUSED, UNEXPECTED, VIOLATION};
use super::ops::{self, Operation};
use super::part::Part;
use super::world::Place;
use super::{AnyError, Report, STRIDE, Settings, TENANTS, is};

/// Databases that are compared at once.
const PAIRS: usize = 2;

/// Two databases with the same rows of the same tenants.
struct Twins {
    /// Where narrowed handles of a superuser keep tenants to their rows.
    plain: Place,
    /// Where policies do too, or alone.
    secured: Place,
    /// For policies alone: the connections of each tenant to it.
    sessions: Vec<Place>,
    kept: KeptBy,
}

/// Does the operations on both of several pairs of databases, the second of which keeps tenants to their
/// rows in the way given.
///
/// # Errors
/// Where they differ in what an operation came to or in the rows after it; with the seed.
pub async fn run(settings: Settings, kept: KeptBy) -> Result<Report, AnyError> {
    let mut runs = Vec::new();
    for n in 0..PAIRS {
        let share = settings.part(n, PAIRS);
        runs.push(tokio::spawn(async move { Twins::new(kept).await?.run(share).await }));
    }
    let mut report = Report::default();
    for run in runs {
        report.add(run.await?.map_err(|error| format!("seed {}: {error}", settings.seed))?);
    }
    Ok(report)
}

impl Twins {
    async fn new(kept: KeptBy) -> Result<Self, AnyError> {
        let twins = Twins {
            plain: Place::new(2).await?,
            secured: Place::secured(2).await?,
            sessions: Vec::new(),
            kept,
        };
        let mut sessions = Vec::new();
        for tenant in TENANTS {
            twins.plain.found(tenant).await?;
            twins.secured.found(tenant).await?;
            sessions.push(twins.secured.of(tenant).await?);
        }
        let nobody = "INSERT INTO note VALUES (13, NULL, 'nobody')";
        twins.plain.owner().batch_execute(nobody).await?;
        twins.secured.owner().batch_execute(nobody).await?;
        if kept == KeptBy::Policies {
            // Handles that are not narrowed write the tenant again that a row has.
            let tables = ["ticket", "ticket_comment", "ticket_watcher", "device", "note", "lot"];
            for table in tables {
                let sql = format!("DROP TRIGGER no_tenant ON {table}");
                twins.secured.owner().batch_execute(&sql).await?;
            }
        }
        Ok(Twins { sessions, ..twins })
    }

    async fn run(&self, settings: Settings) -> Result<Report, AnyError> {
        let mut operations = ops::all();
        // What takes several messages, handles that tell the server their scope refuse.
        let takes_several = |name: &str| name.starts_with("copy_") || name.contains("cursor");
        operations.retain(|operation| !takes_several(operation.name));
        if self.kept == KeptBy::Policies {
            // The text of a statement, in which there is no scope; what narrowed handles alone refuse.
            operations.retain(|Operation { name, table, .. }| {
                let is_narrow = name.starts_with("select_in") || *table == Part::RELATION.name;
                !is_narrow && !name.ends_with("explain")
            });
        }
        let mut dice = fastrand::Rng::with_seed(settings.seed);
        let mut report = Report::default();
        let mut since = Vec::new();
        for at in 1..=settings.operations {
            let operation = &operations[dice.usize(0..operations.len())];
            let (tenant, seed) = (dice.usize(0..TENANTS.len()), dice.u64(..));
            let what = format!("{}.{} by {}", operation.table, operation.name, TENANTS[tenant]);
            self.step(operation, tenant, seed, &mut report)
                .await
                .map_err(|error| format!("operation {at}, {what}: {error}"))?;
            since.push(what);
            if at % STRIDE == 0 || at == settings.operations {
                let (plain, secured) = (self.plain.rows().await?, self.secured.rows().await?);
                if plain != secured {
                    let text = format!("plain:\n{plain:#?}\nsecured:\n{secured:#?}");
                    return Err(format!("operation {at}, after {since:?}: {text}").into());
                }
                since.clear();
            }
        }
        Ok(report)
    }

    /// Does one operation in both databases.
    async fn step(
        &self,
        operation: &Operation,
        tenant: usize,
        seed: u64,
        report: &mut Report,
    ) -> Result<(), AnyError> {
        let (plain, secured) = self.hands(tenant, seed);
        let expected = (operation.run)(&plain).await;
        let outcome = (operation.run)(&secured).await;
        let violates = plain.notes().violates;
        if matches!(&expected, Err(kind) if kind.starts_with(UNEXPECTED)) {
            return Err(format!("came to {expected:?}").into());
        }
        if !self.agree(operation, &expected, &outcome, violates) {
            return Err(format!("plain {expected:#?}, secured {outcome:#?}").into());
        }
        let counts = report.operations.entry((operation.table, operation.name)).or_default();
        counts.0 += 1;
        counts.1 += usize::from(expected.is_ok() || violates);
        Ok(())
    }

    /// Whether the outcomes differ in nothing but what may differ.
    fn agree(
        &self,
        operation: &Operation,
        expected: &Outcome,
        outcome: &Outcome,
        violates: bool,
    ) -> bool {
        if outcome == expected {
            return true;
        }
        let has_a_plan = ["update_many", "patch_many"].contains(&operation.name);
        if expected.is_err() && outcome.is_err() && has_a_plan {
            return true;
        }
        let is_alone = self.kept == KeptBy::Policies;
        is_alone && is(expected, VIOLATION) && (violates || is(outcome, REFUSED))
    }

    /// The hands of the n-th tenant.
    fn hands(&self, n: usize, seed: u64) -> (Hand<'_>, Hand<'_>) {
        let plain = hand(&self.plain, n, seed);
        match self.kept {
            KeptBy::Policies => {
                let secured = hand(&self.sessions[n], n, seed).kept_by(self.kept);
                let owners = [&self.plain, &self.secured].map(|place| place.owner().link());
                (plain.beside_policies(owners[0]), secured.beside_policies(owners[1]))
            }
            _ => (plain, hand(&self.secured, n, seed).kept_by(self.kept)),
        }
    }
}

fn hand(place: &Place, n: usize, seed: u64) -> Hand<'_> {
    Hand::new(place.connection.link(), &place.pool, TENANTS[n], &TENANTS, seed)
}
