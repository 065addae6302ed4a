//! The generated fixtures, each compiled as a user's crate would compile it: with warnings denied. And what
//! the tests share that write and compile crates of their own.

#![deny(warnings)]

#[path = "../../../fixtures/generated/chinook.rs"]
pub mod chinook;
#[path = "../../../fixtures/generated/choices.rs"]
pub mod choices;
#[path = "../../../fixtures/generated/dates_chrono.rs"]
pub mod dates_chrono;
#[path = "../../../fixtures/generated/dates_jiff.rs"]
pub mod dates_jiff;
#[path = "../../../fixtures/generated/drift.rs"]
pub mod drift;
#[path = "../../../fixtures/generated/events.rs"]
pub mod events;
#[path = "../../../fixtures/generated/forms.rs"]
pub mod forms;
#[path = "../../../fixtures/generated/hostile.rs"]
pub mod hostile;
#[path = "../../../fixtures/generated/made.rs"]
pub mod made;
#[path = "../../../fixtures/generated/pets.rs"]
pub mod pets;
#[path = "../../../fixtures/generated/renamed.rs"]
pub mod renamed;
/// With a declared scope, no table can be made without it. (The compiler's message names every other type
/// there is, so that it is no case of `tests/mistakes`.)
///
/// ```compile_fail,E0277
/// fn whole(pool: &pgdc::Pool) -> pgdc::Table<'_, pgdc_golden::scoped::Badge> {
///     pgdc::Table::new(pool)
/// }
/// ```
/// ```compile_fail,E0277
/// fn whole(link: pgdc::Link<'_>) -> pgdc::Table<'_, pgdc_golden::scoped::Badge> {
///     pgdc::Table::on(link)
/// }
/// ```
/// Nor does a tenant's handle lead to administration.
///
/// ```compile_fail,E0277
/// fn whole(db: pgdc_golden::scoped::TenantDb<'_>) {
///     let _ = pgdc::Admin::new(&db);
/// }
/// ```
/// ```compile_fail,E0277
/// fn whole(badges: pgdc::Table<'_, pgdc_golden::scoped::Badge>) {
///     let _ = pgdc::Admin::new(&badges);
/// }
/// ```
/// ```
/// fn shared(pool: &pgdc::Pool) -> pgdc::Table<'_, pgdc_golden::scoped::Country> {
///     pgdc::Table::new(pool)
/// }
/// ```
#[path = "../../../fixtures/generated/scoped.rs"]
pub mod scoped;
#[path = "../../../fixtures/generated/scoped_several.rs"]
pub mod scoped_several;
#[path = "../../../fixtures/generated/several.rs"]
pub mod several;
#[path = "../../../fixtures/generated/tickets.rs"]
pub mod tickets;

pub mod dumps;
pub mod filling;
pub mod folders;
pub mod program;
pub mod round_trip;
pub mod scope_suite;

/// Types of the user's own, which the configuration of `renamed` names.
pub mod support {
    use std::error::Error;

    use pgdc::tokio_postgres::types::{
        FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked,
    };

    type BoxError = Box<dyn Error + Send + Sync>;

    /// Stands in for the enum `weekday`.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Weekday(pub u8);

    impl<'a> FromSql<'a> for Weekday {
        fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
            Ok(Weekday(if raw == b"monday" { 1 } else { 2 }))
        }

        fn accepts(ty: &Type) -> bool {
            ty.name() == "weekday"
        }
    }

    impl ToSql for Weekday {
        fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
            out.extend_from_slice(if self.0 == 1 { b"monday" } else { b"tuesday" });
            Ok(IsNull::No)
        }

        fn accepts(ty: &Type) -> bool {
            ty.name() == "weekday"
        }

        to_sql_checked!();
    }

    /// Stands in for the domain `cents`.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Cents(pub i64);

    pgdc::sql_newtype!(Cents(i64));

    /// The content of a jsonb column.
    #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
    #[serde(default)]
    pub struct Preferences {
        /// Whether to send letters.
        pub letters: bool,
    }
}
