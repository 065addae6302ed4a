//! The tables that operations work on, and random rows of them. Keys are few, so that tenants meet.

use std::fmt::Debug;

use pgdc::types::{Date, Json, OffsetDateTime, Uuid};
use pgdc::{
    Column, Condition, Insert, Keyed, NotNull, Nullable, Order, Set, Table, Values, Writable, set,
};

use super::hand::Hand;
use crate::tickets::{
    Device, DevicePatch, Note, NotePatch, Ticket, TicketComment, TicketCommentPatch, TicketPatch,
    TicketStatus, TicketWatcher, TicketWatcherKey, TicketWatcherPatch,
};

/// A table with a tenant in each row.
pub trait Subject:
    pgdc::Unscoped
    + Keyed<Key: Debug + Send + Sync>
    + Writable<Patch: Clone + Default + Send + Sync>
    + Values<Self>
    + Insert<Self>
    + Clone
    + Debug
{
    /// Whether the tenant may be NULL.
    type Null: 'static + Send + Sync;
    /// The column of the tenant.
    const TENANT: Column<Self, i32, Self::Null>;
    /// Where all tenants share the keys: the query of those that are not the tenant's.
    const FOREIGN_KEYS: Option<&'static str> = None;
    /// A condition on `?`, a number.
    const RAW: &'static str;

    /// The handle of the tenant's rows.
    fn of<'a>(hand: &Hand<'a>) -> Table<'a, Self> {
        hand.narrow(&Table::on(hand.link), Self::TENANT, hand.tenant)
    }

    /// A row of that tenant.
    fn draw(hand: &Hand<'_>, tenant: i32) -> Self;
    /// A patch that may move a row, or contradict the scope.
    fn patch(hand: &Hand<'_>) -> Self::Patch;
    /// A condition that some rows fulfil.
    fn condition(hand: &Hand<'_>) -> Condition<Self>;
    /// The order of a column.
    fn order(hand: &Hand<'_>) -> Order<Self>;

    /// The key as the server writes it.
    fn key_text(key: &Self::Key) -> String {
        format!("{key:?}")
    }
}

impl Subject for Ticket {
    type Null = NotNull;
    const TENANT: Column<Self, i32> = Ticket::TENANT_ID;
    const RAW: &'static str = "number < ? or false";

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        Ticket {
            tenant_id,
            number: hand.upto(6),
            title: hand.text().unwrap_or_default(),
            status: status(hand),
            priority: if hand.once_in(20) { 9 } else { 1 + i16::from(hand.once_in(2)) },
            labels: vec![hand.text()],
            meta: meta(hand),
            due: Date::from_ordinal_date(2025, 10).ok().filter(|_| hand.once_in(2)),
            created_at: OffsetDateTime::UNIX_EPOCH,
        }
    }

    fn patch(hand: &Hand<'_>) -> TicketPatch {
        let number = if hand.once_in(8) { set(hand.upto(6)) } else { Set::Unset };
        let title = match hand.upto(4) {
            1 => pgdc::set_sql("upper(title)", ()),
            2 => Set::Unset,
            _ => set(hand.text().unwrap_or_default()),
        };
        let priority = if hand.once_in(3) { pgdc::default() } else { Set::Unset };
        TicketPatch {
            tenant_id: hand.tenant_in_patch(),
            number,
            title,
            priority,
            ..TicketPatch::default()
        }
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        let number = hand.upto(6);
        match hand.upto(7) {
            1 => Ticket::NUMBER.eq(number),
            2 => Ticket::TENANT_ID.eq(hand.any_tenant()).or(Ticket::NUMBER.gt(number)),
            3 => !Ticket::TENANT_ID.eq(hand.tenant),
            4 => Ticket::LABELS.has("red").or(Ticket::DUE.is_null()),
            5 => Ticket::STATUS.any_of([status(hand)]).and(Ticket::NUMBER.le(number)),
            6 => Ticket::NUMBER.eq_column(Ticket::TENANT_ID).or(Ticket::TITLE.like("%e%")),
            _ => Ticket::NUMBER.between(number, 6),
        }
    }

    fn order(hand: &Hand<'_>) -> Order<Self> {
        match hand.upto(4) {
            1 => Ticket::TITLE.asc(),
            2 => Ticket::PRIORITY.desc(),
            3 => Ticket::DUE.desc().nulls_first(),
            _ => Ticket::TENANT_ID.asc(),
        }
    }
}

fn status(hand: &Hand<'_>) -> TicketStatus {
    if hand.once_in(3) { TicketStatus::Done } else { TicketStatus::Open }
}

fn meta(hand: &Hand<'_>) -> Option<Json> {
    let texts = [r#"{"a": 1}"#, r#"{"b": [2]}"#];
    let at = usize::try_from(hand.upto(3)).unwrap_or_default();
    texts.get(at - 1).and_then(|text| text.parse().ok())
}

impl Subject for TicketComment {
    type Null = NotNull;
    const TENANT: Column<Self, i32> = TicketComment::TENANT_ID;
    const FOREIGN_KEYS: Option<&'static str> =
        Some("SELECT comment_id::text FROM ticket_comment WHERE tenant_id <> ?");
    const RAW: &'static str = "number > ? or body = 'red'";

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        TicketComment {
            comment_id: comment_id(hand),
            tenant_id,
            number: hand.upto(6),
            author: hand.text(),
            body: hand.text().unwrap_or_default(),
        }
    }

    fn patch(hand: &Hand<'_>) -> TicketCommentPatch {
        TicketCommentPatch {
            tenant_id: hand.tenant_in_patch(),
            author: if hand.once_in(2) { set(hand.text()) } else { pgdc::null() },
            ..TicketCommentPatch::default()
        }
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        TicketComment::NUMBER.le(hand.upto(6)).or(TicketComment::AUTHOR.is_null())
    }

    fn order(_: &Hand<'_>) -> Order<Self> {
        TicketComment::AUTHOR.asc()
    }

    fn key_text(key: &Uuid) -> String {
        key.to_string()
    }
}

fn comment_id(hand: &Hand<'_>) -> Uuid {
    Uuid::from_u128(u128::from(hand.upto(12).unsigned_abs()))
}

impl Subject for TicketWatcher {
    type Null = NotNull;
    const TENANT: Column<Self, i32> = TicketWatcher::TENANT_ID;
    const RAW: &'static str = "number <= ? or email like 'r%'";

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        let TicketWatcherKey { email, number, .. } = watcher_key(hand, tenant_id);
        TicketWatcher { tenant_id, number, email }
    }

    fn patch(hand: &Hand<'_>) -> TicketWatcherPatch {
        let number = if hand.once_in(2) { set(hand.upto(3)) } else { Set::Unset };
        TicketWatcherPatch { tenant_id: hand.tenant_in_patch(), number, ..Default::default() }
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        TicketWatcher::NUMBER.ge(hand.upto(3))
    }

    fn order(_: &Hand<'_>) -> Order<Self> {
        TicketWatcher::EMAIL.desc()
    }
}

fn watcher_key(hand: &Hand<'_>, tenant_id: i32) -> TicketWatcherKey {
    TicketWatcherKey { email: hand.text().unwrap_or_default(), tenant_id, number: hand.upto(3) }
}

impl Subject for Device {
    type Null = NotNull;
    const TENANT: Column<Self, i32> = Device::TENANT_ID;
    const FOREIGN_KEYS: Option<&'static str> =
        Some("SELECT serial FROM device WHERE tenant_id <> ?");
    const RAW: &'static str = "serial < 'D' or length(nickname) > ?";

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        Device { serial: serial(hand), tenant_id, nickname: hand.text() }
    }

    fn patch(hand: &Hand<'_>) -> DevicePatch {
        let mut patch = DevicePatch {
            tenant_id: hand.tenant_in_patch(),
            nickname: set(hand.text()),
            ..DevicePatch::default()
        };
        if hand.once_in(8) {
            let serial = serial(hand);
            hand.meet::<Device>(&serial);
            patch.serial = set(serial);
        }
        patch
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        Device::SERIAL.eq(serial(hand)).or(Device::NICKNAME.is_null())
    }

    fn order(_: &Hand<'_>) -> Order<Self> {
        Device::NICKNAME.desc()
    }

    fn key_text(key: &String) -> String {
        key.clone()
    }
}

fn serial(hand: &Hand<'_>) -> String {
    format!("{}{}", ["A", "B", "C", "D"][usize::from(hand.once_in(2))], hand.upto(7))
}

impl Subject for Note {
    type Null = Nullable;
    const TENANT: Column<Self, i32, Nullable> = Note::TENANT_ID;
    const FOREIGN_KEYS: Option<&'static str> =
        Some("SELECT note_id::text FROM note WHERE tenant_id IS DISTINCT FROM ?");
    const RAW: &'static str = "note_id::int4 < ? or tenant_id is null";

    fn draw(hand: &Hand<'_>, tenant: i32) -> Self {
        Note { note_id: hand.upto(14).into(), tenant_id: Some(tenant), body: hand.text() }
    }

    fn patch(hand: &Hand<'_>) -> NotePatch {
        let tenant_id = match hand.tenant_in_patch() {
            Set::Value(tenant) => set(Some(tenant)),
            Set::Unset if hand.once_in(20) => {
                hand.violates();
                pgdc::null()
            }
            Set::Default => Set::Default,
            Set::Sql(value) => Set::Sql(value),
            _ => Set::Unset,
        };
        NotePatch { tenant_id, body: set(hand.text()), ..NotePatch::default() }
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        match hand.upto(3) {
            1 => Note::TENANT_ID.is_null(),
            2 => Note::TENANT_ID.is_distinct_from(hand.tenant).or(Note::BODY.is_not_null()),
            _ => Note::NOTE_ID.gt(i64::from(hand.upto(14))),
        }
    }

    fn order(hand: &Hand<'_>) -> Order<Self> {
        if hand.once_in(2) { Note::BODY.asc() } else { Note::TENANT_ID.asc().nulls_first() }
    }
}
