//! Rows by CSV files.

use pgdc::{CsvReport, CsvWrite, PrimaryKey, Result};

use super::operations;
use crate::scope_suite::hand::{Hand, Outcome, said};
use crate::scope_suite::lot::Lot;
use crate::scope_suite::part::Part;
use crate::scope_suite::subject::Subject;
use crate::tickets::{Device, Ticket, TicketComment};

operations! {
    fn of_devices() of "device" {
        insert_devices ["Table::insert_csv"],
        upsert_devices ["Table::upsert_csv"],
        ignore_devices ["CsvWrite::on_conflict", "CsvWrite::ignore"],
        fill_devices ["CsvWrite::fill", "CsvWrite::skip"],
        reject_devices ["CsvWrite::rejects", "CsvWrite::last_wins", "CsvWrite::progress"],
        write_otherwise [
            "CsvWrite::delimiter", "CsvWrite::quote", "CsvWrite::escape", "CsvWrite::null",
            "CsvWrite::encoding"
        ],
    }
}

operations! {
    fn of_lots() of "lot" {
        upsert_lots ["Table::upsert_csv"],
    }
}

operations! {
    fn of_parts() of "part" {
        upsert_parts ["Table::upsert_csv"],
    }
}

operations! {
    fn of_comments() of "ticket_comment" {
        upsert_authors ["CsvWrite::ignore"],
    }
}

operations! {
    fn of_tickets() of "ticket" {
        resolve_tickets ["CsvWrite::merge", "CsvWrite::coalesce", "CsvWrite::keep"],
    }
}

/// A file of rows, each a tenant and other values. Where it can, it leaves the tenant out once in a while.
fn file(hand: &Hand<'_>, header: &str, rows: Vec<(i32, String)>) -> Vec<u8> {
    let drawn = hand.once_in(2);
    let says = drawn || hand.says_tenant() || hand.notes().violates;
    let line = |tenant: &str, rest: &str| match says {
        true => format!("{rest},{tenant}\n"),
        false => format!("{rest}\n"),
    };
    let rows = rows.iter().map(|(tenant, rest)| line(&tenant.to_string(), rest));
    std::iter::once(line("tenant_id", header)).chain(rows).collect::<String>().into_bytes()
}

fn devices(hand: &Hand<'_>, rows: Vec<Device>) -> Vec<u8> {
    let row = |device: Device| {
        (device.tenant_id, format!("{},{}", device.serial, device.nickname.unwrap_or_default()))
    };
    file(hand, "serial,nickname", rows.into_iter().map(row).collect())
}

/// The rows whose keys no other tenant has, where this is for the hand to know.
async fn free_devices(hand: &Hand<'_>) -> Result<Vec<Device>> {
    let mut rows = hand.rows::<Device>();
    if !hand.notes().violates {
        // Of two lines with one key, one is an error, whether it is taken or not.
        rows.sort_by(|one, other| one.serial.cmp(&other.serial));
        rows.dedup_by(|one, other| one.serial == other.serial);
    }
    let rows = hand.free(rows).await?;
    hand.free_beside_policies(rows).await
}

/// What was written; how many lines there were depends on the keys of others.
async fn written<R: Subject>(write: CsvWrite<'_, R>) -> Outcome {
    said(write.await.map(|report: CsvReport| report.written))
}

async fn insert_devices(hand: &Hand<'_>) -> Outcome {
    let file = devices(hand, hand.rows());
    written(hand.of::<Device>().insert_csv(file.as_slice())).await
}

async fn upsert_devices(hand: &Hand<'_>) -> Outcome {
    let file = devices(hand, hand.rows());
    written(hand.of::<Device>().upsert_csv(file.as_slice())).await
}

async fn ignore_devices(hand: &Hand<'_>) -> Outcome {
    let rows = match free_devices(hand).await {
        Ok(rows) => rows,
        Err(error) => return said::<()>(Err(error)),
    };
    let file = devices(hand, rows);
    written(hand.of::<Device>().insert_csv(file.as_slice()).on_conflict(PrimaryKey).ignore()).await
}

async fn fill_devices(hand: &Hand<'_>) -> Outcome {
    let device = hand.row::<Device>();
    let file = format!("tenant_id,serial\n0,{}\n", device.serial);
    let write = hand.of::<Device>().upsert_csv(file.as_bytes()).skip("TENANT_ID");
    written(write.fill(Device::TENANT_ID, device.tenant_id)).await
}

async fn reject_devices(hand: &Hand<'_>) -> Outcome {
    let rows = match free_devices(hand).await {
        Ok(rows) => rows,
        Err(error) => return said::<()>(Err(error)),
    };
    let (file, mut refused) = (devices(hand, rows), Vec::new());
    let write = hand.of::<Device>().upsert_csv(file.as_slice()).rejects(&mut refused);
    let write = if hand.once_in(2) { write.last_wins() } else { write };
    written(write.progress(|_| {})).await
}

async fn write_otherwise(hand: &Hand<'_>) -> Outcome {
    let device = hand.row::<Device>();
    let name = device.nickname.map_or("NIL".to_owned(), |name| format!("'{name}'"));
    let file =
        format!("serial;tenant_id;nickname\n{};{};{name}\n", device.serial, device.tenant_id);
    let write = hand.of::<Device>().upsert_csv(file.as_bytes()).delimiter(';').quote('\'');
    written(write.escape('\\').null("NIL").encoding("LATIN1")).await
}

async fn upsert_lots(hand: &Hand<'_>) -> Outcome {
    let row = |lot: Lot| (lot.tenant_id, format!("{},{}", lot.number, lot.version));
    let rows = hand.rows::<Lot>().into_iter().map(row).collect();
    // Rows that are there may keep their versions, which new ones must have.
    let file = match hand.once_in(2) {
        true => file(hand, "number,version", rows),
        false => {
            let number = |row: &String| row.split(',').next().unwrap_or_default().to_owned();
            file(hand, "number", rows.iter().map(|(tenant, row)| (*tenant, number(row))).collect())
        }
    };
    let write = hand.of::<Lot>().upsert_csv(file.as_slice());
    written(write.on_conflict((Lot::TENANT_ID, Lot::NUMBER))).await
}

async fn upsert_parts(hand: &Hand<'_>) -> Outcome {
    let row = |part: Part| {
        let device = part.device.unwrap_or_default();
        (part.tenant_id, format!("{},{},{device}", part.number, part.version))
    };
    let rows = hand.rows::<Part>().into_iter().map(row).collect();
    let file = file(hand, "number,version,device", rows);
    written(hand.of::<Part>().upsert_csv(file.as_slice())).await
}

/// The number and the body, which a comment must have, are those of the one that is there.
async fn upsert_authors(hand: &Hand<'_>) -> Outcome {
    let row = |comment: TicketComment| {
        let author = comment.author.unwrap_or_default();
        (comment.tenant_id, format!("{},{author}", comment.comment_id))
    };
    let rows = hand.rows::<TicketComment>().into_iter().map(row).collect();
    let file = file(hand, "comment_id,author", rows);
    let write = hand.of::<TicketComment>().upsert_csv(file.as_slice());
    written(if hand.once_in(2) { write.ignore() } else { write }).await
}

async fn resolve_tickets(hand: &Hand<'_>) -> Outcome {
    let row = |ticket: Ticket| {
        (ticket.tenant_id, format!("{},{},\"{{\"\"c\"\": 3}}\",{{}}", ticket.number, ticket.title))
    };
    let rows = hand.rows::<Ticket>().into_iter().map(row).collect();
    let file = file(hand, "number,title,meta,labels", rows);
    let write = hand.of::<Ticket>().upsert_csv(file.as_slice());
    let write = write.merge(Ticket::META).coalesce(Ticket::TITLE);
    written(write.keep((Ticket::LABELS, Ticket::TENANT_ID)).null("red")).await
}
