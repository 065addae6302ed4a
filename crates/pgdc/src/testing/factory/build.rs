//! Rows in the making: their values, then what they reference, then the insert, as often as it takes.

use std::pin::Pin;
use std::sync::Arc;

use tokio_postgres::error::SqlState;

use super::choice::Choice;
use super::key::missing;
use super::state::{State, TextRow};
use super::values::{in_order, plain, value};
use super::{Factory, Given, send};
use crate::Relation;
use crate::error::{Error, Result};
use crate::testing::check::Order;
use crate::testing::facts::{Facts, Fill, Oid, Table};
use crate::testing::fault::TestingFault;
use crate::testing::rng::Rng;

/// How many rows are tried before it is given up.
const ATTEMPTS: u32 = 40;
/// How many tables may need each other.
const DEEPEST: usize = 100;

/// A row that is not there yet: what it says of its columns, by their places.
pub(super) struct Draft {
    pub(super) table: Oid,
    pub(super) values: Given,
    pub(super) n: u64,
    pub(super) attempt: u32,
}

/// What came of a row.
pub(super) enum Made {
    Row {
        texts: TextRow,
        /// What the server returned, if it did.
        raw: Option<tokio_postgres::Row>,
    },
    /// It references a row in the making, the one at this place or one above, and must be inserted with it. The
    /// first is the row itself.
    With(Vec<Draft>, usize),
}

type Making<'a> = Pin<Box<dyn Future<Output = Result<Made>> + Send + 'a>>;

impl Factory<'_> {
    /// Makes a row, and what it needs. `above` are the rows in the making that need it.
    pub(super) fn make<'a>(
        &'a mut self,
        table: Oid,
        given: &'a Given,
        above: &'a mut Vec<Draft>,
        typed: Option<&'static Relation>,
    ) -> Making<'a> {
        Box::pin(async move {
            let facts = Arc::clone(&self.facts);
            let known = facts.table(table)?;
            if known.is_hollow {
                return Err(TestingFault::Hollow { table: known.name.clone() }.into());
            }
            if above.len() > DEEPEST {
                let column = String::new();
                return Err(TestingFault::Knotted { table: known.name.clone(), column }.into());
            }
            self.load(&facts, table).await?;
            let mut attempt = 0;
            loop {
                let n = self.number(table);
                let mut values = given.clone();
                for (place, column) in known.columns.iter().enumerate() {
                    if let Some(value) = self.fixed.get(&column.name)
                        && !matches!(column.fill, Fill::Generated(_))
                    {
                        values.entry(place).or_insert_with(|| Some(value.clone()));
                    }
                }
                above.push(Draft { table, values, n, attempt });
                let needed = self.complete(&facts, above).await;
                let draft = above.pop();
                let ((with, highest), Some(draft)) = (needed?, draft) else { continue };
                if highest < above.len() {
                    let drafts = std::iter::once(draft).chain(with).collect();
                    return Ok(Made::With(drafts, highest));
                }
                match send::insert(self.link, &facts, &draft, &with, typed).await {
                    Ok(raw) => return self.made(&facts, draft, &with, raw),
                    Err(error) => {
                        attempt += 1;
                        if let Some((target, given)) = missing(&facts, known, &error)
                            && self.state(table).missed.insert((target, given.clone()))
                        {
                            // Where that fails too, the refusal of this row says more.
                            let _ = self.make(target, &given, above, None).await;
                        }
                        self.refused(&facts, table, given, attempt, error)?;
                    }
                }
            }
        })
    }

    fn state(&mut self, table: Oid) -> &mut State {
        self.states.entry(table).or_default()
    }

    fn number(&mut self, table: Oid) -> u64 {
        let state = self.state(table);
        state.next += 1;
        state.next
    }

    /// Reads what the table holds, once, and again after rows were made whose values are not known.
    pub(super) async fn load(&mut self, facts: &Facts, table: Oid) -> Result<()> {
        if self.state(table).is_loaded {
            return Ok(());
        }
        let (rows, count) = send::rows(self.link, facts.table(table)?).await?;
        let state = self.state(table);
        state.rows = rows;
        state.next = state.next.max(count);
        state.is_loaded = true;
        Ok(())
    }

    fn made(
        &mut self,
        facts: &Facts,
        draft: Draft,
        with: &[Draft],
        raw: Option<tokio_postgres::Row>,
    ) -> Result<Made> {
        with.iter().for_each(|other| self.state(other.table).is_loaded = false);
        let texts = match &raw {
            Some(row) => {
                let texts: TextRow = row.try_get(row.len() - 1)?;
                self.state(draft.table).rows.push(texts.clone());
                texts
            }
            None => {
                let places = 0..facts.table(draft.table)?.columns.len();
                places.map(|place| draft.values.get(&place).cloned().flatten()).collect()
            }
        };
        Ok(Made::Row { texts, raw })
    }

    /// Learns from a refusal.
    ///
    /// # Errors
    /// There is nothing to learn, or it was tried often enough.
    fn refused(
        &mut self,
        facts: &Facts,
        table: Oid,
        given: &Given,
        attempt: u32,
        error: Error,
    ) -> Result<()> {
        let Some(refusal) = error.as_db_error() else { return Err(error) };
        // Of several rows in one statement, it may be another one.
        let is_named = |found: &Table| {
            refusal.table() == Some(found.name.name()) && refusal.schema() == found.name.schema()
        };
        let own = facts.table(table)?;
        let named = facts.tables.iter().find(|(_, found)| is_named(found));
        let (at, known) = named.map_or((table, own), |(oid, found)| (*oid, found));
        if at != table && *refusal.code() == SqlState::UNIQUE_VIOLATION {
            // What a trigger wrote for a row in the way is that of its key.
            let state = self.state(table);
            state.written.insert(at);
            state.fresh = true;
        }
        let nothing = Given::new();
        let given = if at == table { given } else { &nothing };
        if attempt < ATTEMPTS && self.state(at).learn(known, given, refusal, attempt) {
            return Ok(());
        }
        let definition =
            refusal.constraint().and_then(|name| known.definition(name)).map(str::to_owned);
        let table = own.name.clone();
        Err(TestingFault::Refused { table, attempts: attempt, said: error, definition }.into())
    }

    /// Decides the values of the last draft. What must be inserted with it, and the highest draft it needs.
    async fn complete(
        &mut self,
        facts: &Facts,
        drafts: &mut Vec<Draft>,
    ) -> Result<(Vec<Draft>, usize)> {
        let at = drafts.len() - 1;
        let draft = &drafts[at];
        let table_oid = draft.table;
        let table = facts.table(table_oid)?;
        let mut rng = Rng::new(self.seed, &table.name.to_string(), draft.n, draft.attempt);
        let optional = self.optional;
        let state = self.state(table_oid);
        let choice = Choice::of(facts, table, state, &draft.values, optional, &mut rng);
        let is_key = |place| table.keys.iter().any(|key| key.columns.contains(&place));
        for place in 0..table.columns.len() {
            let limits = &choice.limits[place];
            let is_now = !is_key(place) || limits.one_of.is_some();
            if limits.null && !table.columns[place].not_null {
                drafts[at].values.entry(place).or_insert(None);
            } else if choice.filled[place] && is_now {
                value(facts, table, &mut drafts[at], place, &choice, limits, &rng)?;
            }
        }
        for &(place, order, other) in &choice.pairs {
            if order == Order::Equal {
                self.equal(facts, &mut drafts[at], place, other, &choice).await?;
            }
        }
        let mut with = Vec::new();
        let mut highest = at;
        for key in &table.keys {
            if self.state(table_oid).written.contains(&key.target) {
                continue;
            }
            let needed = self.reference(facts, drafts, key, &choice, &mut with, &mut rng).await?;
            highest = highest.min(needed);
        }
        for place in 0..table.columns.len() {
            if choice.filled[place] {
                value(facts, table, &mut drafts[at], place, &choice, &choice.limits[place], &rng)?;
            }
        }
        for _ in 0..2 {
            for &(place, order, other) in &choice.pairs {
                in_order(facts, table, &mut drafts[at], (place, order, other), &choice, &rng)?;
            }
        }
        Ok((with, highest))
    }

    /// Gives two columns one value, if any of them has one.
    async fn equal(
        &mut self,
        facts: &Facts,
        draft: &mut Draft,
        place: usize,
        other: usize,
        choice: &Choice,
    ) -> Result<()> {
        let decided = |draft: &Draft, place| draft.values.get(&place).cloned();
        match (decided(draft, place), decided(draft, other)) {
            (Some(value), None) => drop(draft.values.insert(other, value)),
            (None, Some(value)) => drop(draft.values.insert(place, value)),
            (None, None) if choice.filled[place] || choice.filled[other] => {
                let columns = &facts.table(draft.table)?.columns;
                let has_default = |place: usize| columns[place].fill != Fill::Null;
                let (from, to) = if has_default(other) { (other, place) } else { (place, other) };
                if has_default(from) {
                    let value = self.explicit(facts, draft, from).await?;
                    draft.values.insert(to, value);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The value of a column, which the draft says from now on itself.
    pub(super) async fn explicit(
        &mut self,
        facts: &Facts,
        draft: &mut Draft,
        place: usize,
    ) -> Result<Option<String>> {
        if let Some(value) = draft.values.get(&place) {
            return Ok(value.clone());
        }
        let table = facts.table(draft.table)?;
        let column = &table.columns[place];
        match &column.fill {
            Fill::Default(text) | Fill::Identity(text) => {
                let value = send::evaluate(self.link, text).await?;
                draft.values.insert(place, value.clone());
                Ok(value)
            }
            // Another table's key is this one's.
            Fill::Null => {
                plain(facts, table, draft, place, self.seed)?;
                Ok(draft.values.get(&place).cloned().flatten())
            }
            Fill::Generated(_) => {
                let (table, column) = (table.name.clone(), column.name.clone());
                Err(TestingFault::Knotted { table, column }.into())
            }
        }
    }
}
