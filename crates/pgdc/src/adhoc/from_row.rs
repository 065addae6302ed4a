//! What the rows of a statement can be read as.

use tokio_postgres::Column;
use tokio_postgres::types::FromSqlOwned;

use super::Record;
use crate::error::{Error, Kind, Operation, Result};
use crate::row::{Fields, decode_error};
use crate::{Relation, Row};

/// A type that rows of any statement can be read as:
///
/// - a row of a generated module: its columns are found by their names, in whatever order they stand, and
///   others may stand beside them;
/// - a tuple of up to twelve values, by place; one value is a tuple of one;
/// - a [`Record`].
///
/// It cannot be implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "rows of a statement cannot be read as `{Self}`",
    note = "ask for a row of a generated module, a tuple of columns such as `(i32, String)`, or a `pgdc::Record`",
    note = "for the values of a single column there are `item` and `items`"
)]
pub trait FromRow: sealed::Sealed + Sized + Send {
    /// What is found out once for all rows.
    #[doc(hidden)]
    type Shape: Send;

    #[doc(hidden)]
    fn shape(columns: &[Column]) -> Result<Self::Shape>;

    #[doc(hidden)]
    fn read(row: tokio_postgres::Row, shape: &Self::Shape) -> Result<Self>;
}

mod sealed {
    pub trait Sealed {}

    impl<R: crate::Row> Sealed for R {}
    impl Sealed for super::Record {}
}

impl<R: Row> FromRow for R {
    /// The place of each column of the relation.
    type Shape = Vec<usize>;

    fn shape(columns: &[Column]) -> Result<Vec<usize>> {
        let places = R::RELATION.columns.iter().map(|wanted| place(columns, wanted.name()));
        places.collect::<Result<_>>().map_err(|error| at(R::RELATION, error))
    }

    fn read(row: tokio_postgres::Row, places: &Vec<usize>) -> Result<Self> {
        R::decode(&Fields::placed(&row, R::RELATION, places))
            .map_err(|error| at(R::RELATION, error))
    }
}

fn at(relation: &'static Relation, error: Error) -> Error {
    error.at(relation, Operation::Select)
}

/// The place of the only column of that name.
pub(super) fn place(columns: &[Column], name: &str) -> Result<usize> {
    let mut found = columns.iter().enumerate().filter(|(_, column)| column.name() == name);
    let problem = match (found.next(), found.next()) {
        (Some((place, _)), None) => return Ok(place),
        (None, _) => "the statement returns no column of this name",
        (Some(_), Some(_)) => "the statement returns several columns of this name",
    };
    Err(Error::new(Kind::Shape { column: Some(name.to_owned()), problem: problem.to_owned() }))
}

impl FromRow for Record {
    type Shape = ();

    fn shape(_: &[Column]) -> Result<()> {
        Ok(())
    }

    fn read(row: tokio_postgres::Row, (): &()) -> Result<Self> {
        Ok(Record::new(row))
    }
}

/// The value at a place; the error names its column.
pub(super) fn value<T: FromSqlOwned>(row: &tokio_postgres::Row, place: usize) -> Result<T> {
    row.try_get(place).map_err(|error| {
        let column = row.columns().get(place).map_or("?", Column::name);
        decode_error(column, error)
    })
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $place:tt)+;)+) => {$(
        impl<$($name: FromSqlOwned + Send),+> sealed::Sealed for ($($name,)+) {}

        impl<$($name: FromSqlOwned + Send),+> FromRow for ($($name,)+) {
            type Shape = ();

            fn shape(columns: &[Column]) -> Result<()> {
                match columns.len() {
                    $count => Ok(()),
                    found => Err(wrong_count(found, $count)),
                }
            }

            fn read(row: tokio_postgres::Row, (): &()) -> Result<Self> {
                Ok(($(value::<$name>(&row, $place)?,)+))
            }
        }
    )+};
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}

fn wrong_count(found: usize, wanted: usize) -> Error {
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let problem = format!(
        "the statement returns {found} column{}, and {wanted} value{} a row are asked for",
        s(found),
        s(wanted)
    );
    Error::new(Kind::Shape { column: None, problem })
}
