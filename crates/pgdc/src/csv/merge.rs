//! From the temporary table into the relation.

use std::ops::Range;

use super::job::Load;
use super::stage::{KEEP, TRY, UNDO, is_of_a_row};
use super::{CsvFault, keys};
use crate::clause::Clause;
use crate::conflict::On;
use crate::error::{Error, Kind, Result};
use crate::raise::{Raised, raised};
use crate::render::{Staged, Statement, Target, render};
use crate::sql::Sql;
use crate::write_fault::WriteFault;
use crate::{Executor as _, SqlText, fetch};

impl Load<'_, '_> {
    /// Inserts what was copied, and gives the number of rows written.
    ///
    /// # Errors
    /// The server's, with the line; a line that contradicts the scope; two lines with one key.
    pub(super) async fn merge(&mut self) -> Result<u64> {
        self.check_scope().await?;
        if let Some(conflict) = self.conflict {
            self.check_keys(&conflict.on).await?;
        }
        match self.insert(None).await {
            Err(error) if is_of_a_row(&error) => self.sift(error).await,
            Err(error) if error.is_given_twice() => Err(self.find_twice(error).await?),
            done => done,
        }
    }

    /// A value that another tenant's row would have is no row to leave out, but a mistake of the whole.
    async fn check_scope(&self) -> Result<()> {
        let checked = self.scope.at(Clause::CsvValue);
        for (column, place) in &self.stage.given {
            if !checked.binds(*column) {
                continue;
            }
            let (column, place) = (*column, *place);
            let lines = self.lines(Statement::CsvOutside { staged: self.staged(), column, place });
            if let Some((line, _)) = lines.await?.first() {
                let column = self.relation.column(column).name();
                return Err(Error::from(CsvFault::Scope { column }).at_row("line", Some(*line)));
            }
        }
        Ok(())
    }

    /// Of two lines with one key, there is no telling which is meant, unless it was said.
    async fn check_keys(&mut self, on: &On) -> Result<()> {
        let staged = self.staged();
        if self.last_wins {
            let sql = self.sql(Statement::CsvDropEarlier { staged, on })?;
            fetch::written(&self.stage.link, &sql, self.relation, self.operation).await?;
            return Ok(());
        }
        let all = self.rejects.is_some();
        let twice = self.lines(Statement::CsvTwice { staged, on, all }).await?;
        let mut lines = Vec::new();
        for (line, first) in twice {
            let error = Error::from(CsvFault::SameKey { first }).at_row("line", Some(line));
            self.reject_staged(line, error).await?;
            lines.push(line.cast_signed());
        }
        if lines.is_empty() {
            return Ok(());
        }
        let text = format!("DELETE FROM {} WHERE l = ANY ($1)", self.stage.name);
        self.stage.link.sql(SqlText::trusted(text), (lines,)).execute().await.map(drop)
    }

    /// Inserts the lines of a range, or all, and undoes that where it fails.
    async fn insert(&self, lines: Option<Range<u64>>) -> Result<u64> {
        self.stage.execute(TRY).await?;
        let inserted = self.insert_at_once(lines).await;
        self.stage.execute(if inserted.is_ok() { KEEP } else { UNDO }).await?;
        inserted
    }

    async fn insert_at_once(&self, lines: Option<Range<u64>>) -> Result<u64> {
        let staged = self.staged();
        let sql = self.sql(Statement::CsvMerge { staged, conflict: self.conflict, lines })?;
        let written = fetch::written(&self.stage.link, &sql, self.relation, self.operation).await;
        let written = written.map_err(|error| match raised(&error) {
            Some(Raised::Outside) => Error::new(Kind::OutOfScope),
            Some(Raised::Twice) => WriteFault::GivenTwice { key: None }.into(),
            _ => error,
        })?;
        if self.is_own {
            // What else would be found at the end, when no line is known any more.
            self.stage.execute("SET CONSTRAINTS ALL IMMEDIATE").await?;
        }
        Ok(written)
    }

    /// Finds the lines for which the insert failed, by halves. The first of them is the error, unless they are
    /// collected.
    async fn sift(&mut self, whole: Error) -> Result<u64> {
        if self.rejects.is_none() {
            if self.may_depend_on_others(&whole) {
                return Err(whole);
            }
            if let Some(error) = self.same_key(&whole).await? {
                return Err(error);
            }
        }
        let (mut written, mut left) = (0, Vec::from([(0, self.lines + 1)]));
        while let Some((start, end)) = left.pop() {
            match self.insert(Some(start..end)).await {
                Ok(rows) => written += rows,
                Err(error) if !is_of_a_row(&error) => return Err(error),
                Err(error) if end - start == 1 => {
                    let error = error.at_row("line", Some(start));
                    self.reject_staged(start, error).await?;
                }
                Err(_) => {
                    let middle = u64::midpoint(start, end);
                    left.extend([(middle, end), (start, middle)]);
                }
            }
        }
        // Piece by piece, all went well: it was no one line.
        if self.rejects.is_none() { Err(whole) } else { Ok(written) }
    }

    /// Finds the two lines that the index takes for one, by what the server says of ranges: where its key depends on
    /// what the server fills in, nothing else tells.
    async fn find_twice(&self, whole: Error) -> Result<Error> {
        let (mut first, mut last) = (0, self.lines);
        let mut below = 0;
        while below < last {
            let middle = u64::midpoint(below, last);
            match self.has_twice(0..middle + 1).await? {
                true => last = middle,
                false => below = middle + 1,
            }
        }
        let mut above = last;
        while first + 1 < above {
            let middle = u64::midpoint(first, above);
            match self.has_twice(middle..last + 1).await? {
                true => first = middle,
                false => above = middle,
            }
        }
        let is_found = self.has_twice(first..last + 1).await?;
        let error = Error::from(CsvFault::SameKey { first }).at_row("line", Some(last));
        Ok(if is_found { error } else { whole })
    }

    async fn has_twice(&self, lines: Range<u64>) -> Result<bool> {
        match self.insert(Some(lines)).await {
            Err(error) if error.is_given_twice() => Ok(true),
            Err(error) if !is_of_a_row(&error) => Err(error),
            _ => Ok(false),
        }
    }

    /// Whether rows may refer to rows of other lines, so that a part of them fails for another reason.
    fn may_depend_on_others(&self, error: &Error) -> bool {
        let detail = error.as_db_error().and_then(|error| error.detail()).unwrap_or_default();
        error.is_foreign_key_violation() && detail.contains(&format!("\"{}\"", self.relation.name))
    }

    /// Where a unique index refused a line for another line: that, with both.
    async fn same_key(&self, error: &Error) -> Result<Option<Error>> {
        let Some(index) = error.constraint().filter(|_| error.is_unique_violation()) else {
            return Ok(None);
        };
        let on = keys::index(self.stage.link, self.relation, index.name).await?;
        let staged = self.staged();
        let twice = self.lines(Statement::CsvTwice { staged, on: &on, all: false }).await?;
        Ok(twice.first().map(|(line, first)| {
            Error::from(CsvFault::SameKey { first: *first }).at_row("line", Some(*line))
        }))
    }

    /// A line that was copied goes to the rejects, as the server writes it; or is the error.
    async fn reject_staged(&mut self, line: u64, error: Error) -> Result<()> {
        let Some(rejects) = &mut self.rejects else { return Err(error) };
        let columns: Vec<String> = (0..self.stage.width).map(|n| format!("c{n}")).collect();
        let (columns, name) = (columns.join(", "), &self.stage.name);
        let text = format!("SELECT {columns} FROM {name} WHERE l = {line}");
        let copy = self.stage.link.copy_query(SqlText::trusted(text));
        let row = copy.format(self.stage.format.clone()).to_vec().await?;
        let row = row.strip_suffix(b"\n").unwrap_or(&row);
        rejects.put(line, &reason(&error), row, self.signs).await
    }

    /// The lines that a statement gives, each with another.
    async fn lines<'v>(&'v self, statement: Statement<'v>) -> Result<Vec<(u64, u64)>> {
        let sql = self.sql(statement)?;
        let decode = |row: &tokio_postgres::Row| -> Result<(u64, u64)> {
            let (line, other): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            Ok((line.cast_unsigned(), other.cast_unsigned()))
        };
        fetch::each(&self.stage.link, &sql, self.relation, self.operation, decode).await
    }

    fn sql<'v>(&'v self, statement: Statement<'v>) -> Result<Box<Sql<'v>>> {
        render(Target { relation: self.relation, scope: self.scope }, statement)
    }

    fn staged(&self) -> Staged<'_> {
        Staged { table: &self.stage.name, given: &self.stage.given, fills: self.fills }
    }
}

/// Why a line was refused, without the line.
pub(super) fn reason(error: &Error) -> String {
    if let Some(db) = error.as_db_error() {
        return format!("{} ({})", db.message(), db.code().code());
    }
    match error.kind() {
        Kind::Csv(fault) => fault.reason(),
        Kind::OutOfScope => "a row with this key exists outside the handle's scope".to_owned(),
        _ => error.to_string(),
    }
}
