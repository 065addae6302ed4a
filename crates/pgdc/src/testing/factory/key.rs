//! What a row references: one that is there, one in the making, or a new one.

use tokio_postgres::error::SqlState;

use super::build::{Draft, Made};
use super::choice::Choice;
use super::values::value;
use super::{Factory, Given};
use crate::error::{Error, Kind, Result};
use crate::testing::check::Expr;
use crate::testing::facts::{Facts, Fill, ForeignKey, Oid, Table};
use crate::testing::fault::TestingFault;
use crate::testing::rng::Rng;

impl Factory<'_> {
    /// Gives the last draft's columns of a foreign key the values of a row. The highest draft that it needs.
    pub(super) async fn reference(
        &mut self,
        facts: &Facts,
        drafts: &mut Vec<Draft>,
        key: &ForeignKey,
        choice: &Choice,
        with: &mut Vec<Draft>,
        rng: &mut Rng,
    ) -> Result<usize> {
        let at = drafts.len() - 1;
        let table = facts.table(drafts[at].table)?;
        let Some(known) = known(table, key, &drafts[at], choice) else { return Ok(at) };
        let target = facts.table(key.target)?;
        let places: Vec<usize> =
            key.target_columns.iter().filter_map(|name| target.place(name)).collect();
        // What is known of the row that is looked for.
        let asked: Given = places
            .iter()
            .zip(&known)
            .filter_map(|(place, text)| Some((*place, Some(text.clone()?))))
            .collect();
        self.load(facts, key.target).await?;
        let found = self.found(table, key, &places, &asked, &drafts[at], choice, rng);
        let (values, highest) = match found {
            Some(values) => (values, at),
            None => {
                // A new one is within the limits of these columns.
                let mut asked = asked;
                for (column, place) in key.columns.iter().zip(&places) {
                    let is_bound = choice.limits[*column].is_bound();
                    if is_bound && target.columns[*place].fill == Fill::Null {
                        value(
                            facts,
                            table,
                            &mut drafts[at],
                            *column,
                            choice,
                            &choice.limits[*column],
                            rng,
                        )?;
                        let text = drafts[at].values.get(column).cloned().flatten();
                        asked.insert(*place, text);
                    }
                }
                // A row can be its own parent.
                match drafts.iter().rposition(|draft| draft.table == key.target) {
                    Some(place) => {
                        (self.all_explicit(facts, &mut drafts[place], &places).await?, place)
                    }
                    None => self.parent(facts, drafts, key, &places, &asked, with).await?,
                }
            }
        };
        for (place, value) in key.columns.iter().zip(values) {
            if !matches!(table.columns[*place].fill, Fill::Generated(_)) {
                drafts[at].values.entry(*place).or_insert(value);
            }
        }
        Ok(highest)
    }

    /// A row that is there, by its referenced columns.
    #[allow(clippy::too_many_arguments, reason = "all of it decides")]
    fn found(
        &self,
        table: &Table,
        key: &ForeignKey,
        places: &[usize],
        asked: &Given,
        draft: &Draft,
        choice: &Choice,
        rng: &mut Rng,
    ) -> Option<Vec<Option<String>>> {
        let own = self.states.get(&draft.table)?;
        let is_alone = table
            .uniques
            .iter()
            .any(|unique| unique.columns.iter().all(|column| key.columns.contains(column)));
        // Where rows are refused as double, half of them get parents of their own.
        if own.fresh && draft.attempt > 1 && rng.below(2) == 0 && draft.table != key.target {
            return None;
        }
        let rows = &self.states.get(&key.target)?.rows;
        let values = rows
            .iter()
            .filter(|row| asked.iter().all(|(place, text)| row.get(*place) == Some(text)));
        let values = values.map(|row| {
            places.iter().map(|place| row.get(*place).cloned().flatten()).collect::<Vec<_>>()
        });
        let is_taken = |values: &Vec<Option<String>>| {
            own.rows.iter().any(|row| {
                key.columns.iter().zip(values).all(|(place, value)| row.get(*place) == Some(value))
            })
        };
        let is_within = |values: &Vec<Option<String>>| {
            key.columns.iter().zip(values).all(|(column, value)| {
                value.as_ref().is_some_and(|value| choice.limits[*column].takes(value))
            })
        };
        let values: Vec<Vec<Option<String>>> =
            values.filter(|values| is_within(values) && !(is_alone && is_taken(values))).collect();
        let at = rng.below(values.len() as u64);
        values.into_iter().nth(usize::try_from(at).ok()?)
    }

    /// A new row, or one that is to be inserted with the draft.
    async fn parent(
        &mut self,
        facts: &Facts,
        drafts: &mut Vec<Draft>,
        key: &ForeignKey,
        places: &[usize],
        asked: &Given,
        with: &mut Vec<Draft>,
    ) -> Result<(Vec<Option<String>>, usize)> {
        let at = drafts.len() - 1;
        let made = self.make(key.target, asked, drafts, None).await;
        match made.map_err(|error| parent_error(facts, drafts[at].table, error))? {
            Made::Row { texts, .. } => {
                let values = places.iter().map(|place| texts.get(*place).cloned().flatten());
                Ok((values.collect(), at))
            }
            Made::With(mut made, highest) => {
                let values = match made.first_mut() {
                    Some(parent) => self.all_explicit(facts, parent, places).await?,
                    None => Vec::new(),
                };
                with.extend(made);
                Ok((values, highest))
            }
        }
    }

    async fn all_explicit(
        &mut self,
        facts: &Facts,
        draft: &mut Draft,
        places: &[usize],
    ) -> Result<Vec<Option<String>>> {
        let mut values = Vec::with_capacity(places.len());
        for place in places {
            values.push(self.explicit(facts, draft, *place).await?);
        }
        Ok(values)
    }
}

/// What the draft says of the columns already. None where nothing has to be referenced: all is said, or one of them
/// is NULL, and so is what it references.
fn known(
    table: &Table,
    key: &ForeignKey,
    draft: &Draft,
    choice: &Choice,
) -> Option<Vec<Option<String>>> {
    let mut known = Vec::with_capacity(key.columns.len());
    for &place in &key.columns {
        match (draft.values.get(&place), &table.columns[place].fill) {
            (Some(None), _) => return None,
            (Some(Some(text)), _) => known.push(Some(text.clone())),
            (None, Fill::Generated(text)) => match Expr::parse(text) {
                Expr::Const(text) => known.push(Some(text)),
                _ => known.push(None),
            },
            // One that has a default is not NULL either.
            (None, Fill::Default(text)) if !choice.filled[place] => match Expr::parse(text) {
                Expr::Const(text) if key.columns.len() > 1 => known.push(Some(text)),
                Expr::Null => return None,
                _ => known.push(None),
            },
            (None, _) if choice.filled[place] => known.push(None),
            (None, _) => return None,
        }
    }
    let is_said = key.columns.iter().all(|place| draft.values.contains_key(place));
    (!is_said).then_some(known)
}

/// That a parent could not be made.
fn parent_error(facts: &Facts, table: Oid, error: Error) -> Error {
    match (error.kind(), facts.table(table)) {
        (Kind::Testing(_), Ok(table)) => {
            TestingFault::Parent { table: table.name.clone(), problem: error }.into()
        }
        _ => error,
    }
}

/// The row that a reference leads to, where a trigger wrote it: it is known when it is missed. The server says
/// `Key (type)=(POST) is not present in table "item_type"`, in words of its language.
pub(super) fn missing(facts: &Facts, table: &Table, error: &Error) -> Option<(Oid, Given)> {
    let refusal =
        error.as_db_error().filter(|refusal| *refusal.code() == SqlState::FOREIGN_KEY_VIOLATION)?;
    let key = table.keys.iter().find(|key| refusal.constraint() == Some(&*key.name))?;
    let (_, rest) = refusal.detail()?.split_once(")=(")?;
    let (values, _) = rest.rsplit_once(')')?;
    let values: Vec<&str> = match key.target_columns.len() {
        1 => vec![values],
        _ => values.split(", ").collect(),
    };
    let target = facts.table(key.target).ok()?;
    let given = key.target_columns.iter().zip(&values);
    let given = given.map(|(name, value)| Some((target.place(name)?, Some((*value).to_owned()))));
    let given: Option<Given> = given.collect();
    given.filter(|_| values.len() == key.target_columns.len()).map(|given| (key.target, given))
}
