//! The load of a CSV file, from its header to its end.

use std::pin::Pin;

use tokio::io::AsyncRead;

use super::batch::Batch;
use super::merge::reason;
use super::records::{Record, Records, Signs};
use super::rejects::Rejects;
use super::stage::{KEEP, Refused, Stage, StageName, TRY, UNDO};
use super::{CsvFault, header, keys};
use crate::Relation;
use crate::clause::Clause;
use crate::conflict::{Action, Conflict, On};
use crate::copy::{CopyFormat, Teller};
use crate::error::{Error, Operation, Result};
use crate::held::Held;
use crate::link::{Block, Link};
use crate::scope::Scope;
use crate::write_fault::WriteFault;

/// What became of a CSV file.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct CsvReport {
    /// How many rows the file has, its header apart.
    pub rows: u64,
    /// How many rows were inserted or updated.
    pub written: u64,
    /// How many were refused, and are in the file of rejects.
    pub rejected: u64,
}

/// A load that was not begun.
pub(super) struct Job<'e> {
    pub(super) link: Link<'e>,
    pub(super) relation: &'static Relation,
    pub(super) scope: Scope,
    pub(super) reader: Pin<Box<dyn AsyncRead + Send + 'e>>,
    pub(super) format: CopyFormat,
    pub(super) skips: Vec<String>,
    pub(super) fills: Vec<(u16, Box<dyn Held>)>,
    /// How rows are known that are there, and what becomes of them.
    pub(super) conflict: Option<(By, Action<'e>)>,
    pub(super) last_wins: bool,
    pub(super) rejects: Option<Rejects<'e>>,
    pub(super) teller: Teller<'e>,
    /// The first mistake made in building it, told when it is sent.
    pub(super) mistake: Option<Error>,
}

/// What rows are known by.
pub(super) enum By {
    On(On),
    /// The unique index of this name.
    Index(String),
}

impl<'e> Job<'e> {
    pub(super) fn new(
        link: Link<'e>,
        relation: &'static Relation,
        scope: Scope,
        reader: impl AsyncRead + Send + 'e,
    ) -> Self {
        Job {
            link,
            relation,
            scope,
            reader: Box::pin(reader),
            format: CopyFormat::csv(),
            skips: Vec::new(),
            fills: Vec::new(),
            conflict: None,
            last_wins: false,
            rejects: None,
            teller: Teller::nobody(),
            mistake: None,
        }
    }

    pub(super) async fn run(self) -> Result<CsvReport> {
        let (relation, operation) = (self.relation, self.operation());
        self.in_transaction().await.map_err(|error| error.at(relation, operation))
    }

    /// All of it or nothing.
    async fn in_transaction(mut self) -> Result<CsvReport> {
        if let Some(mistake) = self.mistake.take() {
            return Err(mistake);
        }
        let held = self.link.hold().await?;
        let block = Block::begin(&held).await?;
        match self.load(held.in_block(), !held.is_transaction()).await {
            Ok(report) => block.commit().await.map(|()| report),
            Err(error) => {
                // Where this fails too, the connection is gone, and with it what was done.
                let _ = block.undo().await;
                Err(error.undone())
            }
        }
    }

    async fn load(self, link: Link<'_>, is_own: bool) -> Result<CsvReport> {
        let operation = self.operation();
        let signs = signs(&self.format)?;
        let Job { relation, scope, reader, format, skips, fills, mut teller, rejects, .. } = self;
        let mut records = Records::new(reader, signs);
        let of_header = |error: Error| error.at_row("line", Some(1));
        let first = records.next().await?.ok_or_else(|| Error::from(CsvFault::NoHeader))?.data;
        let names = header::names(link, &first, signs, format.encoding_name()).await;
        let names = names.map_err(of_header)?;
        let given = header::columns(relation, &names, &skips).map_err(of_header)?;
        let conflict = match self.conflict {
            Some((by, action)) => Some(Conflict { on: on(link, relation, by).await?, action }),
            None => None,
        };
        check(relation, &scope, &given, &fills, conflict.as_ref()).map_err(of_header)?;

        let name = StageName::new();
        let stage = Stage { link, name, relation, format, width: names.len(), given };
        let mut load = Load {
            stage,
            relation,
            scope: &scope,
            fills: &fills,
            conflict: conflict.as_ref(),
            last_wins: self.last_wins,
            operation,
            is_own,
            signs,
            batch: Batch::new(signs),
            rejects,
            lines: 0,
            rows: 0,
        };
        load.stage.create().await?;
        if let Some(rejects) = &mut load.rejects {
            rejects.open(&header::with_reasons(&first, signs)).await?;
        }
        while let Some(record) = records.next().await? {
            load.take(&record);
            if load.batch.is_full() {
                load.copy().await?;
                tell(&mut teller, &records, &load);
            }
        }
        load.copy().await?;
        tell(&mut teller, &records, &load);
        let written = load.merge().await?;
        load.stage.drop().await?;
        if let Some(rejects) = &mut load.rejects {
            rejects.flush().await?;
        }
        let rejected = load.rejects.map_or(0, |rejects| rejects.count);
        Ok(CsvReport { rows: load.rows, written, rejected })
    }

    fn operation(&self) -> Operation {
        match self.conflict {
            Some((_, Action::Update(_))) => Operation::Upsert,
            _ => Operation::Insert,
        }
    }
}

/// A load that is under way.
pub(super) struct Load<'h, 'e> {
    pub(super) stage: Stage<'h>,
    pub(super) relation: &'static Relation,
    pub(super) scope: &'h Scope,
    pub(super) fills: &'h [(u16, Box<dyn Held>)],
    pub(super) conflict: Option<&'h Conflict<'e>>,
    pub(super) last_wins: bool,
    pub(super) operation: Operation,
    /// Whether the transaction is its own.
    pub(super) is_own: bool,
    pub(super) signs: Signs,
    pub(super) batch: Batch,
    pub(super) rejects: Option<Rejects<'e>>,
    /// The last line with a record.
    pub(super) lines: u64,
    pub(super) rows: u64,
}

impl Load<'_, '_> {
    fn take(&mut self, record: &Record) {
        // Nobody means a row by an empty line, unless rows have one value.
        if record.data.is_empty() && self.stage.width > 1 {
            return;
        }
        self.batch.push(record);
        self.lines = record.line;
        self.rows += 1;
    }

    /// Copies the batch, without the records that the server refuses.
    async fn copy(&mut self) -> Result<()> {
        let len = self.batch.len();
        let (mut from, mut to, mut is_next_refused) = (0, len, false);
        while from < len {
            self.stage.execute(TRY).await?;
            let copied = self.stage.copy(&self.batch, from, to).await;
            self.stage.execute(if copied.is_ok() { KEEP } else { UNDO }).await?;
            match copied {
                Ok(()) => {
                    from = to + usize::from(is_next_refused);
                    (to, is_next_refused) = (len, false);
                }
                Err(Refused::Record(place, error)) => {
                    self.reject(place, error).await?;
                    match place == from {
                        true => from += 1,
                        // Those before it are right.
                        false => (to, is_next_refused) = (place, true),
                    }
                }
                Err(Refused::Some) => to = from.midpoint(to),
                Err(Refused::All(error)) => return Err(error),
            }
        }
        self.batch.clear();
        Ok(())
    }

    /// A record goes to the rejects, or is the error.
    async fn reject(&mut self, place: usize, error: Error) -> Result<()> {
        let Some(rejects) = &mut self.rejects else { return Err(error) };
        let (line, values) = (self.batch.line(place), self.batch.values(place));
        rejects.put(line, &reason(&error), values, self.signs).await
    }
}

fn tell(teller: &mut Teller<'_>, records: &Records<'_>, load: &Load<'_, '_>) {
    (teller.so_far.bytes, teller.so_far.rows) = (records.bytes, load.rows);
    teller.tell();
}

/// # Errors
/// The server takes one byte for each.
fn signs(format: &CopyFormat) -> Result<Signs> {
    let (quote, escape) = format.quotes();
    let byte = |sign: char| match u8::try_from(sign) {
        Ok(byte) if byte.is_ascii() && !b"\n\r\0".contains(&byte) => Ok(byte),
        _ => Err(Error::from(CsvFault::Sign { sign })),
    };
    Ok(Signs {
        delimiter: byte(format.delimiter_sign())?,
        quote: byte(quote)?,
        escape: byte(escape)?,
    })
}

async fn on(link: Link<'_>, relation: &'static Relation, by: By) -> Result<On> {
    match by {
        By::On(On::Constraint(c)) if (c.schema, c.table) != (relation.schema, relation.name) => {
            Err(WriteFault::ForeignConstraint { name: c.name }.into())
        }
        By::On(On::Constraint(constraint)) => keys::index(link, relation, constraint.name).await,
        By::On(on) => Ok(on),
        By::Index(name) => keys::index(link, relation, &name).await,
    }
}

/// # Errors
/// What is known by the header alone to be wrong.
fn check(
    relation: &'static Relation,
    scope: &Scope,
    given: &[(u16, usize)],
    fills: &[(u16, Box<dyn Held>)],
    conflict: Option<&Conflict<'_>>,
) -> Result<()> {
    let is_given = |column: u16| given.iter().any(|(other, _)| *other == column);
    let is_filled = |column: u16| fills.iter().any(|(other, _)| *other == column);
    if let Some((column, _)) = fills.iter().find(|(column, _)| is_given(*column)) {
        return Err(CsvFault::Filled { column: relation.column(*column).name() }.into());
    }
    let set = scope.at(Clause::CsvSet);
    let is_known_by_key = conflict.is_some_and(|conflict| conflict.is_on_key(relation));
    header::check_writable(relation, given, is_known_by_key)?;
    match conflict {
        Some(conflict) => keys::check_given(relation, &conflict.on, |column| {
            is_given(column) || is_filled(column) || set.binds(column)
        }),
        None => Ok(()),
    }
}
