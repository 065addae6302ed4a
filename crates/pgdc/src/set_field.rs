//! What generated modules need for the structs of a write, `New…` and `…Patch`, written once instead of for each of them:
//! what every table brings along, every build of the module pays for.

use std::fmt;

use crate::held::{Held, are_equal};
use crate::values::{Assigned, Assignments, Columns};
use crate::{Relation, Row, Set, Values};

/// A field of a patch, whatever the type of its value: a [`Set`]. Sealed.
pub trait SetField: sealed::SetField {}

impl<T: Held> SetField for Set<T> {}

mod sealed {
    use super::{Assigned, Held, Set};

    pub trait SetField {
        /// What the column is to hold, if the field says anything.
        fn assigned(&self) -> Option<Assigned<'_>>;
    }

    impl<T: Held> SetField for Set<T> {
        #[inline]
        fn assigned(&self) -> Option<Assigned<'_>> {
            match self {
                Set::Unset => None,
                Set::Default => Some(Assigned::Default),
                Set::Value(value) => Some(Assigned::Value(value)),
                Set::Sql(value) => Some(Assigned::Sql(value)),
            }
        }
    }
}

/// Shows and compares the structs of a write by the columns that they give a value, which is quicker to compile
/// than what is derived for each field. For generated code.
///
/// Two columns of a patch are `TrackPatch { name: "Inject the Venom", unit_price: DEFAULT }`.
#[macro_export]
macro_rules! by_values {
    ($row:ty: $($form:ident),+) => {$(
        impl ::std::fmt::Debug for $form {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::__private::debug_values::<$row>(stringify!($form), self, f)
            }
        }

        impl ::std::cmp::PartialEq for $form {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::same_values::<$row>(self, other)
            }
        }
    )+};
}

/// What [`by_values!`](crate::by_values!) says of equality.
pub fn same_values<R: Row>(one: &impl Values<R>, other: &impl Values<R>) -> bool {
    are_equal(&Assignments::of(one), &Assignments::of(other))
}

/// What [`by_values!`](crate::by_values!) shows.
///
/// # Errors
/// Those of the formatter.
pub fn debug_values<R: Row>(
    name: &str,
    values: &impl Values<R>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    shown(name, R::RELATION, &Assignments::of(values), f)
}

fn shown(
    name: &str,
    relation: &Relation,
    columns: &Columns<'_>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (column, assigned) in columns.as_slice() {
        let column = relation.column(*column).name();
        match assigned {
            Assigned::Value(value) => shown.field(column, value),
            Assigned::Sql(value) => shown.field(column, value),
            Assigned::Scope(value) => shown.field(column, value),
            Assigned::Default => shown.field(column, &format_args!("DEFAULT")),
        };
    }
    shown.finish()
}
