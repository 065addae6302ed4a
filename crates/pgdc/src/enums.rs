//! Enumerated types (PostgreSQL manual, "Enumerated Types").

use std::error::Error as StdError;
use std::fmt;

use tokio_postgres::types::Type;

use crate::composite::base;

/// A Rust enum for an enumerated type of the database. Implemented by generated modules, which hand it to
/// [`sql_enum!`](crate::sql_enum!) for the rest.
pub trait Enum: Clone + PartialEq + Sized + 'static {
    /// The schema of the type.
    const SCHEMA: &'static str;
    /// Its name.
    const NAME: &'static str;
    /// Each variant with its label, in PostgreSQL's order.
    const LABELS: &'static [(Self, &'static str)];

    /// The label of this variant.
    fn label(&self) -> &str {
        let known = Self::LABELS.iter().find(|(variant, _)| variant == self);
        known.map(|(_, label)| *label).or(self.other_label()).unwrap_or_default()
    }

    /// The variant for a label that this build does not know, of an enum that has one (`open_enums`).
    fn other(_label: &str) -> Option<Self> {
        None
    }

    /// What that variant holds.
    fn other_label(&self) -> Option<&str> {
        None
    }

    /// The variant of a label.
    ///
    /// # Errors
    /// This build knows no such label: it was added to the type since the module was generated.
    fn from_label(label: &str) -> Result<Self, UnknownLabel> {
        Self::LABELS
            .iter()
            .find(|(_, known)| *known == label)
            .map(|(variant, _)| variant.clone())
            .or_else(|| Self::other(label))
            .ok_or_else(|| UnknownLabel(label.to_owned()))
    }
}

/// A label of an enumerated type that this build has no variant for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownLabel(String);

impl fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "label {:?} is not known to this build; run `pgdc generate`", self.0)
    }
}

impl StdError for UnknownLabel {}

/// Whether `ty` is the type of `E`, or a domain over it.
#[doc(hidden)]
pub fn is_type<E: Enum>(ty: &Type) -> bool {
    let ty = base(ty);
    ty.name() == E::NAME && ty.schema() == E::SCHEMA
}

/// Makes a type that implements [`Enum`](crate::Enum) a value of columns: it can be read and bound, and
/// displays as its label.
#[macro_export]
macro_rules! sql_enum {
    ($name:ty) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad($crate::Enum::label(self))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownLabel;

            fn from_str(label: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::Enum::from_label(label)
            }
        }

        impl<'a> $crate::__private::FromSql<'a> for $name {
            fn from_sql(
                _: &$crate::__private::Type,
                raw: &'a [u8],
            ) -> ::std::result::Result<Self, $crate::__private::BoxError> {
                let label = ::std::str::from_utf8(raw)?;
                ::std::result::Result::Ok($crate::Enum::from_label(label)?)
            }

            fn accepts(ty: &$crate::__private::Type) -> bool {
                $crate::__private::is_enum::<Self>(ty)
            }
        }

        impl $crate::__private::ToSql for $name {
            fn to_sql(
                &self,
                _: &$crate::__private::Type,
                out: &mut $crate::__private::BytesMut,
            ) -> ::std::result::Result<$crate::__private::IsNull, $crate::__private::BoxError> {
                out.extend_from_slice($crate::Enum::label(self).as_bytes());
                ::std::result::Result::Ok($crate::__private::IsNull::No)
            }

            fn accepts(ty: &$crate::__private::Type) -> bool {
                $crate::__private::is_enum::<Self>(ty)
            }

            $crate::__private::to_sql_checked!();
        }
    };
}
