//! Inserts that meet rows which are there.

use pgdc::PrimaryKey;

use super::{done, operations};
use crate::scope_suite::hand::{Hand, Outcome, said, sorted};
use crate::scope_suite::lot::Lot;
use crate::scope_suite::subject::Subject;
use crate::tickets::{Device, NewDevice, Ticket};

operations! {
    fn upserts_of_one<R>() {
        upsert ["Table::upsert"],
        save ["Table::save"],
    }
}

operations! {
    fn on_key<R>() {
        upsert ["Table::upsert"],
        save ["Table::save"],
        upsert_many ["Table::upsert_many"],
        ignore ["Inserting::on_conflict", "OnConflict::ignore"],
        overwrite ["OnConflict::overwrite", "Resolve::count"],
        update_where ["Resolve::update_where"],
    }
}

operations! {
    fn of_tickets() of "ticket" {
        overwrite_only ["OnConflict::overwrite_only", "Resolve::keep"],
        coalesce ["OnConflict::coalesce", "Resolve::merge"],
        merge ["OnConflict::merge", "Resolve::coalesce"],
    }
}

operations! {
    fn of_devices() of "device" {
        update_where_sql ["Resolve::update_where_sql"],
        upsert_new_device ["Table::upsert"],
    }
}

operations! {
    fn of_lots() of "lot" {
        overwrite_lot ["OnConflict::overwrite"],
        overwrite_lots ["OnConflict::overwrite"],
    }
}

async fn upsert<R: Subject>(hand: &Hand<'_>) -> Outcome {
    done(hand, hand.of::<R>().upsert(hand.row::<R>())).await
}

async fn save<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let row = hand.row::<R>();
    done(hand, hand.of::<R>().save(&row)).await
}

async fn upsert_many<R: Subject>(hand: &Hand<'_>) -> Outcome {
    done(hand, hand.of::<R>().upsert_many(hand.rows::<R>())).await
}

async fn ignore<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let rows = match hand.free(hand.rows::<R>()).await {
        Ok(rows) => rows,
        Err(error) => return said::<()>(Err(error)),
    };
    let insert = hand.of::<R>().insert_many(rows).on_conflict(PrimaryKey).ignore();
    if hand.once_in(3) { said(insert.count().await) } else { sorted(insert.await) }
}

async fn overwrite<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<R>().insert(hand.row::<R>()).on_conflict(PrimaryKey).overwrite();
    if hand.once_in(3) { said(insert.count().await) } else { said(insert.await) }
}

async fn update_where<R: Subject>(hand: &Hand<'_>) -> Outcome {
    let rows = match hand.free_beside_policies(hand.rows::<R>()).await {
        Ok(rows) => rows,
        Err(error) => return said::<()>(Err(error)),
    };
    let insert = hand.of::<R>().insert_many(rows).on_conflict(PrimaryKey);
    let sifted = insert.overwrite().update_where(R::condition(hand));
    if hand.once_in(3) { said(sifted.count().await) } else { sorted(sifted.await) }
}

async fn overwrite_only(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<Ticket>().insert(hand.row::<Ticket>());
    let conflict = insert.on_conflict((Ticket::TENANT_ID, Ticket::NUMBER));
    let columns = (Ticket::TENANT_ID, Ticket::TITLE, Ticket::DUE);
    said(conflict.overwrite_only(columns).keep(Ticket::DUE).await)
}

async fn coalesce(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<Ticket>().insert_many(hand.rows::<Ticket>()).on_conflict(PrimaryKey);
    said(insert.coalesce(Ticket::DUE).merge(Ticket::META).await)
}

async fn merge(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<Ticket>().insert(hand.row::<Ticket>());
    let conflict = insert.on_conflict(Ticket::TICKET_PKEY);
    said(conflict.merge(Ticket::META).coalesce(Ticket::TENANT_ID).await)
}

async fn update_where_sql(hand: &Hand<'_>) -> Outcome {
    let row = match hand.free_beside_policies(vec![hand.row::<Device>()]).await {
        Ok(mut rows) => rows.pop(),
        Err(error) => return said::<()>(Err(error)),
    };
    let Some(row) = row else { return Ok(String::new()) };
    let insert = hand.of::<Device>().insert(row).on_conflict(PrimaryKey);
    let text = "t.nickname is null or t.nickname < excluded.nickname or ?";
    said(insert.overwrite().update_where_sql(text, (hand.once_in(2),)).await)
}

/// Nothing but the key and the tenant is given.
async fn upsert_new_device(hand: &Hand<'_>) -> Outcome {
    let Device { serial, tenant_id, .. } = hand.row::<Device>();
    done(hand, hand.of::<Device>().upsert(NewDevice { serial, tenant_id })).await
}

async fn overwrite_lot(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<Lot>().insert(hand.row::<Lot>());
    said(insert.on_conflict((Lot::TENANT_ID, Lot::NUMBER)).overwrite().await)
}

async fn overwrite_lots(hand: &Hand<'_>) -> Outcome {
    let insert = hand.of::<Lot>().insert_many(hand.rows::<Lot>());
    said(insert.on_conflict((Lot::TENANT_ID, Lot::NUMBER)).overwrite().keep(Lot::VERSION).await)
}
