//! Tables made from what a generated module knows of them.

mod ddl;
mod run;
mod settings;
mod tables;

use futures_util::future::BoxFuture;

use crate::error::Result;
use crate::executor::Executor;
use crate::link::Link;
use crate::row::Row;

pub use ddl::{DdlOwner, DdlStep};
pub use tables::{Tables, create_all};

/// A row whose table or view can be made. Implemented by modules that are generated with `ddl = true`, and by
/// `#[derive(pgdc::Table)]`.
#[diagnostic::on_unimplemented(
    message = "the module of `{Self}` does not hold the statements that make its table",
    note = "set `ddl = true` in `[generate]` of pgdc.toml, and run `pgdc generate`"
)]
pub trait Create: Row {
    /// The statements of the module, in the order in which they can be run.
    const DDL: &'static [DdlStep];

    /// Which of them make this relation: their places in [`DDL`](Create::DDL).
    const STEPS: &'static [u32];

    /// Makes the table or view with its keys, defaults, checks, indexes, comments and partitions, and what it takes of
    /// schemas, extensions, types and sequences, where these are not there. The tables that it references, and those
    /// that a view reads, must be there; the `create_all` of the module's `Db` makes all in their order, and
    /// [`create_all`] those of some rows.
    ///
    /// ```no_run
    /// # use pgdc::*;
    /// # async fn f<Artist: Create, Album: Create>(pool: Pool) -> Result<()> {
    /// Artist::create_table(&pool).await?;
    /// Album::create_table(&pool).if_not_exists().await?;
    /// # Ok(()) }
    /// ```
    fn create_table<E: Executor + ?Sized>(exec: &E) -> CreateTables<'_> {
        CreateTables::new(exec.link(), Self::DDL, Steps::These(Self::STEPS))
    }
}

/// Makes tables and views; made by [`Create::create_table`], [`create_all`] and the `create_all` of a module's `Db`.
///
/// Awaited it runs all or nothing: in a transaction of its own, or in a savepoint of the one that it is in. On a
/// connection that several tasks share, statements of others would become part of it. Schemas, extensions, types, and
/// sequences that no column owns, stay as they are where they are there, whatever they are like.
/// Functions, triggers and policies are not made: `pgdc ddl` tells which are needed.
///
/// # Errors
/// The server's, with the step that failed ([`Error::ddl_step`](crate::Error::ddl_step)): a table that is there already
/// (42P07), one that is missing ([`is_undefined`](crate::Error::is_undefined)), a role without the right
/// ([`is_permission_denied`](crate::Error::is_permission_denied)).
#[must_use = "nothing is made until it is awaited"]
#[derive(Clone, Copy)]
pub struct CreateTables<'e> {
    link: Link<'e>,
    ddl: &'static [DdlStep],
    steps: Steps,
    present: Present,
    cascade: bool,
}

/// Which steps are asked for.
#[derive(Clone, Copy)]
enum Steps {
    All,
    These(&'static [u32]),
    Of(fn() -> Vec<&'static DdlStep>),
}

/// What becomes of a relation that is there.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Present {
    Refused,
    Kept,
    Replaced,
}

impl<'e> CreateTables<'e> {
    /// All of a module; what generated modules call.
    pub fn all(link: Link<'e>, ddl: &'static [DdlStep]) -> Self {
        CreateTables::new(link, ddl, Steps::All)
    }

    fn new(link: Link<'e>, ddl: &'static [DdlStep], steps: Steps) -> Self {
        CreateTables { link, ddl, steps, present: Present::Refused, cascade: false }
    }

    /// Leaves a table that is there as it is, with its keys, indexes and comments: they are not compared
    /// ([`VerifySchema`](crate::VerifySchema) does that).
    pub fn if_not_exists(mut self) -> Self {
        self.present = Present::Kept;
        self
    }

    /// **Drops tables and views that are there, with all their rows**, and makes them anew. Where others depend on one,
    /// a foreign key or a view, nothing is done, and the server's error (2BP01) says which.
    pub fn replace(mut self) -> Self {
        self.present = Present::Replaced;
        self
    }

    /// For [`replace`](CreateTables::replace): **drops views and foreign keys of others too** that depend on what is
    /// dropped. They are not made again.
    pub fn cascade(mut self) -> Self {
        self.cascade = true;
        self
    }

    /// The statements that may be sent, in their order.
    pub fn steps(&self) -> Vec<&'static DdlStep> {
        match self.steps {
            Steps::All => self.ddl.iter().collect(),
            Steps::These(places) => self::places(self.ddl, places).collect(),
            Steps::Of(steps) => steps(),
        }
    }
}

/// The steps in these places.
fn places(
    ddl: &'static [DdlStep],
    places: &'static [u32],
) -> impl Iterator<Item = &'static DdlStep> {
    places.iter().filter_map(|at| ddl.get(usize::try_from(*at).ok()?))
}

impl<'e> IntoFuture for CreateTables<'e> {
    type Output = Result<()>;
    type IntoFuture = BoxFuture<'e, Result<()>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run::run(self))
    }
}
