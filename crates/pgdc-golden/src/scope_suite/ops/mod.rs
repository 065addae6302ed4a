//! Everything that can be done with a handle.

mod conflicts;
mod copies;
mod cursors;
mod each;
mod files;
mod jobs;
mod parents;
mod queries;
mod reads;
mod references;
mod selections;
mod texts;
mod writes;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use pgdc::Write;

use super::hand::{Hand, Outcome, said, sorted};
use super::lot::{Lone, Lot};
use super::part::Part;
use crate::tickets::{Device, Note, Ticket, TicketComment, TicketWatcher};

/// Something to do with the handles of a hand. What it draws depends on the dice alone, never on what the
/// server said.
pub struct Operation {
    /// What is done.
    pub name: &'static str,
    /// The table it is done with.
    pub table: &'static str,
    /// The methods that it is there to call, as `Type::method`.
    pub calls: &'static [&'static str],
    /// Does it.
    pub run: Run,
}

type Run = for<'a> fn(&'a Hand<'a>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A list of operations: `name ["Type::method", …]`, each an `async fn name(hand: &Hand<'_>) -> Outcome`, for
/// a table that the list is made for, or one that it names.
macro_rules! operations {
    (fn $list:ident<R>() { $($name:ident [$($call:literal),*],)+ }) => {
        pub(super) fn $list<R: $crate::scope_suite::subject::Subject>() -> Vec<super::Operation> {
            vec![$(super::Operation {
                name: stringify!($name),
                table: R::RELATION.name,
                calls: &[$($call),*],
                run: |hand| Box::pin($name::<R>(hand)),
            }),+]
        }
    };
    (fn $list:ident() of $table:literal { $($name:ident [$($call:literal),*],)+ }) => {
        pub(super) fn $list() -> Vec<super::Operation> {
            vec![$(super::Operation {
                name: stringify!($name),
                table: $table,
                calls: &[$($call),*],
                run: |hand| Box::pin($name(hand)),
            }),+]
        }
    };
}
pub(crate) use operations;

/// All of them.
pub fn all() -> Vec<Operation> {
    let mut all = Vec::new();
    macro_rules! on {
        ($($row:ty),+) => {$(
            all.extend(reads::by_key::<$row>());
            all.extend(queries::of_rows::<$row>());
            all.extend(writes::of_rows::<$row>());
            all.extend(copies::of_rows::<$row>());
            all.extend(cursors::of_rows::<$row>());
            all.extend(each::by_keys::<$row>());
            all.extend(texts::of_rows::<$row>());
        )+};
    }
    on!(Ticket, TicketComment, TicketWatcher, Device, Note, Lot, Part);
    macro_rules! with_a_key_of_their_own {
        ($($row:ty),+) => {$( all.extend(conflicts::on_key::<$row>()); )+};
    }
    with_a_key_of_their_own!(Ticket, TicketComment, TicketWatcher, Device, Note, Part);
    all.extend(reads::by_key::<Lone>());
    all.extend(conflicts::upserts_of_one::<Lone>());
    all.extend(conflicts::of_tickets());
    all.extend(conflicts::of_devices());
    all.extend(conflicts::of_lots());
    all.extend(writes::of_notes());
    all.extend(writes::of_tickets());
    all.extend(writes::of_lots());
    all.extend(parents::of_parts());
    all.extend(jobs::of_lots());
    all.extend(references::of_tickets());
    all.extend(selections::of_tickets());
    all.extend(cursors::of_tickets());
    all.extend(texts::of_notes());
    all.extend(texts::of_devices());
    all.extend(files::of_devices());
    all.extend(files::of_lots());
    all.extend(files::of_parts());
    all.extend(files::of_comments());
    all.extend(files::of_tickets());
    all
}

/// Sends a write, for its rows or for their number.
async fn done<T: Debug>(hand: &Hand<'_>, write: Write<'_, T>) -> Outcome {
    if hand.once_in(3) { said(write.count().await) } else { said(write.await) }
}

/// The same, where the rows come in no certain order.
async fn done_to_all<T: Debug>(hand: &Hand<'_>, write: Write<'_, Vec<T>>) -> Outcome {
    if hand.once_in(3) { said(write.count().await) } else { sorted(write.await) }
}
