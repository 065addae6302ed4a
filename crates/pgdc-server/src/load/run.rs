//! Sends a script's statements and does what the policy decides.

use bytes::Bytes;
use futures_util::SinkExt;
use tokio_postgres::Client;

use super::policy::{self, Command, Plan, Remedy};
use super::source::Source;
use super::split::{Item, Statement};
use super::{LoadError, LoadOptions, Note};

/// One load, from its first file to its last.
pub(super) struct Loader<'a> {
    client: &'a Client,
    options: &'a LoadOptions,
    /// The files being read, each included by the one before it.
    sources: Vec<Source>,
    notes: Vec<Note>,
    /// Where an explicit transaction began.
    transaction: Option<(String, usize)>,
    /// A COPY whose data comes next.
    copy: Option<Statement>,
    /// Whether the note about skipped rows is written: one is enough.
    rows_skipped: bool,
}

impl<'a> Loader<'a> {
    pub(super) fn new(client: &'a Client, options: &'a LoadOptions) -> Loader<'a> {
        Loader {
            client,
            options,
            sources: Vec::new(),
            notes: Vec::new(),
            transaction: None,
            copy: None,
            rows_skipped: false,
        }
    }

    pub(super) async fn run(mut self, source: Source) -> Result<Vec<Note>, LoadError> {
        self.sources.push(source);
        while let Some(source) = self.sources.last_mut() {
            match source.pieces.next() {
                Some(Item::Sql(statement)) if statement.reads_copy_data => {
                    self.copy = Some(statement);
                }
                Some(Item::Sql(statement)) => self.statement(statement).await?,
                Some(Item::CopyData { line, text }) => self.copy_data(line, text).await?,
                Some(Item::Meta { line, text }) => self.command(line, &text)?,
                None => drop(self.sources.pop()),
            }
        }
        match self.transaction {
            Some((file, line)) => Err(LoadError::at(
                &file,
                line,
                "the transaction that begins here is never committed",
            )),
            None => Ok(self.notes),
        }
    }

    fn command(&mut self, line: usize, text: &str) -> Result<(), LoadError> {
        match policy::command(text) {
            Command::Nothing => {}
            Command::Note(text) => self.note(line, text),
            Command::Quit => drop(self.sources.pop()),
            Command::Refuse(message) => return Err(LoadError::at(self.file(), line, message)),
            Command::Include(argument) => {
                let included = self.sources.last().map(|source| source.include(argument));
                let included = included.transpose().map_err(|error| match error.line() {
                    Some(_) => error,
                    None => LoadError::at(self.file(), line, error.to_string()),
                })?;
                if let Some(included) = included {
                    if self.sources.iter().any(|open| open.is_same_file(&included)) {
                        let message = format!("{} includes itself", included.name);
                        return Err(LoadError::at(self.file(), line, message));
                    }
                    self.sources.push(included);
                }
            }
        }
        Ok(())
    }

    async fn statement(&mut self, statement: Statement) -> Result<(), LoadError> {
        match policy::plan(&statement, self.options) {
            Plan::Skip(reason) => self.note(statement.line, reason),
            Plan::Send => {
                self.send(&statement).await?;
                match policy::transaction(&statement.head) {
                    Some(true) => {
                        self.transaction.get_or_insert((self.file().to_owned(), statement.line));
                    }
                    Some(false) => self.transaction = None,
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Sends a statement until it is through. In an explicit transaction a refusal spoils all that
    /// came before, so what may be remedied gets a savepoint.
    async fn send(&mut self, statement: &Statement) -> Result<(), LoadError> {
        let client = self.client;
        let guarded = self.transaction.is_some()
            && policy::may_be_remedied(&statement.head)
            && policy::transaction(&statement.head).is_none();
        let mut roles: Vec<String> = Vec::new();
        loop {
            if guarded {
                self.execute("SAVEPOINT pgdc_load", statement).await?;
            }
            let Err(error) = client.batch_execute(&statement.text).await else { break };
            let remedy = match error.as_db_error() {
                Some(refusal) => policy::remedy(statement, refusal),
                None => Remedy::Fail,
            };
            let remedy = match remedy {
                Remedy::CreateRole(role) if roles.contains(&role) => Remedy::Fail,
                other => other,
            };
            if guarded && remedy != Remedy::Fail {
                self.execute("ROLLBACK TO SAVEPOINT pgdc_load", statement).await?;
            }
            match remedy {
                Remedy::Fail => {
                    return Err(LoadError::of_statement(self.file(), statement, error));
                }
                Remedy::Ignore(text) => {
                    self.note(statement.line, text);
                    break;
                }
                Remedy::CreateRole(role) => {
                    self.create_role(&role, guarded, statement).await?;
                    self.note(statement.line, format!("role {role} did not exist and was made"));
                    roles.push(role);
                }
            }
        }
        if guarded {
            self.execute("RELEASE SAVEPOINT pgdc_load", statement).await?;
        }
        Ok(())
    }

    /// Makes a role, unless another session on the same server makes it at this moment.
    async fn create_role(
        &self,
        role: &str,
        guarded: bool,
        on_behalf: &Statement,
    ) -> Result<(), LoadError> {
        let create = format!("CREATE ROLE \"{}\"", role.replace('"', "\"\""));
        match self.client.batch_execute(&create).await {
            Err(error) if policy::is_taken(&error) => {
                if guarded {
                    self.execute("ROLLBACK TO SAVEPOINT pgdc_load", on_behalf).await?;
                }
                Ok(())
            }
            Err(error) => Err(LoadError::of_statement(self.file(), on_behalf, error)),
            Ok(()) => Ok(()),
        }
    }

    /// Runs a statement of our own on behalf of one of the file's.
    async fn execute(&self, sql: &str, on_behalf: &Statement) -> Result<(), LoadError> {
        let failed = |error| LoadError::of_statement(self.file(), on_behalf, error);
        self.client.batch_execute(sql).await.map_err(failed)
    }

    async fn copy_data(&mut self, line: usize, text: String) -> Result<(), LoadError> {
        let Some(statement) = self.copy.take() else { return Ok(()) };
        if !self.options.with_data {
            if !self.rows_skipped {
                self.rows_skipped = true;
                self.note(
                    statement.line,
                    "rows of COPY skipped, here and in what follows".to_owned(),
                );
            }
            return Ok(());
        }
        self.send_rows(&statement, text).await.map_err(|error| {
            LoadError::of_statement(self.file(), &statement, error).in_copy_data(line)
        })
    }

    async fn send_rows(
        &self,
        statement: &Statement,
        text: String,
    ) -> Result<(), tokio_postgres::Error> {
        let sink = self.client.copy_in::<_, Bytes>(&statement.text).await?;
        let mut sink = std::pin::pin!(sink);
        sink.send(Bytes::from(text)).await?;
        sink.finish().await.map(drop)
    }

    /// The file being read, for messages.
    fn file(&self) -> &str {
        self.sources.last().map_or("", |source| &source.name)
    }

    fn note(&mut self, line: usize, text: String) {
        let file = self.file().to_owned();
        self.notes.push(Note { file, line, text });
    }
}
