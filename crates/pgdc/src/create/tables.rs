//! Several tables, made together.

use std::collections::HashSet;

use super::{Create, CreateTables, DdlStep};
use crate::executor::Executor;

/// Rows whose tables are made together: one that implements [`Create`], or a tuple of such, `(Artist, Album)`; a tuple
/// may stand in a tuple.
#[diagnostic::on_unimplemented(
    message = "the tables of `{Self}` cannot be made",
    note = "a tuple of rows is meant, `(Artist, Album)`: structs that derive `pgdc::Table`, or are of modules that are \
            generated with `ddl = true`"
)]
pub trait Tables {
    /// Adds the statements that make each table, table by table.
    #[doc(hidden)]
    fn add(tables: &mut Vec<Vec<&'static DdlStep>>);
}

impl<R: Create> Tables for R {
    fn add(tables: &mut Vec<Vec<&'static DdlStep>>) {
        tables.push(super::places(R::DDL, R::STEPS).collect());
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<$first: Tables, $($rest: Tables),*> Tables for ($first, $($rest,)*) {
                fn add(tables: &mut Vec<Vec<&'static DdlStep>>) {
                    $first::add(tables);
                    $($rest::add(tables);)*
                }
            }
            tuples!($($rest)*);
        )?
    };
}

tuples!(A B C D E F G H I J K L M N O P);

/// Makes the tables of several rows, all or nothing, and after them the foreign keys between them: in whatever order they
/// are named, and also where they reference each other. Views are named after what they read.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f<Artist: Create, Album: Create>(pool: Pool) -> Result<()> {
/// create_all::<(Artist, Album)>(&pool).if_not_exists().await?;
/// # Ok(()) }
/// ```
pub fn create_all<T: Tables>(exec: &(impl Executor + ?Sized)) -> CreateTables<'_> {
    CreateTables::new(exec.link(), &[], super::Steps::Of(steps::<T>))
}

/// The statements of all, each once; foreign keys stand last among those of a table.
fn steps<T: Tables>() -> Vec<&'static DdlStep> {
    let mut tables = Vec::new();
    T::add(&mut tables);
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for steps in tables {
        let keys = steps.iter().position(|step| step.is_foreign_key()).unwrap_or(steps.len());
        first.extend_from_slice(&steps[..keys]);
        last.extend_from_slice(&steps[keys..]);
    }
    let mut seen = HashSet::new();
    first.into_iter().chain(last).filter(|step| seen.insert((step.owner, step.sql))).collect()
}
