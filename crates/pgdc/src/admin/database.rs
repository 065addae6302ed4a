//! Databases as wholes.

use std::fmt::{Display, Write as _};

use super::{Admin, name};
use crate::error::Result;
use crate::executor::Executor as _;
use crate::ident::{Ident, Literal};
use crate::raw::SqlText;

/// What a new database is like; what is not said is as in the template (PostgreSQL manual, "CREATE DATABASE").
#[derive(Clone, Debug, Default)]
pub struct DatabaseOptions {
    /// ` NAME = value` for each that was said.
    clauses: String,
    /// The names among the values.
    names: Vec<String>,
}

impl DatabaseOptions {
    /// A copy of `template1` that belongs to who makes it.
    pub fn new() -> Self {
        Self::default()
    }

    /// A copy of this database, to which nobody may be connected meanwhile.
    #[must_use]
    pub fn template(self, database: &str) -> Self {
        self.with_name("TEMPLATE", database)
    }

    /// Belongs to this role.
    #[must_use]
    pub fn owner(self, role: &str) -> Self {
        self.with_name("OWNER", role)
    }

    /// Its encoding: `UTF8`. One that is not the template's needs `template0`.
    #[must_use]
    pub fn encoding(self, encoding: &str) -> Self {
        self.with("ENCODING", Literal(encoding))
    }

    /// Its locale, for order and for characters: `C`, `de_DE.UTF-8`. One that is not the template's needs
    /// `template0`.
    #[must_use]
    pub fn locale(self, locale: &str) -> Self {
        self.with("LOCALE", Literal(locale))
    }

    /// In which order texts stand: `LC_COLLATE`.
    #[must_use]
    pub fn collate(self, locale: &str) -> Self {
        self.with("LC_COLLATE", Literal(locale))
    }

    /// What is a letter, and which is its capital: `LC_CTYPE`.
    #[must_use]
    pub fn ctype(self, locale: &str) -> Self {
        self.with("LC_CTYPE", Literal(locale))
    }

    /// Who knows of the locale: `libc`, `icu` (from PostgreSQL 15 on), `builtin` (from 17 on).
    #[must_use]
    pub fn locale_provider(self, provider: &str) -> Self {
        self.with("LOCALE_PROVIDER", Literal(provider))
    }

    /// The locale that ICU goes by: `de-AT` (from PostgreSQL 15 on).
    #[must_use]
    pub fn icu_locale(self, locale: &str) -> Self {
        self.with("ICU_LOCALE", Literal(locale))
    }

    /// How the template is copied: `wal_log`, the default, or `file_copy` (from PostgreSQL 15 on).
    #[must_use]
    pub fn strategy(self, strategy: &str) -> Self {
        self.with("STRATEGY", Literal(strategy))
    }

    /// Where its files lie.
    #[must_use]
    pub fn tablespace(self, tablespace: &str) -> Self {
        self.with_name("TABLESPACE", tablespace)
    }

    /// How many connections it takes at once; -1 for no limit.
    #[must_use]
    pub fn connection_limit(self, limit: i32) -> Self {
        self.with("CONNECTION LIMIT", limit)
    }

    fn with_name(mut self, clause: &str, name: &str) -> Self {
        self.names.push(name.to_owned());
        self.with(clause, Ident(name))
    }

    fn with(mut self, clause: &str, value: impl Display) -> Self {
        let _ = write!(self.clauses, " {clause} = {value}");
        self
    }
}

/// How a database is dropped.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DropOptions {
    if_exists: bool,
    force: bool,
}

impl DropOptions {
    /// It must be there, and nobody connected to it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Without an error where it is not there.
    #[must_use]
    pub fn if_exists(mut self) -> Self {
        self.if_exists = true;
        self
    }

    /// **Ends the sessions of all who are connected to it.** Their next statement is an error
    /// ([`is_closed`](crate::Error::is_closed)). Prepared transactions and replication slots still keep it.
    #[must_use]
    pub fn force(mut self) -> Self {
        self.force = true;
        self
    }
}

impl Admin<'_> {
    /// Makes a database (`CREATE DATABASE`).
    ///
    /// # Errors
    /// In a transaction, which cannot hold it, and of a name that can be none, nothing is sent
    /// ([`is_refused`](crate::Error::is_refused)). The server's: the name is taken (42P04), the role may not
    /// ([`is_permission_denied`](crate::Error::is_permission_denied)), somebody is connected to the template (55006).
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let options = DatabaseOptions::new().template("template0").encoding("UTF8").locale("C");
    /// Admin::new(&pool).create_database("shop_test", options).await?;
    /// # Ok(()) }
    /// ```
    pub async fn create_database(self, database: &str, options: DatabaseOptions) -> Result<()> {
        self.outside("CREATE DATABASE")?;
        name::check(database)?;
        options.names.iter().try_for_each(|name| name::check(name))?;
        let text = format!("CREATE DATABASE {}{}", Ident(database), options.clauses);
        self.link.sql(SqlText::trusted(text), ()).execute().await?;
        Ok(())
    }

    /// Drops a database with all that is in it (`DROP DATABASE`).
    ///
    /// # Errors
    /// In a transaction, which cannot hold it, and of a name that can be none, nothing is sent
    /// ([`is_refused`](crate::Error::is_refused)). The server's: it is not there (3D000), is another's
    /// ([`is_permission_denied`](crate::Error::is_permission_denied)), or somebody is connected to it, without
    /// [`force`](DropOptions::force) (55006); the connection's own database, always.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// Admin::new(&pool).drop_database("shop_test", DropOptions::new().if_exists().force()).await?;
    /// # Ok(()) }
    /// ```
    pub async fn drop_database(self, database: &str, options: DropOptions) -> Result<()> {
        self.outside("DROP DATABASE")?;
        name::check(database)?;
        let if_exists = if options.if_exists { "IF EXISTS " } else { "" };
        let force = if options.force { " WITH (FORCE)" } else { "" };
        let text = format!("DROP DATABASE {if_exists}{}{force}", Ident(database));
        self.link.sql(SqlText::trusted(text), ()).execute().await?;
        Ok(())
    }

    /// Whether the server has a database of this name.
    ///
    /// # Errors
    /// The connection's alone.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f(pool: Pool) -> Result<()> {
    /// let admin = Admin::new(&pool);
    /// if !admin.database_exists("shop_test").await? {
    ///     admin.create_database("shop_test", DatabaseOptions::new()).await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn database_exists(self, database: &str) -> Result<bool> {
        let text = "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname::pg_catalog.text = $1)";
        self.link.sql(text, (database,)).item().await
    }
}
