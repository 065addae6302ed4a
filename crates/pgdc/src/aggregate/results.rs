//! The types that PostgreSQL gives the results of aggregates.

use tokio_postgres::types::FromSqlOwned;

use crate::param::Param;
use crate::{Enum, types};

/// Values that PostgreSQL adds up.
#[diagnostic::on_unimplemented(message = "PostgreSQL has no sum of values `{Self}`")]
pub trait Sum: Param {
    /// The type of a sum, which may be larger than a value: of `i32` it is `i64`, of `i64`
    /// [`Numeric`](types::Numeric).
    type Total: Param + FromSqlOwned;
}

/// Values of which PostgreSQL computes the mean.
#[diagnostic::on_unimplemented(message = "PostgreSQL has no mean of values `{Self}`")]
pub trait Average: Param {
    /// The type of a mean: of integers and of `numeric` it is [`Numeric`](types::Numeric), which cuts no
    /// digits.
    type Mean: Param + FromSqlOwned;
}

/// Values of which PostgreSQL finds the smallest and the largest.
#[diagnostic::on_unimplemented(message = "PostgreSQL has no `min` and `max` of values `{Self}`")]
pub trait Ordered {}

macro_rules! results {
    ($($trait:ident::$result:ident { $($(#[$attr:meta])* $value:ty => $of:ty,)+ })+) => {
        $($($(#[$attr])* impl $trait for $value { type $result = $of; })+)+
    };
}

results! {
    Sum::Total {
        i16 => i64,
        i32 => i64,
        i64 => types::Numeric,
        f32 => f32,
        f64 => f64,
        types::Numeric => types::Numeric,
        #[cfg(feature = "decimal")] types::Decimal => types::Decimal,
        types::Money => types::Money,
        types::Interval => types::Interval,
    }
    Average::Mean {
        i16 => types::Numeric,
        i32 => types::Numeric,
        i64 => types::Numeric,
        f32 => f64,
        f64 => f64,
        types::Numeric => types::Numeric,
        #[cfg(feature = "decimal")] types::Decimal => types::Numeric,
        types::Interval => types::Interval,
    }
}

macro_rules! ordered {
    ($($(#[$attr:meta])* $value:ty,)+) => { $($(#[$attr])* impl Ordered for $value {})+ };
}

ordered! {
    i16, i32, i64, u32, f32, f64, String, std::net::IpAddr,
    types::Numeric, types::Money, types::Interval, types::Inet, types::Lsn, types::Tid, types::Xid8,
    types::PgDate, types::TimeOfDay, types::TimeTz, types::PgTimestamp, types::PgTimestamptz,
    #[cfg(feature = "decimal")] types::Decimal,
    #[cfg(feature = "time")] types::Date,
    #[cfg(feature = "time")] types::Time,
    #[cfg(feature = "time")] types::PrimitiveDateTime,
    #[cfg(feature = "time")] types::OffsetDateTime,
    #[cfg(feature = "chrono")] chrono::NaiveDate,
    #[cfg(feature = "chrono")] chrono::NaiveTime,
    #[cfg(feature = "chrono")] chrono::NaiveDateTime,
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc>,
    #[cfg(feature = "jiff")] jiff::civil::Date,
    #[cfg(feature = "jiff")] jiff::civil::Time,
    #[cfg(feature = "jiff")] jiff::civil::DateTime,
    #[cfg(feature = "jiff")] jiff::Timestamp,
}

impl<T: Enum> Ordered for T {}
impl<T> Ordered for Vec<Option<T>> {}
